"""Replies as calls of the Bot API, and payloads: safe, and within Telegram's limits."""

import json

import pytest
from hypothesis import given, strategies as st

from actions.base import payload
from actions.library import knowledge
from bot.messages import (
    Button, Document, Reply, command_payload, harmless, parse_payload,
)
from bot.telegram.rendering import as_html, calls, keyboard, portions
from bot.terminal import rendered
from nlu.labels import SIGNS


def test_a_card_becomes_a_block_quote_and_all_else_is_escaped():
    assert as_html("a < b\n\n▸ do <this>\nand that") == (
        "a &lt; b\n\n<blockquote>do &lt;this&gt;\nand that</blockquote>")


@given(st.text())
def test_no_text_of_a_person_opens_a_tag(text):
    html = as_html(f"You wrote “{text}”.").replace("<blockquote>", "").replace("</blockquote>", "")
    assert "<" not in html and ">" not in html


@given(st.text(min_size=1), st.integers(1, 50))
def test_portions_keep_within_the_limit_and_lose_no_word(text, limit):
    parts = portions(text, limit)
    assert all(len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_text_at_telegrams_limit_is_sent_in_several_messages():
    made = [json.loads(call) for call in calls("1", Reply("& " * 4000, [Button("a", "/b")]))]
    assert len(made) > 1 and all(len(call["text"]) <= 4096 * 5 / 2 for call in made)
    assert "keyboard" in made[-1] and "keyboard" not in made[0]


def test_a_document_is_sent_with_its_caption():
    made = json.loads(calls("1", Reply("here", document=Document("a.json", "{}")))[0])
    assert made["method"] == "send_document" and made["document"]["name"] == "a.json"


def test_short_buttons_stand_beside_each_other_and_long_ones_below():
    rows = keyboard([Button(str(n), "/rate") for n in range(5)]
                    + [Button("What's going on between us", "/begin")])
    assert [len(row) for row in rows] == [5, 1]


def test_a_payload_that_telegram_would_refuse_is_refused_here():
    with pytest.raises(ValueError, match="64|70|bytes"):
        keyboard([Button("a", "/" + "b" * 64)])


def test_every_payload_that_the_actions_make_fits_into_64_bytes():
    topics = {starter["topic"] for starter in knowledge("starters")}
    made = [payload("starter", topic=t, depth="vulnerable") for t in topics]
    made += [payload("rate", sign=sign, value="4") for sign in SIGNS]
    made += [payload("practice_step", practice=p) for p in knowledge("practices")]
    made += [payload("ask_misconception", misconception=m)
             for m in knowledge("article")["misconceptions"]]
    assert max(len(p.encode()) for p in made) <= 64
    assert all(parse_payload(p) for p in made)


@given(st.text())
def test_no_payload_however_broken_raises(text):
    parse_payload(text)
    parse_payload("/" + text)


@pytest.mark.parametrize("text, expected", [
    ("/starter", "/starter"), ("/STARTER now", "/starter"), ("/help@coach_bot", "/capabilities"),
    ("Emergency!", "/emergency"), ("/intent{}", None), ("/unknown", None), ("hello /starter", None)])
def test_our_commands_are_known_and_nothing_else_is_one(text, expected):
    assert command_payload(text) == expected


@pytest.mark.parametrize("text, expected", [
    ('/abuse{"a":"b"}', 'abuse{"a":"b"}'), ("// x", "x"), ("EXTERNAL: y", "y"),
    ("external:/z", "z"), ("plain", "plain"), ("/", "")])
def test_what_rasa_would_obey_is_made_harmless(text, expected):
    assert harmless(text) == expected


def test_in_the_terminal_lines_are_wrapped_cards_indented_and_buttons_numbered():
    shown = rendered(Reply("word " * 40 + "\n\n▸ do this", [Button("Yes please", "/a")]), 3, 60)
    assert max(map(len, shown.splitlines())) <= 60
    assert "  │ do this" in shown and "[3] Yes please" in shown
