"""Upkeep of the database: if it fails, no talk ends of it, and it is tried again later."""

from __future__ import annotations

from typing import Callable

from bot.quiet import logger
from store.database import Database

log = logger("upkeep")


def attempt(work: Callable[[Database], None], database: Database) -> None:
    """Does one work of upkeep; what hinders it (a full disk, another process) is logged."""
    try:
        work(database)
    except Exception as error:
        log.error("%s was not done (%s) and will be tried again", work.__name__,
                  type(error).__name__)
