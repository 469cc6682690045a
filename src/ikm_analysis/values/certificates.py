"""Permits as people type them into a cell: what kind, which number, what is known of it, and what to check.

Names are compared by their letters only (`P,IRT`, `SPP - IRT`); one that is a letter off, or cut off, is asked back.
Every issue is a code with words in `messages.toml`. The facts stand in reference/certificate_kinds.csv,
certificate_names.csv, number_layouts.csv and pirt_blocks.csv, each row with its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from html import escape
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import OSA

from ikm_analysis import reference
from ikm_analysis.values.certificate_numbers import NumberBlock, NumberReading, kind_by_form, known_forms, read_number
from ikm_analysis.values.numbers import squeezed
from ikm_analysis.values.status import Status, parse_status

_TOKEN = r"""(?xi)
  (?P<dated> (?:[0-9]{1,2}([/.-])[0-9]{1,2}\2YEAR | YEAR(?:[ ]?[/-][ ]?YEAR)?) (?![ ]?[.:/-]?[ ]?[0-9])
    | [0-9]{1,2}[ ]?(?:tahun|thn|th|bulan|bln|hari)\b)
| (?P<line> [\n\r;]) | (?P<name> (?=[^\W\d_])(?<![^\W\d_])(?:NAMES)(?![^\W\d_]))
| (?P<stop> [,/&+|] | \b(?:dan|and|serta)\b | (?<![0-9A-Z./-])[0-9]{1,2}[.)][ ]?(?=[^\W\d_]))
| (?P<licence> [0-9][0-9.-]{0,9}/[0-9A-Z.-]*(?:/[0-9A-Z.-]*[0-9A-Z])+)
| (?P<number> [0-9](?:(?:[ .:/-]{0,3}|[OIL])[0-9])*)  # O and l are typed for 0 and 1
| (?P<word> [^\W\d_]+ | (?<=[\s:=])-(?=\s*(?:[,;)]|$)) | [^\s.:()\[\]"'=_*-])
"""
_YEAR = "(?:19|20)[0-9]{2}"
_DASHES = str.maketrans("–—−‐‑\u00a0\t", "-----  ")
_EDGES, _LAST_AND = " ,;&/+|", re.compile(" (?:dan|and|serta)$", re.IGNORECASE)
_CUT_OFF = 8  # letters: a shorter beginning may be that of anything
_BY_BPOM = ("bpom", "tr", "kosmetik", "suplemen")


@dataclass(frozen=True, slots=True)
class CertificateReading:
    """One permit or certificate as a cell says it.

    `text` is its part of the cell, `kind` a code of certificate_kinds.csv ("" where nothing tells), `number` text
    ("" where none is given or it is withheld), `issues` codes of what to check. `expires_first` and `expires_last`
    enclose the day it expires where the number tells. A number that may be a person's NIK or telephone is in no field.
    """

    text: str
    kind: str = ""
    number: str = ""
    status: Status = Status.UNKNOWN
    issues: tuple[str, ...] = ()
    blocks: tuple[NumberBlock, ...] = ()
    expires_first: date | None = None
    expires_last: date | None = None

    def in_words(self, lang: str = "id") -> list[str]:
        """The reading line by line: what it is, what the digits of its number tell, and what to check."""
        from ikm_analysis.language import Language  # it prints through this package

        say, day = Language(lang).say, Language(lang).date
        kinds = [row[lang] for row in reference.certificate_kinds() if row["code"] == self.kind]
        named = " ".join([*(kinds[:1] or [say("certificate.no_kind")]), self.number]).strip()
        lines = [f"{named}: " + say(f"certificate.status_{self.status}")]
        for name, code, meaning, _ in self.blocks:
            what = say(f"certificate.block_{name}")
            lines.append(f"{code}: " + ", ".join(filter(None, [what, meaning.get(lang)])))
        lines += [say("certificate.unofficial")] * any(not block.is_official for block in self.blocks)
        if self.expires_first and self.expires_last:
            lines.append(say("certificate.expires", first=day(self.expires_first), last=day(self.expires_last)))
        return lines + ["! " + say(f"certificate_issue.{issue}") for issue in self.issues]

    def __str__(self) -> str:
        return "\n  ".join(self.in_words())

    def _repr_html_(self) -> str:
        """Show the reading in a notebook; it has no colours of its own, so it reads on dark and light pages."""
        heading, *lines = map(escape, self.in_words())
        return f'<div lang="id"><strong>{heading}</strong>{"".join(f"<br>{line}" for line in lines)}</div>'


def parse_certificate(
    text: str, kind: str | None = None, regency: str | None = None, issued: date | None = None
) -> list[CertificateReading]:
    """Return one reading for each permit a cell names, at least one; `kind` is what its column is about, if known.

    A number, a name, a status mark or any of them together is read: `P-IRT No. 2063526010123-25`, `halal (on proses)`,
    `belum`. A blank is unknown; a name alone is held, with issue `number_missing`; text that says nothing is kept, with
    issue `not_understood`. P-IRT numbers are compared with `regency` and the day of issue. No text raises an error.
    """
    whole, column = squeezed(text), kind or ""
    if (mark := _mark(whole.casefold())) is not None:
        unnumbered = mark == Status.HELD and column not in ("", "permit")
        return [CertificateReading(whole, column, status=mark, issues=("number_missing",) * unnumbered)]
    parts = _parts(list(_items(text.translate(_DASHES))))
    cuts = [0, *(part.items[0].start for part in parts[1:]), len(text)]
    spans = zip(parts, pairwise(cuts), strict=True)
    return [_reading(part, text[start:end], column, regency, issued) for part, (start, end) in spans]


@cache
def _token() -> re.Pattern[str]:
    names = sorted(reference.certificate_names(), key=len, reverse=True)  # the longest name that fits
    return re.compile(_TOKEN.replace("YEAR", _YEAR).replace("NAMES", "|".join(map(r"[\W_]*".join, names))))


@lru_cache(maxsize=4096)
def _mark(words: str) -> Status | None:
    try:
        return parse_status(words)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _near(letters: str) -> str:
    """The one kind whose name is a letter away (one more, less, other or swapped) or begins so; "" if none or more."""
    kinds = set()
    for alias, row in reference.certificate_names().items():
        begins = len(letters) >= _CUT_OFF and alias.startswith(letters)
        if begins or (min(len(letters), len(alias) - 1) > 2 and OSA.distance(letters, alias, score_cutoff=1) < 2):
            kinds.add(row["kind"])
    return kinds.pop() if len(kinds) == 1 else ""


class _Item(NamedTuple):
    role: str  # kind, weak (many permits are called so), status, number, other, filler, stop, line
    start: int
    code: str = ""  # the kind or status it tells, "" if none
    issue: str = ""
    typed: str = ""  # of a number: as typed, and the letters right before it
    letters: str = ""


@dataclass(slots=True)
class _Part:
    """What a cell says of one permit; `leads`: its status stands before its name, so it goes on to names after it."""

    items: list[_Item] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    kind: str = ""
    number: _Item | None = None
    leads: bool = False
    unclear: bool = False

    def add(self, item: _Item) -> None:
        self.items.append(item)
        if item.role == "status":
            self.leads = self.leads or not (self.kind or self.number)
            self.statuses.append(item.code)
        elif item.role in ("kind", "number"):
            self.kind, self.number = item.code or self.kind, item if item.role == "number" else self.number

    def ends_before(self, item: _Item, after: str) -> bool:
        """Tell whether an item is about the next permit; `after` is the role of the item after it."""
        parted = bool(self.items) and self.items[-1].role in ("stop", "line")
        if item.role == "status":
            renamed = bool(self.statuses or parted) and after in ("kind", "weak", "number")
            return bool(self.kind or self.number) and renamed
        of_bpom = self.kind == "bpom" and item.code in _BY_BPOM and not self.number  # `BPOM TR ...`
        another = self.kind != "" and item.code not in ("", self.kind) and not of_bpom
        second = self.number is not None and (item.role == "number" or parted)
        return item.role in ("kind", "number") and (another or second)


def _items(text: str) -> Iterator[_Item]:
    """The names, numbers, marks and separators of a cell; words between them that are neither are `other`."""
    names, left = reference.certificate_names(), list[re.Match[str]]()
    word = ""  # the last one, which may be letters of the number that follows
    for found in _token().finditer(text):
        role, start = found.lastgroup or "", found.start()
        if role == "word":
            left.append(found)
            word = found[0].upper()
            continue
        letters = word if role == "number" and known_forms()[1].fullmatch(word) else ""
        if letters and not kind_by_form(found[0], letters):
            letters = letters if not left and names.get(letters.casefold(), {}).get("kind") else ""
        start = left.pop().start() if left and letters else start
        if left:
            yield _words(left)
            left = []
        if role == "number":
            yield from _numbers(found, start, letters)
        elif role == "name":
            name = "".join(filter(str.isalpha, found[0])).casefold()
            row = names[name]
            role = "weak" if row["issue"] == "kind_unclear" else next(filter(row.get, ("kind", "status")), "filler")
            word = word if role == "filler" else name.upper()
            yield _Item(role, start, row["kind"] or row["status"], row["issue"])
        else:
            yield _Item({"licence": "number", "dated": "other"}.get(role, role), start, typed=found[0])
    if left:
        yield _words(left)


def _words(found: list[re.Match[str]]) -> _Item:
    """Words between names and separators, as one: a status mark, or one of them nearly a name, or not understood."""
    words = [word[0].casefold() for word in found]
    said = " ".join(words)
    if said not in ("n", "y") and (mark := _mark(said)) is not None:  # `PIRT n halal`: short for and
        return _Item("status", found[0].start(), mark)
    runs = [words[at : at + size] for size in (3, 2, 1) for at in range(len(words) - size + 1)]
    near = next(filter(None, map(_near, map("".join, runs))), "") if len(words) < 7 else ""
    return _Item("kind" if near else "other", found[0].start(), near, "name_near" if near else "")


def _numbers(found: re.Match[str], start: int, letters: str) -> Iterator[_Item]:
    """One number, or several that only blanks or slashes part, each whole by itself."""
    pieces = [(found.start() + one.start(), one[0]) for one in re.finditer("[^ /:]*[0-9][^ /:]*", found[0])]
    sizes = [len(re.sub("[^0-9]", "", piece)) for _, piece in pieces]
    alone = (kind_by_form(piece, letters * (at == found.start())) for at, piece in pieces)
    if kind_by_form(found[0], letters) or not (min(sizes) > 10 or sum(sizes) > 17 or any(alone)):
        pieces, sizes = [(found.start(), found[0])], [sum(sizes)]
    for (at, piece), size in zip(pieces, sizes, strict=True):
        code = kind_by_form(piece, letters)
        if letters and not code:
            code = reference.certificate_names()[letters.casefold()]["kind"]
        elif not (letters or (code == "pirt" and "-" in piece)):
            code = ""  # bare digits tell no kind yet: 13 may be a NIB or a P-IRT number without its year
        is_number = size > (3 if len(pieces) == 1 else 4)  # four digits beside a number are a year
        yield _Item("number" if is_number else "other", start or at, code, "", piece, letters)
        start, letters = 0, ""


def _parts(items: list[_Item]) -> list[_Part]:
    """The permits of a cell: a second kind, number or status begins the next one."""
    parts = [_Part()]
    for item, after in zip(items, [*(item.role for item in items), ""][1:], strict=True):
        if parts[-1].ends_before(item, after):
            parts.append(_Part())
        parts[-1].add(item)
    for before, part in pairwise(parts):
        part.kind = part.kind or before.kind  # a number alone goes on with the kind before it
        if before.leads and before.items[-1].role != "line" and not (part.statuses or part.number):
            part.statuses, part.leads = before.statuses, True  # `belum ada PIRT dan halal`
    for before, part in reversed(list(pairwise(parts))):
        follows = part.unclear or (part.statuses and not part.leads)  # `PIRT, halal belum`: one of them, or both?
        before.unclear = bool(follows) and not (before.items[-1].role == "line" or before.statuses or before.number)
    return parts


def _reading(part: _Part, text: str, column: str, regency: str | None, issued: date | None) -> CertificateReading:
    typed = _LAST_AND.sub("", squeezed(text).strip(_EDGES)).strip(_EDGES)
    asked = "" if column == "permit" else column
    weak = next((item.code for item in part.items if item.role == "weak"), "")
    other = any(item.role == "other" for item in part.items)
    if not (part.kind or weak or part.number or part.statuses):
        return CertificateReading(typed, column, issues=("not_understood",))
    issues = list(dict.fromkeys(item.issue for item in part.items if item.issue not in ("", "kind_unclear")))
    is_kh, found = "halal_kh" in issues, NumberReading(part.kind or asked)
    if part.number:
        found = read_number(part.number.typed, part.number.letters, found.kind, regency, issued)
        issues += () if is_kh and found.number else found.issues
        typed = typed if found.number else re.sub("[0-9]", "•", typed)
    kind, said, status = found.kind or weak or column, set(part.statuses), Status.UNKNOWN
    issues += ["kind_unclear"] * (weak != "" and not found.kind) + ["words_left"] * other
    issues += ["other_kind"] * (asked != "" and part.kind not in ("", asked))
    if part.unclear or len(said) > 1 or (found.number and Status.NOT_HELD in said):
        issues.append("status_unclear")
    elif said and (found.number or not other):
        status = Status(said.pop())
    elif found.number and kind or not (part.number or other):
        status = Status.IN_PROCESS if is_kh else Status.HELD
    issues += ["number_missing"] * (status == Status.HELD and not found.number and kind not in ("", "permit"))
    year = next((2000 + int(block.code) for block in found.blocks if block.name == "year"), None)
    days = (date(year, 1, 1), date(year, 12, 31)) if year else (None, None)
    return CertificateReading(typed, kind, found.number, status, tuple(issues), found.blocks, *days)
