"""Where in a message a sign shows: the clause whose words speak for it most.

A head is linear and the sentence vector is the mean of the words' vectors, so the head
applied to the mean over a clause says how much that clause speaks for the label.
"""

from __future__ import annotations

from itertools import accumulate
from typing import AbstractSet, List, NamedTuple, Sequence

import numpy as np

# A sentence of up to so many words is quoted whole.
WHOLE_SENTENCE_WORDS = 14
SHORTEST_CLAUSE_WORDS = 3
BREAKS = frozenset({",", ";", ":", "-", "–", "—", "...", "…", "(", ")", "\n"})
CONJUNCTIONS = frozenset({"and", "but", "so", "because", "while", "then", "plus", "cos", "cuz"})


class Clause(NamedTuple):
    """A stretch of tokens, `first` to `last` (not included)."""

    first: int
    last: int


def clauses(doc, longest: int = WHOLE_SENTENCE_WORDS,
            joints: AbstractSet[str] = CONJUNCTIONS) -> List[Clause]:
    """Splits a spaCy doc into sentences, and those of more words than `longest` at their joints."""
    # Words before each token: work stays linear where nearly every token is a joint.
    before = [0, *accumulate(not token.is_punct and not token.is_space for token in doc)]
    found = []
    for sentence in doc.sents:
        first, last = sentence.start, sentence.end
        if before[last] - before[first] > longest:
            for i in range(first + 1, last):
                joint = doc[i].text in BREAKS or doc[i].lower_ in joints
                if (joint and before[i] - before[first] >= SHORTEST_CLAUSE_WORDS
                        and before[last] - before[i] >= SHORTEST_CLAUSE_WORDS):
                    found.append(Clause(first, i))
                    first = i
        found.append(Clause(first, last))
    return found


def best_clause(parts: Sequence[Clause], sequence: np.ndarray, weights: np.ndarray) -> Clause:
    """The clause that speaks most for a label.

    Args:
        parts: the message's clauses, at least one.
        sequence: (tokens, dimensions), a vector a token; zero rows were not read.
        weights: (dimensions,), the label's row of its head.
    """
    scores = sequence @ weights
    return max(parts, key=lambda part: float(scores[part.first:part.last].mean())
               if part.last > part.first else -np.inf)


def trimmed(doc, clause: Clause) -> Clause:
    """The clause without the punctuation and joints at its ends."""
    first, last = clause
    while last - first > 1 and (doc[first].is_punct or doc[first].is_space
                                or doc[first].lower_ in CONJUNCTIONS):
        first += 1
    while last - first > 1 and (doc[last - 1].is_punct or doc[last - 1].is_space):
        last -= 1
    return Clause(first, last)
