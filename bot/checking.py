"""`coach check`: is everything needed in place? A line each."""

from __future__ import annotations

import datetime
import sys
from typing import Callable, List, NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from bot import settings
from bot.training import current_model


class Finding(NamedTuple):
    """One thing looked at: fine or not, and what to say about it."""

    fine: bool
    text: str


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(sys.version_info[:2] == (3, 10), f"Python {version} (3.10 is needed)")


def _model() -> Finding:
    model = current_model()
    return Finding(model is not None,
                   f"model {model}" if model else "model missing or out of date: `coach train`")


def _database() -> Finding:
    from store.database import database

    try:
        kind = database().engine.dialect.name
    except (SQLAlchemyError, OSError, ImportError) as error:
        return Finding(False, f"database cannot be used ({type(error).__name__})")
    return Finding(True, f"database answers ({kind})")


def _token() -> Finding:
    try:
        wanted = settings.telegram()
    except settings.SettingsError as error:
        return Finding(False, str(error))
    how = "webhook" if wanted.webhook else "long polling"
    return Finding(True, f"Telegram token is set ({how})")


def run(say: Callable[[str], None]) -> bool:
    """Says a line for each finding; True if all are fine."""
    findings: List[Finding] = [_python(), _model(), _database(), _token()]
    for finding in findings:
        say(f"{'ok     ' if finding.fine else 'MISSING'}  {finding.text}")
    return all(finding.fine for finding in findings)


def run_content(say: Callable[[str], None]) -> bool:
    """Says what is wrong in the knowledge, and what is old; True if nothing is wrong."""
    from actions import content

    wrong = list(content.problems())
    for line in wrong:
        say(f"WRONG    {line}")
    for line in content.old_helplines(datetime.date.today()):
        say(f"old      {line}")
    if not wrong:
        say(f"ok       {len(content.all_texts())} texts")
    return not wrong
