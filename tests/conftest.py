import csv
import gc
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from ikm_analysis.project import Folders
from ikm_analysis.published import Published, read_published
from ikm_analysis.subjects import SUBJECTS, exhibits_of

# Enough to find what breaks, few enough that the whole suite stays under three minutes on two cores.
settings.register_profile("suite", max_examples=50, deadline=None)
settings.load_profile("suite")

# What is loaded by now stays, and figures and frames leave little rubbish: a tenth of the time went into seeking it.
gc.freeze()
gc.set_threshold(10_000, 20, 20)

REGENCIES = ("Bangkalan", "Sampang")


def pytest_collection_modifyitems(items):
    """The files of whole runs first: begun last, they would keep one worker busy when the other is done."""
    items.sort(key=lambda item: not item.path.stem.startswith("test_report"))


@pytest.fixture(scope="session")
def published() -> Published:
    return read_published(Folders.raw)


@pytest.fixture
def raw(tmp_path) -> Path:
    """A copy of the raw folder that a test may damage."""
    return Path(shutil.copytree(Folders.raw, tmp_path / "raw", ignore=shutil.ignore_patterns("registers")))


@pytest.fixture(scope="session")
def shown(published):
    """Every exhibit by language and name, of the office's regencies."""
    return {
        lang: {
            exhibit.name: exhibit
            for subject in SUBJECTS
            for exhibit in exhibits_of(published, subject, REGENCIES, None, lang)
        }
        for lang in ("id", "en")
    }


def edit_csv(path: Path, key: str, changes: dict[str, dict[str, str]]) -> None:
    """Change cells of a CSV file: {identifier: {column: text}}, the identifier in column `key`."""
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        rows = list(reader)
        names = reader.fieldnames
    assert set(changes) <= {row[key] for row in rows}
    rows = [row | changes.get(row[key], {}) for row in rows]
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
