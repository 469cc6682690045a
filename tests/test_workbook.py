"""The workbook, read back from the file: values, formulas and what they give, charts, text that stays text, bytes."""

import os
import re
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pandas as pd
import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from ikm_analysis.exhibit import Column, Drawing, Exhibit, Imprint, Source
from ikm_analysis.language import Language
from ikm_analysis.present.package import FONT_ORDER, finish_package
from ikm_analysis.present.workbook import write_workbook
from ikm_analysis.reference import messages
from workbook_rules import workbook_problems

OFFICE = "Dinas Perindustrian dan Perdagangan Kabupaten Sampang"
DATED = date(2024, 6, 20)
PAYLOADS = ("=1+1", "+6281234567890", "-3", "@SUM(A1)", '=HYPERLINK("http://x.id","y")', "=cmd|' /C calc'!A0", "\t=1+1")
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
HERE = Path(__file__).parent


def sheet_of(name, lang="id"):
    """The name of the sheet of an exhibit, or of one of the workbook's own tables."""
    return Language(lang).say(f"sheet.{name}")


def imprint(lang="id"):
    return Imprint(lang, OFFICE, DATED, "3f" * 32, "0.1.0+abc")


def exhibit(name, columns, rows, drawing=None, lang="id", **more):
    columns = tuple(Column(*column) for column in columns)
    given_fields = {
        "question": f"Bagaimana {name}?",
        "finding": "Rincian Rp753,45 juta melebihi pagu Rp751 juta",
        "measure": "Anggaran",
        "place": "Kabupaten Sampang",
        "period": "2017",
        "unit": "rupiah",
        "sources": (Source("S048", "Bisnis.com, 7 Oktober 2017", "Pemkab Sampang", "https://example.id/a"),),
        "source_line": "Sumber: Bisnis.com, 7 Oktober 2017, diolah.",
        "notes": ("Selisihnya lebih besar daripada pembulatan; ini dugaan dan tidak pernah diperbaiki. " * 4,),
        "alt": "Grafik batang: 598,86 juta dan 154,59 juta.",
        "evidence": "published",
    }
    table = pd.DataFrame(rows, columns=[column.name for column in columns], dtype=object)
    return Exhibit("budget", name, table=table, columns=columns, lang=lang, drawing=drawing, **given_fields | more)


def bars(labels, values, kind="bars"):
    return Drawing(kind, pd.DataFrame({"label": labels, "value": values}))


def exhibits(lang="id"):
    """All kinds of column, missing values, a long table, a table without rows, and every kind of native chart."""
    places = [f"Kecamatan {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    counts = [None if n % 5 == 0 else n for n in range(26)]
    shares = [("Halal", "Ada", 0.079), ("Halal", "Belum", 0.921), ("BPOM", "Ada", 0.0), ("BPOM", "Belum", 1.0)]
    share_rows = [[kind, part, Decimal(str(share))] for kind, part, share in shares]
    text, code, count = ("item", "Uraian", "text"), ("code", "Kode wilayah", "identifier"), ("n", "Produk", "count")
    rupiah, share = ("amount_rp", "Nilai (rupiah)", "rupiah"), ("share", "Bagian (persen)", "share", 1)
    dated, year, ratio = ("day", "Tanggal", "date"), ("year", "Tahun", "year"), ("times", "Kali", "ratio", 2)
    return [
        exhibit(
            "budget_unit_costs",
            [text, rupiah, share],
            [["Hasil produksi", 598_860_000, Decimal("0.797")], ["Iptek", 154_590_000, Decimal("0.206")]],
            bars(["Hasil produksi (23)", "Iptek (30)"], [598.86, 154.59]),
            lang,
        ),
        exhibit(
            "products_branches",
            [("place", "Kecamatan", "text"), code, count],
            [[place, f"0{n:03d}", counts[n]] for n, place in enumerate(places)],
            bars(places, counts, "dots"),
            lang,
        ),
        exhibit(
            "certification_halal",
            [("kind", "Sertifikat", "text"), ("part", "Keadaan", "text"), share],
            share_rows,
            Drawing("shares", pd.DataFrame(shares, columns=["label", "part", "share"])),
            lang,
        ),
        exhibit(
            "products_calendar",
            [dated, text, year, ratio, ("hectares", "Luas (hektare)", "number")],
            [
                [date(2017, 10, 7), "mulai", 2017, Decimal("5.05"), Decimal("913.5")],
                [None, "selesai", None, None, None],
            ],
            lang=lang,
        ),
        exhibit("budget_lines", [text, count], [], lang=lang),
    ]


def frames(published, lang="id"):
    reading = published.relations["indonesian" if lang == "id" else "english"]
    return {
        "relations": published.relations.assign(reading=reading),
        "observations": published.observations,
        "sources": published.sources,
    }


def no_frames(published):
    return {name: frame.iloc[:0] for name, frame in frames(published).items()}


@pytest.fixture(scope="module", params=["id", "en"])
def written(request, published, tmp_path_factory):
    """The path of a workbook of made exhibits and the real evidence, and its language."""
    path = tmp_path_factory.mktemp("book") / "ikm_summary.xlsx"
    write_workbook(path, exhibits(request.param), **frames(published, request.param), imprint=imprint(request.param))
    return path, request.param


@lru_cache(maxsize=4)
def opened(path, *, data_only=False):
    """A workbook read once for all who only look at it, and at cells that are there."""
    return load_workbook(path, data_only=data_only)


def table_frame(path, sheet):
    """A sheet's table as pandas reads it, missing signs as missing."""
    worksheet = opened(path)[sheet]
    _, top, _, bottom = range_boundaries(next(iter(worksheet.tables.values())).ref)
    identifiers = {cell.value: str for cell in worksheet[top] if str(cell.value).startswith("Kode")}
    return pd.read_excel(
        path, sheet, header=top - 1, nrows=bottom - top, na_values=["…"], keep_default_na=False, dtype=identifiers
    )


# Rules


def test_every_rule_is_kept(written):
    assert workbook_problems(written[0]) == []


def test_every_rule_is_kept_without_evidence(published, tmp_path):
    path = tmp_path / "example.xlsx"
    write_workbook(path, exhibits(), **no_frames(published), imprint=imprint())
    assert workbook_problems(path) == []
    assert load_workbook(path).sheetnames[-1] == sheet_of("budget_lines")


def test_sheets_stand_in_order_and_contents_count_their_rows(written, published):
    path, lang = written
    say = Language(lang).say
    names = opened(path).sheetnames
    evidence = ("contradictions", "reconciliation", "total_parts", "observations", "sources")
    assert names[:2] == [say("sheet.cover"), say("sheet.contents")]
    assert names[2:7] == [exhibit.sheet for exhibit in exhibits(lang)]
    assert names[7:] == [say(f"sheet.{name}") for name in evidence]
    contents = table_frame(path, names[1]).set_index(say("workbook.column.sheet")).iloc[:, -1]
    assert contents[sheet_of("products_branches", lang)] == 26
    assert contents[say("sheet.observations")] == len(published.observations) == 574
    assert contents[say("sheet.sources")] == len(published.sources)
    unequal = (published.relations["verdict"] != "equal").sum()
    assert contents[say("sheet.contradictions")] == unequal


def test_head_of_a_sheet_says_what_the_exhibit_says(written):
    path, lang = written
    sheet = opened(path)[sheet_of("budget_unit_costs", lang)]
    made = exhibits(lang)[0]
    lines = [cell.value for cell in sheet["A"][:30] if cell.value]
    assert lines[0] == made.finding
    assert lines[1:5] == [made.subtitle, made.question, made.evidence_line, made.source_line]
    assert made.notes[0].strip() in " ".join(lines)


def test_cover_tells_where_the_workbook_comes_from(written):
    path, lang = written
    cover = "\n".join(str(cell.value) for row in opened(path).worksheets[0] for cell in row if cell.value)
    for said in (OFFICE, "3f" * 32, "0.1.0+abc", sheet_of("products_branches", lang), "2024"):
        assert said in cover


# Values


def test_values_read_back_equal(written):
    path, lang = written
    places = table_frame(path, sheet_of("products_branches", lang))
    assert list(places["Kode wilayah"])[:2] == ["0000", "0001"]
    assert places["Produk"].dtype == "float64"
    assert places["Produk"].isna().sum() == 6
    assert places["Produk"].sum() == sum(n for n in range(26) if n % 5)
    days = table_frame(path, sheet_of("products_calendar", lang))
    assert days["Tanggal"][0] == pd.Timestamp(2017, 10, 7)
    assert pd.isna(days["Tanggal"][1])
    assert list(days["Luas (hektare)"].dropna()) == [913.5]
    budget = table_frame(path, sheet_of("budget_unit_costs", lang))
    assert list(budget["Nilai (rupiah)"]) == [598_860_000, 154_590_000]
    assert list(budget["Bagian (persen)"]) == [0.797, 0.206]


def test_number_formats_follow_the_kind_of_column(written):
    path, lang = written
    book = opened(path)
    sheets = [book[sheet_of(name, lang)] for name in ("budget_unit_costs", "products_calendar")]
    budget, days = ([cell.number_format for cell in list(sheet)[-1]] for sheet in sheets)
    assert budget[:3] == ["@", '"Rp"#,##0', "0.0%"]
    first = [cell.number_format for cell in list(sheets[1])[-2]]
    assert first == [f"[$-{421 if lang == 'id' else 409}]d mmmm yyyy", "@", "0", "#,##0.00", "#,##0.0"]
    assert days[0] == first[0]


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)
CELLS = {
    "text": TEXTS,
    "identifier": st.text("0123456789.", min_size=1, max_size=12),
    "count": st.integers(-(10**14), 10**14),
    "rupiah": st.integers(-(10**14), 10**14),
    "number": st.decimals(-(10**6), 10**6, places=3),
    "share": st.decimals(0, 1, places=3),
    "date": st.dates(date(1930, 1, 1), date(2099, 12, 31)),
}


@given(rows=st.lists(st.tuples(*(st.none() | cells for cells in CELLS.values())), min_size=1, max_size=6))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_products_counts_reads_back_equal(rows, published, tmp_path):
    path = tmp_path / "any.xlsx"
    made = exhibit("products_counts", [(kind, kind.title(), kind, 3) for kind in CELLS], rows)
    write_workbook(path, [made], **no_frames(published), imprint=imprint())
    sheet = load_workbook(path)[sheet_of("products_counts")]
    read = [[cell.value for cell in row] for row in sheet[next(iter(sheet.tables.values())).ref][1:]]
    for given_row, row in zip(rows, read, strict=True):
        for kind, value, found in zip(CELLS, given_row, row, strict=True):
            if value is None or (isinstance(value, str) and not value.strip()):
                assert found == "…"
            elif kind == "date":
                assert found.date() == value
            elif kind in ("text", "identifier"):
                assert found == value.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
            else:
                assert Decimal(str(found)) == value


def test_payloads_stay_text(published, tmp_path):
    path = tmp_path / "payloads.xlsx"
    made = exhibit(
        "sources_rivals",
        [("a", "=1+1", "text"), ("b", "@SUM(A1)", "identifier")],
        [[payload, payload] for payload in PAYLOADS],
        finding="=1+1",
        notes=("+6281234567890",),
    )
    write_workbook(path, [made], **no_frames(published), imprint=imprint())
    sheet = load_workbook(path)[sheet_of("sources_rivals")]
    assert sheet["A1"].value == "=1+1"
    assert all(cell.data_type in ("s", "n") for row in sheet for cell in row)
    rows = list(sheet[next(iter(sheet.tables.values())).ref])
    assert [tuple(cell.value for cell in row) for row in rows[1:]] == [(payload, payload) for payload in PAYLOADS]
    assert all(cell.quotePrefix for row in rows[:-1] for cell in row)
    raw = ZipFile(path).read("xl/worksheets/sheet3.xml").decode()
    assert "<f>" not in raw


def test_characters_xml_cannot_hold_are_shown_as_replaced(published, tmp_path):
    path = tmp_path / "control.xlsx"
    made = exhibit("products_counts", [("a", "Uraian", "text")], [["a\x00b\x1fc"]])
    write_workbook(path, [made], **no_frames(published), imprint=imprint())
    assert list(load_workbook(path)[sheet_of("products_counts")])[-1][0].value == "a\ufffdb\ufffdc"


# Formulas


def evaluate(book, formula, row=None):
    """What a formula of the reconciliation gives, from the cells of the workbook alone; `row` is its own."""
    tables = {table.name: (ws, table) for ws in book.worksheets for table in ws.tables.values()}

    def column(table, heading):
        ws, found = tables[table]
        headings, *rows = ws[found.ref]
        place = [cell.value for cell in headings].index(heading)
        return [cells[place] for cells in rows]

    def value(cell):
        live = isinstance(cell.value, str) and cell.value.startswith("=")
        return evaluate(book, cell.value, cell.row) if live else cell.value

    names = {
        "area": lambda table, heading: [value(cell) for cell in column(table, heading)],
        "here": lambda table, heading: next(value(cell) for cell in column(table, heading) if cell.row == row),
        "SUMIFS": lambda numbers, keys, key: sum(n for n, k in zip(numbers, keys, strict=True) if k == key),
        "ROUND": round,
        "ABS": abs,
        "ROWS": lambda cells: str(len(cells)),  # both counts are only ever joined to text
        "COUNTIF": lambda cells, wanted: str(cells.count(wanted)),
        "IF": lambda test, yes, no: yes if test else no,
    }
    pieces = re.split(r'("(?:[^"]|"")*")', formula.removeprefix("="))
    pieces[::2] = [translated(piece) for piece in pieces[::2]]
    return eval("".join(pieces), {"__builtins__": {}}, names)


def translated(piece):
    """Formula text outside quotes as Python: references become look-ups, `=` a comparison, `&` a join of texts."""
    piece = re.sub(r"(?<![<>])=", "==", piece)
    piece = re.sub(r"(\w+)\[\[#This Row\],\[([^\[\]]+)\]\]", r"here('\1', '\2')", piece)
    piece = re.sub(r"(\w+)\[([^\[\]]+)\]", r"area('\1', '\2')", piece)
    return piece.replace("&", "+")


def test_every_formula_has_the_value_it_gives(written):
    path, lang = written
    name, book, cached = sheet_of("reconciliation", lang), opened(path), opened(path, data_only=True)
    live = [cell for row in book[name] for cell in row if cell.data_type == "f"]
    assert len(live) > 150
    for cell in live:
        found, given_value = cached[name][cell.coordinate].value, evaluate(book, cell.value, cell.row)
        assert found == given_value if isinstance(found, str) else found == pytest.approx(given_value, abs=1e-6)


def test_cached_values_are_what_the_relations_say(written, published):
    path, lang = written
    table = table_frame(path, sheet_of("reconciliation", lang))
    by_relation = published.relations.set_index("relation_id")
    verdicts = {code: Language(lang).term("verdict", code) for code in set(published.relations["verdict"])}
    columns = {name: Language(lang).say(f"workbook.column.{name}") for name in ("parts_sum", "difference", "status")}
    assert len(table) > 50
    for relation, row in table.set_index(table.columns[0]).iterrows():
        told = by_relation.loc[relation]
        assert row[columns["parts_sum"]] == float(told["parts_value"])
        assert row[columns["difference"]] == pytest.approx(float(told["delta"]))
        assert row[columns["status"]] == verdicts[told["verdict"]]


def test_the_751_million_do_not_add_up(written):
    path, lang = written
    table = table_frame(path, sheet_of("reconciliation", lang))
    row = table[table[Language(lang).say("workbook.column.stated")] == "O145"].iloc[0]
    assert list(row.iloc[-6:-1]) == [2, 751_000_000, 753_450_000, 2_450_000, 510_000]


def test_a_changed_part_changes_the_status(written):
    path, lang = written
    name, book = sheet_of("reconciliation", lang), load_workbook(path)  # one of its own, to change
    parts = book[sheet_of("total_parts", lang)]
    exact = next(row for row in book[name] if row[2].value == "O152")
    assert evaluate(book, exact[-1].value, exact[-1].row) == Language(lang).term("verdict", "equal")
    part = next(row for row in parts if row[1].value == "O153")
    part[5].value += 1_000_000
    assert evaluate(book, exact[-1].value, exact[-1].row) == Language(lang).term("verdict", "does_not_add_up")


def test_pandas_reads_no_formula_as_missing(written):
    path, lang = written
    table = table_frame(path, sheet_of("reconciliation", lang))
    assert not table.iloc[:, -5:].isna().any().any()


# Charts


def chart_parts(path):
    with ZipFile(path) as package:
        names = sorted(name for name in package.namelist() if name.startswith("xl/charts/chart"))
        return [fromstring(package.read(name)) for name in names]


def cells_of(book, reference):
    areas = re.findall(r"(?:'([^']+)'|(\w+))!\$([A-Z]+)\$(\d+):\$[A-Z]+\$(\d+)", reference)
    return [book[a or b][f"{column}{n}"].value for a, b, column, i, j in areas for n in range(int(i), int(j) + 1)]


def test_charts_show_the_drawn_numbers_under_the_drawn_labels(written):
    path, lang = written
    book = opened(path)
    for made, unit, chart in zip(exhibits(lang), (1e6, 1, 1), chart_parts(path), strict=False):
        frame = made.drawing.frame
        series = chart.findall(f".//{CHART}ser")
        groups = [part for _, part in frame.groupby("part", sort=False)] if "part" in frame else [frame.dropna()]
        assert len(series) == len(groups)
        for one, drawn in zip(series, groups, strict=True):
            labels, numbers = (one.find(f"{CHART}{tag}//{CHART}f").text for tag in ("cat", "val"))
            assert cells_of(book, labels) == list(drawn["label"])
            column = "share" if "share" in drawn else "value"
            assert cells_of(book, numbers) == pytest.approx([number * unit for number in drawn[column]])


def test_drawings_carry_the_alt_text_of_their_exhibit(written):
    path, lang = written
    with ZipFile(path) as package:
        drawings = [package.read(name).decode() for name in package.namelist() if "drawings/drawing" in name]
    assert sum(f'descr="{exhibits(lang)[0].alt}"' in drawing for drawing in drawings) == 3


def test_what_is_not_in_the_table_is_not_charted(published, tmp_path):
    path = tmp_path / "none.xlsx"
    columns = [("a", "Uraian", "text"), ("n", "Nilai", "count")]
    made = exhibit("products_coached", columns, [["x", 3]], bars(["x"], [4.0]))
    write_workbook(path, [made], **no_frames(published), imprint=imprint())
    assert chart_parts(path) == []


# What is refused


def refused(published, tmp_path, made, match):
    with pytest.raises(ValueError, match=match):
        write_workbook(tmp_path / "no.xlsx", made, **no_frames(published), imprint=imprint())
    assert not (tmp_path / "no.xlsx").exists()


def test_what_excel_would_spoil_is_refused(published, tmp_path):
    count = [("n", "Nilai", "count")]
    refused(published, tmp_path, [exhibit("budget_totals", count, [[10**15]])], "digits")
    refused(published, tmp_path, [exhibit("budget_totals", [*count, ("m", "nilai", "count")], [[1, 2]])], "headings")
    refused(published, tmp_path, [exhibit("budget_totals", count, [[1]]) for _ in range(2)], "budget_totals")


def test_a_sum_that_is_not_as_told_is_refused(published, tmp_path):
    given_frames = frames(published)
    wrong = given_frames["relations"].copy()
    wrong.loc[wrong["stated"] == "O145", "parts_value"] += Decimal(1)
    with pytest.raises(ValueError, match="the parts add to 753450000"):
        write_workbook(tmp_path / "no.xlsx", [], **given_frames | {"relations": wrong}, imprint=imprint())


def test_an_exhibit_without_a_sheet_name_is_refused(published, tmp_path):
    made = exhibit("nobody_named_it", [("n", "Nilai", "count")], [[1]])
    with pytest.raises(KeyError, match="sheet.nobody_named_it"):
        write_workbook(tmp_path / "no.xlsx", [made], **no_frames(published), imprint=imprint())


def test_names_of_sheets_and_tables_fit_excel():
    words = {key.removeprefix("sheet."): said for key, said in messages().items() if key.startswith("sheet.")}
    assert len(words) > 30
    for name, said in words.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]{3,}", name)
        assert not re.fullmatch(r"[a-z]{1,3}[0-9]+", name)
        for word in said.values():
            assert len(word) <= 31
            assert not re.search(r"[\[\]:*?/\\']|^ | $|^History$", word)
    for lang in ("id", "en"):
        named = [said[lang].casefold() for said in words.values()]
        assert len(set(named)) == len(named)


def test_every_exhibit_has_a_sheet_of_its_own(shown):
    for of_language in shown.values():
        assert len({made.sheet for made in of_language.values()}) == len(of_language)


def test_an_unworded_code_is_shown_as_it_is(published, tmp_path):
    given_frames = frames(published)
    observations = given_frames["observations"].assign(unit="boats")
    made = no_frames(published) | {"observations": observations}
    write_workbook(tmp_path / "new.xlsx", [], **made, imprint=imprint())
    assert set(table_frame(tmp_path / "new.xlsx", "Data")["Satuan"]) == {"boats"}


# Bytes


def build(path, lang="id"):
    """Write the made workbook from another process."""
    from ikm_analysis.project import Folders
    from ikm_analysis.published import read_published

    write_workbook(Path(path), exhibits(lang), **frames(read_published(Folders.raw), lang), imprint=imprint(lang))


@pytest.mark.parametrize("written", ["id"], indirect=True)
def test_the_same_content_is_the_same_bytes_elsewhere(written, tmp_path):
    path, other = written[0], tmp_path / "other.xlsx"
    time.sleep(max(0.0, path.stat().st_mtime + 2.1 - time.time()))  # a zip tells times two seconds apart
    code = f"import test_workbook; test_workbook.build({str(other)!r})"
    moved = os.environ | {"TZ": "Asia/Jakarta", "PYTHONHASHSEED": "1"}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=HERE, env=moved)
    assert other.read_bytes() == path.read_bytes()


def test_the_clock_is_nowhere_in_the_file(written):
    with ZipFile(written[0]) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core) == ["2024-06-20T00:00:00Z"] * 2


def test_a_document_is_finished_the_same_way(tmp_path):
    document = docx.Document()
    document.add_paragraph("Bab")
    for name in ("a.docx", "b.docx"):
        draft = BytesIO()
        document.save(draft)
        finish_package(draft, tmp_path / name, DATED)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    assert docx.Document(tmp_path / "a.docx").paragraphs[0].text == "Bab"
    assert docx.Document(tmp_path / "a.docx").core_properties.modified.date() == DATED


def test_texts_and_values_must_match_the_package(written, tmp_path):
    drawing = "xl/drawings/drawing1.xml"
    for given_parts, message in (
        ({"alts": {drawing: []}}, "1 drawings and 0"),
        ({"alts": {"xl/drawings/drawing9.xml": ["x"]}}, "no part"),
        ({"cached": {"xl/worksheets/sheet3.xml": {"A1": 1}}}, "differ at A1"),
    ):
        with pytest.raises(ValueError, match=message):
            finish_package(BytesIO(written[0].read_bytes()), tmp_path / "x.xlsx", DATED, **given_parts)


def test_each_language_says_it_in_its_words(written):
    path, lang = written
    assert opened(path).properties.language == {"id": "id-ID", "en": "en-US"}[lang]
    made = replace(exhibits("id")[0], lang="en")
    assert made.evidence_line != exhibits("id")[0].evidence_line


def test_properties_of_fonts_stand_in_the_order_the_format_demands(written):
    path, _ = written
    with ZipFile(path) as package:
        styles = fromstring(package.read("xl/styles.xml"))
    for font in styles.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}font"):
        order = [FONT_ORDER.split().index(child.tag.partition("}")[2]) for child in font]
        assert order == sorted(order)
        assert len(order) > 1
