"""One process's part of the benchmark: `measure.py stock|coach FOLDER` prints JSON."""

import time

BEGAN = time.perf_counter()

import asyncio  # noqa: E402 (the clock starts before anything is imported)
import json  # noqa: E402
import os  # noqa: E402
import resource  # noqa: E402
import statistics  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from pathlib import Path  # noqa: E402

WORDS = (
    "hello", "we barely talk since the baby came", "he never hugs me any more", "thanks",
    "i walk on eggshells around my wife and every talk ends in shouting so i keep quiet",
    "how can i be more responsive?", "she is always at work and we never have an evening for us",
    "give me a question to ask him", "i feel so lonely next to him on the sofa", "what can you do")
REPEATS = 10


def _stock(folder: Path):
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage
    from rasa.model import get_latest_model

    agent = Agent.load(get_latest_model(str(folder / "models")))
    loop = asyncio.new_event_loop()
    return lambda person, text: loop.run_until_complete(
        agent.handle_message(UserMessage(text, sender_id=person)))


def _coach(folder: Path):
    from bot import settings
    from bot.quiet import configure_logging

    trained = settings.PROJECT / ".coach" / "models"
    home = Path(tempfile.mkdtemp())
    (home / "models").symlink_to(trained)
    os.environ["COACH_HOME"] = str(home)
    settings.load_environment()
    configure_logging()
    from bot.assistant import Assistant
    from bot.messages import Incoming
    from bot.training import ensure_model

    assistant = Assistant(ensure_model(lambda line: None))
    return lambda person, text: assistant.answer(Incoming(person, text)).result()


def main() -> None:
    """Loads the bot, sends the messages of several people, prints the figures."""
    sys.path.insert(0, str(Path(__file__).parent.parent))
    answer = {"stock": _stock, "coach": _coach}[sys.argv[1]](Path(sys.argv[2]))
    ready = time.perf_counter() - BEGAN
    for text in WORDS:
        answer("warm-up", text)
    seconds = []
    for person in range(REPEATS):
        for text in WORDS:
            began = time.perf_counter()
            answer(f"person-{person}", text)
            seconds.append(time.perf_counter() - began)
    seconds.sort()
    print(json.dumps({
        "ready_s": ready, "median_ms": 1000 * statistics.median(seconds),
        "p95_ms": 1000 * seconds[int(0.95 * len(seconds))],
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    main()
