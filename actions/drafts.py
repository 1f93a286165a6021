"""What in a message to a partner could sound like an accusation: a look at a draft."""

from __future__ import annotations

import re
from typing import Dict, List, NamedTuple

from actions.base import CoachAction, Events, Turn, payload, remember
from actions.library import knowledge
from actions.steps import fitted
from nlu.spacy_pipeline import SPAN_KEY, build_language

LABEL = "draft:"
SHOWN = 2  # more remarks at once discourage
# A draft that somebody quotes within a question: “…” of at least four words.
QUOTED = re.compile(r"[\"“]((?:[^\s\"“”]+\s+){3,}[^\"“”]+)[\"”]")
# Or hands over after a colon: "can you check this: ...", "is this ok to send: ...".
HANDED = re.compile(r"\b(?:check|look at|read|is|does|send|say|text|sounds?)\b[^:]{0,30}"
                    r"\b(?:this|that|it)\b[^:]{0,20}:\s*((?:\S+\s+){3,}\S.*)", re.I | re.S)
SPEAKS_OF_SELF = re.compile(
    r"\b(i(?:'m| am| feel| felt| miss(?:ed)?| need| would| was|'d| wish| want| love| worry)|for me)\b", re.I)


class Finding(NamedTuple):
    """A kind of `drafts.yml`, and the words that show it."""

    kind: str
    words: str


def findings(text: str) -> List[Finding]:
    """What could sound like an accusation, each kind once, in the order of the text."""
    text = text.replace("’", "'")
    doc = build_language()(text.lower() if len(text.lower()) == len(text) else text)
    found: Dict[str, Finding] = {}
    for span in sorted(doc.spans[SPAN_KEY], key=lambda s: (s.start, -s.end)):
        if span.label_.startswith(LABEL):
            kind = span.label_[len(LABEL):]
            found.setdefault(kind, Finding(kind, text[span.start_char:span.end_char]))
    return list(found.values())


def remarks(turn: Turn, draft: str) -> str:
    """Kind remarks on a draft: what stings and how it could start, or that it is fine."""
    raising, kinds = knowledge("raising"), knowledge("drafts")
    found = findings(draft)[:SHOWN]
    texts = [turn.unseen(f"draft:{f.kind}", kinds[f.kind]).format(words=f.words) for f in found]
    if not texts and SPEAKS_OF_SELF.search(draft):
        texts = [turn.unseen("draft:fine", raising["fine"])]
    elif not SPEAKS_OF_SELF.search(draft):
        texts.append(turn.unseen("draft:add_self", raising["add_self"]))
    return fitted([(text, i > 0) for i, text in enumerate(texts)])


def quoted_draft(text: str) -> str:
    """The draft that a message quotes; empty if it quotes none."""
    match = QUOTED.search(text)
    return match.group(1) if match else ""


def handed_draft(text: str) -> str:
    """The draft that a message hands over to be looked at; empty if there is none."""
    match = HANDED.search(text)
    return match.group(1).strip("\"“” ") if match else ""


DRAFT_BUTTONS = [("Check another", payload("check_words")), ("Word it together", payload("word_it"))]


class AskDraft(CoachAction):
    """Invites to paste a draft."""

    action_name = "action_ask_draft_form_draft"

    def answer(self, turn: Turn) -> Events:
        raising = knowledge("raising")
        turn.say(turn.unseen("raising:ask_draft", raising["ask_draft"]),
                 [(raising["leave_button"], payload("leave_form"))])
        return None


class CheckDraft(CoachAction):
    """Remarks on the draft that was pasted; the draft itself is not kept."""

    action_name = "action_check_draft"

    def answer(self, turn: Turn) -> Events:
        turn.say(remarks(turn, turn.slot("draft") or ""), DRAFT_BUTTONS)
        return remember(draft=None)
