"""Care before everything: answers to somebody who is unsafe, and no advice meanwhile."""

from __future__ import annotations

from typing import List

from actions.base import CARE_SLOT, CoachAction, Events, Turn, payload, remember
from actions.library import knowledge
from actions.raising import left_form
from store import people

ANYWHERE = "any"
MINOR = "minor"
I_HURT = "i_hurt"


def lines_of_help(kind: str, region: str = None) -> List[str]:
    """At most three lines of help for a kind ("crisis", "abuse", ...) in a region.

    An unknown region gets the international directory and the words "your local
    emergency number" that stand in the same table.
    """
    entries = [e for e in knowledge("helplines") if kind in e["for"] or "emergency" in e["for"]]
    chosen = [e for e in entries if region and e["country"] == region]
    chosen = sorted(chosen, key=lambda e: "emergency" in e["for"])[:3]
    if not any(kind in e["for"] for e in chosen):
        chosen += [e for e in entries if e["country"] == ANYWHERE]
    return [f"{e['name']}: {e['reach']}" for e in chosen[:3]]


def _with_lines(turn: Turn, text: str, kind: str) -> None:
    person = people.find(turn.session, turn.person_id)
    region = person.region if person else None
    buttons = [(entry["title"], payload("set_region", region=code))
               for code, entry in knowledge("regions").items()] if not region else []
    way_out = "adult_button" if kind == MINOR else "fine_button"
    buttons.append((knowledge("safety")[way_out], payload("i_am_safe")))
    turn.say(text + "\n\n" + "\n".join(lines_of_help(kind, region)), buttons)


def welcome_minor(turn: Turn) -> Events:
    """Tells a minor kindly that this is for adults, and who is there for young people."""
    _with_lines(turn, turn.unseen("safety:minor", knowledge("safety")[MINOR]), MINOR)
    return [*left_form(), *remember(**{CARE_SLOT: MINOR})]


def stay_with(turn: Turn) -> None:
    """A short answer while care mode lasts: no coaching, the offer repeated."""
    kind = turn.slot(CARE_SLOT)
    if kind == MINOR:
        welcome_minor(turn)
        return
    _with_lines(turn, turn.unseen("safety:still_here", knowledge("safety")["still_here"]), kind)


class Care(CoachAction):
    """Answers `crisis` and `abuse`, and stays in care mode from then on."""

    action_name = "action_care"
    in_care_mode = True

    def answer(self, turn: Turn) -> Events:
        kind = I_HURT if turn.intent == "abuse" and I_HURT in turn.values("kind") else turn.intent
        _with_lines(turn, turn.unseen(f"safety:{kind}", knowledge("safety")[kind]), kind)
        if kind == "abuse" and not turn.slot(CARE_SLOT):
            turn.say(knowledge("safety")["hide"])
        return [*left_form(), *remember(**{CARE_SLOT: kind})]


class Emergency(CoachAction):
    """Shows the lines of help on request, at any time."""

    action_name = "action_emergency"
    in_care_mode = True

    def answer(self, turn: Turn) -> Events:
        text = turn.unseen("safety:emergency", knowledge("safety")["emergency"])
        _with_lines(turn, text, turn.slot(CARE_SLOT) or "crisis")
        return None


class SetRegion(CoachAction):
    """Keeps the region whose lines are to be shown; shows them."""

    action_name = "action_set_region"
    in_care_mode = True

    def answer(self, turn: Turn) -> Events:
        region = turn.argument("region", list(knowledge("regions")))
        people.set_region(turn.session, turn.person_id, region)
        texts = knowledge("safety")["region_set"]
        _with_lines(turn, turn.unseen("safety:region_set", texts), turn.slot(CARE_SLOT) or "crisis")
        return None


class QuickExit(CoachAction):
    """Shows something harmless, whatever was said before, when others may see the screen."""

    action_name = "action_quick_exit"
    in_care_mode = True

    def answer(self, turn: Turn) -> Events:
        harmless = [s["text"] for s in knowledge("starters")
                    if s["topic"] == "everyday" and s["depth"] == "light"]
        turn.say(turn.unseen("quick_exit", harmless))
        return None


class EndCare(CoachAction):
    """Ends care mode on a tap of the person's own: they turn to something else."""

    action_name = "action_end_care"
    in_care_mode = True

    def answer(self, turn: Turn) -> Events:
        turn.say(turn.unseen("safety:resumed", knowledge("safety")["resumed"]))
        return remember(**{CARE_SLOT: None})
