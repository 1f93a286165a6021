"""People: first and last seen, blocked or not, region; and forgetting them."""

from __future__ import annotations

from typing import Optional

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from store import clock, inbox
from store.schema import CheckIn, Correction, Given, InboxRow, OutboxRow, Person, Talk

_SEE = text("""
    INSERT INTO people (id, since, last_seen, blocked) VALUES (:id, :now, :now, :no)
    ON CONFLICT (id) DO UPDATE SET last_seen = :now""")


def see(session: Session, person_id: str) -> None:
    """Notes that the person is here now, at the first sight and later."""
    session.execute(_SEE, {"id": person_id, "now": clock.now(), "no": False})


def find(session: Session, person_id: str) -> Optional[Person]:
    """The person, or None."""
    return session.get(Person, person_id)


def set_blocked(session: Session, person_id: str, blocked: bool) -> None:
    """Notes that a person blocked the bot (or came back); what waits for them is dropped."""
    # No row is made of it: who had everything deleted before they left stays forgotten.
    session.execute(update(Person).filter_by(id=person_id).values(blocked=blocked))


def set_region(session: Session, person_id: str, region: Optional[str]) -> None:
    """The country code whose helplines the person wants to see."""
    see(session, person_id)
    session.get(Person, person_id).region = region


def everything_about(session: Session, person_id: str) -> dict:
    """All that is held about a person, ready for JSON, for them to read."""
    person = session.get(Person, person_id)
    if person is None:
        return {}
    given = session.scalars(select(Given).filter_by(person_id=person_id).order_by(Given.last_at))
    check_ins = session.scalars(select(CheckIn).filter_by(person_id=person_id).order_by(CheckIn.at))
    corrected = session.scalars(
        select(Correction).filter_by(person_id=person_id).order_by(Correction.id))
    talk = session.get(Talk, person_id)
    return {
        "person": {"id": person.id, "since": person.since, "last_seen": person.last_seen,
                   "region": person.region},
        "given": [{"kind": g.kind, "item": g.item, "times": g.times, "last_at": g.last_at}
                  for g in given],
        "check_ins": [{"at": c.at, "answers": c.answers, "note": c.note} for c in check_ins],
        "corrections": [{"at": c.at, "text": c.text, "intent": c.intent, "signs": c.signs}
                        for c in corrected],
        "talk": talk.state if talk else None,
    }


def forget(session: Session, person_id: str, chat: str) -> None:
    """Deletes everything about a person, handled updates and unsent messages included."""
    session.execute(delete(Given).filter_by(person_id=person_id))
    session.execute(delete(CheckIn).filter_by(person_id=person_id))
    session.execute(delete(Correction).filter_by(person_id=person_id))
    session.execute(delete(Talk).filter_by(sender_id=person_id))
    session.execute(delete(Person).filter_by(id=person_id))
    session.execute(delete(OutboxRow).filter_by(chat=chat))
    inbox.anonymise(session, chat)
