"""What a domain expert corrects without touching code: words, terms and rules, each file with its source.

`messages.toml` holds every sentence in Indonesian and English, `terms.csv` the words for codes in the data,
`tables.toml` the tidy tables, `columns.csv` the columns of exhibits, `branches.csv` which dimension is which branch of
industry, `places.csv` the kecamatan and `desa.csv` the desa (codes and names: cahyadsn/wilayah, MIT, after Kepmendagri
300.2.2-2138/2025; BPS codes after the BPS list of regions; tiles laid out from centroids), `place_aliases.csv` other
spellings of places, `limits.csv` what the published figures cannot answer, `certificate_kinds.csv`,
`certificate_names.csv`, `number_layouts.csv` and `pirt_blocks.csv` the names and numbers of permits, `fields.csv` what
a column of an office's sheet can mean, `headers.csv` how offices word that, `beside.csv` what a word means beside other
columns, `row_words.csv` how totals, footers and headings inside a table begin, `budget_codes.csv` and
`budget_forms.csv` what codes and headings of budgets say, `product_categories.csv`, `requirements.csv`, `scales.csv`,
`ladder.csv` and `unit_costs.csv` which product needs which certificate (`rules.toml` how they are read), `grades.csv`
how a performance is graded, `target_pairs.csv` which figure tells what was done of a target and how one of a part of
the year reads, `association_limits.csv` which firms could form an association.
"""

from __future__ import annotations

import csv
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

FOLDER = files(__name__)


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((FOLDER / name).read_text(encoding="utf-8").splitlines()))


@cache
def messages() -> dict[str, dict[str, str]]:
    """Every message by dotted key: `{"budget.gap": {"id": ..., "en": ...}}`."""

    def flattened(tree: dict[str, Any], prefix: str) -> dict[str, dict[str, str]]:
        if set(tree) == {"id", "en"}:
            return {prefix: tree}
        flat: dict[str, dict[str, str]] = {}
        for key, branch in tree.items():
            flat |= flattened(branch, f"{prefix}.{key}" if prefix else key)
        return flat

    return flattened(tomllib.loads((FOLDER / "messages.toml").read_text(encoding="utf-8")), "")


@cache
def terms() -> dict[tuple[str, str], dict[str, str]]:
    """The words for each (kind, code) of the data: `{("unit", "firms"): {"id": "IKM", "en": "firms"}}`."""
    return {(row["kind"], row["code"]): {"id": row["id"], "en": row["en"]} for row in _rows("terms.csv")}


@cache
def tables() -> dict[str, dict[str, Any]]:
    """Every tidy table by name: grain, key and its columns as lines of name, kind and meaning."""
    return tomllib.loads((FOLDER / "tables.toml").read_text(encoding="utf-8"))


@cache
def branches() -> dict[str, str]:
    """The branch of industry of each dimension code that names what is made."""
    return {row["dimension"]: row["branch"] for row in _rows("branches.csv")}


@cache
def places() -> list[dict[str, str]]:
    """Every kecamatan of Madura: Kemendagri code, regency, name, and its tile on the map where it has one."""
    return _rows("places.csv")


def place_rows() -> list[tuple[str, str, str]]:
    """Places as (Kemendagri code, name, BPS code or blank): regencies `35.26`, kecamatan `35.26.09`, desa after them.

    The kecamatan of Madura, the desa of Bangkalan and Sampang only, and the names of the other regencies of East Java.
    """
    regencies = [(code, name, "") for name, code in place_aliases("regency").items()]
    kecamatan = [(row["code"], row["kecamatan"], row["bps_code"]) for row in places()]
    return [*regencies, *kecamatan, *((row["code"], row["name"], "") for row in _rows("desa.csv"))]


@cache
def place_aliases(kind: str) -> dict[str, str]:
    """What names of places may mean beside what the lists say, as `{written: meant}`.

    `regency`: name and code of every regency and city of East Java; `name`: another name of the place with a code;
    `word`: another spelling of a word; `letters`: another spelling of a sound, applied in order; `mark`: the word that
    says what a name is (`Kec.`: kecamatan).
    """
    return {row["written"]: row["meant"] for row in _rows("place_aliases.csv") if row["kind"] == kind}


@cache
def limits() -> list[dict[str, str]]:
    """What the published figures cannot bear: one question each, with the filter that counts the figures for it."""
    return _rows("limits.csv")


@cache
def columns() -> dict[str, dict[str, str]]:
    """How each column of an exhibit's table reads: its kind, with decimals after a colon, and its heading."""
    return {row["name"]: row for row in _rows("columns.csv")}


@cache
def test_marks() -> frozenset[str]:
    """Texts, in lower case, that someone typed to try a form out: a row that holds one is doubtful."""
    return frozenset(row["text"] for row in _rows("test_marks.csv"))


@cache
def fields() -> dict[str, dict[str, str]]:
    """What a column of a register or a budget can mean, by code: its table, kind, whether it is personal, its name."""
    return {row["code"]: row for row in _rows("fields.csv")}


@cache
def headers() -> dict[str, tuple[str, str]]:
    """Each known wording of a column's header, as lower-case words, to its field and certificate kind."""
    return {row["alias"]: (row["field"], row["kind"]) for row in _rows("headers.csv")}


@cache
def beside() -> list[dict[str, str]]:
    """What a field means instead beside (and without) other fields, by words of its heading and kind of cells."""
    return _rows("beside.csv")


@cache
def budget_codes() -> list[tuple[str, int, re.Pattern[str]]]:
    """What the form of a budget code says it is: the kind, its rank from the top down, and the pattern."""
    return [(row["kind"], int(row["rank"]), re.compile(row["pattern"])) for row in _rows("budget_codes.csv")]


@cache
def budget_forms() -> dict[str, tuple[re.Pattern[str], dict[str, str]]]:
    """Each kind of budget document: the words in its heading that tell it, and its name in either language."""
    return {row["form"]: (re.compile(row["pattern"], re.I), row) for row in _rows("budget_forms.csv")}


@cache
def row_words() -> dict[str, re.Pattern[str]]:
    """How the first text of a row that is no body row reads: of totals, of footers, of headings inside a table."""
    forms: dict[str, list[str]] = {}
    for row in _rows("row_words.csv"):
        forms.setdefault(row["role"], []).append(row["pattern"])
    return {role: re.compile(rf"(?is)\s*(?:{'|'.join(patterns)})\s*") for role, patterns in forms.items()}


@cache
def certificate_kinds() -> list[dict[str, str]]:
    """Every kind of permit and certificate: issuer, form of its number, term, basis in law; one row a validity."""
    return _rows("certificate_kinds.csv")


@cache
def product_certificates() -> frozenset[str]:
    """The kinds of certificate that are for a product; the others are for a whole firm."""
    return frozenset(row["code"] for row in certificate_kinds() if row["held_for"] == "product")


@cache
def certificate_names() -> dict[str, dict[str, str]]:
    """What is typed into permit cells, by its letters: names of kinds, status marks, words that tell nothing."""
    return {row["alias"]: row for row in _rows("certificate_names.csv")}


@cache
def pirt_blocks() -> dict[tuple[str, str], dict[str, str]]:
    """The words for each (block, digits) of a P-IRT number, and for the provinces of halal numbers."""
    return {(row["block"], row["code"]): row for row in _rows("pirt_blocks.csv")}


@cache
def number_layouts() -> dict[tuple[str, bool, int], dict[str, str]]:
    """What a number of a kind says, by whether letters stand before it and how many digits; other lengths are wrong."""
    return {(row["kind"], row["letters"] == "yes", int(row["digits"])): row for row in _rows("number_layouts.csv")}


@cache
def template() -> list[dict[str, str]]:
    """The columns of the empty register: sheet, field, certificate kind, heading, width, format, check, page break."""
    return _rows("template.csv")


@cache
def grades() -> list[dict[str, str]]:
    """The grades of a performance as Kabupaten Sampang prints them, best first: each lies above so many percent."""
    return _rows("grades.csv")


@cache
def target_pairs() -> dict[str, dict[str, str]]:
    """Each indicator of a target: which indicator counts what was done of the same thing, or why none does."""
    return {row["target"]: row for row in _rows("target_pairs.csv")}


@cache
def association_limits() -> dict[str, str]:
    """What proposals for associations keep to, by name: sizes, the share that makes a branch one kind, vague words."""
    return {row["limit"]: row["value"] for row in _rows("association_limits.csv")}


@cache
def rule_columns() -> dict[str, Any]:
    """How the columns of the tables of rules are read, and which codes they may hold."""
    return tomllib.loads((FOLDER / "rules.toml").read_text(encoding="utf-8"))
