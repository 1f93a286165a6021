"""Raising an issue: four questions, and out of the answers a message in own words."""

from __future__ import annotations

import re
from typing import Dict

from rasa_sdk.events import ActiveLoop

from actions.base import CoachAction, Events, Turn, payload, remember
from actions.drafts import findings, remarks
from actions.library import knowledge
from actions.steps import fitted

PARTS = ("happened", "felt", "need", "ask")
# What people begin an answer with, though the message has it already.
LEADS = {
    "happened": re.compile(r"^(well|so|ok|it was|it's|when|last time|the last time was when)\b[\s,]*", re.I),
    "felt": re.compile(r"^(well|so)?[\s,]*(i\s+|it made me\s+)?(just\s+)?"
                       r"(feel|felt|was|am|got)?\s*(like\s+)?", re.I),
    "need": re.compile(r"^(well|so)?[\s,]*(i\s+)?(just\s+)?(need(ed)?|want(ed)?|would like)?\s*"
                       r"(more of\s+)?", re.I),
    "ask": re.compile(r"^(well|so|that)?[\s,]*((he|she|they|you)\s+)?((could|would|should|can|to|"
                      r"please|i'd ask (him|her|them)|ask (him|her|them))\s+)*"
                      r"((you|he|she|they)\s+)?(please\s+)?", re.I),
}
SOMEBODY_ELSE = re.compile(
    r"\b(mother|mum|mom|sister|aunt|daughter|father|dad|brother|son|uncle|boss|friends?|colleague|"
    r"kids?|children|parents|neighbou?r|doctor|ex)\b", re.I)
FORMS = {"is": "are", "was": "were", "has": "have", "does": "do", "isn't": "aren't",
         "wasn't": "weren't", "hasn't": "haven't", "doesn't": "don't", "goes": "go", "'s": "'re"}
BETWEEN = {"never", "always", "just", "only", "really", "still", "often", "even", "then", "also"}


def _second_verb(verb: str) -> str:
    """The form that goes with "you" of a verb that followed he or she."""
    low = verb.lower()
    if low in FORMS:
        return FORMS[low]
    if re.fullmatch(r"\w+(ss|x|sh|ch)es", low):
        return verb[:-2]
    if re.fullmatch(r"\w{2,}ies", low):
        return verb[:-3] + "y"
    return verb[:-1] if re.fullmatch(r"\w{2,}[^s\W]s", low) else verb


def addressed(text: str) -> str:
    """A tale about the partner turned into words to the partner: "he never asks" becomes
    "you never ask". Left alone where somebody else may be meant by he or she."""
    if SOMEBODY_ELSE.search(text):
        return text
    text = re.sub(r"\bmy (wife|husband|partner|girlfriend|boyfriend|fianc\S+)('s)\b", "your", text,
                  flags=re.I)
    text = re.sub(r"\bmy (wife|husband|partner|girlfriend|boyfriend|fianc\w+)\b", "he", text, flags=re.I)
    words = re.split(r"(\s+)", text.replace("’", "'"))
    after_subject = False
    for i in range(0, len(words), 2):
        bare = words[i].lower().strip(".,;!?")
        following = words[i + 2].lower().strip(".,;!?") if i + 2 < len(words) else ""
        if bare in ("he", "she", "they", "he's", "she's", "they're"):
            words[i] = re.sub(r"^\w+('s|'re)?", lambda m: "you" + ("'re" if m.group(1) else ""),
                              words[i])
            after_subject = bare in ("he", "she")
        elif bare in ("him", "them", "her", "his", "their"):
            whole = bare in ("him", "them") or (bare == "her" and _ends_phrase(following))
            words[i] = re.sub(r"^\w+", "you" if whole else "your", words[i])
            after_subject = False
        elif after_subject and bare and bare not in BETWEEN:
            words[i] = words[i].replace(words[i].strip(".,;!?"),
                                        _second_verb(words[i].strip(".,;!?")))
            after_subject = False
    return "".join(words)


def _ends_phrase(following: str) -> bool:
    return not following or following in {
        "to", "for", "and", "but", "or", "in", "at", "on", "about", "with", "when", "that", "if",
        "a", "the", "because", "again", "so", "how", "what", "up", "out"}


def part_of_message(part: str, answer: str) -> str:
    """An answer as it stands within the message: without its lead and its full stop."""
    words = LEADS[part].sub("", answer.strip()).strip().rstrip(" .!?,;") or answer.strip()
    words = addressed(words)
    first = words.split(" ", 1)[0]
    keeps_capital = first == "I" or first.startswith("I'") or not words[1:2].islower()
    return words if keeps_capital else words[0].lower() + words[1:]


def message_of(answers: Dict[str, str]) -> str:
    """The message to say or send, in the person's own words."""
    return knowledge("raising")["shape"].format(
        **{part: part_of_message(part, answers[part]) for part in PARTS})


class _AskPart(CoachAction):
    """Asks for one part of the message."""

    ends_turn = False
    part = ""

    def answer(self, turn: Turn) -> Events:
        raising = knowledge("raising")
        question = turn.unseen(f"raising:{self.part}", raising["questions"][self.part])
        turn.say(question, [(raising["leave_button"], payload("leave_form"))])
        return None


class AskHappened(_AskPart):
    """What happened."""

    action_name, part = "action_ask_raising_form_happened", "happened"


class AskFelt(_AskPart):
    """How that was."""

    action_name, part = "action_ask_raising_form_felt", "felt"


class AskNeed(_AskPart):
    """What was needed."""

    action_name, part = "action_ask_raising_form_need", "need"


class AskRequest(_AskPart):
    """What to ask for."""

    action_name, part = "action_ask_raising_form_ask", "ask"


class PutTogether(CoachAction):
    """Puts the answers together; each part can be changed."""

    action_name = "action_put_together"

    def answer(self, turn: Turn) -> Events:
        raising = knowledge("raising")
        message = message_of({part: turn.slot(part) or "…" for part in PARTS})
        closing = (remarks(turn, message) if findings(message)
                   else turn.unseen("raising:after", raising["after"]))
        turn.say(fitted([(turn.unseen("raising:intro", raising["intro"]), False),
                         (f"▸ {message}", False), (closing, True)]), [
            *((f"Change: {title}"[:40], payload("change_part", part=part))
              for part, title in raising["parts"].items()),
            (raising["afresh_button"], payload("word_afresh"))])
        return None


class ChangePart(CoachAction):
    """Takes one part back, so that the form asks for it again."""

    action_name = "action_change_part"
    ends_turn = False

    def answer(self, turn: Turn) -> Events:
        return remember(**{turn.argument("part", PARTS) or PARTS[0]: None})


class WordAfresh(CoachAction):
    """Takes all parts back."""

    action_name = "action_word_afresh"
    ends_turn = False

    def answer(self, turn: Turn) -> Events:
        return remember(**dict.fromkeys(PARTS))


class LeaveForm(CoachAction):
    """Puts the questions away; what was answered stays for the day."""

    action_name = "action_leave_form"

    def answer(self, turn: Turn) -> Events:
        raising = knowledge("raising")
        resumable = turn.tracker.active_loop_name == "raising_form"
        turn.say(turn.unseen("raising:left", raising["left"]) if resumable
                 else turn.reply("left_form"),
                 [(raising["resume_button"], payload("word_it"))] if resumable else [])
        return left_form()


def left_form() -> Events:
    """The events after which no form asks any more."""
    return [ActiveLoop(None), *remember(requested_slot=None)]
