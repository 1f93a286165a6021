"""Reads updates: who wrote, where, and what of it is for the assistant."""

from __future__ import annotations

import json
from typing import NamedTuple, Optional, Tuple

from telegram import Bot, ChatMember, Message, Update, User
from telegram.constants import ChatType

from bot.messages import command_payload

# All that we ask Telegram for; an edit of a message that was answered is not among them.
ALLOWED = ("message", "callback_query", "my_chat_member")
NOT_TEXT = "/not_text"


class Heard(NamedTuple):
    """What an update means to us. Words and payload are empty where it is not for us."""

    chat: str
    person_id: str
    text: str = ""
    payload: str = ""
    queries: Tuple[str, ...] = ()  # ids of taps, to be answered
    in_group: bool = False
    blocked: Optional[bool] = None  # the person blocked the bot, or came back
    moved_to: str = ""  # the group's new id

    @property
    def mergeable(self) -> bool:
        """Whether it can be read together with the messages before and after it."""
        return bool(self.text) and not self.payload and not self.in_group

    def repeated_by(self, following: Heard) -> bool:
        """Whether the next is the same tap or command over again."""
        return (bool(self.payload) and following.payload == self.payload
                and following.person_id == self.person_id)


def chat_of(update: dict) -> str:
    """The chat of a raw update, as the key of its turn; "0" where there is none."""
    for value in update.values():
        if isinstance(value, dict):
            message = value if "chat" in value else value.get("message")
            chat = message.get("chat") if isinstance(message, dict) else None
            if isinstance(chat, dict) and is_id(chat.get("id")):
                return str(chat["id"])
    return "0"


def is_id(value: object) -> bool:
    """Whether a value of an update is an id that the tables can hold."""
    return type(value) is int and -2**63 <= value < 2**63  # noqa: E721 (a bool is an int, too)


class Entry(NamedTuple):
    """An update as the inbox keeps it."""

    number: int
    chat: str
    payload: str


def entry(update: object) -> Optional[Entry]:
    """A raw update's entry in the inbox; None for what is no update and cannot be kept."""
    if not isinstance(update, dict) or not is_id(update.get("update_id")):
        return None
    try:
        text = json.dumps(update, ensure_ascii=False)
    except RecursionError:
        return None
    # Half of a surrogate pair, as a text cut at the wrong place has it, is no character.
    return Entry(update["update_id"], chat_of(update), text.encode(errors="replace").decode())


def read(payload: str, bot: Bot) -> Optional[Heard]:
    """What an update (JSON) means; None where it is nothing to us."""
    update = Update.de_json(json.loads(payload), bot)
    if update.callback_query is not None:
        return _tap(update)
    if update.my_chat_member is not None:
        return _membership(update)
    message = update.message
    if message is None or message.from_user is None or message.from_user.is_bot:
        return None
    if message.migrate_to_chat_id:
        return Heard(str(message.chat_id), "", moved_to=str(message.migrate_to_chat_id))
    chat, person = str(message.chat_id), _person(message.from_user)
    if message.chat.type != ChatType.PRIVATE:
        return Heard(chat, person, in_group=True) if _addressed(message, bot) else None
    text = (message.text or message.caption or "").strip()
    if text:
        return Heard(chat, person, text=text, payload=command_payload(text) or "")
    # Pins, title changes and the like are Telegram's own notes, not a person's message.
    return Heard(chat, person, payload=NOT_TEXT) if message.effective_attachment else None


def _person(user: User) -> str:
    if not is_id(user.id):
        raise ValueError("no user's id")
    return f"telegram:{user.id}"


def _tap(update: Update) -> Heard:
    query = update.callback_query
    message = query.message
    in_group = message is None or message.chat.type != ChatType.PRIVATE
    chat = str(message.chat.id) if message is not None else "0"
    payload = "" if in_group else query.data or ""
    return Heard(chat, _person(query.from_user), payload=payload, queries=(query.id,),
                 in_group=in_group)


def _membership(update: Update) -> Optional[Heard]:
    change = update.my_chat_member
    if change.chat.type != ChatType.PRIVATE:
        return None
    gone = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
    return Heard(str(change.chat.id), _person(change.from_user), blocked=gone)


def _addressed(message: Message, bot: Bot) -> bool:
    """Whether a message in a group is meant for us: a mention, a reply, or our command."""
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == bot.id:
        return True
    text = message.text or message.caption or ""
    ours = f"@{bot.username}".lower()
    if ours in text.lower().split() or any(
            word.lower().rstrip(",.!?:") == ours for word in text.split()):
        return True
    first = text.split()[0].lower() if text.split() else ""
    return command_payload(text) is not None and ("@" not in first or first.endswith(ours))
