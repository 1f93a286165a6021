"""Errors of the Bot API are told apart in one place."""

import pytest
from telegram.error import (
    BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter,
    TimedOut,
)

from bot.quiet import TOKEN
from bot.telegram.errors import LONGEST_WAIT, backoff, judge
from tests.bot_api import TOKEN as A_TOKEN


@pytest.mark.parametrize("error, kind", [
    (RetryAfter(7), "retry"), (Forbidden("blocked"), "gone"), (BadRequest("no"), "refused"),
    (InvalidToken("no"), "fatal"), (ChatMigrated(-100), "moved"), (TimedOut(), "retry"),
    (NetworkError("down"), "retry"), (Conflict("two"), "retry")])
def test_each_error_has_its_verdict(error, kind):
    assert judge(error, 0).kind == kind


def test_a_pause_is_as_long_as_telegram_asks_for():
    assert judge(RetryAfter(7), 5).seconds == 7


def test_waiting_grows_and_is_bounded():
    waits = [backoff(n) for n in range(20)]
    assert waits == sorted(waits) and waits[0] == 1 and waits[-1] == LONGEST_WAIT


def test_a_token_is_recognised_wherever_it_stands():
    assert TOKEN.search(f"https://api.telegram.org/bot{A_TOKEN}/getMe")
