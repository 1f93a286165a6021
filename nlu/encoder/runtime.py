"""Runs the encoder: text in, one vector a word piece and one a message out."""

from pathlib import Path
from typing import List, NamedTuple, Tuple

import numpy as np
import onnxruntime

from nlu.encoder.pieces import Pieces

# Word pieces of one pass, and passes at most: work is bounded whatever the length of a text.
MAX_PIECES = 256
MAX_PASSES = 4


class Encoding(NamedTuple):
    """What the encoder makes of a text of n word pieces.

    Attributes:
        hidden: (n, 384) float32, a vector a word piece, special pieces left out.
        offsets: n pairs of character positions (start, end) in the text.
        pooled: (384,) float32, the mean over all pieces, special ones included.
    """

    hidden: np.ndarray
    offsets: List[Tuple[int, int]]
    pooled: np.ndarray


class Encoder:
    """An encoder model on disk, ready to run on one thread."""

    def __init__(self, model: Path) -> None:
        options = onnxruntime.SessionOptions()
        # One message is too little work to share; a second thread only adds waiting.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"])
        self._pieces = Pieces(MAX_PIECES)

    def encode(self, text: str) -> Encoding:
        """Encodes a text, which may be empty: 256 word pieces a pass, four passes at most."""
        pieces = self._pieces.tokenizer.encode(text)
        hidden, offsets = [], []
        for part in [pieces, *pieces.overflowing][:MAX_PASSES]:
            read = self._pieces.worth_reading(part.ids)
            ids = np.array([[part.ids[i] for i in read]], np.int64)
            hidden.append(self._session.run(["hidden"], {"ids": ids})[0][0])
            offsets += [part.offsets[i] for i in read[1:-1]]
        return Encoding(np.concatenate([h[1:-1] for h in hidden]), offsets,
                        np.concatenate(hidden).mean(axis=0))
