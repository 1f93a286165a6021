"""Check-ins: how a person rates the five signs, over time."""

from __future__ import annotations

import json
from typing import Dict, List, Tuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import clock, people
from store.schema import CheckIn


def add(session: Session, person_id: str, answers: Dict[str, int]) -> None:
    """Keeps one check-in; answers are 0 to 4 by sign."""
    people.see(session, person_id)
    session.add(CheckIn(person_id=person_id, at=clock.now(), answers=json.dumps(answers)))
    session.flush()


def annotate(session: Session, person_id: str, note: str) -> None:
    """Keeps a sentence with the person's latest check-in, if there is one."""
    row = session.scalars(select(CheckIn).filter_by(person_id=person_id)
                          .order_by(CheckIn.at.desc(), CheckIn.id.desc()).limit(1)).first()
    if row is not None:
        row.note = note
        session.flush()


def latest(session: Session, person_id: str, count: int) -> List[Tuple[float, Dict[str, int]]]:
    """The latest check-ins, newest first, as (time, answers)."""
    rows = session.scalars(
        select(CheckIn).filter_by(person_id=person_id)
        .order_by(CheckIn.at.desc(), CheckIn.id.desc()).limit(count))
    return [(row.at, json.loads(row.answers)) for row in rows]
