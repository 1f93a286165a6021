"""What a person can do with what is held about them: read, take along, delete, set."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, List, Optional

from rasa_sdk.events import AllSlotsReset

from actions.base import ASKED_SLOT, CoachAction, Events, Turn, payload, remember
from actions.library import knowledge
from actions.raising import left_form
from actions.readings import CONSENT_SLOT, WORDS_SLOT
from store import corrections, people

EXPORT_FILE = "connection-coach.json"
DELETION = "deletion"  # the open question whether to delete everything
# What is deleted is gone for good: nothing but these words, typed as an answer, is a yes.
YES = re.compile(
    r"\W*(?:y|ye[sp]|yea|yeah|yup|sure|ok|okay|please|absolutely|definitely|delete|erase|do it|"
    r"go ahead|(?:i am|i['’]?m) sure)"
    r"(?:\W+(?:yes|sure|ok|please|do|go|ahead|just|really|delete|erase|it|that|this|all|of|"
    r"everything|now|i|am|i['’]?m|want|to|you|can|thanks|thank))*\W*", re.IGNORECASE)


class Privacy(CoachAction):
    """Says in plain words what is kept, why, how long, and who can see it."""

    action_name = "action_privacy"
    in_care_mode = True
    tells_what_is_held = True

    def answer(self, turn: Turn) -> Events:
        turn.say(knowledge("person")["privacy"],
                 [("What you hold of me", payload("export")), ("Delete it all", payload("forget"))])
        return None


class Export(CoachAction):
    """Sends everything held about the person as one JSON file."""

    action_name = "action_export"
    in_care_mode = True
    tells_what_is_held = True

    def answer(self, turn: Turn) -> Events:
        held = people.everything_about(turn.session, turn.person_id)
        turn.say(knowledge("person")["export"], document={
            "name": EXPORT_FILE,
            "text": json.dumps(held, indent=2, ensure_ascii=False)})
        return None


class AskForget(CoachAction):
    """Asks once whether really everything is to be deleted."""

    action_name = "action_ask_forget"
    in_care_mode = True

    def answer(self, turn: Turn) -> Events:
        texts = knowledge("person")
        turn.say(texts["forget"], [(texts["forget_yes"], payload("forget_now")),
                                   (texts["forget_no"], payload("deny"))])
        # A form would take the answer for one of its own.
        return [*left_form(), *remember(asked=DELETION)]


def deletion_confirmed(turn: Turn) -> Optional[List[Dict[str, Any]]]:
    """Deletes everything where that was asked last and the words say yes; else None."""
    if turn.slot(ASKED_SLOT) != DELETION or not YES.fullmatch(turn.text):
        return None
    # The adapter deletes the talk; should it die before, the same yes must do it once more.
    return [*Forget().answer(turn), *remember(asked=DELETION)]


class Forget(CoachAction):
    """Deletes everything; the adapter deletes the talk itself once this is said."""

    action_name = "action_forget"
    in_care_mode = True

    def answer(self, turn: Turn) -> Events:
        turn.say(knowledge("person")["forgotten"], forget=True)
        return [AllSlotsReset()]


class Settings(CoachAction):
    """Shows what can be set, as buttons."""

    action_name = "action_settings"
    in_care_mode = True

    def answer(self, turn: Turn) -> Events:
        texts = knowledge("person")
        turn.say(texts["settings"], [
            *((entry["title"], payload("set_region", region=code))
              for code, entry in knowledge("regions").items()),
            (texts["learn_stop"], payload("learn", value="no")) if turn.slot(CONSENT_SLOT)
            else (texts["learn_start"], payload("learn", value="yes"))])
        return None


class Learn(CoachAction):
    """Sets whether messages that the person corrects may be kept."""

    action_name = "action_learn"
    in_care_mode = True

    def answer(self, turn: Turn) -> Events:
        keep = turn.argument("value", ["yes"]) == "yes"
        if not keep:
            corrections.drop(turn.session, turn.person_id)
        turn.say(knowledge("person")["learn_on" if keep else "learn_off"])
        return remember(**{CONSENT_SLOT: keep, **({} if keep else {WORDS_SLOT: None})})
