"""The rates the example register reproduces, measured again on the files they were measured on."""

import csv
import os
import re
import tomllib
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ikm_analysis.project import ROOT
from made.register_rates import MEASURES, doubled

FOLDER = Path(os.environ["IKM_REAL_DATA"])
TOLD = tomllib.loads((ROOT / "tools" / "example_rates.toml").read_text(encoding="utf-8"))
ELSEWHERE = "domain.md 4.4"  # counted on a database that is not in the folder


def lines(name):
    path = FOLDER / name
    if path.suffix == ".csv":
        text = path.read_text(encoding="utf-8-sig")
        mark = ";" if ";" in text.partition("\n")[0] else ","
        return list(csv.reader(text.splitlines(keepends=True), delimiter=mark))
    return [list(row) for row in load_workbook(path).worksheets[0].iter_rows(values_only=True)]


def columns(name, headers):
    header, *body = lines(name)
    return [[row[header.index(text)] for row in body] for text in headers]


def again(rate):
    kind, name = rate["dirt"], rate["file"]
    if kind == "cents":  # a table below two title rows, above its total
        return MEASURES[kind]([cell for row in lines(name)[3:17] for cell in row[2:]])
    if kind == "exact":
        return doubled(tuple)(lines(name)[1:])
    if kind in ("figures", "near"):
        rows = list(zip(*columns(name, rate["column"].split(", ")), strict=True))
        plain = lambda row: tuple(re.sub(r"\W", "", str(cell)).lower() for cell in row)  # noqa: E731
        if kind == "near":
            return doubled(plain, tuple)(rows)
        extra = doubled(tuple)(rows)[0] - doubled(tuple)(lines(name)[1:])[0]
        return extra, len(rows)
    if "meant" in rate:
        return MEASURES[kind](*columns(name, [rate["column"], rate["meant"]]))
    return MEASURES[kind](*columns(name, [rate["column"]]))


@pytest.mark.parametrize("rate", TOLD["rates"], ids=lambda rate: f"{rate['dirt']}-{rate['column']}")
def test_the_rate_is_what_the_file_says(rate):
    assert again(rate) == (rate["hits"], rate["n"])


SPELLINGS = {name: told for name, told in (TOLD["spellings"] | TOLD["states"]).items() if "file" in told}


@pytest.mark.parametrize("name", [name for name, told in SPELLINGS.items() if told["file"] != ELSEWHERE])
def test_the_words_are_as_often_in_the_file_as_told(name):
    told = SPELLINGS[name]
    (cells,) = columns(told["file"], [told["column"]])
    if name == "dusun":
        cells = [re.match(r"(?:(?:DUSUN|DSN)\.?|DUSN|DSB)(?= )|", cell)[0] for cell in cells]
        told = told | {"words": {word.strip(): hits for word, hits in told["words"].items()}}
    found = [" ".join(str(cell).split()) for cell in cells]
    for word, hits in told["words"].items():
        assert found.count(word) == hits, word
