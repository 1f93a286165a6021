"""Deletes what has been kept long enough; run every hour by the bot."""

from __future__ import annotations

import json

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from store import clock, inbox, outbox, people
from store.database import Database
from store.schema import Lease, Person, Talk
from store.scrubbing import scrub_if_due
from store.words import WORDS, without_old_words

DAY = 24 * 3600.0
# Ids of handled updates, so that one sent twice is known; their texts went at once.
HANDLED_KEPT = 2 * DAY
# Who is served by whom; they name the chat.
LEASES_KEPT = 3600.0
# What a talk is about: signs, pressures, the latest step.
TALK_KEPT = 30 * DAY
# By consent a talk holds its latest message too, in case it is corrected, and answers to a
# form, to be resumed; a day after they were said no more, however long the talk goes on.
WORDS_KEPT = DAY
# Check-ins and what was given, until somebody has not written for so long.
SILENCE_KEPT = 365 * DAY
CARE = "care"  # the slot that says that somebody may be unsafe


def _tidy_talks(session: Session, now: float) -> None:
    for talk in session.scalars(select(Talk).where(
            or_(*(Talk.state.contains(f'"{name}": ') for name in WORDS))).with_for_update()):
        talk.state = without_old_words(talk.state, talk.at, now - WORDS_KEPT)
    for talk in session.scalars(
            select(Talk).where(Talk.at < now - TALK_KEPT).with_for_update()):
        care = json.loads(talk.state)["slots"].get(CARE)
        if care and talk.at >= now - SILENCE_KEPT:
            # Who may be unsafe gets no advice on the relationship after a silence either.
            talk.state = json.dumps({"slots": {CARE: care}, "form": None})
        else:
            session.delete(talk)


def tidy(database: Database) -> None:
    """Deletes handled updates and calls, old talks, and people silent for a year.

    Raises:
        store.database.BusyError, or the driver's own: the next time does what is left.
    """
    now = clock.now()
    with database.begin() as session:
        inbox.prune(session, now - HANDLED_KEPT)
        outbox.prune(session, now - HANDLED_KEPT)
        session.query(Lease).filter(Lease.until < now - LEASES_KEPT).delete()
        _tidy_talks(session, now)
        silent = session.scalars(
            select(Person.id).where(Person.last_seen < now - SILENCE_KEPT)).all()
        for person_id in silent:
            people.forget(session, person_id)
    scrub_if_due(database)
    database.checkpoint()
