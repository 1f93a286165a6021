"""What every action shares: the turn at hand, choosing unseen texts, and care mode."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Callable, Dict, Iterable, List, Optional, Sequence, Tuple

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.choosing import Candidate, next_for, text_id
from actions.library import knowledge
from nlu.labels import READINGS
from store import clock, given, people
from store.database import database

ACTION_LISTEN = "action_listen"  # Rasa's name for waiting for the person
ASKED_SLOT = "asked"  # the open question that was asked last
CARE_SLOT = "care"
TALK_SLOT = "talk"  # when the talk began, or the latest reminder was, and its latest message
PAUSE_SECONDS = 3600.0  # after such a pause a new talk begins
REMIND_SECONDS = 3 * 3600.0
Events = Optional[List[Dict[str, Any]]]
Button = Tuple[str, str]  # title, payload: "/intent" or '/intent{"entity": "value"}'


def payload(intent: str, **entities: str) -> str:
    """What a button sends when it is tapped; kept below Telegram's 64 bytes."""
    inner = ",".join(f'"{key}":"{value}"' for key, value in entities.items())
    return f"/{intent}{{{inner}}}" if inner else f"/{intent}"


class Turn:
    """One message of a person: what it means, and the means to answer it."""

    def __init__(self, session: Session, tracker: Tracker, dispatcher: CollectingDispatcher) -> None:
        self.session = session
        self.tracker = tracker
        self.dispatcher = dispatcher
        self.person_id = tracker.sender_id
        self._seen = False

    @property
    def intent(self) -> str:
        """The intent of the latest message."""
        return self.tracker.latest_message["intent"]["name"]

    @property
    def text(self) -> str:
        """The words of the latest message, or the payload of the button."""
        return self.tracker.latest_message.get("text") or ""

    def entities(self, name: str) -> List[Dict[str, Any]]:
        """The entities of that name in the latest message, as they came."""
        return [e for e in self.tracker.latest_message["entities"] if e["entity"] == name]

    def values(self, name: str) -> List[str]:
        """The values of the entities of that name, each once."""
        return list(dict.fromkeys(e["value"] for e in self.entities(name)))

    def argument(self, name: str, allowed: Sequence[str]) -> Optional[str]:
        """The first value of an entity, if it is one of those allowed."""
        return next((value for value in self.values(name) if value in allowed), None)

    @property
    def readings(self) -> List[str]:
        """What typed words may be about, likeliest first; none for a tap."""
        return self.tracker.latest_message.get(READINGS) or []

    def slot(self, name: str) -> Any:
        """The value of a slot."""
        return self.tracker.get_slot(name)

    def choose(
        self, kind: str, candidates: Iterable[Candidate], item_of: Callable[[Candidate], str],
        fit: Callable[[Candidate], float] = lambda candidate: 0.0,
    ) -> Tuple[Candidate, bool]:
        """The candidate to give now, noted as given; and whether the person had it before."""
        past = given.given_to(self.session, self.person_id, kind)
        chosen = next_for(self.person_id, candidates, past, item_of, fit)
        self.note(kind, item_of(chosen))
        return chosen, item_of(chosen) in past

    def note(self, kind: str, item: str) -> None:
        """Keeps that the person was given an item now."""
        if not self._seen:
            people.see(self.session, self.person_id)
            self._seen = True
        given.note(self.session, self.person_id, kind, item)

    def unseen(self, kind: str, texts: Sequence[str]) -> str:
        """One of the texts, none of them twice before all have been given."""
        return self.choose(kind, texts, text_id)[0]

    def reply(self, key: str) -> str:
        """An unseen text of `replies.yml`."""
        return self.unseen(f"reply:{key}", knowledge("replies")[key])

    def say(self, text: str, buttons: Sequence[Button] = (), **extra: Any) -> None:
        """Sends a message; `extra` goes to the adapter (a document to attach)."""
        called = self.slot("partner")
        if called:
            text = text.replace("your partner", f"your {called}").replace(
                "Your partner", f"Your {called}")
        self.dispatcher.utter_message(
            text=text, buttons=[{"title": t, "payload": p} for t, p in buttons] or None,
            json_message=extra or None)

    def add(self, text: str) -> None:
        """Adds a paragraph to what is said last."""
        if self.dispatcher.messages:
            self.dispatcher.messages[-1]["text"] += f"\n\n{text}"
        else:
            self.say(text)


class CoachAction(Action, ABC):
    """An action within one transaction; withheld while somebody may be unsafe."""

    action_name = ""
    in_thread = False  # whether its message may go on with what was said before
    in_care_mode = False  # whether it also answers somebody who may be unsafe
    tells_what_is_held = False  # withheld where somebody else may hold the phone
    introduces = True  # whether it leaves it to this class to say what the coach is
    ends_turn = True  # whether the person speaks next, or a form goes on by itself

    def name(self) -> str:
        """The action's name in the domain."""
        return self.action_name

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker,
                  domain: Dict[str, Any]) -> List[Dict[str, Any]]:
        """Answers the latest message."""
        with database().begin() as session:
            events = self._events(Turn(session, tracker, dispatcher))
        if self.ends_turn and not tracker.active_loop_name:
            # What Rasa's policies would say next, at a quarter of a turn's time (`make bench`).
            events.append(FollowupAction(ACTION_LISTEN))
        return events

    def _events(self, turn: Turn) -> List[Dict[str, Any]]:
        from actions.person import deletion_confirmed  # built on this module

        # An open question is open for one turn, whatever the next words are taken for.
        return deletion_confirmed(turn) or [*remember(asked=None), *self._answered(turn)]

    def _answered(self, turn: Turn) -> List[Dict[str, Any]]:
        # All are built on this module.
        from actions.care import hides, stay_with, welcome_minor
        from actions.readings import learned
        from actions.thread import continued

        stranger = not people.known(turn.session, turn.person_id)
        if turn.slot(CARE_SLOT) and (
                not self.in_care_mode or self.tells_what_is_held and hides(turn)):
            events = stay_with(turn) or []
            return [*events, *remember(**_reminded(turn))]
        if turn.values("minor") and not self.in_care_mode:
            return welcome_minor(turn)
        events = continued(turn) if self.in_thread else None
        if events is None:
            events = self.answer(turn) or []
        if stranger and self.introduces:
            turn.add(turn.reply("a_program"))
        return [*events, *remember(**learned(turn), **_reminded(turn))]

    @abstractmethod
    def answer(self, turn: Turn) -> Events:
        """Says what is to be said; returns the events for the tracker."""


def _reminded(turn: Turn) -> Dict[str, Any]:
    """Says, after every three hours of an ongoing talk, that this is a program."""
    now, (since, last) = clock.now(), turn.slot(TALK_SLOT) or (0.0, 0.0)
    if now - last > PAUSE_SECONDS:
        since = now
    elif now - since > REMIND_SECONDS:
        turn.say(turn.reply("still_a_program"))
        since = now
    return {TALK_SLOT: [since, now]}


def remember(**slots: Any) -> List[Dict[str, Any]]:
    """The events that set slots."""
    return [SlotSet(name, value) for name, value in slots.items()]
