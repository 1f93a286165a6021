"""Somebody who sends hundreds of messages or taps: asked once to slow down, at nobody's cost."""

import pytest
from sqlalchemy import func, select

from store.schema import InboxRow

PAYLOADS = ('/another_step{"sign":"needs"}', '/another_step{"sign":"time"}')
KINDS = {
    "messages": lambda api, number: api.message(text=f"again and again {number}"),
    "commands": lambda api, number: api.message(text=("/help", "/practices")[number % 2]),
    "taps": lambda api, number: api.tap(PAYLOADS[number % 2]),
    "one tap": lambda api, number: api.tap(PAYLOADS[0]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_flood_is_asked_once_to_slow_down_and_delays_nobody(api, bot, fresh_database, kind):
    for number in range(100):
        KINDS[kind](api, number)

    def rows(*states):
        with fresh_database.begin() as session:
            return session.scalar(
                select(func.count()).select_from(InboxRow).where(InboxRow.state.in_(states)))

    api.wait(lambda: rows("open", "done") == 100)
    before = len(api.sent(42))
    api.message(chat=77, text="how can i be more responsive?")
    api.wait(lambda: api.sent(77))
    assert len(api.sent(42)) - before < 15
    api.wait(lambda: rows("open") == 0, seconds=60)
    if "tap" in kind:
        api.wait(lambda: len(api.of("answerCallbackQuery")) == 100)
    asked = api.wait(lambda: notes(fresh_database))
    assert asked == 1


def notes(database):
    """How many notes to slow down were given; the outbox may not have sent them all yet."""
    from store.people import everything_about

    with database.begin() as session:
        held = everything_about(session, "telegram:42")
    return sum(row["times"] for row in held["given"] if row["kind"] == "flood")


def test_a_flood_of_one_chat_does_not_delay_another_and_is_asked_to_slow_down(api, bot):
    for number in range(300):
        api.message(text=f"again and again {number}")
    api.message(chat=77, text="how can i be more responsive?")
    api.wait(lambda: api.sent(77))
    with_note = [m for m in api.sent(42) if "a lot at once" in m["text"]]
    assert len(api.sent(42)) < 15 and not with_note[5:]
    assert api.wait(lambda: [m for m in api.sent(42) if "a lot at once" in m["text"]])
