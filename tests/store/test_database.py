"""The database itself: migrated to what the code declares, private to its owner."""

import os
import stat

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import select

from store.database import MIGRATIONS, Database, home
from store.schema import Base, InboxRow


def test_the_migrations_make_exactly_the_tables_that_the_code_declares(database):
    ours = {"include_name": lambda name, kind, parents: name != "sqlite_sequence"}
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=ours)
        assert compare_metadata(context, Base.metadata) == []


def test_a_database_of_the_first_version_keeps_its_rows_but_not_whose_the_handled_ones_were(
        tmp_path):
    opened = Database(f"sqlite:///{tmp_path / 'coach.db'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with opened.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for number, state in ((1, "open"), (2, "done")):
            connection.exec_driver_sql(
                "INSERT INTO inbox (update_id, chat, payload, state, received_at) "
                "VALUES (?, '42', '', ?, 0.0)", (number, state))
    opened.migrate()
    with opened.begin() as session:
        rows = session.execute(select(InboxRow.update_id, InboxRow.chat))
        assert sorted(map(tuple, rows)) == [(1, "42"), (2, "")]


def test_the_database_file_is_readable_by_its_owner_alone(tmp_path):
    opened = Database(f"sqlite:///{tmp_path / 'coach.db'}")
    opened.migrate()
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


@pytest.fixture
def home_mode(tmp_path, monkeypatch):
    """The mode of a COACH_HOME of 0755 once it was used, with these files in it."""
    def mode(*files, before=0o755):
        folder = tmp_path / "home"
        folder.mkdir()
        for name in files:
            (folder / name).touch()
        os.chmod(folder, before)
        monkeypatch.setenv("COACH_HOME", str(folder))
        assert home() == folder
        return stat.S_IMODE(folder.stat().st_mode)

    return mode


@pytest.mark.parametrize("files", [(), ("coach.db", "models"), ("coach.db", "coach.db-wal")])
def test_a_home_that_was_there_is_taken_from_others(home_mode, files):
    assert home_mode(*files) == 0o700


def test_a_folder_that_is_not_for_the_coach_alone_is_left_as_it_is(home_mode):
    assert home_mode("coach.db", "holiday.jpg") == 0o755


def test_nobodys_home_is_touched_even_an_empty_one(home_mode, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert home_mode() == 0o755


def test_a_shared_folder_is_not_touched(home_mode):
    assert home_mode(before=0o1777) == 0o1777


def test_a_folder_of_somebody_else_is_not_touched(home_mode, monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 12345)
    assert home_mode() == 0o755


def test_a_folder_whose_mode_cannot_be_set_will_do(home_mode, monkeypatch):
    def refuse(self, mode):
        raise PermissionError

    monkeypatch.setattr("pathlib.Path.chmod", refuse)
    assert home_mode() == 0o755


def test_a_failed_transaction_leaves_nothing(database):
    from store import people

    class Stop(Exception):
        pass

    try:
        with database.begin() as session:
            people.see(session, "telegram:1")
            raise Stop
    except Stop:
        pass
    with database.begin() as session:
        assert not people.known(session, "telegram:1")
