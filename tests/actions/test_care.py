"""Care: minors, the one who hurts, the way out, and what stays withheld."""

import pytest

from actions.base import PAUSE_SECONDS, REMIND_SECONDS
from actions.care import Care, Emergency, EndCare, QuickExit
from actions.helplines import lines_of_help, region_named
from actions.library import knowledge
from actions.person import Export, Privacy
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


def test_a_minor_in_danger_is_answered_for_the_danger_and_with_a_line_for_the_young(person):
    with database().begin() as session:
        people.set_region(session, person, "GB")
    messages, slots = act(Care(), person, "abuse", minor="yes")
    assert _first("abuse", messages) and "Childline" in messages[0]["text"]
    assert "0808 2000 247" in messages[0]["text"] and "999" in messages[0]["text"]
    again, _ = act(GiveStarter(), person, "ask_starter", slots)
    assert "Childline" in again[0]["text"] and knowledge("safety")["adult_button"] in _titles(again)


def test_a_second_danger_does_not_end_the_first(person):
    with database().begin() as session:
        people.set_region(session, person, "US")
    _, slots = act(Care(), person, "crisis")
    messages, slots = act(Care(), person, "abuse", slots)
    assert all(line in messages[0]["text"] for line in ("988", "800-799-7233", "911"))
    assert slots["care"] == "crisis+abuse"


@pytest.mark.parametrize("intent, answered, told", [
    ("abuse", "abuse", ("hurt_me", "partner_crisis")), ("crisis", "crisis", ("own_crisis", "hurt_me")),
    ("crisis", "abuse", ("hurt_me",))])
def test_a_danger_told_beside_another_gets_its_line_too(person, intent, answered, told):
    with database().begin() as session:
        people.set_region(session, person, "US")
    messages, slots = act(Care(), person, intent, kind=told)
    assert _first(answered, messages) and set(slots["care"].split("+")) == {"crisis", "abuse"}
    assert all(line in messages[0]["text"] for line in ("988", "800-799-7233", "911"))
    assert knowledge("safety")["hide"] in messages[1]["text"]


def test_the_way_out_is_not_offered_before_anything_was_said_about_it(person):
    messages, slots = act(Care(), person, "abuse")
    way_out = knowledge("safety")["fine_button"]
    assert way_out not in _titles(messages)
    assert way_out in _titles(act(GiveStarter(), person, "ask_starter", slots)[0])


@pytest.mark.parametrize("said", ["I am safe", "i'm really fine now", "no, i’m ok!"])
def test_who_says_that_they_are_safe_tells_no_new_danger(person, said):
    messages, slots = act(Care(), person, "abuse", {"care": "abuse"}, text=said)
    assert _first("safe", messages) and "care" not in slots and slots["asked"] == "go_on"


def test_the_way_out_and_the_region_can_be_typed(person):
    slots = {"care": "crisis"}
    act(GiveStarter(), person, "ask_starter", slots, text="UK")
    with database().begin() as session:
        assert people.region_of(session, person) == "GB"
    _, ended = act(GiveStarter(), person, "ask_starter", slots, text="I'm safe, let's go on")
    assert ended["care"] is None


def test_who_has_clearly_turned_to_something_else_is_asked_and_a_yes_ends_it(person):
    slots = act(Care(), person, "crisis")[1]
    first, more = act(GiveStarter(), person, "ask_starter", slots)
    assert _first("still_here", first) and more["asked"] is None
    again, more = act(GiveStarter(), person, "ask_starter", {**slots, **more})
    assert _first("go_on", again) and more["asked"] == "go_on"
    slots = {**slots, **more}
    assert act(GiveStarter(), person, "deny", slots, text="no")[1].get("care", "on") == "on"
    assert act(GiveStarter(), person, "affirm", slots, text="yes")[1]["care"] is None


def test_a_yes_that_was_not_asked_for_ends_nothing_and_danger_starts_the_count_anew(person):
    slots = act(Care(), person, "crisis")[1]
    slots.update(act(GiveStarter(), person, "ask_starter", slots)[1])
    messages, more = act(GiveStarter(), person, "affirm", slots, text="yes")
    assert _first("affirm", messages) and "care" not in more
    slots.update(act(Care(), person, "crisis", slots)[1])
    assert _first("still_here", act(GiveStarter(), person, "ask_starter", slots)[0])


def test_a_no_to_its_own_question_is_heard(person):
    slots = act(Care(), person, "abuse")[1]
    messages, _ = act(GiveStarter(), person, "deny", slots, text="no")
    assert _first("deny", messages) and "emergency number" in messages[0]["text"]


def test_the_partners_life_in_danger_is_answered_as_theirs(person):
    assert _first("crisis_partner", act(Care(), person, "crisis", kind="partner_crisis")[0])
    assert _first("crisis_partner", act(Care(), person, "abuse", kind="partner_crisis")[0])
    both = act(Care(), person, "crisis", kind=("partner_crisis", "own_crisis"))[0]
    assert _first("crisis", both)


def test_what_cannot_wait_gets_the_emergency_number_first_and_again(person):
    messages, slots = act(Care(), person, "crisis", kind=("now", "partner_crisis"))
    assert _first("now", messages)
    assert "emergency number" in messages[0]["text"].rpartition("\n\n")[2].splitlines()[0]
    again, _ = act(GiveStarter(), person, "affirm", slots, text="yes")
    assert _first("still_now", again)
    assert "emergency number" in again[0]["text"].rpartition("\n\n")[2].splitlines()[0]


def test_who_was_choked_is_told_to_see_a_doctor(person):
    messages, _ = act(Care(), person, "abuse", kind=("hurt_me", "choked"))
    assert knowledge("safety")["choked"].strip() in messages[0]["text"]


@pytest.mark.parametrize("key, told", [
    ("fault", {"kind": "fault"}), ("angry", {"answer": "insult"})])
def test_what_is_said_in_care_mode_is_answered(person, key, told):
    assert _first(key, act(GiveStarter(), person, "out_of_scope", {"care": "abuse"}, **told)[0])


def test_whoever_hurt_somebody_is_not_told_that_it_is_not_their_fault(person):
    messages, _ = act(GiveStarter(), person, "out_of_scope", {"care": "i_hurt"}, kind="fault")
    assert not _first("fault", messages)


@pytest.mark.parametrize("said", [
    "im safe lets go on", "it was a false alarm, i'm safe", "ok let's go on", "false alarm lol"])
def test_the_way_out_can_be_typed_in_other_words_but_not_by_a_minor(person, said):
    assert act(Care(), person, "crisis", {"care": "crisis"}, text=said)[1]["care"] is None
    assert act(GiveStarter(), person, "deny", {"care": "minor"}, text=said)[1]["care"] == "minor"


@pytest.mark.parametrize("said, region", [
    ("i live in scotland", "GB"), ("im in australia", "AU"), ("I'm from India, give me a number", "IN"),
    ("germany", "EU"), ("is there a number for canada", "CA"), ("my husband is from spain", None),
    ("in us there is no trust", None), ("we are in this together", None)])
def test_a_country_is_understood_where_somebody_says_that_they_are_there(said, region):
    assert region_named(said) == region


def test_a_country_named_with_the_danger_is_kept(person):
    messages, _ = act(Care(), person, "abuse", text="i am in ireland and he hits me")
    assert "1800 341 900" in messages[0]["text"]
    with database().begin() as session:
        assert people.region_of(session, person) == "IE"


def test_the_region_is_asked_once_and_again_when_the_lines_are_called_for(person):
    region = knowledge("regions")["GB"]["title"]
    messages, slots = act(Care(), person, "crisis")
    assert region in _titles(messages)
    assert region not in _titles(act(GiveStarter(), person, "ask_starter", slots)[0])
    assert region in _titles(act(Emergency(), person, "emergency", slots)[0])


def test_after_the_quick_exit_whoever_asks_sees_no_line_of_help(person, moved_clock):
    slots = act(Care(), person, "abuse")[1]
    slots.update(act(QuickExit(), person, "quick_exit", slots)[1])
    for intent in ("bot_challenge", "greet", "capabilities", "out_of_scope"):
        messages, more = act(GiveStarter(), person, intent, slots)
        assert "line" not in messages[0]["text"].split() and not messages[0]["buttons"]
        assert lines_of_help(["abuse"])[0] not in messages[0]["text"]
        slots.update(more)
    for action, intent in ((Privacy(), "privacy"), (Export(), "export")):
        messages, _ = act(action, person, intent, slots)
        assert "unsafe" not in messages[0]["text"] and not messages[0].get("custom")
    assert _first("still_here", act(GiveStarter(), person, "ask_starter", slots)[0])
    moved_clock(2 * PAUSE_SECONDS)
    assert _first("still_here", act(GiveStarter(), person, "greet", slots)[0])


def test_who_asks_whether_it_is_a_person_is_told_so_in_care_mode_too(person):
    messages, _ = act(GiveStarter(), person, "bot_challenge", {"care": "crisis"})
    assert _first("bot_challenge", messages) and "▸" not in messages[0]["text"]


def test_the_one_who_hurts_is_answered_without_blame_and_with_a_line_of_their_own(person):
    with database().begin() as session:
        people.set_region(session, person, "US")
    messages, slots = act(Care(), person, "abuse", kind="i_hurt")
    assert _first("i_hurt", messages) and slots["care"] == "i_hurt"
    assert "800-799-7233" in messages[0]["text"] and "not your fault" not in messages[0]["text"]


def test_who_fights_back_is_not_the_one_who_hurts(person):
    slots = act(Care(), person, "abuse", kind=("i_hurt", "hurt_me"))[1]
    assert slots["care"] == "abuse"
    assert act(Care(), person, "abuse", {"care": "i_hurt"})[1]["care"] == "i_hurt"


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


def test_who_comes_without_start_is_told_once_that_it_is_a_program(person):
    said = [act(GiveStarter(), person, "ask_starter")[0] for _ in range(2)]
    told = [any(text in messages[-1]["text"] for text in knowledge("replies")["a_program"])
            for messages in said]
    assert told == [True, False]
