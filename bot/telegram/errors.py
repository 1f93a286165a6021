"""The one place where errors of the Bot API are told apart."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from telegram.error import (
    BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError,
)

# A call that has failed for so long is given up: what it says is no longer an answer.
GIVE_UP_SECONDS = 24 * 3600.0
LONGEST_WAIT = 60.0


class Verdict(NamedTuple):
    """What to do about a failed call.

    Attributes:
        kind: "retry" after `seconds`; "refused", never to be tried again; "gone", the person
            blocked the bot; "moved", the group is `moved_to` now; "fatal", the token is wrong.
    """

    kind: str
    seconds: float = 0.0
    moved_to: str = ""


def judge(error: TelegramError, attempts: int) -> Verdict:
    """The verdict on a call that failed for the n-th time, counted from 0.

    A time-out while waiting for the answer is tried again like any other fault of the
    network: there is no idempotency key, and a message twice is better than none.
    """
    if isinstance(error, RetryAfter):
        pause = error.retry_after
        seconds = pause.total_seconds() if isinstance(pause, timedelta) else float(pause)
        return Verdict("retry", seconds)
    if isinstance(error, ChatMigrated):
        return Verdict("moved", moved_to=str(error.new_chat_id))
    if isinstance(error, InvalidToken):
        return Verdict("fatal")
    if isinstance(error, Forbidden):
        return Verdict("gone")
    # BadRequest is a NetworkError to the library, but no fault of the network.
    if isinstance(error, BadRequest):
        return Verdict("refused")
    return Verdict("retry", backoff(attempts, slow=isinstance(error, Conflict)))


def backoff(attempts: int, slow: bool = False) -> float:
    """Seconds to wait before the next try: 1, 2, 4 ... up to a minute; a rival poller, longer."""
    return min(LONGEST_WAIT, 2.0 ** min(attempts, 6) * (5.0 if slow else 1.0))
