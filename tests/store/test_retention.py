"""What is kept, and for how long."""

import asyncio
import json
from pathlib import Path

import pytest
import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from sqlalchemy import select

from store import given, inbox, outbox, people
from store.retention import DAY, tidy
from store.schema import Given, InboxRow, Lease, OutboxRow, Person, Talk
from store.talks import TalkStore
from store.words import WORDS

PROJECT = Path(__file__).parents[2]


def _talk(database, person_id, **slots):
    from store import clock

    with database.begin() as session:
        people.see(session, person_id)
        session.add(Talk(sender_id=person_id, at=clock.now(),
                         state=json.dumps({"slots": slots, "form": None})))


def _slots(database, person_id):
    with database.begin() as session:
        state = session.scalar(select(Talk.state).filter_by(sender_id=person_id))
    return state and json.loads(state)["slots"]


@pytest.fixture
def turn(database, monkeypatch):
    """A turn as Rasa stores it: `turn("telegram:1", felt="small")` sets slots of the talk."""
    slots = {name: {"type": "any", "mappings": [{"type": "custom"}]} for name in (*WORDS, "signs")}
    store = TalkStore(Domain.from_dict({"slots": slots}))
    monkeypatch.setattr("store.talks.database", lambda: database)

    async def save(person_id, changed):
        tracker = await store.get_or_create_tracker(person_id)
        for name, value in changed.items():
            tracker.update(SlotSet(name, value))
        await store.save(tracker)

    return lambda person_id, **changed: asyncio.run(save(person_id, changed))


def test_words_go_a_day_after_they_were_said_however_often_somebody_writes(
        database, turn, moved_clock):
    turn("telegram:1", happened="seldom", signs=["time"])
    moved_clock(0.6 * DAY)
    turn("telegram:1", felt="smallish")
    moved_clock(0.3 * DAY)
    turn("telegram:1")
    tidy(database)
    assert _slots(database, "telegram:1") == {
        "happened": "seldom", "felt": "smallish", "signs": ["time"]}
    moved_clock(0.2 * DAY)
    tidy(database)
    assert _slots(database, "telegram:1") == {"felt": "smallish", "signs": ["time"]}
    turn("telegram:1", happened="anew")
    moved_clock(0.6 * DAY)
    tidy(database)
    assert _slots(database, "telegram:1") == {"happened": "anew", "signs": ["time"]}


def test_every_slot_that_takes_words_is_known_to_hold_them():
    for path in sorted((PROJECT / "domain").glob("*.yml")):
        for name, slot in (yaml.safe_load(path.read_text()).get("slots") or {}).items():
            assert name in WORDS or "from_text" not in str(slot["mappings"]), name


def test_that_somebody_may_be_unsafe_is_kept_a_year_and_nothing_else_of_the_talk(
        database, moved_clock):
    _talk(database, "telegram:1", care="abuse", signs=["time"], last_step="engaged-1")
    _talk(database, "telegram:2", signs=["time"])
    moved_clock(31 * DAY)
    tidy(database)
    assert _slots(database, "telegram:1") == {"care": "abuse"}
    assert _slots(database, "telegram:2") is None
    moved_clock(333 * DAY)
    tidy(database)
    assert _slots(database, "telegram:1") == {"care": "abuse"}
    moved_clock(2 * DAY)
    tidy(database)
    assert _slots(database, "telegram:1") is None


def test_words_kept_by_consent_are_gone_after_a_day_and_the_rest_after_a_month(
        database, moved_clock):
    _talk(database, "telegram:1", last_words="rarely", happened="seldom", signs=["time"])
    moved_clock(0.9 * DAY)
    tidy(database)
    assert _slots(database, "telegram:1") == {"last_words": "rarely", "happened": "seldom", "signs": ["time"]}
    moved_clock(0.2 * DAY)
    tidy(database)
    assert _slots(database, "telegram:1") == {"signs": ["time"]}
    moved_clock(30 * DAY)
    tidy(database)
    assert _slots(database, "telegram:1") is None


def test_people_are_forgotten_after_a_year_of_silence_and_not_before(database, moved_clock):
    with database.begin() as session:
        people.see(session, "telegram:1")
        given.note(session, "telegram:1", "step", "a")
    moved_clock(364 * DAY)
    tidy(database)
    with database.begin() as session:
        people.see(session, "telegram:2")
    moved_clock(2 * DAY)
    tidy(database)
    with database.begin() as session:
        assert session.scalars(select(Person.id)).all() == ["telegram:2"]
        assert session.scalars(select(Given.item)).all() == []


def test_ids_of_handled_updates_are_kept_two_days_and_open_updates_for_ever(
        database, moved_clock):
    with database.begin() as session:
        inbox.put(session, 1, "1", "handled")
        inbox.put(session, 2, "2", "open")
        claim = inbox.claim(session, "w")
        inbox.finish(session, claim, [u.id for u in claim.updates])
    moved_clock(3 * DAY)
    tidy(database)
    with database.begin() as session:
        assert session.scalars(select(InboxRow.payload)).all() == ["open"]


def test_answers_that_are_over_are_kept_two_days_without_text_and_open_ones_for_ever(
        database, moved_clock):
    with database.begin() as session:
        outbox.put(session, "1", "sent")
        outbox.put(session, "2", "waits")
        outbox.over(session, outbox.claim(session, "s"), "s", "sent", 0.0)
        assert session.scalars(select(OutboxRow.payload).order_by(OutboxRow.id)).all() == [
            "", "waits"]
    moved_clock(1.9 * DAY)
    tidy(database)
    with database.begin() as session:
        assert len(session.scalars(select(OutboxRow.id)).all()) == 2
        assert session.scalars(select(Lease.name)).all() == []
    moved_clock(0.2 * DAY)
    tidy(database)
    with database.begin() as session:
        assert session.scalars(select(OutboxRow.payload)).all() == ["waits"]


def test_who_was_served_is_not_kept_and_the_write_ahead_log_is_emptied(database, moved_clock):
    with database.begin() as session:
        inbox.put(session, 1, "42", "rareword")
        claim = inbox.claim(session, "w")
        inbox.finish(session, claim, [u.id for u in claim.updates])
    moved_clock(DAY)
    tidy(database)
    with database.begin() as session:
        assert session.scalars(select(Lease.name)).all() == []
    if database.embedded:
        for path in Path(database.engine.url.database).parent.glob("*"):
            assert b"rareword" not in path.read_bytes()
