"""The webhook over HTTP: only with the secret, and nothing acknowledged before it is stored."""

import asyncio
import json

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.settings import Webhook
from bot.telegram.webhook import BODY_BYTES, SECRET_HEADER, application
from store import inbox

SECRET = "s3cret_value"
HOOK = Webhook("https://example.org/hook", "127.0.0.1", 0, SECRET)
UPDATE = {"update_id": 5, "message": {"chat": {"id": 42}, "text": "hello"}}


def _post(database, path="/hook", secret=SECRET, method="POST", headers=(), **request):
    async def call():
        woken = []
        async with TestClient(TestServer(application(HOOK, database, lambda: woken.append(1)))) as c:
            response = await c.request(
                method, path, headers={SECRET_HEADER: secret, **dict(headers)}, **request)
            return response.status, len(woken)

    return asyncio.run(call())


def test_an_update_is_stored_acknowledged_and_the_workers_are_woken(database):
    assert _post(database, json=UPDATE) == (200, 1)
    with database.begin() as session:
        assert inbox.claim(session, "w").chat == "42"


def test_an_update_that_comes_twice_is_acknowledged_and_not_stored_again(database):
    _post(database, json=UPDATE)
    assert _post(database, json=UPDATE) == (200, 0)


@pytest.mark.parametrize("request_, status", [
    ({"secret": "wrong", "json": UPDATE}, 404), ({"secret": "", "json": UPDATE}, 404),
    ({"path": "/other", "json": UPDATE}, 404), ({"data": b"{not json"}, 400),
    ({"path": "/hook/", "json": UPDATE}, 404), ({"path": "/", "json": UPDATE}, 404),
    *(({"method": method}, 404) for method in ("GET", "PUT", "DELETE", "OPTIONS", "PATCH")),
    ({"secret": "wrong", "method": "GET"}, 404), ({"secret": "wrong", "data": b"{not json"}, 404),
    ({"secret": "wrong", "data": b"x" * (BODY_BYTES + 1)}, 404),
    ({"secret": "wrong", "headers": {"Expect": "a pony"}, "json": UPDATE}, 404),
    ({"secret": "s\u00e9cret", "json": UPDATE}, 404),
    ({"json": ["no", "update"]}, 400), ({"json": {"update_id": "x"}}, 400),
    ({"json": {**UPDATE, "update_id": True}}, 400), ({"json": {**UPDATE, "update_id": 2**63}}, 400),
    ({"json": {**UPDATE, "update_id": 10**80}}, 400), ({"json": None}, 400),
    ({"data": b"9" * 10000}, 400), ({"data": b"[" * 200000}, 400), ({"data": b"\xff\xfe\xfd"}, 400),
    ({"data": b"x" * (BODY_BYTES + 1)}, 413)])
def test_anything_else_is_turned_away_and_not_stored(database, request_, status):
    assert _post(database, **request_) == (status, 0)
    with database.begin() as session:
        assert inbox.claim(session, "w") is None


def test_a_secret_that_is_not_even_text_is_wrong_like_any_other(database):
    async def call():
        async with TestServer(application(HOOK, database, lambda: None)) as server:
            reader, writer = await asyncio.open_connection(server.host, server.port)
            writer.write(b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n"
                         + SECRET_HEADER.encode() + b": \xff\xfe\x80\r\n\r\n")
            line = await reader.readline()
            writer.close()
            return line

    assert b" 404 " in asyncio.run(call())


@pytest.mark.parametrize("body", [
    rb'{"update_id": 6, "message": {"chat": {"id": 42}, "text": "a \ud83d b \u0000"}}',
    b'{"update_id": 6, "message": {"chat": {"id": 42}, "text": "a \xed\xa0\xbd b"}}'])
def test_half_a_surrogate_pair_is_stored_and_not_sent_again(database, body):
    assert _post(database, data=body) == (200, 1)
    with database.begin() as session:
        waiting = inbox.claim(session, "w").updates[0]
    assert json.loads(waiting.payload)["message"]["text"].startswith("a ?")


def test_what_cannot_be_stored_is_not_acknowledged(tmp_path):
    from store.database import Database

    empty = Database(f"sqlite:///{tmp_path / 'no-tables.db'}")
    assert _post(empty, json=UPDATE) == (503, 0)


def test_by_webhook_a_message_is_answered_and_telegram_knows_the_secret(
        api, assistant, fresh_database):
    import socket
    import urllib.request

    from tests.bot.conftest import RunningBot

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    hook = Webhook("https://example.org/hook", "127.0.0.1", port, SECRET)
    with RunningBot(api, assistant, hook):
        told = api.wait(lambda: api.of("setWebhook"))[0].parameters
        assert told["url"] == hook.url and told["secret_token"] == SECRET
        update = api.message(text="hello")

        def posted():
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}/hook", json.dumps(update).encode(),
                {SECRET_HEADER: SECRET})
            try:
                return urllib.request.urlopen(request).status == 200
            except OSError:
                return False

        api.wait(posted)
        assert len(api.wait(lambda: api.sent(42))) == 1
        assert api.of("getUpdates") == []
