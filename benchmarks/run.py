"""Speed and memory beside a stock Rasa bot (`rasa init`), in one run: `make bench`.

Each bot runs in a process of its own, the two in turn, several times. Measured are the
seconds from the start of the process until the first message can be taken, the seconds
for a text message understood and answered, and the process's peak memory.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Dict, List

PROJECT = Path(__file__).parent.parent
ROUNDS = 3
# At most so much of the stock bot's figure; None: for information.
BUDGETS = {"ready_s": 0.5, "median_ms": 1 / 3, "p95_ms": None, "peak_mb": 0.7}


def _stock_bot(folder: Path) -> None:
    """A freshly initialised and trained stock bot in the folder."""
    print("training the stock bot ...", flush=True)
    subprocess.run([str(Path(sys.executable).with_name("rasa")), "init", "--no-prompt",
                    "--init-dir", str(folder)], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"})


def _measure(kind: str, folder: Path) -> Dict[str, float]:
    result = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("measure.py")), kind, str(folder)],
        check=True, capture_output=True, text=True, cwd=PROJECT)
    return json.loads(result.stdout.splitlines()[-1])


def main() -> None:
    """Prints one table: medians over the rounds, and ours as a share of the stock bot's."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _stock_bot(folder)
        runs: Dict[str, List[Dict[str, float]]] = {"stock": [], "coach": []}
        for number in range(ROUNDS):
            print(f"round {number + 1} of {ROUNDS} ...", flush=True)
            for kind, measured in runs.items():
                measured.append(_measure(kind, folder))
    print(f"\n{'':12}{'stock':>10}{'coach':>10}{'ratio':>8}{'budget':>8}")
    for key, budget in BUDGETS.items():
        stock, coach = (statistics.median(run[key] for run in runs[kind])
                        for kind in ("stock", "coach"))
        print(f"{key:12}{stock:10.2f}{coach:10.2f}{coach / stock:8.2f}"
              + (f"{budget:8.2f}" if budget else ""))


if __name__ == "__main__":
    main()
