"""Numbers of permits: which kind their form tells, what their digits say, and what does not fit; none is mended."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from ikm_analysis import reference
from ikm_analysis.values.numbers import squeezed

PIRT_YEARS, _PIRT_15_DIGITS_SINCE = 5, 2012  # at most five years: PerBPOM 22/2018 Pasal 4
_NIK = re.compile("[0-9]{6}(?:[04][1-9]|[1256][0-9]|[37][01])(?:0[1-9]|1[0-2])[0-9]{6}")  # a birth date stands inside
_PHONE = re.compile("(?:62|0)8[0-9]{8,11}")


class NumberBlock(NamedTuple):
    """Some digits of a number: what they tell (`name`), the digits, their meaning by language, and if that is sure."""

    name: str
    code: str
    meaning: dict[str, str]
    is_official: bool


class NumberReading(NamedTuple):
    """The kind a number is of ("" if not sure), the number ("" if withheld), codes of what to check, what it tells."""

    kind: str
    number: str = ""
    issues: tuple[str, ...] = ()
    blocks: tuple[NumberBlock, ...] = ()


@cache
def known_forms() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the form of any number, one named group a kind, and that of the letters before numbers (MD, ID)."""
    forms = {row["code"]: row["number_form"] for row in reference.certificate_kinds() if "[" in row["number_form"]}
    leading = (re.match(r"(?:[A-Z]|\[[A-Z-]+\])+", one) for form in forms.values() for one in form.split("|"))
    any_form = "|".join(f"(?P<{code}>{form})" for code, form in forms.items())
    return re.compile(any_form), re.compile("|".join(found[0] for found in leading if found))


def kind_by_form(typed: str, letters: str = "") -> str:
    """Return the kind whose known form a number has, "" if none; blanks and dots do not count."""
    found = known_forms()[0].fullmatch(letters + typed.replace(" ", "").replace(".", ""))
    return (found.lastgroup or "") if found else ""


def read_number(typed: str, letters: str, kind: str, regency: str | None, issued: date | None) -> NumberReading:
    """Return what a number says: `kind` is what stands beside it or its column is about, `letters` are before it."""
    digits, number = re.sub("[^0-9]", "", typed), letters + typed.replace(" ", "").replace(".", "")
    runs = [*re.findall("[0-9]+", typed), re.sub("[^0-9A-Za-z]", "", typed) if "/" not in typed else ""]
    if any(len(run) == 16 and (kind in ("", "nib") or _NIK.fullmatch(run)) for run in runs):
        return NumberReading(kind, "", ("possible_nik",))
    if kind != "nib" and not letters and any(map(_PHONE.fullmatch, runs)):
        return NumberReading(kind, "", ("possible_phone",))
    if re.search("[A-Za-z]", typed) and "/" not in typed:
        return NumberReading(kind, number, ("letters_in_number",))
    names = (reference.certificate_names().get(word, {}) for word in re.findall("[a-z]+", typed.casefold()))
    said = kind or kind_by_form(typed) or next((row["kind"] for row in names if row and not row["issue"]), "")
    if said == "nib" and not kind and kind_by_form(f"{digits}00") == "pirt":  # or a P-IRT number without its year
        return NumberReading("", number, ("kind_unclear",))
    if said in ("pirt", "bpom", "halal", "nib"):
        return _laid_out(said, digits, number, regency, issued)
    form = next((row["number_form"] for row in reference.certificate_kinds() if row["code"] == said), "")
    if "[" in form:
        return NumberReading(said, number, ("number_form",) * (kind_by_form(typed, letters) != said))
    unread = ("number_unknown",) * (not said) + ("layout_unverified",) * (form == "unverified")
    return NumberReading(said, squeezed(typed), unread)


def _laid_out(kind: str, digits: str, number: str, regency: str | None, issued: date | None) -> NumberReading:
    at, blocks, known, layouts = 0, [], reference.pirt_blocks(), reference.number_layouts()
    layout = layouts.get((kind, number[0].isalpha(), len(digits)), {"issue": "wrong_length", "layout": ""})
    for name, size in re.findall("([a-z_]+) ([0-9])", layout["layout"]):
        code, at = digits[at : at + int(size)], at + int(size)
        blocks.append(NumberBlock(name, code, known.get((name, code), {}), layout["official"] == "yes"))
    issues = [layout["issue"]] * (layout["issue"] != "")
    if kind == "halal" and len(digits) == 17 and not kind_by_form(digits, "ID"):
        issues.append("halal_month")
    elif kind == "pirt" and blocks:
        issues += _pirt_issues({block.name: block for block in blocks}, number, regency, issued)
        number = f"{digits[:-2]}-{digits[-2:]}"
    elif issues == ["old_form"] and ("-" in number or (issued and issued.year >= _PIRT_15_DIGITS_SINCE)):
        issues = ["wrong_length" if "-" in number else "year_missing"]
    return NumberReading(kind, number, tuple(issues), tuple(blocks))


def _pirt_issues(
    blocks: dict[str, NumberBlock], number: str, regency: str | None, issued: date | None
) -> Iterator[str]:
    if number[-3] != "-":
        yield "missing_hyphen"
    yield from (f"unknown_{name}" for name in ("packaging", "food_group") if not blocks[name].meaning)
    place = re.sub(r"^kab(?:upaten\b|\b\.?) *", "", squeezed(regency).casefold()) if regency else ""
    rows = reference.pirt_blocks().items() if place else ()
    known = {row["id"].casefold(): code for (name, code), row in rows if name == "regency"}
    if place and known.get(place) != blocks["regency"].code and (place in known or blocks["regency"].meaning):
        yield "wrong_regency"
    if issued and int(blocks["year"].code) != (issued.year + PIRT_YEARS) % 100:
        yield "year_not_issue_plus_5"
