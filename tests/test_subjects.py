"""Exhibits: their numbers, their words, and that what is printed adds up as printed."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest

from conftest import REGENCIES, edit_csv
from ikm_analysis import charts, reference
from ikm_analysis.issues import UnusableFile
from ikm_analysis.published import read_published
from ikm_analysis.subjects import REGISTER, SUBJECTS, exhibits_of
from ikm_analysis.subjects.scope import SPECS

EVERY = [(lang, subject) for lang in ("id", "en") for subject in SUBJECTS]


def table(shown, name, lang="id"):
    return shown[lang][name].table


def test_the_751_million_stands_in_both_versions_with_its_gap_and_split(shown):
    rows = table(shown, "budget_reconciliation").set_index("observation")["amount_rp"]
    assert rows["O145"] == 751_000_000
    assert rows["O146 + O147"] == 753_450_000
    assert rows["O146 + O147 − O145"] == 2_450_000
    assert rows["O153 + O154"] == rows["O152"] == 751_458_000
    assert rows["O146 + O147 − O153 − O154"] == 1_992_000
    assert rows["O152 − O145"] == 458_000
    exhibit = shown["en"]["budget_reconciliation"]
    assert exhibit.finding == "The budget's parts exceed the stated total by Rp2.45 million"
    assert any("Rp510,000" in note for note in exhibit.notes)
    assert any("inference" in note and "transposition" in note for note in exhibit.notes)


def printed_number(text):
    return Decimal(re.sub(r"[^0-9,-]", "", text).replace(",", "."))


@pytest.mark.parametrize("publisher", [0, 1])
@pytest.mark.parametrize("column", ["Nilai (rupiah)", "Bagian dari pagu", "Bagian dari jumlah rincian"])
def test_printed_shares_and_amounts_add_up_as_printed(shown, publisher, column):
    printed = shown["id"]["budget_shares"].printed()
    *parts, total = [printed_number(text) for text in printed[column][3 * publisher : 3 * publisher + 3]]
    assert sum(parts) == total


def test_the_stated_total_is_exceeded_in_shares_too(shown):
    printed = shown["id"]["budget_shares"].printed()
    assert list(printed["Bagian dari pagu"][:3]) == ["79,7%", "20,6%", "100,3%"]


def test_rupiah_per_group_and_its_ratio_follow_from_the_printed_amounts(shown):
    exhibit = shown["id"]["budget_per_group"]
    printed = exhibit.printed()
    for row in printed.to_dict("records"):
        quotient = printed_number(row["Nilai (rupiah)"]) / printed_number(row["Kelompok"])
        assert abs(quotient - printed_number(row["Per kelompok (rupiah)"])) <= Decimal("0.5")
    assert list(printed["Kali nilai terendah"]) == ["5,05", "1,00", "5,04", "1,00"]
    for most, least in ((0, 1), (2, 3)):
        ratio = printed_number(printed["Per kelompok (rupiah)"][most]) / printed_number(
            printed["Per kelompok (rupiah)"][least]
        )
        assert round(ratio, 2) == printed_number(printed["Kali nilai terendah"][most])
    assert "sekitar lima kali" in exhibit.finding


def test_verdicts_printed_add_up_to_the_totals_checked(shown):
    exhibit = shown["id"]["sources_totals"]
    assert sum(exhibit.table["n_totals"]) == 60
    assert exhibit.finding == "6 dari 60 jumlah tidak cocok dengan rinciannya"


def test_coverage_adds_up_to_every_figure_read(shown, published):
    assert sum(table(shown, "sources_coverage")["n_figures"]) == len(published.observations)


def test_no_bpom_label_is_not_no_permit(shown):
    rows = table(shown, "certification_bpom").set_index("observation")
    bpom, pirt = rows.loc["O002"], rows.loc["tidak ada angka"]
    assert (bpom["n_held"], bpom["n_gap_least"], bpom["n_gap_most"]) == (0, 127, 127)
    assert pirt["n_held"] is None
    assert (pirt["n_unknown"], pirt["n_gap_least"], pirt["n_gap_most"]) == (127, 0, 127)
    either = rows.loc["(dihitung)"]
    assert (either["n_gap_least"], either["n_gap_most"]) == (0, 127)


def test_halal_shares_have_their_own_base_or_none(shown):
    rows = table(shown, "certification_halal").set_index("observation")
    assert rows.loc["O005 / O004", "held_share"] == Decimal("0.063")
    assert rows.loc["O011 / O007", "held_share"] == Decimal("0.079")
    assert rows.loc["O264 / O263", "held_share"] == Decimal("0.097")
    assert rows.loc["O014", "n_base"] is None
    assert rows.loc["O014", "held_share"] is None
    assert not {"O015", "O016"} & set(rows.index)  # parts of the twenty, not figures beside them


def test_the_127_stand_with_both_units_of_count(shown):
    rows = table(shown, "products_two_units", "en")
    assert set(rows["observation"]) == {"O001", "O003", "O004", "O007"}
    assert set(rows["unit"]) == {"products", "firms"}


def test_coached_and_uncoached_firms_make_all_firms(shown):
    *parts, whole = table(shown, "products_coached")["value"]
    assert sum(parts) == whole == 627


def test_a_page_that_counts_groups_in_several_ways_gives_no_cost_per_group(shown):
    # S063 counts batik groups as 40 existing, 10 applying and 2 coached: none of them divides the money
    assert not {"O244", "O245"} & set(table(shown, "budget_unit_costs")["observation"])
    costs = table(shown, "budget_unit_costs").set_index("observation")
    assert costs.loc["O185 O184", "rp_per_group"] == 36_000_000


def test_bars_are_ordered_by_what_they_show(shown):
    costs = table(shown, "budget_unit_costs")["rp_per_group"]
    assert all(dear >= cheap for dear, cheap in pairwise(costs))


@pytest.mark.parametrize(("lang", "subject"), EVERY)
def test_every_exhibit_states_what_it_rests_on(published, lang, subject):
    identifiers = {*published.observations["observation_id"], *published.statements["statement_id"]}
    pages = set(published.sources["source_id"])
    for exhibit in exhibits_of(published, subject, REGENCIES, None, lang):
        assert exhibit.sources, exhibit.name
        assert {page.source_id for page in exhibit.sources} <= pages
        for column in ("observation", "part_of", "statement"):
            if column in exhibit.table:
                cited = set(re.findall(r"[OT]\d+", " ".join(map(str, exhibit.table[column]))))
                assert cited <= identifiers
        assert len(exhibit.printed()) == len(exhibit.table)


def test_both_languages_show_the_same_numbers(shown):
    assert shown["id"].keys() == shown["en"].keys()
    numeric = ("count", "rupiah", "number", "share", "ratio", "year", "identifier")
    for name, exhibit in shown["id"].items():
        other = shown["en"][name]
        for column in exhibit.columns:
            if column.kind in numeric and column.name not in ("observation",):
                assert list(exhibit.table[column.name]) == list(other.table[column.name]), (name, column.name)


@pytest.mark.parametrize("regency", ["Bangkalan", "Sampang", "Pamekasan", "Sumenep"])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_regency_alone_gives_exhibits_about_it_alone(published, regency, subject):
    of = dict(published.observations[["observation_id", "regency"]].itertuples(index=False))
    made = exhibits_of(published, subject, REGENCIES, regency, "id")
    assert made
    for exhibit in made:
        if "regency" in exhibit.table and exhibit.name != "sources_rivals":
            assert set(exhibit.table["regency"]) == {regency}, exhibit.name
        if subject == "budget" and "observation" in exhibit.table:
            cited = re.findall(r"O\d+", " ".join(exhibit.table["observation"]))
            assert {of[identifier] for identifier in cited} == {regency}, exhibit.name


def test_an_unknown_regency_is_refused_with_those_known(published):
    with pytest.raises(UnusableFile, match="Atlantis"):
        exhibits_of(published, "budget", REGENCIES, "Atlantis", "en")


def test_one_changed_figure_changes_every_sentence_and_cell_that_shows_it(raw, shown):
    edit_csv(raw / "observations.csv", "observation_id", {"O001": {"as_published": "131 produk agro", "value": "131"}})
    changed = read_published(raw)
    (bpom,) = (
        exhibit
        for exhibit in exhibits_of(changed, "certification", REGENCIES, None, "id")
        if exhibit.name == "certification_bpom"
    )
    assert bpom.finding == shown["id"]["certification_bpom"].finding.replace("127", "131")
    assert set(bpom.table["n_base"]) == {131}
    assert "127" not in f"{bpom.finding} {bpom.alt} {bpom.notes} {bpom.drawing.frame.to_csv()} {bpom.drawing.options}"


def test_the_stages_from_all_firms_to_a_certificate_each_have_their_base(shown):
    rows = table(shown, "certification_pipeline")
    assert list(rows["n_held"]) == [627, 127, 52, 10]
    assert list(rows["n_base"]) == [None, 627, 127, 127]
    assert "O010" not in " ".join(rows["observation"])  # firms without a test are no stage


def test_costs_by_year_accumulate_to_what_their_parts_sum_to(shown):
    rows = table(shown, "budget_years")
    ends = rows.groupby("part_of")["cumulative_rp"].max()
    assert ends.to_dict() == {"O072": 76_800_000_000, "O078": 70_000_000_000}
    assert rows.groupby("part_of")["amount_rp"].sum().to_dict() == ends.to_dict()


def test_every_kecamatan_with_a_tile_has_one_of_its_own_and_its_own_count(shown, published):
    rows = table(shown, "products_map")
    assert len(rows) == 18 + 14
    frame = shown["id"]["products_map"].drawing.frame
    assert not frame[["tile_row", "tile_column"]].duplicated().any()
    located = published.observations
    here = located[(located["kecamatan"] != "") & located["regency"].isin(REGENCIES)]
    assert rows["n_figures"].sum() == len(here)
    galis = rows[rows["kecamatan"] == "Galis"]
    assert list(galis["regency"]) == ["Bangkalan"]  # the Galis of Pamekasan is another place


def test_a_calendar_shows_only_what_is_printed(shown):
    rows = table(shown, "products_calendar").set_index("period")
    assert str(rows.loc["Maret Sampai April", "first_day"]) == "2022-03-01"
    assert str(rows.loc["29 September hingga 21 Desember", "last_day"]) == "2022-12-21"
    assert str(rows.loc["Oktober ini hingga November 2017", "first_day"]) == "2017-10-01"
    known = shown["id"]["products_calendar"].drawing.frame.set_index("text")["known"]
    assert not known["Maret Sampai April"]
    assert known["5 sampai 9 September 2022"]


@pytest.mark.parametrize("name", SPECS)
def test_every_exhibit_listed_is_of_a_subject_with_columns_a_chart_and_a_unit_that_there_are(name):
    spec = SPECS[name]
    assert name.partition("_")[0] in (*SUBJECTS, REGISTER)
    assert set(spec["columns"].split()) <= set(reference.columns())
    assert spec["chart"] in {"", *charts.KINDS}
    assert not spec["drawn_unit"] or f"unit.{spec['drawn_unit']}" in reference.messages()
