"""The raw figures are those compiled from the pages, cell for cell; collected by `make test-real` only."""

import csv
import os
from pathlib import Path

import pytest

from ikm_analysis.project import Folders

REAL = Path(os.environ["IKM_REAL_DATA"], "observations")


def rows(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("name", ["sources", "observations"])
def test_raw_data_are_the_compiled_figures_as_printed(name):
    ours = rows(Folders.raw / f"{name}.csv")
    for row in ours:
        row.pop("read_as", None)  # our one addition: how a text that no grammar should read is read by hand
    assert ours == rows(REAL / f"{name}.csv")
