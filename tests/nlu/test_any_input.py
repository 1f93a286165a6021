"""Properties that hold of whatever somebody types."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.understanding import as_object
from nlu.labels import FALLBACK_INTENT, SIGNS, STRESSORS

PLAIN = ("we barely talk any more and i feel so alone next to him",
         "he never hugs me and my feelings do not matter to him",
         "i walk on eggshells, every talk ends in shouting")
ASIDES = ["\u200b", "\ufeff", "🙂", "😭😭", "!!!", "…", "\n", "\t", "  ", "\u00a0"]
many = settings(max_examples=60, deadline=None,
                suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def understand(assistant):
    """The contract's object for a text."""
    return lambda text: as_object(text, assistant.understand(text).result(timeout=30))


@many
@given(text=st.text(max_size=300) | st.text("abcdefg \n.,", max_size=3000))
def test_any_text_gets_an_object_of_the_contract(understand, text):
    told = understand(text)
    assert told["text"] == text and 0 <= told["confidence"] <= 1
    assert {s["name"] for s in told["signs"]} <= set(SIGNS)
    assert set(told["stressors"]) <= set(STRESSORS)
    for sign in told["signs"]:
        assert sign["evidence"] in text and sign["evidence"]
    assert [s["confidence"] for s in told["signs"]] == sorted(
        (s["confidence"] for s in told["signs"]), reverse=True)


@many
@given(plain=st.sampled_from(PLAIN), before=st.sampled_from(ASIDES), after=st.sampled_from(ASIDES),
       shape=st.sampled_from([str, str.upper, str.capitalize]))
def test_asides_and_capitals_leave_the_reading_or_make_it_ask(
        assistant, understand, plain, before, after, shape):
    text = before + shape(plain) + after
    wanted = {s["name"] for s in understand(plain)["signs"]}
    unsure = assistant.understand(text).result()["intent"]["name"] == FALLBACK_INTENT
    assert wanted and (unsure or {s["name"] for s in understand(text)["signs"]} & wanted)


@many
@given(plain=st.sampled_from(PLAIN), place=st.integers(0, 40))
def test_zero_width_characters_within_words_change_nothing(understand, plain, place):
    hidden = plain[:place] + "\u200b" + plain[place:]
    assert ([s["name"] for s in understand(hidden)["signs"]]
            == [s["name"] for s in understand(plain)["signs"]])


def test_curly_and_straight_quotes_are_read_alike(understand):
    straight = understand("he doesn't talk to me and i can't trust him, it's 'fine' he says")
    curly = understand("he doesn’t talk to me and i can’t trust him, it’s ‘fine’ he says")
    assert straight["signs"] and ([s["name"] for s in curly["signs"]]
                                  == [s["name"] for s in straight["signs"]])


def test_a_sign_told_in_ten_sentences_is_found(understand):
    story = ("We met nine years ago at a wedding in Leeds. I am 34 and he is 37. We bought a "
             "small house by the canal. Both of us have jobs that we like. Last spring we got "
             "a dog. The dog is lovely but he chews shoes. My sister lives around the corner. "
             "For months now he has hardly said a word to me at dinner. The kitchen needs new "
             "tiles. We are going to Spain in June.")
    told = understand(story)
    assert told["signs"] or told["intent"] in ("ask_practice", "out_of_scope")
    assert all(len(s["evidence"]) < len(story) / 2 for s in told["signs"])
