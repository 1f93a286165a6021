"""Receives updates by webhook: nothing is acknowledged before it is in the inbox."""

from __future__ import annotations

import asyncio
import hmac
import json
from typing import Callable
from urllib.parse import urlsplit

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot.quiet import logger
from bot.settings import Webhook
from bot.telegram.receiving import store_updates
from store.database import Database

log = logger("webhook")

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
BODY_BYTES = 1_000_000  # the largest updates are some tens of kilobytes


def application(webhook: Webhook, database: Database, wake: Callable[[], None]) -> web.Application:
    """An application that serves one path; everything else is 404."""

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), webhook.secret.encode()):
            raise web.HTTPNotFound()
        try:
            update = json.loads(await request.read())
            number = update["update_id"]
        except (ValueError, KeyError, TypeError):
            raise web.HTTPBadRequest()
        if not isinstance(number, int):
            raise web.HTTPBadRequest()
        try:
            if await asyncio.to_thread(store_updates, database, [update]):
                wake()
        except SQLAlchemyError as error:
            log.error("the inbox cannot be written (%s)", type(error).__name__)
            raise web.HTTPServiceUnavailable()  # Telegram will send it again
        return web.Response()

    app = web.Application(client_max_size=BODY_BYTES)
    app.router.add_post(urlsplit(webhook.url).path or "/", receive)
    return app


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
