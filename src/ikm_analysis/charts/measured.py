"""What a reader would stumble over, measured on the drawn figure: clipping, overlap, contrast, a bar axis off zero."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import combinations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_rgba, to_rgba_array
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.transforms import Bbox, BboxBase
from numpy.typing import ArrayLike, NDArray

from ikm_analysis.charts.palette import contrast

ENLARGED = "enlarged"  # the label of an axes that says in print that it does not begin at zero
TEXT_CONTRAST, MARK_CONTRAST, SMALLEST = 4.5, 3.0, 7.0
PRINT_DPI = 100.0
TOUCH = 1.0  # pixels two boxes may share: the empty rim of the letters


def problems(fig: Figure) -> list[str]:
    """One sentence for each thing on the figure that cannot be read, naming the text and the measured value."""
    texts, dpi = drawn_texts(fig), fig.get_dpi()
    fig.set_dpi(PRINT_DPI)
    FigureCanvasAgg(fig)
    behind = _pixels_without_text(fig, texts)
    boxes = [(text, text.get_window_extent()) for text in texts]
    found = [*_clipped(fig, boxes), *_overlaps(boxes), *_crossed(fig, boxes), *_small(texts), *_unprintable(texts)]
    found += [*_faint_texts(boxes, behind), *_faint_marks(fig), *_off_zero(fig)]
    fig.set_dpi(dpi)
    return found


def drawn_texts(fig: Figure) -> list[Text]:
    """Every text that is printed; labels of ticks outside the axes are not."""
    hidden = {id(label) for axes in _all_axes(fig) for label in _unseen_labels(axes)}
    texts = [text for text in fig.findobj(Text) if isinstance(text, Text) and id(text) not in hidden]
    return [text for text in texts if text.get_visible() and text.get_text().strip()]


def _all_axes(fig: Figure) -> list[Axes]:
    return [axes for axes in fig.findobj(Axes) if isinstance(axes, Axes)]


def _unseen_labels(axes: Axes) -> Iterator[Text]:
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        off = not axes.axison or not axes.get_visible() or not axis.get_visible()
        for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
            unseen = off or not low <= tick.get_loc() <= high
            yield from (label for label in (tick.label1, tick.label2) if unseen or not tick.get_visible())
        if off:
            yield from (axis.label, axis.get_offset_text())


def _named(text: Text) -> str:
    return repr(" ".join(text.get_text().split()))


def _clipped(fig: Figure, boxes: list[tuple[Text, Bbox]]) -> Iterator[str]:
    for text, box in boxes:
        over = _beyond(box, fig.bbox)
        if over > 0.5:
            yield f"{_named(text)} runs {over / fig.dpi * 2.54:.2f} cm over the edge of the figure"
        elif text.axes is not None and text.get_clip_on() and (over := _beyond(box, text.axes.bbox)) > 0.5:
            yield f"{_named(text)} is cut off {over / fig.dpi * 2.54:.2f} cm outside its axes"


def _beyond(box: BboxBase, frame: BboxBase) -> float:
    return float(max(frame.x0 - box.x0, frame.y0 - box.y0, box.x1 - frame.x1, box.y1 - frame.y1))


def _overlaps(boxes: list[tuple[Text, Bbox]]) -> Iterator[str]:
    for (one, first), (other, second) in combinations(boxes, 2):
        wide = min(first.x1, second.x1) - max(first.x0, second.x0)
        high = min(first.y1, second.y1) - max(first.y0, second.y0)
        if wide > TOUCH and high > TOUCH:
            yield f"{_named(one)} and {_named(other)} overlap by {wide:.0f} x {high:.0f} pixels"


def _crossed(fig: Figure, boxes: list[tuple[Text, Bbox]]) -> Iterator[str]:
    lines = [line for axes in _all_axes(fig) for line in axes.lines if line.get_visible()]
    paths = [line.get_path().transformed(line.get_transform()) for line in lines if line.get_linestyle() != "None"]
    for text, box in boxes:
        if text.get_bbox_patch() is None and any(path.intersects_bbox(box.padded(-TOUCH), False) for path in paths):
            yield f"{_named(text)} has a line running through it"


def _small(texts: list[Text]) -> Iterator[str]:
    for text in texts:
        if float(text.get_fontsize()) < SMALLEST:
            yield f"{_named(text)} is printed in {text.get_fontsize():.1f} pt, less than {SMALLEST:.0f} pt"


def _unprintable(texts: list[Text]) -> Iterator[str]:
    for text in texts:
        font = get_font(findfont(text.get_fontproperties()))
        lacking = {
            letter for letter in text.get_text() if letter.isprintable() and not font.get_char_index(ord(letter))
        }
        if lacking:
            yield f"{_named(text)} has letters that the font lacks: {' '.join(sorted(lacking))}"


def _pixels_without_text(fig: Figure, texts: list[Text]) -> NDArray[np.float64]:
    """The drawn pixels (rows from below) with all letters left out, the boxes behind them kept."""
    before, drawn = [text.get_alpha() for text in texts], BytesIO()
    for text in texts:
        text.set_visible(text.get_bbox_patch() is not None)
        text.set_alpha(0)
    fig.savefig(drawn, format="rgba", dpi=PRINT_DPI)
    for text, alpha in zip(texts, before, strict=True):
        text.set_visible(True)
        text.set_alpha(alpha)
    pixels = np.frombuffer(drawn.getvalue(), np.uint8).reshape(-1, int(fig.bbox.width), 4)
    return pixels[::-1, :, :3] / 255


def _faint_texts(boxes: list[tuple[Text, Bbox]], pixels: NDArray[np.float64]) -> Iterator[str]:
    for text, box in boxes:
        (left, low), (right, high) = np.maximum(np.rint(box.min).astype(int), 0), np.rint(box.max).astype(int)
        seen = pixels[low:high, left:right]
        if not seen.size:
            continue
        ratio = float(np.quantile(contrast(to_rgba(text.get_color())[:3], seen), 0.05))
        if ratio < TEXT_CONTRAST:
            yield f"{_named(text)} has a contrast of {ratio:.1f}:1 with what is behind it, less than {TEXT_CONTRAST}:1"


def _faint_marks(fig: Figure) -> Iterator[str]:
    paper = to_rgba(fig.get_facecolor())[:3]
    for axes in _all_axes(fig):
        for patch in [*axes.patches, *(mark for mark in axes.artists if isinstance(mark, Patch))]:
            if patch.get_fill() and _width(patch) > 0 and (ratio := _mark_contrast(patch, paper)) < MARK_CONTRAST:
                yield _faint(axes, f"a mark {_width(patch):.0f} pixels wide", ratio)
        for mesh in (mark for mark in axes.collections if isinstance(mark, QuadMesh)):
            ratio = _mesh_contrast(mesh, paper)
            if ratio < MARK_CONTRAST:
                yield _faint(axes, "a cell", ratio)


def _faint(axes: Axes, mark: str, ratio: float) -> str:
    rows = [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]
    return (
        f"{mark} among the rows {rows} has a contrast of {ratio:.1f}:1 with the paper, less than {MARK_CONTRAST:.0f}:1"
    )


def _width(patch: Patch) -> float:
    return float(patch.get_window_extent().width)


def _mark_contrast(patch: Patch, paper: tuple[float, ...]) -> float:
    shown = [to_rgba(patch.get_facecolor())]
    if patch.get_linewidth() > 0:
        shown.append(to_rgba(patch.get_edgecolor()))
    return max(_against(colour, paper) for colour in shown)


def _mesh_contrast(mesh: QuadMesh, paper: tuple[float, ...]) -> float:
    outlined = [_against(edge, paper) for edge in to_rgba_array(mesh.get_edgecolor()) if np.max(mesh.get_linewidth())]
    filled = [_against(face, paper) for face in to_rgba_array(mesh.get_facecolor()) if face[3]]
    return max([*outlined, min(filled, default=21.0)])


def _against(colour: ArrayLike, paper: tuple[float, ...]) -> float:
    *channels, alpha = np.asarray(colour, dtype=float)
    return float(contrast(np.array(channels) * alpha + np.array(paper) * (1 - alpha), paper))


def _off_zero(fig: Figure) -> Iterator[str]:
    for axes in _all_axes(fig):
        bars = [held for held in axes.containers if isinstance(held, BarContainer)]
        limits = {axes.get_xlim() if bar.orientation == "horizontal" else axes.get_ylim() for bar in bars}
        for low, high in (sorted(pair) for pair in limits):
            if axes.get_label() != ENLARGED and not low <= 0 <= high:
                yield f"the bar axis runs from {low:g} to {high:g} without zero and is not marked as enlarged"
