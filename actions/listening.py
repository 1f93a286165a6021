"""Coaching the reply: understanding, validation and caring, for a real line and as practice."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from actions.base import Button, CoachAction, Events, Turn, payload, remember
from actions.library import knowledge
from actions.steps import fitted
from nlu.spacy_pipeline import SPAN_KEY, build_language

LINE_SLOT, REPLY_SLOT = "line", "my_reply"
LABEL = "reply:"
# What a responsive reply does, in the article's sense; a reply is praised for what it has
# and shown one thing that it lacks.
CARES = ("understanding", "validation", "caring")
TOO_SHORT = 3  # words; less is a shrug
# Words of the partner's line that carry its meaning have so many letters and are no stop words.
CONTENT = 4


def reply_help(turn: Turn) -> Optional[Events]:
    """Words for a reply where the message reports what the partner feels; None otherwise."""
    told = knowledge("listening")["feelings"]
    feeling = turn.argument("feeling", list(told))
    if feeling is None or not turn.values("reported"):
        return None
    parts = [turn.unseen(f"listening:{feeling}:{part}", told[feeling][part])
             for part in ("understood", "valid", "caring")]
    texts = knowledge("listening")
    turn.say(fitted([
        (turn.unseen("listening:intro", texts["intro"]), False),
        (f"▸ {' '.join(parts)}", False),
        (turn.unseen("listening:beware", texts["beware"]), True)]), [
            (texts["practise_button"], payload("practise")),
            ("How to be responsive", payload("explain", practice="responsive")),
            ("Not quite", payload("not_quite"))])
    return []


def assess(reply: str, line: str) -> Dict[str, List[str]]:
    """What lands in a reply (of CARES) and what misses (of `misses`), by spaCy's phrases.

    It also lands as understanding where it takes up the partner's own words.
    """
    language = build_language()
    doc = language(reply.lower())
    found = [span.label_[len(LABEL):] for span in doc.spans[SPAN_KEY]
             if span.label_.startswith(LABEL)]
    theirs = {t.lemma_ for t in language(line.lower()) if len(t.text) >= CONTENT and not t.is_stop}
    if theirs & {t.lemma_ for t in doc}:
        found.append("understanding")
    misses = [name for name in knowledge("listening")["misses"] if name in found]
    if len([t for t in doc if t.is_alpha]) <= TOO_SHORT and not misses:
        misses = ["silence"]
    return {"landed": [name for name in CARES if name in found], "misses": misses}


def _line(turn: Turn) -> Dict[str, Any]:
    lines = knowledge("listening")["lines"]
    return next((line for line in lines if line["id"] == turn.slot(LINE_SLOT)), lines[0])


class Practise(CoachAction):
    """Chooses a line that a partner might say, one not played before."""

    action_name = "action_practise"
    ends_turn = False

    def answer(self, turn: Turn) -> Events:
        line, _ = turn.choose("line", knowledge("listening")["lines"], lambda entry: entry["id"])
        return remember(**{LINE_SLOT: line["id"], REPLY_SLOT: None})


class AskReply(CoachAction):
    """Plays the partner's line and asks for a reply."""

    action_name = "action_ask_reply_form_my_reply"
    ends_turn = False

    def answer(self, turn: Turn) -> Events:
        texts = knowledge("listening")
        turn.say(f"{turn.unseen('listening:play', texts['play'])}\n\n▸ “{_line(turn)['says']}”",
                 [(knowledge("raising")["leave_button"], payload("leave_form"))])
        return None


class ReflectReply(CoachAction):
    """Shows what landed in the reply, what could be added, and an example."""

    action_name = "action_reflect_reply"

    def answer(self, turn: Turn) -> Events:
        texts, line = knowledge("listening"), _line(turn)
        found = assess(turn.slot(REPLY_SLOT) or "", line["says"])
        landed = [turn.unseen(f"landed:{name}", texts["landed"][name]) for name in found["landed"]]
        if found["misses"]:
            name = found["misses"][0]
            could = turn.unseen(f"misses:{name}", texts["misses"][name]["could"])
        else:
            lacks = next((name for name in CARES if name not in found["landed"]), None)
            could = (turn.unseen(f"missing:{lacks}", texts["missing"][lacks]) if lacks
                     else turn.unseen("listening:all_three", texts["all_three"]))
        turn.say(fitted([(" ".join(landed), False), (could, False),
                         (f"▸ {line['example']}\n{line['shows']}", True)]), _after())
        return remember(**{REPLY_SLOT: None})


class TryAgain(CoachAction):
    """The same line once more: leaves the slot of the line as it is."""

    action_name = "action_try_again"
    ends_turn = False

    def answer(self, turn: Turn) -> Events:
        return remember(**{REPLY_SLOT: None})


def _after() -> List[Button]:
    texts = knowledge("listening")
    return [(texts["again_button"], payload("try_again")),
            (texts["another_button"], payload("practise")),
            ("How to be responsive", payload("explain", practice="responsive"))]
