"""The database itself: migrated to what the code declares, private to its owner."""

import stat

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from store.database import Database
from store.schema import Base


def test_the_migrations_make_exactly_the_tables_that_the_code_declares(database):
    ours = {"include_name": lambda name, kind, parents: name != "sqlite_sequence"}
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=ours)
        assert compare_metadata(context, Base.metadata) == []


def test_the_database_file_is_readable_by_its_owner_alone(tmp_path):
    opened = Database(f"sqlite:///{tmp_path / 'coach.db'}")
    opened.migrate()
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


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
        assert people.find(session, "telegram:1") is None
