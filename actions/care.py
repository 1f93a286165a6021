"""Care before everything: answers to somebody who is unsafe, and no advice meanwhile."""

from __future__ import annotations

import re
from itertools import chain, zip_longest
from typing import Any, Dict, List, Optional, Sequence

from actions.base import CARE_SLOT, CoachAction, Events, Turn, payload, remember
from actions.library import knowledge
from actions.raising import left_form
from store import people

ANYWHERE = "any"
MINOR = "minor"
I_HURT = "i_hurt"
EMERGENCY = "emergency"
JOIN = "+"  # of the kinds in the slot, oldest first: one danger does not end another
MOST_LINES = 3
SAYS_SAFE = re.compile(
    r"\W*(?:no|yes|lol|ok|okay)?\W*(?:i['’]?m|i am)\s+(?:\w+\s+)?(?:safe|fine|ok|okay|alright|all right)"
    r"(?:\s+(?:now|thanks|thank you|really|again))*\W*", re.IGNORECASE)


def lines_of_help(kinds: Sequence[str], region: Optional[str] = None) -> List[str]:
    """At most three lines of help for kinds of danger ("crisis", "abuse", ...) in a region.

    The last is the one for an emergency. Where the region has none for a kind, or is unknown,
    the international directory and the words "your local emergency number" stand in for it.
    """
    def entries(kind: str) -> List[Dict[str, Any]]:
        all_of_kind = [e for e in knowledge("helplines") if kind in e["for"]]
        here = [e for e in all_of_kind if e["country"] == region]
        return here or [e for e in all_of_kind if e["country"] == ANYWHERE]

    in_turn = [e for e in chain(*zip_longest(*map(entries, kinds))) if e]
    once = list({e["name"]: e for e in in_turn}.values())
    return [f"{e['name']}: {e['reach']}"
            for e in [*once[:MOST_LINES - 1], *entries(EMERGENCY)[:1]]]


def kinds_of(turn: Turn) -> List[str]:
    """What makes it care, the latest first, but that somebody is a minor before all."""
    kept = turn.slot(CARE_SLOT)
    return sorted(kept.split(JOIN)[::-1], key=lambda kind: kind != MINOR) if kept else []


def _with_lines(turn: Turn, text: str, kinds: Sequence[str], way_out: bool = True) -> None:
    person = people.find(turn.session, turn.person_id)
    region = person.region if person else None
    buttons = [(entry["title"], payload("set_region", region=code))
               for code, entry in knowledge("regions").items()] if not region else []
    if way_out:
        title = "adult_button" if MINOR in kinds else "fine_button"
        buttons.append((knowledge("safety")[title], payload("i_am_safe")))
    turn.say(text + "\n\n" + "\n".join(lines_of_help(kinds, region)), buttons)


def welcome_minor(turn: Turn) -> Events:
    """Tells a minor kindly that this is for adults, and who is there for young people."""
    _with_lines(turn, turn.unseen("safety:minor", knowledge("safety")[MINOR]), [MINOR])
    return [*left_form(), *remember(**{CARE_SLOT: MINOR})]


def stay_with(turn: Turn) -> Events:
    """A short answer while care mode lasts: no coaching, the offer repeated."""
    kinds = kinds_of(turn)
    words = turn.text.strip(" .!").lower()
    if words in (knowledge("safety")["fine_button"].lower(),
                 knowledge("safety")["adult_button"].lower()):
        return _resumed(turn)
    region = next((code for code, entry in knowledge("regions").items()
                   if words in entry.get("typed", ())), None)
    if region:
        return _moved(turn, region)
    if turn.intent == "bot_challenge":
        turn.say(turn.reply("bot_challenge"))
    if kinds == [MINOR]:
        return welcome_minor(turn)
    _with_lines(turn, turn.unseen("safety:still_here", knowledge("safety")["still_here"]), kinds)
    return None


def _moved(turn: Turn, region: Optional[str]) -> Events:
    people.set_region(turn.session, turn.person_id, region)
    texts = knowledge("safety")["region_set"]
    _with_lines(turn, turn.unseen("safety:region_set", texts), kinds_of(turn) or ["crisis"])
    return None


def _resumed(turn: Turn) -> Events:
    turn.say(turn.unseen("safety:resumed", knowledge("safety")["resumed"]))
    return remember(**{CARE_SLOT: None})


class Care(CoachAction):
    """Answers `crisis` and `abuse`, and stays in care mode from then on."""

    action_name = "action_care"
    in_care_mode = True
    introduces = False  # each of its texts says so

    def answer(self, turn: Turn) -> Events:
        known = kinds_of(turn)
        if known and SAYS_SAFE.fullmatch(turn.text):
            return stay_with(turn)  # it may read like danger; it is no new one
        if turn.values("minor") and MINOR not in known:
            known = [MINOR, *known]
        kind = self._kind(turn, known)
        kinds = list(dict.fromkeys([*(k for k in known if k == MINOR), kind, *known]))
        text = turn.unseen(f"safety:{kind}", knowledge("safety")[kind])
        if MINOR in kinds:
            text += "\n\n" + knowledge("safety")["minor_in_danger"]
        # Who has only just told it is not shown the way out; it comes with the next answer.
        _with_lines(turn, text, kinds, way_out=bool(turn.slot(CARE_SLOT)))
        if kind == "abuse" and "abuse" not in known:
            turn.say(knowledge("safety")["hide"])
        return [*left_form(), *remember(**{CARE_SLOT: JOIN.join(reversed(kinds))})]

    @staticmethod
    def _kind(turn: Turn, known: Sequence[str]) -> str:
        """Who defends themselves is not the one who hurts, whatever verb they choose."""
        if turn.intent != "abuse":
            return turn.intent
        told = turn.values("kind")
        hurts = I_HURT in told or (I_HURT in known and "abuse" not in known)
        return I_HURT if hurts and "hurt_me" not in told else "abuse"


class Emergency(CoachAction):
    """Shows the lines of help on request, at any time."""

    action_name = "action_emergency"
    in_care_mode = True

    def answer(self, turn: Turn) -> Events:
        text = turn.unseen("safety:emergency", knowledge("safety")["emergency"])
        _with_lines(turn, text, kinds_of(turn) or ["crisis", "abuse"],
                    way_out=bool(turn.slot(CARE_SLOT)))
        return left_form()


class SetRegion(CoachAction):
    """Keeps the region whose lines are to be shown; shows them."""

    action_name = "action_set_region"
    in_care_mode = True

    def answer(self, turn: Turn) -> Events:
        return _moved(turn, turn.argument("region", list(knowledge("regions"))))


class QuickExit(CoachAction):
    """Shows something harmless, whatever was said before, when others may see the screen."""

    action_name = "action_quick_exit"
    in_care_mode = True
    introduces = False

    def answer(self, turn: Turn) -> Events:
        harmless = [s["text"] for s in knowledge("starters")
                    if s["topic"] == "everyday" and s["depth"] == "light"]
        turn.say(turn.unseen("quick_exit", harmless))
        return left_form()


class EndCare(CoachAction):
    """Ends care mode on a tap of the person's own: they turn to something else."""

    action_name = "action_end_care"
    in_care_mode = True

    def answer(self, turn: Turn) -> Events:
        return _resumed(turn)
