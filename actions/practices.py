"""The five practices: what one is, what it looks like on a Tuesday evening, a step."""

from __future__ import annotations

from actions.base import CoachAction, Events, Turn, payload, remember
from actions.library import knowledge
from actions.steps import choose_step, fitted, step_card

PRACTICE_OF_INTENT = {
    "ask_responsive": "responsive", "ask_accessible": "accessible", "ask_engaged": "engaged",
    "ask_intimacy": "emotional_intimacy", "ask_authentic": "authenticity",
}


class ExplainPractice(CoachAction):
    """Answers "how can I be more responsive?" and its sisters, and taps on a practice."""

    action_name = "action_explain_practice"

    def answer(self, turn: Turn) -> Events:
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
             ("Other practices", payload("practices"))])
        return remember(last_step=step["id"], last_practice=name)


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
