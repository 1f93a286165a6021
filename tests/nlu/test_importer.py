"""The importer against Rasa's own reader: the same examples, the same fingerprints."""

import copy

import pytest
from rasa.shared.exceptions import YamlException
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message

from nlu.importer import Example, ExampleImporter

PLAIN = """version: "3.1"
nlu:
- intent: sign
  metadata: {batch: B1, signs: [time]}
  examples: |
    - he works all the time
    - never a date
"""


def test_the_examples_are_read_once_and_as_rasa_reads_them(tmp_path):
    path = tmp_path / "nlu.yml"
    path.write_text(PLAIN)
    importer = ExampleImporter(training_data_paths=[str(path)])
    first = importer.get_nlu_data()
    theirs = RasaFileImporter(training_data_paths=[str(path)]).get_nlu_data()
    assert first.fingerprint() == theirs.fingerprint() and len(first.intent_examples) == 2
    assert [e.data for e in first.intent_examples] == [e.data for e in theirs.intent_examples]
    path.unlink()
    assert importer.get_nlu_data("en") is first


@pytest.mark.parametrize("right, wrong", [
    ("examples:", "exmaples:"), ("intent: sign", "intent: [sign]"), ("[time]", "[time")])
def test_an_example_file_that_is_wrong_is_refused_with_its_name(tmp_path, right, wrong):
    path = tmp_path / "nlu.yml"
    path.write_text(PLAIN.replace(right, wrong))
    with pytest.raises(YamlException, match="nlu.yml"):
        ExampleImporter(training_data_paths=[str(path)]).get_nlu_data()


def test_a_fingerprint_is_rasas_own_and_changes_with_what_it_is_of():
    data = {"text": "he is never home", "intent": "sign"}
    example = Example(data)
    assert example.fingerprint() == Message(data).fingerprint()
    example.set("intent", "sign")
    assert example.fingerprint() == Message(data).fingerprint()
    example.set("intent", "greet")
    assert example.fingerprint() == Message({**data, "intent": "greet"}).fingerprint()


def test_a_copy_is_worked_on_by_itself():
    example = Example({"text": "he is never home", "intent": "sign"})
    before = example.fingerprint()
    copied = copy.deepcopy(example)
    copied.set("tokens", ["he", "is"])
    copied.output_properties.add("tokens")
    assert example.fingerprint() == before != copied.fingerprint()
    assert example.get("tokens") is None and "tokens" not in example.output_properties
