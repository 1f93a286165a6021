"""Trains the Rasa model where it is missing or out of date."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
from pathlib import Path
from typing import Callable, Optional

from bot.settings import PROJECT
from store.database import home

MODEL_NAME = "coach"
# What a model is made of; a change in any of these makes it out of date.
INGREDIENTS = ("config.yml", "domain/*.yml", "stories/*.yml", "nlu/**/*.yml", "nlu/**/*.py",
               "nlu/**/*.npz", "requirements.lock")


class TrainingError(Exception):
    """Training ended without a model."""


def models_folder() -> Path:
    """Where trained models lie: in COACH_HOME, and nowhere else are they loaded from."""
    return home() / "models"


def ingredients_digest() -> str:
    """A digest of every file that the model is made of."""
    digest = hashlib.sha256()
    files = {path for pattern in INGREDIENTS for path in PROJECT.glob(pattern)}
    for path in sorted(files):
        digest.update(str(path.relative_to(PROJECT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def current_model() -> Optional[Path]:
    """The trained model if it is there and up to date, else None."""
    model = models_folder() / f"{MODEL_NAME}.tar.gz"
    stamp = models_folder() / f"{MODEL_NAME}.sha256"
    if model.exists() and stamp.exists() and stamp.read_text() == ingredients_digest():
        return model
    return None


def ensure_model(tell: Callable[[str], None], force: bool = False) -> Path:
    """The path of an up-to-date model, trained now if need be; `tell` hears of progress.

    A model is written under its name only once it is whole, and stamped after that.

    Raises:
        TrainingError: the training failed; the reason is in the message.
    """
    model = None if force else current_model()
    if model is not None:
        return model
    tell("Training the model (a few minutes, only when something in it has changed) ...")
    digest = ingredients_digest()
    _train(tell)
    model = models_folder() / f"{MODEL_NAME}.tar.gz"
    if not model.exists():
        raise TrainingError("Rasa ended without a model; its messages above say why.")
    (models_folder() / f"{MODEL_NAME}.sha256").write_text(digest)
    tell(f"The model is ready ({model.stat().st_size / 1e6:.0f} MB).")
    return model


def _train(tell: Callable[[str], None]) -> None:
    tell("  1/3 loading Rasa")
    from bot.quiet import configure_logging

    configure_logging()
    from rasa.model_training import train

    tell("  2/3 reading examples, encoding them, fitting the classifiers and the rules")
    models_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = os.getcwd()
    os.chdir(PROJECT)  # config.yml names our components as modules of the project
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # what Rasa prints is not for `coach chat`
            train(
                domain=str(PROJECT / "domain"), config=str(PROJECT / "config.yml"),
                training_files=[str(PROJECT / "nlu" / "data"), str(PROJECT / "stories")],
                output=str(models_folder()), fixed_model_name=MODEL_NAME, force_training=True)
    finally:
        os.chdir(folder)
    tell("  3/3 saving")
