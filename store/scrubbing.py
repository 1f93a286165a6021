"""Scrubbing deleted rows out of the files: noted with the deletion, done until it succeeds."""

from __future__ import annotations

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from store import clock
from store.database import Database
from store.schema import ScrubDue

_DUE = text("""
    INSERT INTO scrub_due (id, since) VALUES (1, :now) ON CONFLICT (id) DO UPDATE SET since = :now""")


def due(session: Session) -> None:
    """Notes, in the transaction of a deletion, that nothing of it may be left in the files."""
    session.execute(_DUE, {"now": clock.now()})


def scrub_if_due(database: Database) -> None:
    """Scrubs if that is still to be done; it stays so if this fails.

    Raises:
        store.database.BusyError, or the driver's own: somebody else is at the database.
    """
    with database.begin() as session:
        since = session.scalar(select(ScrubDue.since))
    if since is None:
        return
    database.scrub()
    with database.begin() as session:
        # What was deleted meanwhile has a later time.
        session.execute(delete(ScrubDue).where(ScrubDue.since == since))
