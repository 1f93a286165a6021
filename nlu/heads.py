"""Logistic heads over sentence vectors: fitting, probabilities, and storage without pickles."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Dict, List, NamedTuple, Sequence, Tuple, Union

import numpy as np
from scipy.sparse import issparse, spmatrix
from sklearn.linear_model import LogisticRegression

SMOOTHING = 0.5  # of a word's summed weight


class Head(NamedTuple):
    """A linear head: `weights` (labels, dimensions), `bias` (labels,).

    One row a label; with `exclusive` the rows compete (softmax), otherwise each label
    has a probability of its own (sigmoid).
    """

    labels: List[str]
    weights: np.ndarray
    bias: np.ndarray
    exclusive: bool

    def logits(self, vectors: np.ndarray) -> np.ndarray:
        """(n, labels) for vectors (n, dimensions)."""
        return vectors @ self.weights.T + self.bias

    def probabilities(
        self, vectors: np.ndarray, beside: Union[float, np.ndarray] = 0.0
    ) -> np.ndarray:
        """(n, labels) for vectors (n, dimensions) and logits (n, labels) from elsewhere."""
        logits = self.logits(vectors) + beside
        if not self.exclusive:
            return 1.0 / (1.0 + np.exp(-logits))
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)


def log_odds(labels: Sequence[str], targets: Sequence[Sequence[str]]) -> np.ndarray:
    """(labels,): how likely each label is before anything of a message is known."""
    share = np.array([np.mean([label in target for target in targets]) for label in labels])
    return np.log(share / (1 - share)).astype(np.float32)


def _regression(strength: float, seed: int, solver: str = "lbfgs") -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=2000, random_state=seed, solver=solver)


def fit_exclusive(
    vectors: np.ndarray, targets: Sequence[str], strength: float, seed: int
) -> Head:
    """A softmax head that tells exactly one label for each vector.

    Raises:
        ValueError: there are fewer than three labels among the targets.
    """
    if len(set(targets)) < 3:
        raise ValueError("The training examples need at least three intents.")
    model = _regression(strength, seed).fit(vectors, targets)
    return Head(list(model.classes_), model.coef_.astype(np.float32),
                model.intercept_.astype(np.float32), True)


def fit_independent(
    vectors: Union[np.ndarray, spmatrix], targets: Sequence[Sequence[str]], labels: Sequence[str],
    strength: float, seed: int,
) -> Head:
    """A head with one yes-or-no question a label; sparse vectors are weights of words.

    Raises:
        ValueError: a label has no example.
    """
    words = issparse(vectors)
    # The same answer in a third of the time where most values are zero.
    solver = "liblinear" if words else "lbfgs"

    def fitted(label: str) -> Tuple[np.ndarray, float]:
        truth = np.array([label in target for target in targets])
        if not truth.any():
            raise ValueError(f"No training example shows '{label}'.")
        scale = _tellingness(vectors, truth) if words else 1.0
        model = _regression(strength, seed, solver).fit(
            vectors.multiply(scale).tocsr() if words else vectors, truth)
        return model.coef_[0] * scale, model.intercept_[0]

    with ThreadPoolExecutor(os.cpu_count()) as pool:  # LIBLINEAR frees the GIL
        rows, biases = zip(*pool.map(fitted, labels))
    return Head(list(labels), np.array(rows, np.float32), np.array(biases, np.float32), False)


def _tellingness(weights: spmatrix, truth: np.ndarray) -> np.ndarray:
    """(words,): how far each word alone tells a label, by which the regression sees it larger.

    The log-count ratio of Wang and Manning, 2012, "Baselines and Bigrams", unsigned; of its root
    the held-out messages thought better than of itself.
    """
    with_label, without = (np.asarray(weights[rows].sum(axis=0)).ravel() + SMOOTHING
                           for rows in (truth, ~truth))
    return np.sqrt(np.abs(np.log(with_label / with_label.sum() * without.sum() / without)))


def save_heads(path: Path, heads: Dict[str, Head]) -> None:
    """Writes heads to a NumPy archive that holds numbers and strings alone."""
    arrays = {}
    for name, head in heads.items():
        arrays[f"{name}.labels"] = np.array(head.labels)
        arrays[f"{name}.weights"] = head.weights
        arrays[f"{name}.bias"] = head.bias
        arrays[f"{name}.exclusive"] = np.array(head.exclusive)
    np.savez(path, **arrays)


def load_heads(path: Path) -> Dict[str, Head]:
    """Reads what `save_heads` wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        names = {key.split(".")[0] for key in arrays.files}
        return {
            # In the order in which a product with sparse vectors reads it, or it copies first.
            name: Head([str(label) for label in arrays[f"{name}.labels"]],
                       np.asfortranarray(arrays[f"{name}.weights"]), arrays[f"{name}.bias"],
                       bool(arrays[f"{name}.exclusive"]))
            for name in sorted(names)
        }
