"""Registers as exhibits: counts that are right, and in the public profile none that tells of fewer than five firms."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ikm_analysis import reference
from ikm_analysis.cleaning import clean, clean_register
from ikm_analysis.project import Folders
from ikm_analysis.sheets.cells import Sheet
from ikm_analysis.sheets.layout import layouts_of, save_layout
from ikm_analysis.subjects.register import exhibits
from ikm_analysis.subjects.registers import LEAST, Registers, read_registers, register_files, size, withheld
from ikm_analysis.subjects.scope import Scope
from made.offices import HEADER, PEOPLE, firm, personal_texts, thirty, write_book
from made.tidy import table

EXAMPLE = Folders.raw / "registers" / "example_register.xlsx"
STATES = ("held", "in_process", "expired", "not_held", "unknown")
GROUPS = ("kecamatan", "branch", "size")
PERMITS = ("P-IRT", "Halal", "Merek")


def cleaned(rows, name="daftar.xlsx"):
    """A register of rows by heading, cleaned without a file."""
    lines = [list(HEADER), *([row.get(heading) for heading in HEADER] for row in rows)]
    sheet = Sheet(Path(name), "Lembar1", lines)
    return clean([sheet], layouts_of([sheet]), "Bangkalan")


def of(register, *, is_public=True, evidence="register"):
    return Registers((register,), evidence, is_public)


@pytest.fixture(scope="session")
def shown_as(published):
    def show(registers, lang="en"):
        scope = Scope(published, ("Bangkalan", "Sampang"), lang)
        return {
            exhibit.name.removeprefix("register_"): exhibit
            for exhibit in exhibits(scope, registers, scope.published.dated)
        }

    return show


@pytest.fixture(scope="module")
def example():
    return clean_register(EXAMPLE)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return clean_register(write_book(tmp_path_factory.mktemp("made") / "daftar.xlsx", thirty()), "Bangkalan")


@pytest.fixture(scope="module", params=["example", "made"])
def register(request):
    return request.getfixturevalue(request.param)


def rows_of(exhibit):
    return exhibit.table.to_dict("records")


def words_of(exhibit):
    """Everything an exhibit prints, its drawing included."""
    tables = [exhibit.printed(), *([exhibit.drawing.frame] if exhibit.drawing else [])]
    cells = [str(cell) for table in tables for cell in table.to_numpy().ravel()]
    said = [exhibit.question, exhibit.finding, exhibit.subtitle, exhibit.alt, exhibit.source_line, *exhibit.notes]
    return "\n".join([*said, *cells])


# What is withheld, and what an attacker who knows every printed number can find out.


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 40), max_size=12))
def test_what_is_withheld_is_every_small_count_and_never_one_alone(counts):
    hidden = withheld(counts)
    assert len(set(hidden)) == len(hidden)
    assert {name for name, count in counts.items() if 0 < count < LEAST} <= set(hidden)
    assert all(counts[name] for name in hidden)
    others = [name for name in counts if counts[name] and name not in hidden]
    if hidden and others:
        assert len(hidden) >= 2
        assert sum(counts[name] for name in hidden) >= LEAST
        assert max(counts[name] for name in hidden) <= min(counts[name] for name in others)
    # no more than is needed: without the largest of them, the rest would not do
    spared = sorted(hidden, key=lambda name: (counts[name], name))[:-1]
    if hidden and counts[max(hidden, key=lambda name: (counts[name], name))] >= LEAST:
        assert len(spared) < 2 or sum(counts[name] for name in spared) < LEAST


def between(total, cells):
    """The least and most each unknown cell can be, from the total of all (a range) and the bounds of each."""
    low, high = (total, total) if isinstance(total, int) else total
    lows, highs = sum(low for low, _ in cells), sum(high for _, high in cells)
    return [(max(least, low - (highs - most)), min(most, high - (lows - least))) for least, most in cells]


def attacked(shown):
    """What an attacker knows of every withheld count, as (exhibit, kind, least, most), from all printed tables at once.

    A printed zero is a zero, so a withheld count is at least one; the states of a kind add up to all firms, and its
    holders by group to its holders.
    """
    n_firms = sum(row["n_firms"] for row in rows_of(shown["kecamatan"]))
    for row in rows_of(shown["certificates"]):
        kind = row["certificate"]
        states = [row[f"n_{state}"] for state in STATES]
        rest = n_firms - sum(filter(None, states))
        hidden = {state: (1, rest) for state in STATES if row[f"n_{state}"] is None}
        held = (row["n_held"], row["n_held"])
        if row["n_held"] is None:
            held = dict(zip(hidden, between(rest, list(hidden.values())), strict=True))["held"]
        tables = {}
        for name in (f"held_by_{group}" for group in GROUPS):
            cells = [one for one in rows_of(shown[name]) if one["certificate"] == kind] if name in shown else []
            if not cells:
                continue
            printed = sum(one["n_held"] or 0 for one in cells)
            tables[name] = printed, [(1, one["n_firms"]) for one in cells if one["n_held"] is None]
            least = printed + len(tables[name][1])
            most = printed + sum(most for _, most in tables[name][1])
            held = max(held[0], least), min(held[1], most)
        if "held" in hidden:
            hidden["held"] = held
        for state, (least, most) in zip(hidden, between(rest, list(hidden.values())), strict=True):
            yield "certificates", f"{kind} {state}", least, most
        for name, (printed, cells) in tables.items():
            for least, most in between((held[0] - printed, held[1] - printed), cells):
                yield name, kind, least, most


def check_public(shown):
    for name in GROUPS:
        assert all(row["n_firms"] == 0 or row["n_firms"] >= LEAST for row in rows_of(shown[name])), name
    n_firms = sum(row["n_firms"] for row in rows_of(shown["kecamatan"]))
    totals = {}
    for row in rows_of(shown.get("certificates", shown["kecamatan"])):
        counts = [row.get(f"n_{state}", 0) for state in STATES]
        assert not [count for count in counts if count is not None and 0 < count < LEAST]
        assert None not in counts or (row["n_gap_least"], row["n_gap_most"]) == (None, None)
        assert counts.count(None) != 1
        assert None not in counts or n_firms - sum(filter(None, counts)) >= LEAST
        totals[row.get("certificate")] = row.get("n_held")
    for name in (f"held_by_{group}" for group in GROUPS if f"held_by_{group}" in shown):
        for kind in {row["certificate"] for row in rows_of(shown[name])}:
            counts = [row["n_held"] for row in rows_of(shown[name]) if row["certificate"] == kind]
            assert not [count for count in counts if count is not None and 0 < count < LEAST]
            if totals[kind] is not None and None in counts:
                assert counts.count(None) >= 2
                assert totals[kind] - sum(filter(None, counts)) >= LEAST
    if "certificates" in shown:
        for name, kind, least, most in attacked(shown):
            assert most > least, (name, kind, least)


def small_numbers(exhibit):
    """Numbers from one to four in its sentences and its drawing, labels left out."""
    labels = {str(cell) for column in exhibit.columns if column.kind == "text" for cell in exhibit.table[column.name]}
    drawn = exhibit.drawing.frame if exhibit.drawing else None
    texts = [exhibit.finding, exhibit.alt, *exhibit.notes]
    texts += drawn["value_text"].tolist() if drawn is not None else []
    for label in sorted(labels, key=len, reverse=True):
        texts = [text.replace(label, "") for text in texts]
    found = [number for text in texts for number in re.findall(r"[\d.,]*\d", text)]
    values = [] if drawn is None else [value for value in drawn["value"] if value is not None and 0 < value < LEAST]
    return [*[number for number in found if number in ("1", "2", "3", "4")], *values]


PUBLIC = ("certificates", *GROUPS, *(f"held_by_{group}" for group in GROUPS))
# Firms in blocks of one kind: only then do large groups stand beside small ones.
FIRMS = (
    st.lists(
        st.tuples(
            st.integers(1, 12),
            st.fixed_dictionaries(
                {
                    "Kecamatan": st.sampled_from(["Kamal", "Socah", "Labang", None]),
                    "Cabang Industri": st.sampled_from(["Pangan", "Kerajinan", None]),
                    "Tenaga Kerja": st.sampled_from([2, 7, None]),
                    **{permit: st.sampled_from(["Ada", "Tidak ada", "Proses", None]) for permit in PERMITS},
                }
            ),
        ),
        min_size=2,
        max_size=8,
    )
    .map(lambda blocks: [cells for n, cells in blocks for _ in range(n)])
    .filter(lambda firms: len(firms) >= LEAST)
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FIRMS)
def test_no_withheld_count_can_be_worked_out_from_what_is_printed(shown_as, firms):
    shown = shown_as(of(cleaned([firm(n, **cells) for n, cells in enumerate(firms, 1)])))
    check_public(shown)
    for name in set(PUBLIC) & set(shown):
        assert small_numbers(shown[name]) == [], name


def test_the_public_exhibits_of_a_whole_register_withhold_enough(register, shown_as):
    for lang in ("id", "en"):
        shown = shown_as(of(register), lang)
        check_public(shown)
        for name in set(PUBLIC) & set(shown):
            assert small_numbers(shown[name]) == [], name


def test_the_attacker_of_these_tests_finds_a_count_withheld_alone(made, shown_as):
    """The check itself, proved on tables that withhold too little."""
    shown = shown_as(of(made, is_public=False))
    halal = shown["certificates"].table["certificate"] == "Halal"
    shown["certificates"].table.loc[halal, "n_held"] = None
    assert ("certificates", "Halal held", 3, 3) in set(attacked(shown))
    with pytest.raises(AssertionError):
        check_public(shown)


def test_what_is_withheld_beside_a_small_state_is_another_that_lacks_the_permit(made, shown_as):
    """Of 30 firms 7 hold a trademark and 2 wait for one; the 7 stand by kecamatan too, so the 2 must not follow."""
    shown = shown_as(of(made))
    (row,) = [row for row in rows_of(shown["certificates"]) if row["certificate"] == "Trademark"]
    assert (row["n_held"], row["n_in_process"], row["n_not_held"]) == (7, None, None)
    assert "Trademark" in set(shown["held_by_kecamatan"].table["certificate"])


def test_holders_withheld_beside_a_small_count_do_not_follow_from_their_groups(shown_as):
    """Where 7 hold and 2 wait, and there is no other firm, the 7 are printed by no group either."""
    rows = [firm(n, **{"P-IRT": "Ada" if n <= 7 else "Proses", "Halal": "Ada"}) for n in range(1, 10)]
    shown = shown_as(of(cleaned(rows)))
    (row,) = [row for row in rows_of(shown["certificates"]) if row["certificate"].startswith("P-IRT")]
    assert (row["n_held"], row["n_in_process"], row["n_gap_least"]) == (None, None, None)
    for group in GROUPS:
        assert set(shown[f"held_by_{group}"].table["certificate"]) == {"Halal"}


@given(st.fixed_dictionaries({state: st.integers(0, 12) for state in STATES}))
def test_what_is_withheld_of_a_permit_does_not_follow_from_how_many_hold_lack_or_may_hold_it(counts):
    """The tables of duties print these three, unless one of them is small."""
    hidden = Registers((), "register", is_public=True).withheld_states(counts)
    lacking = {"in_process", "expired", "not_held"}
    assert {state for state, n in counts.items() if 0 < n < LEAST} <= set(hidden)
    if sum(counts.values()) >= LEAST and hidden:
        assert len(hidden) >= 2
        assert sum(counts[state] for state in hidden) >= LEAST
    thirds = (counts["held"], counts["unknown"], sum(counts[state] for state in lacking))
    if not any(0 < n < LEAST for n in thirds):
        assert set(hidden) <= lacking


def test_small_groups_are_one_group_and_it_is_no_small_one(made, shown_as):
    shown = shown_as(of(made))
    assert {row["kecamatan"]: row["n_firms"] for row in rows_of(shown["kecamatan"])} == {
        "Kamal": 14,
        "Socah": 10,
        "Others": 6,
    }
    assert "Labang" not in words_of(shown["kecamatan"]) + words_of(shown["held_by_kecamatan"])


def test_a_single_small_group_takes_the_next_smallest_with_it(shown_as):
    rows = [firm(n, Kecamatan="Kamal" if n <= 9 else "Socah" if n <= 16 else "Labang") for n in range(1, 20)]
    shown = shown_as(of(cleaned(rows)))
    assert {row["kecamatan"]: row["n_firms"] for row in rows_of(shown["kecamatan"])} == {"Kamal": 9, "Others": 10}


def test_what_is_withheld_is_never_said_to_be_none(shown_as):
    """Three of twenty firms hold a permit: not printed, but not denied either."""
    shown = shown_as(of(cleaned([firm(n, **{"P-IRT": "Ada" if n <= 3 else "Tidak ada"}) for n in range(1, 21)])))
    assert "none" not in shown["certificates"].finding
    assert not [name for name in shown if name.startswith("held_by")]
    nobody = shown_as(of(cleaned([firm(n, **{"P-IRT": "Tidak ada"}) for n in range(1, 21)])))
    assert nobody["certificates"].finding.endswith("none")


@pytest.mark.parametrize("n", [1, LEAST - 1])
def test_a_register_of_fewer_than_five_firms_has_no_counts_by_group_or_permit(shown_as, n):
    rows = [firm(number, **{"P-IRT": "Ada"}) for number in range(1, n + 1)]
    assert not set(shown_as(of(cleaned(rows)))) & set(PUBLIC)
    assert {*PUBLIC, "firm_list"} <= set(shown_as(of(cleaned(rows), is_public=False)))


def test_a_workbook_without_a_firm_still_says_how_far_it_can_be_read(shown_as):
    sheet = Sheet(Path("produk.xlsx"), "Lembar1", [["Nama Produk", "Merek Dagang"], ["Keripik", "Contoh"]])
    for is_public in (True, False):
        shown = shown_as(of(clean([sheet], layouts_of([sheet])), is_public=is_public))
        assert "cells" in shown
        assert not set(PUBLIC) & set(shown)


# Who sees which firm.


def test_the_public_profile_names_no_firm_and_nobody(register, shown_as):
    names = {name for name in register.firms["firm_name"] if name}
    for lang in ("id", "en"):
        shown = shown_as(of(register), lang)
        assert "firm_list" not in shown
        said = "\n".join(map(words_of, shown.values()))
        assert [name for name in names if name in said] == []
        assert [text for text in personal_texts() if text in said] == []


def test_the_internal_profile_lists_every_firm_with_allowed_columns_only(made, shown_as):
    shown = shown_as(of(made, is_public=False))
    listed = shown["firm_list"].table
    assert list(listed["firm_name"]) == list(made.firms["firm_name"])
    assert set(listed.columns) == {"firm_name", "kecamatan", "desa", "branch", "n_workers", "held"}
    assert not {code for code, field in reference.fields().items() if field["personal"]} & set(listed.columns)
    assert set(listed["held"][0].split(", ")) == {"P-IRT (home food permit)", "Halal", "Trademark"}
    said = "\n".join(map(words_of, shown.values()))
    assert [text for text in personal_texts() if text in said] == []


def test_the_internal_profile_withholds_nothing(made, shown_as):
    shown = shown_as(of(made, is_public=False))
    for name in PUBLIC:
        counts = [column for column in shown[name].table if column.startswith("n_")]
        assert not shown[name].table[counts].isna().any(axis=None), name
    assert {row["kecamatan"]: row["n_firms"] for row in rows_of(shown["kecamatan"])}["Burneh"] == 2


# Published figures.


def test_published_figures_stand_beside_the_register_whole_and_are_never_added(register, shown_as, published):
    wanted = published.observations[
        published.observations["regency"].isin(["Bangkalan", "Sampang"])
        & published.observations["topic"].isin(["firm_count", "product_count"])
    ]
    assert (wanted["value"].dropna() < LEAST).any()
    for is_public in (True, False):
        own, *figures = rows_of(shown_as(of(register, is_public=is_public))["beside_published"])
        assert own["value"] == len(register.firms)
        assert own["observation"] is None
        assert [(row["observation"], row["value"]) for row in figures] == list(
            zip(wanted["observation_id"], wanted["value"], strict=True)
        )


def test_no_other_exhibit_of_a_register_rests_on_a_page(register, shown_as):
    shown = shown_as(of(register))
    for name, exhibit in shown.items():
        pages = [source for source in exhibit.sources if source.source_id != register.path.name]
        assert bool(pages) == (name == "beside_published")
        assert register.path.name in exhibit.source_line


@pytest.mark.parametrize(("lang", "mark"), [("id", "DATA CONTOH, BUKAN KEADAAN"), ("en", "EXAMPLE DATA, NOT THE REAL")])
def test_made_up_data_say_so_in_every_source_line_and_real_data_nowhere(example, made, shown_as, lang, mark):
    for exhibit in shown_as(of(example, evidence="illustrative"), lang).values():
        assert exhibit.evidence == "illustrative"
        assert exhibit.source_line.startswith(mark)
        assert ("made-up" if lang == "en" else "buatan") in exhibit.evidence_line
    for exhibit in shown_as(of(made), lang).values():
        assert exhibit.evidence == "register"
        assert mark not in words_of(exhibit)


# Counts, counted again.


def counted(register):
    """Firms by group and by permit and state, counted row by row."""
    firms = {firm["firm_id"]: firm for firm in register.firms.astype(object).to_dict("records")}
    groups = {name: Counter() for name in GROUPS}
    for one in firms.values():
        groups["kecamatan"][one["kecamatan"] or "Unknown"] += 1
        groups["branch"][one["branch"].casefold().capitalize() or "Unknown"] += 1
        workers = one["n_workers"]
        n = workers if isinstance(workers, int) else 0
        code = "unknown" if not n else "micro" if n < 5 else "small" if n < 20 else "medium" if n < 100 else "large"
        groups["size"][code] += 1
    best = {}
    for one in register.certificates.astype(object).to_dict("records"):
        if one["firm_id"] in firms and one["certificate_kind"]:
            key = one["certificate_kind"], one["firm_id"]
            states = (one["certificate_status"], best.get(key, "unknown"))
            best[key] = min(states, key=STATES.index)
    kinds = {kind for kind, _ in best}
    states = {kind: Counter(best.get((kind, identifier), "unknown") for identifier in firms) for kind in kinds}
    return firms, groups, states, best


def code_of(label):
    return next(row["code"] for row in reference.certificate_kinds() if row["en"] == label)


def test_counts_by_group_are_those_of_the_rows(register, shown_as):
    shown, (firms, groups, _, _) = shown_as(of(register, is_public=False)), counted(register)
    size_of = {words["en"].capitalize(): code for (kind, code), words in reference.terms().items() if kind == "size"}
    for name in GROUPS:
        found = {row[name]: row["n_firms"] for row in rows_of(shown[name])}
        found = {size_of[label]: n for label, n in found.items()} if name == "size" else found
        assert found == groups[name]
        for row in rows_of(shown[name]):
            assert float(row["firms_share"]) == pytest.approx(row["n_firms"] / len(firms), abs=5.1e-4)
        top = max(groups[name].values())
        assert str(top) in shown[name].finding or "Unknown" in groups[name]


def test_counts_by_permit_are_those_of_the_rows_and_the_gap_counts_the_unknown_both_ways(register, shown_as):
    shown, (firms, _, states, _) = shown_as(of(register, is_public=False)), counted(register)
    assert {code_of(row["certificate"]) for row in rows_of(shown["certificates"])} == set(states)
    for row in rows_of(shown["certificates"]):
        of_kind = states[code_of(row["certificate"])]
        assert {state: row[f"n_{state}"] for state in STATES} == {state: of_kind[state] for state in STATES}
        assert row["n_gap_most"] == len(firms) - row["n_held"]
        assert row["n_gap_least"] == row["n_gap_most"] - row["n_unknown"]


def test_holders_by_kecamatan_are_those_of_the_rows(register, shown_as):
    shown, (firms, groups, _, best) = shown_as(of(register, is_public=False)), counted(register)
    held = Counter(
        (firms[identifier]["kecamatan"] or "Unknown", kind)
        for (kind, identifier), state in best.items()
        if state == "held"
    )
    for row in rows_of(shown["held_by_kecamatan"]):
        assert row["n_held"] == held[row["kecamatan"], code_of(row["certificate"])]
        assert row["n_firms"] == groups["kecamatan"][row["kecamatan"]]


def test_public_counts_are_the_internal_ones_or_not_printed(register, shown_as):
    public, internal = shown_as(of(register)), shown_as(of(register, is_public=False))
    for row, whole in zip(
        *(sorted(rows_of(one["certificates"]), key=lambda row: row["certificate"]) for one in (public, internal)),
        strict=True,
    ):
        assert all(row[name] in (None, whole[name]) for name in row)
    for name in GROUPS:
        counts = {row[name]: row["n_firms"] for row in rows_of(internal[name])}
        found = {row[name]: row["n_firms"] for row in rows_of(public[name])}
        others = found.pop("Others", 0) if "Others" not in counts else 0
        assert all(counts[label] == n for label, n in found.items())
        assert sum(found.values()) + others == sum(counts.values())


def test_every_cell_of_the_register_is_in_the_table_of_fates(register, shown_as):
    n_cells = sum(len(sheet.rows) * sheet.width for sheet in register.sheets)
    table = shown_as(of(register))["cells"].table
    assert table["n_cells"].sum() == n_cells
    problems = shown_as(of(register)).get("problems")
    columns = ["n_refused_cells", "n_doubtful_cells", "n_repaired_cells"]
    assert (0 if problems is None else problems.table[columns].to_numpy().sum()) == len(register.issues)


BOUNDS = {None: "unknown", 0: "unknown", 1: "micro", 4: "micro", 5: "small", 19: "small", 20: "medium", 99: "medium"}


@pytest.mark.parametrize(("n", "code"), [*BOUNDS.items(), (100, "large"), (5000, "large")])
def test_a_firm_is_as_large_as_its_workers(n, code):
    assert list(size(table("firms", [{"n_workers": n}]))) == [code]


# Which files are registers.


def test_the_example_is_read_only_where_there_is_no_other(tmp_path):
    assert read_registers(tmp_path) is None
    (tmp_path / "example_register.xlsx").write_bytes(EXAMPLE.read_bytes())
    (tmp_path / "~$daftar.xlsx").write_bytes(b"lock")
    (tmp_path / ".~lock.daftar.xlsx#").write_bytes(b"lock")
    (tmp_path / "catatan.txt").write_text("catatan", encoding="utf-8")
    assert [path.name for path in register_files(tmp_path)] == ["example_register.xlsx"]
    assert read_registers(tmp_path).evidence == "illustrative"
    write_book(tmp_path / "B.XLSX", [firm(1)])
    write_book(tmp_path / "a.xlsx", [firm(2)])
    assert sorted(path.name for path in register_files(tmp_path)) == ["B.XLSX", "a.xlsx"]
    assert read_registers(tmp_path).evidence == "register"


def test_a_layout_kept_beside_a_register_says_what_its_columns_mean(tmp_path):
    file = write_book(
        tmp_path / "daftar.xlsx", [{"Nama IKM": "Contoh 001", "Kolom X": "Sepulu"}], ("Nama IKM", "Kolom X")
    )
    assert list(read_registers(tmp_path).firms["kecamatan"]) == [""]
    layouts = clean_register(file).with_field("Sheet", "B", "kecamatan").layouts
    save_layout(layouts, tmp_path / "daftar.layout.csv")
    assert [path.name for path in register_files(tmp_path)] == ["daftar.xlsx"]
    assert list(read_registers(tmp_path).firms["kecamatan"]) == ["Sepulu"]


def test_one_regency_has_its_firms_and_what_is_theirs_and_no_row_is_of_two():
    every, *of_one = (read_registers(EXAMPLE.parent, regency=name) for name in (None, "Bangkalan", "Sampang"))
    assert [set(one.firms["regency"]) for one in of_one] == [{"Bangkalan"}, {"Sampang"}]
    for name in ("firms", "products", "certificates", "groups", "outreach"):
        key = f"{name.removesuffix('s')}_id" if name != "outreach" else "session_id"
        ids = [list(getattr(one, name)[key]) for one in of_one]
        assert sorted(sum(ids, [])) == sorted(set(getattr(every, name)[key])), name
    assert len(of_one[0].issues) == len(every.issues)  # problems are of the file


def test_several_registers_are_counted_together_and_each_is_named(shown_as, made):
    other = cleaned([firm(n, Kecamatan="Sepulu") for n in range(1, 8)], "lain.xlsx")
    shown = shown_as(Registers((made, other), "register", is_public=True))
    assert {row["kecamatan"]: row["n_firms"] for row in rows_of(shown["kecamatan"])}["Sepulu"] == 7
    assert sum(row["n_firms"] for row in rows_of(shown["kecamatan"])) == PEOPLE + 7
    for exhibit in shown.values():
        assert "daftar.xlsx; lain.xlsx" in exhibit.source_line
