"""The importer of the training files."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Optional, Text

import yaml
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.training_data import TrainingData

KEYS = {"intent", "metadata", "examples"}


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
    return TrainingData(reader.training_examples, reader.entity_synonyms)


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
