"""The parts of a longer message, to be read each by itself.

The vector of a whole message is the mean over its words: one sentence of danger among five
harmless ones hardly moves it, nor does "when he hits me" the question before it. So the sentences
of longer messages, and the clauses of questions, are read apart, for safety.
"""

from __future__ import annotations

from typing import Callable, List, NamedTuple, Text

import numpy as np

from nlu.evidence import Clause

# What is shorter is read well as a whole.
LONG_WORDS = 18
# By these somebody wants something of us, which would be given if the danger beside it were missed.
ASKING = frozenset({"?", "how", "what", "why", "can", "could", "should", "give", "suggest", "any",
                    "want", "need", "help", "advice", "tips"})
MARKS = frozenset({",", ";", ":", ".", "?", "!", "-", "–", "—"})
JOINTS = frozenset({"when", "after", "if", "so", "but", "and", "because", "since", "while", "without",
                    "once"})
SHORTEST = 3  # tokens of a clause
# At most so many parts, so that work is bounded: of more sentences, neighbours go together.
MOST_PARTS = 24


class Part(NamedTuple):
    """A stretch of tokens, its words, and what encodes them: it gives (dimensions,)."""

    span: Clause
    text: Text
    encode: Callable[[], np.ndarray]


def stretches(doc) -> List[Clause]:
    """The sentences of a long message, or the clauses of a question of one sentence or few words;
    none of any other."""
    starts = ([sentence.start for sentence in doc.sents if sentence.text.strip()]
              if len(doc) >= LONG_WORDS else [])
    if len(starts) < 2 and any(token.lower_ in ASKING for token in doc):
        starts = _clauses(doc)
    if len(starts) < 2:
        return []
    starts = starts[::-(-len(starts) // MOST_PARTS)]
    return [Clause(first, last) for first, last in zip(starts, [*starts[1:], len(doc)])]


def _clauses(doc) -> List[int]:
    """Where the clauses of a message begin, each of some words at least."""
    starts = [0]
    for token in doc[:len(doc) - SHORTEST + 1]:
        after_mark = token.i and doc[token.i - 1].text in MARKS
        if (after_mark or token.lower_ in JOINTS) and token.i - starts[-1] >= SHORTEST:
            starts.append(token.i)
    return starts
