"""The floors of the held-out messages: below one, the test names the set and the label."""

import json

import pytest
import yaml

from bot.evaluation import FLOORS, HELD_OUT, below_floors, measure, read_messages
from bot.settings import PROJECT
from bot.understanding import as_object

DATA = PROJECT / "nlu" / "data"
SETS = sorted(path.stem for path in HELD_OUT.glob("*.jsonl"))


def test_there_are_enough_held_out_messages_and_floors_for_each_set():
    assert sum(len(read_messages([HELD_OUT / f"{name}.jsonl"])) for name in SETS) >= 600
    assert set(json.loads(FLOORS.read_text())) == set(SETS)


def test_no_held_out_message_is_among_the_examples():
    def plain(text):
        return " ".join("".join(c for c in text.lower() if c.isalnum() or c == " ").split())

    # Not by Rasa's own reader, which takes half a minute for so many.
    groups = [group for path in DATA.glob("*.yml")
              for group in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)["nlu"]]
    taught = {plain(line[2:]) for group in groups for line in group["examples"].splitlines()}
    assert len(taught) > 10_000
    longer = [m["text"] for name in SETS for m in read_messages([HELD_OUT / f"{name}.jsonl"])
              if len(m["text"].split()) > 4]
    assert [text for text in longer if plain(text) in taught] == []


@pytest.mark.parametrize("name", SETS)
def test_no_figure_falls_below_its_floor(assistant, name):
    messages = read_messages([HELD_OUT / f"{name}.jsonl"])
    told = [as_object(m["text"], assistant.understand(m["text"]).result()) for m in messages]
    assert below_floors(measure(messages, told), json.loads(FLOORS.read_text())[name]) == []
