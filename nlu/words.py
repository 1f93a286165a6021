"""Words and pairs of words as they are written, beside the sentence vector.

The encoder, fitted to what a message means for the labels, forgets what it is about: a visa,
a black eye, "on call". Counted words keep that, and the two are wrong about different messages.
"""

from __future__ import annotations

from pathlib import Path
from typing import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from nlu.encoder.pieces import STRAIGHT

RAREST = 3  # messages that a word or pair must stand in
LONGEST = 4000  # characters that are read, so that work is bounded
TO_STRAIGHT = str.maketrans(STRAIGHT)


class Words:
    """Weights (TF-IDF, sublinear, length 1) of the words and pairs of words of a message."""

    def __init__(self, **options) -> None:
        self._vectorizer = TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"[a-z']+", **options)

    @classmethod
    def fitted(cls, texts: Sequence[str]) -> Words:
        """The words that stand in at least three of the texts."""
        words = cls(min_df=RAREST)
        words._vectorizer.fit([_plain(text) for text in texts])
        return words

    def weights(self, texts: Sequence[str]) -> csr_matrix:
        """(texts, words), zero for words that no example has."""
        return self._vectorizer.transform([_plain(text) for text in texts])

    def save(self, path: Path) -> None:
        """Writes a NumPy archive that holds numbers and strings alone."""
        np.savez(path, words=self._vectorizer.get_feature_names_out().astype(str),
                 idf=self._vectorizer.idf_)

    @classmethod
    def load(cls, path: Path) -> Words:
        """Reads what `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            words = cls(vocabulary=arrays["words"].tolist())
            words._vectorizer.idf_ = arrays["idf"]
        return words


def _plain(text: str) -> str:
    return text[:LONGEST].lower().translate(TO_STRAIGHT)
