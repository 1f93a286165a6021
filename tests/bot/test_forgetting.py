"""Forgetting: only after a yes, typed or tapped, and to the last byte."""

import itertools

import pytest
from sqlalchemy import select

from bot.messages import Incoming, command_payload
from store.database import database, home
from store.people import everything_about
from store.schema import ScrubDue
from tests.bot_api import NAMES

_numbers = itertools.count()


class Talk:
    """A stranger who talks with the assistant."""

    def __init__(self, assistant):
        self._assistant = assistant
        self.person = f"test:forgetting-{next(_numbers)}"

    def say(self, text, payload=""):
        incoming = Incoming(self.person, text, payload or command_payload(text) or "")
        return self._assistant.answer(incoming).result(timeout=30)

    def slots(self):
        with database().begin() as session:
            return everything_about(session, self.person)["talks"][0]["state"]["slots"]


@pytest.fixture
def talk(assistant):
    """A talk in which something was told already."""
    talk = Talk(assistant)
    talk.say("we barely talk since the baby came")
    return talk


@pytest.mark.parametrize("words", [
    "yes", "Yes please", "yes delete it", "do it", "YES!", "ok do it", "go ahead", "i'm sure",
    "yes, delete everything please", "sure"])
def test_a_typed_yes_deletes(talk, words):
    talk.say("/forget")
    answer = talk.say(words)
    assert answer.forget and "strangers" in answer.replies[0].text
    assert set(talk.slots()) == {"asked"}, "the adapter has the rest to do"
    assert talk.say(words).forget, "it died before, and hears the same once more"


@pytest.mark.parametrize("words", [
    "no", "no, keep it", "yes but keep my check-ins", "don't delete it", "do not do it", "delete nothing",
    "we barely talk since the baby came", "what happens then?"])
def test_anything_else_keeps(talk, words):
    talk.say("/forget")
    assert not talk.say(words).forget
    assert talk.slots()["signs"]


def test_the_question_is_open_for_one_turn_in_care_too(talk):
    talk.say("/forget")
    talk.say("i want to die")
    assert not talk.say("yes").forget
    talk.say("/forget")
    talk.say("we never talk")  # answered by care alone
    assert not talk.say("yes").forget
    talk.say("/forget")
    assert talk.say("yes").forget


def test_a_yes_without_the_question_deletes_nothing(talk):
    assert not talk.say("yes delete it").forget


def test_a_form_does_not_take_the_yes_for_its_own(talk):
    talk.say("", "/word_it")
    talk.say("he came home late again")
    talk.say("/forget")
    assert talk.say("yes").forget


RARE = "quokkafest"


def _files_with(word):
    return [path.name for path in home().rglob("*")
            if path.is_file() and word.encode() in path.read_bytes()]


def _all_that_is_ever_kept(api):
    """A message, a form's answer, a correction and a note, each with the rare word."""
    def answered(act, *arguments, **named):
        before = len(api.sent(42))
        act(*arguments, **named)
        api.wait(lambda: len(api.sent(42)) > before)

    answered(api.tap, '/learn{"value":"yes"}')
    answered(api.message, text=f"she never asks me about the {RARE}")
    answered(api.tap, '/correct{"sign":"time"}')
    answered(api.message, text="/checkin")
    for _ in range(5):
        answered(api.message, text="3")
    answered(api.tap, "/add_note")
    answered(api.message, text=f"a week without any {RARE}")
    answered(api.tap, "/word_it")
    answered(api.message, text=f"he came late to the {RARE}")


def test_with_the_bot_running_no_byte_of_a_forgotten_person_is_left(api, bot, fresh_database):
    _all_that_is_ever_kept(api)
    with fresh_database.begin() as session:
        held = everything_about(session, "telegram:42")
    for kept in (held["corrections"], held["check_ins"], held["talks"]):
        assert RARE in str(kept)
    assert _files_with(RARE) and _files_with(NAMES["username"])
    api.message(text="/forget")
    api.wait(lambda: any("everything I hold" in m["text"] for m in api.sent(42)))
    api.message(text="yes, delete it")
    api.wait(lambda: any("strangers" in m["text"] for m in api.sent(42)))

    def scrubbed():
        with fresh_database.begin() as session:
            return session.scalar(select(ScrubDue.since)) is None

    api.wait(scrubbed)
    assert not _files_with(RARE) and not _files_with(NAMES["username"])
    with fresh_database.begin() as session:
        held = everything_about(session, "telegram:42")
    assert {name for name, rows in held.items() if rows} <= {"outbox", "leases"}
