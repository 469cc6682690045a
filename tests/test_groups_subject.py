"""Groups as published: what stands together and what stays unknown, counted again from the raw rows by plain loops."""

import csv
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import REGENCIES, edit_csv
from ikm_analysis import reference
from ikm_analysis.coaching import pace
from ikm_analysis.project import Folders
from ikm_analysis.published import read_published
from ikm_analysis.subjects import exhibits_of

MONEY = ("budget_total", "budget_part", "budget_planned", "budget_proposed")
UNITS = {"groups": "n_groups", "packages": "n_packages", "people": "n_participants", "rupiah": "amount_rp"}


@pytest.fixture(scope="module")
def raw_rows():
    with (Folders.raw / "observations.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["observation_id"]: row for row in csv.DictReader(lines)}
    return {name: row for name, row in rows.items() if row["regency"] in REGENCIES}


def groups(published, regency=None, lang="id"):
    return {exhibit.name: exhibit for exhibit in exhibits_of(published, "groups", REGENCIES, regency, lang)}


def table(shown, name):
    return shown["id"][name].table


def test_every_number_of_a_line_is_that_of_an_observation_it_cites(shown, raw_rows):
    for row in table(shown, "groups_packages").to_dict("records"):
        cited = {UNITS[raw_rows[name]["unit"]]: int(raw_rows[name]["value"]) for name in row["observation"].split()}
        assert {column: row[column] for column in UNITS.values() if row[column] is not None} == cited
        assert len({raw_rows[name]["source_id"] for name in row["observation"].split()}) == 1
        for name in row["observation"].split():
            assert raw_rows[name]["as_published"] in row["as_published"]


def test_every_amount_and_count_of_a_page_that_counts_groups_stands_in_one_line(shown, raw_rows):
    trained = [
        row for row in raw_rows.values() if row["indicator"].startswith(("groups_t", "aided_g", "aid_recipient_g"))
    ]
    pages = {(row["source_id"], row["year"]) for row in trained}
    expected = {row["observation_id"] for row in trained} | {
        row["observation_id"]
        for row in raw_rows.values()
        if (row["source_id"], row["year"]) in pages and row["indicator"] in MONEY
    }
    cited = " ".join(table(shown, "groups_packages")["observation"]).split()
    assert len(cited) == len(set(cited))
    assert expected <= set(cited)


def test_money_groups_and_packages_are_together_known_in_three_lines_only(shown):
    rows = table(shown, "groups_packages")
    known = rows[["amount_rp", "n_groups", "n_packages"]].notna().all(axis=1)
    assert list(rows[known]["observation"]) == ["O145 O148 O151", "O152 O155 O158", "O181 O183 O182"]
    assert shown["en"]["groups_packages"].finding.startswith(f"3 of {len(rows)} lines")


def test_money_is_not_set_beside_groups_a_page_counts_in_several_ways(shown):
    rows = table(shown, "groups_packages").set_index("observation")
    assert rows.loc["O160", "n_groups"] is None  # the page aids 13 and 9 groups, and says not from which money
    assert rows.loc["O243", "n_groups"] is None  # 40 groups exist, 10 apply, 2 are coached
    assert rows.loc["O215 O217", "n_groups"] == 16  # presses: money and groups of the same item


def test_rupiah_per_group_multiply_back_and_are_left_out_where_the_amount_is_hedged(shown, raw_rows):
    for row in table(shown, "groups_packages").to_dict("records"):
        hedged = {raw_rows[name]["certainty"] for name in row["observation"].split()} - {"exact", "rounded"}
        for one in ("group", "participant"):
            both = row["amount_rp"] is not None and row[f"n_{one}s"] is not None
            assert (row[f"rp_per_{one}"] is not None) == (both and not hedged)
            if row[f"rp_per_{one}"] is not None:
                assert abs(row[f"rp_per_{one}"] - Fraction(row["amount_rp"], row[f"n_{one}s"])) <= Fraction(1, 2)


def test_what_is_unknown_is_drawn_as_unknown(shown):
    frame = shown["id"]["groups_packages"].drawing.frame
    assert (frame["value"].isna() == (frame["value_text"] == "")).all()
    assert frame["value"].isna().any()


@given(st.integers(1, 500), st.integers(1, 50), st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 400))
def test_a_pace_over_its_weeks_gives_the_plan_back_and_grows_as_days_are_lost(n_groups, n_packages, first, n):
    last = first + timedelta(days=n)
    asked = pace(n_groups, n_packages, first, last)
    assert asked.n_days == n + 1
    assert asked.groups_per_week * asked.weeks == n_groups
    assert asked.packages_per_week * asked.n_days == 7 * n_packages
    assert n == 0 or pace(n_groups, n_packages, first + timedelta(days=1), last).groups_per_week > asked.groups_per_week


def test_no_pace_ends_before_it_begins():
    with pytest.raises(ValueError, match="2017-10-01"):
        pace(53, 9, date(2017, 11, 30), date(2017, 10, 1))


def test_the_53_groups_in_nine_packages_need_six_to_eight_groups_a_week(shown):
    rows = table(shown, "groups_pace")
    assert list(rows["n_days"]) == [61, 55, 61, 47]  # October and November; from the interview; again; from mid-October
    assert [f"{n}" for n in rows["groups_per_week"]] == ["6.1", "6.7", "6.1", "7.9"]
    assert [f"{n}" for n in rows["packages_per_week"]] == ["1.03", "1.15", "1.03", "1.34"]
    exhibit = shown["en"]["groups_pace"]
    assert "6.1 to 7.9" in exhibit.finding
    assert any("inference" in note for note in exhibit.notes)


def test_every_published_number_of_groups_stands_once_with_its_rivals(shown, raw_rows):
    rows = table(shown, "groups_sizes").set_index("observation")
    counts = {name for name, row in raw_rows.items() if row["topic"] == "group_count" and row["dimension"] != "garam"}
    assert set(rows.index) == counts
    assert "46 gedung" in rows.loc["O060", "against"]
    assert rows.loc["O061", "against"] == "tidak ada"
    cells = shown["id"]["groups_sizes"].drawing.frame.set_index("row")
    assert "40 / 40 / 10" in set(cells.loc["Sampang: Kelompok IKM, batik", "value_text"])


def test_each_kecamatan_is_named_by_a_page_or_unknown(shown, raw_rows):
    rows = table(shown, "groups_outreach")
    sites = {row["kecamatan"] for row in raw_rows.values() if row["indicator"] == "outreach_participants"}
    assert set(rows[rows["observation"].notna()]["kecamatan"]) - {None} == sites
    unnamed = rows[rows["observation"].isna()]
    assert unnamed["value"].isna().all()
    assert len(sites) + len(unnamed) == sum(place["regency"] in REGENCIES for place in reference.places())
    tiles = shown["id"]["groups_outreach"].drawing.frame
    assert set(tiles[tiles["value"].notna()]["label"]) == sites
    notes = " ".join(shown["id"]["groups_outreach"].notes)
    assert "S006 mencetak “50 Peserta IKM” sama untuk setiap tempat" in notes
    assert "T10" in notes


def test_every_page_s_amount_for_the_centre_stands_in_the_cell_of_its_year(shown, raw_rows):
    printed = defaultdict(set)
    for row in raw_rows.values():
        if row["kecamatan"] == "Labang" and row["indicator"] in ("budget_total", "budget_proposed", "spending_part"):
            printed[row["year"]].add(Fraction(row["value"]) / 10**9)
    frame = shown["id"]["groups_centre"].drawing.frame.dropna(subset="value")
    frame = frame[~frame["row"].str.contains("terlaksana")]
    drawn = {year: {Fraction(str(value)) for value in cells["value"]} for year, cells in frame.groupby("column")}
    assert drawn == printed
    differing = sum(len(amounts) > 1 for amounts in printed.values())
    assert shown["en"]["groups_centre"].finding.startswith(f"For {differing} of {len(printed)} years")
    rows = table(shown, "groups_centre").set_index("observation")
    assert {"O083", "O087", "O089", "O072", "O078"} <= set(rows.index)
    assert "Rp6 miliar" in rows.loc["O054", "against"]


def test_what_is_only_said_of_markets_stands_without_a_number(shown):
    rows = table(shown, "groups_market").set_index("statement")
    said = rows.loc["T19"]
    assert "Gallery Souvenir" in said["said"]
    assert said["value"] is None
    assert "O311" in set(rows["observation"])
    assert not {"O144", "O066"} & set(rows["observation"])  # salt, and buildings of the centre


def test_questions_no_figure_answers_say_which_sheet_to_fill_in(shown):
    sheets = {reference.messages()[f"template.sheet.{name}"]["id"] for name in ("groups", "packages", "outreach")}
    sheets |= {reference.messages()[f"template.sheet.{name}"]["id"] for name in ("firms", "placements")}
    rows = table(shown, "groups_limits")
    assert all(any(sheet in collect for sheet in sheets) for collect in rows["limit_collect"])
    assert not any("galeri" in question for question in table(shown, "products_limits")["limit_question"])


CHANGED = {
    "O148": {"as_published": "60 kelompok", "value": "60"},
    "O058": {"as_published": "Rp11 miliar", "value": "11000000000"},
}


def test_a_changed_observation_changes_its_own_rows_and_no_other(raw, shown):
    edit_csv(raw / "observations.csv", "observation_id", CHANGED)
    changed = groups(read_published(raw))
    touched = {}
    for name, exhibit in changed.items():
        before, after = shown["id"][name].table, exhibit.table
        differs = (before.fillna("") != after.fillna("")).any(axis=1)
        if differs.any():
            touched[name] = set(" ".join(after[differs]["observation"]).split())
    assert touched == {
        "groups_packages": {"O145", "O148", "O151"},
        "groups_pace": {"O148", "O151"},
        "groups_sizes": {"O148"},
        "groups_centre": {"O058"},
    }
    assert changed["groups_centre"].finding != shown["id"]["groups_centre"].finding


@pytest.mark.parametrize("regency", ["Pamekasan", "Sumenep", "Sampang", "Bangkalan"])
def test_other_regencies_have_the_exhibits_their_pages_fill(published, regency):
    made = groups(published, regency)
    assert ("groups_pace" in made) == (regency == "Sampang")
    assert ("groups_centre" in made) == (regency == "Bangkalan")
    assert ("groups_outreach" in made) == (regency != "Sampang")
    if regency == "Pamekasan":
        assert made["groups_outreach"].drawing is None
        assert made["groups_outreach"].finding == "Halaman menyebut tempat sosialisasi di 0 dari 13 kecamatan"


def test_pages_without_a_word_on_groups_leave_the_limits_alone(raw):
    path = raw / "observations.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    about = ("group_count", "training", "outreach", "market_access", "budget", "realisation")
    kept = [row for row in rows if row["regency"] == "Sampang" and row["topic"] not in about]
    known = {row["observation_id"] for row in kept}
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(row for row in kept if not row["part_of"] or row["part_of"] in known)
    for name in ("relations", "statements"):
        header = (raw / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        (raw / f"{name}.csv").write_text(header + "\n", encoding="utf-8")
    assert list(groups(read_published(raw), "Sampang")) == ["groups_limits"]
