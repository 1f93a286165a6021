"""Receives updates by long polling and commits each to the inbox before Telegram is told.

The library's own updater keeps updates in memory and confirms them first; and an update
that it cannot parse stops it for ever. So updates are fetched raw, and confirmed, by the
next call's offset, only once they are in the inbox.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any, Callable, Dict, List

from telegram import Bot
from telegram.error import TelegramError

from bot.quiet import logger
from bot.telegram.errors import backoff, judge
from bot.telegram.updates import ALLOWED, chat_of
from store import inbox
from store.database import Database

log = logger("receiving")

# Telegram holds a call open for so long when there is nothing new.
POLL_SECONDS = 25


class FatalError(Exception):
    """The bot cannot go on; the message says why."""


def store_updates(database: Database, updates: List[Dict[str, Any]]) -> int:
    """Commits updates to the inbox, in one transaction; returns how many were new."""
    with database.begin() as session:
        return sum(
            inbox.put(session, update["update_id"], chat_of(update),
                      json.dumps(update, ensure_ascii=False))
            for update in updates)


async def poll(bot: Bot, database: Database, wake: Callable[[], None]) -> None:
    """Polls until cancelled.

    Raises:
        FatalError: Telegram does not know the token.
    """
    offset = 0  # update ids may restart after a quiet week: nothing stored is trusted
    failures = 0
    while True:
        try:
            updates = await bot.do_api_request(
                "getUpdates",
                {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": list(ALLOWED)},
                read_timeout=POLL_SECONDS + 10)
            if updates and await asyncio.to_thread(store_updates, database, updates):
                wake()
            if updates:
                offset = max(update["update_id"] for update in updates) + 1
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
