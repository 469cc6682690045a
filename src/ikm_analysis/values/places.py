"""Kecamatan and desa as registers write them, to their codes: looked up inside their regency, or asked back.

In this order: a code of either system, the name, the name with other blanks or marks, another spelling by the rules of
`place_aliases.csv`, one or two typing errors where no other name comes near; never the likelier of two. The lists hold
the kecamatan of Madura and the desa of Bangkalan and Sampang (those of Pamekasan and Sumenep are not at hand: a desa
there is `no_list`); a `gazetteer` file brings any other regency.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache, lru_cache
from html import escape
from typing import Literal, NamedTuple
from unicodedata import normalize

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ikm_analysis import reference
from ikm_analysis.values.numbers import squeezed

How = Literal["exact", "joined", "alias", "near", "code", "asked_back", "elsewhere", "no_list", "blank"]
SURE = ("exact", "joined", "alias", "code")
SIZES = {"regency": 5, "kecamatan": 8, "desa": 13}  # of a code: 35.26, 35.26.09, 35.26.09.2001
MARGIN = 2  # by how many letters a misspelt name must be nearer to its place than to any other

# `RT 9 RW 9`, `Rt.9/9`, `RT/RW 009/002`, `RT09RW03`; then what says no more than that it is in East Java.
_LEFT_OUT = re.compile(
    r"(?i)\brt\W*(?:rw\W*)?[0-9]{1,3}(?:(?:\W*rw\W*|\s?[/-]\s?)[0-9]{1,3})?(?![0-9])|\brw\W*[0-9]{1,3}(?![0-9])"
    r"|\b(?:jawa timur|jatim|indonesia|kode pos|[0-9]{5})\b"
)


class Place(NamedTuple):
    """One regency, kecamatan or desa of a list; `within` names what it lies in, nearest first."""

    code: str
    name: str
    bps_code: str | None
    within: tuple[str, ...]

    def __str__(self) -> str:
        return f"{', '.join([self.name, *self.within[:1]])} ({self.code})"


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """What a text says of one kecamatan or desa.

    `code` (Kemendagri) and `bps_code` are None unless one place is meant; so is `name`, but where there is no list it
    stands as written. `suggestions`, the two best of the list, read as their places when typed instead of the text.
    """

    text: str
    level: str
    how: How
    suggestions: tuple[str, ...] = ()
    code: str | None = None
    name: str | None = None
    bps_code: str | None = None
    regency: str | None = None

    def line(self, lang: str) -> str:
        """The reading as one sentence, in Indonesian (`id`) or English (`en`)."""
        values = asdict(self) | {"suggestions": "; ".join(self.suggestions) or "-"}
        return reference.messages()[f"place_reading.{self.how}"][lang].format(**values)

    def __str__(self) -> str:
        return self.line("id")

    def _repr_html_(self) -> str:
        return "".join(f'<p lang="{lang}">{escape(self.line(lang))}</p>' for lang in ("id", "en"))


class AddressReading(NamedTuple):
    """The places an address names; `dusun` as written, or None. Street, house number, RT and RW are never in it."""

    kecamatan: PlaceReading
    desa: PlaceReading
    dusun: str | None


def key(text: str, joint: str = "") -> str:
    """A name as its letters and digits alone: `Tanjung Bumi` and `TANJUNGBUMI` have one key."""
    return joint.join(re.findall(r"[^\W_]+", normalize("NFKD", text).casefold()))


def sound(text: str) -> str:
    """A name with all spellings of a word or sound that mean the same made one: `Somor Koneng` and `Sumur Kuning`."""
    name = "".join(reference.place_aliases("word").get(word, word) for word in key(text, " ").split())
    for written, meant in reference.place_aliases("letters").items():
        name = name.replace(written, meant)
    return re.sub(r"(.)\1+", r"\1", name)


@cache
def _mark(level: str) -> str:
    marks = "|".join(mark for mark, meant in reference.place_aliases("mark").items() if meant == level)
    return rf"(?:\b(?:{marks})(?:\b|(?<=dsn))[\s.:/]*)+"  # `DSNDENGKAH`: no name begins with dsn


def _unmarked(text: str, level: str) -> str:
    return re.sub(rf"(?i)^\W*{_mark(level)}", "", squeezed(text.replace("_", " ")))


_KEYS: dict[How, Callable[[str], str]] = {"code": str.strip, "exact": key, "alias": sound}
_shipped = cache(lambda: Gazetteer(reference.place_rows()))  # when first asked


class Gazetteer:
    """Places from rows of code, name and BPS code (may be blank): regencies, their kecamatan, their desa."""

    def __init__(self, rows: Sequence[tuple[str, str, str]]) -> None:
        self.called: dict[tuple[int, How, str], list[Place]] = defaultdict(list)
        self.keys: dict[tuple[int, str], dict[Place, str]] = defaultdict(dict)  # of a level, by how the codes begin
        named = {code: _unmarked(name, "regency") for code, name, _ in rows}
        for code, name, bps in rows:
            place = Place(code, name, bps or None, tuple(named[code[:size]] for size in (8, 5) if size < len(code)))
            around = [f"{name} {mark} {other}" for other in place.within for mark in ("", "kab", "kec")]
            aliases = [alias for alias, meant in reference.place_aliases("name").items() if meant == code]
            names = {named[code], f"{name} ({name})", str(place), *around}
            codes = {code, code.replace(".", ""), bps or code}
            for texts, (how, key_of) in zip((codes, names, names.union(aliases)), _KEYS.items(), strict=True):
                for written in set(map(key_of, texts)):
                    self.called[len(code), how, written].append(place)
            for start in {code[:size] for size in (0, 3, 6, 9)}:
                self.keys[len(code), start][place] = key(name)

    def regency(self, text: str) -> Place | None:
        """The one regency or city a name or code means: `Kab. Bangkalan`, `35.26`, `3526`; None if none is listed."""
        name = key(_unmarked(text, "regency"))
        asked = ((5, "code", text.strip()), (5, "exact", name), (5, "exact", f"kota{name}"))
        found = next((self.called[one] for one in asked if one in self.called), [])
        return found[0] if len(found) == 1 else None


def find_kecamatan(text: str, regency: str | None = None, *, gazetteer: Gazetteer | None = None) -> PlaceReading:
    """Return the kecamatan a text means inside a regency: `Kec. Tanjungbumi`, `Kr_Penang`, `35.26.09`, BPS `3526160`.

    Without a regency, only a name that stands once in the list, is no regency's and is not misspelt.
    """
    return _found(gazetteer or _shipped(), "kecamatan", text, regency or "", "")


def find_desa(
    text: str, regency: str | None = None, kecamatan: str | None = None, *, gazetteer: Gazetteer | None = None
) -> PlaceReading:
    """Return the desa or kelurahan a text means inside a kecamatan: `Ds. Telaga Biru`, `35.26.09.2014`.

    Without a kecamatan, only a name that stands once in the regency and is not misspelt; with a kecamatan that is not
    understood, or without both, none.
    """
    return _found(gazetteer or _shipped(), "desa", text, regency or "", kecamatan or "")


def read_address(text: str, regency: str | None = None, *, gazetteer: Gazetteer | None = None) -> AddressReading:
    """Return the places of an address: `Ds. Telaga Biru Kec. Tanjung Bumi`, `DSN TAJUNG`, `..., Harapan Baru, Palaran`.

    Parts without a mark are read from the end: regency, kecamatan, desa. The first of the address may be a street, a
    part with a number a house: such a part counts only where the list has its name.
    """
    places, parts = gazetteer or _shipped(), _parts(_LEFT_OUT.sub(",", squeezed(text)))
    marked = {level: part for level, part in reversed(parts) if level}
    loose = ["", "", *(part for level, part in parts if not level)]
    own = key(_unmarked(regency or "", "regency")).removeprefix("kota")
    if "regency" not in marked and (places.regency(loose[-1]) or (own and key(loose[-1]) in (own, f"kota{own}"))):
        marked["regency"] = loose.pop()
    county = marked.get("regency", regency or "")
    elsewhere = f" kab {county}" if places.regency(county) != places.regency(regency or county) else ""

    def found(level: str, part: str, kecamatan: str | None = None) -> PlaceReading:
        reading = _found(places, level, part and f"{part}{elsewhere}", regency or county, kecamatan or "")
        is_bare = ("", part) in parts[:1] or re.search("[0-9]", part)
        return _found(places, level, "", county, "") if is_bare and reading.how not in SURE else reading

    if "kecamatan" not in marked:
        is_desa = found("kecamatan", loose[-1]).how not in SURE and found("desa", loose[-1]).how in SURE
        marked["kecamatan"] = "" if is_desa else loose.pop()
    kecamatan = found("kecamatan", marked["kecamatan"])
    desa = found("desa", marked.get("desa", loose[-1]), kecamatan.name or kecamatan.text)
    if desa.code and kecamatan.how == "blank":
        kecamatan = found("kecamatan", desa.code[:8])
    return AddressReading(kecamatan, desa, marked.get("dusun"))


def _parts(text: str) -> list[tuple[str, str]]:
    """The parts of an address with the level a mark says; a mark right after a mark is a name: `Desa Kampung Baru`."""
    marks = {level: _mark(level) for level in (*SIZES, "dusun", "street")}
    start, stop = "|".join(f"(?P<{level}>{mark})" for level, mark in marks.items()), "|".join(marks.values())
    parts = re.finditer(rf"(?i)(?:{start})?(?P<name>(?:{stop})?[^,;()]+?)(?=(?:{stop})|[,;()]|$)", text)
    found = ((next(filter(part.group, marks), ""), part["name"]) for part in parts)
    return [(level, name.strip(" .:-/")) for level, name in found if name.strip()]


@lru_cache(maxsize=1 << 16)
def _found(places: Gazetteer, level: str, text: str, regency: str, kecamatan: str) -> PlaceReading:
    name, county, size = _unmarked(text, level), places.regency(regency), SIZES[level]
    written, city = key(name), places.regency(name) if level == "kecamatan" else None
    around = _found(places, "kecamatan", kecamatan, regency, "") if key(kecamatan) else None
    scope = f"{around.code}." if around and around.code else f"{county.code}." if county else ""
    inside = places.keys.get((size, scope), {}) if county or not regency.strip() else {}
    reading = PlaceReading(text, level, "blank", regency=county.name if county else None)
    if not written or not inside:
        return replace(reading, how="no_list", name=name) if written else reading
    is_vague = (around and not around.code) or (city and not county) or (level == "desa" and not scope)
    desa = places.called.get((13, "exact", written), []) if level == "kecamatan" else []
    outside = [place for place in (*desa, city) if place and place != county and place.code.startswith(scope[:3])]
    for how, key_of in _KEYS.items():
        if how == "alias" and level == "kecamatan" and outside:
            break
        meant = places.called.get((size, how, key_of(name)), [])
        here = [place for place in meant if place in inside]
        if len(here) == 1 and (how == "code" or not is_vague):
            is_joined = how == "exact" and name.casefold() != here[0].name.casefold()
            return PlaceReading(text, level, "joined" if is_joined else how, (), *here[0][:3], here[0].within[-1])
        if here:
            return replace(reading, how="asked_back", suggestions=tuple(map(str, here[:2])))
        outside += meant if how != "alias" else []
    (close, distance, nearest), *others = process.extract(written, inside, scorer=OSA.distance, limit=2)
    if not outside and len(scope) > size - 5 and written.isalpha() and distance <= (len(close) > 3) + (len(close) > 5):
        rivals = {*places.keys[size, scope[:-3]].values()}.difference(inside.values())
        is_clear = all(other - distance >= MARGIN for _, other, _ in others)
        if is_clear and all(OSA.distance(written, rival) > distance for rival in rivals):
            return PlaceReading(text, level, "near", (), *nearest[:3], nearest.within[-1])
    suggested = outside or ([] if written.isdigit() else [nearest, *(other for _, _, other in others)])
    return replace(reading, how="elsewhere" if outside else "asked_back", suggestions=tuple(map(str, suggested[:2])))
