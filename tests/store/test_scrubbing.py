"""Nothing of what was deleted is left in the files, whatever happens in between."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from store import check_ins, corrections, inbox, outbox, people, scrubbing
from store.database import BusyError, Database
from store.retention import tidy
from store.schema import InboxRow, ScrubDue, Talk

PERSON, WORD = "telegram:1", "quokkafest"


def _with_words(database):
    with database.begin() as session:
        people.see(session, PERSON)
        for number in range(40):
            inbox.put(session, number, "1", f'{{"text": "{WORD}"}}' + " " * 600)
            outbox.put(session, "1", f'{{"text": "{WORD}"}}')
        check_ins.add(session, PERSON, {"time": 1})
        check_ins.annotate(session, PERSON, f"a {WORD}")
        corrections.add(session, PERSON, WORD, "sign", ["time"])
        session.add(Talk(sender_id=PERSON, at=0.0, state=f'{{"slots": {{"felt": "{WORD}"}}}}'))
        claim = inbox.claim(session, "w")
    with database.begin() as session:
        inbox.finish(session, claim, session.scalars(select(InboxRow.id)).all())


def _forget(database):
    with database.begin() as session:
        people.forget(session, PERSON)


def _due(database):
    with database.begin() as session:
        return session.scalar(select(ScrubDue.since)) is not None


def _found(folder: Path):
    """Files that hold the word; PostgreSQL's write-ahead log and its own log are left out."""
    return [path for path in folder.rglob("*")
            if path.is_file() and not {"pg_wal", "log"} & set(path.parts)
            and WORD.encode() in path.read_bytes()]


@pytest.fixture
def folder(database, request):
    """Where the database's files lie."""
    if database.embedded:
        return Path(database.engine.url.database).parent
    return Path(database.engine.url.query["host"]) / "data"


def _written(database):
    """Makes sure that all is in the files."""
    if not database.embedded:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("CHECKPOINT")


def test_no_byte_of_a_forgotten_person_is_left(database, folder):
    _with_words(database)
    _written(database)
    assert _found(folder)
    _forget(database)
    scrubbing.scrub_if_due(database)
    _written(database)
    assert not _found(folder) and not _due(database)


def test_nothing_is_scrubbed_where_nothing_was_deleted(database, monkeypatch):
    monkeypatch.setattr(Database, "scrub", lambda self: pytest.fail("it was"))
    tidy(database)


def test_what_could_not_be_scrubbed_is_so_by_the_next_tidying(database, folder, monkeypatch):
    def busy(self):
        raise BusyError

    _with_words(database)
    _forget(database)
    with monkeypatch.context() as at_first:
        at_first.setattr(Database, "scrub", busy)
        with pytest.raises(BusyError):
            scrubbing.scrub_if_due(database)
    assert _due(database)
    tidy(database)
    _written(database)
    assert not _due(database) and not _found(folder)


def test_a_deletion_while_it_scrubs_is_scrubbed_for_itself(database, monkeypatch, moved_clock):
    def scrub(self):
        moved_clock(1)
        _forget(self)

    _forget(database)
    monkeypatch.setattr(Database, "scrub", scrub)
    scrubbing.scrub_if_due(database)
    assert _due(database)


def test_a_reader_in_the_way_is_noticed_and_the_log_emptied_later(tmp_path, monkeypatch):
    monkeypatch.setattr("store.database.BUSY_SECONDS", 0.1)
    database = Database(f"sqlite:///{tmp_path / 'coach.db'}")
    database.migrate()
    _with_words(database)
    reader = sqlite3.connect(tmp_path / "coach.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM inbox").fetchone()
    _forget(database)
    with pytest.raises((BusyError, sqlite3.OperationalError)):
        scrubbing.scrub_if_due(database)
    assert _due(database) and _found(tmp_path)
    reader.close()
    tidy(database)
    assert not _due(database) and not _found(tmp_path)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_transaction_that_may_still_see_the_rows_is_noticed_and_they_go_later(
        database, folder):
    _with_words(database)
    with database.engine.connect() as other:
        other.exec_driver_sql("SELECT txid_current()")
        _forget(database)
        with pytest.raises(BusyError):
            scrubbing.scrub_if_due(database)
        _written(database)
        assert _due(database) and _found(folder)
    tidy(database)
    _written(database)
    assert not _due(database) and not _found(folder)


def test_a_kill_between_deleting_and_scrubbing_is_made_up_for(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'coach.db'}")
    database.migrate()
    _with_words(database)
    killed = (
        "import os, sys\n"
        "from store import people\n"
        "from store.database import Database\n"
        "with Database(sys.argv[1]).begin() as session:\n"
        "    people.forget(session, sys.argv[2])\n"
        "os.kill(os.getpid(), 9)\n")
    ended = subprocess.run([sys.executable, "-c", killed, str(database.engine.url), PERSON],
                           cwd=Path(__file__).parents[2])
    assert ended.returncode == -9 and _found(tmp_path)
    tidy(database)
    assert not _found(tmp_path)
