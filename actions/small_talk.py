"""Manners: greetings, thanks, questions about the coach, and all that is beyond it."""

from __future__ import annotations

import re

from actions.base import CARE_SLOT, CoachAction, Events, Turn, payload
from actions.care import stay_with
from actions.check_in import typed_rating
from actions.library import knowledge
from actions.signs import sign_buttons
from actions.thread import ABOUT_US, ask_how_it_went, greeting_of_now
from nlu.labels import FOREIGN, OTHER_INTENT
from store import people

# "idk", "its all a mess", a crying face: nothing to refuse, unless it is a question.
FEW_WORDS = 4
QUESTION = re.compile(r"\?|^\s*(what|who|when|where|why|how|can|could|do|does|is|are|will)\b", re.I)


def _starting_points():
    return [("What's going on between us", payload("begin")),
            ("A conversation starter", payload("starter")),
            ("A quick check-in", payload("ask_check_in"))]


class Reply(CoachAction):
    """Answers with an unseen text that stands under the intent's name in `replies.yml`."""

    action_name = "action_reply"
    in_thread = True

    def answer(self, turn: Turn) -> Events:
        rating = typed_rating(turn)
        if rating is not None:
            return rating
        if turn.tracker.latest_message.get(FOREIGN):
            turn.say(turn.reply("foreign"))
            return None
        if turn.intent == "greet":
            return ask_how_it_went(turn) or self._greet(turn)
        # "idk" is no refusal of anything, although it reads like one.
        at_a_loss = turn.intent == "deny" and "at_a_loss" in turn.values("answer")
        if turn.intent in knowledge("replies") and turn.intent != OTHER_INTENT and not at_a_loss:
            turn.say(turn.reply(turn.intent))
        else:
            self._say_of_other(turn)
        return None

    @staticmethod
    def _say_of_other(turn: Turn) -> None:
        """A question rather than a refusal, wherever it may be about the two of them."""
        if "insult" in turn.values("answer"):
            turn.say(turn.reply("insult"), _starting_points())
        elif ABOUT_US.search(turn.text):
            turn.say(turn.reply("about_us"), [
                *sign_buttons("correct"), ("How to bring it up", payload("ask_raise_issue"))])
        elif len(turn.text.split()) <= FEW_WORDS and not QUESTION.search(turn.text):
            turn.say(turn.reply("few_words"), _starting_points())
        else:
            turn.say(turn.reply(OTHER_INTENT))

    @staticmethod
    def _greet(turn: Turn) -> Events:
        turn.say(f"{greeting_of_now(turn)} {turn.reply('greet')}")
        return None


class Start(CoachAction):
    """First contact, and /start later on."""

    action_name = "action_start"
    in_care_mode = True
    introduces = False

    def answer(self, turn: Turn) -> Events:
        known = people.known(turn.session, turn.person_id)
        if known and turn.slot(CARE_SLOT):
            return stay_with(turn)
        asked = ask_how_it_went(turn) if known else None
        if asked:
            return asked
        turn.say(turn.reply("welcome_back" if known else "first_contact"), _starting_points())
        return None


class Capabilities(CoachAction):
    """What it can do, with the ways in as buttons."""

    action_name = "action_capabilities"

    def answer(self, turn: Turn) -> Events:
        turn.say(turn.reply("capabilities"),
                 [*_starting_points(), ("The five practices", payload("practices")),
                  ("In an emergency", payload("emergency"))])
        return None


class Begin(CoachAction):
    """Invites to tell, with the five signs as a way in for those who lack words."""

    action_name = "action_begin"

    def answer(self, turn: Turn) -> Events:
        turn.say(turn.reply("begin"), sign_buttons("correct"))
        return None
