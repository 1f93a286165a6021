"""Care before everything: answers to somebody who is unsafe, and no advice meanwhile."""

from __future__ import annotations

import re
from typing import List, Optional, Sequence

from actions.base import (
    ASKED_SLOT, CARE_SLOT, CoachAction, Events, PAUSE_SECONDS, Turn, payload, remember,
)
from actions.helplines import EMERGENCY, lines_of_help, region_named
from actions.library import knowledge
from actions.raising import left_form
from nlu.labels import FALLBACK_INTENT, KINDS, OTHER_INTENT
from store import clock, people

MINOR = "minor"
HURT_ME, I_HURT = KINDS["abuse"]
CHOKED = "choked"
FAULT = "fault"  # whether it is their own
OWN, THEIRS = KINDS["crisis"]  # whose life it is that is in danger
NOW = "now"  # something has been taken or done that cannot wait
OTHER_DANGER = {"abuse": "crisis", "crisis": "abuse"}
JOIN = "+"  # of the kinds in the slot, oldest first: one danger does not end another
HIDDEN_SLOT = "hidden"  # when the quick exit was taken, or last kept up
TURNED_SLOT = "turned"  # messages about something else since danger was last told
TURNED_CLEARLY = 2
GO_ON = "go_on"  # the open question whether to leave it
# What somebody may write who has not turned to anything, or who has picked up another's phone.
SMALL_TALK = frozenset({
    "affirm", "deny", "thank", "greet", "goodbye", "bot_challenge", "capabilities", "start",
    "begin", "not_text", "privacy", "export", OTHER_INTENT, FALLBACK_INTENT})
SAYS_SAFE = re.compile(
    r"\W*(?:no|yes|lol|ok|okay)?\W*(?:i['’]?m|i am|we['’]?re|we are)\s+(?:\w+\s+)?"
    r"(?:safe|fine|ok|okay|alright|all right)"
    r"(?:\s+(?:now|thanks|thank you|really|again))*\W*", re.IGNORECASE)
# As clear as the button, in whatever words around it.
ENDS_IT = re.compile(r"\b(?:false alarm|let['’]?s go on|let us go on)\b", re.IGNORECASE)
ENDS_IT_WORDS = 12


def kinds_of(turn: Turn) -> List[str]:
    """What makes it care, the latest first, but that somebody is a minor before all."""
    kept = turn.slot(CARE_SLOT)
    return sorted(kept.split(JOIN)[::-1], key=lambda kind: kind != MINOR) if kept else []


def _ends_it(turn: Turn, kinds: Sequence[str]) -> bool:
    """Whether the words say what the button says, or agree to its own offer to go on."""
    words = turn.text.strip(" .!").lower()
    if MINOR in kinds:
        return words == knowledge("safety")["adult_button"].lower()
    return (bool(ENDS_IT.search(words)) and len(words.split()) <= ENDS_IT_WORDS
            or turn.slot(ASKED_SLOT) == GO_ON
            and (turn.intent == "affirm" or bool(SAYS_SAFE.fullmatch(turn.text))))


def _with_lines(turn: Turn, text: str, kinds: Sequence[str], way_out: bool = True) -> None:
    region = people.region_of(turn.session, turn.person_id)
    lines = lines_of_help([k for k in kinds if k != NOW], region, NOW in kinds)
    # Asked once, and whenever the lines are called for; it can be named at any time.
    asks = not region and (not turn.slot(CARE_SLOT) or turn.intent == EMERGENCY)
    if not region and not asks:
        lines.append(knowledge("safety")["which_country"])
    buttons = [(entry["title"], payload("set_region", region=code))
               for code, entry in knowledge("regions").items()] if asks else []
    if way_out:
        title = "adult_button" if MINOR in kinds else "fine_button"
        buttons.append((knowledge("safety")[title], payload("i_am_safe")))
    turn.say(text + "\n\n" + "\n".join(lines), buttons)


def welcome_minor(turn: Turn) -> Events:
    """Tells a minor kindly that this is for adults, and who is there for young people."""
    _with_lines(turn, turn.unseen("safety:minor", knowledge("safety")[MINOR]), [MINOR])
    return [*left_form(), *remember(**{CARE_SLOT: MINOR})]


def hides(turn: Turn) -> bool:
    """Whether somebody else may hold the phone: the quick exit was taken within the hour."""
    return clock.now() - (turn.slot(HIDDEN_SLOT) or 0.0) < PAUSE_SECONDS


def stay_with(turn: Turn) -> Events:
    """A short answer while care mode lasts: no coaching, the offer repeated."""
    kinds = kinds_of(turn)
    if _ends_it(turn, kinds):
        return _resumed(turn)
    region = region_named(turn.text)
    if region:
        return _moved(turn, region)
    if turn.intent in SMALL_TALK and hides(turn):
        return _kept_hidden(turn)
    if kinds == [MINOR]:
        return welcome_minor(turn)
    return _offer(turn, kinds)


def _offer(turn: Turn, kinds: Sequence[str]) -> Events:
    """The lines again, with an answer to what was said; who has clearly turned to something else
    is asked whether to go on."""
    elsewhere = turn.intent not in SMALL_TALK
    turned = (turn.slot(TURNED_SLOT) or 0) + elsewhere
    key = _said(turn, kinds, elsewhere and turned >= TURNED_CLEARLY)
    _with_lines(turn, turn.unseen(f"safety:{key}", knowledge("safety")[key]), kinds)
    return remember(asked=GO_ON if key in (GO_ON, "safe") else None,
                    **{TURNED_SLOT: turned, HIDDEN_SLOT: None})


def _said(turn: Turn, kinds: Sequence[str], turned: bool) -> str:
    """Which texts of `safety.yml` answer what was said in care mode."""
    if SAYS_SAFE.fullmatch(turn.text):
        return "safe"
    if NOW in kinds:
        return "still_now"
    if "abuse" in kinds and FAULT in turn.values("kind"):
        return FAULT
    if "insult" in turn.values("answer"):
        return "angry"
    if turned:
        return GO_ON
    return turn.intent if turn.intent in ("affirm", "deny", "bot_challenge") else "still_here"


def _kept_hidden(turn: Turn) -> Events:
    """Something harmless: whoever else may hold the phone learns nothing by asking."""
    if turn.intent == "bot_challenge":
        turn.say(knowledge("safety")["cover"])
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
        if known and (SAYS_SAFE.fullmatch(turn.text) or _ends_it(turn, known)):
            return stay_with(turn)  # it may read like danger; it is no new one
        if turn.values("minor") and MINOR not in known:
            known = [MINOR, *known]
        region = region_named(turn.text)
        if region:
            people.set_region(turn.session, turn.person_id, region)
        told = turn.values("kind")
        danger = self._danger(turn.intent, told)
        kind = self._kind(danger, told, known)
        kinds = list(dict.fromkeys([*(k for k in known if k == MINOR), kind,
                                    *self._beside(turn.intent, danger, told), *known]))
        if NOW in told and kind == "crisis" and NOW not in kinds:
            kinds.append(NOW)
        # Who has only just told it is not shown the way out; it comes with the next answer.
        _with_lines(turn, self._text(turn, kind, kinds), kinds, way_out=bool(turn.slot(CARE_SLOT)))
        if "abuse" in kinds and "abuse" not in known:
            turn.say(knowledge("safety")["hide"])
        return [*left_form(), *remember(**{
            CARE_SLOT: JOIN.join(reversed(kinds)), TURNED_SLOT: None, HIDDEN_SLOT: None})]

    @staticmethod
    def _text(turn: Turn, kind: str, kinds: Sequence[str]) -> str:
        told, texts = turn.values("kind"), knowledge("safety")
        key = ("crisis_partner" if kind == "crisis" and THEIRS in told and OWN not in told
               else kind)
        if kind == "crisis" and NOW in told:
            key = NOW
        text = turn.unseen(f"safety:{key}", texts[key])
        if MINOR in kinds:
            text += "\n\n" + texts["minor_in_danger"]
        if CHOKED in told and kind == "abuse":
            text += "\n\n" + texts[CHOKED]
        return text

    @staticmethod
    def _danger(intent: str, told: Sequence[str]) -> str:
        """What the message is about by who is in danger, where that tells."""
        return next((danger for danger in (intent, OTHER_DANGER[intent])
                     if set(KINDS[danger]) & set(told)), intent)

    @staticmethod
    def _beside(intent: str, danger: str, told: Sequence[str]) -> List[str]:
        """The other danger, if the message tells of it, too."""
        other = OTHER_DANGER[danger]
        others = set(KINDS[other]) - {I_HURT}
        return [other] if other == intent or others & set(told) else []

    @staticmethod
    def _kind(danger: str, told: Sequence[str], known: Sequence[str]) -> str:
        """Who defends themselves is not the one who hurts, whatever verb they choose."""
        if danger != "abuse":
            return danger
        hurts = I_HURT in told or (I_HURT in known and "abuse" not in known)
        return I_HURT if hurts and HURT_ME not in told else "abuse"


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
