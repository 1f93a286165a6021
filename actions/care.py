"""Care before everything: answers to somebody who is unsafe, and no advice meanwhile."""

from __future__ import annotations

import re
from itertools import chain, zip_longest
from typing import Any, Dict, List, Optional, Sequence

from actions.base import (
    CARE_SLOT, CoachAction, Events, PAUSE_SECONDS, Turn, payload, remember,
)
from actions.library import knowledge
from actions.raising import left_form
from nlu.labels import FALLBACK_INTENT, OTHER_INTENT
from store import clock, people

ANYWHERE = "any"
MINOR = "minor"
I_HURT = "i_hurt"
OWN, THEIRS = "own_crisis", "partner_crisis"  # whose life it is that is in danger
EMERGENCY = "emergency"
JOIN = "+"  # of the kinds in the slot, oldest first: one danger does not end another
MOST_LINES = 3
HIDDEN_SLOT = "hidden"  # when the quick exit was taken, or last kept up
TURNED_SLOT = "turned"  # messages about something else since danger was last told
TURNED_CLEARLY = 2
GO_ON = "go_on"  # the open question whether to leave it
# What somebody may write who has not turned to anything, or who has picked up another's phone.
SMALL_TALK = frozenset({
    "affirm", "deny", "thank", "greet", "goodbye", "bot_challenge", "capabilities", "start",
    "begin", "not_text", OTHER_INTENT, FALLBACK_INTENT})
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
    # Asked once, and whenever the lines are called for; it can be typed at any time.
    asks = not region and (not turn.slot(CARE_SLOT) or turn.intent == EMERGENCY)
    buttons = [(entry["title"], payload("set_region", region=code))
               for code, entry in knowledge("regions").items()] if asks else []
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
    agreed = turn.slot("asked") == GO_ON and (
        turn.intent == "affirm" or SAYS_SAFE.fullmatch(turn.text))
    if agreed or words in (knowledge("safety")["fine_button"].lower(),
                           knowledge("safety")["adult_button"].lower()):
        return _resumed(turn)
    region = next((code for code, entry in knowledge("regions").items()
                   if words in entry.get("typed", ())), None)
    if region:
        return _moved(turn, region)
    if turn.intent in SMALL_TALK and clock.now() - (turn.slot(HIDDEN_SLOT) or 0.0) < PAUSE_SECONDS:
        return _kept_hidden(turn)
    if turn.intent == "bot_challenge":
        turn.say(turn.reply("bot_challenge"))
    if kinds == [MINOR]:
        return welcome_minor(turn)
    return _offer(turn, kinds)


def _offer(turn: Turn, kinds: Sequence[str]) -> Events:
    """The lines again; who has clearly turned to something else is asked whether to go on."""
    elsewhere = turn.intent not in SMALL_TALK
    turned = (turn.slot(TURNED_SLOT) or 0) + elsewhere
    key = turn.intent if turn.intent in ("affirm", "deny") else "still_here"
    if elsewhere and turned >= TURNED_CLEARLY:
        key = GO_ON
    _with_lines(turn, turn.unseen(f"safety:{key}", knowledge("safety")[key]), kinds)
    return remember(asked=GO_ON if key == GO_ON else None,
                    **{TURNED_SLOT: turned, HIDDEN_SLOT: None})


def _kept_hidden(turn: Turn) -> Events:
    """Something harmless: whoever else may hold the phone learns nothing by asking."""
    if turn.intent == "bot_challenge":
        turn.say(turn.reply("bot_challenge"))
    else:
        turn.say(turn.unseen("quick_exit", [
            s["text"] for s in knowledge("starters")
            if s["topic"] == "everyday" and s["depth"] == "light"]))
    return remember(**{HIDDEN_SLOT: clock.now()})


def _moved(turn: Turn, region: Optional[str]) -> Events:
    people.set_region(turn.session, turn.person_id, region)
    texts = knowledge("safety")["region_set"]
    _with_lines(turn, turn.unseen("safety:region_set", texts), kinds_of(turn) or ["crisis"])
    return None


def _resumed(turn: Turn) -> Events:
    turn.say(turn.unseen("safety:resumed", knowledge("safety")["resumed"]))
    return remember(asked=None, **{CARE_SLOT: None, TURNED_SLOT: None, HIDDEN_SLOT: None})


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
        told = turn.values("kind")
        key = ("crisis_partner" if kind == "crisis" and THEIRS in told and OWN not in told
               else kind)
        text = turn.unseen(f"safety:{key}", knowledge("safety")[key])
        if MINOR in kinds:
            text += "\n\n" + knowledge("safety")["minor_in_danger"]
        # Who has only just told it is not shown the way out; it comes with the next answer.
        _with_lines(turn, text, kinds, way_out=bool(turn.slot(CARE_SLOT)))
        if kind == "abuse" and "abuse" not in known:
            turn.say(knowledge("safety")["hide"])
        return [*left_form(), *remember(**{
            CARE_SLOT: JOIN.join(reversed(kinds)), TURNED_SLOT: None, HIDDEN_SLOT: None})]

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
        return [*left_form(), *remember(**{HIDDEN_SLOT: None})]


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
        return [*left_form(), *_kept_hidden(turn)]


class EndCare(CoachAction):
    """Ends care mode on a tap of the person's own: they turn to something else."""

    action_name = "action_end_care"
    in_care_mode = True

    def answer(self, turn: Turn) -> Events:
        return _resumed(turn)
