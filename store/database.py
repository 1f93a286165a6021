"""Opens the database: SQLite in COACH_HOME by default, PostgreSQL by COACH_DATABASE_URL."""

from __future__ import annotations

import os
import re
import stat
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any, Iterator, Optional

import sqlalchemy
from alembic import command
from alembic.config import Config
from sqlalchemy import event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_SECONDS = 15
# All that we ever put into COACH_HOME.
OUR_FILES = {"coach.db", "coach.db-wal", "coach.db-shm", "coach.db-journal", "models",
             "evaluation", "connection-coach.json"}
HOME_VARIABLE = "COACH_HOME"
URL_VARIABLE = "COACH_DATABASE_URL"


def home() -> Path:
    """The folder of database, trained model and logs; made for its owner alone."""
    return _made(os.environ.get(HOME_VARIABLE) or str(Path(__file__).parent.parent / ".coach"))


@lru_cache(maxsize=4)  # asked several times a turn
def _made(name: str) -> Path:
    folder = Path(name)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _tighten(folder.resolve())
    return folder.resolve()


def _tighten(folder: Path) -> None:
    """Takes a folder that was there already from all others, where it is for nothing but us.

    Anything else in it, and it may be a home or shared folder that others rightly enter;
    the database's own files are their owner's alone there, too.
    """
    if str(folder) == os.path.realpath(os.path.expanduser("~")):
        return
    try:
        found = folder.stat()
        if found.st_uid == os.geteuid() and not found.st_mode & stat.S_ISVTX and (
                {path.name for path in folder.iterdir()} <= OUR_FILES):
            folder.chmod(0o700)
    except OSError:  # a file system without modes; the bot can do without
        pass


def database_url() -> str:
    """COACH_DATABASE_URL, or the SQLite file in COACH_HOME."""
    return os.environ.get(URL_VARIABLE) or f"sqlite:///{home() / 'coach.db'}"


class BusyError(Exception):
    """Somebody else is at the database, so that it could not be done now."""


class Database:
    """An engine and its sessions.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the address is unusable or nobody answers there.
    """

    def __init__(self, url: str) -> None:
        self.engine = _sqlite(url) if url.startswith("sqlite") else _server(url)
        self._sessions = sessionmaker(self.engine, future=True, expire_on_commit=False)
        self._current: ContextVar[Optional[Session]] = ContextVar("session", default=None)

    @property
    def embedded(self) -> bool:
        """Whether this process alone uses the database."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A session in a transaction, committed at the end, rolled back on an error.

        Within another transaction of the same task it is that one.
        """
        outer = self._current.get()
        if outer is not None:
            yield outer
            return
        with self._sessions.begin() as session:
            token = self._current.set(session)
            try:
                yield session
            finally:
                self._current.reset(token)

    def scrub(self) -> None:
        """Leaves nothing of deleted rows in the tables' files.

        SQLite overwrites deleted rows at once (`secure_delete`), but the write-ahead log
        still has them, and pages that were copied when the tables grew. PostgreSQL's log
        and backups are its operator's.

        Raises:
            BusyError, or the driver's own: somebody else is at the database.
        """
        with self._outside_transactions() as cursor:
            if self.embedded:
                cursor.execute("VACUUM")
            else:
                _rewrite(cursor)
        self.checkpoint()

    def checkpoint(self) -> None:
        """Empties SQLite's write-ahead log, which holds what was deleted since the last time.

        Raises:
            BusyError: somebody else reads or writes.
        """
        if not self.embedded:
            return
        with self._outside_transactions() as cursor:
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise BusyError("The write-ahead log could not be emptied.")

    @contextmanager
    def _outside_transactions(self) -> Iterator[Any]:
        """A cursor of the driver, on a connection that is closed afterwards."""
        connection = self.engine.raw_connection()
        connection.detach()  # what is set on it is not for others
        try:
            if not self.embedded:
                connection.dbapi_connection.autocommit = True
            yield connection.cursor()
        finally:
            connection.close()

    def migrate(self) -> None:
        """Brings the tables to the newest version, from any earlier one."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _rewrite(cursor: Any) -> None:
    """Rewrites PostgreSQL's tables that have texts: only so they lose what was in them.

    Raises:
        BusyError: a transaction older than the deletion may still see the rows.
    """
    cursor.execute(f"SET lock_timeout = {BUSY_SECONDS * 1000}")
    cursor.execute("VACUUM (FULL, VERBOSE) inbox, outbox, talks, corrections, check_ins")
    if any(re.search(r"\b[1-9]\d* dead row versions cannot be removed", notice)
           for notice in cursor.connection.notices):
        raise BusyError("Deleted rows could not be removed yet.")


def _sqlite(url: str) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        # Made before SQLite does, so that nobody else can read it at any moment.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        os.chmod(path, 0o600)  # it may have been there
    engine = sqlalchemy.create_engine(
        url, future=True, poolclass=QueuePool, hide_parameters=True,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def configure(connection, _record) -> None:
        # The driver's own transactions begin late and cannot be told to lock at once.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON",
                       "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _server(url: str) -> Engine:
    return sqlalchemy.create_engine(url, future=True, pool_pre_ping=True, hide_parameters=True)


@lru_cache(maxsize=4)
def _opened(url: str) -> Database:
    database = Database(url)
    database.migrate()
    return database


def database() -> Database:
    """The process's database, opened and migrated at the first call."""
    return _opened(database_url())
