"""Word pieces: the published tokenizer, and which pieces of a text are worth reading."""

from __future__ import annotations

from typing import List

from tokenizers import Regex, Tokenizer
from tokenizers.normalizers import Replace, Sequence

from nlu.encoder.weights import published_folder

# Phones type curly quotes; the encoder was brought up on straight ones.
STRAIGHT = {"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"'}
# One that touches a word would make the whole word unknown.
EMOJI = Regex(r"[\p{So}\p{Sk}\x{FE0F}\x{200D}]")


class Pieces:
    """Cuts texts into word pieces of at most `longest` a pass."""

    def __init__(self, longest: int) -> None:
        self.tokenizer = Tokenizer.from_file(str(published_folder() / "tokenizer.json"))
        self.tokenizer.normalizer = Sequence([
            *(Replace(curly, straight) for curly, straight in STRAIGHT.items()),
            Replace(EMOJI, " "),
            self.tokenizer.normalizer])
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(longest)
        vocabulary = self.tokenizer.get_vocab()
        self._unknown = vocabulary["[UNK]"]
        self._marks = {number for piece, number in vocabulary.items()
                       if not any(c.isalnum() for c in piece)}

    def worth_reading(self, ids: List[int]) -> List[int]:
        """Positions of the pieces to read, of at least [CLS] and [SEP].

        Left out are unknown ones, marks before the first word, and a mark that repeats
        the one before ("!!!"): they tell the encoder nothing and blur the mean.
        """
        return [i for i, piece in enumerate(ids)
                if piece != self._unknown
                and not (i and piece in self._marks
                         and (piece == ids[i - 1] or self._leads(ids, i)))]

    def _leads(self, ids: List[int], position: int) -> bool:
        return all(piece in self._marks or piece == self._unknown for piece in ids[1:position])
