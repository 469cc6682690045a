from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikm_analysis import reference, tables
from ikm_analysis.budget_lines import AMOUNTS, clean_budget, compare
from ikm_analysis.cleaning.readings import Fate
from ikm_analysis.issues import UnusableFile
from ikm_analysis.language import LANGUAGES, Language
from ikm_analysis.sheets.cells import Merge
from ikm_analysis.sheets.layout import layouts_of, save_layout
from ikm_analysis.sheets.open import read_sheets
from made import budgets as made
from made.layouts import sheet_of, write_workbook

HEADER = ["Kode Rekening", "Uraian", "Anggaran"]


@pytest.fixture
def realisation(tmp_path):
    return clean_budget(made.realisation(tmp_path / "realisasi_januari.xlsx"))


@pytest.fixture
def cash_plan(tmp_path):
    return clean_budget(made.cash_plan(tmp_path / "rak.xlsx"))


@pytest.fixture
def read(tmp_path):
    """Rows under HEADER (or another header) as a budget."""

    def budget(*rows, header=HEADER, titles=(), name="anggaran.xlsx"):
        return clean_budget(made.table(tmp_path / name, header, *rows, titles=titles))

    return budget


def tree(budget):
    """For each line its description or code, and that of the line it is a part of."""
    names = {line_id: code or text for line_id, code, text in budget.lines[["line_id", "code", "description"]].values}
    return [(name, names.get(parent, "")) for name, parent in zip(names.values(), budget.lines["parent"], strict=True)]


def issues(budget):
    return [(row.code, row.cell) for row in budget.issues.itertuples()]


def assert_balanced(balance):
    assert sum(balance.get(fate, 0) for fate in Fate) == balance["cells"]
    assert balance["lines"] + balance["refused_rows"] == balance["body_rows"]


# --- only leaves are added


def test_ten_levels_make_the_sum_of_all_rows_ten_times_the_truth(realisation):
    leaves = realisation.lines[realisation.lines["is_leaf"].eq(True)]
    assert set(leaves["level"]) == {10}
    assert sum(realisation.lines["ceiling_rp"]) == 10 * made.CEILING
    assert realisation.total("ceiling_rp") == sum(leaves["ceiling_rp"]) == made.CEILING
    assert realisation.total("realised_rp") == made.REALISED
    assert realisation.totals == {"ceiling_rp": made.CEILING, "planned_rp": None, "realised_rp": made.REALISED}
    assert realisation.issues.empty


def test_a_selection_that_holds_a_parent_is_not_added(realisation):
    with pytest.raises(ValueError, match="parent"):
        realisation.total("ceiling_rp", realisation.lines)
    of_one = realisation.leaves[realisation.leaves["programme_code"] == made.SUB_2]
    assert realisation.total("ceiling_rp", of_one) == 434_200 + 10_701_893_800


def test_sheets_of_one_workbook_are_never_added_together(cash_plan):
    assert set(cash_plan.lines["sheet"]) == {"RAK Belanja", "Sheet1"}
    assert cash_plan.total("ceiling_rp") == made.CEILING
    assert ("other_sheet", "A1") in issues(cash_plan)
    with pytest.raises(ValueError, match="sheets"):
        cash_plan.total("ceiling_rp", cash_plan.lines[cash_plan.lines["is_leaf"].eq(True)])


def test_income_is_not_added_to_spending(read):
    rows = [("4", "PENDAPATAN", 70), ("4.1", "Asli daerah", 70), ("5", "BELANJA", 50), ("5.1", "Operasi", 50)]
    budget = read(*rows)
    assert tree(budget) == [("4", ""), ("4.1", "4"), ("5", ""), ("5.1", "5")]
    with pytest.raises(ValueError, match="income"):
        budget.total("ceiling_rp")
    assert budget.total("ceiling_rp", budget.leaves[budget.leaves["code"].str.startswith("5")]) == 50


@settings(max_examples=25, deadline=None)
@given(amounts=st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)), min_size=5, max_size=5))
def test_any_amounts_come_back_and_add_up(tmp_path_factory, amounts):
    leaves = dict(zip(made.LEAVES, amounts, strict=True))
    budget = clean_budget(made.realisation(tmp_path_factory.mktemp("b") / "r.xlsx", leaves))
    assert budget.total("ceiling_rp") == budget.totals["ceiling_rp"] == sum(ceiling for ceiling, _ in amounts)
    assert budget.total("realised_rp") == budget.totals["realised_rp"] == sum(realised for _, realised in amounts)
    assert budget.issues.empty


@pytest.mark.parametrize("amount", [812_000_000, 812_345_600])
def test_an_amount_of_eight_hundred_million_is_money_and_no_telephone_number(read, amount):
    budget = read(("5.1", "Operasi", amount), ("5.1.02", "Barang", amount), ("5.1.02.01", "a", amount))
    assert budget.total("ceiling_rp") == amount


# --- what a line is a part of


def test_accounts_begin_anew_below_each_sub_activity(realisation):
    parts = [parent for code, parent in tree(realisation) if code == "5.1.02"]
    assert parts == [made.SUB_1, made.SUB_2]
    assert list(realisation.lines["kind"][:7]) == [
        "affair",
        "field",
        "office",
        "programme",
        "activity",
        "sub_activity",
        "account",
    ]


def test_both_code_columns_of_a_dpa_are_kept(tmp_path):
    budget = clean_budget(made.dpa(tmp_path / "dpa.xlsx"))
    assert budget.form == "dpa"
    assert budget.total("ceiling_rp") == budget.totals["ceiling_rp"] == made.CEILING
    assert [(line.programme_code, line.code) for line in budget.leaves.itertuples()] == [
        (sub, account) for sub, account, _ in made.LEAVES
    ]


def test_a_code_with_one_part_a_column_is_put_together(tmp_path):
    rows = [["Kode Rekening", None, None, "Uraian", "Anggaran"], ["5", "1", None, "Operasi", 5]]
    rows += [["5", "1", "01", "Pegawai", 3], ["5", "1", "02", "Barang", 2]]
    budget = clean_budget(write_workbook(tmp_path / "dpa.xlsx", sheet_of(rows, [Merge(0, 0, 0, 2)])))
    assert tree(budget) == [("5.1", ""), ("5.1.01", "5.1"), ("5.1.02", "5.1")]


def test_a_bare_5_below_a_sub_activity_is_spending_and_no_affair(read):
    budget = read((made.SUB_1, "Sub kegiatan", 9), ("5", "BELANJA", 9), ("5.1", "Operasi", 9), ("5.1.02", "Barang", 9))
    assert tree(budget) == [(made.SUB_1, ""), ("5", made.SUB_1), ("5.1", "5"), ("5.1.02", "5.1")]
    affair = read(("5", "UNSUR PENUNJANG", 9), ("5.01", "PERENCANAAN", 9), ("5.01.02", "PROGRAM", 9))
    assert list(affair.lines["kind"]) == ["affair", "field", "programme"]


def test_a_skipped_level_leaves_no_line_under_a_stranger(read):
    rows = [("5.1.02", "Barang dan jasa", 9), ("5.1.02.01", "Barang", 4), ("5.1.02.01.001", "Habis pakai", 4)]
    budget = read(*rows, ("5.1.02.02.001", "Jasa kantor", 5))
    assert tree(budget)[-1] == ("5.1.02.02.001", "5.1.02")
    assert budget.issues.empty


def test_without_codes_leading_blanks_tell_the_level(read):
    rows = [("Program A", 9), ("  Kegiatan B", 9), ("    Sub C", 4), ("    Sub D", 5), ("Program E", 1)]
    budget = read(*rows, header=["Program/Kegiatan", "Anggaran"])
    parents = ["", "Program A", "Kegiatan B", "Kegiatan B", ""]
    assert tree(budget) == [(text.strip(), parent) for (text, _), parent in zip(rows, parents, strict=True)]
    assert budget.total("ceiling_rp") == 10
    assert budget.issues.empty


def test_headings_without_a_code_stand_above_the_accounts_that_follow(cash_plan):
    lines = cash_plan.lines[cash_plan.lines["sheet"] == "Sheet1"]
    assert list(lines["level"])[:4] == [1, 2, 3, 4]
    assert sum(lines[lines["is_leaf"].eq(True)]["ceiling_rp"]) == list(lines["ceiling_rp"])[0]


def test_details_without_a_code_stand_below_their_account(read):
    budget = read(("5.1.02", "Barang", 9), (None, "Kertas", 4), (None, "Tinta", 5), ("5.1.03", "Lain", 1))
    assert tree(budget) == [("5.1.02", ""), ("Kertas", "5.1.02"), ("Tinta", "5.1.02"), ("5.1.03", "")]


def test_an_office_printed_twice_counts_once_and_is_said(cash_plan):
    assert ("printed_twice", "A7") in issues(cash_plan)
    assert (made.OFFICE, made.OFFICE) in tree(cash_plan)
    assert cash_plan.total("ceiling_rp") == made.CEILING


def test_two_purchases_on_one_account_are_two_lines(read):
    budget = read(("5.1.02", "Barang", 8), ("5.1.02.01", "Kertas", 4), ("5.1.02.01", "Tinta", 4))
    assert tree(budget) == [("5.1.02", ""), ("5.1.02.01", "5.1.02"), ("5.1.02.01", "5.1.02")]
    assert (budget.total("ceiling_rp"), len(budget.issues)) == (8, 0)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("2", "affair"),
        ("2.16", "field"),
        ("X.XX", "field"),
        ("2.16.2.20.2.21.01.0000", "office"),
        ("3.31.02", "programme"),
        ("X.XX.01", "programme"),
        ("3.31.02.2.01", "activity"),
        ("3.07.15.02", "activity"),
        ("3.31.02.2.01.0005", "sub_activity"),
        ("3.31.02.2.01.05", "sub_activity"),
        ("5.1", "account"),
        ("5.1.02.01.01.0052", "account"),
        ("5.1.02.01.001.00024", "account"),
        ("5.2.2", "account"),
        ("5 . 1 . 02", "account"),
    ],
)
def test_the_form_of_a_code_says_what_it_is(read, code, kind):
    budget = read((code, "Contoh", 1))
    assert list(budget.lines["kind"]) == [kind]
    assert list(budget.lines["code"]) == [code]


def test_a_code_that_lost_its_form_is_doubtful(read):
    budget = read((2.2, "Bidang statistik", 1), (datetime(2002, 1, 5), "Pegawai", 1), ("5.1.O2", "Barang", 1))
    assert ("unknown_code", "A2") in issues(budget)
    assert ("date_for_text", "A3") in issues(budget)
    assert ("unknown_code", "A4") in issues(budget)
    assert list(budget.lines["code"]) == ["2.2", "", "5.1.O2"]


# --- amounts


def test_classes_of_spending_are_parts_of_one_amount(realisation):
    line = realisation.lines[realisation.lines["code"] == made.SUB_1].iloc[0]
    assert line["ceiling_rp"] == 1_275_800 + 162_000 + 109_048_100


def test_texts_and_numbers_of_one_column_are_the_same_money(read):
    budget = read(
        ("5.1", "a", "10.701.893.800"), ("5.2", "b", "0,00"), ("5.3", "c", 325400.0), ("5.4", "d", "325.400,00")
    )
    assert list(budget.lines["ceiling_rp"]) == [10_701_893_800, 0, 325_400, 325_400]
    assert all(type(amount) is int for amount in budget.lines["ceiling_rp"])


def test_sen_words_and_failed_formulas_are_no_amount_and_are_said(read):
    budget = read(("5.1", "a", 1.5), ("5.2", "b", "belum ada"), ("5.3", "c", "#REF!"), ("5.4", "d", 7))
    assert list(budget.lines["ceiling_rp"]) == [None, None, None, 7]
    assert [cell for _, cell in issues(budget)] == ["C2", "C3", "C4"]
    assert budget.total("ceiling_rp") is None


def test_blank_is_not_zero_and_the_printed_total_stays(cash_plan):
    assert cash_plan.total("realised_rp") is None
    assert cash_plan.totals["realised_rp"] == 8_000_000
    assert ("parts_blank", "E9") in issues(cash_plan)


def test_a_parent_that_is_not_its_parts_is_said_with_the_difference_and_stays(tmp_path):
    def misprint(rows):
        rows[13][5] -= 1000

    budget = clean_budget(made.realisation(tmp_path / "r.xlsx", change=misprint))
    found = budget.issues[budget.issues["cell"] == "F14"].iloc[0]
    assert (found["code"], found["severity"], found["raw"]) == ("parts_differ", "doubtful", "1436800")
    assert found["suggestion"] == "110485900 (+1000; 2/2)"
    assert budget.total("ceiling_rp") == made.CEILING
    assert budget.lines[budget.lines["row"] == 14]["ceiling_rp"].item() == 110_484_900


def test_a_printed_total_that_is_not_its_leaves_is_said_and_stays(tmp_path):
    def misprint(rows):
        rows[-1][5] += 7

    budget = clean_budget(made.realisation(tmp_path / "r.xlsx", change=misprint))
    assert budget.totals["ceiling_rp"] == made.CEILING + 7
    assert budget.total("ceiling_rp") == made.CEILING
    assert list(budget.issues["suggestion"]) == [f"{made.CEILING} (-7; 5/5)"]


# --- what the document is, and of which month


def test_a_record_of_dpa_revisions_is_recognised_and_keeps_both_its_codes(tmp_path):
    budget = clean_budget(made.dpa_revisions(tmp_path / "revisi.xlsx"))
    assert (budget.form, len(budget.lines), budget.total("ceiling_rp")) == ("dpa_revisions", 0, None)
    found = budget.issues.set_index("code")
    assert "catatan revisi DPA" in found.loc["no_lines", "suggestion"]
    raw = list(found.loc["row_without_line", "raw"])
    assert raw[0] == "1; 24/01/2024; 26/01/2024; 1; 51101; 7535000000; 7535000000; Tidak"
    assert "; 2; 51405, 51406; 7535000000; 9989000000; Ya" in raw[1]
    assert set(budget.issues["severity"]) == {"refused"}


@pytest.mark.parametrize(
    ("title", "name", "month", "said_in"),
    [
        ("SAMPAI DENGAN BULAN JUNI 2026", "lra.xlsx", date(2026, 6, 1), "A1"),
        ("PERIODE JANUARI S.D. MEI 2026", "lra_maret.xlsx", date(2026, 5, 1), "A1"),
        ("TAHUN ANGGARAN 2026", "lra_maret.xlsx", date(2026, 3, 1), "lra_maret.xlsx"),
        ("TAHUN ANGGARAN 2026", "lra.xlsx", None, ""),
        ("LAPORAN REALISASI", "lra_maret.xlsx", None, ""),
    ],
)
def test_the_month_is_where_the_document_says_it(read, title, name, month, said_in):
    budget = read(("5.1", "Operasi", 1), titles=[title], name=name)
    assert (budget.month, budget.said_in) == (month, said_in)


def test_the_columns_of_a_part_of_the_year_say_the_month_and_all_twelve_say_none(tmp_path):
    budget = clean_budget(made.cash_plan(tmp_path / "rak.xlsx"))
    assert (budget.month, budget.said_in) == (date(2026, 7, 1), "F:L")
    assert clean_budget(made.cash_plan(tmp_path / "rak.xlsx", months=12)).month is None


def test_documents_close_on_the_budget_and_are_said_to_be_of_other_months(realisation, cash_plan):
    found = compare(realisation, cash_plan).set_index("amount")
    assert dict(found["verdict"]) == {"ceiling_rp": "equal", "realised_rp": "other_month"}
    assert tuple(found.loc["realised_rp", ["one_rp", "other_rp"]]) == (made.REALISED, 8_000_000)
    said = found.loc["realised_rp", "sentence"]
    assert "laporan realisasi (Jan 2026, realisasi_januari.xlsx)" in said
    assert "rencana anggaran kas (Jul 2026, F:L)" in said
    assert "months differ" in compare(realisation, cash_plan, "en").set_index("amount").loc["realised_rp", "sentence"]


def test_a_difference_in_the_same_month_is_a_difference(read, realisation):
    other = read(("5.1", "Operasi", 5), titles=["BULAN JANUARI 2026"], header=["Kode Rekening", "Uraian", "Realisasi"])
    assert list(compare(realisation, other)["verdict"]) == ["differs"]


# --- nothing is lost, and everything is said


def test_every_cell_and_row_is_counted(realisation, cash_plan, tmp_path):
    for budget in (realisation, cash_plan, clean_budget(made.dpa_revisions(tmp_path / "revisi.xlsx"))):
        assert_balanced(budget.balance)
        assert list(budget.issues["severity"].isin(["repaired", "doubtful", "refused"])) == [True] * len(budget.issues)


def test_lines_are_stored_and_loaded_unchanged(realisation, tmp_path):
    tables.store("budget_lines", realisation.lines, tmp_path)
    pd.testing.assert_frame_equal(tables.load("budget_lines", tmp_path), realisation.lines)


def test_a_signature_is_refused_without_its_words(tmp_path):
    rows = [["LAPORAN REALISASI ANGGARAN"], HEADER, ["5.1", "a", 1], ["5.2", "b", 2], [None, "Contoh Nama", None]]
    budget = clean_budget(write_workbook(tmp_path / "lra.xlsx", sheet_of(rows)))
    assert len(budget.lines) == 2
    assert not budget.issues["raw"].str.contains("Contoh Nama").any()


def test_a_workbook_that_is_no_budget_gives_no_line_and_none_of_its_words(tmp_path):
    rows = [
        ["Nama IKM", "Nama Pemilik", "Jumlah Tenaga Kerja"],
        ["Contoh 001", "Pemilik 001", 3],
        ["Contoh 002", "P", 4],
    ]
    budget = clean_budget(write_workbook(tmp_path / "ikm.xlsx", sheet_of(rows)))
    assert (len(budget.lines), budget.form) == (0, "budget")
    assert "no_lines" in set(budget.issues["code"])
    assert not budget.issues["raw"].str.contains("001").any()


def test_a_workbook_with_empty_sheets_and_a_cover_is_read(tmp_path):
    cover = sheet_of([["RENCANA KERJA DAN ANGGARAN"], ["Tahun 2026"]], name="Sampul")
    lines = sheet_of([HEADER, ["5.1", "a", 4], ["5.2", "b", 5]], name="RKA")
    budget = clean_budget(write_workbook(tmp_path / "rka.xlsx", sheet_of([], name="Kosong"), cover, lines))
    assert (budget.sheet, budget.total("ceiling_rp"), len(budget.issues)) == ("RKA", 9, 0)


def test_a_workbook_with_hardly_anything_in_it_gives_no_line_and_no_traceback(tmp_path):
    budget = clean_budget(write_workbook(tmp_path / "x.xlsx", sheet_of([["x"]])))
    assert (budget.total("ceiling_rp"), list(budget.issues["code"])) == (None, ["no_lines"])
    with pytest.raises(UnusableFile, match="kosong.xlsx"):
        clean_budget(write_workbook(tmp_path / "kosong.xlsx", sheet_of([])))


def test_a_file_that_is_no_workbook_is_refused_in_one_line(tmp_path):
    path = tmp_path / "dpa.xlsx"
    path.write_text("bukan buku kerja", encoding="utf-8")
    with pytest.raises(UnusableFile):
        clean_budget(path)


def test_every_issue_has_words_in_both_languages(realisation, cash_plan, tmp_path):
    codes = {
        "parts_differ",
        "parts_blank",
        "printed_twice",
        "unknown_code",
        "row_without_line",
        "no_lines",
        "other_sheet",
    }
    for lang in LANGUAGES:
        for code in codes:
            assert Language(lang).say(f"issue.{code}", raw="RAW", suggestion="SAID")
    ours = {code for budget in (realisation, cash_plan) for code in budget.issues["code"]}
    assert ours <= codes


def test_every_kind_of_document_has_a_name():
    assert all(names["id"] and names["en"] for _, names in reference.budget_forms().values())


CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["5", "5.1", "5.1.02", "3.31", made.OFFICE, made.SUB_1, "Jumlah", "0,00", "1.234", "-", "  Kertas", "X"]
    ),
    st.integers(-(10**12), 10**12),
    st.floats(-1e6, 1e6),
    st.booleans(),
    st.just(datetime(2024, 12, 7)),
)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=4), max_size=12), is_headed=st.booleans())
def test_any_cells_are_counted_and_never_break_the_reading(tmp_path_factory, rows, is_headed):
    rows = [["RKA"], [*HEADER, "Realisasi"] if is_headed else ["a"], *rows]
    budget = clean_budget(write_workbook(tmp_path_factory.mktemp("b") / "b.xlsx", sheet_of(rows)))
    assert_balanced(budget.balance)
    parents = set(budget.lines["parent"]) - {""}
    assert parents <= set(budget.lines["line_id"])
    assert all(leaf != (line_id in parents) for leaf, line_id in budget.lines[["is_leaf", "line_id"]].values)
    assert all(type(amount) in (int, type(None)) for name in AMOUNTS for amount in budget.lines[name])


def test_a_corrected_layout_is_used(tmp_path):
    path = made.table(tmp_path / "b.xlsx", ["Kode Rekening", "Uraian", "Kolom aneh"], ("5.1", "a", 4), ("5.2", "b", 5))
    assert clean_budget(path).total("ceiling_rp") is None
    layouts = [layout.with_field("C", "ceiling_rp") for layout in layouts_of(read_sheets(path))]
    save_layout(layouts, Path(tmp_path / "layout.csv"))
    assert clean_budget(path, tmp_path / "layout.csv").total("ceiling_rp") == 9
