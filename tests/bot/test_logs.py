"""What the logs never hold: a word that was said, a name, the token."""

import io
import logging
import sys
import time

import pytest

from bot.quiet import configure_logging
from tests.bot.conftest import RunningBot
from tests.bot_api import BROKEN, NAMES, TOKEN

WORDS = ("quokkafest", "zebulonia", "marmaladeville", "quorvald", NAMES["username"])


@pytest.fixture
def debug_log(monkeypatch):
    """All that is written when every logger there is, ours or another's, says all it can."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    configure_logging(logging.DEBUG)
    known = [logging.root, *(logging.getLogger(name) for name in logging.root.manager.loggerDict)]
    levels = [(each, each.level, each.disabled) for each in known]
    for each in known:
        each.setLevel(logging.DEBUG)
        each.disabled = False
    yield stream
    for each, level, disabled in levels:
        each.setLevel(level)
        each.disabled = disabled
    monkeypatch.undo()
    configure_logging()


def test_a_whole_conversation_leaves_no_word_and_no_token_in_any_output(
        api, assistant, fresh_database, capfd, debug_log, monkeypatch):
    from actions.starters import GiveStarter

    def fail(self, turn):
        raise RuntimeError(f"it failed on {turn.text} of marmaladeville")

    monkeypatch.setattr(GiveStarter, "answer", fail)
    loud = []
    for name in ("httpx", "httpcore", "telegram", "sqlalchemy", "asyncio", "rasa"):
        monkeypatch.setattr(logging.getLogger(name), "filters", [lambda r: loud.append(r) or True])
    with RunningBot(api, assistant):
        for text in ("we barely talk since the quokkafest", "my wife zebulonia hit me quokkafest",
                     "/settings", "i want to die quokkafest", "give me a question for zebulonia"):
            before = len(api.sent(42))
            api.message(text=text)
            api.wait(lambda: len(api.sent(42)) > before)
        api.fail("sendMessage", BROKEN)
        api.message(text="another quokkafest")
        time.sleep(1)
    assert "running as" in debug_log.getvalue(), "nothing was logged at all"
    assert loud, "no library had anything to say"
    everything = debug_log.getvalue() + "".join(capfd.readouterr())
    for word in (*WORDS, TOKEN.split(":")[1]):
        assert word.lower() not in everything.lower()


def test_of_anothers_error_the_logger_the_type_and_the_place_are_told_and_no_text(debug_log):
    theirs = logging.getLogger("rasa.core.somewhere")
    try:
        raise ValueError("quokkafest")
    except ValueError as error:
        theirs.error("it failed on %s: %s", "quokkafest", error, exc_info=True, stack_info=True)
    theirs.warning("a warning of zebulonia")
    theirs.critical("worse than marmaladeville")
    told = debug_log.getvalue()
    assert "rasa.core.somewhere: an error at test_logs.py:" in told and "ValueError" in told
    assert len(told.splitlines()) == 3  # two errors, one with its type
    assert not any(word in told for word in WORDS)


def test_a_logger_that_only_begins_like_ours_is_not_ours(debug_log):
    logging.getLogger("coachman").error("quokkafest")
    logging.getLogger("coach.room").info("ours")
    assert "quokkafest" not in debug_log.getvalue() and "ours" in debug_log.getvalue()
