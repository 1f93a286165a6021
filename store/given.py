"""What a person was given already, so that nothing comes twice before all has come once."""

from __future__ import annotations

from typing import Dict, Tuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import clock, people
from store.schema import Given


def given_to(session: Session, person_id: str, prefix: str) -> Dict[str, Tuple[int, float]]:
    """How often, and when last, each item whose name begins with `prefix` was given.

    Its size is bounded by the knowledge, not by how long the person has been with us.
    """
    rows = session.execute(
        select(Given.item, Given.times, Given.last_at)
        .where(Given.person_id == person_id, Given.item.startswith(prefix, autoescape=True)))
    return {item: (times, last_at) for item, times, last_at in rows}


def note(session: Session, person_id: str, item: str) -> None:
    """Counts that the person is given the item now."""
    row = session.get(Given, (person_id, item))
    if row is None:
        people.see(session, person_id)
        row = Given(person_id=person_id, item=item, times=0, last_at=0.0)
        session.add(row)
    row.times += 1
    row.last_at = clock.now()
    session.flush()
