"""Deletes what has been kept long enough; run every hour by the bot."""

from __future__ import annotations

import json

from sqlalchemy import or_, select

from store import clock, inbox, outbox, people
from store.database import Database
from store.schema import Lease, Person, Talk

DAY = 24 * 3600.0
# Ids of handled updates, so that one sent twice is known; their texts went at once.
HANDLED_KEPT = 2 * DAY
# Who is served by whom; they name the chat.
LEASES_KEPT = 3600.0
# What a talk is about: signs, pressures, the latest step. By consent a talk holds its latest
# message too, in case it is corrected, and answers to a form, to be resumed; a day later no more.
TALK_KEPT = 30 * DAY
WORDS_KEPT = DAY
# Check-ins and what was given, until somebody has not written for so long.
SILENCE_KEPT = 365 * DAY

# Slots that hold a person's words: a message that may yet be corrected, answers to a form.
WORDS = ("last_words", "happened", "felt", "need", "ask", "draft", "note", "my_reply")


def _without_words(state: str) -> str:
    held = json.loads(state)
    held["slots"] = {name: value for name, value in held["slots"].items() if name not in WORDS}
    return json.dumps(held)


def tidy(database: Database) -> None:
    """Deletes handled updates and calls, old talks, and people silent for a year."""
    now = clock.now()
    with database.begin() as session:
        inbox.prune(session, now - HANDLED_KEPT)
        outbox.prune(session, now - HANDLED_KEPT)
        session.query(Talk).filter(Talk.at < now - TALK_KEPT).delete()
        session.query(Lease).filter(Lease.until < now - LEASES_KEPT).delete()
        for talk in session.scalars(select(Talk).where(
                Talk.at < now - WORDS_KEPT,
                or_(*(Talk.state.contains(f'"{name}": ') for name in WORDS))).with_for_update()):
            talk.state = _without_words(talk.state)
        silent = session.scalars(
            select(Person.id).where(Person.last_seen < now - SILENCE_KEPT)).all()
        for person_id in silent:
            people.forget(session, person_id)
    if silent:
        database.scrub()
    else:
        database.checkpoint()
