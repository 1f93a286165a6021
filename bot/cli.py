"""The `coach` command: each subcommand is a thin entry to a module of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Optional, Tuple

import click

from bot import settings
from bot.quiet import configure_logging


def _tell(line: str) -> None:
    click.echo(line, err=True)


def _settings_help() -> str:
    rows = "\n".join(f"  {name:24} {purpose} (default: {default})"
                     for name, default, purpose in settings.TABLE)
    return f"Runs the Telegram bot.\n\n\b\nSettings, from the environment or `.env`:\n{rows}"


def _model() -> Path:
    from bot.training import TrainingError, ensure_model

    try:
        return ensure_model(_tell)
    except TrainingError as error:
        raise click.ClickException(str(error))


class Coach(click.Group):
    """Turns faults of the surroundings into a sentence and exit code 1."""

    def invoke(self, context: click.Context) -> None:
        """Runs the subcommand."""
        from sqlalchemy.exc import SQLAlchemyError

        try:
            super().invoke(context)
        except SQLAlchemyError as error:
            raise click.ClickException(
                f"The database cannot be used ({type(error).__name__}): is COACH_DATABASE_URL right, "
                "and does the server answer?")
        except PermissionError as error:
            raise click.ClickException(f"No permission for {error.filename}: is COACH_HOME right?")
        except BrokenPipeError:
            sys.exit(1)  # whoever read our output has gone


@click.group(cls=Coach, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """A chatbot that helps people feel close to their partner again.

    It runs on your own machine; no message leaves it but to Telegram.
    """
    settings.load_environment()
    configure_logging()


@main.command()
@click.option("--force", is_flag=True, help="Train even where the model is up to date.")
def train(force: bool) -> None:
    """Trains the model where it is missing or out of date."""
    from bot.training import TrainingError, ensure_model

    try:
        ensure_model(_tell, force)
    except TrainingError as error:
        raise click.ClickException(str(error))


@main.command()
def chat() -> None:
    """Has the conversation in this terminal; buttons are numbers.

    With piped input: a message a line, answers on standard output.
    """
    model = _model()
    from bot.terminal import run

    run(model)


@main.command(help=_settings_help())
def run() -> None:
    try:
        wanted = settings.telegram()
    except settings.SettingsError as error:
        raise click.UsageError(str(error))
    model = _model()
    from bot.telegram.app import TelegramError, serve

    try:
        serve(wanted, model)
    except TelegramError as error:
        raise click.ClickException(str(error))


@main.command()
@click.option("--jsonl", is_flag=True, help="Input is an object a line with a `text`.")
def understand(jsonl: bool) -> None:
    """Reads messages from standard input; prints what is understood, JSON a line."""
    model = _model()
    from bot.understanding import InputError, run

    try:
        run(model, sys.stdin.buffer, sys.stdout, jsonl)
    except InputError as error:
        raise click.ClickException(str(error))


@main.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--gate", is_flag=True, help="Fail where a figure is below its floor.")
@click.option("--baseline", is_flag=True, help="Compare with Rasa's stock pipeline (hours).")
@click.option("--examples", type=click.IntRange(min=100), help="With --baseline: both are trained "
              "on a draw of so many (minutes for a few thousand).")
def evaluate(files: Tuple[Path, ...], gate: bool, baseline: bool,
             examples: Optional[int]) -> None:
    """Measures the pipeline on labelled messages (JSON lines).

    Without FILES: the project's own held-out messages.
    """
    model = _model()
    from bot.evaluation import EvaluationError, run

    try:
        run(model, files, gate, baseline, examples)
    except EvaluationError as error:
        raise click.ClickException(str(error))


@main.command()
def corrections() -> None:
    """Prints the corrections that people let us keep, JSON a line, as `evaluate` reads them."""
    from store import corrections as kept
    from store.database import database

    with database().begin() as session:
        for entry in kept.everything(session):
            click.echo(json.dumps(entry, ensure_ascii=False))


@main.command()
@click.option("--content", is_flag=True, help="Check the texts and tables instead.")
def check(content: bool) -> None:
    """Says whether everything needed is in place, a line each."""
    from bot.checking import run, run_content

    if not (run_content if content else run)(click.echo):
        sys.exit(1)
