"""What the logs never hold: a word that was said, a name, the token."""

import io
import logging
import sys
import time

import pytest

from bot.quiet import configure_logging
from tests.bot.conftest import RunningBot
from tests.bot_api import BROKEN, TOKEN

WORDS = ("quokkafest", "zebulonia", "marmaladeville")


@pytest.fixture
def debug_log(monkeypatch):
    """The most that we ever log, as it is written."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    configure_logging(logging.DEBUG)
    yield stream
    monkeypatch.undo()
    configure_logging()


def test_a_whole_conversation_leaves_no_word_and_no_token_in_any_output(
        api, assistant, fresh_database, capfd, debug_log, monkeypatch):
    from actions.starters import GiveStarter

    def fail(self, turn):
        raise RuntimeError(f"it failed on {turn.text} of marmaladeville")

    monkeypatch.setattr(GiveStarter, "answer", fail)
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
    everything = debug_log.getvalue() + "".join(capfd.readouterr())
    for word in (*WORDS, TOKEN.split(":")[1]):
        assert word.lower() not in everything.lower()
