"""The importer of the training files."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Optional, Text

import yaml
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

KEYS = {"intent", "metadata", "examples"}


def example_labels(message: Message, key: Text) -> List[Text]:
    """The labels under `key` in the metadata of a training example."""
    metadata = message.get("metadata") or {}
    merged = {**(metadata.get("intent") or {}), **(metadata.get("example") or {})}
    return merged.get(key) or []


class Example(Message):
    """A training example that costs little to copy and to hold against others.

    Rasa copies all examples at each of a handful of merges, and sets the intent of each to what it
    is already, which makes it work out the fingerprint anew: a quarter of the training's time.
    """

    def set(self, prop: Text, info: Any, add_to_output: bool = False) -> None:
        """Sets a property; the fingerprint is forgotten if that changes something."""
        if add_to_output or prop not in self.data or self.data[prop] != info:
            super().set(prop, info, add_to_output)

    def __deepcopy__(self, memo: Dict[int, Any]) -> Example:
        """A copy to be worked on by itself; intent, text and metadata are never changed in place."""
        copied = Example(dict(self.data), set(self.output_properties), self.time,
                         list(self.features))
        copied._cached_fingerprint = self._cached_fingerprint
        return copied


class ExampleImporter(RasaFileImporter):
    """Rasa's own importer, in a fraction of the time for many examples.

    Rasa asks for them twice, once with and once without naming the language, which its cache
    takes for different questions; and each time it checks them against its schema, which takes
    longer than fitting anything to them. Files of nothing but intents are seen to be so at a
    glance; all others go to Rasa's reader, which says what is wrong with them.
    """

    _examples: Optional[TrainingData] = None

    def get_nlu_data(self, language: Optional[Text] = "en") -> TrainingData:
        """All examples of the project, which are in one language.

        Raises:
            YamlException: a file is not what Rasa's schema asks for.
        """
        if self._examples is None:
            # In one go: each merge copies all that it is given.
            self._examples = TrainingData().merge(*map(_read, self._nlu_files))
        return self._examples


def _read(path: Text) -> TrainingData:
    groups = _plain_groups(Path(path).read_text(encoding="utf-8"))
    if groups is None:
        return load_data(path)
    reader = RasaYAMLReader()
    reader.filename = path
    reader._parse_nlu(groups)
    examples = [Example(m.data, m.output_properties) for m in reader.training_examples]
    return TrainingData(examples, reader.entity_synonyms)


def _plain_groups(text: Text) -> Optional[List[Dict[Text, Any]]]:
    """The groups of a file that holds intents and their examples alone, else None."""
    try:
        content = yaml.load(text, yaml.CSafeLoader)
    except yaml.YAMLError:
        return None
    groups = content.get("nlu") if isinstance(content, dict) else None
    if not isinstance(groups, list) or set(content) != {"version", "nlu"}:
        return None
    return groups if all(map(_is_plain, groups)) else None


def _is_plain(group: Any) -> bool:
    return (isinstance(group, dict) and set(group) <= KEYS
            and isinstance(group.get("intent"), str) and isinstance(group.get("examples"), str)
            and isinstance(group.get("metadata", {}), dict))
