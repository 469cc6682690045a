"""Subjects: tidy tables in, exhibits out. One module a subject; the stem is the notebook's and the page's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib import import_module

from ikm_analysis.exhibit import Exhibit
from ikm_analysis.issues import UnusableFile
from ikm_analysis.project import Folders, office
from ikm_analysis.published import Published, load_published
from ikm_analysis.subjects import coaching, gaps, register
from ikm_analysis.subjects.registers import Registers, read_registers
from ikm_analysis.subjects.scope import Scope

SUBJECTS = ("sources", "products", "certification", "budget", "groups")
REGISTER = "register"
# What registers say something of.
OF_REGISTERS = {"certification": gaps.exhibits, "groups": coaching.exhibits, REGISTER: register.exhibits}


def exhibits(subject: str, *, regency: str | None = None, lang: str = "id") -> list[Exhibit]:
    """The exhibits of one subject in `lang`, from the tables last processed; `register` from the office's workbooks.

    `regency` narrows them to one regency; None takes those of `office.toml` (for `sources`, every regency read).
    Raises ValueError for an unknown subject, language or regency.
    """
    published, regencies = load_published(), office().regencies
    shown = [] if subject == REGISTER else exhibits_of(published, subject, regencies, regency, lang)
    # Registers are read and cleaned only for the subjects they say something of.
    registers = read_registers(Folders.raw / "registers", regency=regency) if subject in OF_REGISTERS else None
    return [*shown, *(exhibits_of_registers(published, registers, subject, regencies, lang) if registers else [])]


def exhibits_of_registers(
    published: Published,
    registers: Registers,
    subject: str,
    regencies: Sequence[str],
    lang: str,
    as_of: date | None = None,
) -> list[Exhibit]:
    """What the office's own registers say of one subject, beside the published figures of the regencies.

    Duties hold on a day: `as_of`, else the newest day of the published data.
    """
    scope = Scope(published, (registers.regency,) if registers.regency else tuple(regencies), lang)
    return list(OF_REGISTERS[subject](scope, registers, as_of or published.dated))


def exhibits_of(
    published: Published, subject: str, regencies: Sequence[str], regency: str | None, lang: str
) -> list[Exhibit]:
    """The exhibits of one subject from the tables given; see `exhibits`."""
    if subject not in SUBJECTS:
        raise ValueError(f"subject {subject!r} is not one of {', '.join((*SUBJECTS, REGISTER))}")
    known = sorted(set(published.observations["regency"]))
    chosen = (regency,) if regency else tuple(known) if subject == "sources" else tuple(regencies)
    if unknown := [name for name in chosen if name not in known]:
        raise UnusableFile("error.regency", regency=", ".join(unknown), known=", ".join(known))
    return list(import_module(f"{__name__}.{subject}").exhibits(Scope(published, chosen, lang)))
