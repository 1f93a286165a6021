"""Checks the knowledge: for `coach check --content`, so that a writer needs no Python."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from typing import Any, Dict, Iterator, List, Tuple

from jsonschema import Draft202012Validator

from actions.library import FOLDER, knowledge
from nlu.labels import SIGNS, STRESSORS

# About what a phone shows without scrolling.
SCREEN = 600
HELPLINE_DAYS = 365
PRACTICES = ("emotional_intimacy", "authenticity", "accessible", "responsive", "engaged")
# Words that a program must not use of itself, or that diagnose.
FORBIDDEN = re.compile(r"\b(diagnos(e|es|ed)|treatment|patholog\w+|narcissist\w*)\b", re.I)


def _record(required: Dict[str, Any], **optional: Any) -> Dict[str, Any]:
    return {"type": "object", "required": list(required), "additionalProperties": False,
            "properties": {**required, **optional}}


def _text(longest: int) -> Dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": longest}


def _some_of(names: Tuple[str, ...], least: int = 0) -> Dict[str, Any]:
    return {"type": "array", "items": {"enum": list(names)}, "minItems": least}


STEP = _record({"id": _text(40), "effort": {"enum": ["minutes", "evening", "week"]},
                "signs": _some_of(SIGNS, 1), "text": _text(300), "say": _text(200)},
               stressors=_some_of(STRESSORS, 1))
STARTER = _record({"id": _text(40), "topic": _text(20), "practice": {"enum": list(PRACTICES)},
                   "depth": {"enum": ["light", "deeper", "vulnerable"]},
                   "text": _text(200), "follow_up": _text(160)}, signs=_some_of(SIGNS))
HELPLINE = _record({"country": _text(4), "name": _text(60), "reach": _text(80), "hours": _text(40),
                    "for": _some_of(("crisis", "abuse", "emergency", "minor", "i_hurt"), 1),
                    "source": _text(80), "checked": {}})


def texts(value: Any, path: str) -> Iterator[Tuple[str, str]]:
    """(path, text) of every text in a piece of knowledge that a person may read."""
    if isinstance(value, str):
        if " " in value:
            yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from texts(inner, f"{path}[{number}]")


def all_texts() -> List[Tuple[str, str]]:
    """(path, text) of all files."""
    subjects = sorted(path.stem for path in FOLDER.glob("*.yml"))
    return [pair for subject in subjects for pair in texts(knowledge(subject), subject)]


def _records() -> Iterator[str]:
    tables = [(f"steps.{practice}", group, STEP) for practice, group in knowledge("steps").items()]
    tables += [("starters", knowledge("starters"), STARTER),
               ("helplines", knowledge("helplines"), HELPLINE)]
    for name, rows, schema in tables:
        validator = Draft202012Validator(schema)
        for number, row in enumerate(rows):
            for error in validator.iter_errors(row):
                yield f"{name}[{number}]: {error.message}"
    ids = Counter((name.partition(".")[0], row["id"]) for name, rows, _ in tables
                  for row in rows if "id" in row)
    yield from (f"{name}: the id {i} stands {n} times" for (name, i), n in ids.items() if n > 1)


def problems() -> Iterator[str]:
    """What is wrong in the knowledge, each with its place."""
    yield from _records()
    found = all_texts()
    for path, text in found:
        if len(text) > SCREEN:
            yield f"{path}: {len(text)} characters do not fit a phone screen ({SCREEN})"
        if FORBIDDEN.search(text):
            yield f"{path}: a program must not say “{FORBIDDEN.search(text).group()}”"
    sentences = Counter(
        sentence.strip().lower() for path, text in found if not path.startswith("helplines")
        for sentence in re.split(r"(?<=[.?!])\s+|\n", text) if len(sentence.split()) > 4)
    yield from (f"said twice: “{s}”" for s, n in sentences.items() if n > 1)
    for sign in SIGNS:
        if len(knowledge("signs").get(sign, {}).get("reflections", ())) < 8:
            yield f"signs.{sign}: fewer than 8 reflections"
    for practice in PRACTICES:
        if not knowledge("steps").get(practice):
            yield f"steps.{practice}: there are none"
    known = set(knowledge("regions"))
    for number, line in enumerate(knowledge("helplines")):
        if line["country"] not in known:
            yield f"helplines[{number}]: {line['country']} is not in regions.yml"


def old_helplines(today: datetime.date) -> Iterator[str]:
    """Lines of help that nobody has checked for a year."""
    for line in knowledge("helplines"):
        days = (today - line["checked"]).days
        if days > HELPLINE_DAYS:
            yield f"helplines: {line['name']} ({line['country']}) was checked {days} days ago"
