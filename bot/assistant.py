"""The embedded Rasa assistant: its own thread and event loop, its actions in process."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Dict, List, Optional

from rasa.core.actions.action import Action, RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.messages import (
    Answer, Button, Document, Incoming, Picture, Reply, harmless, parse_payload,
)
from bot.quiet import logger
from store.database import database
from store.talks import TalkStore

log = logger("assistant")


class AssistantError(Exception):
    """A message got no answer; the log says why, without the message's text."""


class InProcessActions(EndpointConfig):
    """Rasa's action endpoint without a server: runs the actions of the package `actions`."""

    def __init__(self) -> None:
        """Registers all actions of the package."""
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package("actions")

    async def request(self, *args: Any, **kwargs: Any) -> Optional[Dict[str, Any]]:
        """Runs the action that Rasa asks for; see the parent class."""
        try:
            return await self._executor.run(kwargs["json"])
        except ActionExecutionRejection as rejection:
            raise ClientResponseError(
                400, "rejected", f'{{"action_name": "{rejection.action_name}"}}')
        except Exception:
            log.exception("action %s failed", kwargs["json"].get("next_action"))
            raise


class InProcessAction(RemoteAction):
    """Rasa's remote action without its check of the result's format.

    The SDK in this process made the result; compiling and applying the JSON schema at
    each action takes several times as long as all else in a turn (`make bench`).
    """

    def _validate_action_result(self, result: Dict[str, Any]) -> bool:
        return True


class InProcessProcessor(MessageProcessor):
    """Rasa's processor, its custom actions run in process."""

    async def _run_action(self, action: Action, *args: Any, **kwargs: Any) -> bool:
        if isinstance(action, RemoteAction):
            action = InProcessAction(action.name(), action.action_endpoint)
        return await super()._run_action(action, *args, **kwargs)


class WholeMessages(CollectingOutputChannel):
    """Collects messages as the actions made them; Rasa's own cuts texts at blank lines."""

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        """Keeps one message."""
        self.messages.append(message)


class Assistant:
    """Understands, decides and answers; safe to call from any thread and any loop."""

    def __init__(self, model: Path) -> None:
        """Loads the model; takes some seconds.

        Raises:
            rasa.exceptions.ModelNotFound: there is no model at that path.
        """
        database()
        talks = TalkStore(Domain.empty())
        self._processor = InProcessProcessor(
            str(model), talks, InMemoryLockStore(), TemplatedNaturalLanguageGenerator({}),
            action_endpoint=InProcessActions())
        talks.domain = self._processor.domain
        self._one_turn = asyncio.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="assistant", daemon=True)
        self._thread.start()

    def answer(self, incoming: Incoming) -> "Future[Answer]":
        """Answers a message. The future raises AssistantError where there is no answer.

        Messages of one person must come one after another; that is the inbox's work.
        """
        return asyncio.run_coroutine_threadsafe(self._answer(incoming), self._loop)

    def understand(self, text: str) -> "Future[Dict[str, Any]]":
        """Rasa's parse data of a text, without any talk."""
        message = UserMessage(harmless(text), sender_id="understand")
        return asyncio.run_coroutine_threadsafe(
            self._processor.parse_message(message), self._loop)

    def close(self) -> None:
        """Ends the thread once the message at hand is answered."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)

    async def _answer(self, incoming: Incoming) -> Answer:
        parsed = parse_payload(incoming.payload) if incoming.payload else None
        if parsed is not None and parsed["intent"]["name"] not in self._processor.domain.intents:
            parsed = None
        if incoming.payload and parsed is None:
            # A button of a version that is no more: the way in is always sensible.
            parsed = parse_payload("/begin")
        text = parsed["text"] if parsed else harmless(incoming.text)
        if parsed is None:
            parsed = await self._processor.parse_message(UserMessage(text))
        message = UserMessage(text, WholeMessages(), incoming.sender_id, parse_data=parsed)
        # All that a turn writes is kept or nothing of it. One turn at a time: an open
        # transaction of SQLite would keep this very thread waiting for itself.
        async with self._one_turn:
            with database().begin():
                answer = collected(await self._processor.handle_message(message) or [])
                if not answer.replies:
                    raise AssistantError("no action answered")
        return answer


def collected(messages: List[Dict[str, Any]]) -> Answer:
    """Replies out of what Rasa's collecting channel holds."""
    replies: List[Reply] = []
    forget = False
    for message in messages:
        if message.get("text"):
            buttons = [Button(b["title"], b["payload"]) for b in message.get("buttons") or []]
            replies.append(Reply(message["text"], buttons))
        extra = message.get("custom") or {}
        forget = forget or bool(extra.get("forget"))
        if "document" in extra and replies:
            replies[-1] = replies[-1]._replace(document=Document(**extra["document"]))
        if "picture" in extra and replies:
            replies[-1] = replies[-1]._replace(picture=Picture(**extra["picture"]))
    return Answer(replies, forget)
