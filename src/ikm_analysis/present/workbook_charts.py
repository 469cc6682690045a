"""Native bar charts under the tables of the workbook, so that an office can restyle or copy them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, product
from math import isclose
from typing import Any

from openpyxl.chart import BarChart
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.legend import Legend
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from ikm_analysis.charts.palette import PARTS, TEXT
from ikm_analysis.exhibit import Exhibit

DRAWN = {"bars": "value", "dots": "value", "shares": "share"}  # the kinds charted, and the column they draw
CHARTED = ("count", "rupiah", "number", "share", "ratio")
UNITS = (1.0, 0.01, 1e6)  # a share may be drawn as per cent, rupiah in millions
WIDTH_CM, HIGHEST_CM, ROW_CM = 14.0, 17.0, 0.45


@dataclass(frozen=True)
class Chart:
    """What a chart shows of a table: one column of it, and for each series its rows (from 0) with their labels.

    The labels stand in the column `label_column`, one past the last where the sheet has to add it: a chart takes them
    from cells, because LibreOffice loses labels that stand in the chart itself.
    """

    title: str
    alt: str
    column: int
    series: dict[str, dict[int, str]]
    labels: dict[int, str]
    label_column: int
    reach: float | None  # where the scale ends, with room for the number of the longest bar
    is_shares: bool

    @property
    def height(self) -> float:
        """Centimetres: room for title, axis and key, and for each bar with a label of two lines."""
        return min(HIGHEST_CM, 4 + 0.8 * max(3, *map(len, self.series.values())))


def native_chart(exhibit: Exhibit) -> Chart | None:
    """The chart of the first column that holds the numbers an exhibit draws as bars, dots or shares; else None.

    A part that is not in the table, as the rest of a hundred-percent bar, is left out.
    """
    drawing = exhibit.drawing
    if drawing is None or drawing.kind not in DRAWN:
        return None
    drawn = DRAWN[drawing.kind]
    frame = drawing.frame.dropna(subset=[drawn])
    parts = {str(name): part for name, part in frame.groupby("part", sort=False)} if "part" in frame else {"": frame}
    charted = (n for n, column in enumerate(exhibit.columns) if column.kind in CHARTED)
    table, heading = exhibit.table, f"{exhibit.measure} ({exhibit.unit})"
    for n, unit in product(charted, UNITS):
        found = {name: _rows_of(part["label"], part[drawn] * unit, table.iloc[:, n]) for name, part in parts.items()}
        if series := {name or exhibit.columns[n].label: rows for name, rows in found.items() if rows}:
            labels = {row: label for rows in series.values() for row, label in rows.items()}
            holds = [labels.items() <= set(enumerate(map(str, table[name]))) for name in table]
            reach = float(1.25 * unit * frame[drawn].max()) if (frame[drawn] >= 0).all() else None
            return Chart(heading, exhibit.alt, n, series, labels, [*holds, True].index(True), reach, drawn == "share")
    return None


def _rows_of(labels: Iterable[str], numbers: Iterable[float], column: Iterable[Any]) -> dict[int, str]:
    """The row of each number with its label, sought below the one before; empty unless all are found."""
    cells = iter([(row, float(value)) for row, value in enumerate(column) if value is not None])
    found = [next((row for row, value in cells if isclose(value, number)), -1) for number in numbers]
    return {} if -1 in found else dict(zip(found, labels, strict=True))


def add_chart(sheet: Worksheet, chart: Chart, first_row: int, anchor: str) -> None:
    """Place the chart with its upper left corner at the cell `anchor`; the table's body begins in `first_row`."""
    stacked = len(chart.series) > 1
    bars: Any = BarChart()
    bars.type, bars.grouping, bars.overlap = "bar", *(("stacked", 100) if stacked else ("clustered", 0))
    bars.gapWidth, bars.width, bars.height = 45, WIDTH_CM, chart.height
    bars.title = chart.title
    bars.title.overlay, bars.title.tx.rich.p[0].r[0].rPr = False, _letters(b=True)
    bars.legend = Legend(legendPos="b", txPr=_text()) if chart.is_shares else None
    for axis in (bars.x_axis, bars.y_axis):
        axis.delete, axis.majorGridlines, axis.txPr = False, None, _text()  # Excel hides an axis left unset
    bars.x_axis.scaling.orientation, bars.x_axis.tickLblPos = "maxMin", "low"  # the first label on top
    bars.x_axis.tickLblSkip, bars.y_axis.crosses = 1, "max"
    bars.y_axis.number_format = ";;;"  # nothing: every bar has its number
    bars.y_axis.scaling.max = 1 if chart.is_shares else chart.reach or None
    for order, (name, rows) in enumerate(chart.series.items()):
        bars.series.append(series := _series(name, order, stacked))
        below = [first_row + row for row in rows]
        series.cat = AxDataSource(strRef=StrRef(f=_cells(sheet, chart.label_column, below)))
        series.val = NumDataSource(numRef=NumRef(f=_cells(sheet, chart.column, below)))
    sheet.add_chart(bars, anchor)


def _series(name: str, order: int, stacked: bool) -> Any:
    fill = PARTS[order % len(PARTS)]
    series: Any = Series(idx=order, order=order, tx=SeriesLabel(v=name))
    series.spPr = GraphicalProperties(solidFill=fill.colour[1:], ln=LineProperties(solidFill=fill.edge[1:]))
    series.invertIfNegative = False
    # Flags left unset count as on: series and category would be printed over the bars.
    flags = dict.fromkeys(("showSerName", "showCatName", "showLegendKey", "showPercent", "showBubbleSize"), False)
    where, ink = ("ctr", fill.ink) if stacked else ("outEnd", TEXT)
    series.dLbls = DataLabelList(showVal=True, dLblPos=where, txPr=_text(ink), **flags)
    return series


def _cells(sheet: Worksheet, column: int, rows: Sequence[int]) -> str:
    """Refer to cells of one column, in order; rows that do not follow each other make it a union of ranges."""
    name, letter = quote_sheetname(sheet.title), get_column_letter(column + 1)
    runs = [[row for _, row in run] for _, run in groupby(enumerate(rows), key=lambda place: place[1] - place[0])]
    areas = [f"{name}!${letter}${run[0]}:${letter}${run[-1]}" for run in runs]
    return areas[0] if len(areas) == 1 else f"({','.join(areas)})"


def _letters(colour: str = TEXT, **more: Any) -> CharacterProperties:
    return CharacterProperties(sz=1000, solidFill=colour[1:], latin=Font(typeface="Arial"), **more)


def _text(colour: str = TEXT) -> RichText:
    """Arial of 10 points for axes, labels and key."""
    letters = _letters(colour)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=letters), endParaRPr=letters)])
