"""Wording an issue, and looking at a draft."""

import pytest

from actions.article import RaiseIssue
from actions.care import Care
from actions.drafts import CheckDraft, findings
from actions.library import knowledge
from actions.raising import ChangePart, PutTogether, addressed, message_of, part_of_message
from store import people
from store.database import database
from tests.actions.acting import act


@pytest.mark.parametrize("told, said", [
    ("he never asks how my day was", "you never ask how my day was"),
    ("she was on her phone all dinner", "you were on your phone all dinner"),
    ("he's always late and he doesn't call", "you're always late and you don't call"),
    ("I waited for him for an hour", "I waited for you for an hour"),
    ("they forgot their promise", "you forgot your promise"),
    ("my husband came home late", "you came home late"),
    ("I told her about it and she laughed", "I told you about it and you laughed"),
    ("my mother came and she stayed for hours", "my mother came and she stayed for hours"),
])
def test_a_tale_about_the_partner_becomes_words_to_the_partner(told, said):
    assert addressed(told) == said


@pytest.mark.parametrize("part, told, said", [
    ("felt", "I felt invisible.", "invisible"),
    ("felt", "it made me feel small", "small"),
    ("felt", "Lonely", "lonely"),
    ("need", "i just need a hug!", "a hug"),
    ("need", "more of your time", "your time"),
    ("ask", "he could put the phone away at dinner", "put the phone away at dinner"),
    ("ask", "could you please ring when you are late?", "ring when you are late"),
    ("happened", "When he left without a word", "you left without a word"),
    ("happened", "I was on my own on Sunday", "I was on my own on Sunday"),
    ("felt", "felt", "felt"),
])
def test_answers_fit_into_the_message(part, told, said):
    assert part_of_message(part, told) == said


def test_the_message_is_in_the_persons_own_words():
    assert message_of({"happened": "He forgot our date.", "felt": "sad", "need": "I need to matter",
                       "ask": "tell me a day before"}) == (
        "When you forgot our date, I felt sad. I need to matter. Would you tell me a day before?")


@pytest.mark.parametrize("draft, kinds", [
    ("You never help me and you're so lazy", {"absolute", "you_statement", "insult"}),
    ("You obviously don't care about us", {"mind_reading"}),
    ("thanks for nothing, must be nice to sleep in", {"sarcasm"}),
    ("Come home by six or else", {"threat"}),
    ("It's your fault that we were late", {"you_statement"}),
    ("Yesterday I sat there alone and felt forgotten. I'd like to eat with you tonight.", set()),
    ("I will always love you and I miss our walks", set()),
])
def test_what_could_accuse_is_found_and_what_speaks_of_oneself_is_not(draft, kinds):
    assert {finding.kind for finding in findings(draft)} == kinds


def test_a_remark_quotes_the_words_and_the_draft_is_not_kept(person):
    messages, slots = act(CheckDraft(), person, slots={"draft": "You never call me"})
    assert "“You never”" in messages[0]["text"] and slots["draft"] is None


def test_a_draft_that_is_fine_is_called_fine(person):
    with database().begin() as session:
        people.see(session, person)  # a stranger is told more
    messages, _ = act(CheckDraft(), person, slots={"draft": "I missed you on Sunday. Shall we walk?"})
    assert messages[0]["text"] in knowledge("raising")["fine"]


def test_a_draft_quoted_in_the_question_is_looked_at_at_once(person):
    messages, _ = act(RaiseIssue(), person, intent="ask_raise_issue",
                      text='Can I tell him "you always leave me alone with it"?')
    assert "“you always”" in messages[0]["text"]


def test_the_parts_are_put_together_and_each_can_be_taken_back(person):
    parts = {"happened": "he was late", "felt": "sad", "need": "rest", "ask": "call me"}
    messages, _ = act(PutTogether(), person, slots=parts)
    assert "When you were late, I felt sad. I need rest. Would you call me?" in messages[0]["text"]
    _, slots = act(ChangePart(), person, part="felt")
    assert slots["felt"] is None


def test_care_ends_every_form(person):
    _, slots = act(Care(), person, intent="crisis", slots={"requested_slot": "happened"})
    assert slots["requested_slot"] is None and slots["care"] == "crisis"
