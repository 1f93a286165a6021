"""What a person was given already, so that nothing comes twice before all has come once."""

from __future__ import annotations

from typing import Dict, Tuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from store import clock
from store.database import upsert
from store.schema import Given

_OF_KIND = select(Given.item, Given.times, Given.last_at).where(
    Given.person_id == bindparam("person_id"), Given.kind == bindparam("kind"))


def given_to(session: Session, person_id: str, kind: str) -> Dict[str, Tuple[int, float]]:
    """How often, and when last, each item of a kind ("step", "starter" ...) was given.

    Its size is bounded by the knowledge, not by how long the person has been with us.
    """
    rows = session.execute(_OF_KIND, {"person_id": person_id, "kind": kind})
    return {item: (times, last_at) for item, times, last_at in rows}


def note(session: Session, person_id: str, kind: str, item: str) -> None:
    """Counts that the person, who was seen before, is given the item now."""
    now = clock.now()
    session.execute(
        upsert(session, Given)
        .values(person_id=person_id, kind=kind, item=item, times=1, last_at=now)
        .on_conflict_do_update(index_elements=[Given.person_id, Given.kind, Given.item],
                               set_={"times": Given.times + 1, "last_at": now}))
