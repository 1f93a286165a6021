"""Care: minors, the one who hurts, the way out, and what stays withheld."""

from actions.base import PAUSE_SECONDS, REMIND_SECONDS
from actions.care import Care, EndCare, QuickExit
from actions.library import knowledge
from actions.signs import AnswerSigns
from actions.starters import GiveStarter
from store import people
from store.database import database
from tests.actions.acting import act


def _first(key, messages):
    return any(text in messages[0]["text"] for text in knowledge("safety")[key])


def _titles(messages):
    return [b["title"] for m in messages for b in m["buttons"] or []]


def test_a_minor_is_told_kindly_and_stays_without_coaching_until_they_say_otherwise(person):
    messages, slots = act(AnswerSigns(), person, sign="time", minor="yes")
    assert _first("minor", messages) and slots["care"] == "minor" and "▸" not in messages[0]["text"]
    again, _ = act(GiveStarter(), person, "ask_starter", slots)
    assert _first("minor", again) and knowledge("safety")["adult_button"] in _titles(again)
    _, ended = act(EndCare(), person, "i_am_safe", slots)
    assert ended["care"] is None


def test_a_minor_in_a_known_region_gets_the_line_for_young_people(person):
    with database().begin() as session:
        people.set_region(session, person, "GB")
    messages, _ = act(AnswerSigns(), person, sign="time", minor="yes")
    assert "Childline" in messages[0]["text"]


def test_a_minor_in_danger_is_answered_for_the_danger(person):
    messages, slots = act(Care(), person, "crisis", minor="yes")
    assert _first("crisis", messages) and slots["care"] == "crisis"


def test_the_one_who_hurts_is_answered_without_blame_and_with_a_line_of_their_own(person):
    with database().begin() as session:
        people.set_region(session, person, "US")
    messages, slots = act(Care(), person, "abuse", kind="i_hurt")
    assert _first("i_hurt", messages) and slots["care"] == "i_hurt"
    assert "800-799-7233" in messages[0]["text"] and "not your fault" not in messages[0]["text"]


def test_abuse_is_told_once_how_to_hide_the_talk(person):
    messages, slots = act(Care(), person, "abuse")
    assert knowledge("safety")["hide"] in messages[1]["text"]
    assert len(act(Care(), person, "abuse", slots)[0]) == 1


def test_the_quick_exit_shows_a_harmless_starter_and_nothing_else(person):
    _, slots = act(Care(), person, "abuse")
    messages, _ = act(QuickExit(), person, "quick_exit", slots)
    light = [s["text"] for s in knowledge("starters") if s["depth"] == "light"]
    assert len(messages) == 1 and messages[0]["text"] in light and not messages[0]["buttons"]


def test_every_three_hours_of_a_talk_it_says_that_it_is_a_program(person, moved_clock):
    slots, said = {}, []
    for _ in range(9):
        messages, more = act(GiveStarter(), person, "ask_starter", slots)
        slots.update(more)
        said.append(any(t == messages[-1]["text"] for t in knowledge("replies")["still_a_program"]))
        moved_clock(0.5 * PAUSE_SECONDS)
    assert said.index(True) * 0.5 * PAUSE_SECONDS > REMIND_SECONDS and sum(said) == 1
    moved_clock(8 * PAUSE_SECONDS)
    messages, _ = act(GiveStarter(), person, "ask_starter", slots)
    assert len(messages) == 1
