"""Writes docs/transcripts/, a page a capability, from real runs: `make docs`.

The dialogues are those of the tests, through the trained model, on an empty database.
"""

import os
import tempfile
from pathlib import Path

import yaml

HERE = Path(__file__).parent
PAGES = HERE.parents[1] / "docs" / "transcripts"
SHOWN = 4  # dialogues a page


def transcript(conversation, turns):
    """One dialogue as it looks in the terminal."""
    blocks = []
    for turn in turns:
        line = turn.get("tap") or turn["say"]
        blocks += [f"> {line}", *conversation.say(line)]
    return "\n\n".join(blocks)


def main():
    """Writes all pages anew."""
    from bot.quiet import configure_logging

    configure_logging()
    from bot.assistant import Assistant
    from bot.terminal import Conversation
    from bot.training import current_model

    model = current_model()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COACH_HOME"] = folder
        os.environ.pop("COACH_DATABASE_URL", None)
        assistant = Assistant(model)
        PAGES.mkdir(parents=True, exist_ok=True)
        for path in sorted(HERE.glob("*.yml")):
            source = path.read_text(encoding="utf-8")
            page = [f"# {source.splitlines()[0].lstrip('# ')}\n\nMade by `make docs` from "
                    f"`tests/conversations/{path.name}`; not to be edited.\n"]
            for dialogue in yaml.safe_load(source)[:SHOWN]:
                talk = Conversation(assistant, f"terminal:{dialogue['dialogue']}")
                page.append(f"## {dialogue['dialogue'].capitalize()}\n\n```text\n"
                            f"{transcript(talk, dialogue['turns']).replace(folder, '.coach')}\n```\n")
            (PAGES / f"{path.stem}.md").write_text("\n".join(page), encoding="utf-8")


if __name__ == "__main__":
    main()
