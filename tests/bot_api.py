"""A Bot API server over HTTP on loopback, for tests: real requests, and faults on demand."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from collections import defaultdict, deque
from typing import Any, Callable, Deque, Dict, List, NamedTuple

from aiohttp import web

TOKEN = "123456:TEST-token_of_twenty_chars_or_more"
ME = {"id": 123456, "is_bot": True, "first_name": "Coach", "username": "coach_test_bot"}
LONGEST_POLL = 2.0
# Everybody's names: rare words, so that a search finds them wherever they were kept.
NAMES = {"first_name": "Quorvald <b> & B", "username": "vexilarnook"}


class Call(NamedTuple):
    """One call that arrived: method, parameters, and when (seconds since the epoch)."""

    method: str
    parameters: Dict[str, Any]
    at: float


class Fault(NamedTuple):
    """How a call is to fail: an HTTP status with a body, or a dropped connection (status 0).

    With `after`, the call is carried out first: the ambiguous case.
    """

    status: int
    body: Dict[str, Any] = {}
    after: bool = False


def too_many(seconds: int) -> Fault:
    """Telegram asks for a pause."""
    return Fault(429, {"ok": False, "error_code": 429, "description": "Too Many Requests",
                       "parameters": {"retry_after": seconds}})


BLOCKED = Fault(403, {"ok": False, "error_code": 403,
                      "description": "Forbidden: bot was blocked by the user"})
BROKEN = Fault(502, {"ok": False, "error_code": 502, "description": "Bad Gateway"})
DROPPED = Fault(0)
DROPPED_AFTER = Fault(0, after=True)


class BotApi:
    """The server; `with BotApi() as api:` runs it in a thread of its own."""

    def __init__(self) -> None:
        self.calls: List[Call] = []
        self.updates: List[Dict[str, Any]] = []
        self.confirmed = 0  # the highest offset asked for
        self.faults: Dict[str, Deque[Fault]] = defaultdict(deque)
        self._numbers = itertools.count(1000)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()

    def __enter__(self) -> "BotApi":
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *args: Any) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)

    @property
    def url(self) -> str:
        """What COACH_TELEGRAM_API_URL is to be."""
        return f"http://127.0.0.1:{self.port}"

    # What people do.

    def message(self, chat: int = 42, text: str = None, group: int = None, **fields: Any) -> Dict[str, Any]:
        """Somebody writes (or sends something else by `fields`); the update is queued."""
        number = next(self._numbers)
        body = {"message_id": number, "date": int(time.time()),
                "chat": {"id": chat, "type": "private", **NAMES},
                "from": {"id": chat, "is_bot": False, **NAMES}}
        if text is not None:
            body["text"] = text
        if group is not None:
            body["chat"] = {"id": group, "type": "group", "title": "Friends"}
        return self.push({"update_id": number, "message": {**body, **fields}})

    def tap(self, payload: str, chat: int = 42, group: int = None) -> Dict[str, Any]:
        """Somebody taps a button."""
        number = next(self._numbers)
        where = ({"id": chat, "type": "private", **NAMES} if group is None
                 else {"id": group, "type": "group", "title": "Friends"})
        return self.push({"update_id": number, "callback_query": {
            "id": f"q{number}", "chat_instance": "1", "data": payload,
            "from": {"id": chat, "is_bot": False, **NAMES},
            "message": {"message_id": number, "date": int(time.time()), "chat": where}}})

    def push(self, update: Dict[str, Any]) -> Dict[str, Any]:
        """Queues an update for getUpdates."""
        self.updates.append(update)
        return update

    def fail(self, method: str, *faults: Fault) -> None:
        """The next calls of the method fail so, one after another."""
        self.faults[method].extend(faults)

    # What the bot did.

    def sent(self, chat: int = None) -> List[Dict[str, Any]]:
        """The messages that arrived, in order."""
        return [c.parameters for c in self.of("sendMessage")
                if chat is None or int(c.parameters["chat_id"]) == chat]

    def of(self, method: str) -> List[Call]:
        """The calls of a method that were carried out."""
        return [call for call in list(self.calls) if call.method == method]

    def wait(self, condition: Callable[[], Any], seconds: float = 30.0) -> Any:
        """The condition's value as soon as it is true; fails after the time."""
        until = time.time() + seconds
        while time.time() < until:
            value = condition()
            if value:
                return value
            time.sleep(0.02)
        raise AssertionError(f"not so after {seconds} s; calls: {[c.method for c in self.calls][-20:]}")

    # The server.

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._main())

    async def _main(self) -> None:
        self._over = asyncio.Event()
        await self._start()
        self._ready.set()
        await self._over.wait()
        await self._runner.cleanup()
        waiting = asyncio.all_tasks() - {asyncio.current_task()}
        for task in waiting:  # handlers of connections that were dropped on purpose
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    async def _start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]

    async def _serve(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != TOKEN:
            return web.json_response({"ok": False, "error_code": 401,
                                      "description": "Unauthorized"}, status=401)
        method = request.match_info["method"]
        parameters = await self._parameters(request)
        fault = self.faults[method].popleft() if self.faults[method] else None
        if fault is None or fault.after:
            self.calls.append(Call(method, parameters, time.time()))
        if fault is not None:
            if fault.status == 0:
                request.transport.close()
                return web.Response()
            return web.json_response(fault.body, status=fault.status)
        result = await self._result(method, parameters)
        return web.json_response({"ok": True, "result": result})

    async def _parameters(self, request: web.Request) -> Dict[str, Any]:
        if request.content_type == "application/json":
            return await request.json()
        form = await request.post()
        return {key: (value.file.read().decode(errors="replace") if hasattr(value, "file") else value)
                for key, value in form.items()}

    async def _result(self, method: str, parameters: Dict[str, Any]) -> Any:
        if method == "getUpdates":
            return await self._updates(int(parameters.get("offset", 0)))
        if method == "getMe":
            return ME
        if method in ("sendMessage", "sendDocument", "sendPhoto"):
            return {"message_id": next(self._numbers), "date": int(time.time()),
                    "chat": {"id": int(parameters["chat_id"]), "type": "private"}}
        return True

    async def _updates(self, offset: int) -> List[Dict[str, Any]]:
        self.confirmed = max(self.confirmed, offset)
        until = time.time() + LONGEST_POLL
        while time.time() < until and not self._over.is_set():
            waiting = [u for u in self.updates if u["update_id"] >= self.confirmed]
            if waiting:
                return waiting[:100]
            await asyncio.sleep(0.02)
        return []


def markup(message: Dict[str, Any]) -> List[Dict[str, str]]:
    """The buttons of a sent message."""
    value = message.get("reply_markup")
    rows = (json.loads(value) if isinstance(value, str) else value or {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]
