"""What a reader would stumble over, measured on the drawn figure: clipping, overlap, contrast, a bar axis off zero."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any, cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.text import Text
from matplotlib.transforms import Bbox, BboxBase
from numpy.typing import NDArray

from ikm_analysis.charts.palette import PAPER, contrast

ENLARGED = "enlarged"  # the label of an axes that says in print that it does not begin at zero
TEXT_CONTRAST, MARK_CONTRAST, SMALLEST = 4.5, 3.0, 7.0
TOUCH = 1.0  # pixels two boxes may share: the empty rim of the letters


class _Wordless(RendererAgg):
    """Draws all but letters; the boxes behind them are kept."""

    def draw_text(self, *drawn: Any, **properties: Any) -> None:
        """Draw nothing."""


def problems(fig: Figure) -> list[str]:
    """One sentence for each thing on the figure that cannot be read, naming the text and the measured value."""
    renderer: Any = cast(Any, _Wordless)(*fig.bbox.size, fig.dpi)
    fig.draw(renderer)
    pixels = np.asarray(renderer.buffer_rgba())[::-1, :, :3] / 255  # rows from below, as boxes are counted
    texts = [text for text in fig.findobj(Text) if isinstance(text, Text) and text.get_visible()]
    boxes = [(text, text.get_window_extent(renderer)) for text in texts if text.get_text().strip()]
    axes = [ax for ax in fig.findobj(Axes) if isinstance(ax, Axes)]
    of_texts = [problem for text, box in boxes for problem in _illegible(text, box, fig, pixels)]
    of_axes = [problem for ax in axes for problem in _misdrawn(ax)]
    return [*of_texts, *_overlaps(boxes), *_crossed(axes, boxes), *of_axes]


def _named(text: Text) -> str:
    return repr(" ".join(text.get_text().split()))


def _illegible(text: Text, box: Bbox, fig: Figure, pixels: NDArray[np.float64]) -> Iterator[str]:
    name, size = _named(text), float(text.get_fontsize())
    if (over := _beyond(box, fig.bbox)) > 0.5:
        yield f"{name} runs {over / fig.dpi * 2.54:.2f} cm over the edge of the figure"
    elif text.axes is not None and text.get_clip_on() and (over := _beyond(box, text.axes.bbox)) > 0.5:
        yield f"{name} is cut off {over / fig.dpi * 2.54:.2f} cm outside its axes"
    if size < SMALLEST:
        yield f"{name} is printed in {size:.1f} pt, less than {SMALLEST:.0f} pt"
    font, letters = get_font(findfont(text.get_fontproperties())), set(text.get_text()) - {"\n"}
    if lacking := sorted(letter for letter in letters if not font.get_char_index(ord(letter))):
        yield f"{name} has letters that the font lacks: {' '.join(lacking)}"
    (left, low), (right, high) = np.rint(box.get_points()).astype(int).clip(min=0)
    seen = pixels[low:high, left:right]
    ratio = float(np.quantile(contrast(to_rgb(text.get_color()), seen), 0.05)) if seen.size else TEXT_CONTRAST
    if ratio < TEXT_CONTRAST:
        yield f"{name} has a contrast of {ratio:.1f}:1 with what is behind it, less than {TEXT_CONTRAST}:1"


def _beyond(box: BboxBase, frame: BboxBase) -> float:
    return float(max(frame.x0 - box.x0, frame.y0 - box.y0, box.x1 - frame.x1, box.y1 - frame.y1))


def _overlaps(boxes: list[tuple[Text, Bbox]]) -> Iterator[str]:
    for (one, first), (other, second) in combinations(boxes, 2):
        wide, high = np.minimum(first.max, second.max) - np.maximum(first.min, second.min)
        if wide > TOUCH and high > TOUCH:
            yield f"{_named(one)} and {_named(other)} overlap by {wide:.0f} x {high:.0f} pixels"


def _crossed(axes: list[Axes], boxes: list[tuple[Text, Bbox]]) -> Iterator[str]:
    lines = [line for ax in axes for line in ax.lines if line.get_linestyle() != "None"]
    paths = [line.get_path().transformed(line.get_transform()) for line in lines]
    for text, box in boxes:
        if text.get_bbox_patch() is None and any(path.intersects_bbox(box.padded(-TOUCH), False) for path in paths):
            yield f"{_named(text)} has a line running through it"


def _misdrawn(ax: Axes) -> Iterator[str]:
    """Marks too pale to be seen, and a bar axis without zero."""
    rows = [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]
    for patch in ax.patches:
        shown = [to_rgba(patch.get_facecolor()), to_rgba(patch.get_edgecolor())]
        ratio = max((float(contrast(rgb, to_rgb(PAPER))) for *rgb, alpha in shown if alpha), default=1.0)
        if ratio < MARK_CONTRAST and (width := patch.get_window_extent().width) > 0:
            mark = f"a mark {width:.0f} pixels wide among the rows {rows}"
            yield f"{mark} has a contrast of {ratio:.1f}:1 with the paper, less than {MARK_CONTRAST:.0f}:1"
    low, high = ax.get_xlim()
    has_bars = any(isinstance(held, BarContainer) for held in ax.containers)
    if has_bars and ax.get_label() != ENLARGED and not low <= 0 <= high:
        yield f"the bar axis runs from {low:g} to {high:g} without zero and is not marked as enlarged"
