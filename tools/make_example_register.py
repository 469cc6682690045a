"""Write the example register and the one of a year earlier: made-up firms, as untidy as in real offices, and the truth.

`python tools/make_example_register.py --firms 240 --seed 1 --into FILE.xlsx --before FILE.xlsx --truth FOLDER`; the
same call gives the same bytes. How often each kind of dirt stands in which column was measured on real files:
`example_rates.toml`. Only kecamatan and desa are real: firms are `Contoh 001`, the NIK name a kecamatan 90 that no
regency has, phones a prefix (0840) of no operator, permits serials not given out.

The truth is blank where a row does not say what was meant. `register.csv` has one line for each row of the firms: what
was meant, in the units of the tidy tables, and in `dirt` what was done where. `coaching.csv` has one line for each
column of each row of the other sheets: table, sheet, row, column, meant, dirt. `changes.csv` has one line for each firm
of the two registers: `firm` (its number), `change` (added: only in the later, gone: only in the earlier, changed, or
same: at most written otherwise), and the kinds of permits, by blanks, that are `newly_certified` (said to be in process
or not there, then held) or `lapsed` (held, then said not to be there).
"""

from __future__ import annotations

import argparse
import csv
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

from example_before import a_year_before, changes
from example_coaching import Line, coaching, coaching_table, coaching_truth, gathered
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.page import PageMargins
from rapidfuzz.distance import OSA

from ikm_analysis import reference
from ikm_analysis.present.package import finish_package
from ikm_analysis.project import Folders

TOLD = tomllib.loads((Path(__file__).parent / "example_rates.toml").read_text(encoding="utf-8"))
SHEETS, MEANT, MADE_UP = TOLD["sheets"], TOLD["meant"], TOLD["notice"][0]
ORDER = {regency: [name for name, *_ in columns] for regency, columns in SHEETS.items()}
THOUSANDS = {"Bangkalan": 1000, "Sampang": 1}
YEAR, PER_PAGE = 2025, 36  # PER_PAGE: body rows after which the first sheet repeats its header, as on printed pages
# After these a cell no longer says what was meant; of the others, one cannot be where the other is.
SPOILT = {"blank": None, "dash": "-", "unset": "Belum pilih komoditi", "epoch": 1970, "phone": "0840-0000-0000"}
CLASHES = ({"upper", "lower"}, {"misspelt", "respaced"}, {"several", "no_hyphen", "short"})
DESA: dict[str, list[tuple[str, str]]] = {}  # code and name of every desa, by the code of its kecamatan
for _code, _name, _ in reference.place_rows():
    DESA.setdefault(_code[:8], []).extend([(_code, _name)] if len(_code) > 8 else [])


@dataclass
class Row:
    """One row: whose it is, why it stands there (`firm`, or the kind of double), what was meant and what is typed."""

    firm: int
    kind: str
    regency: str
    meant: dict[str, Any]
    cells: dict[str, Any]
    dirt: list[tuple[str, str]] = field(default_factory=list)
    at: int = 0


def shared_out(n: int, parts: dict[str, float], rng: Random) -> list[str]:
    """`n` words in random order, each as often as its part says; what is left over is blank."""
    words = [word for word, part in parts.items() for _ in range(round(n * part))] + [""] * n
    return rng.sample(words[:n], n)


def spelled(name: str, rng: Random) -> str:
    """One of the ways people write a thing, as often as they do."""
    words = TOLD["spellings"][name]["words"]
    return str(rng.choices(list(words), list(words.values()))[0])


def firms(n: int, rng: Random) -> list[Row]:
    """What is meant, and what a tidy typist would write, for every firm."""
    assumed, made, width = TOLD["assumed"], TOLD["made"], max(3, len(str(n)))
    places = {name: [place for place in reference.places() if place["regency"] == name] for name in SHEETS}
    weights = {name: [rng.uniform(0.3, 1.7) for _ in places[name]] for name in SHEETS}
    regencies = shared_out(n, {"Bangkalan": assumed["bangkalan"]}, rng)
    branches = rng.choices(list(made), [weight for weight, *_ in made.values()], k=n)
    status: dict[str, dict[int, str]] = {}
    for kind, state in TOLD["states"].items():
        makers = [i for i in range(n) if branches[i] in state.get("of", made)]
        status[kind] = dict(zip(makers, shared_out(len(makers), state["shares"], rng), strict=True))
    rows = []
    for i in range(n):
        regency = regencies[i] or "Sampang"
        place = rng.choices(places[regency], weights[regency])[0]
        meant: dict[str, Any] = dict.fromkeys(MEANT, "") | {"regency": regency, "branch": branches[i]}
        meant |= {"firm_name": f"Contoh {i + 1:0{width}d}", "product_name": rng.choice(made[branches[i]][1:])}
        meant["kecamatan_code"], meant["kecamatan"] = place["code"], place["kecamatan"]
        meant["desa_code"], meant["desa"] = rng.choice(DESA[place["code"]])
        meant |= {"n_men": rng.choice((0, 1, 1, 1, 2, 2, 3, 5)), "n_women": rng.choice((1, 1, 1, 2, 2, 3, 4, 8))}
        sold = rng.choice(TOLD["amounts"]) * rng.choice((2, 3, 6, 12))
        meant |= {"investment_rp": rng.choice(TOLD["amounts"]) * 1000, "sales_rp": sold * 1000}
        meant |= {"nib": f"{i + 1:013d}"} if rng.random() < assumed["nib"] else {}
        is_alone = {"group_name": rng.choice(TOLD["alone"])} if rng.random() < assumed["alone"] else {}
        meant["founded_year"] = rng.randint(1985, YEAR - 1)
        cells = {name: meant[name] for name in ORDER[regency] if meant.get(name, "") != ""}
        cells |= {name: meant[name] // THOUSANDS[regency] for name in ("investment_rp", "sales_rp")}
        branch = reference.terms()["branch", branches[i]]["id"].capitalize()
        cells |= {"owner_name": f"Pemilik {meant['firm_name']}", "branch": branch, "note": spelled("note", rng)}
        born = date(1960, 1, 1) + timedelta(days=rng.randrange(14600))
        day = f"{born.day + rng.choice((0, 40)):02d}{born:%m%y}"  # a woman's NIK adds 40 to the day
        cells["nik"] = f"{place['code'][:5].replace('.', '')}90{day}{1 + i % 9999:04d}"
        phone = f"08400{i + 1:07d}"
        cells["phone"] = rng.choice((phone, f"{phone[:4]}-{phone[4:8]}-{phone[8:]}"))
        cells["street"] = f"{spelled('dusun', rng)}CONTOH {rng.choice(('LAOK', 'DAJAH', 'TEMOR', 'BARAT'))}"
        if regency == "Sampang":
            cells |= {name: spelled(f"{name}_prefix", rng) + meant[name] for name in ("desa", "kecamatan")}
        dirt = [("group_name", "alone")] if is_alone else []
        rows.append(row := Row(i + 1, "firm", regency, meant, cells | is_alone, dirt))
        expires = date(rng.randint(YEAR - 2, YEAR + 5), 1, 1) + timedelta(days=rng.randrange(365))
        group = "02" if branches[i] == "fish_processing" else "15"
        number = f"2{group}{cells['nik'][:4]}{1 + i // 999 % 99:02d}{9001 + i % 999}-{expires:%y}"
        certify(row, "pirt", status["pirt"].get(i), number, rng)
        certify(row, "halal", status["halal"].get(i), f"ID3599{i + 1:09d}{expires:%m%y}", rng)
        certify(row, "merek", status["merek"][i], f"IDM999{i + 1:06d}", rng)
        if meant["pirt_status"] == "held":
            type_validity(row, expires, rng)
    return rows


def certify(row: Row, kind: str, state: str | None, number: str, rng: Random) -> None:
    """Type one permit: its number, its name, both, or only that it is there. `state` is None where none is needed."""
    if state is None and row.regency == "Sampang":  # the footer of this sheet says what its dash means
        row.cells[kind], row.meant[f"{kind}_status"] = "-", "not_held"
    if not state:
        return
    row.meant[f"{kind}_status"] = state
    word = TOLD["states"]["pirt"]["means"][state]
    row.cells[kind] = spelled("merek_in_process", rng) if (kind, state) == ("merek", "in_process") else word
    if state != "held":
        return
    label = "Merek" if kind == "merek" else spelled(kind, rng)
    form = rng.choices(list(TOLD["assumed"]["cell"]), list(TOLD["assumed"]["cell"].values()))[0]
    if "roses" in label:
        form, row.meant[f"{kind}_status"] = "label", "in_process"
    forms = {"number": number, "label": label, "word": word, "mark": "√"}
    forms["label_number"] = f"{label} {rng.choice(('', 'No. ', 'No : '))}{number}"
    row.cells[kind], row.meant[f"{kind}_number"] = forms[form], number if "number" in form else ""


def type_validity(row: Row, expires: date, rng: Random) -> None:
    """Type until when a P-IRT is valid: mostly a term without a date, sometimes a year, seldom a day."""
    forms = {rate["dirt"]: rate["hits"] for rate in TOLD["rates"] if rate["into"] == ["pirt_expires"]}
    form = rng.choices(list(forms), list(forms.values()))[0]
    day = expires if rng.random() < TOLD["assumed"]["date_cell"] else f"{expires:%d-%m-%Y}"
    typed = {"dash": "-", "forever": "SEUMUR HIDUP", "year": str(expires.year), "day": day}
    row.cells["pirt_expires"] = spelled("duration", rng) if form == "duration" else typed.get(form)
    if form in ("year", "day"):
        whole = ("01-01", "12-31") if form == "year" else (f"{expires:%m-%d}",) * 2
        row.meant |= {"expires_first": f"{expires.year}-{whole[0]}", "expires_last": f"{expires.year}-{whole[1]}"}
    row.dirt.append(("pirt_expires", form))


def type_coaching(rows: list[Row], rng: Random) -> None:
    """Type the group of every member, and how the firms of the sheet that asks for it are managed and sell."""
    for row in rows:
        if row.meant["group_name"]:
            row.cells["group_name"] = row.meant["group_name"]
            row.dirt = [told for told in row.dirt if told[0] != "group_name"]
    row = rng.choice([row for row in rows if row.meant["group_name"]])  # one names its group as no list has it
    row.cells["group_name"] = row.meant["group_name"].replace("Kelompok", "Klompok")
    row.dirt.append(("group_name", "misspelt"))
    asked = [row for row in rows if "management" in ORDER[row.regency]]
    for name, parts in TOLD["levels"].items():
        for row, code in zip(asked, shared_out(len(asked), parts, rng), strict=True):
            if code == "other":
                row.cells[name] = "baik"
                row.dirt.append((name, code))
            elif code:
                word = reference.terms()[name, code]["id"]
                row.cells[name], row.meant[name] = rng.choice((word, word.capitalize(), word.upper())), code


def misspelt(name: str, others: Iterable[str], rng: Random) -> str:
    """The name with one sound written otherwise, as two official lists of desa do; near no other name of the place."""
    turns = {"a": "e", "e": "a", "i": "e", "o": "u", "u": "o"}
    ways = [name[:i] + turns[c] + name[i + 1 :] for i, c in enumerate(name) if c in turns]
    ways += [name[:-1]] if name.endswith("h") else [name + "h"] if name[-1] in turns else []
    known = [other.lower() for other in others if other != name]
    ways = [way for way in ways if all(OSA.distance(way.lower(), other) > 2 for other in known)]
    return rng.choice(ways) if ways else name


def respaced(name: str) -> str:
    """`Tanah Merah` as one word, `Karangpenang` as two, an apostrophe left out."""
    if re.search(r"[ '\"]", name):
        return re.sub(r"[ '\"]", "", name).capitalize()
    two = re.match(rf"({'|'.join(TOLD['first_words'])})(...+)", name.lower())
    return f"{two[1].capitalize()} {two[2].capitalize()}" if two else name


def with_dirt(kind: str, row: Row, name: str, rng: Random) -> Any:
    """The cell with that kind of dirt; the cell as it is where it cannot have it."""
    cell = row.cells.get(name)
    if kind in SPOILT:
        return SPOILT[kind]
    if kind == "text":
        return cell if isinstance(cell, str) else f"{cell:,}".replace(",", ".") if cell > 9999 else str(cell)
    if kind in ("misspelt", "respaced"):
        near = (desa for _, desa in DESA[row.meant["kecamatan_code"]])
        other = misspelt(row.meant[name], near, rng) if kind == "misspelt" else respaced(row.meant[name])
        return cell.replace(row.meant[name], other)
    if kind == "several":
        both = row.meant["pirt_number"] and row.meant["halal_number"] and "IRT" in cell.upper()
        return f"{cell} / Halal {row.meant['halal_number']}" if both else cell
    ways: dict[str, Callable[[str], str]] = {
        "upper": str.upper,
        "lower": str.lower,
        "edge": lambda text: text + " " * rng.choice((1, 1, 2, 3)),
        "double": lambda text: text.replace(" ", "  ", 1),
        "newline": lambda text: text + "\n",
        "no_hyphen": lambda text: re.sub(r"(\d{13})-(\d\d)$", r"\1\2", text),
        "short": lambda text: re.sub(r"(\d{10})\d{3}(-\d\d)$", r"\1\2", text),
        "cents": lambda text: f"{text.replace('.', ',')},00" if "." in text else text,
    }
    return ways[kind](cell) if isinstance(cell, str) else cell


def soil(rows: list[Row], rate: dict[str, Any], name: str, rng: Random) -> None:
    """Put one kind of dirt into one column: into as many cells as the rate says, and at least one that can have it."""
    kind = rate["dirt"]
    pool = [row for row in rows if rate.get("sheets", row.regency) == row.regency]
    if kind not in SPOILT:
        numbered = kind in ("no_hyphen", "short")
        pool = [
            row for row in pool if row.meant["pirt_number"] or not numbered and row.cells.get(name) not in (None, "-")
        ]
    bars = set(SPOILT).union(*(clash for clash in CLASHES if kind in clash)) - ({"epoch"} if kind == "text" else set())
    clean = [row for row in pool if not bars & {dirt for column, dirt in row.dirt if column == name}]
    able = [(row, with_dirt(kind, row, name, rng)) for row in clean if row.kind != "test"]
    able = [(row, cell) for row, cell in able if cell != row.cells.get(name)]
    for row, cell in rng.sample(able, min(len(able), max(1, round(len(pool) * rate["hits"] / rate["n"])))):
        row.cells[name] = cell
        row.dirt.append((name, kind))
        if kind == "several":
            row.cells["halal"] = None
        elif kind in (*SPOILT, "short"):
            row.meant |= dict.fromkeys({name, f"{name}_number"} & row.meant.keys(), "")


def doubles(rows: list[Row], rate: dict[str, Any], rng: Random) -> list[Row]:
    """Rows that should not be there: a firm once more, in one of three ways, or rows typed to try the form out."""
    firms, more = [row for row in rows if row.kind == "firm"], []
    for row in rng.sample(firms, max(1, round(len(firms) * rate["hits"] / rate["n"]))):
        double = Row(row.firm, rate["dirt"], row.regency, dict(row.meant), dict(row.cells), list(row.dirt))
        if double.kind == "figures":
            for name in ("investment_rp", "sales_rp"):
                double.meant[name] = rng.choice(TOLD["amounts"]) * 1000 + 100_000
                double.cells[name] = double.meant[name] // THOUSANDS[row.regency]
            double.dirt = [(name, kind) for name, kind in row.dirt if not name.endswith("_rp")]
        elif double.kind == "near":
            name = row.cells["firm_name"]
            double.cells["firm_name"] = name.capitalize() if name.isupper() else name.upper()
        elif double.kind == "test":
            said = {name: row.meant[name] for name in ("regency", "kecamatan_code", "kecamatan")}
            said |= {"firm_name": "Coba", "product_name": "Chitato"}
            double.meant, double.dirt = dict.fromkeys(MEANT, "") | said, []
            double.cells = said | {"n_men": "wew", "investment_rp": "wq"}
        more.append(double)
    return more


def table(regency: str, rows: list[Row], year: int) -> tuple[list[tuple[str, list[Any]]], list[CellRange]]:
    """The rows of one sheet from title to signature, each with its look, and its merges; every row learns its place."""
    order, columns, width = ORDER[regency], SHEETS[regency], len(SHEETS[regency])
    tops, two = [top for _, _, top, _ in columns], any(low for *_, low in columns)
    titles = (MADE_UP, "DATA INDUSTRI KECIL DAN MENENGAH (IKM)", f"KABUPATEN {regency.upper()} TAHUN {year}")
    lines: list[tuple[str, list[Any]]] = [*(("title", [title]) for title in titles), ("", [])]
    merges = [CellRange(None, 1, n, width, n) for n in (1, 2, 3)]

    def header() -> None:
        lines.append(("header", [top if top not in tops[:n] else None for n, top in enumerate(tops)]))
        lines.extend([("header", [low or None for *_, low in columns])] if two else [])
        for n, (_, _, top, low) in enumerate(columns if two else (), 1):
            if top not in tops[: n - 1]:
                last = n - 1 + tops.count(top)
                merges.append(CellRange(None, n, len(lines) - 1, last, len(lines) - bool(low)))

    def total(text: str, body: list[Row]) -> None:
        sums = {name: sum(row.meant[name] or 0 for row in body) for name in ("n_men", "n_women", "investment_rp")}
        sums |= {"number": text, "investment_rp": sums["investment_rp"] // THOUSANDS[regency]}
        lines.append(("total", [sums.get(name) for name in order]))
        merges.append(CellRange(None, 1, len(lines), order.index("n_men"), len(lines)))

    header()
    lines.extend([("header", [f"({n})" for n in range(1, width + 1)])] if two else [])
    first = 0
    for n, row in enumerate(rows, 1):
        if two and n > 1 and n % PER_PAGE == 1:
            header()
        lines.append(("", [n if name == "number" else row.cells.get(name) for name in order]))
        row.at, kecamatan = len(lines), row.meant["kecamatan"]
        if two and (n == len(rows) or rows[n].meant["kecamatan"] != kecamatan):
            total(f"Jumlah Kec. {kecamatan}", rows[first:n])
            first = n
    total("JUMLAH", rows)
    foot = ["Sumber : Data contoh buatan, bukan data dinas", None if two else "Keterangan : (-) tidak ada"]
    signed = (f"{regency}, 31 Desember {year}", "KEPALA DINAS CONTOH", None, None, "PEJABAT CONTOH")
    lines += [("", [text]) for text in foot] + [("", [None] * (width - 4) + [text]) for text in signed]
    return lines, merges


def write_register(path: Path, rows: list[Row], more: dict[str, list[Line]], year: int) -> None:
    """The workbook: a sheet that says what it is, one for each regency, then the sheets of coaching there are."""
    sheets: list[tuple[str, list[int], list[tuple[str, list[Any]]], list[CellRange]]]
    sheets = [("Baca dulu", [], [("title", [text]) for text in TOLD["notice"]], [])]
    for regency, columns in SHEETS.items():
        lines, merges = table(regency, [row for row in rows if row.regency == regency], year)
        sheets.append((f"Kab. {regency}", [width for _, width, *_ in columns], lines, merges))
    for name, told in more.items():
        spec = TOLD["coaching"][name]
        lines = coaching_table(spec, told, (MADE_UP, spec["title"], f"TAHUN {year}"))
        sheets.append((spec["sheet"], [width for _, width, _ in spec["columns"]], lines, []))
    book, edge, fill = Workbook(write_only=True), Side(style="thin", color="808080"), PatternFill("solid", "D9E2F3")
    bold, box, middle = Font("Arial", 10, bold=True), Border(edge, edge, edge, edge), Alignment("center", "center")
    middle.wrap_text, book._named_styles["Normal"].font = True, Font("Arial", 10)
    book.add_named_style(NamedStyle("title", bold))
    book.add_named_style(NamedStyle("header", bold, fill, box, middle))
    book.add_named_style(NamedStyle("total", bold, border=box, number_format="#,##0"))
    for name, widths, lines, merges in sheets:
        sheet: Any = book.create_sheet(name)
        if widths:
            top = next(n for n, (look, _) in enumerate(lines[4:], 5) if look != "header")
            sheet.freeze_panes, sheet.print_title_rows = f"C{top}", f"5:{top - 1}"
        for n, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(n)].width = width
        # A3 for the firms: two dozen columns are not legible on A4.
        sheet.page_setup.paperSize = 8 if len(widths) > 20 else 9
        sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
        sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_margins = True, PageMargins(0.3, 0.3, 0.4, 0.5)
        sheet.oddFooter.center.text, sheet.print_options.gridLines = MADE_UP, bool(widths)
        sheet.merged_cells.ranges.update(merges)
        for n, (look, line) in enumerate(lines, 1):
            if look == "header" and line[0] in ("No", "No."):
                sheet.row_dimensions[n].height = 26  # two lines
            cells = [WriteOnlyCell(sheet, value) for value in line] if look else []
            for cell in cells:
                cell.style = look
            sheet.append(cells or line)
    book.properties.title, book.properties.creator, book.properties.category = MADE_UP, "contoh", "illustrative"
    book.save(draft := BytesIO())
    finish_package(draft, path, date(year, 12, 31))


def place_on_sheet(row: Row) -> tuple[str, str]:
    """By sheet, and in the first by kecamatan."""
    return row.regency, row.meant["kecamatan_code"] if row.regency == "Bangkalan" else ""


def register_truth(rows: list[Row]) -> Iterator[list[str]]:
    """One line a row of the firms: where it stands, whose it is, why, what was meant and what was done where."""
    for row in rows:
        letters = {name: get_column_letter(n) for n, name in enumerate(ORDER[row.regency], 1)}
        dirt = " ".join(f"{letters[name]}{row.at}:{kind}" for name, kind in row.dirt)
        meant = [str(row.meant[name]) for name in MEANT]
        yield [f"Kab. {row.regency}", str(row.at), str(row.firm), row.kind, *meant, dirt]


def make(n: int, seed: int, into: Path, before: Path | None = None, truth: Path | None = None) -> None:
    """Write the register of `n` firms; that of the year before, and the truth into a folder, where asked.

    Raises ValueError outside 10 to 100,000 firms.
    """
    if not 10 <= n <= 100_000:
        raise ValueError(f"{n} firms: from 10 to 100,000 can be made")
    rows = firms(n, rng := Random(seed))
    meant = [row.meant for row in rows]
    beside = Random(f"{seed} coaching {TOLD['coaching']['stream']}")  # a stream of its own: the firms stay as they are
    groups = gathered(meant, TOLD["coaching"], beside)
    type_coaching(rows, beside)
    more = coaching(groups, meant, YEAR, TOLD["coaching"], beside)
    for rate in TOLD["rates"]:
        for name in rate["into"]:
            if name == "row":
                rows += doubles(rows, rate, rng)
            elif name != "pirt_expires":  # that is typed firm by firm
                soil(rows, rate, name, rng)
    rng.shuffle(rows)
    rows.sort(key=place_on_sheet)
    write_register(into, rows, more, YEAR)
    told, rng = TOLD["before"], Random(f"{seed} before")
    gone = firms(n + round(n * told["gone"]), rng)[n:]
    earlier = sorted(
        [*a_year_before(rows, YEAR, n, told, TOLD["states"]["pirt"]["means"], rng), *gone], key=place_on_sheet
    )
    if before:
        before.parent.mkdir(parents=True, exist_ok=True)
        write_register(before, earlier, {}, YEAR - 1)
    for name, header, lines in (
        ("register", ["sheet", "row", "firm", "row_kind", *MEANT, "dirt"], register_truth(rows)),
        ("coaching", ["table", "sheet", "row", "column", "meant", "dirt"], coaching_truth(TOLD["coaching"], more)),
        ("changes", ["firm", "change", "newly_certified", "lapsed"], changes(earlier, rows)),
    ):
        if truth:
            with (truth / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows([header, *lines])


if __name__ == "__main__":
    folder = Folders.raw / "registers"
    parser = argparse.ArgumentParser(description="Write the example register of made-up firms.")
    parser.add_argument("--firms", type=int, default=240)
    parser.add_argument("--seed", type=int, default=11)  # the first whose totals no page has printed
    parser.add_argument("--into", type=Path, default=folder / "example_register.xlsx")
    parser.add_argument("--before", type=Path, default=folder / "before" / "example_register_before.xlsx")
    parser.add_argument("--truth", type=Path, help="a folder for the truth: register.csv, coaching.csv, changes.csv")
    make(*vars(parser.parse_args()).values())
