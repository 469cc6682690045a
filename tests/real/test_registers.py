"""The real registers, cleaned: the counts an independent look at the files gives, and no cell lost."""

import os
import re
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from ikm_analysis.cleaning import Fate, clean, clean_register
from ikm_analysis.sheets.layout import layouts_of
from ikm_analysis.sheets.open import read_sheets
from real.kepri import write_kepri

DATA = Path(os.environ["IKM_REAL_DATA"])
REGISTERS = DATA / "registers"


@pytest.fixture(scope="module")
def batik():
    return clean_register(REGISTERS / "bangkalan_batik.xlsx", "Bangkalan")


@pytest.fixture(scope="module")
def kepri(tmp_path_factory):
    path = tmp_path_factory.mktemp("kepri") / "kepri.xlsx"
    write_kepri(DATA, path)
    return clean_register(path)


@pytest.mark.parametrize("name", ["bangkalan_batik", "kaltim_industri_no_header", "kaltim_industri_plain_header"])
def test_no_cell_of_a_real_register_is_lost(name):
    register = clean_register(REGISTERS / f"{name}.xlsx")
    sheet = load_workbook(REGISTERS / f"{name}.xlsx").active
    assert sum(register.fates.values()) == sheet.max_row * sheet.max_column
    assert register.fates[Fate.BLANK] == sum(cell.value is None for row in sheet.iter_rows() for cell in row)


def test_batik_has_its_firms_and_its_three_states_of_permits(batik):
    assert len(batik.firms) == 1_110
    assert batik.certificates["certificate_status"].value_counts().to_dict() == {
        "held": 563,
        "not_held": 275,
        "in_process": 272,
    }


def test_the_money_of_batik_is_doubted_for_want_of_a_unit(batik):
    assert batik.firms["sales_rp"].isna().all()
    doubted = batik.issues[batik.issues["code"] == "money_without_unit"]
    assert set(doubted["header"]) == {"aset", "omzet"}
    assert len(doubted) == 2 * 1_110 - 1  # one cell of omzet is blank


def test_hamlets_of_batik_keep_their_spelling_beside_a_suggestion(batik):
    suggested = batik.issues[batik.issues["code"] == "hamlet_spelling"]
    assert "DENGKAH" in set(suggested["suggestion"])
    assert batik.firms["dusun"].str.casefold().eq("degkah").any()


def test_ticks_of_kepri_without_a_permit_are_contradictions(kepri):
    food = set(kepri.firms[kepri.firms["branch"] == "Industri Pangan"]["firm_id"])
    of_products = kepri.certificates[kepri.certificates["certificate_id"].str.contains("!Produk!")]
    ticked = of_products[of_products["certificate_status"] == "held"]
    contradicted = kepri.issues[kepri.issues["code"] == "mark_without_permit"]
    cells = set(contradicted["file"] + "!" + contradicted["sheet"] + "!" + contradicted["cell"])
    assert len(food) == 527
    assert len(set(ticked["firm_id"]) & food) == 219
    assert len(set(ticked[ticked["certificate_id"].isin(cells)]["firm_id"]) & food) == 132


def test_permits_of_kepri_are_those_of_the_letters_only_rule_and_what_it_misses(kepri):
    permits = kepri.certificates[kepri.certificates["certificate_id"].str.contains("!Perizinan!")]
    names = {
        f"kepri.xlsx!Perizinan!B{row}": value
        for row, (value,) in enumerate(
            load_workbook(kepri.path)["Perizinan"].iter_rows(min_col=2, max_col=2, values_only=True), 1
        )
    }
    letters = {cell: "".join(filter(str.isalpha, str(name).casefold())) for cell, name in names.items() if name}
    for kind, form, by_rule in (("pirt", "pir", 181), ("halal", "halal|mui", 95)):
        rule = {cell for cell, text in letters.items() if re.search(form, text)}
        ours = set(permits[permits["certificate_kind"] == kind]["certificate_id"].str.split("#").str[0])
        assert len(rule) == by_rule
        assert rule <= ours
        assert {letters[cell] for cell in ours - rule} == EXPLAINED[kind]


# What the letters-only rule misses and a reader of names does not: the name in full, and one with its first letter off.
EXPLAINED = {"pirt": {"sertifikatproduksipanganindustrirumahtangga", "rirtno"}, "halal": set()}


def test_rows_typed_to_try_the_form_out_are_found_in_kepri(kepri):
    tried = kepri.issues[kepri.issues["code"] == "test_row"]
    assert {"Chitato", "wew"} <= set(tried["raw"])
    assert len(tried[tried["raw"] == "Chitato"]) == 5


def test_the_trainings_of_kepri_are_packages_with_their_days():
    register = clean_register(REGISTERS / "kepri" / "pembinaan.csv")
    assert register.firms.empty
    assert len(register.packages) == 14
    assert register.packages["n_participants"].sum() == 340
    assert (register.packages["starts_first"] <= register.packages["ends_last"]).all()
    assert set(register.packages["data_year"]) == {2018, 2019}


def test_both_files_of_kaltim_list_the_same_firms_and_their_real_differences():
    plain = clean_register(REGISTERS / "kaltim_industri_plain_header.xlsx")
    sheets = read_sheets(REGISTERS / "kaltim_industri_no_header.xlsx")
    (layout,) = layouts_of(sheets)
    for column, field in zip("BCDEFGHIJ", [c.field for c in plain.layouts[0].blocks[0].columns], strict=True):
        layout = layout.with_field(column, field)
    bare = clean(sheets, [layout])
    assert len(plain.firms) == len(bare.firms) == 1_483
    assert list(plain.firms["firm_name"]) == list(bare.firms["firm_name"])
    cells = zip(plain.sheets[0].rows[1:], bare.sheets[0].rows, strict=True)
    differing = [
        (row, column)
        for row, (one, other) in enumerate(cells)
        for column, (here, there) in enumerate(zip(one, other[1:], strict=True))
        if str(here).strip() != str(there).strip()
    ]
    assert len(differing) == 39
    assert sum(column == 8 for _, column in differing) == 38


def test_the_kecamatan_of_samarinda_is_the_end_of_the_address():
    register = clean_register(REGISTERS / "samarinda_industri.xlsx", "Samarinda")
    ends = pd.Series([str(row[2]).rpartition(",")[2].strip() for row in register.sheets[0].rows[1:]])
    said = ends[ends != "-"]
    assert list(register.firms["kecamatan"][said.index]) == list(said)


def test_a_register_corrected_in_the_workbook_given_back_changes_only_what_was_corrected(tmp_path, batik):
    from ikm_analysis.present.cleaned import write_returned

    write_returned(batik, tmp_path / "returned.xlsx")
    book = load_workbook(tmp_path / "returned.xlsx")
    book["Sheet1"]["F1"] = "aset (Rp.000)"
    book.save(tmp_path / "returned.xlsx")
    again = clean_register(tmp_path / "returned.xlsx", "Bangkalan")
    assert again.firms["assets_rp"].iloc[0] == 100_000_000
    unchanged = [name for name in batik.firms if name not in ("firm_id", "assets_rp")]
    pd.testing.assert_frame_equal(again.firms[unchanged], batik.firms[unchanged])
