"""Who is in danger, and from whom, on held-out dangers that a reader told apart by `kinds`."""

import json

from bot.evaluation import HELD_OUT
from nlu.labels import KIND_ENTITY, KINDS

FLOOR = 0.9  # of the dangers that are seen


def test_who_is_in_danger_is_told(assistant):
    dangers = [entry for path in sorted(HELD_OUT.glob("*.jsonl"))
               for entry in map(json.loads, path.read_text("utf-8").splitlines())
               if entry.get("kinds")]
    told = [(danger["kinds"], assistant.understand(danger["text"]).result()) for danger in dangers]
    right = [bool(set(kinds) & {e["value"] for e in parsed["entities"]
                                if e["entity"] == KIND_ENTITY})
             for kinds, parsed in told if parsed["intent"]["name"] in KINDS]
    assert len(right) > 250 and sum(right) >= FLOOR * len(right)
