"""The project's folders, found from this file and never from the working directory, and the office's settings."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from ikm_analysis.issues import UnusableFile

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Folders:
    """Where a run reads and writes; the project's own unless the caller names others."""

    # A run executes the notebooks on its own raw folder and on the tables it has just built, before they are in place.
    raw: Path = Path(os.environ.get("IKM_RAW", ROOT / "data" / "raw"))
    processed: Path = Path(os.environ.get("IKM_PROCESSED", ROOT / "data" / "processed"))
    reports: Path = ROOT / "reports"
    notebooks: Path = ROOT / "notebooks"


@dataclass(frozen=True)
class Office:
    """Whose document it is: the name on covers and the regencies its subjects speak of."""

    name: str
    regencies: tuple[str, ...]


def office(raw: Path = Folders.raw) -> Office:
    """The office named in `office.toml` of the raw folder. Raises UnusableFile when it cannot be read."""
    path = raw / "office.toml"
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
        return Office(settings["office"], tuple(settings["regencies"]))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as reason:
        raise UnusableFile("error.office", file=path, reason=str(reason)) from reason
