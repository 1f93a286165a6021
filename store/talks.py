"""Rasa's tracker store over one small row a person: the slots and the form at hand.

Rasa's own SQL store keeps every word said and loads the whole session at every turn, so
that a turn grows slower as the talk grows. Rules look at no earlier turn: what must
outlive a turn is in slots, and a person's words are not kept.
"""

from __future__ import annotations

import json
from typing import Any, Iterable, Optional, Text

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import bindparam, select, text

from store import clock
from store.database import database
from store.schema import Talk
from store.words import said_at

_SAVE = text("""
    INSERT INTO talks (sender_id, state, at) VALUES (:sender_id, :state, :now)
    ON CONFLICT (sender_id) DO UPDATE SET state = :state, at = :now""")
# Held until the turn ends: what is tidied away meanwhile would come back with the turn's state.
_COLUMNS = Talk.__table__.c  # of the table: it is quicker than asking for objects
_LOAD = (select(_COLUMNS.state, _COLUMNS.at).where(_COLUMNS.sender_id == bindparam("sender_id"))
         .with_for_update())


class TalkStore(TrackerStore):
    """Keeps trackers in the table `talks`; used by embedding and by `endpoints.yml`."""

    def __init__(self, domain: Domain, event_broker: Any = None, **kwargs: Any) -> None:
        """See the parent class; settings are the store's own."""
        super().__init__(domain, event_broker)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Writes what the next turn needs."""
        slots = {name: value for name, value in tracker.current_slot_values().items()
                 if value is not None}
        now = clock.now()
        with database().begin() as session:
            kept = session.execute(_LOAD, {"sender_id": tracker.sender_id}).first()
            before, then = (json.loads(kept.state), kept.at) if kept else ({}, now)
            state = json.dumps({"slots": slots, "form": tracker.active_loop_name,
                                "words_at": said_at(slots, before, then, now)})
            session.execute(_SAVE, {"sender_id": tracker.sender_id, "state": state, "now": now})

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """Rebuilds the tracker, or None for somebody new."""
        with database().begin() as session:
            kept = session.scalar(_LOAD, {"sender_id": sender_id})
        if kept is None:
            return None
        state = json.loads(kept)
        tracker = self.init_tracker(sender_id)
        known = {slot.name for slot in self.domain.slots}
        for name, value in state["slots"].items():
            if name in known:
                tracker.update(SlotSet(name, value))
        if state.get("form"):
            tracker.update(ActiveLoop(state["form"]))
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        return tracker

    async def keys(self) -> Iterable[Text]:
        """All persons with a talk."""
        with database().begin() as session:
            return session.scalars(select(Talk.sender_id)).all()
