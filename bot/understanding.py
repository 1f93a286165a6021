"""`coach understand`: messages in, JSON a line out, as soon as each is understood."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, BinaryIO, Dict, Iterable, TextIO

from nlu.labels import FALLBACK_INTENT


class InputError(Exception):
    """A line of the input is not what was promised."""


def as_object(text: str, parsed: Dict[str, Any]) -> Dict[str, Any]:
    """Rasa's parse data in the form of the contract: intent, signs, evidence, stressors."""
    entities = parsed.get("entities", [])
    signs = [
        {"name": e["value"], "confidence": round(e.get("confidence_entity", 1.0), 4),
         "evidence": e["evidence"]}
        for e in entities if e["entity"] == "sign"]
    # Where the coach would rather ask, the likeliest intent comes after the fallback.
    intent = next(i for i in [parsed["intent"], *parsed["intent_ranking"]]
                  if i["name"] != FALLBACK_INTENT)
    return {
        "text": text,
        "intent": intent["name"],
        "confidence": round(float(intent["confidence"]), 4),
        "signs": sorted(signs, key=lambda sign: -sign["confidence"]),
        "stressors": [e["value"] for e in entities if e["entity"] == "stressor"],
    }


def messages(lines: Iterable[bytes], jsonl: bool) -> Iterable[Dict[str, Any]]:
    """An object with `text` for each line of the input.

    Raises:
        InputError: with `jsonl`, a line that is no object with a string `text`.
    """
    for number, raw in enumerate(lines, start=1):
        line = raw.decode("utf-8", errors="replace").rstrip("\r\n")
        if not jsonl:
            yield {"text": line}
        elif line.strip():
            try:
                entry = json.loads(line)
            except ValueError:
                raise InputError(f"Line {number} is not JSON.")
            if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
                raise InputError(f"Line {number} is not an object with a string `text`.")
            yield entry
        else:
            yield {"text": ""}


def run(model: Path, source: BinaryIO, target: TextIO, jsonl: bool) -> None:
    """Reads `source` to its end; prints to `target`."""
    from bot.assistant import Assistant

    assistant = Assistant(model)
    for entry in messages(source, jsonl):
        parsed = assistant.understand(entry["text"]).result()
        line = {**entry, **as_object(entry["text"], parsed)}
        target.write(json.dumps(line, ensure_ascii=False) + "\n")
        target.flush()
    assistant.close()
