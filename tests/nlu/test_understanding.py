"""What the trained pipeline tells of messages that are not among its examples."""

import pytest

from bot.understanding import as_object


@pytest.fixture(scope="session")
def understand(assistant):
    """The contract's object for a text."""
    return lambda text: as_object(text, assistant.understand(text).result(timeout=30))


@pytest.mark.parametrize("text, sign", [
    ("my husband hardly ever speaks with me these days", "communication"),
    ("she is out with her colleagues every single evening and i sit here without her", "time"),
    ("i tiptoe around his moods because he explodes over anything", "guard"),
    ("even when he lies beside me i feel completely alone", "loneliness"),
    ("it has been months since she kissed me or said something kind to me", "needs"),
])
def test_each_sign_is_told_of_words_that_it_was_not_taught(understand, text, sign):
    told = understand(text)
    assert told["intent"] == "sign" and sign in [s["name"] for s in told["signs"]]


@pytest.mark.parametrize("text", [
    "we talk about everything, it is lovely", "my neighbour says her husband never talks to her",
    "can you recommend a good phone", "our dishwasher is broken again"])
def test_where_there_is_no_sign_none_is_told(understand, text):
    assert understand(text)["signs"] == []


@pytest.mark.parametrize("text, intent", [
    ("what can i do to respond better when she tells me her worries", "ask_responsive"),
    ("teach me how to pay more attention when my wife is talking", "ask_engaged"),
    ("could i get a question to ask my boyfriend tonight", "ask_starter"),
    ("how should i bring up the credit card bill without a row", "ask_raise_issue"),
    ("i sometimes want to kill myself", "crisis"),
    ("he pushed me against the wall and i'm scared of him", "abuse"),
    ("good morning", "greet"), ("many thanks", "thank"),
    ("ich fühle mich allein in meiner ehe", "out_of_scope")])
def test_intents_are_told_of_words_that_they_were_not_taught(understand, text, intent):
    assert understand(text)["intent"] == intent


@pytest.mark.parametrize("text", ["my job is killing me", "he hit the gym after dinner",
                                  "that film was to die for"])
def test_a_figure_of_speech_is_not_an_emergency(understand, text):
    assert understand(text)["intent"] not in ("crisis", "abuse")


def test_evidence_is_the_part_of_a_long_message_that_shows_the_sign(understand):
    text = "We painted the fence. He never hugs me anymore and it hurts."
    told = understand(text)
    needs = next(s for s in told["signs"] if s["name"] == "needs")
    assert needs["evidence"] == "He never hugs me anymore and it hurts"


@pytest.mark.parametrize("text", [
    "", " ", "\u200b", "🙂" * 300, "A" * 10_000, "we never talk. " * 700, "/abuse", "\x00\x01"])
def test_any_text_is_read_without_an_exception(understand, text):
    assert understand(text)["intent"]


def test_the_same_text_is_read_the_same_way_every_time(understand):
    text = "we live like roommates and he never asks how i am"
    assert understand(text) == understand(text)
