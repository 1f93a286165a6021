"""Receives updates by long polling and commits each to the inbox before Telegram is told.

The library's own updater keeps updates in memory and confirms them first; and an update
that it cannot parse stops it for ever. So updates are fetched raw, and confirmed, by the
next call's offset, only once they are in the inbox.
"""

from __future__ import annotations

import asyncio
from typing import Any, Callable, List

from telegram import Bot
from telegram.error import TelegramError

from bot.quiet import logger
from bot.telegram.errors import backoff, judge
from bot.telegram.updates import ALLOWED, Entry, entry
from store import inbox
from store.database import Database

log = logger("receiving")

# Telegram holds a call open for so long when there is nothing new.
POLL_SECONDS = 25


class FatalError(Exception):
    """The bot cannot go on; the message says why."""


def store_entries(database: Database, entries: List[Entry]) -> int:
    """Commits entries to the inbox, in one transaction; returns how many were new."""
    with database.begin() as session:
        return sum(inbox.put(session, *each) for each in entries)


async def _fetched(bot: Bot, offset: int) -> List[Entry]:
    """One call of getUpdates, held open until there is something new.

    Raises:
        telegram.error.TelegramError: it failed.
        ValueError: there are updates, but none that could be kept; none is confirmed then.
    """
    updates = await bot.do_api_request(
        "getUpdates",
        {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": list(ALLOWED)},
        read_timeout=POLL_SECONDS + 10)
    entries = [each for each in map(entry, updates) if each is not None]
    if updates and not entries:
        raise ValueError("no update among the updates")
    return entries


async def poll(bot: Bot, database: Database, wake: Callable[[], None]) -> None:
    """Polls until cancelled.

    Raises:
        FatalError: Telegram does not know the token.
    """
    offset = 0  # update ids may restart after a quiet week: nothing stored is trusted
    failures = 0
    while True:
        try:
            entries = await _fetched(bot, offset)
            if entries and await asyncio.to_thread(store_entries, database, entries):
                wake()
            if entries:
                offset = max(each.number for each in entries) + 1
            failures = 0
        except TelegramError as error:
            verdict = judge(error, failures)
            if verdict.kind == "fatal":
                raise FatalError("Telegram does not know this token. Is COACH_TELEGRAM_TOKEN right?")
            failures += 1
            wait = verdict.seconds or backoff(failures)
            log.warning("getUpdates failed (%s), again in %.0f s", type(error).__name__, wait)
            await asyncio.sleep(wait)
        except Exception:
            # Nothing is confirmed, so Telegram will give the same updates again.
            failures += 1
            log.exception("updates were not stored")
            await asyncio.sleep(backoff(failures))
