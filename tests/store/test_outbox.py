"""The outbox: in order within a chat, a pause stops that chat alone."""

from sqlalchemy import select

from store import outbox, people
from store.schema import OutboxRow


def _put(database, chat, payload):
    with database.begin() as session:
        outbox.put(session, chat, payload)


def _claim(database, owner="s"):
    with database.begin() as session:
        return outbox.claim(session, owner)


def _over(database, parcel, state="sent", pace=0.0):
    with database.begin() as session:
        outbox.over(session, parcel, "s", state, pace)


def test_calls_of_a_chat_are_made_in_order_and_one_at_a_time(database, moved_clock):
    _put(database, "1", "first")
    _put(database, "1", "second")
    parcel = _claim(database)
    assert parcel.payload == "first"
    assert _claim(database) is None
    _over(database, parcel)
    moved_clock(0.1)
    assert _claim(database).payload == "second"


def test_a_pause_holds_its_own_chat_and_no_other(database, moved_clock):
    _put(database, "1", "paused")
    _put(database, "1", "behind it")
    _put(database, "2", "free")
    parcel = _claim(database)
    with database.begin() as session:
        outbox.later(session, parcel, "s", 30)
    moved_clock(0.1)
    assert _claim(database).payload == "free"
    assert _claim(database) is None
    moved_clock(31)
    again = _claim(database)
    assert (again.payload, again.attempts) == ("paused", 1)


def test_a_chat_is_not_sent_to_faster_than_its_pace(database, moved_clock):
    _put(database, "1", "first")
    _put(database, "1", "second")
    _over(database, _claim(database), pace=1.0)
    moved_clock(0.9)
    assert _claim(database) is None
    moved_clock(0.2)
    assert _claim(database).payload == "second"


def test_what_waits_for_somebody_who_blocked_the_bot_is_dropped_with_its_text(database):
    _put(database, "1", "secret")
    _put(database, "2", "kept")
    with database.begin() as session:
        outbox.drop_chat(session, "1")
        rows = session.execute(select(OutboxRow.chat, OutboxRow.state, OutboxRow.payload))
        assert sorted(rows) == [("", "refused", ""), ("2", "open", "kept")]


def test_a_group_that_moved_gets_its_messages_at_the_new_id(database):
    _put(database, "-1", "hello")
    with database.begin() as session:
        outbox.move_chat(session, "-1", "-1001")
    assert _claim(database).chat == "-1001"


def test_a_call_under_way_while_the_chat_is_forgotten_does_not_end_the_next_one(database):
    _put(database, "1", "under way")
    parcel = _claim(database)
    with database.begin() as session:
        people.forget(session, "telegram:1")
    _put(database, "1", "all is deleted")
    _over(database, parcel)
    assert _claim(database).payload == "all is deleted"
