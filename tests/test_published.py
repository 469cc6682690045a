"""The raw files: read as printed, checked cell by cell, refused in one line."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import edit_csv
from ikm_analysis import tables
from ikm_analysis.issues import UnusableFile
from ikm_analysis.published import read_published, rounding_tolerance
from ikm_analysis.relations import last_digit_unit
from ikm_analysis.sheets import read_csv, records
from ikm_analysis.values import parse_figure


def test_all_574_figures_on_149_pages_are_read_again_and_agree_with_what_was_noted(published):
    assert (len(published.observations), len(published.sources)) == (574, 149)
    assert sorted(published.observations.query("read_as != ''")["observation_id"]) == ["O002", "O017", "O332", "O441"]
    assert published.observations["value"].map(type).eq(Decimal).all()


def test_every_figure_names_the_cell_it_stands_in(published):
    row = published.observations.set_index("observation_id").loc["O145"]
    assert row["source_cell"] == "observations.csv!I146"


def test_tables_come_back_from_disk_as_they_were(published, tmp_path):
    for name, frame in published:
        tables.store(name, frame, tmp_path)
        assert tables.load(name, tmp_path).equals(frame), name


@pytest.mark.parametrize(
    ("text", "certainty", "tolerance"),
    [
        ("Rp598,86 juta", "rounded", 5_000),
        ("Rp751 juta", "rounded", 500_000),
        ("913,5 hektare", "exact", "0.05"),
        ("195.000", "rounded", 500),
        ("195.000", "exact", 0),
        ("53 kelompok", "exact", 0),
    ],
)
def test_rounding_hides_half_a_unit_of_the_last_printed_digit(text, certainty, tolerance):
    assert rounding_tolerance(parse_figure(text), certainty) == Decimal(str(tolerance))


def test_the_last_digit_that_is_not_zero_gives_the_unit():
    assert [last_digit_unit(Decimal(value)) for value in (195_000, 3_010, 7, 0)] == [1_000, 10, 1, 1]


def rewritten(path, delimiter, encoding):
    """The same table as another program would save it."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_file_saved_by_indonesian_excel_reads_the_same(raw, published, delimiter, encoding):
    for name in ("sources", "observations", "statements", "relations"):
        rewritten(raw / f"{name}.csv", delimiter, encoding)
    for (_, ours), (_, theirs) in zip(published, read_published(raw), strict=True):
        assert ours.equals(theirs)


def damaged(raw, name, key, identifier, **cells):
    edit_csv(raw / f"{name}.csv", key, {identifier: cells})


DAMAGES = {
    "an unparsable amount": (
        lambda raw: damaged(raw, "observations", "observation_id", "O146", as_published="Rp2.00O.000.000,00"),
        ["observations.csv", "I147", "Rp2.00O.000.000,00"],
    ),
    "a value that is not what the text reads": (
        lambda raw: damaged(raw, "observations", "observation_id", "O001", value="131"),
        ["observations.csv", "K2", "127", "131"],
    ),
    "a hedge that was dropped": (
        lambda raw: damaged(raw, "observations", "observation_id", "O006", certainty="exact"),
        ["observations.csv", "Q7", "sekitar 627 unit"],
    ),
    "a part of nothing": (
        lambda raw: damaged(raw, "observations", "observation_id", "O146", part_of="O999"),
        ["observations.csv", "O147", "part_of", "O999"],
    ),
    "a page nobody knows": (
        lambda raw: damaged(raw, "observations", "observation_id", "O146", source_id="S999"),
        ["observations.csv", "B147", "S999"],
    ),
    "a part without a role": (
        lambda raw: damaged(raw, "observations", "observation_id", "O146", part_role=""),
        ["observations.csv", "P147"],
    ),
    "a year in words": (
        lambda raw: damaged(raw, "observations", "observation_id", "O146", year="dua ribu"),
        ["observations.csv", "N147", "dua ribu"],
    ),
    "a relation about nothing": (
        lambda raw: damaged(raw, "relations", "relation_id", "R002", parts="O127+O998"),
        ["relations.csv", "O998"],
    ),
    "a kind of relation nobody knows": (
        lambda raw: damaged(raw, "relations", "relation_id", "R003", kind="selisih"),
        ["relations.csv", "B4", "selisih", "difference"],
    ),
    "a difference of three": (
        lambda raw: damaged(raw, "relations", "relation_id", "R003", parts="O134 O135 O136"),
        ["relations.csv", "G4", "O134 O135 O136"],
    ),
    "a ratio of one": (
        lambda raw: damaged(raw, "relations", "relation_id", "R004", parts="O141"),
        ["relations.csv", "G5", "O141"],
    ),
    "a sum without its second figure": (
        lambda raw: damaged(raw, "relations", "relation_id", "R002", parts="O127+ O128"),
        ["relations.csv", "G3", "O127+ O128"],
    ),
    "a ratio to zero": (
        lambda raw: damaged(raw, "relations", "relation_id", "R004", parts="O141 O002"),
        ["relations.csv", "G5", "O141 O002"],
    ),
    "a total of a sum": (
        lambda raw: damaged(raw, "relations", "relation_id", "R003", kind="total", parts="O134+O135"),
        ["relations.csv", "G4", "O134+O135"],
    ),
    "two readings of one total": (
        lambda raw: damaged(raw, "relations", "relation_id", "R003", kind="total", stated="O072", parts=""),
        ["relations.csv", "D4", "O072", "D2"],
    ),
    "a rival without figures": (
        lambda raw: damaged(raw, "relations", "relation_id", "R002", parts=""),
        ["relations.csv", "G3", "rival", "O132"],
    ),
    "a reading of a total that has no addends": (
        lambda raw: damaged(raw, "relations", "relation_id", "R001", stated="O132"),
        ["relations.csv", "G2", "O132"],
    ),
    "two stated figures": (
        lambda raw: damaged(raw, "relations", "relation_id", "R003", stated="O136 O137"),
        ["relations.csv", "D4", "O136 O137"],
    ),
    "a stated text that is no figure": (
        lambda raw: damaged(raw, "relations", "relation_id", "R005", stated_text="sedikit sekali"),
        ["relations.csv", "E6", "sedikit sekali"],
    ),
    "a relation that states nothing": (
        lambda raw: damaged(raw, "relations", "relation_id", "R005", stated_text=""),
        ["relations.csv", "E6"],
    ),
    "a date that cannot be": (
        lambda raw: damaged(raw, "sources", "source_id", "S001", date_as_printed="31/02/2020"),
        ["sources.csv", "D2", "31/02/2020"],
    ),
    "a repeated identifier": (
        lambda raw: damaged(raw, "observations", "observation_id", "O146", observation_id="O145"),
        ["observations.csv", "A147", "O145", "A146"],
    ),
    "a renamed column": (
        lambda raw: (raw / "observations.csv").write_text(
            (raw / "observations.csv").read_text(encoding="utf-8").replace("as_published", "tercetak", 1),
            encoding="utf-8",
        ),
        ["observations.csv", "as_published", "tercetak"],
    ),
    "a missing file": (lambda raw: (raw / "relations.csv").unlink(), ["relations.csv"]),
    "an empty file": (lambda raw: (raw / "relations.csv").write_bytes(b""), ["relations.csv"]),
    "bytes that are no text": (
        lambda raw: (raw / "sources.csv").write_bytes(b"source_id\x00\xff\xfe"),
        ["sources.csv"],
    ),
    "text in two encodings": (
        lambda raw: (raw / "sources.csv").write_bytes("source_id,Jum’at".encode() + b"\xb1\n"),
        ["sources.csv"],
    ),
    "a broken quotation": (
        lambda raw: (raw / "statements.csv").write_text('statement_id,source_id\n"T01"x,S001\n', encoding="utf-8"),
        ["statements.csv"],
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_unusable_input_is_refused_in_one_line_that_names_file_and_cell(raw, damage, lang):
    spoil, named = DAMAGES[damage]
    spoil(raw)
    with pytest.raises(UnusableFile) as refusal:
        read_published(raw)
    line = refusal.value.line(lang)
    assert "\n" not in line
    assert all(word in line for word in named), line


cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r", exclude_categories=["Cs", "Cc"]), max_size=8)


@given(st.lists(st.lists(cells, min_size=3, max_size=3).filter(lambda row: any(map(str.strip, row))), max_size=8))
def test_no_cell_of_a_csv_file_is_lost_or_moved(tmp_path_factory, body):
    path = tmp_path_factory.mktemp("sheet") / "cells.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([["one", "two", "three"], *body])
    read = records(read_csv(path), ["one", "two", "three"])
    assert [[cell.text for cell in row.values()] for row in read] == body
    assert [row["two"].address for row in read] == [f"B{number}" for number in range(2, len(body) + 2)]
