"""Reads the texts and tables of `actions/knowledge/`, once."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("knowledge")


@lru_cache(maxsize=None)
def knowledge(subject: str) -> Any:
    """The content of `actions/knowledge/<subject>.yml`; not to be changed by its readers."""
    return yaml.safe_load((FOLDER / f"{subject}.yml").read_text(encoding="utf-8"))
