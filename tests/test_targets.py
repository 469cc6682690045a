"""Targets beside what was done: as pages print them, unknown staying unknown, and those of an office's own list."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from conftest import edit_csv
from ikm_analysis import reference
from ikm_analysis.cleaning import clean_register
from ikm_analysis.project import Folders
from ikm_analysis.published import read_published
from ikm_analysis.subjects import targets
from ikm_analysis.subjects.registers import Registers
from ikm_analysis.subjects.scope import Scope
from made.tidy import firm, held, product, table

DAY = date(2026, 2, 10)
BOTH = ("Bangkalan", "Sampang")


def rows_of_pages(tables, regencies=BOTH, lang="en"):
    """The rows of the published exhibit by the observations they cite."""
    found = targets.published(Scope(tables, regencies, lang)).table
    return {row["observation"]: row for row in found.to_dict("records")}


@pytest.fixture(scope="module")
def of_pages(published):
    return rows_of_pages(published)


def test_a_target_stands_beside_every_realisation_of_the_same_thing_unit_place_and_year(of_pages):
    row = of_pages["O089 / O088"]
    assert (row["target"], row["realised"], row["remaining"]) == (16, 2, 14)
    assert (row["realised_share"], row["grade"]) == (Decimal("0.125"), "Very poor")
    assert {name.split(" / ")[0] for name in of_pages if name.endswith("O324")} == {
        "O319", "O322", "O323", "O328", "O334",
    }  # fmt: skip


def test_what_is_counted_in_another_unit_or_year_realises_nothing_and_is_unknown_not_zero(of_pages):
    for name, reason in {"O012": "holders", "O044": "No realisation"}.items():
        row = of_pages[name]
        assert (row["realised"], row["remaining"], row["realised_share"], row["grade"]) == (None, None, None, "Unknown")
        assert reason in row["remark"]


def test_a_percentage_a_page_prints_stands_beside_the_one_computed_of_the_same_figures(of_pages):
    row = of_pages["O141 / O139"]
    assert (row["realised_share"], row["stated_text"]) == (Decimal("0.185"), "sekitar 9 persen")
    assert "does not explain" in row["remark"]
    assert "inference" in of_pages["O322 / O324"]["remark"]  # the same number as the one the reading is about


def test_a_figure_of_a_part_of_the_year_is_marked_and_not_graded(of_pages):
    parts = {name for name, row in of_pages.items() if row["remark"] and row["remark"].startswith("Part of the year")}
    assert parts == {"O132 / O133", "O140 / O139", "O318 / O325", "O327 / O325"}
    assert all(of_pages[name]["grade"] is None for name in parts)


def test_one_changed_figure_changes_its_own_row_only(raw, of_pages):
    edit_csv(raw / "observations.csv", "observation_id", {"O089": {"as_published": "12 unit gedung", "value": "12"}})
    changed = rows_of_pages(read_published(raw))
    assert {name for name in changed if changed[name] != of_pages[name]} == {"O089 / O088"}
    assert (changed["O089 / O088"]["grade"], changed["O089 / O088"]["realised_share"]) == ("Fair", Decimal("0.750"))


def test_a_regency_without_targets_has_no_such_exhibit(published):
    none = published.observations[~published.observations["indicator"].isin(reference.target_pairs())]
    assert targets.published(Scope(replace(published, observations=none), BOTH, "id")) is None


def test_every_indicator_that_is_a_target_or_planned_has_a_pair_or_a_reason_why_not(published):
    named = {name for name in published.observations["indicator"] if re.search("_target|planned|_to_build", name)}
    assert named - set(reference.target_pairs()) == {"salt_target_achievement", "budget_planned"}
    for pair in reference.target_pairs().values():
        assert bool(pair["realised"]) != bool(pair["reason_id"] and pair["reason_en"])
        assert not pair["realised"] or ("indicator", pair["realised"]) in reference.terms()


# The office's own list.


@pytest.fixture(scope="module")
def exhibit_of(published):
    """How the targets given are shown: firms with NIB, P-IRT and halal marks around them."""
    example = clean_register(Folders.raw / "registers" / "example_register.xlsx")
    firms = [firm(f"f{n}", nib="0220001234567" if n < 6 else "") for n in range(8)]
    marks = [held("pirt", f"f{n}", f"p{n}", issued=date(2024 + n % 2, 3, 1)) for n in range(6)]
    marks += [held("halal", f"f{n}", f"p{n}", "not_held" if n > 2 else "held") for n in range(4)]
    products = [product(f"p{n}", f"f{n}", "Keripik") for n in range(8)]
    tables = {
        "firms": table("firms", firms),
        "products": table("products", products),
        "certificates": table("certificates", marks),
    }

    def exhibit(*named, is_public=False):
        names = ("target_name", "target_unit", "data_year", "target", "realised")
        rows = [dict(zip(names, (name, unit, year, *numbers), strict=True)) for name, unit, year, *numbers in named]
        register = replace(example, **tables, targets=table("targets", rows))
        registers = Registers((register,), "register", is_public)
        return targets.of_office(Scope(published, BOTH, "en"), registers, DAY)

    return exhibit


@pytest.fixture(scope="module")
def office(exhibit_of):
    """The rows of such an exhibit."""

    def show(*named, is_public=False):
        return exhibit_of(*named, is_public=is_public).table.to_dict("records")

    return show


def said(row):
    return row["realised"], row["grade"], row["basis"]


def test_what_the_office_says_is_realised_is_never_counted_again(office):
    (row,) = office(("IKM ber-P-IRT", "IKM", 2025, Decimal(10), Decimal(8)))
    assert said(row) == (8, "Good", "said by the office")
    assert (row["remaining"], row["realised_share"]) == (2, Decimal("0.800"))


def test_a_blank_is_counted_from_the_register_where_the_target_names_a_certificate(office):
    rows = office(
        ("Jumlah IKM ber-P-IRT", "unit IKM", 2025, Decimal(8), None),
        ("Produk ber-P-IRT", "produk", 2024, Decimal(8), None),
        ("IKM yang memiliki NIB", "IKM", None, Decimal(8), None),
    )
    assert [said(row) for row in rows] == [
        (6, "Fair", "counted from the register"),
        (3, "Very poor", "counted from the register"),  # the others were issued after the target's year
        (6, "Fair", "counted from the register"),
    ]


def test_the_title_tells_how_many_targets_are_reached_and_the_subtitle_their_years(exhibit_of):
    exhibit = exhibit_of(
        ("Pelatihan", "paket", 2024, Decimal(5), Decimal(5)),
        ("Pelatihan", "paket", 2025, Decimal(5), Decimal(4)),
        ("Temu usaha", "kegiatan", 2025, Decimal(5), None),
    )
    assert exhibit.finding == "Of 3 targets of the office, reached: 1, not reached: 1, unknown or not printed: 1"
    assert exhibit.period == "2024–2025"


@pytest.mark.parametrize(
    ("name", "unit"),
    [("IKM yang dibina", "IKM"), ("P-IRT dan halal", "IKM"), ("IKM bersertifikat SNI", "IKM"), ("P-IRT", "orang"),
     ("IKM yang memiliki izin", "IKM"), ("Persentase IKM ber-P-IRT", "persen")],
)  # fmt: skip
def test_what_no_certificate_of_the_register_counts_stays_unknown(office, name, unit):
    (row,) = office((name, unit, 2025, Decimal(8), None))
    assert said(row) == (None, "Unknown", "unknown")
    assert row["remaining"] is None


def test_the_public_profile_prints_no_realisation_from_one_to_four_firms_or_products(office):
    rows = office(
        ("IKM bersertifikat halal", "IKM", 2025, Decimal(8), None),
        ("IKM yang dibina", "usaha", 2025, Decimal(5), Decimal(4)),
        ("Pelatihan", "paket", 2025, Decimal(5), Decimal(4)),
        is_public=True,
    )
    assert [said(row) for row in rows] == [
        (None, None, "counted from the register"),
        (None, None, "said by the office"),
        (4, "Good", "said by the office"),
    ]
    assert rows[0]["realised_share"] is None
    assert rows[0]["remaining"] is None
