"""The inbox: every update is committed here before Telegram is told, and handled once."""

from __future__ import annotations

from typing import List, NamedTuple, Optional, Sequence

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from store import clock, leases
from store.schema import InboxRow, Lease

# So many waiting updates of a chat are looked at together.
TOGETHER = 20
LEASE_SECONDS = 60.0

_PUT = text("""
    INSERT INTO inbox (update_id, chat, payload, state, received_at)
    VALUES (:update_id, :chat, :payload, 'open', :now) ON CONFLICT (update_id) DO NOTHING""")


class Waiting(NamedTuple):
    """An update that waits: its row and the JSON that Telegram sent."""

    id: int
    payload: str


class Claim(NamedTuple):
    """A chat whose updates, oldest first, are this worker's for the time of the lease."""

    chat: str
    owner: str
    updates: List[Waiting]


def put(session: Session, update_id: int, chat: str, payload: str) -> bool:
    """Adds an update; False if its id was there already (Telegram sent it twice)."""
    values = {"update_id": update_id, "chat": chat, "payload": payload, "now": clock.now()}
    return session.execute(_PUT, values).rowcount == 1


def claim(session: Session, owner: str) -> Optional[Claim]:
    """Takes the chat that has waited longest for its turn; None if none waits.

    Turns go round: a chat just served comes after those not served since, so that one
    who writes a thousand messages does not keep the others waiting.
    """
    name = "in:" + InboxRow.chat
    waiting = (
        select(InboxRow.chat)
        .outerjoin(Lease, Lease.name == name)
        .where(InboxRow.state == "open", func.coalesce(Lease.until, 0.0) < clock.now())
        .group_by(InboxRow.chat)
        .order_by(func.max(func.coalesce(Lease.served_at, 0.0)), func.min(InboxRow.id))
        .limit(3))
    for chat in session.scalars(waiting).all():
        if leases.take(session, f"in:{chat}", owner, LEASE_SECONDS):
            rows = session.scalars(
                select(InboxRow).filter_by(state="open", chat=chat)
                .order_by(InboxRow.id).limit(TOGETHER))
            updates = [Waiting(row.id, row.payload) for row in rows]
            if updates:
                return Claim(chat, owner, updates)
            leases.free(session, f"in:{chat}", owner)
    return None


def finish(session: Session, claim_: Claim, row_ids: Sequence[int], state: str = "done") -> bool:
    """Marks updates as handled, leaves their bare ids, and gives the chat back.

    Returns False, and changes nothing, if the lease ran out and the chat is another's.
    """
    if not leases.free(session, f"in:{claim_.chat}", claim_.owner):
        return False
    session.execute(update(InboxRow).where(InboxRow.id.in_(row_ids))
                    .values(state=state, chat="", payload=""))
    return True


def prune(session: Session, older_than: float) -> None:
    """Deletes handled updates received before a time; their ids are not sent again."""
    session.execute(delete(InboxRow).where(
        InboxRow.state != "open", InboxRow.received_at < older_than))
