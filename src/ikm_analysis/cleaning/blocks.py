"""What a block says as a whole, with its sheet: the tables its rows go into, its units of money, its regency."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace

from ikm_analysis import reference
from ikm_analysis.cleaning.columns import UNKNOWN_UNIT
from ikm_analysis.sheets.cells import Sheet, is_blank
from ikm_analysis.sheets.layout import Block, Column, Layout, Role
from ikm_analysis.values.numbers import squeezed

# Offices leave out the thousands: money below this is hardly in rupiah, be it a firm's, or of a few things sold.
LEAST_RUPIAH, LEAST_SALE = 1_000_000, 1_000
_REGENCY = re.compile(r"\bkab(?:upaten|\.)?(?: ?/ ?kota)?[ :]*([a-z]+)")
_YEAR = re.compile(r"\b(?:tahun|thn|th|ta)\b\.? ?(?:anggaran|data)? ?:? ?((?:19|20)[0-9]{2})\b")
_KEY_OF_DASH = re.compile(r"\( ?[-–] ?\) ?[:=]? ?(?:tidak|tdk|belum)(?: ada| punya| memiliki)?\b")
OF_FIRM = ("firm_id", "firm_key", "firm_name")
IDENTITY = (*OF_FIRM, "product_name")
SAYS_WHAT_IS_HELD = ("certificate", "certificate_kind", "certificate_number", "certificate_status")
# By table, the fields of which a row names at least one; a row that names none is refused.
NAMED_BY = {
    "firms": IDENTITY,
    "products": IDENTITY,
    "certificates": ("certificate_kind",),
    "groups": ("group_name",),
    "packages": ("package_name",),
    "outreach": ("session_name",),
    "placements": ("outlet", "product_name"),
    "targets": ("target_name",),
}
COACHING = tuple(NAMED_BY)[3:]
OF_PERSONS = ("nik", "sex", "birth_date")  # rows with these are persons, whatever group or training they name
_OF_SALE = ("placed", "placed_first", "n_placed", "n_sold", "sold_rp")


def fields_of(block: Block) -> set[str]:
    """The fields a block has a column for."""
    return {column.field for column in block.columns if column.field}


def lists_firms(block: Block) -> bool:
    """Whether each row is a firm: it is named, beside something that only a firm has or nothing else to list.

    Beside a group or training alone, whosever it is, it is listed as a member or participant.
    """
    fields, known = fields_of(block), reference.fields()
    of_firms = {code for code in fields - {*IDENTITY} if "firms" in known[code]["table"].split()}
    if fields & {"group_name", "package_name", "session_name"}:
        has_more = any(known[code]["kind"] not in ("personal", "name") for code in of_firms)
    else:
        has_more = bool(of_firms) or not fields & {"certificate_kind", "product_name"}
    return "firm_name" in fields and has_more and not _lists_placements(fields)


def tables_of(block: Block, with_firms: bool) -> tuple[str, ...]:
    """The tidy tables the rows of a block go into; `with_firms`: whether those that name a firm are firms."""
    fields = fields_of(block)
    if _lists_placements(fields):
        return ("placements",)
    is_named = bool(fields & {*IDENTITY, *OF_PERSONS, "account_code"})
    for table in ("packages", "outreach", "targets", "groups"):
        if not is_named and fields & {*NAMED_BY[table]} and (table != "targets" or "target" in fields):
            return (table,)
    goes = {
        "firms": with_firms and "firm_name" in fields,
        "products": "product_name" in fields,
        "certificates": bool(fields & {*SAYS_WHAT_IS_HELD[:3]}),
    }
    lists_members = {"group_name", "firm_name"} <= fields and not fields & {"package_name", "session_name"}
    return tuple(name for name, does in goes.items() if does) or ("groups",) * lists_members


def named_by(tables: tuple[str, ...]) -> tuple[str, ...]:
    """The fields that name the rows of a block whose rows go into `tables`."""
    return NAMED_BY[tables[0] if tables else "certificates"]


def _lists_placements(fields: Set[str]) -> bool:
    """Whether each row is a product at an outlet, and not a firm or product of which it is told where it sells."""
    of_others = [code for code in fields - {*IDENTITY} if not reference.fields()[code]["personal"]]
    is_other = any(reference.fields()[code]["table"] in ("firms", "products", "certificates") for code in of_others)
    n_said = ("outlet" in fields) + len(fields & {*_OF_SALE})
    return n_said > 1 or (n_said == 1 and not is_other)


def with_unknown_units(sheet: Sheet, layout: Layout) -> Layout:
    """The layout with the unit of money doubted where none is written and most figures are too small for rupiah.

    Decided once for the whole column and kept in the layout, so that rows read one by one are read alike.
    """

    def judged(block: Block, column: Column) -> Column:
        field = reference.fields().get(column.field or "")
        if column.unit or field is None or field["kind"] != "rupiah":
            return column
        rows = (sheet.rows[row][column.index] for row in range(block.first_row, block.last_row + 1))
        figures = sorted(value for value in rows if isinstance(value, (int, float)) and value > 0)
        least = LEAST_SALE if field["table"] == "placements" else LEAST_RUPIAH
        is_small = bool(figures) and figures[len(figures) // 2] < least
        return replace(column, unit=UNKNOWN_UNIT) if is_small else column

    blocks = [
        replace(block, columns=tuple(judged(block, column) for column in block.columns)) for block in layout.blocks
    ]
    return replace(layout, blocks=tuple(blocks))


def _titles(sheet: Sheet, layout: Layout) -> list[str]:
    """The words of each title row; `Kabupaten` and its name may stand in two cells."""
    rows = (sheet.rows[row] for row, role in enumerate(layout.roles) if role is Role.TITLE)
    return [squeezed(" ".join(str(cell) for cell in row if not is_blank(cell))).casefold() for row in rows]


def stated_year(sheet: Sheet, layout: Layout, block: Block) -> int | None:
    """The one year the headings of targets (`Target 2025`), or else the titles (`TAHUN 2025`), speak of, or None."""
    headings = [column.header for column in block.columns if column.field in ("target", "realised")]
    years = re.findall(r"\b(?:19|20)[0-9]{2}\b", " ".join(headings)) or _YEAR.findall(" ".join(_titles(sheet, layout)))
    return int(years[0]) if len({*years}) == 1 else None


def stated_regency(sheet: Sheet, layout: Layout) -> str | None:
    """The regency a title or the name of the sheet speaks of (`DAFTAR IKM KABUPATEN SAMPANG`), or None."""
    known = {row["regency"].casefold(): row["regency"] for row in reference.places()}
    texts = [*_titles(sheet, layout), squeezed(sheet.name).casefold()]
    return next((known[name] for text in texts for name in _REGENCY.findall(text) if name in known), None)


def dash_is_none(sheet: Sheet, layout: Layout) -> bool:
    """Whether the sheet's own key says that a dash means there is none: `Keterangan: (-) tidak ada`."""
    beside = (cell for row, role in enumerate(layout.roles) if role is not Role.BODY for cell in sheet.rows[row])
    return any(isinstance(cell, str) and _KEY_OF_DASH.search(cell.casefold()) is not None for cell in beside)
