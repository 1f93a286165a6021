"""The conversation in the terminal: the same path as Telegram's, after the adapter."""

from __future__ import annotations

import shutil
import sys
import textwrap
from pathlib import Path
from typing import Iterator, List, Optional

from actions.library import knowledge
from actions.person import EXPORT_FILE
from bot.assistant import Assistant
from bot.messages import COMMANDS, Answer, Button, Incoming, Reply, command_payload
from bot.quiet import logger
from bot.upkeep import attempt
from store import people
from store.database import database, home
from store.retention import tidy
from store.scrubbing import scrub_if_due

log = logger("terminal")

PERSON = "terminal:local"
WIDTH = 78
CARD = "▸ "


def rendered(reply: Reply, first_number: int, width: int = WIDTH) -> str:
    """A reply as wrapped text, its cards indented and its buttons numbered."""
    blocks = []
    for paragraph in reply.text.split("\n\n"):
        card = paragraph.startswith(CARD)
        lines = paragraph[len(CARD):].split("\n") if card else paragraph.split("\n")
        indent = "  │ " if card else ""
        blocks.append("\n".join(
            textwrap.fill(line, width, initial_indent=indent, subsequent_indent=indent)
            for line in lines))
    if reply.buttons:
        titles = [f"[{b.title}]" if b.title.isdigit() else f"[{n}] {b.title}"
                  for n, b in enumerate(reply.buttons, first_number)]
        blocks.append(textwrap.fill("   ".join(t.replace(" ", "\u00a0") for t in titles), width)
                      .replace("\u00a0", " "))
    return "\n\n".join(blocks)


class Conversation:
    """One person at the terminal: turns lines into messages and remembers the buttons."""

    def __init__(self, assistant: Assistant, person_id: str = PERSON) -> None:
        self._assistant = assistant
        self._person_id = person_id
        self._buttons: List[Button] = []

    def say(self, line: str) -> List[str]:
        """The rendered answers to a line: words, a command, or a button's number."""
        answer = self._answer(self._incoming(line))
        self._buttons = [button for reply in answer.replies for button in reply.buttons]
        shown, number = [], 1
        for reply in answer.replies:
            shown.append(rendered(reply, number, min(WIDTH, shutil.get_terminal_size().columns)))
            number += len(reply.buttons)
            if reply.document is not None:
                shown.append(f"({self._saved(reply)})")
        return shown

    def _incoming(self, line: str) -> Incoming:
        text = line.strip()
        for button in self._buttons:
            if text.lower() == button.title.lower():  # a button that is itself a number wins
                return Incoming(self._person_id, payload=button.payload)
        if text.isdigit() and 1 <= int(text) <= len(self._buttons):
            return Incoming(self._person_id, payload=self._buttons[int(text) - 1].payload)
        return Incoming(self._person_id, text, command_payload(text) or "")

    def _answer(self, incoming: Incoming) -> Answer:
        try:
            answer = self._assistant.answer(incoming).result()
        except Exception as error:
            log.error("no answer (%s)", type(error).__name__)
            return Answer([Reply(knowledge("replies")["failure"][0])])
        with database().begin() as session:
            if answer.forget:
                people.forget(session, self._person_id)
            else:
                people.see(session, self._person_id)
        if answer.forget:
            (home() / EXPORT_FILE).unlink(missing_ok=True)
            attempt(scrub_if_due, database())
        return answer

    def _saved(self, reply: Reply) -> str:
        path = home() / reply.document.name
        path.touch(mode=0o600)
        path.write_text(reply.document.text, encoding="utf-8")
        return f"saved as {path}"


def _typed_lines() -> Iterator[str]:
    """Lines with history and completion of commands, until Ctrl-D."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter

    completer = WordCompleter([f"/{name}" for name in COMMANDS], sentence=True)
    session = PromptSession(completer=completer, complete_while_typing=False)
    while True:
        try:
            yield session.prompt("\nyou › ")
        except (EOFError, KeyboardInterrupt):
            return


def run(model: Path) -> None:
    """Talks until the end of input; piped input is a message a line."""
    conversation = Conversation(Assistant(model))
    attempt(tidy, database())  # nobody else does it where no bot runs
    interactive = sys.stdin.isatty()
    if interactive:
        print("\n(Write what is the matter. A number taps a button, /help lists commands, "
              "Ctrl-D ends.)\n")
        _show(conversation.say("/start"))
    lines: Iterator[Optional[str]] = (
        _typed_lines() if interactive
        else (raw.decode("utf-8", errors="replace") for raw in sys.stdin.buffer))
    for line in lines:
        if line.strip():
            _show(conversation.say(line))


def _show(blocks: List[str]) -> None:
    for block in blocks:
        print(f"\n{block}", flush=True)
