"""Taking stock: the five signs, one question each, answered by buttons from 0 to 4."""

from __future__ import annotations

from typing import Dict, List, Optional

from actions.base import Button, CoachAction, Events, Turn, payload, remember
from actions.library import knowledge
from actions.signs import suggest_again
from actions.steps import fitted
from actions.trend import SHOWN, as_png, as_text, strong_and_weak
from store import check_ins, clock

SCALE = 4  # answers run from 0, not at all, to 4, very much
NOTE = 500  # characters of a note that are kept
SLOT = "check_in"
RATINGS = [str(value) for value in range(SCALE + 1)]


def next_question(answers: Dict[str, int]) -> Optional[str]:
    """The sign to ask about next; None when all are answered."""
    return next((sign for sign in knowledge("signs") if sign not in answers), None)


def tendency(answers: Dict[str, int]) -> str:
    """Which words fit the whole: "strong" from 3 on average, "low" below 1.5, else "mixed"."""
    mean = sum(answers.values()) / len(answers)
    return "strong" if mean >= 3 else "low" if mean < 1.5 else "mixed"


def changes(before: Dict[str, int], after: Dict[str, int]) -> Dict[str, int]:
    """By how much each sign went up or down since the last time; unchanged ones left out."""
    return {sign: after[sign] - before[sign] for sign in after
            if sign in before and after[sign] != before[sign]}


def _rating_buttons(sign: str) -> List[Button]:
    return [(str(value), payload("rate", sign=sign, value=str(value)))
            for value in range(SCALE + 1)]


def _ask(turn: Turn, sign: str, number: int, opening: str = "") -> None:
    words = knowledge("replies")["check_in_scale"][0]
    question = f"{number} of 5. {knowledge('signs')[sign]['check_in']}"
    turn.say("\n\n".join(filter(None, [opening, question, words])), _rating_buttons(sign))


class BeginCheckIn(CoachAction):
    """Starts a check-in with the first question."""

    action_name = "action_begin_check_in"

    def answer(self, turn: Turn) -> Events:
        opening = turn.unseen("article:check_in_intro", knowledge("article")["check_in_intro"])
        _ask(turn, next_question({}), 1, opening)
        return remember(**{SLOT: {}})


class Rate(CoachAction):
    """Takes one answer, and asks the next question or sums up."""

    action_name = "action_rate"

    def answer(self, turn: Turn) -> Events:
        sign = turn.argument("sign", list(knowledge("signs")))
        value = turn.argument("value", RATINGS)
        if sign is None or value is None:
            return BeginCheckIn().answer(turn)
        return self.take(turn, sign, int(value))

    def take(self, turn: Turn, sign: str, value: int) -> Events:
        """Notes one answer; an old button simply answers its question again."""
        answers = {**(turn.slot(SLOT) or {}), sign: value}
        following = next_question(answers)
        if following:
            _ask(turn, following, len(answers) + 1)
            return remember(**{SLOT: answers})
        return self._sum_up(turn, answers)

    def _sum_up(self, turn: Turn, answers: Dict[str, int]) -> Events:
        earlier = check_ins.latest(turn.session, turn.person_id, SHOWN - 1)
        check_ins.add(turn.session, turn.person_id, answers)
        words = knowledge("article")["check_in_done"][tendency(answers)]
        turn.say(fitted([
            (turn.unseen(f"check_in:{tendency(answers)}", words), False),
            (_table(answers), False),
            (_changes_told(changes(earlier[0][1], answers) if earlier else {}), False),
            (_strong_and_weak_told(answers), True)]),
            [(knowledge("check_in")["note_button"], payload("add_note"))])
        if earlier:
            history = [*reversed(earlier), (clock.now(), answers)]
            turn.say(as_text(history), picture={"png": as_png(history, SCALE)})
        lowest = min(answers, key=answers.get)
        return [*suggest_again(turn, [lowest], knowledge("check_in")["step"]),
                *remember(**{SLOT: None})]


def _table(answers: Dict[str, int]) -> str:
    return "\n".join(f"{'●' * value}{'○' * (SCALE - value)}  {_name(sign)}"
                     for sign, value in answers.items())


def _name(sign: str) -> str:
    return knowledge("signs")[sign]["check_in_name"]


def _changes_told(moved: Dict[str, int]) -> str:
    told = ", ".join(f"{_name(sign).lower()} {by:+d}" for sign, by in moved.items())
    return knowledge("check_in")["moved"].format(changes=told) if told else ""


def _strong_and_weak_told(answers: Dict[str, int]) -> str:
    told = [knowledge("check_in")[key].format(names=", ".join(_name(s).lower() for s in signs))
            for key, signs in zip(("strong", "weak"), strong_and_weak(answers, SCALE)) if signs]
    return " ".join(told)


class AskNote(CoachAction):
    """Asks for a sentence that belongs to the check-in."""

    action_name = "action_ask_note_form_note"
    ends_turn = False

    def answer(self, turn: Turn) -> Events:
        turn.say(knowledge("check_in")["ask_note"],
                 [(knowledge("raising")["leave_button"], payload("leave_form"))])
        return None


class KeepNote(CoachAction):
    """Keeps the sentence with the latest check-in."""

    action_name = "action_keep_note"

    def answer(self, turn: Turn) -> Events:
        check_ins.annotate(turn.session, turn.person_id, (turn.slot("note") or "")[:NOTE])
        turn.say(knowledge("check_in")["noted"])
        return remember(note=None)


def typed_rating(turn: Turn) -> Optional[Events]:
    """The answer to a rating that was typed and not tapped; None if this is none."""
    answers = turn.slot(SLOT)
    if answers is None or turn.text.strip() not in RATINGS:
        return None
    return Rate().take(turn, next_question(answers), int(turn.text))
