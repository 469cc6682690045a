"""The main job as one function: raw evidence to tidy tables to exhibits to files, moved in whole at the end."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from ikm_analysis import __version__, tables
from ikm_analysis.exhibit import Exhibit, Imprint
from ikm_analysis.language import Language
from ikm_analysis.present.chapter import write_chapter
from ikm_analysis.present.figures import save_figure
from ikm_analysis.present.manifest import content_hash, move_in
from ikm_analysis.present.notebooks import write_notebooks
from ikm_analysis.present.pages import write_page
from ikm_analysis.present.summary import write_summary
from ikm_analysis.present.workbook import write_workbook
from ikm_analysis.project import Folders, Office, office
from ikm_analysis.published import RAW_COLUMNS, Published, published_balance, read_published
from ikm_analysis.subjects import SUBJECTS, exhibits_of

Advance = Callable[[str], None]
STEPS_PER_LANGUAGE = 2


@dataclass(frozen=True)
class Run:
    """What one run stands on: the evidence, whose document it is, the inputs by hash, and the day the data reach to."""

    published: Published
    office: Office
    inputs: Mapping[str, str]
    dated: date

    @property
    def data_hash(self) -> str:
        """One short hash of all inputs, named in every output."""
        return sha256(repr(sorted(self.inputs.items())).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Report:
    """What a run wrote, which edited files it kept aside, and the run itself."""

    run: Run
    written: tuple[Path, ...]
    kept: tuple[Path, ...]

    def balance(self, lang: str) -> list[str]:
        """What was read and where it went, a line each; see `published_balance`."""
        return published_balance(self.run.published, Language(lang))


def write_report(
    folders: Folders, langs: Sequence[str], regency: str | None = None, advance: Advance = lambda step: None
) -> Report:
    """Read the raw folder, compute every exhibit, and put every table, document and executed notebook in place.

    `advance` is told each step begun.

    Raises UnusableFile for raw data that cannot be used and ValueError for an unknown regency or a figure that cannot
    be read as drawn; whatever stood before then stands unchanged.
    """
    advance("read")
    run = read_run(folders.raw)
    published_balance(run.published, Language("en"))
    exhibits = {lang: _exhibits(run, regency, lang) for lang in langs}
    folders.reports.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folders.reports, prefix=".building-") as scratch:
        building, processed = Path(scratch, "reports"), Path(scratch, "processed")
        processed.mkdir()
        for name, frame in run.published:
            tables.store(name, frame, processed)
        # Kernels are processes of their own, so the notebooks run while the documents are written.
        with ThreadPoolExecutor(1) as beside:
            notebooks = sorted(folders.notebooks.glob("*.ipynb"))
            executed = beside.submit(write_notebooks, notebooks, building / "notebooks", processed, run.data_hash)
            for lang in langs:
                advance(f"figures_{lang}")
                write_figures(building / lang, exhibits[lang], run.data_hash)
                advance(f"documents_{lang}")
                write_documents(building / lang, exhibits[lang], run, lang)
            advance("notebooks")
            executed.result()
        advance("place")
        return _placed(building, processed, folders, run)


def read_run(raw: Path) -> Run:
    """The evidence of a raw folder, checked, with what identifies it. Raises UnusableFile."""
    published = read_published(raw)
    inputs = {f"{name}.csv": content_hash(raw / f"{name}.csv") for name in RAW_COLUMNS}
    inputs["office.toml"] = content_hash(raw / "office.toml")
    days = [*published.sources["published_on"], *published.sources["printed_last"]]
    return Run(published, office(raw), inputs, max(day for day in days if day))


def _exhibits(run: Run, regency: str | None, lang: str) -> dict[str, list[Exhibit]]:
    regencies = run.office.regencies
    return {subject: exhibits_of(run.published, subject, regencies, regency, lang) for subject in SUBJECTS}


def write_figures(folder: Path, exhibits: Mapping[str, Sequence[Exhibit]], data_hash: str) -> None:
    """Every exhibit that has a drawing as PNG and SVG in `folder/figures`, naming the data."""
    (folder / "figures").mkdir(parents=True)
    for exhibit in _all(exhibits):
        if exhibit.drawing:
            save_figure(exhibit, folder / "figures", data_hash)


def write_documents(folder: Path, exhibits: Mapping[str, Sequence[Exhibit]], run: Run, lang: str) -> None:
    """The workbook, the chapter, a page a subject and the summary in `folder`."""
    imprint = Imprint(lang, run.office.name, run.dated, run.data_hash, __version__)
    reading = run.published.relations["indonesian" if lang == "id" else "english"]
    write_workbook(
        folder / "ikm_summary.xlsx",
        _all(exhibits),
        relations=run.published.relations.assign(reading=reading),
        observations=run.published.observations,
        sources=run.published.sources,
        imprint=imprint,
    )
    write_chapter(folder / "ikm_chapter.docx", _all(exhibits), imprint)
    for subject, of_subject in exhibits.items():
        write_page(folder / f"{subject}.html", subject, of_subject, imprint)
    write_summary(folder / "summary.md", exhibits, imprint)


def _all(exhibits: Mapping[str, Sequence[Exhibit]]) -> list[Exhibit]:
    return [exhibit for of_subject in exhibits.values() for exhibit in of_subject]


def _placed(building: Path, processed: Path, folders: Folders, run: Run) -> Report:
    """Everything built, moved to where it belongs."""
    folders.processed.mkdir(parents=True, exist_ok=True)
    written, kept = [], []
    for table in sorted(processed.iterdir()):
        written.append(folders.processed / table.name)
        os.replace(table, written[-1])
    made_from = {"inputs": dict(run.inputs), "data_hash": run.data_hash, "code_version": code_version()}
    for folder in sorted(building.iterdir()):
        moved, aside = move_in(folder, folders.reports / folder.name, made_from)
        written += moved
        kept += aside
    return Report(run, tuple(written), tuple(kept))


def code_version() -> str:
    """The package's version with a hash of its source files, equal on every machine for the same code."""
    package = Path(__file__).parent
    sources = sorted(path for path in package.rglob("*") if path.is_file() and path.suffix not in (".pyc",))
    digest = sha256()
    for path in sources:
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:12]}"
