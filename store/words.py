"""A person's words in a talk: which slots hold them, and when each of them was said."""

from __future__ import annotations

import json
from typing import Any, Dict

# A message that may yet be corrected, and answers to a form.
WORDS = ("last_words", "happened", "felt", "need", "ask", "draft", "note", "my_reply")


def said_at(slots: Dict[str, Any], before: Dict[str, Any], then: float,
            now: float) -> Dict[str, float]:
    """When the words in the slots were said; what stood there before was said at that time.

    `before` is the talk's state as it was saved at the time `then`.
    """
    known, unchanged = before.get("words_at", {}), before.get("slots", {})
    return {name: known.get(name, then) if unchanged.get(name) == slots[name] else now
            for name in WORDS if name in slots}


def without_old_words(state: str, then: float, until: float) -> str:
    """A talk's state, saved at the time `then`, without the words said before `until`."""
    held = json.loads(state)
    times = said_at(held["slots"], held, then, then)
    old = {name for name, time in times.items() if time < until}
    held["slots"] = {name: value for name, value in held["slots"].items() if name not in old}
    held["words_at"] = {name: time for name, time in times.items() if name not in old}
    return json.dumps(held)
