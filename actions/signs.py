"""The main job: signs reflected in warm words, the practice that answers them, one step."""

from __future__ import annotations

from typing import List, Optional, Sequence

from actions.base import Button, CoachAction, Events, Turn, payload, remember
from actions.library import knowledge
from actions.listening import reply_help
from actions.steps import choose_step, fitted, step_card

# A longer quotation of the person's words reads like a report.
QUOTE = 90


def _quote(turn: Turn) -> str:
    for entity in turn.entities("sign"):
        words = " ".join(entity.get("evidence", "").split())
        if 12 <= len(words) <= QUOTE:
            return f"You wrote “{words}”."
    return ""


def _reflection(turn: Turn, signs: Sequence[str]) -> str:
    first = knowledge("signs")[signs[0]]
    if len(signs) > 1:
        return turn.unseen(f"pair:{signs[0]}:{signs[1]}", first["pairs"][signs[1]])
    return turn.unseen(f"reflection:{signs[0]}", first["reflections"])


def _because(turn: Turn, sign: str, practice: str) -> str:
    reasons = knowledge("signs")[sign]["because"]
    texts = reasons.get(practice) or [knowledge("practices")[practice]["why"]]
    return turn.unseen(f"because:{sign}:{practice}", texts)


def _colour(turn: Turn, stressors: Sequence[str]) -> str:
    if not stressors:
        return ""
    name = stressors[0]
    return turn.unseen(f"colour:{name}", knowledge("stressors")[name]["colours"])


def step_buttons(sign: str, step: str) -> List[Button]:
    """What can be done with a step that was suggested."""
    return [("Another idea", payload("another_step", sign=sign)),
            ("Why this?", payload("why_step", step=step)),
            ("A starter for this", payload("starter", sign=sign)),
            ("Not quite", payload("not_quite"))]


def sign_buttons(intent: str) -> List[Button]:
    """The five signs to choose from."""
    return [(entry["title"], payload(intent, sign=sign))
            for sign, entry in knowledge("signs").items()]


def suggest(turn: Turn, signs: Sequence[str], stressors: Sequence[str], opening: str) -> Events:
    """Says the opening, why a practice answers the first sign, and one step of it."""
    order = knowledge("signs")[signs[0]]["practices"]
    practice, step = choose_step(turn, signs, stressors, order)
    turn.say(
        fitted([(opening, False), (_colour(turn, stressors), True),
                (_because(turn, signs[0], practice), False), (step_card(step), False),
                (turn.unseen("thread:doable", knowledge("thread")["doable"]), True)]),
        step_buttons(signs[0], step["id"]))
    return remember(last_step=step["id"], last_practice=practice, asked="doable")


def suggest_again(
    turn: Turn, signs: Sequence[str], opening: str, effort: Optional[str] = None
) -> Events:
    """Says the opening and another step for signs and pressures told before."""
    practice, step = choose_step(turn, signs, turn.slot("stressors") or [], effort=effort)
    turn.say(fitted([(opening, False), (step_card(step), False)]),
             step_buttons(signs[0] if signs else step["signs"][0], step["id"]))
    return remember(last_step=step["id"], last_practice=practice, asked="doable")


class AnswerSigns(CoachAction):
    """Answers a message that shows signs, or a tap on a sign."""

    action_name = "action_answer_signs"
    in_thread = True

    def answer(self, turn: Turn) -> Events:
        signs = [s for s in turn.values("sign") if s in knowledge("signs")]
        if not signs:
            turn.say(turn.reply("ask_practice"), sign_buttons("correct"))
            return None
        opening = " ".join(filter(None, [_quote(turn), _reflection(turn, signs)]))
        # Pressures told earlier in the talk still colour the answer.
        stressors = turn.values("stressor") or turn.slot("stressors") or []
        return suggest(turn, signs, stressors, opening)


class AnotherStep(CoachAction):
    """Another idea for the sign on the button, with the pressures told before."""

    action_name = "action_another_step"

    def answer(self, turn: Turn) -> Events:
        known = knowledge("signs")
        told = [s for s in turn.slot("signs") or [] if s in known]
        sign = turn.argument("sign", list(known)) or (told[0] if told else None)
        signs = ([sign] if sign else []) + [s for s in told if s != sign]
        return suggest_again(turn, signs, "")


class AskPractice(CoachAction):
    """Somebody asks for help: a step for the signs told before, or asks which is nearest."""

    action_name = "action_ask_practice"
    in_thread = True

    def answer(self, turn: Turn) -> Events:
        helped = reply_help(turn)
        if helped is not None:
            return helped
        if turn.slot("signs"):
            return suggest_again(turn, turn.slot("signs"), "")
        turn.say(turn.reply("ask_practice"), sign_buttons("correct"))
        return None
