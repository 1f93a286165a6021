"""Tells whether somebody says that they are under eighteen."""

from __future__ import annotations

import re
from typing import Optional, Tuple

_WORDS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
_YOUNG = rf"(?:1[0-7]|{_WORDS})"
# What makes a number after "I'm" something else than an age.
_NO_AGE = (
    r"(?!\s*(?:%|again\b|times?\b|grand\b|k\b|out of\b|x\b|in (?:my|his|her)\b|[.,:]\d|/|-|"
    r"st\b|nd\b|rd\b|th\b|min|hour|hr|day|week|wk|month|mile|km|kg|"
    r"pound|lb|stone|feet|foot|cm|inch|year'?s?\s+(?:into|in|older|younger|sober|clean|"
    r"married|with|deep|late|away)|yrs?\s+(?:into|in|older|younger|sober|clean|married)))")
_SAYS_SO = re.compile(
    rf"(?<!like )(?<!if )\b(?:i['’]?m|i am|i(?: have)? just turned|i turned|"
    rf"we(?:['’]re| are) both)\s+"
    rf"(?:only |just |still |a |an |almost |turning )*({_YOUNG})(?=\b|y|yrs?\b){_NO_AGE}"
    rf"|\b(?:i|me|myself),?\s*\(?\s*(1[0-7])\s?(?:[mf]\b|/\s?[mf]\b)"
    rf"|^\W*(1[0-7])\s?[mf]\b"
    rf"|\b(?:i['’]?m|i am)\s+(?:a minor|under ?(?:age|18)|underage|"
    rf"not (?:yet )?(?:18|eighteen)(?: yet)?|"
    rf"in (?:the )?(?:7th|8th|9th|10th|11th) grade)\b(?! years)"
    rf"|\bas an?\s+({_YOUNG})[\s-]*(?:years?|yrs?)[\s-]*old\b", re.IGNORECASE)


def says_minor(text: str) -> Optional[Tuple[int, int]]:
    """Where the writer says so, as (start, end) of the words; None where they do not."""
    match = _SAYS_SO.search(text)
    return match.span() if match else None
