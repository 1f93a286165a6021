"""Each action on a real tracker and a real database."""

import base64

import pytest

from actions.care import Care, EndCare, SetRegion
from actions.check_in import BeginCheckIn, KeepNote, Rate
from actions.library import knowledge
from actions.practices import ExplainPractice
from actions.signs import AnotherStep, AnswerSigns
from actions.small_talk import Reply, Start
from actions.starters import GiveStarter
from actions.trend import as_text, strong_and_weak
from nlu.labels import SIGNS
from store import check_ins, people
from store.database import database
from tests.actions.acting import act


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_gets_its_reflection_a_practice_and_a_step_of_that_sign(sign, person):
    messages, slots = act(AnswerSigns(), person, sign=sign)
    steps = {s["id"]: s for group in knowledge("steps").values() for s in group}
    assert any(r in messages[0]["text"] for r in knowledge("signs")[sign]["reflections"])
    assert sign in steps[slots["last_step"]]["signs"]
    assert steps[slots["last_step"]]["text"] in messages[0]["text"]
    assert slots["last_practice"] in knowledge("signs")[sign]["practices"]


def test_two_signs_are_reflected_together_and_the_persons_words_are_quoted(person):
    messages, _ = act(AnswerSigns(), person, sign=["time", "needs"],
                       text="he is always out and never hugs me")
    assert "“he is always out and never hugs me”" in messages[0]["text"]
    assert any(p in messages[0]["text"] for p in knowledge("signs")["time"]["pairs"]["needs"])


def test_a_pressure_colours_the_answer_and_the_choice_of_the_step(person):
    messages, slots = act(AnswerSigns(), person, sign="time", stressor="children")
    colours = knowledge("stressors")["children"]["colours"]
    assert any(colour in messages[0]["text"] for colour in colours)
    step = next(s for g in knowledge("steps").values() for s in g if s["id"] == slots["last_step"])
    assert "children" in step.get("stressors", [])


def test_the_same_message_twice_gets_two_different_answers(person):
    first, _ = act(AnswerSigns(), person, sign="needs")
    second, _ = act(AnswerSigns(), person, sign="needs")
    assert not set(first[0]["text"].split("\n\n")) & set(second[0]["text"].split("\n\n"))


def test_no_step_comes_twice_before_all_steps_of_the_sign_have_come(person):
    seen = [act(AnotherStep(), person, "another_step", sign="guard")[1]["last_step"]
            for _ in range(20)]
    assert len(set(seen)) == 20


def test_a_question_about_a_practice_gets_that_practice_and_a_step_of_it(person):
    messages, slots = act(ExplainPractice(), person, "ask_responsive")
    assert knowledge("practices")["responsive"]["what"] in messages[0]["text"]
    assert slots["last_step"].startswith("responsive")


def test_starters_fit_the_wish_and_do_not_repeat(person):
    fitting = {s["id"] for s in knowledge("starters")
               if s["topic"] == "fun" and s["depth"] == "light"}
    seen = [act(GiveStarter(), person, "starter", topic="fun", depth="light")[1]["last_starter"]
            for _ in fitting]
    assert set(seen) == fitting
    messages, _ = act(GiveStarter(), person, "starter", topic="fun", depth="light")
    assert messages[0]["text"] in knowledge("replies")["all_used"]


def test_a_check_in_asks_all_five_and_then_sums_up_with_a_step(person):
    messages, slots = act(BeginCheckIn(), person, "ask_check_in")
    for value, sign in enumerate(SIGNS):
        assert knowledge("signs")[sign]["check_in"] in messages[0]["text"]
        messages, changed = act(Rate(), person, "rate", slots=slots, sign=sign,
                                 value=str(min(value, 4)))
        slots = {**slots, **changed}
    assert "●●●●" in messages[0]["text"] and "▸ " in messages[-1]["text"]
    assert not any("custom" in m and "picture" in (m["custom"] or {}) for m in messages)
    assert slots["check_in"] is None


def test_a_second_check_in_tells_what_moved_since(person):
    for value in ("1", "3"):
        slots = {"check_in": {}}
        for sign in SIGNS:
            messages, changed = act(Rate(), person, "rate", slots=slots, sign=sign, value=value)
            slots = {**slots, **changed}
    assert "+2" in messages[0]["text"]
    text, png = messages[1]["text"], base64.b64decode(messages[1]["custom"]["picture"]["png"])
    assert text.count("1 → 3") == 5
    assert png.startswith(b"\x89PNG") and 20_000 < len(png) < 300_000


def test_what_is_strong_and_what_wants_care_is_told(person):
    answers = dict(zip(SIGNS, (4, 3, 2, 1, 0)))
    assert strong_and_weak(answers, 4) == (list(SIGNS[:2]), list(SIGNS[3:]))


def test_a_long_history_shows_the_latest_of_it():
    history = [(day * 86400.0, dict.fromkeys(SIGNS, day % 5)) for day in range(20)]
    assert as_text(history).splitlines()[1].startswith("2 → 3 → 4 → 0 → 1 → 2 → 3 → 4")


def test_a_sentence_is_kept_with_the_check_in(person):
    with database().begin() as session:
        check_ins.add(session, person, dict.fromkeys(SIGNS, 2))
    act(KeepNote(), person, slots={"note": "a slow week"})
    with database().begin() as session:
        assert people.everything_about(session, person)["check_ins"][0]["note"] == "a slow week"


def test_a_typed_number_answers_the_question_of_a_check_in(person):
    messages, slots = act(Reply(), person, "out_of_scope", slots={"check_in": {}}, text="3")
    assert slots["check_in"] == {SIGNS[0]: 3}


@pytest.mark.parametrize("kind", ["crisis", "abuse"])
def test_somebody_unsafe_gets_people_to_talk_to_and_no_step(kind, person):
    messages, slots = act(Care(), person, kind)
    assert "findahelpline.com" in messages[0]["text"] and "▸" not in messages[0]["text"]
    assert slots["care"] == kind


def test_while_in_care_mode_nothing_else_answers(person):
    for action, intent in ((AnswerSigns(), "sign"), (GiveStarter(), "starter"),
                           (ExplainPractice(), "ask_responsive"), (Reply(), "thank")):
        messages, slots = act(action, person, intent, slots={"care": "abuse"}, sign="needs")
        assert any(t in messages[0]["text"] for t in knowledge("safety")["still_here"])
        assert not slots.keys() & {"care", "signs", "partner", "practice"}


def test_care_mode_ends_by_the_persons_own_tap(person):
    _, slots = act(EndCare(), person, "i_am_safe", slots={"care": "crisis"})
    assert slots["care"] is None


def test_a_chosen_region_brings_its_own_lines(person):
    messages, _ = act(SetRegion(), person, "set_region", slots={"care": "abuse"}, region="US")
    assert "800-799-7233" in messages[0]["text"] and "911" in messages[0]["text"]


def test_a_stranger_is_told_who_this_is_and_somebody_known_is_not(person):
    first, _ = act(Start(), person, "start")
    assert "program" in first[0]["text"] and "therapist" in first[0]["text"]
    assert act(Start(), person, "start")[0][0]["text"] in knowledge("replies")["welcome_back"]
