"""The inbox: once each, in order, one worker a chat, nothing lost."""

import threading

from sqlalchemy import select

from store import inbox, leases
from store.schema import InboxRow


def _put(database, number, chat="1", payload="{}"):
    with database.begin() as session:
        return inbox.put(session, number, chat, payload)


def _claim(database, owner="a"):
    with database.begin() as session:
        return inbox.claim(session, owner)


def _finish(database, claim):
    with database.begin() as session:
        return inbox.finish(session, claim, [u.id for u in claim.updates])


def test_an_update_that_is_sent_twice_is_kept_once(database):
    assert _put(database, 7) is True
    assert _put(database, 7, payload='{"other": 1}') is False
    assert len(_claim(database).updates) == 1


def test_updates_of_a_chat_come_in_the_order_in_which_they_were_put(database):
    for number, payload in ((30, "first"), (10, "second"), (20, "third")):
        _put(database, number, payload=payload)
    assert [u.payload for u in _claim(database).updates] == ["first", "second", "third"]


def test_a_chat_is_one_workers_at_a_time_and_other_chats_are_not_held_up(database):
    _put(database, 1, "1")
    _put(database, 2, "2")
    first, second = _claim(database, "a"), _claim(database, "b")
    assert {first.chat, second.chat} == {"1", "2"}
    assert _claim(database, "c") is None


def test_a_finished_update_is_not_claimed_again_and_its_text_is_gone(database):
    _put(database, 1, payload="a secret")
    assert _finish(database, _claim(database))
    assert _claim(database) is None
    with database.begin() as session:
        assert session.scalars(select(InboxRow.payload)).all() == [""]


def test_the_updates_of_a_worker_that_died_are_anothers_when_the_lease_runs_out(
        database, moved_clock):
    _put(database, 1)
    dead = _claim(database, "dead")
    assert _claim(database, "alive") is None
    moved_clock(inbox.LEASE_SECONDS + 1)
    alive = _claim(database, "alive")
    assert alive.updates == dead.updates
    assert _finish(database, dead) is False
    assert _finish(database, alive) is True


def test_after_a_restart_of_the_only_process_all_leases_are_free(database):
    _put(database, 1)
    _claim(database, "killed")
    with database.begin() as session:
        leases.free_all(session)
    assert _claim(database, "restarted") is not None


def test_turns_go_round_so_that_one_chat_cannot_keep_the_others_waiting(database, moved_clock):
    for number in range(100, 160):
        _put(database, number, "flood")
    _put(database, 200, "quiet")
    first = _claim(database)
    assert first.chat == "flood" and len(first.updates) == inbox.TOGETHER
    moved_clock(1)
    _finish(database, first)
    moved_clock(1)
    assert _claim(database).chat == "quiet"


def test_of_many_workers_at_once_each_chat_has_exactly_one(database):
    for number in range(12):
        _put(database, number, f"chat{number % 4}")
    claims = []

    def work(name):
        for _ in range(4):
            claim = _claim(database, name)
            if claim:
                claims.append(claim.chat)

    threads = [threading.Thread(target=work, args=(f"w{i}",)) for i in range(6)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert sorted(claims) == ["chat0", "chat1", "chat2", "chat3"]


def test_old_handled_updates_are_deleted_and_open_ones_kept(database, moved_clock):
    _put(database, 1)
    _finish(database, _claim(database))
    _put(database, 2)
    moved_clock(100)
    with database.begin() as session:
        from store import clock
        inbox.prune(session, clock.now() - 50)
        assert session.scalars(select(InboxRow.update_id)).all() == [2]
