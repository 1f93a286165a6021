"""When it is not sure, or was wrong: the readings as buttons, and corrections that teach."""

from __future__ import annotations

from typing import Any, Dict, List, Sequence

from actions.base import Button, CoachAction, Events, Turn, payload
from actions.library import knowledge
from nlu.labels import SAFETY, SIGNS
from store import corrections

SLOT = "readings"
WORDS_SLOT = "last_words"
CONSENT_SLOT = "keep_corrections"
ASKED = 2  # readings offered where it is not sure
QUESTIONS = 2  # offered after "Not quite", beside the signs that were not answered


def reading_buttons(labels: Sequence[str]) -> List[Button]:
    """A button a reading, a sign or a question, and the way out."""
    signs, questions = knowledge("signs"), knowledge("readings")
    buttons = [(signs[label]["title"], payload("correct", sign=label)) if label in signs
               else (questions[label], payload(label, reading="1"))
               for label in labels if label in signs or label in questions]
    return [*buttons, ("Something else", payload("something_else"))]


def learned(turn: Turn) -> Dict[str, Any]:
    """Slots for a later correction: the readings of typed words, and by consent the words.

    A tap on a reading is such a correction: the words kept and what they meant go to the store.
    """
    if turn.readings:
        keep = turn.slot(CONSENT_SLOT) and turn.intent not in SAFETY
        return {SLOT: turn.readings, WORDS_SLOT: turn.text if keep else None}
    words = turn.slot(WORDS_SLOT)
    corrected = turn.intent == "correct" or turn.values("reading")
    if not words or not turn.slot(CONSENT_SLOT) or not corrected:
        return {}
    sign = turn.argument("sign", list(knowledge("signs")))
    corrections.add(turn.session, turn.person_id, words,
                    "sign" if sign else turn.intent, [sign] if sign else [])
    return {WORDS_SLOT: None}


class AskWhich(CoachAction):
    """Asks which of the two likeliest readings is meant, rather than guess."""

    action_name = "action_ask_which"
    in_thread = True

    def answer(self, turn: Turn) -> Events:
        turn.say(turn.reply("unsure"), reading_buttons(turn.readings[:ASKED]))
        return None


class NotQuite(CoachAction):
    """Offers the signs that were not answered, likeliest first, and the likeliest questions."""

    action_name = "action_not_quite"

    def answer(self, turn: Turn) -> Events:
        answered = turn.slot("signs") or []
        likely = turn.slot(SLOT) or list(knowledge("signs"))
        left = [label for label in likely if label in SIGNS and label not in answered]
        questions = [label for label in likely if label not in SIGNS]
        turn.say(turn.reply("not_quite"), reading_buttons(left + questions[:QUESTIONS]))
        return None
