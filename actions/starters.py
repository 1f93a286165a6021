"""Conversation starters, by words, by command and by buttons."""

from __future__ import annotations

from typing import Any, Dict, Optional

from actions.base import CoachAction, Events, Turn, payload, remember
from actions.choosing import starters_for
from actions.library import knowledge

DEPTHS = ("light", "deeper", "vulnerable")


def _wishes(turn: Turn) -> Dict[str, Optional[str]]:
    topics = sorted({starter["topic"] for starter in knowledge("starters")})
    signs = [s for s in turn.values("sign") if s in knowledge("signs")]
    return {"topic": turn.argument("topic", topics),
            "depth": turn.argument("depth", DEPTHS),
            "sign": signs[0] if signs else None}


def _chosen(turn: Turn, wishes: Dict[str, Optional[str]]) -> Dict[str, Any]:
    candidates = starters_for(knowledge("starters"), **wishes)
    practice = turn.argument("practice", list(knowledge("practices")))
    if practice:
        candidates = [s for s in candidates if s["practice"] == practice] or candidates
    starter, again = turn.choose("starter", candidates, lambda s: s["id"])
    if again:
        turn.say(turn.reply("all_used"))
    return starter


def _again(title: str, wishes: Dict[str, Optional[str]], depth: Optional[str]):
    kept = {"topic": wishes["topic"], "depth": depth}
    return title, payload("starter", **{k: v for k, v in kept.items() if v})


class GiveStarter(CoachAction):
    """Gives a starter that fits the wishes and was not given before."""

    action_name = "action_give_starter"

    def answer(self, turn: Turn) -> Events:
        wishes = _wishes(turn)
        starter = _chosen(turn, wishes)
        level = DEPTHS.index(starter["depth"])
        buttons = [_again("Another", wishes, wishes["depth"])]
        if level > 0:
            buttons.append(_again("Lighter", wishes, DEPTHS[level - 1]))
        if level < len(DEPTHS) - 1:
            buttons.append(_again("Deeper", wishes, DEPTHS[level + 1]))
        buttons.append(("Topics", payload("topics")))
        turn.say(f"▸ {starter['text']}\n\n{starter['follow_up']}", buttons)
        return remember(last_starter=starter["id"])


class ListTopics(CoachAction):
    """Lists the topics of starters as buttons."""

    action_name = "action_list_topics"

    def answer(self, turn: Turn) -> Events:
        topics = list(dict.fromkeys(s["topic"] for s in knowledge("starters")))
        turn.say(turn.reply("topics"), [
            (topic.replace("_", " ").capitalize(), payload("starter", topic=topic))
            for topic in topics])
        return None
