"""The outbox: calls of the Bot API that wait to be made, in order within a chat."""

from __future__ import annotations

from typing import NamedTuple, Optional

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from store import clock, leases
from store.schema import Lease, OutboxRow

# Longer than the longest call of the Bot API may take.
LEASE_SECONDS = 90.0


class Parcel(NamedTuple):
    """The oldest open call of a chat; `payload` is JSON."""

    id: int
    chat: str
    payload: str
    attempts: int
    created_at: float


def put(session: Session, chat: str, payload: str) -> None:
    """Adds a call behind the others of its chat."""
    session.add(OutboxRow(chat=chat, payload=payload, state="open",
                          created_at=clock.now(), attempts=0, not_before=0.0))
    session.flush()


def claim(session: Session, owner: str) -> Optional[Parcel]:
    """Takes the oldest open call of a chat that nobody works on and that is not paused."""
    firsts = (
        select(func.min(OutboxRow.id)).where(OutboxRow.state == "open")
        .group_by(OutboxRow.chat))
    due = (
        select(OutboxRow)
        .outerjoin(Lease, Lease.name == "out:" + OutboxRow.chat)
        .where(OutboxRow.id.in_(firsts), OutboxRow.not_before <= clock.now(),
               func.coalesce(Lease.until, 0.0) < clock.now())
        .order_by(OutboxRow.id).limit(3))
    for row in session.scalars(due).all():
        if leases.take(session, f"out:{row.chat}", owner, LEASE_SECONDS):
            return Parcel(row.id, row.chat, row.payload, row.attempts, row.created_at)
    return None


def over(session: Session, parcel: Parcel, owner: str, state: str, pace: float) -> None:
    """A call is over (sent, refused or expired); the chat's next waits `pace` seconds."""
    session.execute(update(OutboxRow).where(OutboxRow.id == parcel.id)
                    .values(state=state, chat="", payload="", attempts=parcel.attempts + 1))
    leases.free(session, f"out:{parcel.chat}", owner, after=pace)


def later(session: Session, parcel: Parcel, owner: str, seconds: float) -> None:
    """A call is to be tried again; until then the whole chat waits, and no other."""
    session.execute(
        update(OutboxRow).where(OutboxRow.id == parcel.id)
        .values(not_before=clock.now() + seconds, attempts=parcel.attempts + 1))
    leases.free(session, f"out:{parcel.chat}", owner)


def drop_chat(session: Session, chat: str) -> None:
    """Nothing more is to be sent to a chat: whoever it is has blocked the bot."""
    session.execute(update(OutboxRow).where(OutboxRow.chat == chat, OutboxRow.state == "open")
                    .values(state="refused", chat="", payload=""))


def move_chat(session: Session, old: str, new: str) -> None:
    """A group became a supergroup and has another id now."""
    session.execute(update(OutboxRow).where(OutboxRow.chat == old, OutboxRow.state == "open")
                    .values(chat=new))


def prune(session: Session, older_than: float) -> None:
    """Deletes calls that are over and were created before a time."""
    session.execute(delete(OutboxRow).where(
        OutboxRow.state != "open", OutboxRow.created_at < older_than))
