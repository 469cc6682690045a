"""Valid, odd, broken and hostile workbooks of public test suites: a result or one clear refusal, within limits.

What becomes of each stands in `weird_outcomes.csv`; one that begins to work, or stops, is a change someone must
confirm: run this file as a program to write the outcomes anew, and look at the difference.
"""

import csv
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

REAL = Path(os.environ["IKM_REAL_DATA"], "weird_workbooks")
OUTCOMES = Path(__file__).with_name("weird_outcomes.csv")
SECONDS, BYTES = 10, 1 << 30
READ = """
import sys
from pathlib import Path
from ikm_analysis.cleaning import clean_register
from ikm_analysis.issues import UnusableFile
from ikm_analysis.sheets import read_sheets
from ikm_analysis.sheets.cells import CellError

def tried(work):
    try:
        return "read", work(Path(sys.argv[1]))
    except UnusableFile as refusal:
        assert all(chr(10) not in refusal.line(lang) for lang in ("id", "en"))
        return refusal.key, ""

def counted(path):
    sheets = read_sheets(path)
    values = [value for sheet in sheets for row in sheet.rows for value in row if value is not None]
    return " ".join(f"{name}={count}" for name, count in {
        "sheets": len(sheets),
        "hidden": sum(sheet.is_hidden for sheet in sheets),
        "cells": len(values),
        "errors": sum(isinstance(value, CellError) for value in values),
        "formulas": sum(len(sheet.formulas) for sheet in sheets),
        "merges": sum(len(sheet.merges) for sheet in sheets),
        "hidden_rows": sum(len(sheet.hidden_rows) for sheet in sheets),
    }.items() if count)

print(*tried(counted), tried(lambda path: clean_register(path) and None)[0], sep=",")
"""


def limited():
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


def outcome(name):
    """Outcome and detail of reading and the outcome of cleaning, from a process of limited time and memory."""
    done = subprocess.run(
        [sys.executable, "-c", READ, REAL / name],
        capture_output=True, text=True, timeout=SECONDS, preexec_fn=limited,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, ""), done.stderr[-500:]
    return done.stdout.strip().split(",")


def kept():
    with OUTCOMES.open(encoding="utf-8", newline="") as lines:
        return {row.pop("file"): list(row.values()) for row in csv.DictReader(lines)}


def files():
    return sorted(path.name for path in REAL.iterdir() if path.name != "MANIFEST.csv")


@pytest.mark.parametrize("name", files())
def test_each_workbook_is_read_or_refused_as_before(name):
    assert outcome(name) == kept()[name]


def test_no_outcome_is_kept_of_a_file_that_is_gone():
    assert sorted(kept()) == files()


if __name__ == "__main__":
    with OUTCOMES.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(["file", "outcome", "detail", "cleaning"])
        writer.writerows([name, *outcome(name)] for name in files())
