"""The floors of the held-out messages: below one, the test names the set and the label."""

import json

import pytest

from bot.evaluation import FLOORS, HELD_OUT, below_floors, measure, read_messages
from bot.understanding import as_object

SETS = sorted(path.stem for path in HELD_OUT.glob("*.jsonl"))


def test_there_are_enough_held_out_messages_and_floors_for_each_set():
    assert sum(len(read_messages([HELD_OUT / f"{name}.jsonl"])) for name in SETS) >= 600
    assert set(json.loads(FLOORS.read_text())) == set(SETS)


def test_no_held_out_message_is_among_the_examples():
    from rasa.shared.nlu.training_data.loading import load_data

    def plain(text):
        return " ".join("".join(c for c in text.lower() if c.isalnum() or c == " ").split())

    taught = {plain(e.get("text")) for e in load_data("nlu/data").intent_examples}
    longer = [m["text"] for name in SETS for m in read_messages([HELD_OUT / f"{name}.jsonl"])
              if len(m["text"].split()) > 4]
    assert [text for text in longer if plain(text) in taught] == []


@pytest.mark.parametrize("name", SETS)
def test_no_figure_falls_below_its_floor(assistant, name):
    messages = read_messages([HELD_OUT / f"{name}.jsonl"])
    told = [as_object(m["text"], assistant.understand(m["text"]).result()) for m in messages]
    assert below_floors(measure(messages, told), json.loads(FLOORS.read_text())[name]) == []
