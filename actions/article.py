"""The article's knowledge in small portions: why, signs, misconceptions, raising an issue."""

from __future__ import annotations

from typing import List

from actions.base import Button, CoachAction, Events, Turn, payload
from actions.drafts import DRAFT_BUTTONS, quoted_draft, remarks
from actions.library import knowledge
from actions.signs import sign_buttons
from actions.steps import fitted


def _article(turn: Turn, part: str) -> str:
    return turn.unseen(f"article:{part}", knowledge("article")[part])


class TellWhy(CoachAction):
    """Why connection matters."""

    action_name = "action_tell_why"
    in_thread = True

    def answer(self, turn: Turn) -> Events:
        turn.say(_article(turn, "why"), [
            ("Another reason", payload("ask_why")),
            ("The five signs", payload("ask_signs")),
            ("A small step", payload("another_step"))])
        return None


class TellSigns(CoachAction):
    """What the signs are; or, where one is told of, that it can be one."""

    action_name = "action_tell_signs"

    def answer(self, turn: Turn) -> Events:
        told = [s for s in turn.values("sign") if s in knowledge("signs")]
        if told:
            about = knowledge("signs")[told[0]]["about"]
            turn.say(fitted([(_article(turn, "own_sign"), False), (about, False)]), [
                ("A step for this", payload("another_step", sign=told[0])),
                ("All five signs", payload("ask_signs"))])
        else:
            turn.say(_article(turn, "signs"), sign_buttons("correct"))
        return None


def _misconception_buttons() -> List[Button]:
    return [(entry["title"], payload("ask_misconception", misconception=name))
            for name, entry in knowledge("article")["misconceptions"].items()]


class CorrectMisconception(CoachAction):
    """Gently corrects what many believe; the claim is told by its words or the button."""

    action_name = "action_correct_misconception"

    def answer(self, turn: Turn) -> Events:
        beliefs = knowledge("article")["misconceptions"]
        name = turn.argument("misconception", list(beliefs)) or "effortless"
        others = [(title, target) for title, target in _misconception_buttons()
                  if title != beliefs[name]["title"]]
        turn.say(turn.unseen(f"belief:{name}", beliefs[name]["texts"]),
                 [*others, ("A small step", payload("another_step"))])
        return None


class RaiseIssue(CoachAction):
    """A gentle way to begin a hard talk, to find a solution and not a culprit."""

    action_name = "action_raise_issue"

    def answer(self, turn: Turn) -> Events:
        draft = quoted_draft(turn.text)
        if draft:
            turn.say(remarks(turn, draft), DRAFT_BUTTONS)
            return None
        guidance = _article(turn, "raise_issue")
        opener = _article(turn, "openers")
        turn.say(f"{guidance}\n\n▸ You could begin: “{opener}”", [
            ("Word it together", payload("word_it")),
            ("Check my words", payload("check_words")),
            ("Another beginning", payload("ask_raise_issue")),
            ("How to answer them", payload("explain", practice="responsive")),
            ("Not quite", payload("not_quite"))])
        return None
