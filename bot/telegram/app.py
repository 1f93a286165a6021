"""Wires the bot from top to bottom: receiver, workers, sender, and their end."""

from __future__ import annotations

import asyncio
import os
import signal
import uuid
from pathlib import Path
from typing import Awaitable, Callable, List

from telegram import Bot, BotCommand
from telegram.error import InvalidToken, TelegramError as BotApiError
from telegram.request import HTTPXRequest

from actions.library import knowledge
from bot.assistant import Assistant
from bot.messages import COMMANDS
from bot.quiet import logger
from bot.settings import Telegram
from bot.telegram.errors import backoff, judge
from bot.telegram.receiving import FatalError, poll
from bot.telegram.sending import Sender, overall_limiter
from bot.telegram.updates import ALLOWED
from bot.telegram.webhook import listen
from bot.telegram.worker import Worker
from bot.upkeep import attempt
from store import leases
from store.database import Database, database
from store.retention import tidy

log = logger("telegram")

WORKERS = 4
SENDERS = 8
STOP_SECONDS = 8.0  # SIGTERM to exit in less than ten
TIDY_SECONDS = 3600.0


class TelegramError(Exception):
    """The bot cannot run; the message says why."""


def serve(wanted: Telegram, model: Path) -> None:
    """Runs the bot until SIGTERM or SIGINT.

    Raises:
        TelegramError: Telegram does not know the token, or the webhook's port is taken.
    """
    assistant = Assistant(model)
    try:
        asyncio.run(_until_signalled(wanted, assistant))
    except (FatalError, InvalidToken):
        raise TelegramError("Telegram does not know this token. Is COACH_TELEGRAM_TOKEN right?")
    except OSError as error:
        raise TelegramError(f"The webhook's address cannot be used: {error.strerror}.")
    finally:
        assistant.close()


def _request(pool: int) -> HTTPXRequest:
    return HTTPXRequest(connection_pool_size=pool, read_timeout=20, connect_timeout=10,
                        pool_timeout=20)


async def _until_signalled(wanted: Telegram, assistant: Assistant) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    await run_bot(wanted, assistant, stopping)


async def run_bot(wanted: Telegram, assistant: Assistant, stopping: asyncio.Event) -> None:
    """Runs the bot until the event is set.

    Raises:
        FatalError, telegram.error.InvalidToken: Telegram does not know the token.
        OSError: the webhook's address cannot be used.
    """
    bot = Bot(wanted.token, base_url=wanted.base_url,
              request=_request(SENDERS + WORKERS), get_updates_request=_request(2))
    store = database()
    if store.embedded:
        with store.begin() as session:
            leases.free_all(session)  # whoever held one was killed
    # Waiting for Telegram to be reachable ends, like all else, when told to stop.
    if not await _unless(stopping, _patiently(lambda: _introduce(bot, wanted))):
        return
    log.info("running as @%s", bot.username)
    await _work(wanted, assistant, bot, store, stopping)
    await bot.shutdown()


async def _work(wanted: Telegram, assistant: Assistant, bot: Bot, store: Database,
                stopping: asyncio.Event) -> None:
    name = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
    to_answer, to_send = asyncio.Event(), asyncio.Event()
    limiter = overall_limiter()
    receiver = (listen(wanted.webhook, store, to_answer.set) if wanted.webhook
                else poll(bot, store, to_answer.set))
    receiving = [asyncio.create_task(receiver), asyncio.create_task(_tidy(store))]
    working = [asyncio.create_task(
        Worker(f"{name}-w{i}", store, assistant, bot, to_answer, to_send.set).run(stopping))
        for i in range(WORKERS)]
    working += [asyncio.create_task(
        Sender(f"{name}-s{i}", store, bot, limiter, to_send).run(stopping))
        for i in range(SENDERS)]
    told = asyncio.create_task(stopping.wait())
    done, _ = await asyncio.wait([told, *receiving, *working], return_when=asyncio.FIRST_COMPLETED)
    stopping.set()
    log.info("stopping")
    await _end(told, *receiving)
    await asyncio.wait(working, timeout=STOP_SECONDS)
    await _end(*working)
    for task in done:
        task.result()  # raises what ended it, if it was not the signal


async def _introduce(bot: Bot, wanted: Telegram) -> None:
    """Says to Telegram who we are, what we can do and how updates come to us."""
    await bot.initialize()
    texts = knowledge("profile")
    await bot.set_my_commands([BotCommand(n, purpose) for n, (_, purpose) in COMMANDS.items()])
    await bot.set_my_description(texts["description"])
    await bot.set_my_short_description(texts["short_description"])
    if wanted.webhook:
        await bot.set_webhook(wanted.webhook.url, secret_token=wanted.webhook.secret,
                              allowed_updates=list(ALLOWED), drop_pending_updates=False)
    else:
        await bot.delete_webhook(drop_pending_updates=False)


async def _patiently(call: Callable[[], Awaitable[None]]) -> bool:
    """Tries a call until Telegram can be reached."""
    attempts = 0
    while True:
        try:
            await call()
            return True
        except BotApiError as error:
            verdict = judge(error, attempts)
            if verdict.kind == "fatal":
                raise
            attempts += 1
            wait = verdict.seconds or backoff(attempts)
            log.warning("Telegram cannot be reached (%s), again in %.0f s",
                        type(error).__name__, wait)
            await asyncio.sleep(wait)


async def _unless(stopping: asyncio.Event, work: Awaitable[bool]) -> bool:
    """The result of the work, or False if told to stop before."""
    tasks: List[asyncio.Task] = [asyncio.ensure_future(work), asyncio.create_task(stopping.wait())]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finished = tasks[0].done()
    await _end(*tasks)
    return tasks[0].result() if finished else False


async def _end(*tasks: asyncio.Task) -> None:
    """Cancels tasks until all have ended.

    Once is not enough: httpx turns a cancellation that meets it while it connects into a
    connection error (encode/httpx#2381), after which the caller would try again for ever.
    """
    pending = {task for task in tasks if not task.done()}
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=0.5)


async def _tidy(store: Database) -> None:
    """Deletes, every hour, what has been kept long enough."""
    while True:
        await asyncio.to_thread(attempt, tidy, store)
        await asyncio.sleep(TIDY_SECONDS)
