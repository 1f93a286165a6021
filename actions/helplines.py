"""Lines of help: which there are for a kind of danger in a region, and regions named in words."""

from __future__ import annotations

import re
from itertools import chain, zip_longest
from typing import Any, Dict, List, Optional, Sequence

from actions.library import knowledge

ANYWHERE = "any"
EMERGENCY = "emergency"
MOST_LINES = 3
# "I live in", "im from", "a number for"; not "my husband is from".
SAYS_WHERE = (r"(?:\b(?:i|we|im|were)(?:['’]\w+)?(?: \w+){0,2} (?:in|from)"
              r"|\b(?:numbers?|lines?|helplines?|hotlines?) (?:for|in)) ")


def lines_of_help(kinds: Sequence[str], region: Optional[str] = None,
                  urgent: bool = False) -> List[str]:
    """At most three lines of help for kinds of danger ("crisis", "abuse", ...) in a region.

    The last is the one for an emergency; with `urgent` it is the first. Where the region has none
    for a kind, or is unknown, those for anywhere stand in for it.
    """
    def entries(kind: str) -> List[Dict[str, Any]]:
        all_of_kind = [e for e in knowledge("helplines") if kind in e["for"]]
        here = [e for e in all_of_kind if e["country"] == region]
        return here or [e for e in all_of_kind if e["country"] == ANYWHERE]

    in_turn = [e for e in chain(*zip_longest(*map(entries, kinds))) if e]
    once = list({e["name"]: e for e in in_turn}.values())[:MOST_LINES - 1]
    first, last = (entries(EMERGENCY)[:1], once) if urgent else (once, entries(EMERGENCY)[:1])
    return [f"{e['name']}: {e['reach']}" for e in [*first, *last]]


def region_named(text: str) -> Optional[str]:
    """The region whose name is the whole text, or in which the text says that the writer is, or
    for which it asks for a number; None if there is none."""
    words = text.strip(" .,!?").lower()
    for code, entry in knowledge("regions").items():
        for name in entry.get("typed", ()):
            if words == name or re.search(SAYS_WHERE + rf"{re.escape(name)}\b", words):
                return code
    return None
