"""Danger in one sentence of a longer message, and the bound on the work that it takes."""

import pytest

from nlu.evidence import Clause
from nlu.parts import LONG_WORDS, MOST_PARTS, plain, stretches
from nlu.spacy_pipeline import build_language

BEFORE = "She works early shifts and I work late ones. We got a dog in spring and he is lovely. "
AFTER = " We used to go climbing on Sundays. The kids are with my parents until the weekend."


def test_a_long_message_is_read_sentence_by_sentence_and_a_short_one_is_not():
    language = build_language()
    doc = language(BEFORE + AFTER)
    spans = stretches(doc)
    assert len(spans) == 4 and spans[0].first == 0 and spans[-1].last == len(doc)
    assert all(a.last == b.first for a, b in zip(spans, spans[1:]))
    assert stretches(language("we talk. it is fine.")) == []
    assert stretches(language("word " * (2 * LONG_WORDS))) == []


@pytest.mark.parametrize("sentences", [25, 48, 400])
def test_however_many_sentences_there_are_the_parts_are_bounded_and_leave_out_nothing(sentences):
    doc = build_language()("I told her so again. " * sentences)
    spans = stretches(doc)
    assert len(spans) <= MOST_PARTS
    assert sum(span.last - span.first for span in spans) == len(doc)


@pytest.mark.parametrize("danger, intent", [
    ("Honestly I want to die.", "crisis"), ("Last night he hit me again.", "abuse")])
def test_one_sentence_of_danger_is_found_among_harmless_ones(assistant, danger, intent):
    assert assistant.understand(BEFORE + danger + AFTER).result()["intent"]["name"] == intent
    other = assistant.understand(BEFORE + AFTER).result()["intent"]["name"]
    assert other not in ("crisis", "abuse")


@pytest.mark.parametrize("asked, intent", [
    ("how can i be more responsive to my husband when he hits me", "abuse"),
    ("how do i open up to him again after he choked me", "abuse"),
    ("any exercise for us? he kicked me again on sunday", "abuse"),
    ("how can i be more available to her, she throws things at me when i'm late", "abuse"),
    ("what can i do to be closer to him when he won't let me see my mum", "abuse")])
def test_danger_beside_a_question_goes_before_the_question(assistant, asked, intent):
    assert assistant.understand(asked).result()["intent"]["name"] == intent


@pytest.mark.parametrize("asked, intent", [
    ("how can i be more responsive when he is stressed", "ask_responsive"),
    ("give me a question to ask my wife, something light", "ask_starter"),
    ("how do i bring up money so we don't fight", "ask_raise_issue")])
def test_a_question_of_several_clauses_stays_one(assistant, asked, intent):
    assert assistant.understand(asked).result()["intent"]["name"] == intent


@pytest.mark.parametrize("harmless", [
    "he really pushed my buttons last night", "she hit the roof when I told her about the car",
    "she threatens to leave every time we argue"])
def test_an_idiom_is_no_danger(assistant, harmless):
    assert assistant.understand(harmless).result()["intent"]["name"] not in ("crisis", "abuse")


@pytest.mark.parametrize("danger", [
    "he pushed my buttons and then he pushed me down the stairs",
    "she hit the roof and threw the kettle at my head",
    "he threatens to leave and says he'll burn the house down with us in it first"])
def test_danger_beside_an_idiom_is_found(assistant, danger):
    assert assistant.understand(danger).result()["intent"]["name"] == "abuse"


@pytest.mark.parametrize("literal", [
    "he twisted my arm", "i want to die for real", "i want to die to see dad again",
    "he threatens to go after my mum", "he threatens to leave if i see my sister",
    "he says i leave over his dead body", "he says men kill for a lot less"])
def test_what_can_be_meant_literally_is_no_idiom(literal):
    doc = build_language()(literal)
    assert plain(doc, Clause(0, len(doc))) == literal


def test_a_stretch_is_read_without_its_idioms():
    doc = build_language()("he pushed my buttons again. then we laughed")
    first, second = (Clause(s.start, s.end) for s in doc.sents)
    assert plain(doc, first).split() == ["he", "again."]
    assert plain(doc, second) == "then we laughed"
