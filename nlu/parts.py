"""The parts of a longer message, to be read each by itself.

The vector of a whole message is the mean over its words: one sentence of danger among five
harmless ones hardly moves it, nor does "when he hits me" the question before it. So the sentences
of longer messages, and the clauses of questions, are read apart, for safety.
"""

from __future__ import annotations

from typing import Callable, List, NamedTuple, Text

import numpy as np

from nlu.evidence import CONJUNCTIONS, Clause, clauses
from nlu.spacy_pipeline import SPAN_KEY

# What is shorter is read well as a whole.
LONG_WORDS = 18
# By these somebody wants something of us, which would be given if the danger beside it were missed.
ASKING = frozenset({"?", "how", "what", "why", "can", "could", "should", "give", "suggest", "any",
                    "want", "need", "help", "advice", "tips"})
JOINTS = CONJUNCTIONS | {"when", "after", "if", "since", "without", "once"}
IDIOM = "idiom"  # the label of phrases/idioms.yml
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
        starts = [clause.first for clause in clauses(doc, 0, JOINTS)]
    if len(starts) < 2:
        return []
    starts = starts[::-(-len(starts) // MOST_PARTS)]
    return [Clause(first, last) for first, last in zip(starts, [*starts[1:], len(doc)])]


def plain(doc, span: Clause) -> Text:
    """The text of a stretch without its idioms, whose words sound like danger and mean none."""
    idle = {i for idiom in doc.spans.get(SPAN_KEY, []) if idiom.label_ == IDIOM
            for i in range(idiom.start, idiom.end)}
    return "".join(token.text_with_ws for token in doc[span.first:span.last] if token.i not in idle)
