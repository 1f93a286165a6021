"""What a person was given already, so that nothing comes twice before all has come once."""

from __future__ import annotations

from typing import Dict, Optional, Tuple

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.orm import Session

from store import clock
from store.schema import Given

# Asked several times a turn, so of the table: SQLAlchemy takes longer to ask for objects.
_COLUMNS = Given.__table__.c
_OF_KIND = select(_COLUMNS.item, _COLUMNS.times, _COLUMNS.last_at).where(
    _COLUMNS.person_id == bindparam("person_id"), _COLUMNS.kind == bindparam("kind"))
_LATEST = (select(_COLUMNS.item, _COLUMNS.last_at)
           .where(_COLUMNS.person_id == bindparam("person_id"), _COLUMNS.kind == bindparam("kind"))
           .order_by(_COLUMNS.last_at.desc()).limit(1))
_NOTE = text("""
    INSERT INTO given (person_id, kind, item, times, last_at)
    VALUES (:person_id, :kind, :item, 1, :now)
    ON CONFLICT (person_id, kind, item) DO UPDATE SET times = given.times + 1, last_at = :now""")


def given_to(session: Session, person_id: str, kind: str) -> Dict[str, Tuple[int, float]]:
    """How often, and when last, each item of a kind ("step", "starter" ...) was given.

    Its size is bounded by the knowledge, not by how long the person has been with us.
    """
    rows = session.execute(_OF_KIND, {"person_id": person_id, "kind": kind})
    return {item: (times, last_at) for item, times, last_at in rows}


def latest(session: Session, person_id: str, kind: str) -> Optional[Tuple[str, float]]:
    """(item, when) of the latest item of a kind; None before the first."""
    row = session.execute(_LATEST, {"person_id": person_id, "kind": kind}).first()
    return tuple(row) if row else None


def drop(session: Session, person_id: str, kind: str, item: str) -> None:
    """Takes an item off a person's list."""
    session.execute(delete(Given).filter_by(person_id=person_id, kind=kind, item=item))


def note(session: Session, person_id: str, kind: str, item: str) -> None:
    """Counts that the person, who was seen before, is given the item now."""
    session.execute(_NOTE, {"person_id": person_id, "kind": kind, "item": item,
                            "now": clock.now()})
