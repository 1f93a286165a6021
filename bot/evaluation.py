"""`coach evaluate`: the pipeline measured on labelled messages that it never trained on."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence, Set

import click

from bot.settings import PROJECT
from bot.understanding import as_object
from nlu.labels import SAFETY, SIGNS, STRESSORS
from store.database import home

HELD_OUT = PROJECT / "tests" / "understanding"
FLOORS = HELD_OUT / "floors.json"
WORST_SHOWN = 10


class EvaluationError(Exception):
    """The labelled messages cannot be read, or a figure is below its floor."""


class Score(NamedTuple):
    """How one label was told: true and false positives, and misses."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Of those told, how many were so; 0 where none was told."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """Of those that were so, how many were told; 0 where there were none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 0.0


def score(truth: Sequence[Set[str]], told: Sequence[Set[str]], label: str) -> Score:
    """The score of one label over messages."""
    pairs = list(zip(truth, told))
    return Score(sum(label in t and label in p for t, p in pairs),
                 sum(label not in t and label in p for t, p in pairs),
                 sum(label in t and label not in p for t, p in pairs))


def total(scores: Sequence[Score]) -> Score:
    """The micro average: all decisions counted alike."""
    return Score(*(sum(column) for column in zip(*scores)))


def read_messages(paths: Sequence[Path]) -> List[Dict[str, Any]]:
    """Labelled messages: objects with text, intent, signs, stressors, a line each.

    Raises:
        EvaluationError: a line is no such object; the message names file and line.
    """
    found = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                entry = json.loads(line)
                found.append({"text": entry["text"], "intent": entry["intent"],
                              "signs": list(entry["signs"]),
                              "stressors": list(entry["stressors"])})
            except (ValueError, KeyError, TypeError):
                raise EvaluationError(f"{path.name}, line {number}: needs text, intent, signs "
                                      "and stressors.")
    return found


def measure(messages: Sequence[Dict[str, Any]], told: Sequence[Dict[str, Any]]) -> Dict[str, Any]:
    """All figures: a Score for each label, and the shares that the goals speak of."""
    intents = sorted({m["intent"] for m in messages})
    true_intents = [{m["intent"]} for m in messages]
    told_intents = [{t["intent"]} for t in told]
    true_signs = [set(m["signs"]) for m in messages]
    told_signs = [{s["name"] for s in t["signs"]} for t in told]
    scores = {
        "intents": {i: score(true_intents, told_intents, i) for i in intents},
        "signs": {s: score(true_signs, told_signs, s) for s in SIGNS},
        "stressors": {s: score([set(m["stressors"]) for m in messages],
                               [set(t["stressors"]) for t in told], s) for s in STRESSORS},
    }
    unsafe = [bool(t & set(SAFETY)) for t in true_intents]
    flagged = [bool(t & set(SAFETY)) for t in told_intents]
    return {
        "scores": scores,
        "signs_micro_f1": total(list(scores["signs"].values())).f1,
        "stressors_micro_f1": total(list(scores["stressors"].values())).f1,
        "intents_macro_f1": sum(s.f1 for s in scores["intents"].values()) / len(intents),
        "false_alarms": _share([bool(p) for t, p in zip(true_signs, told_signs) if not t]),
        "unsafe_found": _share([f for u, f in zip(unsafe, flagged) if u]),
        "safe_flagged": _share([f for u, f in zip(unsafe, flagged) if not u]),
    }


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def print_report(figures: Dict[str, Any], messages: Sequence[Dict[str, Any]],
                 told: Sequence[Dict[str, Any]], say: Callable[[str], None]) -> None:
    """Tables of all labels, the summary, and the surest mistakes."""
    for group, scores in figures["scores"].items():
        say(f"\n{group:20} precision  recall     F1  support")
        for label, s in scores.items():
            say(f"  {label:18} {s.precision:9.3f} {s.recall:7.3f} {s.f1:6.3f} "
                f"{s.right + s.missed:8d}")
    say("")
    for name, value in figures.items():
        if name != "scores":
            say(f"{name.replace('_', ' '):24} {value:.3f}")
    wrong = [(t["confidence"], m, t) for m, t in zip(messages, told)
             if m["intent"] != t["intent"] or set(m["signs"]) != {s["name"] for s in t["signs"]}]
    say(f"\nThe surest of {len(wrong)} mistakes:")
    for _, m, t in sorted(wrong, key=lambda item: -item[0])[:WORST_SHOWN]:
        read = [t["intent"], *(s["name"] for s in t["signs"])]
        say(f"  {' '.join([m['intent'], *m['signs']])}  read as  {' '.join(read)}\n"
            f"      {m['text'][:100]}")


def save_report(name: str, figures: Dict[str, Any], messages: Sequence[Dict[str, Any]],
                told: Sequence[Dict[str, Any]]) -> Path:
    """Writes JSON and a picture of the confusion of intents; returns the picture's path."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot
    from sklearn.metrics import ConfusionMatrixDisplay

    folder = home() / "evaluation"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    plain = {**figures, "scores": {
        group: {label: {**s._asdict(), "precision": s.precision, "recall": s.recall, "f1": s.f1}
                for label, s in scores.items()} for group, scores in figures["scores"].items()}}
    (folder / f"{name}.json").write_text(json.dumps(plain, indent=2))
    figure, axes = pyplot.subplots(figsize=(12, 11))
    ConfusionMatrixDisplay.from_predictions(
        [m["intent"] for m in messages], [t["intent"] for t in told], ax=axes,
        xticks_rotation="vertical", colorbar=False, cmap="Blues")
    figure.tight_layout()
    figure.savefig(folder / f"{name}.png", dpi=100)
    pyplot.close(figure)
    return folder / f"{name}.png"


def below_floors(figures: Dict[str, Any], floors: Dict[str, float]) -> List[str]:
    """What fell below its floor, by name; "signs.guard" is the F1 of that label."""
    found = []
    for name, floor in floors.items():
        group, _, label = name.partition(".")
        value = figures["scores"][group][label].f1 if label else figures[name]
        # Of alarms and flags there should be few, of all else much.
        if (value > floor) if name in ("false_alarms", "safe_flagged") else (value < floor):
            found.append(f"{name} is {value:.3f}, its floor {floor:.3f}")
    return found


def _print_baseline(sets: Dict[str, List[Dict[str, Any]]], ours: Dict[str, Dict[str, Any]],
                    number: Optional[int]) -> None:
    """Errors on signs side by side; both are trained on `number` examples where it is given."""
    from bot import baseline

    with tempfile.TemporaryDirectory() as folder:
        taught = baseline.examples(number)
        click.echo(f"\ntraining the stock pipeline on the same {len(taught)} examples ...")
        stock = baseline.train_stock(Path(folder), taught)
        small = baseline.train_ours(Path(folder), taught) if number else None
        click.echo(f"\n{'error on signs':20} stock    ours   ratio")
        for name, messages in sets.items():
            texts, truth = [m["text"] for m in messages], [set(m["signs"]) for m in messages]

            def error(told: List[Set[str]]) -> float:
                return 1 - total([score(truth, told, sign) for sign in SIGNS]).f1

            theirs = error(baseline.told_by_stock(stock, texts))
            mine = (error(baseline.told_by_ours(small, texts)) if small
                    else 1 - ours[name]["signs_micro_f1"])
            click.echo(f"  {name:18} {theirs:5.3f}   {mine:5.3f}   {mine / theirs:5.2f}")


def run(model: Path, paths: Sequence[Path], gate: bool, with_baseline: bool,
        examples: Optional[int] = None) -> None:
    """Measures file by file, prints and writes; with `gate` it fails below a floor.

    Raises:
        EvaluationError: unreadable messages, or a figure below its floor.
    """
    from bot.assistant import Assistant

    sets = {path.stem: read_messages([path]) for path in paths or sorted(HELD_OUT.glob("*.jsonl"))}
    if not any(sets.values()):
        raise EvaluationError("There are no labelled messages to measure on.")
    assistant = Assistant(model)
    figures, fallen = {}, []
    floors = json.loads(FLOORS.read_text()) if gate else {}
    for name, messages in sets.items():
        told = [as_object(m["text"], assistant.understand(m["text"]).result()) for m in messages]
        figures[name] = measure(messages, told)
        click.echo(f"\n=== {name}: {len(messages)} messages")
        print_report(figures[name], messages, told, click.echo)
        click.echo(f"\nwritten to {save_report(name, figures[name], messages, told)}")
        fallen += [f"{name}: {line}"
                   for line in below_floors(figures[name], floors.get(name, {}))]
    assistant.close()
    if with_baseline:
        _print_baseline(sets, figures, examples)
    if fallen:
        raise EvaluationError("\n".join(fallen))
