"""Going on with a thread: on another day, and what is counted."""

import pytest

from actions.library import knowledge
from actions.signs import AnswerSigns
from actions.small_talk import Reply, Start
from actions.starters import GiveStarter
from actions.thread import StepWent, WhyStep, daytime
from store import clock
from tests.actions.acting import act


def _later(monkeypatch, seconds):
    now = clock.now() + seconds
    monkeypatch.setattr(clock, "now", lambda: now)


def _is_of(key, messages):
    return any(text in messages[0]["text"] for text in knowledge("thread")[key])


@pytest.mark.parametrize("action, intent", [(Reply(), "greet"), (Start(), "start")])
def test_on_another_day_it_asks_once_how_the_step_went(action, intent, person, monkeypatch):
    _, slots = act(AnswerSigns(), person, sign="time")
    _later(monkeypatch, 86400)
    messages, later = act(action, person, intent=intent, slots=slots, text="hi", readings=["sign"])
    assert _is_of("how_it_went", messages)
    assert [b["payload"] for b in messages[0]["buttons"]][0] == '/step_went{"value":"well"}'
    assert later["last_step"] == slots["last_step"]
    messages, _ = act(action, person, intent=intent, slots={**slots, **later})
    assert not _is_of("how_it_went", messages)


def test_within_the_same_talk_nobody_is_asked_how_the_step_went(person):
    _, slots = act(AnswerSigns(), person, sign="time")
    messages, _ = act(Reply(), person, intent="greet", slots=slots)
    assert not _is_of("how_it_went", messages)


@pytest.mark.parametrize("outcome, card", [("well", False), ("badly", True), ("not_tried", True)])
def test_each_outcome_has_its_words_and_only_success_needs_no_other_way(outcome, card, person):
    _, slots = act(AnswerSigns(), person, sign="guard")
    messages, _ = act(StepWent(), person, intent="step_went", slots=slots, value=outcome)
    assert _is_of(outcome, messages) and ("▸ " in messages[0]["text"]) is card


@pytest.mark.parametrize("said, outcome", [("well", "well"), ("not_tried", "not_tried"), ("badly", "badly")])
def test_an_outcome_may_be_typed(said, outcome, person):
    _, slots = act(AnswerSigns(), person, sign="guard")
    messages, after = act(Reply(), person, intent="good_news", readings=["good_news"], answer=said,
                          slots={**slots, "asked": "how_it_went", "talk": [clock.now()] * 2})
    assert _is_of(outcome, messages) and after["asked"] == (None if outcome == "well" else "doable")


def test_an_old_question_is_no_longer_open(person):
    _, slots = act(AnswerSigns(), person, sign="guard")
    messages, _ = act(Reply(), person, intent="affirm", readings=["affirm"],
                      slots={**slots, "signs": ["guard"], "talk": [0.0, clock.now() - 7200]})
    assert not _is_of("will_try", messages)


def test_why_a_step_names_the_reason_of_its_practice(person):
    messages, _ = act(WhyStep(), person, intent="why_step", step="responsive-01",
                      slots={"signs": ["needs"]})
    assert knowledge("practices")["responsive"]["why"] in messages[0]["text"]


def test_a_step_that_is_no_more_still_has_a_reason(person):
    messages, _ = act(WhyStep(), person, intent="why_step", step="gone-99")
    assert messages[0]["text"] and messages[0]["buttons"]


def test_hours_have_their_greetings():
    assert [daytime(h) for h in (3, 8, 15, 20, 23)] == [
        knowledge("thread")[k] for k in ("night", "morning", "afternoon", "evening", "night")]


def test_buttons_stay_below_telegrams_limit(person):
    messages, _ = act(AnswerSigns(), person, sign="communication")
    starters, _ = act(GiveStarter(), person, intent="ask_starter")
    for button in messages[0]["buttons"] + starters[0]["buttons"]:
        assert len(button["payload"].encode()) <= 64
