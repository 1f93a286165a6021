"""The tables. Times are seconds since the epoch in UTC; texts of people are marked so."""

from sqlalchemy import (
    BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, String, Text,
)
from sqlalchemy.orm import declarative_base

Base = declarative_base()

# SQLite numbers rows itself only for a key declared INTEGER.
RowId = BigInteger().with_variant(Integer, "sqlite")
JSON = {"json": True}  # marks a text that is JSON, not somebody's words
# SQLite would give a deleted row's number to the next one, and whoever still works on the
# deleted row would then mark the new one as done.
NEVER_REUSED = {"sqlite_autoincrement": True}


class Person(Base):
    """Somebody who wrote to us; the key is the channel and the address, "telegram:42"."""

    __tablename__ = "people"

    id = Column(String(80), primary_key=True)
    since = Column(Float, nullable=False)
    last_seen = Column(Float, nullable=False)
    blocked = Column(Boolean, nullable=False, default=False)
    region = Column(String(8))


def _belongs_to_person(**options) -> Column:
    return Column(String(80), ForeignKey("people.id", ondelete="CASCADE"), **options)


class Given(Base):
    """How often a person was given an item of the knowledge (a step, a starter, a text)."""

    __tablename__ = "given"

    person_id = _belongs_to_person(primary_key=True)
    kind = Column(String(60), primary_key=True)
    item = Column(String(60), primary_key=True)
    times = Column(Integer, nullable=False)
    last_at = Column(Float, nullable=False)


class CheckIn(Base):
    """Five answers, 0 to 4, one for each sign; `answers` is JSON by sign."""

    __tablename__ = "check_ins"

    id = Column(RowId, primary_key=True, autoincrement=True)
    person_id = _belongs_to_person(nullable=False, index=True)
    at = Column(Float, nullable=False)
    answers = Column(Text, nullable=False, info=JSON)
    note = Column(Text)  # a sentence of the person's own


class Correction(Base):
    """A message that was misread (a person's text) and what its writer says it meant."""

    __tablename__ = "corrections"

    id = Column(RowId, primary_key=True, autoincrement=True)
    person_id = _belongs_to_person(nullable=False, index=True)
    at = Column(Float, nullable=False)
    text = Column(Text, nullable=False)
    intent = Column(String(40), nullable=False)
    signs = Column(Text, nullable=False, info=JSON)


class Talk(Base):
    """Rasa's working memory of a talk: slots and the form at hand, as JSON."""

    __tablename__ = "talks"

    sender_id = Column(String(80), primary_key=True)
    state = Column(Text, nullable=False, info=JSON)
    at = Column(Float, nullable=False)


class InboxRow(Base):
    """An update as Telegram sent it; chat and `payload` (a person's text) go once handled."""

    __tablename__ = "inbox"

    id = Column(RowId, primary_key=True, autoincrement=True)
    update_id = Column(BigInteger, nullable=False, unique=True)
    chat = Column(String(80), nullable=False)
    payload = Column(Text, nullable=False, info=JSON)
    state = Column(String(12), nullable=False)  # open, done, failed
    received_at = Column(Float, nullable=False)

    __table_args__ = (Index("inbox_open", "state", "chat", "id"), NEVER_REUSED)


class OutboxRow(Base):
    """A call of the Bot API to be made; chat and `payload` (JSON) go once it is over."""

    __tablename__ = "outbox"

    id = Column(RowId, primary_key=True, autoincrement=True)
    chat = Column(String(80), nullable=False)
    payload = Column(Text, nullable=False, info=JSON)
    state = Column(String(12), nullable=False)  # open, sent, refused, expired
    created_at = Column(Float, nullable=False)
    attempts = Column(Integer, nullable=False, default=0)
    not_before = Column(Float, nullable=False, default=0.0)

    __table_args__ = (Index("outbox_open", "state", "chat", "id"), NEVER_REUSED)


class ScrubDue(Base):
    """One row from a deletion until nothing of it is left in the files; since when."""

    __tablename__ = "scrub_due"

    id = Column(Integer, primary_key=True, autoincrement=False)
    since = Column(Float, nullable=False)


class Lease(Base):
    """Who works on a chat's inbox or outbox ("in:42", "out:42"), and until when."""

    __tablename__ = "leases"

    name = Column(String(90), primary_key=True)
    owner = Column(String(40))
    until = Column(Float, nullable=False)
    served_at = Column(Float, nullable=False)
