"""From probabilities to a reading: which intent, which signs, which stressors.

Pure functions, so that the order of precedence can be read and tested by itself.
"""

from __future__ import annotations

from typing import Dict, List, NamedTuple, Tuple

from nlu.labels import KINDS, OTHER_INTENT, READABLE_INTENTS, SAFETY, SIGN_INTENT

Scores = Dict[str, float]

# Where the intent is surely `sign`, its likeliest sign counts from this probability on.
LEANING = 0.4
SURE = 0.7
# Of the kinds of danger each counts from here on.
TOLD = 0.5
# An answer is given from this confidence on; below it the two likeliest readings are offered.
ANSWERED = 0.4


class Thresholds(NamedTuple):
    """The least probability at which a label counts, each between 0 and 1."""

    signs: Scores
    stressors: Scores
    safety: Scores


class Reading(NamedTuple):
    """What is taken from a message; scores are probabilities, strongest first.

    Attributes:
        unsure: whether it is better to ask than to answer.
        readings: signs and questions that it may be about, likeliest first.
    """

    intent: str
    confidence: float
    signs: List[Tuple[str, float]]
    stressors: List[Tuple[str, float]]
    unsure: bool
    readings: List[str]


def _above(scores: Scores, thresholds: Scores) -> List[Tuple[str, float]]:
    chosen = [(name, p) for name, p in scores.items() if p >= thresholds[name]]
    return sorted(chosen, key=lambda pair: -pair[1])


def decide(intents: Scores, signs: Scores, stressors: Scores, safety: Scores,
           thresholds: Thresholds) -> Reading:
    """Settles on one reading, so that intent and signs never contradict each other.

    Safety comes first, whatever the intent. An intent `sign` needs a sign: where none is
    above its threshold, the likeliest counts if the intent is sure, or it is another
    intent. Signs above their threshold make an otherwise unrelated message one of `sign`.
    """
    shown = _above(signs, thresholds.signs)
    if not shown and intents.get(SIGN_INTENT, 0.0) >= SURE:
        shown = _above(signs, dict.fromkeys(signs, LEANING))[:1]
    pressing = _above(stressors, thresholds.stressors)
    unsafe = _above(safety, thresholds.safety)
    readings = _readings(intents, signs)
    if unsafe:
        return Reading(*unsafe[0], shown, pressing, False, readings)
    candidates = {name: p for name, p in intents.items() if name not in SAFETY}
    if not shown:
        candidates.pop(SIGN_INTENT, None)
    elif max(candidates, key=candidates.get) == OTHER_INTENT:
        candidates.pop(OTHER_INTENT)
        candidates[SIGN_INTENT] = max(candidates.get(SIGN_INTENT, 0.0), shown[0][1])
    intent = max(candidates, key=candidates.get)
    unsure = not shown and candidates[intent] < ANSWERED
    return Reading(intent, candidates[intent], shown, pressing, unsure, readings)


def kinds_told(intent: str, scores: Scores) -> List[str]:
    """Who is in danger, where somebody is: whoever surely is, or else the likelier of the two
    whom the intent may be about."""
    if intent not in KINDS:
        return []
    sure = [kind for kind, p in scores.items() if p >= TOLD]
    return sure or [max(KINDS[intent], key=scores.get)]


def _readings(intents: Scores, signs: Scores) -> List[str]:
    likely = {**signs, **{name: intents.get(name, 0.0) for name in READABLE_INTENTS}}
    return sorted(likely, key=likely.get, reverse=True)
