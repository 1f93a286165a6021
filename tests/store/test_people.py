"""What is held about people, and that forgetting leaves nothing."""

import json
import re

from sqlalchemy import select

from store import check_ins, corrections, given, inbox, outbox, people
from store.schema import Base, InboxRow, Person, Talk


def test_a_person_is_noted_once_and_seen_again(database, moved_clock):
    with database.begin() as session:
        people.see(session, "telegram:1")
        first = session.get(Person, "telegram:1").since
    moved_clock(60)
    with database.begin() as session:
        people.see(session, "telegram:1")
        person = session.get(Person, "telegram:1")
        assert person.since == first and person.last_seen > first


def test_items_are_counted_by_person_and_found_by_kind(database):
    with database.begin() as session:
        people.see(session, "telegram:1")
        people.see(session, "telegram:2")
        given.note(session, "telegram:1", "step", "a")
        given.note(session, "telegram:1", "step", "a")
        given.note(session, "telegram:1", "starter", "b")
        given.note(session, "telegram:2", "step", "c")
        found = given.given_to(session, "telegram:1", "step")
        assert {item: times for item, (times, _) in found.items()} == {"a": 2}


def test_the_latest_check_ins_come_newest_first(database, moved_clock):
    with database.begin() as session:
        check_ins.add(session, "telegram:1", {"time": 1})
        moved_clock(5)
        check_ins.add(session, "telegram:1", {"time": 3})
        assert [a for _, a in check_ins.latest(session, "telegram:1", 5)] == [
            {"time": 3}, {"time": 1}]


def test_forgetting_a_person_leaves_no_row_of_theirs_and_all_of_others(database):
    with database.begin() as session:
        for number, person, chat in ((1, "telegram:1", "1"), (2, "telegram:2", "2")):
            people.see(session, person)
            given.note(session, person, "step", "a")
            check_ins.add(session, person, {"time": 1})
            corrections.add(session, person, "words", "sign", ["time"])
            session.add(Talk(sender_id=person, state="{}", at=0.0))
            outbox.put(session, chat, "text")
            inbox.put(session, number, chat, "text")
        claim = inbox.claim(session, "w")
        inbox.finish(session, claim, [u.id for u in claim.updates])
        people.forget(session, f"telegram:{claim.chat}")
        session.flush()
        other = "2" if claim.chat == "1" else "1"
        assert set(session.scalars(select(InboxRow.chat))) == {other, ""}
        counts = {table.name: len(session.execute(select(table)).all())
                  for table in Base.metadata.sorted_tables}
    assert counts == {"people": 1, "given": 1, "check_ins": 1, "corrections": 1, "talks": 1,
                      "outbox": 1, "inbox": 2, "leases": 1, "scrub_due": 1}


def test_the_bare_ids_of_updates_stay_so_that_one_sent_twice_brings_nobody_back(database):
    with database.begin() as session:
        inbox.put(session, 7, "1", "/forget")
        claim = inbox.claim(session, "w")
        inbox.finish(session, claim, [u.id for u in claim.updates])
        people.forget(session, "telegram:1")
        assert inbox.put(session, 7, "1", "/forget") is False
        assert inbox.claim(session, "w") is None
        row = session.execute(select(InboxRow.chat, InboxRow.payload)).one()
        assert tuple(row) == ("", "")


def test_who_had_everything_deleted_and_then_blocks_the_bot_stays_forgotten(database):
    with database.begin() as session:
        people.set_blocked(session, "telegram:77", True)
        assert not people.known(session, "telegram:77")


NOTHING_PERSONAL = {"scrub_due"}  # tables of which an export has nothing


def _with_a_row_everywhere(session, person, chat, number):
    people.see(session, person)
    given.note(session, person, "step", "a")
    check_ins.add(session, person, {"time": 1})
    check_ins.annotate(session, person, "a slow week")
    corrections.add(session, person, "words", "sign", ["time"])
    session.add(Talk(sender_id=person, state='{"slots": {"felt": "small"}}', at=0.0))
    outbox.put(session, chat, '{"text": "an answer"}')
    inbox.put(session, number, chat, '{"text": "a message"}')
    inbox.claim(session, "w")
    session.flush()


def test_an_export_has_every_row_and_column_of_the_person_and_none_of_others(database):
    with database.begin() as session:
        _with_a_row_everywhere(session, "telegram:1", "1", 10)
        _with_a_row_everywhere(session, "telegram:11", "11", 20)
        held = people.everything_about(session, "telegram:1")
    assert set(held) | NOTHING_PERSONAL == set(Base.metadata.tables)
    for name, rows in held.items():
        assert len(rows) == 1, name
        assert set(rows[0]) == set(Base.metadata.tables[name].columns.keys()), name
    assert "11" not in {str(value) for rows in held.values() for value in rows[0].values()}


def test_an_export_reads_well_nested_json_and_times_in_words(database):
    with database.begin() as session:
        _with_a_row_everywhere(session, "telegram:1", "1", 10)
        held = json.loads(json.dumps(people.everything_about(session, "telegram:1")))
    assert held["talks"][0]["state"]["slots"] == {"felt": "small"}
    assert held["check_ins"][0]["answers"] == {"time": 1}
    assert held["check_ins"][0]["note"] == "a slow week"
    assert held["corrections"][0]["signs"] == ["time"]
    assert held["outbox"][0]["payload"] == {"text": "an answer"}
    assert held["inbox"][0]["payload"] == {"text": "a message"}
    assert held["people"][0]["blocked"] is False
    for time in (held["people"][0]["since"], held["inbox"][0]["received_at"]):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", time)


def test_an_export_has_what_there_is_of_somebody_without_a_row_of_their_own(database):
    with database.begin() as session:
        inbox.put(session, 5, "1", '{"text": "a message"}')
        session.add(Talk(sender_id="telegram:1", state="{}", at=0.0))
        session.flush()
        held = people.everything_about(session, "telegram:1")
    assert {name for name, rows in held.items() if rows} == {"talks", "inbox"}
