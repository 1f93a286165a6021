"""Delivers the outbox: in order within a chat, inside Telegram's limits."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any, Dict

from aiolimiter import AsyncLimiter
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile
from telegram.constants import FloodLimit, ParseMode
from telegram.error import TelegramError

from bot.quiet import logger
from bot.telegram.errors import GIVE_UP_SECONDS, Verdict, judge
from bot.telegram.receiving import FatalError
from store import clock, outbox, people
from store.database import Database

log = logger("sending")

IDLE_SECONDS = 1.0
# Telegram asks for no more than one message a second in a chat, 20 a minute in a group.
CHAT_PACE = 1.0 / FloodLimit.MESSAGES_PER_SECOND_PER_CHAT
GROUP_PACE = 60.0 / FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP


def overall_limiter() -> AsyncLimiter:
    """No more messages a second, over all chats, than Telegram allows."""
    return AsyncLimiter(FloodLimit.MESSAGES_PER_SECOND, 1.0)


class Sender:
    """One of several that take turns at the outbox."""

    def __init__(self, name: str, database: Database, bot: Bot, limiter: AsyncLimiter,
                 woken: asyncio.Event) -> None:
        self._name = name
        self._database = database
        self._bot = bot
        self._limiter = limiter
        self._woken = woken

    async def run(self, stopping: asyncio.Event) -> None:
        """Sends until told to stop; the call at hand is finished first.

        Raises:
            FatalError: Telegram does not know the token.
        """
        while not stopping.is_set():
            try:
                parcel = await asyncio.to_thread(self._claim)
                if parcel is not None:
                    await self._deliver(parcel)
                    continue
            except FatalError:
                raise
            except Exception:
                log.exception("the outbox cannot be worked on")
            self._woken.clear()
            try:
                await asyncio.wait_for(self._woken.wait(), IDLE_SECONDS)
            except asyncio.TimeoutError:
                pass

    def _claim(self):
        with self._database.begin() as session:
            return outbox.claim(session, self._name)

    async def _deliver(self, parcel: outbox.Parcel) -> None:
        verdict = Verdict("sent")
        async with self._limiter:
            try:
                await perform(self._bot, json.loads(parcel.payload))
            except TelegramError as error:
                verdict = judge(error, parcel.attempts)
                log.warning("a message was not sent (%s): %s", type(error).__name__, verdict.kind)
        await asyncio.to_thread(self._settle, parcel, verdict)
        if verdict.kind == "fatal":
            raise FatalError("Telegram does not know this token. Is COACH_TELEGRAM_TOKEN right?")

    def _settle(self, parcel: outbox.Parcel, verdict: Verdict) -> None:
        pace = GROUP_PACE if parcel.chat.startswith("-") else CHAT_PACE
        with self._database.begin() as session:
            if verdict.kind in ("retry", "fatal"):
                if clock.now() - parcel.created_at > GIVE_UP_SECONDS:
                    outbox.over(session, parcel, self._name, "expired", pace)
                else:
                    outbox.later(session, parcel, self._name, verdict.seconds)
                return
            if verdict.kind == "moved":
                outbox.later(session, parcel, self._name, 0.0)
                outbox.move_chat(session, parcel.chat, verdict.moved_to)
                return
            outbox.over(session, parcel, self._name,
                        "sent" if verdict.kind == "sent" else "refused", pace)
            if verdict.kind == "gone":
                outbox.drop_chat(session, parcel.chat)
                if not parcel.chat.startswith("-"):
                    people.set_blocked(session, f"telegram:{parcel.chat}", True)


async def perform(bot: Bot, call: Dict[str, Any]) -> None:
    """Makes one call of the outbox.

    Raises:
        telegram.error.TelegramError: it failed; `errors.judge` says what to do.
    """
    chat = int(call["chat"])
    if call["method"] == "send_document":
        document = InputFile(call["document"]["text"].encode(), call["document"]["name"])
        await bot.send_document(chat, document, caption=call["caption"], parse_mode=ParseMode.HTML)
        return
    if call["method"] == "send_photo":
        picture = InputFile(base64.b64decode(call["png"]), "check-ins.png")
        await bot.send_photo(chat, picture, caption=call["caption"], parse_mode=ParseMode.HTML)
        return
    markup = None
    if "keyboard" in call:
        markup = InlineKeyboardMarkup(
            [[InlineKeyboardButton(**button) for button in row] for row in call["keyboard"]])
    await bot.send_message(chat, call["text"], parse_mode=ParseMode.HTML, reply_markup=markup)
