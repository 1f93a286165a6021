"""The five practices: what one is, what it looks like on a Tuesday evening, a step."""

from __future__ import annotations

from actions.base import CoachAction, Events, Turn, payload, remember
from actions.library import knowledge
from actions.listening import reply_help
from actions.steps import choose_step, fitted, step_card

PRACTICE_OF_INTENT = {
    "ask_responsive": "responsive", "ask_accessible": "accessible", "ask_engaged": "engaged",
    "ask_intimacy": "emotional_intimacy", "ask_authentic": "authenticity",
}


PARTS = ("lack", "no_answer")


class ExplainPractice(CoachAction):
    """Answers "how can I be more responsive?" and its sisters, and taps on a practice."""

    action_name = "action_explain_practice"

    def answer(self, turn: Turn) -> Events:
        helped = reply_help(turn) if turn.intent == "ask_responsive" else None
        if helped is not None:
            return helped
        practices = knowledge("practices")
        name = (PRACTICE_OF_INTENT.get(turn.intent)
                or turn.argument("practice", list(practices)) or "responsive")
        practice = practices[name]
        _, step = choose_step(
            turn, turn.values("sign"), turn.values("stressor"), [name])
        lead = turn.unseen(f"lead:{name}", practice["leads"])
        scene = turn.unseen(f"scene:{name}", practice["scene"])
        turn.say(f"{lead} {practice['what']}\n\n{scene}",)
        turn.say(
            fitted([(practice["why"], True), (step_card(step), False)]),
            [("Another idea", payload("practice_step", practice=name)),
             ("A starter for this", payload("starter", practice=name)),
             ("How its lack feels", payload("more_on", practice=name, part="lack")),
             ("If they don't respond", payload("more_on", practice=name, part="no_answer")),
             *([(knowledge("listening")["practise_button"], payload("practise"))]
               if name == "responsive" else []),
             ("Other practices", payload("practices"))])
        return remember(last_step=step["id"], last_practice=name)


class MoreOnPractice(CoachAction):
    """How the lack of a practice feels, or what to do when the partner does not respond."""

    action_name = "action_more_on_practice"

    def answer(self, turn: Turn) -> Events:
        name = turn.argument("practice", list(knowledge("practices"))) or "responsive"
        part = turn.argument("part", PARTS) or PARTS[0]
        texts = knowledge("practices")[name][part]
        turn.say(texts if isinstance(texts, str) else turn.unseen(f"{part}:{name}", texts), [
            ("A step for this", payload("practice_step", practice=name)),
            *((title, payload("more_on", practice=name, part=other))
              for other, title in (("lack", "How its lack feels"),
                                   ("no_answer", "If they don't respond")) if other != part)])
        return None


class PracticeStep(CoachAction):
    """Another step of the practice on the button."""

    action_name = "action_practice_step"

    def answer(self, turn: Turn) -> Events:
        practices = list(knowledge("practices"))
        name = turn.argument("practice", practices) or turn.slot("last_practice") or practices[0]
        _, step = choose_step(turn, (), turn.slot("stressors") or [], [name])
        turn.say(step_card(step), [
            ("Another idea", payload("practice_step", practice=name)),
            ("A starter for this", payload("starter", practice=name))])
        return remember(last_step=step["id"], last_practice=name)


class ListPractices(CoachAction):
    """Lists the practices as buttons."""

    action_name = "action_list_practices"

    def answer(self, turn: Turn) -> Events:
        turn.say(turn.reply("practices"), [
            (entry["title"], payload("explain", practice=name))
            for name, entry in knowledge("practices").items()])
        return None
