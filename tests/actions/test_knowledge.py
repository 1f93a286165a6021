"""The knowledge is whole: every label has its texts, nothing dangles, nothing is too long."""

import copy
import datetime
from collections import Counter

import pytest

from actions import content
from actions.content import PRACTICES
from actions.library import FOLDER, knowledge
from actions.practices import PRACTICE_OF_INTENT
from nlu.labels import SIGNS, STRESSORS

EFFORTS = {"minutes", "evening", "week"}
DEPTHS = {"light", "deeper", "vulnerable"}
SUBJECTS = sorted(path.stem for path in FOLDER.glob("*.yml"))


def test_the_check_of_the_content_finds_nothing():
    assert list(content.problems()) == []


@pytest.mark.parametrize("subject, change, said", [
    ("steps", lambda k: k["engaged"][0].pop("say"), "'say' is a required property"),
    ("steps", lambda k: k["engaged"][0].update(effort="years"), "'years' is not one of"),
    ("steps", lambda k: k["engaged"][0].update(id=k["engaged"][1]["id"]), "stands 2 times"),
    ("starters", lambda k: k[0].update(signs=["boredom"]), "'boredom' is not one of"),
    ("replies", lambda k: k["greet"].append("Hi there. " * 80), "do not fit a phone screen"),
    ("replies", lambda k: k["greet"].append(k["greet"][0]), "said twice"),
    ("replies", lambda k: k["greet"].append("This treatment will help you both."), "must not say"),
    ("helplines", lambda k: k[0].update(country="XX"), "is not in regions.yml"),
])
def test_the_check_of_the_content_names_what_is_wrong(monkeypatch, subject, change, said):
    broken = copy.deepcopy(knowledge(subject))
    change(broken)
    monkeypatch.setattr(content, "knowledge",
                        lambda name: broken if name == subject else knowledge(name))
    assert any(said in problem for problem in content.problems())


def test_lines_of_help_grow_old_after_a_year():
    checked = min(line["checked"] for line in knowledge("helplines"))
    assert not list(content.old_helplines(checked + datetime.timedelta(days=365)))
    assert list(content.old_helplines(checked + datetime.timedelta(days=366)))


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


def test_there_are_at_least_300_starters_and_each_topic_has_every_depth():
    starters = knowledge("starters")
    assert len(starters) >= 300
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
    from actions.helplines import lines_of_help

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
