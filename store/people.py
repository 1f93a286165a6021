"""People: first and last seen, blocked or not, region; and forgetting them."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any, Dict, List, Optional

from sqlalchemy import Column, Float, bindparam, delete, select, text, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from store import clock, scrubbing
from store.schema import (
    Base, CheckIn, Correction, Given, InboxRow, Lease, OutboxRow, Person, Talk,
)

_SEE = text("""
    INSERT INTO people (id, since, last_seen, blocked) VALUES (:id, :now, :now, :no)
    ON CONFLICT (id) DO UPDATE SET last_seen = :now""")

# Asked at each turn, so of the table: SQLAlchemy takes thrice as long to ask for objects.
_KNOWN = select(Person.__table__.c.id).where(Person.__table__.c.id == bindparam("id"))


def see(session: Session, person_id: str) -> None:
    """Notes that the person is here now, at the first sight and later."""
    session.execute(_SEE, {"id": person_id, "now": clock.now(), "no": False})


def known(session: Session, person_id: str) -> bool:
    """Whether the person was here before."""
    return session.execute(_KNOWN, {"id": person_id}).first() is not None


def set_blocked(session: Session, person_id: str, blocked: bool) -> None:
    """Notes that a person blocked the bot (or came back); what waits for them is dropped."""
    # No row is made of it: who had everything deleted before they left stays forgotten.
    session.execute(update(Person).filter_by(id=person_id).values(blocked=blocked))


def region_of(session: Session, person_id: str) -> Optional[str]:
    """The country code of a person who has chosen one."""
    return session.scalar(select(Person.region).filter_by(id=person_id))


def set_region(session: Session, person_id: str, region: Optional[str]) -> None:
    """The country code whose helplines the person wants to see."""
    see(session, person_id)
    session.execute(update(Person).filter_by(id=person_id).values(region=region))


def private_chat(person_id: str) -> str:
    """The chat of a person alone; in Telegram it has the number of the person."""
    return person_id.partition(":")[2]


def _theirs(person_id: str) -> Dict[str, ColumnElement]:
    """By table, which rows are the person's; what refers to others' rows comes first."""
    chat = private_chat(person_id)
    return {
        "given": Given.person_id == person_id,
        "check_ins": CheckIn.person_id == person_id,
        "corrections": Correction.person_id == person_id,
        "talks": Talk.sender_id == person_id,
        "people": Person.id == person_id,
        "outbox": OutboxRow.chat == chat,
        "inbox": InboxRow.chat == chat,
        "leases": Lease.name.in_((f"in:{chat}", f"out:{chat}")),
    }


def everything_about(session: Session, person_id: str) -> Dict[str, List[Dict[str, Any]]]:
    """All rows of a person by table, ready for JSON, for them to read; times in ISO 8601."""
    found = {}
    for name, theirs in _theirs(person_id).items():
        table = Base.metadata.tables[name]
        rows = session.execute(select(table).where(theirs).order_by(*table.primary_key))
        found[name] = [{column.name: _readable(column, value)
                        for column, value in zip(table.columns, row)} for row in rows]
    return found


def _readable(column: Column, value: Any) -> Any:
    if isinstance(column.type, Float):  # all of them are times
        return datetime.fromtimestamp(value, timezone.utc).isoformat(timespec="seconds")
    return json.loads(value) if value and column.info.get("json") else value


def forget(session: Session, person_id: str) -> None:
    """Deletes everything about a person, unsent messages included.

    What they wrote since is still to be answered; a lease is freed by who holds it.
    """
    for name, theirs in _theirs(person_id).items():
        if name not in ("inbox", "leases"):
            session.execute(delete(Base.metadata.tables[name]).where(theirs))
    scrubbing.due(session)
