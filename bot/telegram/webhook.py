"""Receives updates by webhook: nothing is acknowledged before it is in the inbox."""

from __future__ import annotations

import asyncio
import hmac
import json
from typing import Callable, Optional
from urllib.parse import unquote, urlsplit

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot.quiet import logger
from bot.settings import Webhook
from bot.telegram.receiving import store_entries
from bot.telegram.updates import Entry, entry
from store.database import Database

log = logger("webhook")

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
BODY_BYTES = 1_000_000  # the largest updates are some tens of kilobytes


def application(webhook: Webhook, database: Database, wake: Callable[[], None]) -> web.Application:
    """An application that serves one path to who knows the secret; all else is 404."""
    path = unquote(urlsplit(webhook.url).path) or "/"

    async def receive(request: web.Request) -> web.Response:
        if request.method != "POST" or request.path != path or not _knows(request, webhook.secret):
            raise web.HTTPNotFound()
        received = _read(await request.read())
        if received is None:
            raise web.HTTPBadRequest()
        try:
            if await asyncio.to_thread(store_entries, database, [received]):
                wake()
        except SQLAlchemyError as error:
            log.error("the inbox cannot be written (%s)", type(error).__name__)
            raise web.HTTPServiceUnavailable()  # Telegram will send it again
        return web.Response()

    app = web.Application(client_max_size=BODY_BYTES)
    # Whatever is asked comes to one place, so that a stranger learns nothing from the answer.
    app.router.add_route("*", "/{path:.*}", receive, expect_handler=_expects_nothing)
    return app


async def _expects_nothing(request: web.Request) -> None:
    """The library would answer an unknown `Expect` before anybody looks at the secret."""


def _knows(request: web.Request, secret: str) -> bool:
    given = request.headers.get(SECRET_HEADER, "")
    return hmac.compare_digest(given.encode(errors="surrogateescape"), secret.encode())


def _read(body: bytes) -> Optional[Entry]:
    """The update in a request's body; None where there is none that can be kept."""
    try:
        return entry(json.loads(body))
    except (ValueError, RecursionError):
        return None


async def listen(webhook: Webhook, database: Database, wake: Callable[[], None]) -> None:
    """Serves the webhook until cancelled.

    Raises:
        OSError: the host and port cannot be used.
    """
    runner = web.AppRunner(application(webhook, database, wake), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, webhook.host, webhook.port).start()
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
