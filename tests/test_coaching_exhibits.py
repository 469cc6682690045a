"""Groups and coaching of a register as printed: counted again by plain loops, nobody told of alone, unknown unknown."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ikm_analysis import reference
from ikm_analysis.cleaning import Register
from ikm_analysis.subjects.coaching import exhibits
from ikm_analysis.subjects.registers import LEAST, Registers
from ikm_analysis.subjects.scope import Scope
from ikm_analysis.subjects.told import DRAWN, gathered, told, total_of
from made.tidy import firm, held, product, table

TABLES = ("firms", "products", "certificates", "groups", "packages", "outreach", "placements", "targets", "issues")
TODAY = date(2026, 11, 22)
PLACES = [place for place in reference.places() if place["regency"] == "Bangkalan"]
STATES = {"member": "n_member", "alone": "n_alone", "unknown": "n_unsaid"}  # and the columns that count them
OF_OTHERS = {"n_groups", "n_sessions", "n_desa"}  # counts of something else than firms, products and persons


def registers_of(is_public=True, **rows):
    tables = {name: table(name, rows.get(name, [])) for name in TABLES}
    register = Register(Path("daftar.xlsx"), None, (), (), **tables, fates={}, rows={})
    return Registers((register,), "register", is_public)


def at(place, **more):
    return {"regency": "Bangkalan", "kecamatan_code": place["code"], "kecamatan": place["kecamatan"], **more}


def office():
    """Firms in sixteen kecamatan, from two to nine in each, and every kind of row that speaks of coaching."""
    firms, products, certificates = [], [], []
    for number in range(88):
        place = PLACES[number % 16 if number < 48 else number % 5]
        name = f"F{number:02}"
        group = ("Kelompok Contoh", "Tidak ada", "", "-")[number % 4]
        levels = ("pembukuan rutin", "Keuangan usaha terpisah", "", "seadanya")
        branch = ("Batik", "Makanan", "batik", "Genteng", "")[number % 5]
        firms.append(
            firm(
                name,
                **at(place),
                branch=branch,
                group_name=group,
                management=levels[number % 4],
                marketing="dari rumah",
            )
        )
        products.append(
            product(f"P{number:02}", name, ("Kain batik", "Keripik", "Kain batik", "Genteng", "Lain")[number % 5])
        )
        day = (date(2026, 1, 5), date(2026, 6, 1), None)[number % 3]
        certificates.append(
            held("pirt", name, f"P{number:02}", ("held", "not_held", "unknown")[number % 3], issued=day)
        )
    days = {
        f"{name}_{end}": date(2026, 3, 2 + 5 * (name == "ends"))
        for name in ("starts", "ends")
        for end in ("first", "last")
    }
    return {
        "firms": firms,
        "products": products,
        "certificates": certificates,
        "groups": [{"group_name": "Kelompok Contoh", **at(PLACES[0]), "member_ids": "F01; F05"}],
        "packages": [
            {
                "package_name": "Batik tulis",
                "data_year": 2026,
                "ceiling_rp": 60_000_000,
                "n_groups": 4,
                "n_participants": 80,
                **days,
            },
            {"package_name": "Kemasan", "realised_rp": 15_000_000, "n_groups": 3, "n_participants": 3},
            {"package_name": "Pemasaran daring", "n_groups": 5},
        ],
        "outreach": [
            at(PLACES[1], n_participants=30, n_firms_reached=3, **days),
            at(PLACES[1], n_participants=25),
            at(PLACES[2], n_participants=40, n_firms_reached=12, **days),
            at(PLACES[17], **days),
        ],
        "placements": [
            *(
                {"product_id": f"P{n:02}", "firm_id": f"F{n:02}", "n_sold": n if n % 3 else None}
                for n in range(0, 60, 2)
            ),
            {"firm_id": "F61", "firm_name": "Contoh F61"},
            {"product_name": "Tas"},
        ],
    }


@pytest.fixture(scope="session")
def show(published):
    def shown(registers, lang="en"):
        scope = Scope(published, ("Bangkalan", "Sampang"), lang)
        return {exhibit.name.removeprefix("groups_"): exhibit for exhibit in exhibits(scope, registers, TODAY)}

    return shown


@pytest.fixture(scope="module")
def internal(show):
    return show(registers_of(is_public=False, **office()))


@pytest.fixture(scope="module")
def public(show):
    return show(registers_of(**office()))


def rows_of(exhibit):
    return exhibit.table.to_dict("records")


def test_every_exhibit_is_made_in_both_languages_and_names_what_it_rests_on(show):
    names = ["membership", "proposals", "left", "professional", "coverage", "placements", "not_placed", "training"]
    for lang in ("id", "en"):
        shown = show(registers_of(**office(), is_public=False), lang)
        assert list(shown) == names
        # What is left over would tell in public of the few whose membership is not told.
        assert list(show(registers_of(**office()), lang)) == [name for name in names if name != "left"]
        assert all(
            exhibit.evidence == "register" and "daftar.xlsx" in exhibit.source_line for exhibit in shown.values()
        )


def test_where_registers_say_nothing_there_is_no_exhibit_but_what_to_collect(show):
    firms = [firm(f"F{n}", **at(PLACES[0])) for n in range(9)]
    shown = show(registers_of(firms=firms))
    assert list(shown) == ["membership", "left", "collect"]
    assert len(shown["collect"].table) == 5
    assert "Firms (management and marketing)" in shown["collect"].finding
    assert shown["membership"].finding == "It is unknown whether any of the 9 firms in the register is in a group"
    assert shown["membership"].drawing is None
    assert list(show(registers_of(firms=firms[:4]))) == ["collect"]  # so few firms are told of in no table


def test_firms_are_members_alone_or_unknown_and_sum_to_the_register(internal):
    expected = Counter()
    for row in office()["firms"]:
        state = {"Kelompok Contoh": "member", "Tidak ada": "alone"}.get(row["group_name"], "unknown")
        expected[row["kecamatan"], "member" if row["firm_id"] in ("F01", "F05") else state] += 1
    rows = rows_of(internal["membership"])
    found = {(row["kecamatan"], state): row[name] for row in rows for state, name in STATES.items()}
    assert {key: n for key, n in found.items() if n} == expected
    assert sum(row["n_firms"] for row in rows) == sum(found.values()) == 88
    assert internal["membership"].finding == "Of 88 firms, 24 are in a group and 20 in none; for 44 it is unknown"


def test_every_firm_is_in_a_proposal_or_left_over_for_a_reason(internal, public):
    for shown in (internal, public):
        proposed = sum(shown["proposals"].table["n_firms"])
        if "left" in shown:
            left = sum(shown["left"].table["n_firms"])
            assert proposed + left == 88
            assert f"{left} of 88 firms" in shown["left"].finding
        assert f"{len(shown['proposals'].table)}, to gather {proposed} similar firms" in shown["proposals"].finding
        assert min(shown["proposals"].table["n_firms"]) >= 5
    assert "left" in internal
    for row in rows_of(internal["proposals"]):
        assert row["n_alone"] + row["n_unsaid"] == row["n_firms"]
        assert 0 <= row["n_without_least"] <= row["n_without_most"] <= row["n_firms"]


def test_proposals_split_within_one_desa_are_told_apart(show):
    desa = at(PLACES[0], desa_code=f"{PLACES[0]['code']}.2001", desa="Contoh", branch="batik")
    firms = [firm(f"F{n}", **desa, dusun=f"Dusun {n // 10}") for n in range(40)]
    shown = show(registers_of(firms=firms))
    assert list(shown["proposals"].table["place"]) == ["Contoh, Bangkalan, part 1", "Contoh, Bangkalan, part 2"]
    assert sum(shown["proposals"].table["n_firms"]) == 40
    assert "left" not in shown  # nobody is


def test_levels_words_outside_the_rubric_and_blanks_sum_to_all_firms(internal):
    rows = {(row["aspect"], row["level"]): row["n_firms"] for row in rows_of(internal["professional"])}
    assert [n for (aspect, _), n in rows.items() if aspect == "Management"] == [0, 0, 22, 22, 22, 22]
    assert rows["Management", "Written in other words"] == rows["Management", "Unknown"] == 22
    assert rows["Marketing", "From home"] == 88
    assert "22 of 44 firms rated in management and 0 of 88 firms rated in marketing" in internal["professional"].finding


def test_a_few_words_outside_the_rubric_do_not_take_a_level_with_them(show):
    words = ["pembukuan rutin"] * 7 + ["keuangan usaha terpisah"] * 6 + ["seadanya"] * 2 + [""] * 9
    firms = [firm(f"F{n}", **at(PLACES[0]), management=word) for n, word in enumerate(words)]
    rows = rows_of(show(registers_of(firms=firms))["professional"])
    assert [row["n_firms"] for row in rows if row["aspect"] == "Management"] == [0, 0, 7, 6, 11]


def test_a_level_withheld_beside_the_unknown_does_not_follow_from_those_rated(show):
    words = ["pembukuan rutin"] * 20 + ["catatan sederhana"] * 3 + [""] * 6
    firms = [firm(f"F{n}", **at(PLACES[0]), management=word) for n, word in enumerate(words)]
    exhibit = show(registers_of(firms=firms))["professional"]
    rows = [row["n_firms"] for row in rows_of(exhibit) if row["aspect"] == "Management"]
    assert rows == [0, None, 20, 0, 0, None]
    assert "management not printed in the public profile" in exhibit.finding
    assert "marketing not rated yet" in exhibit.finding


def test_a_package_without_money_or_groups_is_drawn_as_unknown(internal):
    drawn = internal["training"].drawing.frame
    assert list(drawn["value_text"]) == ["15.00", "5.00", "Unknown"]
    assert list(drawn["value"].isna()) == [False, False, True]
    assert internal["training"].finding == "Cost per group Rp5 million–Rp15 million in 2 of 3 packages"
    unknown = show_unknown(internal["training"])
    assert unknown == {"Pemasaran daring": {"money_rp", "rp_per_group", "days_least", "groups_per_week_most"}}


def show_unknown(exhibit):
    """Of the packages that give no money, what else is unknown of them."""
    asked = ("money_rp", "rp_per_group", "days_least", "groups_per_week_most")
    rows = [row for row in rows_of(exhibit) if row["money_rp"] is None]
    return {row["package_name"]: {name for name in asked if row[name] is None} for row in rows}


def test_outreach_stands_beside_firms_and_certificates_and_none_of_it_is_lost(internal, public):
    for shown in (internal, public):
        assert sum(shown["coverage"].table["n_firms"]) == 88
        assert sum(shown["coverage"].table["n_sessions"]) == 4
        assert "observation, not an effect" in shown["coverage"].notes[0]
        said = {row["kecamatan"]: row["n_sessions"] for row in rows_of(shown["coverage"])}
        for tile in shown["coverage"].drawing.frame.to_dict("records"):
            assert tile["value_text"] == str(said.get(tile["label"], "…"))
    rows = {row["kecamatan"]: row for row in rows_of(internal["coverage"])}
    socah, burneh = (rows[PLACES[number]["kecamatan"]] for number in (1, 2))
    assert (socah["n_participants"], socah["n_firms_reached"], socah["n_sessions"]) == (55, None, 2)
    held_there = [n for n in range(88) if n % 3 == 0 and (n % 16 if n < 48 else n % 5) == 1]
    assert (socah["n_since_least"], socah["n_since_most"]) == (0, len(held_there))  # a session without a day
    assert (burneh["n_since_least"], burneh["n_since_most"]) == (0, 0)
    assert socah["coverage"] == "Session, certificates without a sure day"


def test_products_are_placed_as_often_as_the_placements_say(internal):
    makers = {row["firm_id"]: row for row in office()["firms"]}
    expected = Counter()
    for n in range(0, 60, 2):
        row = makers[f"F{n:02}"]
        expected[row["branch"].capitalize() or "Unknown", row["kecamatan"]] += 1
    rows = rows_of(internal["placements"])
    assert {(row["branch"], row["kecamatan"]): row["n_placed"] for row in rows if row["n_placed"]} == expected
    assert sum(row["n_sale_known"] for row in rows) == 20
    assert sum(row["n_sale_unknown"] for row in rows) == 10
    assert sum(row["n_perhaps_placed"] for row in rows) == 1
    assert internal["placements"].finding == (
        "30 of 88 products are recorded as placed for sale; the sales of 20 of them are known"
    )
    assert (
        internal["placements"]
        .notes[0]
        .startswith("Rows of placements that do not name exactly one product of the register: 2.")
    )


def test_certified_products_not_placed_are_counted_on_the_day(show):
    rows = office()
    held_now = [n for n in range(0, 88, 3) if n % 2 or n >= 60]
    table = show(registers_of(is_public=False, **rows))["not_placed"].table
    assert sum(table["n_not_placed"]) == len(held_now)
    assert sum(table["n_certified"]) == 30
    for certificate in rows["certificates"]:
        certificate["expires_first"] = certificate["expires_last"] = date(2026, 10, 31)
    assert "not_placed" not in show(registers_of(is_public=False, **rows))


# The public profile.


def printed_counts(exhibit):
    """Every printed count of firms, products or persons."""
    names = [column.name for column in exhibit.columns if column.kind == "count" and column.name not in OF_OTHERS]
    return [row[name] for row in rows_of(exhibit) for name in names if row[name] is not None and "days" not in name]


def small_words(exhibit):
    """Numbers from one to four in its sentences and in its drawing."""
    drawn = exhibit.drawing.frame.to_dict("records") if exhibit.drawing else []
    texts = [exhibit.finding, exhibit.alt, *exhibit.notes]
    texts += [str(row[name]) for row in drawn for name in ("value_text", "share_text", "base_text") if name in row]
    return [number for text in texts for number in re.findall(r"[\d.,]*\d", text) if number in ("1", "2", "3", "4")]


def check_public(shown):
    for name, exhibit in shown.items():
        assert not [n for n in printed_counts(exhibit) if 0 < n < LEAST], name
        if name not in ("coverage", "training", "proposals"):  # they speak of kecamatan, packages and proposals
            assert not small_words(exhibit), name
    totals = re.findall(r"\d+", shown["membership"].finding)
    if len(totals) == 4:  # what is withheld by kecamatan does not follow from the totals
        for name, total in zip(STATES.values(), map(int, totals[1:]), strict=True):
            told_of = [row[name] for row in rows_of(shown["membership"])]
            assert told_of.count(None) != 1
            assert not 0 < total - sum(filter(None, told_of)) < LEAST


def test_no_public_exhibit_tells_of_fewer_than_five(public, internal):
    check_public(public)
    with pytest.raises(AssertionError):  # the check itself
        check_public(internal)


BLOCKS = st.lists(
    st.tuples(
        st.integers(1, 9),
        st.sampled_from(PLACES[:4]),
        st.sampled_from(["Kelompok Contoh", "Tidak ada", ""]),
        st.sampled_from(["pembukuan rutin", "keuangan usaha terpisah", "seadanya", ""]),
        st.sampled_from(["Batik", "Genteng", ""]),
        st.sampled_from(["held", "not_held", "unknown"]),
        st.booleans(),
    ),
    min_size=2,
    max_size=6,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BLOCKS)
def test_no_public_exhibit_of_any_office_tells_of_fewer_than_five(show, blocks):
    rows = {name: [] for name in ("firms", "products", "certificates", "placements")}
    for size, place, group, level, branch, status, is_placed in blocks:
        for _ in range(size):
            name, made = f"F{len(rows['firms'])}", f"P{len(rows['firms'])}"
            rows["firms"].append(firm(name, **at(place), group_name=group, management=level, branch=branch))
            rows["products"].append(product(made, name, "Kain batik"))
            rows["certificates"].append(held("pirt", name, made, status))
            rows["placements"] += [{"product_id": made, "firm_id": name}] * is_placed
    rows["outreach"] = [at(PLACES[number], n_participants=number, n_firms_reached=2) for number in range(6)]
    shown = show(registers_of(**rows))
    if "membership" in shown:
        check_public(shown)


PARTS = ("first", "second", "third")
NOTHING = {is_public: registers_of(is_public) for is_public in (True, False)}


@given(st.lists(st.tuples(*[st.sampled_from((0, 0, 1, 3, 5, 6, 20))] * 3), max_size=7))
def test_what_is_told_of_a_table_gives_nothing_small_away(rows):
    rows = [dict(zip(PARTS, row, strict=True)) | {"label": number, "n": sum(row)} for number, row in enumerate(rows)]
    assert told(NOTHING[False], rows, PARTS) == rows
    shown, total = told(NOTHING[True], rows, PARTS, also=["n"]), total_of(NOTHING[True], rows, PARTS)
    hidden = [row["label"] for row in shown if row["first"] is None]
    assert [row["label"] for row in shown] == [row["label"] for row in rows]
    assert all((row["n"] is None) == (row["first"] is None) for row in shown)
    assert not [row for row in shown if row["first"] is not None and any(0 < row[part] < LEAST for part in PARTS)]
    for part in PARTS:
        if total[part] is not None:
            assert not 0 < sum(rows[label][part] for label in hidden) < LEAST
    assert len(hidden) != 1 or len(rows) == 1 or total["first"] is None


@given(st.lists(st.tuples(*[st.sampled_from((0, 0, 1, 3, 5, 6, 20))] * 3), max_size=7))
def test_rows_that_are_not_told_stand_together_and_the_table_still_adds_up(published, rows):
    scope, labels = Scope(published, ("Bangkalan",), "en"), ["Others", *"ABCDEF"]
    rows = [dict(zip(PARTS, row, strict=True)) | {"label": label} for row, label in zip(rows, labels, strict=False)]
    shown, total = gathered(scope, NOTHING[True], rows, PARTS, "label"), total_of(NOTHING[True], rows, PARTS)
    assert len({row["label"] for row in shown}) == len(shown)
    assert not [row for row in shown for part in PARTS if row[part] is not None and 0 < row[part] < LEAST]
    if None not in total.values():
        assert {part: sum(row[part] for row in shown) for part in PARTS} == total
    assert gathered(scope, NOTHING[False], rows, PARTS, "label") == rows


def test_where_nothing_may_be_told_the_title_says_so(show):
    firms = [firm(f"F{n}", **at(PLACES[0]), group_name="Tidak ada" if n < 2 else "") for n in range(9)]
    finding = show(registers_of(firms=firms))["membership"].finding
    assert finding == "Firms by membership of a group and kecamatan: not printed in the public profile"


def test_no_name_of_a_firm_stands_in_any_exhibit(internal, public):
    for shown in (internal, public):
        for name, exhibit in shown.items():
            words = [*exhibit.printed().to_numpy().ravel(), exhibit.finding, exhibit.alt, *exhibit.notes]
            assert not [word for word in words if re.search(r"Contoh F\d", word)], name


def test_a_chart_draws_the_first_rows_and_says_how_many_there_are(show):
    places = [place for place in reference.places() if place["tile_row"]][: DRAWN + 3]
    firms = [firm(f"F{n}", **at(places[n]), group_name="Tidak ada") for n in range(DRAWN + 3)]
    exhibit = show(registers_of(is_public=False, firms=firms))["membership"]
    assert len(exhibit.table) == DRAWN + 3
    assert exhibit.drawing.frame["label"].nunique() == DRAWN
    assert f"The chart shows the first {DRAWN} of {DRAWN + 3} rows; the table has all." in exhibit.notes
