"""What passes between channels and assistant: incoming messages, replies, buttons.

This module knows neither Telegram nor Rasa.
"""

from __future__ import annotations

import json
import re
from typing import Any, Dict, List, NamedTuple, Optional

# /intent or /intent{"entity":"value"}: what our buttons send.
PAYLOAD = re.compile(r'/([a-z_]+)(\{.*\})?', re.DOTALL)

# Our commands and the payloads they stand for, in the order in which Telegram lists them.
COMMANDS = {
    "start": ("/start", "begin, or begin again"),
    "starter": ("/starter", "a conversation starter"),
    "checkin": ("/ask_check_in", "take stock: five questions, one minute"),
    "practices": ("/practices", "the five practices of closeness"),
    "emergency": ("/emergency", "people to talk to, right now"),
    "settings": ("/settings", "your region"),
    "privacy": ("/privacy", "what is kept about you, and why"),
    "export": ("/export", "everything kept about you, as a file"),
    "forget": ("/forget", "delete everything kept about you"),
    "help": ("/capabilities", "what I can do"),
}


# Words that are commands without a slash, and the payloads they stand for.
BARE_WORDS = {
    "weather": "/quick_exit",
    **dict.fromkeys(("emergency", "this is an emergency", "help me", "911", "999", "112"),
                    "/emergency"),
    **dict.fromkeys(("forget me", "delete everything", "delete this chat", "delete it all"),
                    "/forget"),
    **dict.fromkeys(("saved", "favourites", "favorites", "my favourites", "my favorites"),
                    "/saved"),
    "check my words": "/check_words",  # these two lead to a message to the partner
    "go on with it": "/word_it",
}


class Incoming(NamedTuple):
    """A message for the assistant: either words, or the payload of a button or command."""

    sender_id: str
    text: str = ""
    payload: str = ""


class Button(NamedTuple):
    """A title to tap and the payload that the tap sends."""

    title: str
    payload: str


class Document(NamedTuple):
    """A text file to send along."""

    name: str
    text: str


class Picture(NamedTuple):
    """A picture to send along: a PNG in base64; the reply's text says the same."""

    png: str


class Reply(NamedTuple):
    """One message to a person. A paragraph that begins with "▸ " stands out as a card."""

    text: str
    buttons: List[Button] = []
    document: Optional[Document] = None
    picture: Optional[Picture] = None


class Answer(NamedTuple):
    """All replies to a message, and whether everything about the person is to be deleted."""

    replies: List[Reply]
    forget: bool = False


def parse_payload(payload: str) -> Optional[Dict[str, Any]]:
    """Rasa's parse data for a button's payload; None if it is not one of that form."""
    match = PAYLOAD.fullmatch(payload)
    if not match:
        return None
    try:
        values = json.loads(match.group(2) or "{}")
    except ValueError:
        return None
    entities = [{"entity": key, "value": value, "start": 0, "end": 0}
                for key, value in values.items() if isinstance(value, str)]
    intent = {"name": match.group(1), "confidence": 1.0}
    return {"text": payload, "intent": intent, "intent_ranking": [intent], "entities": entities}


def command_payload(text: str) -> Optional[str]:
    """The payload of one of our commands, "/starter" or "/starter@our_bot please"; or None.

    Some bare words are commands, too: nobody in need should have to find a slash.
    """
    bare = BARE_WORDS.get(re.sub(r"\W*(?:\bplease)?\W*$", "", text.lower().lstrip(" “\"'‘")))
    if bare:
        return bare
    match = re.match(r"/([A-Za-z_]+)(?:@\w+)?(?:\s|$)", text)
    command = COMMANDS.get(match.group(1).lower()) if match else None
    return command[0] if command else None


def harmless(text: str) -> str:
    """The text without what Rasa would take as an instruction: a leading slash or EXTERNAL:."""
    text = text.replace("\0", " ").strip()  # PostgreSQL keeps no NUL
    while text.startswith("/") or text.upper().startswith("EXTERNAL:"):
        text = text[1:].lstrip() if text.startswith("/") else text[len("EXTERNAL:"):].lstrip()
    return text
