"""The sheets of the published evidence: contradictions, totals re-added by live formulas, all figures, all pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from ikm_analysis.exhibit import Column
from ikm_analysis.language import Language
from ikm_analysis.present.workbook_page import Formula, Link, Page, explained, frame_rows

# Columns as name:kind; a kind in TERMS says that the column holds codes, shown as the words for them.
CONTRADICTIONS = """relation_id:identifier kind:kind regency:text stated:identifier stated_text:text unit:unit
    stated_value:number parts_value:number delta:number tolerance:number verdict:verdict parts:text
    reading:text"""
TOTALS = """relation_id:identifier regency:text stated:identifier stated_text:text unit:unit n_parts:count
    stated_value:number parts_sum:number difference:number tolerance:number status:text"""
TOTAL_PARTS = """relation_id:identifier observation_id:identifier source_id:identifier as_published:text unit:unit
    value:number"""
OBSERVATIONS = """observation_id:identifier regency:text kecamatan:text topic:topic indicator:indicator
    dimension:dimension as_published:text value:number unit:unit certainty:certainty year:year
    part_of:identifier part_role:part_role source_id:identifier address:text"""
REMARK = " remark:text"  # noted in English only
SOURCES = """source_id:identifier publisher:text title:text date_as_printed:text published_on:date regency:text
    address:text"""
TERMS = ("kind", "unit", "verdict", "topic", "indicator", "dimension", "certainty", "part_role")


def evidence_pages(
    relations: pd.DataFrame, observations: pd.DataFrame, sources: pd.DataFrame, language: Language
) -> list[Page]:
    """Return the evidence as sheets, in order; a table without a row has no sheet.

    See `write_workbook` for the frames. Raises ValueError when the parts of a total do not add to what is told.
    """
    printed = sources.assign(address=[re.sub(r"^https?://(www\.)?", "", address) for address in sources["address"]])
    # The short name leads to the page: LibreOffice cuts a link off where it should wrap.
    linked = [Link(row["publisher"], row["address"], tip=row["title"] or None) for row in sources.to_dict("records")]
    dates = pd.to_datetime(printed["published_on"])
    figures = observations.merge(printed[["source_id", "address"]], on="source_id", how="left")
    unequal = relations[relations["verdict"] != "equal"]
    open_ones = int((unequal["verdict"] == "does_not_add_up").sum())
    remark = REMARK if language.code == "en" else ""
    pages = [
        _page("contradictions", CONTRADICTIONS, unequal, language, open=language.number(open_ones)),
        *reconciliation_pages(relations, observations, language),
        _page("observations", OBSERVATIONS + remark, figures, language),
        _page("sources", SOURCES, printed.assign(publisher=linked, published_on=dates), language),
    ]
    return [page for page in pages if page.rows]


def reconciliation_pages(relations: pd.DataFrame, observations: pd.DataFrame, language: Language) -> list[Page]:
    """Set every total beside the live sum of its parts; totals whose parts count other units are left out."""
    added = (relations["kind"] == "total") & (relations["verdict"] != "units_differ") & (relations["parts"] != "")
    totals = relations[added & (relations["stated"] != "")].assign(
        observation_id=lambda frame: frame["parts"].str.split()
    )
    figures = observations[["observation_id", "source_id", "as_published", "unit", "value"]]
    exploded = totals[["relation_id", "observation_id"]].explode("observation_id")
    parts = _page(
        "total_parts", TOTAL_PARTS, exploded.merge(figures, on="observation_id", how="left", validate="m:1"), language
    )
    if not parts.rows:
        return []
    checked = totals.assign(
        n_parts=totals["observation_id"].str.len(),
        parts_sum=[_sum(row, parts) for row in totals.to_dict("records")],
        difference=[Formula("=ROUND(H{row}-G{row},6)", round(row["delta"], 6)) for row in totals.to_dict("records")],
        status=[_status(row, language) for row in totals.to_dict("records")],
    )
    check = _check(list(checked["status"]), language)
    return [_page("reconciliation", TOTALS, checked, language, check), parts]


def _sum(row: dict[str, Any], parts: Page) -> Formula:
    """The live sum of a total's parts; what it gives must be what the relation says everywhere else."""
    names = [column.name for column in parts.columns]
    found = [cells for cells in parts.rows if cells[names.index("relation_id")] == row["relation_id"]]
    total = sum((Decimal(str(cells[names.index("value")])) for cells in found), Decimal(0))
    if total != row["parts_value"] or total - row["stated_value"] != row["delta"]:
        raise ValueError(f"{row['relation_id']}: the parts add to {total}, the relation says {row['parts_value']}")
    where = parts.column_range("relation_id")
    return Formula(f"=SUMIFS({parts.column_range('value')},{where},A{{row}})", total)


def _status(row: dict[str, Any], language: Language) -> Formula:
    """The verdict as a live formula; that a hedge covers a difference cannot be computed from the row and is told."""
    rest = "hedged" if row["verdict"] == "hedged" else "does_not_add_up"
    codes = ("equal", "within_rounding", rest)
    words = [language.term("verdict", code) for code in codes]
    equal, within, other = ('"' + word.replace('"', '""') + '"' for word in words)
    at = 0 if row["delta"] == 0 else 1 if abs(row["delta"]) <= row["tolerance"] else 2
    return Formula(f"=IF(I{{row}}=0,{equal},IF(ABS(I{{row}})<=J{{row}},{within},{other}))", words[at])


def _check(status: Sequence[Formula], language: Language) -> Formula:
    """The check cell: one live sentence that counts the statuses below it."""
    words = {code: language.term("verdict", code) for code in ("equal", "within_rounding")}
    counts = {code: sum(formula.value == word for formula in status) for code, word in words.items()}
    live = {code: f'"&COUNTIF(K{{first}}:K{{last}},"{word}")&"' for code, word in words.items()}
    said = {"all": len(status), **counts}, {"all": '"&ROWS(K{first}:K{last})&"', **live}
    value, text = (language.say("workbook.reconciliation.check", **counted) for counted in said)
    return Formula(f'="{text}"', value)


def _page(name: str, spec: str, frame: pd.DataFrame, language: Language, *notes: Formula, **said: str) -> Page:
    """A sheet whose words are the messages `workbook.<name>.*` and whose table is the frame's columns in `spec`."""
    kinds = dict(column.split(":") for column in spec.split())
    columns = tuple(
        Column(column, language.say(f"workbook.column.{column}"), "text" if kind in TERMS else kind)
        for column, kind in kinds.items()
    )
    worded = frame.assign(
        **{
            column: [_word(language, kind, code) for code in frame[column]]
            for column, kind in kinds.items()
            if kind in TERMS
        }
    )
    rows = frame_rows(worded, columns)
    return Page(
        sheet=language.say(f"workbook.sheet.{name}"),
        title=language.say(f"workbook.{name}.finding", n=language.number(len(rows)), **said),
        notes=explained((*notes, language.say(f"workbook.{name}.notes")), rows, language),
        table_name=name,
        columns=columns,
        rows=rows,
    )


def _word(language: Language, kind: str, code: str) -> str:
    """The word for a code; a code an office has added to its data is shown as it is until terms.csv names it."""
    try:
        return language.term(kind, code)
    except KeyError:
        return code
