"""The parts of a longer message, to be read each by itself.

The vector of a whole message is the mean over its words: one sentence of danger among five
harmless ones hardly moves it. So the sentences of longer messages are encoded apart, for safety.
"""

from __future__ import annotations

from typing import List, NamedTuple, Text

import numpy as np

from nlu.evidence import Clause

# What is shorter is read well as a whole.
LONG_WORDS = 18
# At most so many parts, so that work is bounded: of more sentences, neighbours go together.
MOST_PARTS = 24


class Part(NamedTuple):
    """A stretch of tokens, its words, and their vector (dimensions,)."""

    span: Clause
    text: Text
    vector: np.ndarray


def stretches(doc) -> List[Clause]:
    """The sentences of a long message of several; none of any other."""
    if len(doc) < LONG_WORDS:
        return []
    starts = [sentence.start for sentence in doc.sents if sentence.text.strip()]
    if len(starts) < 2:
        return []
    starts = starts[::-(-len(starts) // MOST_PARTS)]
    return [Clause(first, last) for first, last in zip(starts, [*starts[1:], len(doc)])]
