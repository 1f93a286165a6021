"""Words and pairs of words as they are written, beside the sentence vector.

The encoder, fitted to what a message means for the labels, forgets what it is about: a visa,
a black eye, "on call". Counted words keep that, and the two are wrong about different messages.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Sequence, Tuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from nlu.encoder.pieces import STRAIGHT

RAREST = 3  # messages that a word or pair must stand in
LONGEST = 4000  # characters that are read, so that work is bounded
# A character without width would cut a word in two.
PLAINER = str.maketrans({**STRAIGHT, **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", "")})
TERMS = {"ngram_range": (1, 2), "token_pattern": r"[a-z']+"}


class Words:
    """Weights (TF-IDF, sublinear, length 1) of the words and pairs of words of a message."""

    def __init__(self, terms: Sequence[str], idf: np.ndarray) -> None:
        """The terms that count, and the inverse document frequency (terms,) of each."""
        self._places = {term: place for place, term in enumerate(terms)}
        self._idf = idf
        self._terms_of = CountVectorizer(**TERMS).build_analyzer()

    @classmethod
    def fitted(cls, texts: Sequence[str]) -> Words:
        """The words and pairs that stand in at least three of the texts."""
        vectorizer = TfidfVectorizer(min_df=RAREST, **TERMS).fit([_plain(text) for text in texts])
        return cls(vectorizer.get_feature_names_out().tolist(), vectorizer.idf_)

    def weights(self, texts: Sequence[str]) -> csr_matrix:
        """(texts, terms), zero for terms that no example has.

        What the vectorizer's own `transform` gives, without its checks: they take longer than
        all else that is done with the words of a message.
        """
        rows = [self._row(text) for text in texts]
        places, weights = (np.concatenate(parts) for parts in zip(*rows))
        ends = np.cumsum([0, *(len(row) for row, _ in rows)])
        return csr_matrix((weights, places, ends), shape=(len(rows), len(self._places)))

    def _row(self, text: str) -> Tuple[np.ndarray, np.ndarray]:
        """Places of the terms of a text, ascending, and their weights."""
        known = (self._places.get(term) for term in self._terms_of(_plain(text)))
        counts = sorted(Counter(place for place in known if place is not None).items())
        places, times = np.array(counts, np.int32).reshape(-1, 2).T
        weights = (1.0 + np.log(times)) * self._idf[places]
        return places, weights / (np.linalg.norm(weights) or 1.0)

    def save(self, path: Path) -> None:
        """Writes a NumPy archive that holds numbers and strings alone."""
        np.savez(path, words=np.array(list(self._places)), idf=self._idf)

    @classmethod
    def load(cls, path: Path) -> Words:
        """Reads what `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays["words"].tolist(), arrays["idf"])


def _plain(text: str) -> str:
    return text[:LONGEST].lower().translate(PLAINER)
