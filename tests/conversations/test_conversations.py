"""Whole dialogues through the trained model, as written in the YAML files beside this one.

A dialogue is a list of turns. A turn is what the person does - `say` words or a command,
or `tap` a button of the latest answer by its title - and what must be true of the answer:
`has` / `lacks` (regular expressions), `card` (a step or starter stands out), `button`
(a title that is offered), `from` (a text of that list of the knowledge, "replies.greet"),
`new` (it shares no paragraph with any earlier answer of the dialogue).
"""

import re
from pathlib import Path

import pytest
import yaml

from actions.library import knowledge
from bot.messages import Incoming, command_payload

DIALOGUES = [
    pytest.param(dialogue, id=f"{path.stem}: {dialogue['dialogue']}")
    for path in sorted(Path(__file__).parent.glob("*.yml"))
    for dialogue in yaml.safe_load(path.read_text(encoding="utf-8"))]
EXPECTATIONS = {"has", "lacks", "card", "button", "from", "new"}


def _texts(path):
    value = knowledge(path.split(".")[0])
    for key in path.split(".")[1:]:
        value = value[key]
    return [value] if isinstance(value, str) else value


def _check(turn, text, buttons, earlier):
    unknown = set(turn) - EXPECTATIONS - {"say", "tap"}
    assert not unknown, f"the dialogue says what nobody checks: {unknown}"
    assert set(turn) & EXPECTATIONS, f"the turn {turn} expects nothing"
    if "has" in turn:
        assert re.search(turn["has"], text, re.I), text
    if "lacks" in turn:
        assert not re.search(turn["lacks"], text, re.I), text
    if "card" in turn:
        assert ("▸ " in text) is turn["card"], text
    if "button" in turn:
        assert turn["button"] in [b.title for b in buttons], [b.title for b in buttons]
    if "from" in turn:
        told = re.sub(r"\b(your) (wife|husband|girlfriend|boyfriend)", r"\1 partner", text, flags=re.I)
        assert any(candidate in told for candidate in _texts(turn["from"])), text
    if turn.get("new"):
        assert not set(text.split("\n\n")) & {p for t in earlier for p in t.split("\n\n")}, text


@pytest.mark.parametrize("dialogue", DIALOGUES)
def test_dialogue(dialogue, assistant, request):
    person = f"test:{hash(request.node.nodeid)}"
    buttons, earlier = [], []
    for turn in dialogue["turns"]:
        if "tap" in turn:
            tapped = next((b for b in buttons if b.title == turn["tap"]), None)
            assert tapped, f"no button “{turn['tap']}” among {[b.title for b in buttons]}"
            incoming = Incoming(person, payload=tapped.payload)
        else:
            incoming = Incoming(person, turn["say"], command_payload(turn["say"]) or "")
        replies = assistant.answer(incoming).result(timeout=30).replies
        text = "\n\n".join(reply.text for reply in replies)
        buttons = [button for reply in replies for button in reply.buttons]
        _check(turn, text, buttons, earlier)
        earlier.append(text)


def test_there_are_eighty_talks_of_four_turns_and_more():
    assert sum(len(d.values[0]["turns"]) >= 4 for d in DIALOGUES) >= 80
