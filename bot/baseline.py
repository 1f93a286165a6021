"""The stock Rasa pipeline on the same examples, to measure ours beside it."""

from __future__ import annotations

import asyncio
from importlib import resources
from pathlib import Path
from typing import List, Sequence, Set

from bot.settings import PROJECT
from nlu.classifier import example_labels
from nlu.labels import SIGNS

JOIN = "+"


def _combined(folder: Path) -> Path:
    """Our examples with intent and signs as one intent: "sign+time+needs" can be told by DIET."""
    from rasa.shared.nlu.training_data.loading import load_data
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    examples = load_data(str(PROJECT / "nlu" / "data")).intent_examples
    combined = TrainingData([
        Message.build(e.get("text"), JOIN.join([e.get("intent"), *example_labels(e, "signs")]))
        for e in examples])
    path = folder / "nlu.yml"
    combined.persist_nlu(str(path))
    return path


def train(folder: Path) -> Path:
    """The path of a model of `rasa init`'s pipeline, trained on our examples; takes minutes."""
    from rasa.model_training import train_nlu

    config = folder / "config.yml"
    with resources.path("rasa.cli.initial_project", "config.yml") as stock:
        config.write_text(stock.read_text())
    return Path(train_nlu(config=str(config), nlu_data=str(_combined(folder)), output=str(folder)))


def told_signs(model: Path, texts: Sequence[str]) -> List[Set[str]]:
    """The signs that the model tells of each text."""
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))

    async def all_of_them():
        return [await agent.parse_message(text) for text in texts]

    # Below its threshold the fallback comes first; the best guess is what counts here.
    return [{part for part in _best(parsed).split(JOIN) if part in SIGNS}
            for parsed in asyncio.run(all_of_them())]


def _best(parsed) -> str:
    names = [i["name"] for i in [parsed["intent"], *parsed["intent_ranking"]] if i["name"]]
    return next((name for name in names if name != "nlu_fallback"), "")
