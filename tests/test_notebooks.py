"""Notebooks are committed without outputs, thin, bilingual and without typed numbers; test_report executes them."""

import re

import nbformat
import pytest

from ikm_analysis.project import Folders
from ikm_analysis.subjects import REGISTER, SUBJECTS

NOTEBOOKS = sorted(Folders.notebooks.glob("*.ipynb"))


def cells(path, kind):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def test_there_is_one_notebook_for_each_subject():
    assert sorted(path.stem.partition("_")[2] for path in NOTEBOOKS) == sorted([*SUBJECTS, REGISTER])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_code_cells_are_short_stripped_and_hold_no_logic(path):
    for cell in cells(path, "code"):
        assert cell.execution_count is None
        assert cell.outputs == []
        assert len(cell.source.splitlines()) <= 8
        assert not re.search(r"^\s*(def|class|for|while|import sys)\b|sys\.path|^[%!]", cell.source, re.MULTILINE)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_prose_is_one_indonesian_and_one_english_line_without_digits(path):
    for cell in cells(path, "markdown"):
        indonesian, english = cell.source.splitlines()
        assert not re.search(r"\d", cell.source)
        assert english.startswith("*")
        assert english.endswith("*")
        assert indonesian.strip(" *")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_asks_one_question_and_ends_in_a_proof(path):
    headings = [cell for cell in cells(path, "markdown") if cell.source.startswith("#")]
    assert len(headings) == 1
    assert headings[0].source.splitlines()[0].endswith("?")
    assert any("groupby" in cell.source for cell in cells(path, "code"))
    assert any("limits" in cell.source for cell in cells(path, "code"))
    assert "assert" in cells(path, "code")[-1].source
