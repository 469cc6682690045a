"""The office's own registers as one table each, their earlier editions, and what of them may be printed.

In the `public` profile no group is smaller than five firms and no count from one to four is printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ikm_analysis import reference
from ikm_analysis.cleaning import Register, clean_register
from ikm_analysis.exhibit import Exhibit, Source
from ikm_analysis.rules import UNCLASSIFIABLE, scale_of
from ikm_analysis.subjects.scope import Row, Scope

LEAST = 5  # firms: a smaller group would tell of single firms (reference/domain.md 5)
# The state of a firm is the first of these that one of its certificates of the kind has.
STATES = ("held", "in_process", "expired", "not_held", "unknown")
READ = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")
EXAMPLES = {"example_register.xlsx", "example_register_before.xlsx"}
LAYOUT = ".layout.csv"
BEFORE = "before"  # the folder of the earlier editions, beside the registers of now


def _every(name: str) -> cached_property[pd.DataFrame]:
    """The rows of one tidy table of every register; of those that say a regency or their firm, the ones asked for."""

    def table(registers: Registers) -> pd.DataFrame:
        rows = pd.concat([register.tables[name] for register in registers.registers], ignore_index=True)
        if registers.regency and "regency" in rows:
            return rows[rows["regency"] == registers.regency].reset_index(drop=True)
        if registers.regency and "firm_id" in rows:
            return rows[rows["firm_id"].isin(registers.firms["firm_id"])].reset_index(drop=True)
        return rows

    return cached_property(table)


@dataclass(frozen=True)
class Registers:
    """Cleaned registers of one kind of evidence (`register` or `illustrative`), as one table each.

    `regency` narrows firms and what is theirs to one regency. `before` are the earlier editions of the same registers,
    where they are at hand; nothing here counts them.
    """

    registers: tuple[Register, ...]
    evidence: str
    is_public: bool
    regency: str | None = None
    before: Registers | None = None

    firms = _every("firms")
    products = _every("products")
    certificates = _every("certificates")
    groups = _every("groups")
    packages = _every("packages")
    outreach = _every("outreach")
    placements = _every("placements")
    targets = _every("targets")
    issues = _every("issues")

    @cached_property
    def states(self) -> pd.DataFrame:
        """One row a firm, one column a kind of certificate: its state, unknown where the register says nothing."""
        certificates = self.certificates
        said = certificates[(certificates["firm_id"] != "") & (certificates["certificate_kind"] != "")]
        ranked = said.assign(rank=said["certificate_status"].map(STATES.index))
        table = ranked.pivot_table(index="firm_id", columns="certificate_kind", values="rank", aggfunc="min")
        return table.reindex(self.firms["firm_id"]).fillna(STATES.index("unknown")).astype(int).map(STATES.__getitem__)

    def tells(self, *counts: int | None) -> bool:
        """Whether, in the public profile, a count or a difference of two would tell of single firms."""
        return self.is_public and any(0 < abs(n or 0) < LEAST for n in counts)

    def withheld(self, counts: Mapping[str, int]) -> list[str]:
        """The names whose counts are not printed, in the public profile; see `withheld`."""
        return withheld(counts) if self.is_public else []

    def withheld_states(self, counts: Mapping[str, int]) -> list[str]:
        """The states of a kind whose firms are not printed: of those that lack it as long as they are enough.

        Holders, those that lack it and unknown ones are printed by group and by duty too, so a state withheld beside a
        small one must be of the same of the three, where none of the three is small.
        """
        lacking = self.withheld({state: n for state, n in counts.items() if state not in ("held", "unknown")})
        thirds = (counts.get("held", 0), counts.get("unknown", 0), sum(counts[state] for state in lacking))
        return self.withheld(counts) if any(0 < n < LEAST for n in thirds) else lacking

    @property
    def all_read(self) -> tuple[Register, ...]:
        """Every register that was read, those of before first."""
        return (*(self.before.registers if self.before else ()), *self.registers)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Each register as source lines name it."""
        names = map(register_name, self.registers)
        return tuple(Source(name, name, name, name) for name in names)


def register_name(register: Register) -> str:
    """What a register is called: its file, and that it is an earlier edition."""
    path = register.path
    return f"{BEFORE}/{path.name}" if path.parent.name == BEFORE else path.name


def register_files(folder: Path) -> list[Path]:
    """The registers in a folder by name, without their layouts; the example only where there is no other."""
    files = sorted(path for path in folder.glob("*.*") if path.suffix.lower() in READ and path.name[0] not in "~.")
    files = [path for path in files if not path.name.endswith(LAYOUT)]
    return [path for path in files if path.name not in EXAMPLES] or files


def layout_file(register: Path) -> Path | None:
    """The layout kept beside a register (`daftar.layout.csv` beside `daftar.xlsx`), or None."""
    beside = register.with_suffix(LAYOUT)
    return beside if beside.exists() else None


def read_registers(folder: Path, *, is_public: bool = True, regency: str | None = None) -> Registers | None:
    """Every register in the folder, cleaned, with those of its folder `before` as earlier editions; None without any.

    `regency` is where places are looked up that say none, and what the firms are narrowed to; None is every one. The
    office's own is never compared with the example. Raises UnusableFile for a file that is no register.
    """
    now, before = (_read(register_files(place), is_public, regency) for place in (folder, folder / BEFORE))
    return replace(now, before=before) if now and before and now.evidence == before.evidence else now


def _read(files: Sequence[Path], is_public: bool, regency: str | None) -> Registers | None:
    evidence = "illustrative" if {path.name for path in files} <= EXAMPLES else "register"
    cleaned = tuple(clean_register(file, regency, layout_file(file)) for file in files)
    return Registers(cleaned, evidence, is_public, regency) if files else None


def size(firms: pd.DataFrame) -> np.ndarray[Any, Any]:
    """The code of each firm's size by its workers, `unknown` without them (BPS; bounds in `reference/scales.csv`)."""
    found = scale_of(firms, "workers", date.max)  # the bounds of BPS have no dates
    return np.where(found == UNCLASSIFIABLE, "unknown", found)


def withheld(counts: Mapping[str, int]) -> list[str]:
    """The names whose counts must not stand alone: those from one to four, and the next smallest until five together.

    One name is never withheld alone, because its count would follow from the total.
    """
    ordered = sorted((name for name in counts if counts[name]), key=lambda name: (counts[name], name))
    small = [name for name in ordered if counts[name] < LEAST]
    for name in ordered[len(small) :]:
        if not small or (len(small) > 1 and sum(counts[other] for other in small) >= LEAST):
            break
        small.append(name)
    return small


def merged(labels: pd.Series[str], of_firms: pd.Series[str], scope: Scope, registers: Registers) -> pd.Series[str]:
    """The labels, in the public profile with every group of too few firms as `others`; `of_firms` has one a firm."""
    small = registers.withheld({str(label): n for label, n in of_firms.value_counts().items()})
    return labels.where(~labels.isin(small), scope.language.say("register.others"))


def register_exhibit(
    scope: Scope,
    registers: Registers,
    name: str,
    rows: Sequence[Row],
    *,
    years: pd.Series[Any] | None = None,
    is_scenario: bool = False,
    **more: Any,
) -> Exhibit:
    """An exhibit that rests on the registers; a scenario rests on assumptions too, made-up data on nothing real.

    `years` are those it speaks of where they are other than those of the firms.
    """
    named = sorted((registers.firms["data_year"] if years is None else years).dropna())
    period = "–".join(map(str, dict.fromkeys([named[0], named[-1]]))) if named else scope.language.say("period.unknown")
    evidence = "scenario" if is_scenario and registers.evidence == "register" else registers.evidence
    return scope.exhibit(name, rows, about=[], period=period, sources=registers.sources, evidence=evidence, **more)


def kind_in_words(scope: Scope, code: str) -> str:
    """A kind of certificate in words."""
    return next(row[scope.lang] for row in reference.certificate_kinds() if row["code"] == code)
