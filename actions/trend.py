"""The trend of a person's check-ins: as a picture, and as text that says the same."""

from __future__ import annotations

import base64
import datetime
import io
from typing import Dict, List, Sequence, Tuple

from actions.library import knowledge

SHOWN = 8  # check-ins in a picture: about what can be told apart on a phone
SIZE, DOTS = (6.0, 6.4), 180  # inches, dots an inch: 1080 by 1152
# Okabe and Ito's colours, which people with any colour vision tell apart (jfly.uni-koeln.de).
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#7A6000")
MARKERS = ("o", "s", "^", "D", "v")
# Its own light ground, so that it reads the same within a light and a dark chat.
GROUND, INK = "#FBFAF7", "#33302C"
# Lines that run together are drawn this far apart, in points of the scale.
APART = 0.06
History = Sequence[Tuple[float, Dict[str, int]]]


def _day(at: float) -> str:
    return f"{datetime.datetime.fromtimestamp(at):%d %b}".lstrip("0")


def as_text(history: History) -> str:
    """A line for each sign, oldest value first: "1 → 3  We hardly talk"."""
    shown = list(history)[-SHOWN:]
    first, last = _day(shown[0][0]), _day(shown[-1][0])
    lines = [f"{' → '.join(str(answers[sign]) for _, answers in shown)}  {entry['check_in_name']}"
             for sign, entry in knowledge("signs").items()]
    return f"{first} to {last}\n" + "\n".join(lines)


def as_png(history: History, scale: int) -> str:
    """The picture as base64 of a PNG of 1080 by 1152 pixels; `scale` is the highest answer."""
    # Half a second to import, needed by few messages.
    from matplotlib.figure import Figure

    shown = list(history)[-SHOWN:]
    figure = Figure(figsize=SIZE, dpi=DOTS, facecolor=GROUND)
    axes = figure.add_axes((0.07, 0.34, 0.88, 0.6), facecolor=GROUND)
    for row, (sign, entry) in enumerate(knowledge("signs").items()):
        values = [answers[sign] + APART * (row - 2) for _, answers in shown]
        axes.plot(range(len(shown)), values, color=COLOURS[row], marker=MARKERS[row],
                  markersize=9, linewidth=3, label=entry["check_in_name"], clip_on=False)
    axes.set_ylim(-0.3, scale + 0.3)
    axes.set_yticks(range(scale + 1))
    axes.set_xticks(range(len(shown)), [_day(at) for at, _ in shown])
    axes.tick_params(colors=INK, labelsize=13, length=0)
    axes.grid(axis="y", color=INK, alpha=0.15)
    for side in axes.spines.values():
        side.set_visible(False)
    legend = axes.legend(loc="upper left", bbox_to_anchor=(-0.04, -0.1), frameon=False,
                         fontsize=14, labelspacing=0.35)
    for text in legend.get_texts():
        text.set_color(INK)
    picture = io.BytesIO()
    figure.savefig(picture, format="png", facecolor=GROUND, metadata={"Software": None})
    return base64.b64encode(picture.getvalue()).decode()


def strong_and_weak(answers: Dict[str, int], scale: int) -> Tuple[List[str], List[str]]:
    """The signs rated in the upper quarter of the scale, and those below its middle."""
    strong = [sign for sign, value in answers.items() if value >= scale * 3 / 4]
    return strong, [sign for sign, value in answers.items() if value < scale / 2]
