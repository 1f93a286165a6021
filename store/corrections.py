"""Messages that a person corrected, kept with their consent for the operator to learn from."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store import clock, people
from store.schema import Correction


def add(session: Session, person_id: str, text: str, intent: str, signs: Sequence[str]) -> None:
    """Keeps a message with what its writer says that it meant."""
    people.see(session, person_id)
    session.add(Correction(person_id=person_id, at=clock.now(), text=text, intent=intent,
                           signs=json.dumps(list(signs))))
    session.flush()


def everything(session: Session) -> Iterator[Dict[str, Any]]:
    """All corrections, oldest first, as labelled messages; not whose they are."""
    for row in session.scalars(select(Correction).order_by(Correction.id)):
        yield {"text": row.text, "intent": row.intent, "signs": json.loads(row.signs),
               "stressors": []}


def drop(session: Session, person_id: str) -> None:
    """Deletes a person's corrections: the consent is taken back."""
    session.execute(delete(Correction).filter_by(person_id=person_id))
