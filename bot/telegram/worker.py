"""Answers what is in the inbox: one chat at a time each, many chats at once."""

from __future__ import annotations

import asyncio
from typing import Callable, List, Optional, Tuple

from sqlalchemy.orm import Session
from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from actions.library import knowledge
from bot.assistant import Assistant
from bot.messages import Answer, Incoming, Reply
from bot.quiet import logger
from bot.telegram.rendering import calls
from bot.telegram.updates import Heard, read
from bot.upkeep import attempt
from store import clock, given, inbox, outbox, people
from store.database import Database
from store.scrubbing import scrub_if_due

log = logger("worker")

ANSWER_SECONDS = 30.0
IDLE_SECONDS = 1.0
# Messages that wait are read together up to here; reading more would keep the others waiting.
MERGED_CHARACTERS = 4000
FLOOD = "flood"  # as many updates of a chat wait as are ever looked at together
FLOOD_SECONDS = 600.0  # later it is another flood


class Worker:
    """One of several that take turns at the inbox."""

    def __init__(self, name: str, database: Database, assistant: Assistant, bot: Bot,
                 woken: asyncio.Event, wake_sender: Callable[[], None]) -> None:
        self._name = name
        self._database = database
        self._assistant = assistant
        self._bot = bot
        self._woken = woken
        self._wake_sender = wake_sender
        self._background: set = set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Works until told to stop; the turn at hand is finished first."""
        while not stopping.is_set():
            try:
                claim = await asyncio.to_thread(self._claim)
                if claim is not None:
                    await self._handle(claim)
                    continue
            except Exception:
                # Whatever it is, the updates are still in the inbox.
                log.exception("a turn was not finished and will be tried again")
            await self._idle()

    async def _idle(self) -> None:
        self._woken.clear()
        try:
            await asyncio.wait_for(self._woken.wait(), IDLE_SECONDS)
        except asyncio.TimeoutError:
            pass

    def _claim(self) -> Optional[inbox.Claim]:
        with self._database.begin() as session:
            return inbox.claim(session, self._name)

    async def _handle(self, claim: inbox.Claim) -> None:
        heard, ids = first_turn([(row.id, self._read(row)) for row in claim.updates])
        if heard is None:
            answer, state = Answer([]), "done"
        else:
            self._courtesies(heard)
            answer, state = await self._answer(heard)
        await asyncio.to_thread(self._commit, claim, heard, ids, answer, state)
        if answer.forget:
            await asyncio.to_thread(attempt, scrub_if_due, self._database)
        self._wake_sender()

    def _read(self, row: inbox.Waiting) -> Optional[Heard]:
        try:
            return read(row.payload, self._bot)
        except Exception:
            log.exception("update in row %d cannot be read", row.id)
            return None

    async def _answer(self, heard: Heard) -> Tuple[Answer, str]:
        if heard.in_group and not heard.queries:
            return Answer([Reply(knowledge("replies")["group"][0])]), "done"
        if not heard.text and not heard.payload:
            return Answer([]), "done"
        incoming = Incoming(heard.person_id, heard.text, heard.payload)
        try:
            future = asyncio.wrap_future(self._assistant.answer(incoming))
            return await asyncio.wait_for(future, ANSWER_SECONDS), "done"
        except Exception as error:
            log.error("no answer (%s); the person is told so", type(error).__name__)
            return Answer([Reply(knowledge("replies")["failure"][0])]), "failed"

    def _commit(self, claim: inbox.Claim, heard: Optional[Heard], ids: List[int],
                answer: Answer, state: str) -> None:
        """Answers to the outbox and updates done, in one transaction."""
        with self._database.begin() as session:
            if not inbox.finish(session, claim, ids, state):
                log.warning("a lease ran out; another worker answers")
                return
            if heard is None:
                return
            if heard.moved_to:
                outbox.move_chat(session, claim.chat, heard.moved_to)
                return
            if heard.blocked is not None:
                people.set_blocked(session, heard.person_id, heard.blocked)
                if heard.blocked:
                    outbox.drop_chat(session, claim.chat)
                return
            replies = answer.replies
            if answer.forget:
                people.forget(session, heard.person_id)
            elif heard.person_id and not heard.in_group and state != "failed":
                people.see(session, heard.person_id)
                people.set_blocked(session, heard.person_id, False)
                replies = [*replies, *_slower(session, claim, heard.person_id)]
            for reply in replies:
                for call in calls(claim.chat, reply):
                    outbox.put(session, claim.chat, call)

    def _courtesies(self, heard: Heard) -> None:
        """Typing, and the tapped button's answer: sent at once, and not missed if lost."""
        for query in heard.queries:
            self._later(self._bot.answer_callback_query(query))
        if heard.text or heard.payload:
            self._later(self._bot.send_chat_action(heard.chat, ChatAction.TYPING))

    def _later(self, call) -> None:
        async def made() -> None:
            try:
                await call
            except TelegramError as error:  # a query too old, a network that is down
                log.info("courtesy not delivered (%s)", type(error).__name__)

        task = asyncio.ensure_future(made())
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _slower(session: Session, claim: inbox.Claim, person_id: str) -> List[Reply]:
    """A kind word to somebody who floods, once a flood and not at each turn of it."""
    if len(claim.updates) < inbox.TOGETHER:
        return []
    asked = given.latest(session, person_id, FLOOD)
    if asked is not None and clock.now() - asked[1] < FLOOD_SECONDS:
        return []
    given.note(session, person_id, FLOOD, "slower")
    return [Reply(knowledge("replies")[FLOOD][0])]


def first_turn(waiting: List[Tuple[int, Optional[Heard]]]) -> Tuple[Optional[Heard], List[int]]:
    """The first thing to answer, and the rows that it takes.

    Several messages that wait in a row are one thought: they are joined by line breaks, and
    what would make the thought too long waits for the next turn. A tap or command that is
    repeated in a row is answered once.
    """
    row_id, heard = waiting[0]
    ids = [row_id]
    if heard is None:
        return heard, ids
    for row_id, following in waiting[1:]:
        if following is None or following.person_id != heard.person_id:
            break
        if heard.repeated_by(following):
            heard = heard._replace(queries=heard.queries + following.queries)
            ids.append(row_id)
            continue
        if not heard.mergeable or not following.mergeable:
            break
        joined = f"{heard.text}\n{following.text}"
        if len(joined) > MERGED_CHARACTERS:
            break
        heard = heard._replace(text=joined)
        ids.append(row_id)
    return heard, ids
