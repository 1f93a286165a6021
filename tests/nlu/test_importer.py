"""The importer against Rasa's own reader: the same examples, the same fingerprints."""

import copy

from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message

from nlu.importer import Example, ExampleImporter

FILE = """version: "3.1"
nlu:
- intent: sign
  metadata: {batch: mine, signs: [time]}
  examples: |
    - he is never home
    - she works every weekend
- intent: greet
  examples: |
    - hello there
"""


def test_the_examples_are_those_that_rasa_reads(tmp_path):
    path = tmp_path / "some.yml"
    path.write_text(FILE)
    ours = ExampleImporter(training_data_paths=[str(path)]).get_nlu_data()
    theirs = load_data(str(path))
    assert ours.fingerprint() == theirs.fingerprint()
    assert [e.data for e in ours.training_examples] == [e.data for e in theirs.training_examples]


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
