"""Choosing what to give a person next: pure functions of the candidates and the past.

The rule is one: what was given least often comes first; among equals what fits best;
among those a pick that differs from person to person yet is the same on every run.
"""

from __future__ import annotations

import hashlib
from typing import Any, Callable, Dict, Iterable, List, Mapping, Sequence, Tuple, TypeVar

Past = Mapping[str, Tuple[int, float]]  # item -> how often given, when last
Candidate = TypeVar("Candidate")


def text_id(text: str) -> str:
    """The name under which a text is remembered; it survives reordering the file."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _lot(person_id: str, item: str) -> str:
    return hashlib.sha256(f"{person_id}|{item}".encode()).hexdigest()


def next_for(
    person_id: str,
    candidates: Iterable[Candidate],
    past: Past,
    item_of: Callable[[Candidate], str],
    fit: Callable[[Candidate], float] = lambda candidate: 0.0,
) -> Candidate:
    """The candidate to give now; a repeat is the one seen longest ago.

    Raises:
        ValueError: there are no candidates.
    """
    def rank(candidate: Candidate):
        item = item_of(candidate)
        times, last_at = past.get(item, (0, 0.0))
        return (times, -fit(candidate), last_at, _lot(person_id, item))

    return min(candidates, key=rank)


def steps_for(
    steps: Mapping[str, Sequence[Dict[str, Any]]], signs: Sequence[str]
) -> List[Tuple[str, Dict[str, Any]]]:
    """(practice, step) of all steps that answer one of the signs; all steps without signs."""
    return [(practice, step) for practice, group in steps.items() for step in group
            if not signs or set(signs) & set(step["signs"])]


def step_fit(
    practice: str, step: Mapping[str, Any], signs: Sequence[str], stressors: Sequence[str],
    practices_of_sign: Mapping[str, Sequence[str]],
) -> float:
    """How well a step fits: 2 for the strongest sign and 1 for each other that it answers,
    1.5 for a pressure that it was made for, less 3 for one made for another pressure, and
    up to 2 for a practice that stands first among those that answer the strongest sign.
    """
    score = sum((2.0 if i == 0 else 1.0) for i, sign in enumerate(signs) if sign in step["signs"])
    pressures = set(step.get("stressors", ()))
    if pressures:
        score += 1.5 if pressures & set(stressors) else -3.0
    if signs:
        order = list(practices_of_sign[signs[0]])
        if practice in order:
            score += 2.0 * (len(order) - order.index(practice)) / len(order)
    return score


def starters_for(
    starters: Sequence[Dict[str, Any]], topic: str = None, depth: str = None, sign: str = None
) -> List[Dict[str, Any]]:
    """The starters that match all that is asked; wishes are given up one by one where
    nothing matches them all (first the sign, then the depth)."""
    for wishes in ((topic, depth, sign), (topic, depth, None), (topic, None, None)):
        wanted_topic, wanted_depth, wanted_sign = wishes
        found = [s for s in starters
                 if (not wanted_topic or s["topic"] == wanted_topic)
                 and (not wanted_depth or s["depth"] == wanted_depth)
                 and (not wanted_sign or wanted_sign in s["signs"])]
        if found:
            return found
    return list(starters)
