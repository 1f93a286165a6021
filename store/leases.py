"""Leases: one worker at a time in a chat, taken back by themselves when it dies."""

from __future__ import annotations

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from store import clock
from store.database import upsert
from store.schema import Lease


def take(session: Session, name: str, owner: str, seconds: float) -> bool:
    """Takes the lease if it is free or has run out; one conditional statement."""
    now = clock.now()
    values = {"owner": owner, "until": now + seconds, "served_at": now}
    statement = upsert(session, Lease).values(name=name, **values)
    statement = statement.on_conflict_do_update(
        index_elements=[Lease.name], set_=values, where=Lease.until < now)
    return session.execute(statement).rowcount == 1


def free(session: Session, name: str, owner: str, after: float = 0.0) -> bool:
    """Gives a lease back, at once or `after` seconds; False if it is another's by now."""
    statement = (
        update(Lease).where(Lease.name == name, Lease.owner == owner)
        .values(until=clock.now() + after, owner=None))
    return session.execute(statement).rowcount == 1


def free_all(session: Session) -> None:
    """Frees every lease: for the start of the only process there is."""
    session.execute(delete(Lease))
