"""Measuring: the figures themselves, unreadable files, floors, and the command."""

import json

import pytest

from bot.evaluation import (
    EvaluationError, Score, below_floors, measure, read_messages, score, total,
)
from tests.bot.test_cli import _coach, home  # noqa: F401 (a fixture)


def _message(intent, *signs):
    return {"text": "x", "intent": intent, "signs": list(signs), "stressors": []}


def _told(intent, *signs):
    return {"intent": intent, "signs": [{"name": s} for s in signs], "stressors": [],
            "confidence": 0.9}


def test_a_label_is_scored_by_what_is_right_wrong_and_missed():
    found = score([{"a"}, {"a"}, set(), set()], [{"a"}, set(), {"a"}, set()], "a")
    assert found == Score(1, 1, 1)
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)
    assert total([found, Score(1, 0, 0)]) == Score(2, 1, 1)


def test_the_figures_of_a_small_set_are_those_worked_out_by_hand():
    truth = [_message("sign", "time"), _message("sign", "time", "needs"), _message("greet"),
             _message("crisis"), _message("out_of_scope")]
    told = [_told("sign", "time"), _told("sign", "time"), _told("greet", "guard"),
            _told("crisis"), _told("abuse")]
    figures = measure(truth, told)
    assert figures["signs_micro_f1"] == pytest.approx(2 * 2 / (2 * 2 + 1 + 1))
    assert figures["false_alarms"] == pytest.approx(1 / 3)
    assert (figures["unsafe_found"], figures["safe_flagged"]) == (1.0, 0.25)


def test_a_figure_below_its_floor_is_named_and_alarms_have_a_ceiling():
    figures = measure([_message("sign", "time"), _message("greet")],
                      [_told("greet"), _told("greet", "guard")])
    fallen = below_floors(figures, {"signs.time": 0.5, "false_alarms": 0.1, "signs_micro_f1": 0.0})
    assert [line.split(" is ")[0] for line in fallen] == ["signs.time", "false_alarms"]


@pytest.mark.parametrize("line", ["no json", "[]", '{"text": "x"}', '{"text": "x", "intent": "a"}'])
def test_an_unreadable_line_is_named(tmp_path, line):
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(_message("greet")) + "\n" + line)
    with pytest.raises(EvaluationError, match="set.jsonl, line 2"):
        read_messages([path])


def test_the_command_prints_tables_and_writes_picture_and_json(home, tmp_path):  # noqa: F811
    path = tmp_path / "few.jsonl"
    path.write_text("\n".join(json.dumps(m) for m in (
        {**_message("sign", "communication"), "text": "we barely talk any more"},
        {**_message("greet"), "text": "hello"})))
    done = _coach("evaluate", str(path), home=home)
    assert done.returncode == 0 and "precision" in done.stdout, done.stderr
    report = json.loads((home / "evaluation" / "few.json").read_text())
    assert report["scores"]["signs"]["communication"]["f1"] == 1.0
    assert (home / "evaluation" / "few.png").read_bytes().startswith(b"\x89PNG")
