"""Two editions of a register as exhibits: what was meant is what is found, and nobody is told of alone."""

import csv
import sys
from dataclasses import replace
from datetime import date
from importlib import import_module

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ikm_analysis.changes import changes
from ikm_analysis.project import ROOT, Folders
from ikm_analysis.report import Report, read_run
from ikm_analysis.subjects import exhibits_of_registers
from ikm_analysis.subjects.changes import CERTIFIED, OPEN, SUMS, by_change, exhibits
from ikm_analysis.subjects.registers import LEAST, read_registers
from ikm_analysis.subjects.scope import Scope
from ikm_analysis.values.places import key
from made.offices import firm, thirty, write_book
from made.reports import REGISTER, with_register

AS_OF = date(2026, 2, 10)
CHANGES = dict.fromkeys(sum(SUMS, ()))


@pytest.fixture(scope="module")
def example():
    """The example registers of now and of a year before."""
    return read_registers(Folders.raw / "registers")


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    """What was meant to become of each firm, by the number in its name."""
    sys.path.insert(0, str(ROOT / "tools"))
    folder = tmp_path_factory.mktemp("truth")
    import_module("make_example_register").make(240, 11, folder / "now.xlsx", folder / "before.xlsx", folder)
    with (folder / "changes.csv").open(encoding="utf-8", newline="") as lines:
        return {f"{int(row['firm']):03d}": row for row in csv.DictReader(lines)}


@pytest.fixture(scope="module")
def shown_as(published):
    def show(registers, lang="en", as_of=AS_OF):
        scope = Scope(published, ("Bangkalan", "Sampang"), lang)
        return {one.name.removeprefix("register_"): one for one in exhibits(scope, registers, as_of)}

    return show


def office(folder, before=None):
    """The registers of an office of thirty firms, read back; `before` are the rows of the earlier edition."""
    write_book(folder / "daftar.xlsx", thirty(), title="DAFTAR IKM KABUPATEN BANGKALAN")
    if before:
        (folder / "before").mkdir()
        write_book(folder / "before" / "daftar.xlsx", before, title="DAFTAR IKM KABUPATEN BANGKALAN")
    return read_registers(folder)


# What was meant.


def test_of_the_example_every_change_is_found_as_it_was_meant(example, truth):
    """But for names written otherwise, which cannot be known to be the same: they are near, or a changed name."""
    found = changes(example.before, example)
    names = [dict(zip(one.firms["firm_id"], one.firms["firm_name"], strict=True)) for one in (example.before, example)]
    met = set()
    for row in found.itertuples():
        was, now = names[0].get(row.firm_id_before, ""), names[1].get(row.firm_id, "")
        number = "".join(filter(str.isdigit, now or was))
        if not number:  # a row that someone typed to try the form
            continue
        meant = truth[number]
        met.add(number)
        if was and now and key(was) != key(now):
            assert meant["change"] == "same"
            assert (row.change, row.changed_fields) in {("perhaps_same", ""), ("changed", "firm_name")}
        else:
            assert row.change == meant["change"], number
        assert (row.newly_certified, row.lapsed) == (meant["newly_certified"], meant["lapsed"]), number
    assert met == set(truth)


def test_the_exhibits_count_what_was_meant(example, truth, shown_as):
    shown = shown_as(replace(example, is_public=False))
    table = shown["changes"].table.set_index("change")
    meant = pd.Series([row["change"] for row in truth.values()]).value_counts()
    assert table.loc["New in the register", "n_firms_least"] == meant["added"]
    assert table.loc["No longer in the register", "n_firms_least"] == meant["gone"]
    certified = shown["newly_certified"].table.set_index("certificate")
    for column, name in (("n_newly", "newly_certified"), ("n_lapsed", "lapsed")):
        assert certified[column].sum() == sum(len(row[name].split()) for row in truth.values())


def test_the_firms_of_either_register_are_those_of_the_rows_and_ranges_hold_what_is_open(example, shown_as):
    exhibit = shown_as(replace(example, is_public=False))["changes"]
    table = dict(zip(CHANGES_AS_SHOWN, exhibit.table.to_dict("records"), strict=True))
    for names, registers in zip(SUMS[1:], (example.before, example), strict=True):
        assert sum(table[name]["n_firms_least"] for name in names) == len(registers.firms)
        assert str(len(registers.firms)) in exhibit.finding
    near, before, now = (table[name]["n_firms_least"] for name in OPEN)
    assert near
    for name, more in {"added": near + now, "gone": near + before, "perhaps_same": 0}.items():
        assert table[name]["n_firms_most"] == table[name]["n_firms_least"] + more


CHANGES_AS_SHOWN = ("added", "gone", "changed", "same", *OPEN)


# What the public is told.


def counted(counts):
    """Rows of changes that count so."""
    rows = [(name, number) for name, n in counts.items() for number in range(n)]
    frame = pd.DataFrame(rows, columns=["change", "number"])
    sides = {"firm_id_before": ("added", "ambiguous_now"), "firm_id": ("gone", "ambiguous_before")}
    for column, without in sides.items():
        frame[column] = frame["change"].isin(without).map({True: "", False: "x"}).astype("object")
    return frame.assign(change=frame["change"].str.replace("ambiguous_.*", "ambiguous", regex=True))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.fixed_dictionaries({name: st.sampled_from([0, 0, 1, 3, 4, 5, 6, 20, 90]) for name in CHANGES_AS_SHOWN}))
def test_no_withheld_count_follows_from_the_totals_or_the_ranges(published, example, counts):
    exhibit = by_change(Scope(published, ("Bangkalan",), "en"), example, counted(counts))
    rows = dict(zip(CHANGES_AS_SHOWN, exhibit.table.to_dict("records"), strict=True))
    hidden = {name for name, row in rows.items() if row["n_firms_least"] is None}
    assert {name for name, n in counts.items() if 0 < n < LEAST} <= hidden
    for names in SUMS[-1:]:  # the firms of the earlier edition are not printed beside what is withheld
        beside = hidden & set(names)
        if beside and any(counts[name] for name in set(names) - beside):
            assert len(beside) > 1
            assert sum(counts[name] for name in beside) >= LEAST
    for name, row in rows.items():
        assert row["n_firms_least"] in (None, counts[name])
        if row["n_firms_most"] is not None:
            assert not hidden & {*OPEN}
            assert not 0 < row["n_firms_most"] - row["n_firms_least"] < LEAST
            assert not 0 < row["n_firms_most"] < LEAST


def test_what_is_withheld_beside_a_few_firms_perhaps_the_same_are_neither_the_added_nor_the_gone(published, example):
    counts = {"added": 24, "gone": 18, "changed": 60, "same": 150, "perhaps_same": 4}
    exhibit = by_change(Scope(published, ("Bangkalan",), "en"), example, counted(counts))
    assert exhibit.table["n_firms_least"].tolist() == [24, 18, None, 150, None, 0, 0]


def test_of_the_ambiguous_as_many_may_have_stayed_as_stand_in_both_registers(published, example):
    counts = {"changed": 30, "same": 50, "perhaps_same": 6, "ambiguous_before": 9, "ambiguous_now": 12}
    table = by_change(Scope(published, ("Bangkalan",), "en"), example, counted(counts)).table.set_index("change")
    assert table["n_firms_most"].tolist() == [18, 15, 45, 65, 6, 9, 12]


def test_the_title_tells_of_the_new_the_gone_and_the_changed_or_says_that_it_does_not(published, example):
    titles = {
        "24 new, 18 no longer in it and 60 changed": {"added": 24, "gone": 18, "changed": 60, "same": 90},
        "none is new, gone or changed": {"same": 90},
        "the details are not printed in the public profile": {"added": 3, "gone": 2, "changed": 1},
    }
    for said, counts in titles.items():
        exhibit = by_change(
            Scope(published, ("Bangkalan",), "en"), example, counted(dict.fromkeys(CHANGES_AS_SHOWN, 0) | counts)
        )
        assert exhibit.finding.endswith(f": {said}")


def test_the_title_tells_of_certificates_gained_and_of_those_lost(example, shown_as):
    exhibit = shown_as(replace(example, is_public=False))["newly_certified"]
    table = exhibit.table.set_index("certificate")
    gained, lost = exhibit.finding.split(";")
    for part, column in ((gained, "n_newly"), (lost, "n_lapsed")):
        for kind, n in table[column].items():
            assert (f"{kind} {n}" in part) == bool(n)
    assert exhibit.drawing.frame["value"].sum() == table[["n_newly", "n_lapsed"]].sum().sum()


def test_public_counts_of_certificates_are_the_internal_ones_or_not_printed(example, shown_as):
    tables = [shown_as(replace(example, is_public=is_public))["newly_certified"].table for is_public in (True, False)]
    for name in CERTIFIED:
        for told, n in zip(*(table[name] for table in tables), strict=True):
            assert told in (None, n)
            assert told is None or not 0 < told < LEAST


def test_without_an_earlier_register_or_with_a_few_firms_in_it_only_the_age_is_told(tmp_path, shown_as):
    for name in ("alone", "few"):
        (tmp_path / name).mkdir()
    assert set(shown_as(office(tmp_path / "alone"))) == {"age"}
    few = office(tmp_path / "few", before=[firm(n, **{"P-IRT": "Tidak ada"}) for n in range(1, LEAST)])
    assert set(shown_as(few)) == {"age"}
    internal = shown_as(replace(few, is_public=False))
    assert set(internal) == {"age", "changes", "newly_certified"}
    certified = internal["newly_certified"].table.set_index("certificate")
    assert certified.loc["P-IRT (home food permit)", "n_newly"] == 2  # firms 1 and 2: held now, not held before
    assert certified.loc["Halal", "n_newly_said"] == 3


def test_the_age_is_that_of_the_day_asked_for(example, published, shown_as):
    assert "1 November 2026" in shown_as(example, as_of=date(2026, 11, 1))["age"].finding
    asked = exhibits_of_registers(published, example, "register", ("Bangkalan", "Sampang"), "en", date(2030, 3, 1))
    assert "1 March 2030" in {one.name: one for one in asked}["register_age"].finding


def test_a_register_that_names_its_year_is_so_old(example, shown_as):
    before, now = (
        replace(edition, registers=(replace(one, firms=one.firms.assign(data_year=year)),))
        for edition, year in ((example.before, None), (example, 2024))
        for one in edition.registers
    )
    exhibit = shown_as(replace(now, before=before))["age"]
    assert "2024" in exhibit.finding
    assert exhibit.finding.endswith(": 2")
    assert exhibit.table["age_least"].tolist() == [None, 2]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_both_registers_are_named_as_sources(example, shown_as, lang):
    for name in ("changes", "newly_certified", "age"):
        source = shown_as(example, lang)[name].source_line
        assert "before/example_register_before.xlsx; example_register.xlsx" in source


# Which files are compared, and what a report says of them.


def test_the_office_s_register_is_never_compared_with_the_example(tmp_path):
    shipped = Folders.raw / "registers" / "before" / "example_register_before.xlsx"
    (tmp_path / "before").mkdir()
    (tmp_path / "before" / shipped.name).write_bytes(shipped.read_bytes())
    assert read_registers(tmp_path) is None
    assert office(tmp_path).before is None
    write_book(tmp_path / "before" / "lama.xlsx", thirty())
    found = read_registers(tmp_path)
    assert [register.path.name for register in found.before.registers] == ["lama.xlsx"]
    assert len(found.firms) == len(found.before.firms) == 30


def test_the_earlier_register_is_among_the_inputs_of_a_report_and_in_its_balance(tmp_path):
    raw = with_register(tmp_path)
    (raw / "registers" / "before").mkdir()
    write_book(raw / "registers" / "before" / REGISTER, thirty()[:20])
    run = read_run(raw).with_registers()
    assert {f"registers/{REGISTER}", f"registers/before/{REGISTER}"} <= set(run.inputs)
    assert sum(REGISTER in line for line in Report(run, (), ()).balance("id")) == 2
    alone = replace(read_run(raw), registers=replace(run.registers, before=None))
    assert alone.with_registers().data_hash != run.data_hash
