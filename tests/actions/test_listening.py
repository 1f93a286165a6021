"""Coaching the reply: what lands, what misses, and words for a feeling that was told."""

import pytest

from actions.library import knowledge
from actions.listening import Practise, ReflectReply, assess
from actions.practices import ExplainPractice
from tests.actions.acting import act

LINE = "I was on my feet from six, and my boss still found something to moan about."


@pytest.mark.parametrize("reply, landed", [
    ("So your boss moaned again after all that", ["understanding"]),
    ("That makes sense, anyone would be tired", ["validation"]),
    ("Come here, I'm glad you told me", ["caring"]),
    ("It sounds like a rough day. No wonder. Shall I make you tea?",
     ["understanding", "validation", "caring"]),
])
def test_what_lands(reply, landed):
    assert assess(reply, LINE) == {"landed": landed, "misses": []}


@pytest.mark.parametrize("reply, miss", [
    ("You should look for another job then", "fixing"),
    ("That's not my fault, I work hard as well", "defending"),
    ("At least it's Friday, calm down a bit", "minimising"),
    ("You never listen to him, that's why", "blaming"),
    ("I'm tired too, my day was long and hard", "comparing"),
    ("ok", "silence"),
])
def test_what_misses(reply, miss):
    assert miss in assess(reply, LINE)["misses"]


@pytest.mark.parametrize("line", knowledge("listening")["lines"], ids=lambda line: line["id"])
def test_no_example_falls_into_the_traps_it_warns_of(line):
    assert not {"fixing", "minimising", "blaming"} & set(assess(line["example"], line["says"])["misses"])


def test_lines_do_not_repeat_before_all_were_played(person):
    lines = knowledge("listening")["lines"]
    played = [act(Practise(), person, "practise")[1]["line"] for _ in lines]
    assert sorted(played) == sorted(line["id"] for line in lines)


def test_the_reply_itself_is_not_kept(person):
    messages, slots = act(ReflectReply(), person, slots={"line": "line-02", "my_reply": "So you stood all day?"})
    assert slots["my_reply"] is None and "▸ " in messages[0]["text"]


def test_a_feeling_that_was_told_gets_words_of_its_own(person):
    messages, _ = act(ExplainPractice(), person, "ask_responsive", feeling="afraid", reported="yes")
    told = knowledge("listening")["feelings"]["afraid"]
    for part in ("understood", "valid", "caring"):
        assert any(text in messages[0]["text"] for text in told[part])
