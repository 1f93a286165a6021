"""Runs an action as Rasa does, on a real tracker and the real database."""

import asyncio

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher


def act(action, person, intent="sign", slots=None, text="", readings=(), **entities):
    """Runs an action on a tracker of that person: (messages, slots that it sets)."""
    found = [{"entity": name, "value": value, "evidence": text}
             for name, values in entities.items()
             for value in ([values] if isinstance(values, str) else values)]
    tracker = Tracker(person, slots or {}, {"intent": {"name": intent}, "entities": found,
                                            "text": text, "readings": list(readings)},
                      [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    events = asyncio.run(action.run(dispatcher, tracker, {}))
    return dispatcher.messages, {e["name"]: e["value"] for e in events if e["event"] == "slot"}
