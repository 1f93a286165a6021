"""Follows the thread: short answers to an open question, corrections, how a step went."""

from __future__ import annotations

import datetime
import re
from typing import Optional

from actions.base import (
    ASKED_SLOT, CoachAction, Events, PAUSE_SECONDS, TALK_SLOT, Turn, payload, remember,
)
from actions.drafts import DRAFT_BUTTONS, handed_draft, remarks
from actions.library import knowledge
from actions.readings import NotQuite
from actions.signs import step_buttons, suggest_again
from actions.starters import STARTER, GiveStarter
from actions.steps import find_step, fitted, step_card
from nlu.labels import OTHER_INTENT
from store import clock, given

DOABLE, HOW_IT_WENT = "doable", "how_it_went"
OUTCOMES = ("well", "badly", "not_tried")
ANSWERS = ("correction", "not_tried", "badly", "well", "both", "will_try", "why",
           "another")
# A step is asked about on another day, not in the talk in which it was given.
REST_SECONDS = 6 * 3600.0
# Longer answers say something of their own.
SHORT = 8
ABOUT_US = re.compile(
    r"\b(we|us|our|he|him|his|she|her|they|them|wife|husband|partner|girlfriend|boyfriend)\b", re.I)
TRIED = re.compile(r"\b(i|we) (did|tried|asked|told|gave|made|had)\b|\b(went|worked)\b", re.I)
DAYTIMES = ((5, "night"), (12, "morning"), (18, "afternoon"), (23, "evening"), (24, "night"))


def thread_text(turn: Turn, key: str) -> str:
    """An unseen text of `thread.yml`."""
    return turn.unseen(f"thread:{key}", knowledge("thread")[key])


def daytime(hour: int) -> str:
    """The greeting of an hour (0 to 23) of this machine's clock."""
    return knowledge("thread")[next(name for end, name in DAYTIMES if hour < end)]


def continued(turn: Turn) -> Optional[Events]:
    """Answers typed words that go on with what was said before.

    Returns:
        The events, perhaps none; or None where the words stand for themselves.
    """
    draft = handed_draft(turn.text) if turn.readings else ""
    if draft:
        turn.say(remarks(turn, draft), DRAFT_BUTTONS)
        return []
    if not turn.readings or not _same_talk(turn):
        return None
    said = turn.argument("answer", ANSWERS)
    told, short = turn.slot("signs") or [], len(turn.text.split()) <= SHORT
    if said == "correction" and told:
        return NotQuite().answer(turn) or []
    if said == "both" and told and short:
        return suggest_again(turn, told, thread_text(turn, "both"))
    if short and turn.slot(ASKED_SLOT) == STARTER and turn.intent == OTHER_INTENT and (
            turn.values("topic") or turn.values("depth")):
        return GiveStarter().answer(turn)
    about_step = _about_the_step(turn, said, short)
    if about_step is not None:
        return about_step
    if turn.intent == OTHER_INTENT and told and ABOUT_US.search(turn.text):
        return _more(turn, told[0])
    return None


def _about_the_step(turn: Turn, said: Optional[str], short: bool) -> Optional[Events]:
    """Answers words about the step that was suggested last; None where they are not."""
    asked = turn.slot(ASKED_SLOT)
    if asked == HOW_IT_WENT:
        outcome = said if said in OUTCOMES else {
            "affirm": "well", "good_news": "well", "deny": "badly"}.get(turn.intent)
        return step_went(turn, outcome) if outcome else None
    if not turn.slot("last_step"):
        return None
    if said in OUTCOMES and TRIED.search(turn.text):
        return step_went(turn, said)
    if short and (said == "will_try" or asked == DOABLE and turn.intent == "affirm"):
        turn.say(thread_text(turn, "will_try"))
        return []
    if short and said == "why":
        return WhyStep().answer(turn) or []
    if short and asked == DOABLE and said == "another":
        return suggest_again(turn, turn.slot("signs"), "")
    if short and asked == DOABLE and (turn.intent == "deny" or said == "badly"):
        return suggest_again(turn, turn.slot("signs"), thread_text(turn, "smaller"),
                             effort="minutes")
    return None


def _same_talk(turn: Turn) -> bool:
    _, last = turn.slot(TALK_SLOT) or (0.0, 0.0)
    return clock.now() - last <= PAUSE_SECONDS


def _more(turn: Turn, sign: str) -> Events:
    """Takes in what was added, and asks one open question."""
    turn.say(thread_text(turn, "more"), [
        (knowledge("thread")["more_button"], payload("another_step", sign=sign)),
        ("Not quite", payload("not_quite"))])
    return []


def ask_how_it_went(turn: Turn) -> Optional[Events]:
    """Asks, once for each step and on another day, how the latest step went; or None."""
    latest = given.latest(turn.session, turn.person_id, "step")
    if latest is None or clock.now() - latest[1] < REST_SECONDS:
        return None
    item = latest[0]
    found = find_step(item)
    asked_at = given.given_to(turn.session, turn.person_id, "asked").get(item, (0, 0.0))[1]
    if found is None or asked_at > latest[1]:
        return None
    texts = knowledge("thread")
    turn.note("asked", item)
    turn.say(f"{thread_text(turn, 'how_it_went')}\n\n{step_card(found[1])}", [
        (texts[f"{outcome}_button"], payload("step_went", value=outcome))
        for outcome in OUTCOMES])
    return remember(**{ASKED_SLOT: HOW_IT_WENT, "last_step": item})


def step_went(turn: Turn, outcome: str) -> Events:
    """Celebrates a step that went well; meets another outcome with care and another way."""
    if outcome == "well":
        turn.say(thread_text(turn, "well"))
        return []
    found = find_step(turn.slot("last_step") or "")
    care = ""
    if outcome == "badly" and found:
        texts = knowledge("practices")[found[0]]["no_answer"]
        care = turn.unseen(f"no_answer:{found[0]}", texts)
    opening = fitted([(thread_text(turn, outcome), False), (care, True)])
    signs = turn.slot("signs") or (found[1]["signs"][:1] if found else [])
    return suggest_again(turn, signs, opening, effort="minutes")


class StepWent(CoachAction):
    """Answers the tap that tells how a step went."""

    action_name = "action_step_went"

    def answer(self, turn: Turn) -> Events:
        return step_went(turn, turn.argument("value", OUTCOMES) or "well")


class WhyStep(CoachAction):
    """Says by the article why a step was suggested."""

    action_name = "action_why_step"

    def answer(self, turn: Turn) -> Events:
        item = next(iter(turn.values("step")), None) or turn.slot("last_step") or ""
        practice, step = find_step(item) or ("responsive", None)
        told = turn.slot("signs") or []
        sign = next((s for s in told if step and s in step["signs"]), None)
        known = knowledge("signs").get(sign, {}).get("because", {}).get(practice, [])
        reason = turn.unseen(f"because:{sign}:{practice}", known) if known else ""
        about = knowledge("practices")[practice]
        turn.say(fitted([(reason, True), (about["why"], False)]), [
            (f"About {about['name']}"[:40], payload("explain", practice=practice)),
            *step_buttons(sign or (step or {"signs": ["communication"]})["signs"][0], item)[:1]])
        return None


def greeting_of_now(turn: Turn) -> str:
    """The greeting that the person used, or that of this machine's hour."""
    said = re.search(r"\bgood (morning|afternoon|evening)\b", turn.text, re.I)
    if said:
        return knowledge("thread")[said.group(1).lower()]
    return daytime(datetime.datetime.fromtimestamp(clock.now()).hour)
