"""Rasa's tracker store over one bounded row a person: slots and the latest few turns.

Rasa's own SQL store loads every event of the session at every turn, so that a turn
grows slower as the talk grows; here its cost stays the same.
"""

from __future__ import annotations

import json
from typing import Any, Iterable, List, Optional, Text

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import select

from store import clock
from store.database import database
from store.leases import INSERTS
from store.schema import Talk

KEPT_TURNS = 4


def latest_turns(events: List[Event], turns: int) -> List[Event]:
    """The events from the moment before the n-th last message on."""
    starts = [i for i, event in enumerate(events)
              if isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME]
    # The last listen closes the turn at hand; each earlier one opens a turn. What
    # precedes the first one are slots put back from storage: they are stored apart.
    return events[starts[max(0, len(starts) - turns - 1)]:] if starts else []


class TalkStore(TrackerStore):
    """Keeps trackers in the table `talks`; used by embedding and by `endpoints.yml`."""

    def __init__(self, domain: Domain, event_broker: Any = None, **kwargs: Any) -> None:
        """See the parent class; settings are the store's own."""
        super().__init__(domain, event_broker)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Writes slots and the latest turns."""
        events = latest_turns(list(tracker.events), KEPT_TURNS)
        state = json.dumps({
            "slots": {k: v for k, v in tracker.current_slot_values().items() if v is not None},
            "events": [event.as_dict() for event in events]})
        with database().begin() as session:
            insert = INSERTS[session.get_bind().dialect.name](Talk)
            values = {"state": state, "at": clock.now()}
            session.execute(insert.values(sender_id=tracker.sender_id, **values)
                            .on_conflict_do_update(index_elements=[Talk.sender_id], set_=values))

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """Rebuilds the tracker, or None for somebody new."""
        with database().begin() as session:
            text = session.scalar(select(Talk.state).filter_by(sender_id=sender_id))
        if text is None:
            return None
        state = json.loads(text)
        tracker = self.init_tracker(sender_id)
        known = {slot.name for slot in self.domain.slots}
        for name, value in state["slots"].items():
            if name in known:
                tracker.update(SlotSet(name, value))
        for parameters in state["events"]:
            tracker.update(Event.from_parameters(parameters))
        return tracker

    async def keys(self) -> Iterable[Text]:
        """All persons with a talk."""
        with database().begin() as session:
            return session.scalars(select(Talk.sender_id)).all()
