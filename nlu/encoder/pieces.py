"""Word pieces: the published tokenizer, and which pieces of a text are worth reading."""

from __future__ import annotations

from typing import List

from tokenizers import Tokenizer

from nlu.encoder.weights import published_folder


class Pieces:
    """Cuts texts into word pieces of at most `longest` a pass."""

    def __init__(self, longest: int) -> None:
        self.tokenizer = Tokenizer.from_file(str(published_folder() / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(longest)
        vocabulary = self.tokenizer.get_vocab()
        self._unknown = vocabulary["[UNK]"]
        self._marks = {number for piece, number in vocabulary.items()
                       if not any(c.isalnum() for c in piece)}

    def worth_reading(self, ids: List[int]) -> List[int]:
        """Positions of the pieces to read.

        Left out are unknown ones (an emoji), and a mark that repeats the one before
        ("!!!"): they tell the encoder nothing and blur the mean.
        """
        return [i for i, piece in enumerate(ids)
                if piece != self._unknown
                and not (i and piece == ids[i - 1] and piece in self._marks)]
