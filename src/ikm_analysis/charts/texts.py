"""Text measured before it is drawn: its width in inches, its lines when wrapped, and blocks of lines beside a mark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from ikm_analysis.charts.palette import TEXT

LABEL, NOTE = 9.0, 7.5
POINT = 1 / 72
PAD = 0.06


@lru_cache(maxsize=20_000)
def text_width(text: str, size: float = LABEL, weight: str = "normal") -> float:
    """Width of one line in inches."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] * POINT


def line_height(size: float = LABEL) -> float:
    """Height of one line in inches, its share of the space between lines included."""
    return 1.25 * size * POINT


def wrapped(text: str, width: float, size: float = LABEL, weight: str = "normal") -> list[str]:
    """Lines no wider than `width` inches, as few as possible and about equally long; a word wider than that is cut."""
    lines = _filled(text, width, size, weight)
    if len(lines) < 2:
        return lines
    for narrower in (0.5, 0.6, 0.7, 0.8, 0.9):
        balanced = _filled(text, width * narrower, size, weight)
        if len(balanced) == len(lines) and not _cut(text, width * narrower, size, weight):
            return balanced
    return lines


def fits(text: str, width: float, size: float = LABEL, weight: str = "normal") -> bool:
    """Whether every word of `text` is at most `width` inches wide, so that wrapping need not cut one."""
    return not _cut(text, width, size, weight)


def _cut(text: str, width: float, size: float, weight: str) -> bool:
    return any(text_width(word, size, weight) > width for word in text.split())


def _filled(text: str, width: float, size: float, weight: str) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        for piece in _pieces(word, width, size, weight):
            joined = f"{lines[-1]} {piece}" if lines else piece
            if lines and text_width(joined, size, weight) <= width:
                lines[-1] = joined
            else:
                lines.append(piece)
    return lines or [""]


def _pieces(word: str, width: float, size: float, weight: str) -> list[str]:
    if text_width(word, size, weight) <= width or len(word) < 2:
        return [word]
    cuts = [0]
    for end in range(1, len(word) + 1):
        if end - cuts[-1] > 1 and text_width(word[cuts[-1] : end], size, weight) > width:
            cuts.append(end - 1)
    return [word[first:last] for first, last in pairwise([*cuts, len(word)])]


@dataclass(frozen=True)
class Line:
    """One printed line."""

    text: str
    size: float = LABEL
    weight: str = "normal"
    colour: str = TEXT

    def within(self, width: float) -> list[Line]:
        """The line as lines no wider than `width` inches."""
        return [replace(self, text=text) for text in wrapped(self.text, width, self.size, self.weight)]


def block(lines: Iterable[Line], width: float) -> list[Line]:
    """The lines that say anything, each wrapped to `width` inches."""
    return [part for line in lines if line.text.strip() for part in line.within(width)]


def block_width(lines: Sequence[Line]) -> float:
    """Width of the widest line in inches."""
    return max((text_width(line.text, line.size, line.weight) for line in lines), default=0.0)


def block_height(lines: Sequence[Line]) -> float:
    """Height of all lines in inches."""
    return sum(line_height(line.size) for line in lines)


def draw_block(ax: Axes, x: float, y: float, lines: Sequence[Line], align: str = "left") -> None:
    """Print lines below each other, centred on height `y`, on an axes whose y axis counts inches downwards."""
    top = y - block_height(lines) / 2
    for line in lines:
        height = line_height(line.size)
        ax.text(x, top + height / 2, line.text, fontsize=line.size, fontweight=line.weight, color=line.colour,
                ha=align, va="center")  # fmt: skip
        top += height
