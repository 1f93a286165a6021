"""The one table of settings: from the environment, or from `.env` in the project."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple, Optional

from dotenv import load_dotenv

PROJECT = Path(__file__).parent.parent
TELEGRAM_API = "https://api.telegram.org"
DEFAULT_LISTEN = "127.0.0.1:8443"

# Variable, default as told to people, what it is for: the help text and the README follow it.
TABLE = (
    ("COACH_TELEGRAM_TOKEN", "none", "the bot's token, from @BotFather in Telegram"),
    ("COACH_TELEGRAM_API_URL", TELEGRAM_API, "a self-hosted Bot API server; `/bot` is added"),
    ("COACH_WEBHOOK_URL", "unset", "public https address for updates; unset means long polling"),
    ("COACH_WEBHOOK_LISTEN", DEFAULT_LISTEN, "host:port where the webhook is served"),
    ("COACH_WEBHOOK_SECRET", "none", "1 to 256 of A-Z a-z 0-9 _ -; needed with a webhook"),
    ("COACH_DATABASE_URL", "SQLite file in COACH_HOME", "postgresql://… for several machines"),
    ("COACH_HOME", ".coach/ in the project", "database, trained model, logs"),
)


class SettingsError(Exception):
    """A setting is missing or unusable; the message says which, and what to do."""


class Webhook(NamedTuple):
    """Where updates are pushed to: public address, local host and port, secret token."""

    url: str
    host: str
    port: int
    secret: str


class Telegram(NamedTuple):
    """How to reach the Bot API; `webhook` is None for long polling."""

    token: str
    base_url: str
    webhook: Optional[Webhook]


def load_environment() -> None:
    """Adds `.env` of the project to the environment; what is set already wins."""
    load_dotenv(PROJECT / ".env", override=False)
    os.environ.setdefault("COACH_HOME", str(PROJECT / ".coach"))
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("LOG_LEVEL", "ERROR")  # Rasa's own, progress bars included


def telegram() -> Telegram:
    """The settings of the bot.

    Raises:
        SettingsError: no token, or a malformed token, address or secret.
    """
    token = os.environ.get("COACH_TELEGRAM_TOKEN", "").strip()
    if not token:
        raise SettingsError(
            "There is no COACH_TELEGRAM_TOKEN. Open Telegram, write /newbot to @BotFather, and "
            "put the token that you get into `.env` as COACH_TELEGRAM_TOKEN=… "
            "Without one, `coach chat` (or `make chat`) is the same conversation in this terminal.")
    if not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", token):
        raise SettingsError(
            "COACH_TELEGRAM_TOKEN does not look like a token: it has the form 123456:ABC-def…")
    address = (os.environ.get("COACH_TELEGRAM_API_URL") or TELEGRAM_API).rstrip("/")
    if not re.match(r"https?://[^/]", address):
        raise SettingsError("COACH_TELEGRAM_API_URL must begin with http:// or https://.")
    return Telegram(token, f"{address}/bot", _webhook())


def _webhook() -> Optional[Webhook]:
    url = os.environ.get("COACH_WEBHOOK_URL", "").strip()
    if not url:
        return None
    if not url.startswith("https://") and not url.startswith("http://127.0.0.1"):
        raise SettingsError("COACH_WEBHOOK_URL must begin with https://.")
    secret = os.environ.get("COACH_WEBHOOK_SECRET", "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise SettingsError(
            "A webhook needs COACH_WEBHOOK_SECRET: 1 to 256 letters, digits, _ or -.")
    listen = os.environ.get("COACH_WEBHOOK_LISTEN") or DEFAULT_LISTEN
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise SettingsError("COACH_WEBHOOK_LISTEN must be host:port, such as 127.0.0.1:8443.")
    return Webhook(url, host, int(port), secret)
