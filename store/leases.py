"""Leases: one worker at a time in a chat, taken back by themselves when it dies."""

from __future__ import annotations

from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from store import clock
from store.schema import Lease

_TAKE = text("""
    INSERT INTO leases (name, owner, until, served_at) VALUES (:name, :owner, :until, :now)
    ON CONFLICT (name) DO UPDATE SET owner = :owner, until = :until, served_at = :now
    WHERE leases.until < :now""")


def take(session: Session, name: str, owner: str, seconds: float) -> bool:
    """Takes the lease if it is free or has run out; one conditional statement."""
    now = clock.now()
    values = {"name": name, "owner": owner, "until": now + seconds, "now": now}
    return session.execute(_TAKE, values).rowcount == 1


def free(session: Session, name: str, owner: str, after: float = 0.0) -> bool:
    """Gives a lease back, at once or `after` seconds; False if it is another's by now."""
    statement = (
        update(Lease).where(Lease.name == name, Lease.owner == owner)
        .values(until=clock.now() + after, owner=None))
    return session.execute(statement).rowcount == 1


def free_all(session: Session) -> None:
    """Frees every lease: for the start of the only process there is."""
    session.execute(delete(Lease))
