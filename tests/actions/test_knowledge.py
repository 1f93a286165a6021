"""The knowledge is whole: every label has its texts, nothing dangles, nothing is too long."""

import datetime
import re
from collections import Counter

import pytest

from actions.library import FOLDER, knowledge
from actions.practices import PRACTICE_OF_INTENT
from nlu.labels import SIGNS, STRESSORS

# About what a phone shows without scrolling.
SCREEN = 600
PRACTICES = ("emotional_intimacy", "authenticity", "accessible", "responsive", "engaged")
EFFORTS = {"minutes", "evening", "week"}
DEPTHS = {"light", "deeper", "vulnerable"}
SUBJECTS = sorted(path.stem for path in FOLDER.glob("*.yml"))
# Words that a program must not use of itself, or that diagnose.
FORBIDDEN = re.compile(r"\b(diagnos(e|es|ed)|treatment|patholog\w+|narcissist\w*|i love you too)\b", re.I)


def _texts(value, path=""):
    """(path, text) of every text in a piece of knowledge that a person may read."""
    if isinstance(value, str):
        if " " in value:
            yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, f"{path}[{number}]")


ALL = [(f"{subject}{path}", text) for subject in SUBJECTS
       for path, text in _texts(knowledge(subject), "")]


def test_nothing_is_longer_than_a_phone_screen():
    assert [path for path, text in ALL if len(text) > SCREEN] == []


def test_no_sentence_stands_anywhere_twice():
    sentences = Counter(
        sentence.strip().lower() for path, text in ALL if "helplines" not in path
        for sentence in re.split(r"(?<=[.?!])\s+|\n", text) if len(sentence.split()) > 4)
    assert [s for s, n in sentences.items() if n > 1] == []


def test_no_text_diagnoses_or_flatters_itself():
    assert [path for path, text in ALL if FORBIDDEN.search(text)] == []


def test_the_first_line_of_each_file_says_what_it_is_for():
    assert [s for s in SUBJECTS
            if not (FOLDER / f"{s}.yml").read_text(encoding="utf-8").startswith("# ")] == []


@pytest.mark.parametrize("sign", SIGNS)
def test_every_sign_is_reflected_answered_and_paired_with_each_other(sign):
    entry = knowledge("signs")[sign]
    assert len(entry["reflections"]) >= 8
    assert len(entry["title"]) <= 26
    assert set(entry["practices"]) <= set(PRACTICES)
    assert set(entry["because"]) == set(entry["practices"])
    assert all(len(texts) >= 2 for texts in entry["because"].values())
    assert set(entry["pairs"]) == set(SIGNS) - {sign}


@pytest.mark.parametrize("practice", PRACTICES)
def test_every_practice_is_explained_and_has_steps_of_every_effort(practice):
    entry = knowledge("practices")[practice]
    assert {"name", "title", "what", "why", "leads", "scene"} <= set(entry)
    assert len(entry["scene"]) >= 3 and len(entry["leads"]) >= 3
    steps = knowledge("steps")[practice]
    assert len(steps) >= 10 and {step["effort"] for step in steps} == EFFORTS


@pytest.mark.parametrize("stressor", STRESSORS)
def test_every_stressor_has_its_colours_and_steps_made_for_it(stressor):
    assert len(knowledge("stressors")[stressor]["colours"]) >= 4
    made_for_it = [step for steps in knowledge("steps").values() for step in steps
                   if stressor in step.get("stressors", ())]
    assert len(made_for_it) >= 3


def test_every_sign_has_plenty_of_steps_and_each_step_is_well_formed():
    steps = [step for group in knowledge("steps").values() for step in group]
    assert len({step["id"] for step in steps}) == len(steps)
    for step in steps:
        assert set(step["signs"]) <= set(SIGNS) and step["signs"]
        assert set(step.get("stressors", ())) <= set(STRESSORS)
    counted = Counter(sign for step in steps for sign in step["signs"])
    assert min(counted[sign] for sign in SIGNS) >= 15


def test_there_are_at_least_120_starters_and_each_topic_has_every_depth():
    starters = knowledge("starters")
    assert len(starters) >= 120
    assert len({s["id"] for s in starters}) == len(starters)
    for starter in starters:
        assert starter["depth"] in DEPTHS and starter["practice"] in PRACTICES
        assert set(starter["signs"]) <= set(SIGNS)
        assert len(starter["text"]) <= 200 and len(starter["follow_up"]) <= 160
    for topic in {s["topic"] for s in starters}:
        assert {s["depth"] for s in starters if s["topic"] == topic} == DEPTHS


def test_every_question_about_a_practice_leads_to_one_that_exists():
    assert set(PRACTICE_OF_INTENT.values()) == set(knowledge("practices")) == set(PRACTICES)


def test_every_region_is_served_in_crisis_and_abuse_and_every_line_is_complete():
    from actions.care import lines_of_help

    for entry in knowledge("helplines"):
        assert entry["country"] in knowledge("regions")
        assert entry["name"] and entry["reach"] and entry["source"]
        assert isinstance(entry["checked"], datetime.date)
    for region in [None, *knowledge("regions")]:
        for kind in ("crisis", "abuse"):
            lines = lines_of_help(kind, region)
            assert 1 <= len(lines) <= 3
            assert any("mergency" in line or "911" in line or "Danger" in line
                       for line in lines), (region, kind)


def test_what_telegram_shows_of_the_bot_fits_its_limits():
    assert len(knowledge("profile")["description"]) <= 512
    assert len(knowledge("profile")["short_description"]) <= 120
