"""What a column means: read from the words of its header, and where they do not say, from what stands in it.

The wordings are in `reference/headers.csv`, the meanings in `reference/fields.csv`. An exact wording comes first, then
one a letter away, then a known wording inside a longer header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from statistics import median
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from ikm_analysis import reference
from ikm_analysis.sheets.cells import Value
from ikm_analysis.values.numbers import scale_power
from ikm_analysis.values.status import Status, parse_status

# Alone these words name too many things to be trusted inside a longer header ("Jumlah Produk", "Kode Pos").
GENERIC = re.compile(
    "anggota|barang|bimtek|berlaku|capaian|dana|date|desember|galeri|gallery|item|jadwal|kegiatan|kode|kelompok|kontak|"
    "kota|lokasi|market|materi|modal|mulai|nama|name|nomor|number|outlet|package|paket|pasar|pelaksanaan|pelatihan|"
    "persen|percent|persentase|prosentase|perusahaan|produk|program|sampai|selesai|sisa|satuan|sosialisasi|status|tahun|"
    "tanggal|target|terbit|terjual|training|unit|usaha|volume|year"
)
# What a general header becomes under, or beside, the name of a certificate.
SUBCOLUMNS = {"row_number": "certificate_number", "data_year": "certificate_issued"} | {
    f"certificate_{part}": f"certificate_{part}" for part in ("number", "issued", "expires", "status", "note")
}
# These are of a year in the tidy tables: a column of months, days or weeks is asked back.
YEARLY = ("sales_rp", "production_rp", "materials_rp", "capacity")
_SHORTER = re.compile(r"\b(?:per)?(?:bulan|bln|hari|minggu|month|week|day)\b")
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_OF_YEAR = re.compile("(?<=^target) (?:(?:tahun|thn|th|ta) )?(?:19|20)[0-9]{2}$")
_UNIT = re.compile(
    r"(?i)\b(?:rp|rupiah|idr|ribu(?:an)?|juta(?:an)?|mil[iy]ar|orang|org|jiwa|persons|tahun|thn|years|hari|bulan|kg|gr|"
    r"gram|ton|unit|buah|pcs|liter|potong|ekor|lembar|kodi|hektare?|ha|m2)\b|000|(?<![0-9])%"
)
_SCALE = r"(ribu|rb|juta|jt|mil[iy]ar|tril[iy]un)(?:an)?\b"
_MONEY = re.compile(rf"(?i)(?<![a-z])(?:rp|rupiah|idr)(?![a-z])[\s.]*(?:1?[. ]?(?:000[., ]?)+|{_SCALE})?")
_NUMBER = re.compile(r"(?<![0-9])(?<![0-9][.,])[0-9]+(?:[.,][0-9]+)+(?![0-9]|[.,][0-9])")
_INDONESIAN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]+,[0-9]+")
_EITHER = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


class Meaning(NamedTuple):
    """The field a column holds (None: not understood), the kind of certificate if one, and how that was found."""

    field: str | None
    kind: str = ""
    why: str = ""


@lru_cache(maxsize=10_000)
def words(text: str) -> str:
    """The words of a text: lower case, letters and digits, one blank between: `Jml_Naker ` is `jml naker`."""
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold().replace("%", " persen ")).split())


def _plain(text: str) -> str:
    """The words of a header without what stands in brackets, a percentage excepted."""
    return words(_BRACKETS.sub(lambda found: "%" if found[0][1:-1].strip() == "%" else " ", text))


@cache
def _known() -> dict[str, tuple[str, str]]:
    """Every wording; the codes and names of the fields too, so that a cleaned table and a template read back."""
    known = dict(reference.headers())
    for code, field in reference.fields().items():
        for name in (code, field["id"], field["en"]):
            known.setdefault(_plain(name), (code, ""))
    return known


@cache
def _typical() -> dict[str, set[str]]:
    """The values, as words, of the fields that take few."""
    return {code: set(one["contents"].split(";")) for code, one in reference.fields().items() if one["contents"]}


@lru_cache(maxsize=10_000)
def exact(text: str) -> Meaning:
    """What a header says when its words are a known wording, its unit left out or not."""
    forms = (words(text), _plain(text), _plain(_MONEY.sub(" ", text)), _OF_YEAR.sub("", _plain(text)))
    found = next((_known()[form] for form in forms if form in _known()), None)
    return Meaning(*found, "header") if found else Meaning(None)


@lru_cache(maxsize=10_000)
def inside(text: str) -> Meaning:
    """What a header says by known wordings among its words: the longest; a certificate beside `Tgl` is its date."""
    parts = _plain(text).split()[:30]
    runs = (" ".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, min(i + 7, len(parts)) + 1))
    found = [(run, *_known()[run]) for run in runs if run in _known()]
    named = [kind for run, field, kind in found if field == "certificate" and kind != "permit" and len(run) > 2]
    sub = next((SUBCOLUMNS[field] for _, field, _ in found if field in SUBCOLUMNS and field != "row_number"), None)
    if named and sub:
        return Meaning(sub, named[0], "alias")
    if len(set(named)) > 1:
        return Meaning("certificate", "permit", "alias")
    trusted = [one for one in found if _tells(*one)]
    return Meaning(*max(trusted, key=lambda one: len(one[0]))[1:], "alias") if trusted else Meaning(None)


def _tells(run: str, field: str, kind: str) -> bool:
    """Whether a wording may be trusted as part of a longer header."""
    least = 2 if reference.fields()[field]["personal"] else 3 if kind not in ("", "permit") else 5
    return " " in run or (len(run) >= least and not GENERIC.fullmatch(run))


def read_header(levels: Sequence[str]) -> Meaning:
    """What a column means by its header, top row first: `("P-IRT", "Tgl")` is the issue date of a P-IRT."""
    *groups, leaf = levels or [""]
    if groups and not _BRACKETS.sub("", leaf).strip():  # a line of units only
        *groups, leaf = (*groups[:-1], f"{groups[-1]} {leaf}")
    for start in range(len(groups)):
        if (whole := exact(" ".join(levels[start:]))).field:
            return whole
    above = [meaning for group in groups for meaning in (exact(group), inside(group)) if meaning.field == "certificate"]
    found = exact(leaf)
    if above:
        kind = next((one.kind for one in reversed(above) if one.kind != "permit"), "permit")
        part = found if found.field else inside(leaf)
        if part.field in SUBCOLUMNS or words(leaf) in ("keterangan", "ket"):
            return Meaning(SUBCOLUMNS.get(part.field or "", "certificate_note"), part.kind or kind, "alias")
    plain = _plain(leaf)
    if not found.field and len(plain) >= 6:
        near = extractOne(plain, _known().keys(), scorer=OSA.distance, score_cutoff=1)
        found = Meaning(*_known()[near[0]], "near") if near and near[0][0] == plain[0] else found
    if not found.field:
        found = inside(leaf)
    if not found.field and above:
        return Meaning("certificate", kind, "alias")
    found = found if found.field or not groups else inside(" ".join(levels))
    return Meaning(None) if found.field in YEARLY and _SHORTER.search(words(" ".join(levels))) else found


def unit_of(header: str) -> tuple[str, int]:
    """The unit a header states and the power of ten in it: `Nilai Investasi (Rp.000)` gives `Rp.000` and 3."""
    bracketed = [found[0][1:-1].strip() for found in _BRACKETS.finditer(header) if _UNIT.search(found[0])]
    money = _MONEY.search(header.replace("_", " "))
    unit = bracketed[0] if bracketed else money[0].strip(" .") if money else ""
    scale = re.search(rf"(?i){_SCALE}", unit)
    if money and scale and not _MONEY.search(unit):
        unit = f"{money[0].strip(' .')} {unit}"  # `Target Rp. (juta)`
    return unit, 3 * unit.count("000") + ((scale_power(scale[1]) or 0) if scale else 0)


def number_convention(texts: Iterable[str]) -> str:
    """How these texts write numbers: "id" (`1.234,5`), "en" (`1,234.5`), "mixed" when both are met, "" when none tells.

    `1.234` and `1,234` fit both and tell nothing; `5,099,00` fits neither and tells nothing.
    """
    met = set()
    for text in texts:
        for number in _NUMBER.findall(text):
            if not _EITHER.fullmatch(number):
                met |= {"id"} if _INDONESIAN.fullmatch(number) else set()
                met |= {"en"} if _INDONESIAN.fullmatch(number.translate(str.maketrans(".,", ",."))) else set()
        if len(met) > 1:
            return "mixed"
    return "".join(met)


def _fits(pattern: str, value: Value) -> bool:
    """Whether a cell has the form of a field, as written or with its blanks, hyphens, brackets and quotes left out."""
    if isinstance(value, float):
        value = f"{value:.0f}" if abs(value) < 1e17 else ""
    text = str(value)[:200].strip()
    return bool(re.fullmatch(pattern, text) or re.fullmatch(pattern, re.sub(r"[\s\-'’`().]+", "", text)))


def content(values: Sequence[Value], *, personal_only: bool = False) -> Meaning:
    """What one column holds by its cells alone, blanks left out: the first meaning that most of the cells fit.

    Privacy first: for NIK, telephone and e-mail nearly a third is enough.
    """
    values = [value for value in values if isinstance(value, (str, int, float)) and not isinstance(value, bool)]
    patterns = {code: one["pattern"] for code, one in reference.fields().items() if one["pattern"]}
    for code in ("nik", "phone", "email") if personal_only else patterns:
        enough = 0.3 if code in ("nik", "phone", "email") else 0.6
        if values and sum(_fits(patterns[code], value) for value in values) >= enough * len(values):
            return Meaning(code, "", "content")
    if not values or personal_only:
        return Meaning(None)
    texts = [words(value) for value in values if isinstance(value, str)]
    numbers = [value for value in values if isinstance(value, (int, float))]
    places = {words(place["kecamatan"]) for place in reference.places()}
    steps = [later > one for one, later in zip(numbers, numbers[1:], strict=False)]
    tests: list[tuple[str, Iterable[object]]] = [
        ("row_number", [all(steps) and number % 1 == 0 and len(steps) > 1 for number in numbers]),
        ("kecamatan", (re.sub("^kec(?:amatan)? ", "", text) in places for text in texts)),
        *((code, map(known.__contains__, texts)) for code, known in _typical().items()),
        ("certificate", map(_is_mark, values)),
        ("founded_year", (1950 <= number <= 2050 and number % 1 == 0 for number in numbers)),
    ]
    found = next((code for code, fitting in tests if sum(map(bool, fitting)) >= 0.6 * len(values)), None)
    return Meaning(found, "permit" if found == "certificate" else "", "content" if found else "")


def _is_mark(value: Value) -> bool:
    try:
        return isinstance(value, str) and parse_status(value) is not Status.UNKNOWN
    except ValueError:
        return False


def contents(columns: Mapping[int, Sequence[Value]]) -> dict[int, Meaning]:
    """What the columns of a table without any header hold; the column of the most distinct texts names the firms."""
    found = {index: content(values) for index, values in columns.items()}
    numbers = {i: [v for v in values if isinstance(v, (int, float))] for i, values in columns.items()}
    for index in (i for i in columns if found[i].field is None and len(numbers[i]) > 0.8 * len(columns[i])):
        if found.get(index + 1, Meaning(None)).field == "capacity_unit":
            found[index] = Meaning("capacity", "", "content")
        elif median(numbers[index]) <= 20 and all(0 <= n <= 2000 and n % 1 == 0 for n in numbers[index]):
            found[index] = Meaning("n_workers", "", "content")
    texts = {i: {v for v in columns[i] if isinstance(v, str)} for i in columns if found[i].field is None}
    order = sorted((i for i in texts if len(texts[i]) > len(set(numbers[i]))), key=lambda i: -len(texts[i]))
    budget = any(meaning.field == "account_code" for meaning in found.values())
    names = zip(order, ("description",) if budget else ("firm_name", "product_name"), strict=False)
    return found | {index: Meaning(code, "", "content") for index, code in names}
