"""Conversation starters, by words, by command and by buttons."""

from __future__ import annotations

from typing import Any, Dict, Optional

from actions.base import CoachAction, Events, Turn, payload, remember
from actions.choosing import starters_for
from actions.library import knowledge
from store import given

SAVED = "saved"
STARTER = "starter"  # "asked" after one: a topic alone asks for another
LISTED = 5  # about what fits a phone screen
_LISTS = [("My saved ones", payload("saved")), ("Another", payload("starter"))]
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
    in_thread = True

    def answer(self, turn: Turn) -> Events:
        wishes = _wishes(turn)
        starter = _chosen(turn, wishes)
        level = DEPTHS.index(starter["depth"])
        buttons = [_again("Another", wishes, wishes["depth"])]
        if level > 0:
            buttons.append(_again("Lighter", wishes, DEPTHS[level - 1]))
        if level < len(DEPTHS) - 1:
            buttons.append(_again("Deeper", wishes, DEPTHS[level + 1]))
        buttons += [("Save it", payload("save_starter", item=starter["id"])),
                    ("Did that one", payload("did_starter", item=starter["id"])),
                    ("Topics", payload("topics"))]
        turn.say(f"▸ {starter['text']}\n\n{starter['follow_up']}", buttons)
        return remember(last_starter=starter["id"], asked=STARTER)


def _named(turn: Turn) -> Optional[Dict[str, Any]]:
    item = next(iter(turn.values("item")), None) or turn.slot("last_starter")
    return next((s for s in knowledge("starters") if s["id"] == item), None)


class SaveStarter(CoachAction):
    """Puts a starter on the person's list, or takes it off."""

    action_name = "action_save_starter"

    def answer(self, turn: Turn) -> Events:
        starter = _named(turn)
        if starter is None:
            return ListSaved().answer(turn)
        if turn.argument("value", ("no",)):
            given.drop(turn.session, turn.person_id, SAVED, starter["id"])
            turn.say(turn.reply("unsaved"), _LISTS)
        else:
            turn.note(SAVED, starter["id"])
            turn.say(turn.reply("saved"), _LISTS)
        return None


class DidStarter(CoachAction):
    """Somebody used a starter: asks what came of it, and offers the next."""

    action_name = "action_did_starter"

    def answer(self, turn: Turn) -> Events:
        starter = _named(turn)
        if starter:
            turn.note("did", starter["id"])
        turn.say(turn.reply("did_starter"), [
            _again("Another", {"topic": starter["topic"] if starter else None}, None),
            ("Topics", payload("topics"))])
        return None


class ListSaved(CoachAction):
    """Lists the saved starters, the latest first, each to be taken off again."""

    action_name = "action_list_saved"

    def answer(self, turn: Turn) -> Events:
        saved = given.given_to(turn.session, turn.person_id, SAVED)
        known = {s["id"]: s for s in knowledge("starters")}
        latest = sorted((i for i in saved if i in known), key=lambda i: -saved[i][1])[:LISTED]
        if not latest:
            turn.say(turn.reply("none_saved"), [("A starter", payload("starter"))])
            return None
        turn.say("\n\n".join(f"▸ {n}. {known[item]['text']}" for n, item in enumerate(latest, 1)), [
            (f"Take off {n}", payload("save_starter", item=item, value="no"))
            for n, item in enumerate(latest, 1)])
        return None


class ListTopics(CoachAction):
    """Lists the topics of starters as buttons."""

    action_name = "action_list_topics"

    def answer(self, turn: Turn) -> Events:
        topics = list(dict.fromkeys(s["topic"] for s in knowledge("starters")))
        turn.say(turn.reply("topics"), [
            *((topic.replace("_", " ").capitalize(), payload("starter", topic=topic))
              for topic in topics), ("My saved ones", payload("saved"))])
        return None
