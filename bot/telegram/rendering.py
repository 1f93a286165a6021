"""Replies as calls of the Bot API: safe HTML, inline keyboards within Telegram's limits."""

from __future__ import annotations

import html
import json
from typing import Any, Dict, List, Sequence

from telegram.constants import InlineKeyboardButtonLimit, MessageLimit

from bot.messages import Button, Reply

CARD = "▸ "
# About what fits beside each other on a narrow phone.
ROW_WIDTH = 30
ROW_BUTTONS = 5


def as_html(text: str) -> str:
    """Plain text as Telegram's HTML; a paragraph that begins with ▸ becomes a block quote."""
    paragraphs = []
    for paragraph in text.split("\n\n"):
        escaped = html.escape(paragraph, quote=False)
        if paragraph.startswith(CARD):
            escaped = f"<blockquote>{html.escape(paragraph[len(CARD):], quote=False)}</blockquote>"
        paragraphs.append(escaped)
    return "\n\n".join(paragraphs)


def portions(text: str, limit: int = MessageLimit.MAX_TEXT_LENGTH) -> List[str]:
    """The text in portions of at most `limit` characters, cut between words where it can be."""
    parts = []
    while len(text) > limit:
        cut = max(text.rfind("\n\n", 0, limit), text.rfind(" ", 0, limit))
        cut = cut if cut > 0 else limit
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return parts + [text]


def keyboard(buttons: Sequence[Button]) -> List[List[Dict[str, str]]]:
    """Rows of inline buttons, short ones beside each other.

    Raises:
        ValueError: a payload is longer than the 64 bytes that Telegram allows.
    """
    rows: List[List[Dict[str, str]]] = []
    width = 0
    for button in buttons:
        size = len(button.payload.encode())
        if size > InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
            raise ValueError(f"The payload of the button “{button.title}” has {size} bytes.")
        width += len(button.title) + 4
        if not rows or width > ROW_WIDTH or len(rows[-1]) == ROW_BUTTONS:
            rows.append([])
            width = len(button.title) + 4
        rows[-1].append({"text": button.title, "callback_data": button.payload})
    return rows


def calls(chat: str, reply: Reply) -> List[str]:
    """The calls that deliver a reply, each as the JSON that the outbox keeps."""
    if reply.document is not None:
        return [_call("send_document", chat, caption=as_html(reply.text),
                      document={"name": reply.document.name, "text": reply.document.text})]
    if reply.picture is not None:
        return [_call("send_photo", chat, caption=as_html(reply.text), png=reply.picture.png)]
    # Escaping makes a text longer, so portions keep well below the limit.
    texts = portions(reply.text, MessageLimit.MAX_TEXT_LENGTH // 2)
    made = [_call("send_message", chat, text=as_html(text)) for text in texts[:-1]]
    rows = {"keyboard": keyboard(reply.buttons)} if reply.buttons else {}
    return made + [_call("send_message", chat, text=as_html(texts[-1]), **rows)]


def _call(method: str, chat: str, **arguments: Any) -> str:
    return json.dumps({"method": method, "chat": chat, **arguments}, ensure_ascii=False)
