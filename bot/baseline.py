"""The stock Rasa pipeline on the same examples, to measure ours beside it."""

from __future__ import annotations

import asyncio
import random
from importlib import resources
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Sequence, Set

import yaml
from rasa.shared.nlu.training_data.message import Message

from bot.settings import PROJECT
from nlu.importer import example_labels
from nlu.labels import SIGN_ENTITY, SIGNS

JOIN = "+"
CONFIG = PROJECT / "config.yml"
SEED = 42


def examples(number: Optional[int]) -> List[Message]:
    """A draw of so many of the training examples, always the same; all where None."""
    from rasa.shared.importers.importer import TrainingDataImporter

    found = TrainingDataImporter.load_nlu_importer_from_config(
        str(CONFIG), training_data_paths=[str(PROJECT / "nlu" / "data")]
    ).get_nlu_data().intent_examples
    return random.Random(SEED).sample(found, min(len(found), number)) if number else found


def train_stock(folder: Path, taught: Sequence[Message]) -> Path:
    """A model of `rasa init`'s pipeline, trained on the examples; takes minutes to hours.

    Intent and signs become one intent: DIET can tell "sign+time+needs".
    """
    config = folder / "stock.yml"
    with resources.path("rasa.cli.initial_project", "config.yml") as stock:
        config.write_text(stock.read_text())
    return _trained(config, folder / "stock", [
        {"intent": JOIN.join([e.get("intent"), *example_labels(e, "signs")]),
         "examples": f"- {e.get('text')}\n"} for e in taught])


def train_ours(folder: Path, taught: Sequence[Message]) -> Path:
    """A model of our pipeline, trained on the examples alone."""
    return _trained(CONFIG, folder / "ours", [
        {"intent": e.get("intent"), "examples": f"- {e.get('text')}\n",
         "metadata": {"signs": example_labels(e, "signs"),
                      "stressors": example_labels(e, "stressors")}} for e in taught])


def _trained(config: Path, folder: Path, groups: List[Dict[str, Any]]) -> Path:
    from rasa.model_training import train_nlu

    folder.mkdir()
    path = folder / "nlu.yml"
    path.write_text(yaml.safe_dump({"version": "3.1", "nlu": groups}, allow_unicode=True))
    return Path(train_nlu(config=str(config), nlu_data=str(path), output=str(folder)))


def told_by_stock(model: Path, texts: Sequence[str]) -> List[Set[str]]:
    """The signs that the stock model tells of each text."""
    return _told(model, texts, lambda parsed: {
        part for part in _best(parsed).split(JOIN) if part in SIGNS})


def told_by_ours(model: Path, texts: Sequence[str]) -> List[Set[str]]:
    """The signs that a model of ours tells of each text."""
    return _told(model, texts, lambda parsed: {
        e["value"] for e in parsed["entities"] if e["entity"] == SIGN_ENTITY})


def _told(model: Path, texts: Sequence[str],
          signs_of: Callable[[Dict[str, Any]], Set[str]]) -> List[Set[str]]:
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))

    async def all_of_them():
        return [await agent.parse_message(text) for text in texts]

    return [signs_of(parsed) for parsed in asyncio.run(all_of_them())]


def _best(parsed: Dict[str, Any]) -> str:
    # Below its threshold the fallback comes first; the best guess is what counts here.
    names = [i["name"] for i in [parsed["intent"], *parsed["intent_ranking"]] if i["name"]]
    return next((name for name in names if name != "nlu_fallback"), "")
