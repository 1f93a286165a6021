"""A bot that runs in a thread against the Bot API server on loopback."""

from __future__ import annotations

import asyncio
import threading

import pytest
from tests.bot_api import TOKEN, BotApi


@pytest.fixture
def api():
    """The Bot API server."""
    with BotApi() as server:
        yield server


class RunningBot:
    """The real bot with the shared assistant; stops at the end of the block."""

    def __init__(self, api, assistant, webhook=None) -> None:
        from bot.settings import Telegram

        self._wanted = Telegram(TOKEN, f"{api.url}/bot", webhook)
        self._assistant = assistant
        self.error = None

    def __enter__(self):
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *args):
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(15)
        assert not self._thread.is_alive(), "the bot did not stop"

    def _run(self):
        asyncio.run(self._main())

    async def _main(self):
        from bot.telegram.app import run_bot

        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        self._ready.set()
        try:
            await run_bot(self._wanted, self._assistant, self._stopping)
        except Exception as error:
            self.error = error


@pytest.fixture
def fresh_database():
    """Empty tables in the run's own database."""
    from store.database import database
    from store.schema import Base

    opened = database()
    with opened.begin() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
    return opened


@pytest.fixture
def bot(api, assistant, fresh_database):
    """A running bot by long polling."""
    with RunningBot(api, assistant) as running:
        yield running
