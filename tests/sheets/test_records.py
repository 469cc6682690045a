"""The project's own tables are read strictly: what a register may lack, they may not."""

import pytest

from ikm_analysis.issues import UnusableFile
from ikm_analysis.sheets import Cell, read_csv, records

COLUMNS = ["id", "nilai", "ket"]


def read(tmp_path, text):
    (path := tmp_path / "a.csv").write_text(text, encoding="utf-8")
    return records(read_csv(path), COLUMNS)


def test_a_cell_is_its_text_as_found_and_its_address(tmp_path):
    (first, second) = read(tmp_path, "id;nilai;ket\n1; 1.234 ;\n\n ;;\n2;;x\n")
    assert first == {"id": Cell("1", "A2"), "nilai": Cell(" 1.234 ", "B2"), "ket": Cell("", "C2")}
    assert second["ket"] == Cell("x", "C5")


@pytest.mark.parametrize(
    ("text", "key", "named"),
    [
        ("id;nilai;ket\n1;2\n", "row_length", ["A2", "2", "3"]),
        ("id;nilai;ket\n1;2;3\n\n1;2;3;4\n", "row_length", ["A4", "4", "3"]),
        ("id;nilai\n1;2\n", "columns", ["ket"]),
        ("id;nilai;catatan\n1;2;3\n", "columns", ["ket", "catatan"]),
        ("id;nilai;ket;ket\n1;2;3;4\n", "columns", ["ket"]),
        ("\n\n", "columns", ["id, nilai, ket"]),
        ("", "empty", []),
    ],
)
def test_a_line_or_a_header_that_does_not_fit_is_refused(text, key, named, tmp_path):
    with pytest.raises(UnusableFile) as refusal:
        read(tmp_path, text)
    assert refusal.value.key == f"error.{key}"
    assert all(word in str(refusal.value) for word in ["a.csv", *named])
