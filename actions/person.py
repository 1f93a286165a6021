"""What a person can do with what is held about them: read, take along, delete, set."""

from __future__ import annotations

import json

from rasa_sdk.events import AllSlotsReset

from actions.base import CoachAction, Events, Turn, payload, remember
from actions.library import knowledge
from actions.readings import CONSENT_SLOT, WORDS_SLOT
from store import corrections, people

EXPORT_FILE = "connection-coach.json"


class Privacy(CoachAction):
    """Says in plain words what is kept, why, how long, and who can see it."""

    action_name = "action_privacy"
    in_care_mode = True

    def answer(self, turn: Turn) -> Events:
        turn.say(knowledge("person")["privacy"],
                 [("What you hold of me", payload("export")), ("Delete it all", payload("forget"))])
        return None


class Export(CoachAction):
    """Sends everything held about the person as one JSON file."""

    action_name = "action_export"
    in_care_mode = True

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
        return None


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
