"""Choosing a step and wording it: shared by the answer to signs and to questions."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Tuple

from actions.base import Turn
from actions.choosing import step_fit, steps_for
from actions.library import knowledge

# About what a phone shows without scrolling.
SCREEN = 600


def choose_step(
    turn: Turn, signs: Sequence[str], stressors: Sequence[str], practices: Sequence[str] = (),
    effort: Optional[str] = None,
) -> Tuple[str, Dict[str, Any]]:
    """(practice, step): the best unseen one for signs and pressures, noted as given.

    An effort ("minutes", "evening", "week") is kept to where any step has it.
    """
    steps = knowledge("steps")
    if practices:
        steps = {practice: steps[practice] for practice in practices}
    order = {sign: entry["practices"] for sign, entry in knowledge("signs").items()}
    candidates = steps_for(steps, signs) or steps_for(steps, ())
    candidates = [pair for pair in candidates if pair[1]["effort"] == effort] or candidates
    (practice, step), _ = turn.choose(
        "step", candidates, lambda pair: pair[1]["id"],
        lambda pair: step_fit(*pair, signs, stressors, order))
    return practice, step


def find_step(item: str) -> Optional[Tuple[str, Dict[str, Any]]]:
    """(practice, step) of an id; None for one that is no longer in the knowledge."""
    return next(((practice, step) for practice, group in knowledge("steps").items()
                 for step in group if step["id"] == item), None)


def step_card(step: Dict[str, Any]) -> str:
    """The paragraph that stands out: what to do, and words for it."""
    return f"▸ {step['text']}\nYou could say: “{step['say']}”"


def fitted(paragraphs: List[Tuple[str, bool]]) -> str:
    """Joins paragraphs; those marked optional go, last first, until it fits a screen."""
    kept = [pair for pair in paragraphs if pair[0]]
    while sum(len(text) + 2 for text, _ in kept) > SCREEN:
        optional = [i for i, (_, may_go) in enumerate(kept) if may_go]
        if not optional:
            break
        del kept[optional[-1]]
    return "\n\n".join(text for text, _ in kept)
