"""An empty register workbook for an office: drop-downs, hints and formats that make it read back as it was typed.

Its sheets and columns stand in `reference/template.csv`; its lists are the places and terms of the reference tables.
Excel knows no F4 (folio) paper: the sheets are set for A4 across and fit F4, which is larger, as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from ikm_analysis import reference
from ikm_analysis.issues import UnusableFile
from ikm_analysis.language import Language
from ikm_analysis.present.package import finish_package
from ikm_analysis.present.workbook_sheet import add_styles

EDITION = date(2026, 11, 22)  # when its lists were last looked over: the date of the workbook
HEADER, LAST = 4, 5000  # the row of headings, the last row with drop-downs
PLACES = ("regency", "kecamatan", "desa")
GUIDE_WIDTH, SCALE = 80, 84
ID, EN = Language("id"), Language("en")


def write_template(path: Path, regency: str | None = None) -> None:
    """Write an empty register to `path`: a guide, a sheet for each table of a register, and the lists to choose from.

    The drop-downs hold the places of `regency`; None offers every regency whose desa are known here. The same call
    gives the same bytes. Raises UnusableFile for a regency whose kecamatan are not known.
    """
    book, draft, lists = Workbook(), BytesIO(), _lists(path, regency)
    add_styles(book)
    book.remove(book.worksheets[0])
    _write_guide(book.create_sheet(ID.say("template.sheet.guide")))
    for name, columns in _tables().items():
        _write_table(book.create_sheet(ID.say(f"template.sheet.{name}")), name, columns, lists)
    _write_lists(book, book.create_sheet(ID.say("template.sheet.lists")), lists)
    book.properties.title = book.properties.creator = ID.say("template.firms")
    book.save(draft)
    finish_package(draft, path, EDITION)


def _tables() -> dict[str, list[dict[str, str]]]:
    """The columns of every table, by its name."""
    rows = reference.template()
    return {name: [row for row in rows if row["sheet"] == name] for name in dict.fromkeys(r["sheet"] for r in rows)}


def _lists(path: Path, regency: str | None) -> dict[str, list[str]]:
    """Every list by the name a formula calls it: `list_branch`, `kecamatan_Bangkalan`, `desa_Tanah_Merah`.

    None is named as a field is, or the sheet of lists would read as a table.
    """
    places = {row["code"]: row for row in reference.places()}
    known = list(dict.fromkeys(row["regency"] for row in places.values()))
    if regency is not None and regency not in known:
        raise UnusableFile("error.template_regency", file=path, regency=regency, known=ID.listed(known))
    desa: dict[str, list[str]] = {}
    for code, name, _ in reference.place_rows():
        if len(code) > 8 and regency in (None, places[code[:8]]["regency"]):
            desa.setdefault(code[:8], []).append(name)
    regencies = [regency] if regency else list(dict.fromkeys(places[code]["regency"] for code in desa))
    lists = {"list_regency": regencies}
    for field in dict.fromkeys(row["field"] for row in reference.template() if row["check"] == "list"):
        if field not in PLACES:
            lists[f"list_{field}"] = list(_words(field.removeprefix("certificate_")).values())
    for name in regencies:
        lists[f"kecamatan_{name}"] = [row["kecamatan"] for row in places.values() if row["regency"] == name]
    return lists | {f"desa_{places[code]['kecamatan'].replace(' ', '_')}": names for code, names in desa.items()}


def _words(kind: str) -> dict[str, str]:
    """The terms of a kind by code, as a cell begins with them."""
    terms = {code: ID.term(kind, code) for one, code in reference.terms() if one == kind}
    return {code: term[0].upper() + term[1:] for code, term in terms.items()}


def _heading(column: dict[str, str]) -> str:
    return column["header"] or reference.fields()[column["field"]]["id"]


def _guide(language: Language) -> Iterator[tuple[str, str]]:
    """The lines of the guide with their style: how to fill in, what the levels mean, every column with its hint."""
    keys = list(reference.messages())
    yield from (("ikm left", language.say(key)) for key in keys if key.startswith("template.guide."))
    for key in (key for key in keys if key.startswith("template.level.")):
        *_, kind, code = key.split(".")
        yield "ikm left", f"{reference.fields()[kind]['id']} “{_words(kind)[code]}”: {language.say(key)}"
    for name, columns in _tables().items():
        sheet = ID.say(f"template.sheet.{name}")
        yield "ikm header left", language.say("template.on_sheet", sheet=sheet)
        hints = ((_heading(column), f"template.help.{column['field']}") for column in columns)
        yield from (("ikm left", f"{heading}: {language.say(hint)}") for heading, hint in hints)


def _write_guide(sheet: Worksheet) -> None:
    """The guide in Indonesian, and in English beside it; what several sheets ask for stands once."""
    for n, lines in enumerate(dict.fromkeys(zip(_guide(ID), _guide(EN), strict=True)), 1):
        for letter, (style, text) in zip("AB", lines, strict=True):
            sheet[f"{letter}{n}"], sheet[f"{letter}{n}"].style = text, "Heading 1" if n == 1 else style
        length = max(len(text) for _, text in lines)
        sheet.row_dimensions[n].height = 20 if n == 1 else 14 * ceil(length / (1.1 * GUIDE_WIDTH))
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = GUIDE_WIDTH
    _set_page(sheet)


def _write_table(sheet: Worksheet, name: str, columns: list[dict[str, str]], lists: dict[str, list[str]]) -> None:
    """Title, headings, and for every column its width, format, hint, check and drop-down."""
    sheet["A1"], sheet["A1"].style = ID.say(f"template.{name}"), "Heading 1"
    regency, *others = lists["list_regency"]
    # In words that tell a reading of the sheet where its places lie.
    sheet["A3"] = ID.listed([regency, *others]) if others else ID.say("place.one", regency=regency)
    sheet["A2"] = EN.say(f"template.{name}")
    for n, column in enumerate(columns, 1):
        letter, head = get_column_letter(n), _heading(column)
        sheet.cell(HEADER, n, head).style = "ikm header left"
        sheet.column_dimensions[letter].width = float(column["width"])
        sheet.column_dimensions[letter].number_format = column["format"]
        check = DataValidation(**_check(column, columns, lists), allow_blank=True, errorStyle="warning")
        check.promptTitle, check.prompt = head[:32], ID.say(f"template.help.{column['field']}")
        check.showInputMessage, check.showErrorMessage, check.error = True, True, ID.say("template.unlikely")
        check.add(f"{letter}{HEADER + 1}:{letter}{LAST}")
        sheet.add_data_validation(check)
        if column["page"]:  # of firms: a page for who and where, one for the firm, one for its permits
            sheet.col_breaks.append(Break(n - 1))
    sheet.row_dimensions[1].height, sheet.row_dimensions[HEADER].height = 20, 42
    sheet.freeze_panes, sheet.print_title_rows, sheet.print_title_cols = f"C{HEADER + 1}", f"{HEADER}:{HEADER}", "A:B"
    sheet.print_options.gridLines = True
    _set_page(sheet, SCALE if any(column["page"] for column in columns) else None)


def _check(column: dict[str, str], columns: list[dict[str, str]], lists: dict[str, list[str]]) -> dict[str, Any]:
    """What the entry may be; a bound may name another column of its row.

    The lists of kecamatan and desa follow from the regency and kecamatan beside them.
    """
    cell = {row["field"]: f"${get_column_letter(n)}{HEADER + 1}" for n, row in enumerate(columns, 1)}
    if column["check"] != "list":
        bounds = {"formula1": column["low"].format(**cell), "formula2": column["high"].format(**cell)}
        return {name: text or None for name, text in ({"type": column["check"]} | bounds).items()}
    of = {"desa": f'INDIRECT("desa_"&SUBSTITUTE({cell["kecamatan"]}," ","_"))'}
    regency, *others = lists["list_regency"]
    of["kecamatan"] = f'INDIRECT("kecamatan_"&{cell["regency"]})' if others else f"kecamatan_{regency}"
    is_known = column["field"] != "desa" or any(name.startswith("desa_") for name in lists)
    return {"type": "list", "formula1": of.get(column["field"], f"list_{column['field']}")} if is_known else {}


def _write_lists(book: Workbook, sheet: Worksheet, lists: dict[str, list[str]]) -> None:
    """Every list as a column under its name, and that name for the formulas."""
    sheet["A1"], sheet["A1"].style, sheet.sheet_state = ID.say("template.lists_title"), "Heading 1", "hidden"
    for n, (name, words) in enumerate(lists.items(), 1):
        letter = get_column_letter(n)
        for row, word in enumerate([name, *words], 3):
            sheet.cell(row, n, word).style = "ikm header left" if row == 3 else "ikm left"
        sheet.column_dimensions[letter].width = 4 + max(map(len, [name, *words]))
        where = f"{quote_sheetname(sheet.title)}!${letter}$4:${letter}${3 + len(words)}"
        book.defined_names[name] = DefinedName(name, attr_text=where)
    _set_page(sheet, SCALE)


def _set_page(sheet: Any, scale: int | None = None) -> None:
    """A4 across with page numbers: as wide as a page, or at `scale` percent over as many pages as it takes."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.7, footer=0.3)
    sheet.page_setup.scale, sheet.page_setup.fitToHeight = scale, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = scale is None
    sheet.oddFooter.center.text = ID.say("workbook.footer")
