"""Every format gives the same cells: values and types as found, each at the address a spreadsheet shows."""

import csv
import io
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from ikm_analysis.sheets import read_sheets
from ikm_analysis.sheets.cells import CellError, Merge
from made import hostile
from made.hostile import (
    error,
    number,
    ods,
    ods_cell,
    ods_error,
    ods_row,
    row,
    text,
    worksheet,
    xlsx,
    xlsx_parts,
    zipped,
)

DATE = 's="1"'  # the attribute of a cell shown as a date


def read(tmp_path, name, content):
    (path := tmp_path / name).write_bytes(content)
    return read_sheets(path)


def rows_of(tmp_path, *cells, **options):
    (sheet,) = read(tmp_path, "a.xlsx", xlsx(*cells, **options))
    return sheet.rows


# A text that looks like a number, and numbers that look like each other's texts.
TYPED = ["1.234", 1.234, "1,234", 43015, "43015", "0203526010123", 3526110000123, "'x", "V", "-"]


def as_xlsx(path):
    book = openpyxl.Workbook()
    book.active.append(TYPED)
    book.save(path)


def as_xls(path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet")
    for column, value in enumerate(TYPED):
        sheet.write(0, column, value)
    book.save(path)


def as_ods(path):
    cells = [ods_cell(value, "string" if isinstance(value, str) else "float") for value in TYPED]
    path.write_bytes(ods(ods_row(*cells)))


@pytest.mark.parametrize("write", [as_xlsx, as_xls, as_ods])
@pytest.mark.parametrize("suffix", ["", ".csv", ".xlsx"])
def test_texts_stay_texts_and_numbers_numbers_whatever_the_name_of_the_file(write, suffix, tmp_path):
    write(path := tmp_path / f"register{suffix or '.' + write.__name__[3:]}")
    (sheet,) = read_sheets(path)
    assert [list(row) for row in sheet.rows] == [TYPED]
    assert [isinstance(value, str) for value in sheet.rows[0]] == [isinstance(value, str) for value in TYPED]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("suffix", ["csv", "txt", "xls"])
def test_delimited_text_is_all_text(delimiter, encoding, suffix, tmp_path):
    lines = [["No", "Nama Usaha", "Nilai"], ["1", "Contoh “001”, Galis; ‘V’", "1.234"], ["2", "", "43015"]]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(lines)
    (sheet,) = read(tmp_path, f"a.{suffix}", text.getvalue().encode(encoding))
    assert sheet.rows == [[cell or None for cell in line] for line in lines]


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        (
            "DATA IKM, BANGKALAN\nNo;Nama\n1;Contoh 001\n",
            [["DATA IKM, BANGKALAN", None], ["No", "Nama"], ["1", "Contoh 001"]],
        ),
        ("a;b\n1,5;2,5\n3,5;4,5\n", [["a", "b"], ["1,5", "2,5"], ["3,5", "4,5"]]),
        ("a;b;c\n1\n\n2;3\n;;\n", [["a", "b", "c"], ["1", None, None], [None, None, None], ["2", "3", None]]),
        ('a,"b;c;d;e"\n1,"2\n3"\n', [["a", "b;c;d;e"], ["1", "2\n3"]]),
        ("satu\n", [["satu"]]),
    ],
)
def test_the_delimiter_is_what_divides_the_lines_alike(lines, rows, tmp_path):
    assert read(tmp_path, "a.csv", lines.encode())[0].rows == rows


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r", exclude_categories=["Cs", "Cc"]), max_size=8)


@given(st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=8), st.sampled_from(";,\t"))
def test_no_field_of_delimited_text_is_lost(tmp_path_factory, body, delimiter):
    lines = [["kolom", "satu", "dua", "tiga", "empat"]] * 9 + [["x", *line] for line in body]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(lines)
    (sheet,) = read(tmp_path_factory.mktemp("text"), "a.csv", text.getvalue().encode())
    assert [[cell or "" for cell in row] for row in sheet.rows] == [line + [""] * (5 - len(line)) for line in lines]


DAY, MOMENT, HOUR = date(2017, 10, 7), datetime(2017, 10, 7, 6), time(12)


@pytest.mark.parametrize(("settings", "shift"), [("", 0), ('<workbookPr date1904="1"/>', 1462)])
def test_dates_are_the_same_days_in_both_date_systems(settings, shift, tmp_path):
    cells = {"A": 43015 - shift, "B": 43015.25 - shift, "C": 0.5}
    found = rows_of(tmp_path, row(1, **{at: (DATE, number(value)) for at, value in cells.items()}), settings=settings)
    assert found == [[DAY, MOMENT, HOUR]]


@pytest.mark.parametrize("is_1904", [False, True])
def test_dates_of_an_xls_are_days_moments_and_hours_too(is_1904, tmp_path):
    book = xlwt.Workbook()
    book.dates_1904 = is_1904
    for column, value in enumerate([DAY, MOMENT, HOUR]):
        sheet = book.get_sheet(0) if column else book.add_sheet("Lembar1")
        sheet.write(0, column, value, xlwt.easyxf(num_format_str="dd/mm/yyyy hh:mm"))
    book.save(tmp_path / "a.xls")
    assert read_sheets(tmp_path / "a.xls")[0].rows == [[DAY, MOMENT, HOUR]]


def test_dates_hours_and_truths_of_an_ods(tmp_path):
    hour = '<table:table-cell office:value-type="time" office:time-value="PT12H00M00S"/>'
    truth = '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
    body = ods_row(ods_cell("2017-10-07", "date"), ods_cell("2017-10-07T06:00:00", "date"), hour, truth)
    assert read(tmp_path, "a.ods", ods(body))[0].rows == [[DAY, MOMENT, HOUR, True]]


def test_a_number_format_with_letters_in_quotes_is_no_date(tmp_path):
    book = openpyxl.Workbook()
    for shape in ('_-"Rp"* #,##0_-', '#,##0" hari"', "[Red]#,##0", "[$Rp-421]#,##0.00", "#,##0_d"):
        book.active.append([43015])
        book.active.cell(book.active.max_row, 1).number_format = shape
    book.save(tmp_path / "a.xlsx")
    assert read_sheets(tmp_path / "a.xlsx")[0].rows == [[43015]] * 5


ERRORS = ["#REF!", "#N/A", "#DIV/0!", "#SPILL!"]


def test_error_cells_are_kept_with_their_codes_and_are_no_texts(tmp_path):
    first = row(1, **dict(zip("ABCD", map(error, ERRORS), strict=True)), E=text("#REF!"))
    assert rows_of(tmp_path, first + row(2, B=('t="e"', ""), C=number(1))) == [
        [*map(CellError, ERRORS), "#REF!"],
        [None, None, 1, None, None],
    ]


def test_error_cells_of_an_ods_and_an_xls_are_kept_too(tmp_path):
    (sheet,) = read(tmp_path, "a.ods", ods(ods_row(ods_cell("a"), *map(ods_error, ERRORS))))
    assert sheet.rows == [["a", *map(CellError, ERRORS)]]
    book = xlwt.Workbook()
    line = book.add_sheet("Lembar1").row(1)
    line.set_cell_error(2, "#REF!")
    line.set_cell_boolean(3, True)
    book.save(tmp_path / "a.xls")
    assert read_sheets(tmp_path / "a.xls")[0].rows == [[None] * 4, [None, None, CellError("#REF!"), True]]


def test_a_formula_is_known_beside_its_result_and_without_one(tmp_path):
    cells = {"A": "<f>1+1</f><v>2</v>", "B": "<f>A1&amp;&quot;x&quot;</f>", "C": '<f t="shared" si="0"/><v>3</v>'}
    (sheet,) = read(tmp_path, "a.xlsx", xlsx(row(2, **cells, D=error("#N/A", "NA()"))))
    assert sheet.rows == [[None] * 4, [2, None, 3, CellError("#N/A")]]
    assert sheet.formulas == {(1, 0): "=1+1", (1, 1): '=A1&"x"', (1, 2): "", (1, 3): "=NA()"}
    (sheet,) = read(tmp_path, "a.ods", ods(ods_row(ods_cell("a"), ods_error("#N/A", "of:=NA()"))))
    assert sheet.formulas == {(0, 1): "=NA()"}


MERGED = Merge(0, 0, 1, 2), Merge(2, 3, 5, 3)


def merged_xlsx(path):
    book = openpyxl.Workbook()
    for first_row, first_column, last_row, last_column in MERGED:
        book.active.cell(first_row + 1, first_column + 1, "judul")
        book.active.merge_cells(None, first_row + 1, first_column + 1, last_row + 1, last_column + 1)
    book.active["A7"] = "akhir"
    book.active.row_dimensions[4].hidden = True
    book.create_sheet("Tersembunyi")["A1"] = "isi"
    book["Tersembunyi"].sheet_state = "veryHidden"
    book.save(path)


def merged_xls(path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet")
    for first_row, first_column, last_row, last_column in MERGED:
        sheet.write_merge(first_row, last_row, first_column, last_column, "judul")
    sheet.write(6, 0, "akhir")
    sheet.row(3).hidden = True
    book.add_sheet("Tersembunyi").write(0, 0, "isi")
    book.get_sheet(1).visibility = 2
    book.save(path)


def merged_ods(path):
    span = 'table:number-columns-spanned="{}" table:number-rows-spanned="{}"'.format
    blank = ods_cell(about='table:number-columns-repeated="3"')
    body = ods_row(ods_cell("judul", about=span(3, 2))) + ods_row(ods_cell())
    body += ods_row(blank, ods_cell("judul", about=span(1, 4))) + ods_row(
        ods_cell(), about='table:visibility="collapse"'
    )
    body += ods_row(ods_cell(), about='table:number-rows-repeated="2"') + ods_row(ods_cell("akhir"))
    hidden = '<style:style style:name="t2"><style:table-properties table:display="false"/></style:style>'
    other = f'<table:table table:name="Tersembunyi" table:style-name="t2">{ods_row(ods_cell("isi"))}</table:table>'
    path.write_bytes(ods(body, other, styles=hidden))


@pytest.mark.parametrize("write", [merged_xlsx, merged_xls, merged_ods])
def test_merges_hidden_rows_and_hidden_sheets_are_known(write, tmp_path):
    write(path := tmp_path / f"a.{write.__name__[7:]}")
    sheet, hidden = read_sheets(path)
    assert sorted(sheet.merges) == sorted(MERGED)
    assert sheet.hidden_rows == {3}
    assert [(at, row[0] or row[3]) for at, row in enumerate(sheet.rows) if any(row)] == [
        (0, "judul"), (2, "judul"), (6, "akhir"),
    ]  # fmt: skip
    assert (sheet.is_hidden, hidden.is_hidden, hidden.name, hidden.rows) == (False, True, "Tersembunyi", [["isi"]])


def test_a_sheet_that_starts_down_and_to_the_right_keeps_its_addresses(tmp_path):
    assert rows_of(tmp_path, row(3, C=number(1), E=text("x"))) == [[None] * 5, [None] * 5, [None, None, 1, None, "x"]]
    body = ods_row(ods_cell(), about='table:number-rows-repeated="2"')
    body += ods_row(ods_cell(about='table:number-columns-repeated="2"'), ods_cell("x"))
    assert read(tmp_path, "a.ods", ods(body))[0].rows == [[None] * 3, [None] * 3, [None, None, "x"]]


def test_formatted_blanks_to_the_end_of_the_sheet_are_no_cells(tmp_path):
    blanks = row(1, A=text("a"), XFD=(DATE, "")) + '<row r="1048576"><c r="B1048576" s="1"/></row>'
    assert rows_of(tmp_path, blanks) == [["a"]]
    rest = ods_row(
        ods_cell(about='table:number-columns-repeated="16384"'), about='table:number-rows-repeated="1048575"'
    )
    assert read(tmp_path, "a.ods", ods(ods_row(ods_cell("a")) + rest))[0].rows == [["a"]]


def test_repeated_cells_and_rows_of_an_ods_are_spelt_out(tmp_path):
    twice = 'table:number-{}-repeated="2"'.format
    body = ods_row(ods_cell("a", about=twice("columns")), ods_cell("b"), about=twice("rows")) + ods_row(ods_cell("c"))
    assert read(tmp_path, "a.ods", ods(body))[0].rows == [["a", "a", "b"], ["a", "a", "b"], ["c", None, None]]


def test_cells_and_rows_without_addresses_follow_one_another(tmp_path):
    assert rows_of(tmp_path, "<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c t='e'><v>#N/A</v></c></row>") == [
        [1, 2], [None, None], [CellError("#N/A"), None],
    ]  # fmt: skip


def test_names_with_a_prefix_and_other_quotation_marks_are_read_alike(tmp_path):
    plain = worksheet(row(1, A=error("#N/A"), B=number(1)).replace("<row ", '<row hidden="1" '))
    named = plain.replace("</", "\0").replace("<", "<x:").replace("\0", "</x:").replace("<x:?", "<?")
    named = named.replace("xmlns=", "xmlns:x=").replace('t="e"', "t='e'").replace('r="A1"', "r='A1'")
    for sheet in (*read(tmp_path, "a.xlsx", xlsx(plain)), *read(tmp_path, "b.xlsx", xlsx(named))):
        assert (sheet.rows, sheet.hidden_rows, len(sheet.formulas)) == ([[CellError("#N/A"), 1]], {0}, 1)


def test_texts_are_kept_exactly(tmp_path):
    strings = [
        "  dua spasi ",
        "a_x000D_b",
        "_x005F_x000D_",
        "R&amp;D &lt;1&gt;",
        "baris\nbaru\t",
        "<![CDATA[a<b]]>",
        "",
    ]
    shared = row(1, **{at: ('t="s"', number(index)) for index, at in enumerate("ABCDEFG")})
    expected = ["  dua spasi ", "a\rb", "_x000D_", "R&D <1>", "baris\nbaru\t", "a<b", None]
    assert rows_of(tmp_path, shared, strings=strings) == [expected]
    assert rows_of(tmp_path, row(1, **dict(zip("ABCDEFG", map(text, strings), strict=True)))) == [expected]


def test_pieces_of_one_text_are_joined_and_reading_aids_left_out(tmp_path):
    second = '<r><rPr><b/></rPr><t xml:space="preserve"> 001</t></r>'
    pieces = f"<is><r><t>Contoh</t></r>{second}<rPh><t>zz</t></rPh></is>"
    assert rows_of(tmp_path, row(1, A=('t="inlineStr"', pieces))) == [["Contoh 001"]]


def test_texts_of_an_ods_are_kept_exactly_and_its_comments_left_out(tmp_path):
    comment = "<office:annotation><text:p>komentar</text:p></office:annotation>"
    words = 'a<text:s text:c="3"/>b<text:tab/>c<text:line-break/><text:span>d</text:span></text:p><text:p>e'
    cell = f'<table:table-cell office:value-type="string">{comment}<text:p>{words}</text:p></table:table-cell>'
    assert read(tmp_path, "a.ods", ods(ods_row(cell)))[0].rows == [["a   b\tc\nd\ne"]]


def test_what_an_ods_keeps_of_other_files_is_no_sheet(tmp_path):
    other = "<table:table table:name=\"'file:///lain.ods'#$Data\"><table:table-source/>" + ods_row(ods_cell("x"))
    sheets = read(tmp_path, "a.ods", ods(ods_row(ods_cell("a")), other + "</table:table>"))
    assert [sheet.name for sheet in sheets] == ["Lembar1"]


def test_sheets_come_in_workbook_order_and_chart_sheets_are_left_out(tmp_path):
    parts = xlsx_parts(row(1, A=number(1)), row(1, A=number(2)), "")
    parts["xl/chartsheets/sheet1.xml"] = f'<chartsheet xmlns="{hostile.MAIN}"/>'
    related = "xl/_rels/workbook.xml.rels"
    parts[related] = parts[related].replace('/worksheet" Target="work', '/chartsheet" Target="chart', 1)
    parts[related] = parts[related].replace("worksheets/sheet2.xml", "/xl/worksheets/sheet2.xml")
    sheets = read(tmp_path, "a.xlsx", zipped(parts))
    assert [(sheet.name, sheet.rows) for sheet in sheets] == [("Lembar2", [[2]]), ("Lembar3", [])]


def test_a_workbook_without_styles_or_shared_strings_is_read(tmp_path):
    parts = xlsx_parts(row(1, A=text("a")))
    del parts["xl/styles.xml"]
    assert read(tmp_path, "a.xlsx", zipped(parts))[0].rows == [["a"]]


def test_macros_pictures_and_links_are_not_opened(tmp_path):
    parts = xlsx_parts(row(1, A="<f>[1]Data!A1</f><v>7</v>"))
    parts |= dict.fromkeys(["xl/vbaProject.bin", "xl/media/image1.png"], "no macro, no picture")
    parts["xl/externalLinks/externalLink1.xml"] = "<externalLink>"
    (sheet,) = read(tmp_path, "a.xlsm", zipped(parts))
    assert (sheet.rows, sheet.formulas) == ([[7]], {(0, 0): "=[1]Data!A1"})


values = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=9).filter(
        lambda text: not text.startswith("=") and "_x" not in text
    ),
    st.integers(-(2**53), 2**53),
    st.integers(-(10**12), 10**12).map(lambda thousandths: thousandths / 1000),
    st.booleans(),
    st.dates(date(1900, 3, 1)),
)


@given(st.lists(st.lists(values, max_size=5), min_size=1, max_size=6).filter(lambda rows: any(map(any, rows))))
def test_every_cell_written_by_openpyxl_is_read_at_its_address(tmp_path_factory, body):
    book = openpyxl.Workbook()
    for at, line in enumerate(body, 1):
        for column, value in enumerate(line, 1):
            book.active.cell(at, column, value)
    path = tmp_path_factory.mktemp("book") / "a.xlsx"
    book.save(path)
    (sheet,) = read_sheets(path)
    found = {
        (at, column): value
        for at, line in enumerate(sheet.rows)
        for column, value in enumerate(line)
        if value is not None
    }
    assert found == {
        (at, column): value for at, line in enumerate(body) for column, value in enumerate(line) if value is not None
    }
    assert all(isinstance(value, bool) == isinstance(body[at][column], bool) for (at, column), value in found.items())


def test_durations_stay_durations(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = timedelta(hours=36)
    book.save(tmp_path / "a.xlsx")
    assert read_sheets(tmp_path / "a.xlsx")[0].rows == [[timedelta(hours=36)]]
