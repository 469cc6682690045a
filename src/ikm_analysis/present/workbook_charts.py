"""Native bar charts beside the tables of the workbook, so that an office can restyle or copy them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil
from typing import Any

import pandas as pd
from openpyxl.chart import BarChart
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from ikm_analysis.charts.palette import CONTEXT, PARTS, SERIES, TEXT
from ikm_analysis.exhibit import Column, Exhibit

NATIVE = ("bars", "dots", "shares")
WHOLE = ("count", "rupiah")
NUMBERS = (*WHOLE, "number", "share", "ratio")
UNITS = (1.0, 0.01, 1e6, 1e9, 1e3)  # a figure may be drawn in per cent or in millions of what the table holds
MOST_BARS = 40  # more do not fit on a printed page; the figure beside the workbook shows them
CHART_CM, CHART_WIDTH, ROW_CM = 14.0, 75, 0.45  # the same width in centimetres and in widths of a digit
SHORT = 28  # a longer label takes two lines


@dataclass(frozen=True)
class Bars:
    """One series of bars: its name, and the column and rows of the table (from 0) its numbers stand in."""

    name: str
    column: int
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Chart:
    """The labels as drawn in the figure, the column that holds them, and the cells of the numbers of each series."""

    title: str
    alt: str
    labels: tuple[str, ...]
    series: tuple[Bars, ...]
    is_shares: bool
    label_column: int
    reach: float | None  # where the scale ends, with room for the number of the longest bar

    @property
    def stacked(self) -> bool:
        return self.is_shares and len(self.series) > 1

    def label_of(self, row: int) -> str | None:
        """The label of a row of the table (from 0); None where it is not drawn."""
        return next((self.labels[bars.rows.index(row)] for bars in self.series if row in bars.rows), None)

    @property
    def height(self) -> float:
        """Centimetres: room for title, axis and key, and for each bar."""
        bar = 0.55 if max(map(len, self.labels)) <= SHORT else 0.85
        return min(17.0, 3.5 + bar * max(3, len(self.labels)))

    @property
    def rows(self) -> int:
        """Rows of the sheet the chart covers."""
        return ceil(self.height / ROW_CM) + 1


def native_chart(exhibit: Exhibit) -> Chart | None:
    """The chart of an exhibit drawn as bars, dots or shares whose drawn numbers stand in its table; else None."""
    drawing = exhibit.drawing
    if drawing is None or drawing.kind not in NATIVE or not 0 < drawing.rows <= MOST_BARS:
        return None
    is_shares = drawing.kind == "shares"
    frame = drawing.frame.dropna(subset=["share" if is_shares else "value"])
    drawn = (
        frame.pivot_table("share", "label", "part", sort=False) if is_shares else frame.set_index("label")[["value"]]
    )
    found = tuple(bars for name in drawn.columns if (bars := _found(str(name), list(drawn[name]), exhibit)))
    if not found:
        return None
    series = found[: len(PARTS)] if is_shares else (replace(found[0], name=exhibit.columns[found[0].column].label),)
    labels = tuple(str(label) for label in drawn.index)
    shown = [float(exhibit.table.iloc[row, bars.column]) for bars in series for row in bars.rows]
    return Chart(
        title=f"{exhibit.measure} ({exhibit.unit})",
        alt=exhibit.alt,
        labels=labels,
        series=series,
        is_shares=is_shares,
        label_column=_label_column(exhibit.table, labels, series),
        reach=1.25 * max(shown) if min(shown) >= 0 < max(shown) else None,
    )


def _label_column(table: pd.DataFrame, labels: Sequence[str], series: Sequence[Bars]) -> int:
    """The column whose cells are the labels; one past the last when none is, and the sheet has to add it."""
    for n in range(len(table.columns)):
        if all([str(table.iloc[row, n]) for row in bars.rows] == list(labels) for bars in series):
            return n
    return len(table.columns)


def _found(name: str, drawn: Sequence[float], exhibit: Exhibit) -> Bars | None:
    """The cells that hold the drawn numbers: the first column with all of them, in whatever unit they are drawn."""
    for n, column in enumerate(exhibit.columns):
        for unit in UNITS if column.kind in NUMBERS else ():
            if rows := _rows_of([number * unit for number in drawn], exhibit.table.iloc[:, n], column):
                return Bars(name, n, rows)
    return None


def _rows_of(drawn: Sequence[float], values: pd.Series[Any], column: Column) -> tuple[int, ...]:
    """The row of each drawn number, none used twice; empty unless all are found. The table may be rounded."""
    decimals = 0 if column.kind in WHOLE else column.decimals
    slack = 0.0 if decimals is None else 0.51 * 10.0 ** -(decimals + 2 * (column.kind == "share"))
    free = {row: float(value) for row, value in enumerate(values) if pd.notna(value)}
    rows: list[int] = []
    for number in drawn:
        near = [row for row, value in free.items() if abs(value - number) <= slack + 1e-9 * abs(number)]
        if not near:
            return ()
        rows.append(near[0])
        del free[near[0]]
    return tuple(rows)


def add_chart(sheet: Worksheet, chart: Chart, header_row: int, anchor: str) -> None:
    """Place the chart with its upper left corner at the cell `anchor`."""
    bars: Any = BarChart()
    bars.type, bars.grouping, bars.overlap = "bar", *(("stacked", 100) if chart.stacked else ("clustered", 0))
    bars.gapWidth, bars.width, bars.height = 45, CHART_CM, chart.height
    bars.series = [_series(sheet, chart, header_row, order) for order in range(len(chart.series))]
    bars.title = Title(tx=_text(chart.title), overlay=False)
    bars.legend.position, bars.legend.txPr = "b", _letters()
    if len(chart.series) == 1 and not chart.is_shares:
        bars.legend = None
    for axis in (bars.x_axis, bars.y_axis):
        axis.delete, axis.majorGridlines, axis.txPr = False, None, _letters()  # Excel hides an axis left unset
        axis.spPr = GraphicalProperties(ln=LineProperties(solidFill=CONTEXT[1:]))
    bars.x_axis.scaling.orientation, bars.x_axis.tickLblPos = "maxMin", "low"  # the first label on top
    bars.x_axis.tickLblSkip, bars.y_axis.crosses = 1, "max"
    bars.y_axis.number_format = ";;;"  # nothing: every bar has its number
    bars.y_axis.scaling.max = 1 if chart.is_shares else chart.reach
    sheet.add_chart(bars, anchor)


def _series(sheet: Worksheet, chart: Chart, header_row: int, order: int) -> Any:
    bars, fill = chart.series[order], (PARTS if chart.stacked else SERIES)[order]
    series: Any = Series(idx=order, order=order, tx=SeriesLabel(v=bars.name))
    rows, labelled = ([header_row + 1 + n for n in drawn.rows] for drawn in (bars, chart.series[0]))
    series.cat = AxDataSource(strRef=StrRef(f=_cells(sheet, chart.label_column, labelled)))
    series.val = NumDataSource(numRef=NumRef(f=_cells(sheet, bars.column, rows)))
    series.spPr = GraphicalProperties(solidFill=fill.colour[1:], ln=LineProperties(solidFill=fill.edge[1:]))
    series.invertIfNegative = False
    # Flags left unset count as on: series and category would be printed over the bars.
    flags = dict.fromkeys(("showSerName", "showCatName", "showLegendKey", "showPercent", "showBubbleSize"), False)
    where, ink = ("ctr", fill.ink) if chart.stacked else ("outEnd", TEXT)
    # In a stack a part of zero has no room for its label; its cell says it.
    code = "0.0%;-0.0%;" if chart.stacked else None
    series.dLbls = DataLabelList(showVal=True, numFmt=code, dLblPos=where, txPr=_letters(ink), **flags)
    return series


def _cells(sheet: Worksheet, column: int, rows: Sequence[int]) -> str:
    """Refer to cells of one column, in order; rows that do not follow each other make it a union of ranges."""
    letter = get_column_letter(column + 1)
    areas = [f"{quote_sheetname(sheet.title)}!${letter}${a}:${letter}${b}" for a, b in _runs(rows)]
    return areas[0] if len(areas) == 1 else f"({','.join(areas)})"


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    breaks = [n for n, (one, other) in enumerate(pairwise(rows), 1) if other != one + 1]
    for start, end in pairwise([0, *breaks, len(rows)]):
        yield rows[start], rows[end - 1]


def _properties(colour: str = TEXT, **more: Any) -> CharacterProperties:
    return CharacterProperties(sz=1000, solidFill=colour[1:], latin=Font(typeface="Arial"), **more)


def _letters(colour: str = TEXT) -> RichText:
    """Arial of 10 points for axes, labels and key."""
    letters = _properties(colour)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=letters), endParaRPr=letters)
    return RichText(p=[paragraph])


def _text(words: str) -> Text:
    run = RegularTextRun(rPr=_properties(b=True), t=words)
    return Text(rich=RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=_properties(b=True)), r=[run])]))
