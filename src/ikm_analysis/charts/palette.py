"""The colours of every chart, each with a hatch so that a greyscale print reads the same, and their contrast."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.colors import to_rgb
from numpy.typing import ArrayLike, NDArray

PRIMARY, ACCENT, SECOND, THIRD = "#12436D", "#CC7A28", "#5B93CC", "#4C1300"
CONTEXT, LIGHT, PAPER = "#767676", "#DEDEDE", "#FFFFFF"
TEXT, SOFT_TEXT = "#222222", "#595959"
BLUES = ("#E6EFF8", "#B5D0E9", "#78A9D6", "#34699A", "#12436D")


@dataclass(frozen=True)
class Fill:
    """How a mark is filled: a colour, its hatch and an outline where the colour alone is too pale to be seen."""

    colour: str
    hatch: str = ""
    hatch_colour: str = PAPER
    edge: str = PAPER
    marker: str = "o"

    @property
    def style(self) -> dict[str, Any]:
        """The properties of a matplotlib patch."""
        return {"facecolor": self.colour, "hatch": self.hatch, "hatchcolor": self.hatch_colour, "edgecolor": self.edge}

    @property
    def ink(self) -> str:
        """The text colour that reads on this fill."""
        return readable(self.colour)

    @property
    def behind(self) -> dict[str, Any] | None:
        """The box that keeps a text readable on a hatch; None where there is no hatch."""
        return {"facecolor": self.colour, "edgecolor": "none", "pad": 1.0} if self.hatch else None


SERIES = (
    Fill(PRIMARY),
    Fill(ACCENT, hatch="///", marker="s"),
    Fill(SECOND, hatch="..", marker="D"),
    Fill(THIRD, hatch="\\\\\\\\", marker="^"),
)
BACKGROUND = Fill(CONTEXT)
UNKNOWN = Fill(PAPER, hatch="////", hatch_colour="#A6A6A6", edge=CONTEXT)
PARTS = (SERIES[0], Fill(LIGHT, edge=CONTEXT), SERIES[2], SERIES[1])


def luminance(rgb: ArrayLike) -> NDArray[np.float64]:
    """Relative luminance (WCAG) of sRGB colours 0-1, whose last axis is red, green, blue."""
    channels = np.asarray(rgb, dtype=float)[..., :3]
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(one: ArrayLike, other: ArrayLike) -> NDArray[np.float64]:
    """Contrast ratio (WCAG) between sRGB colours 0-1: 1 for equal, 21 for black on white."""
    first, second = luminance(one) + 0.05, luminance(other) + 0.05
    return np.asarray(np.maximum(first, second) / np.minimum(first, second))


@lru_cache
def readable(background: str) -> str:
    """Dark or white text, whichever stands out more on `background`."""
    return max((TEXT, PAPER), key=lambda ink: float(contrast(to_rgb(ink), to_rgb(background))))
