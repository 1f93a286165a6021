"""Corrections: kept with consent alone, and as labelled messages."""

from actions.person import Learn
from actions.readings import AskWhich, NotQuite
from actions.signs import AnswerSigns
from store import corrections
from store.database import database
from tests.actions.acting import act

READINGS = ["time", "ask_responsive", "needs", "ask_starter", "good_news", "guard"]


def _kept(person_id):
    with database().begin() as session:
        return [c for c in corrections.everything(session) if c["text"].startswith(person_id)]


CONSENT = {"keep_corrections": True}


def _misread(person_id, slots=None):
    return act(AnswerSigns(), person_id, slots=slots, text=f"{person_id} says this", sign="time",
               readings=READINGS)[1]


def test_without_consent_no_words_are_kept(person):
    slots = _misread(person)
    assert slots["readings"] == READINGS and slots["last_words"] is None
    act(AnswerSigns(), person, "correct", slots, sign="needs")
    assert _kept(person) == []


def test_with_consent_a_correction_is_kept_once_as_a_labelled_message(person):
    slots = {**CONSENT, **_misread(person, CONSENT)}
    _, after = act(AnswerSigns(), person, "correct", slots, sign="needs")
    assert _kept(person) == [{"text": f"{person} says this", "intent": "sign",
                              "signs": ["needs"], "stressors": []}]
    assert after["last_words"] is None


def test_what_was_said_before_consent_was_withdrawn_is_not_kept_by_a_later_tap(person):
    slots = {**CONSENT, **_misread(person, CONSENT)}
    _, withdrawn = act(Learn(), person, "learn", slots, value="no")
    assert withdrawn["last_words"] is None
    act(AnswerSigns(), person, "correct", {**slots, "keep_corrections": False}, sign="needs")
    assert _kept(person) == []


def test_words_of_somebody_unsafe_are_not_kept(person):
    from actions.care import Care

    assert act(Care(), person, "abuse", CONSENT, readings=READINGS)[1]["last_words"] is None


def test_the_signs_that_were_not_answered_come_first_by_likelihood(person):
    messages, _ = act(NotQuite(), person, "not_quite", {"readings": READINGS, "signs": ["time"]})
    titles = [b["payload"] for b in messages[0]["buttons"]]
    assert titles == ['/correct{"sign":"needs"}', '/correct{"sign":"guard"}',
                      '/ask_responsive{"reading":"1"}', '/ask_starter{"reading":"1"}',
                      "/something_else"]


def test_two_readings_are_offered_where_it_is_not_sure(person):
    messages, _ = act(AskWhich(), person, "nlu_fallback", readings=READINGS)
    assert [b["payload"] for b in messages[0]["buttons"]] == [
        '/correct{"sign":"time"}', '/ask_responsive{"reading":"1"}', "/something_else"]
