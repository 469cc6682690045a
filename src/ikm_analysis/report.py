"""The main job as one function: raw evidence to tidy tables to exhibits to files, moved in whole at the end."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
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
from ikm_analysis.present.pages import write_page, write_summary
from ikm_analysis.present.workbook import write_workbook
from ikm_analysis.project import Folders, Office, office
from ikm_analysis.published import RAW_COLUMNS, Published, published_balance, read_published
from ikm_analysis.subjects import OF_REGISTERS, REGISTER, SUBJECTS, exhibits_of, exhibits_of_registers
from ikm_analysis.subjects.registers import LAYOUT, Registers, layout_file, read_registers, register_name

Advance = Callable[[str], None]
STEPS_PER_LANGUAGE = 2
EXAMPLE = "example"


@dataclass(frozen=True)
class Run:
    """What one run stands on: the evidence, whose document it is, the inputs by hash, and the day the data reach to."""

    published: Published
    office: Office
    inputs: Mapping[str, str]
    dated: date
    registers: Registers | None = None
    as_of: date | None = None

    @property
    def data_hash(self) -> str:
        """One short hash of all inputs, named in every output."""
        return sha256(repr(sorted(self.inputs.items())).encode()).hexdigest()[:12]

    def with_registers(self) -> Run:
        """The run with the registers among its inputs, their earlier editions and their layouts too."""
        registers = self.registers.all_read if self.registers else ()
        hashes = {f"registers/{register_name(register)}": content_hash(register.path) for register in registers}
        layouts = {f"{register_name(one)}{LAYOUT}": file for one in registers if (file := layout_file(one.path))}
        hashes |= {f"registers/{name}": content_hash(file) for name, file in layouts.items()}
        return replace(self, inputs={**self.inputs, **hashes})


@dataclass(frozen=True)
class Report:
    """What a run wrote, which edited files it kept aside, and the run itself."""

    run: Run
    written: tuple[Path, ...]
    kept: tuple[Path, ...]

    def balance(self, lang: str) -> list[str]:
        """What was read and where it went, a line each; see `published_balance` and `Register.balance`."""
        language, registers = Language(lang), self.run.registers
        lines = published_balance(self.run.published, language)
        if registers is None:
            return lines
        said = [language.say("report.example")] if registers.evidence == "illustrative" else []
        return [*lines, *said, *(line for register in registers.all_read for line in register.balance(language))]


def write_report(
    folders: Folders,
    langs: Sequence[str],
    regency: str | None = None,
    advance: Advance = lambda step: None,
    *,
    is_public: bool = True,
    as_of: date | None = None,
) -> Report:
    """Read the raw folder, compute every exhibit, and put every table, document and executed notebook in place.

    Registers of the office stand beside the published figures; the example, read where there is none, stands in a
    folder of its own. `is_public` prints only aggregates of them; duties are those of the day `as_of`. `advance` is
    told each step begun.

    Raises UnusableFile for raw data that cannot be used and ValueError for an unknown regency or a figure that cannot
    be read as drawn; whatever stood before then stands unchanged.
    """
    advance("read")
    run = read_run(folders.raw, regency, is_public=is_public, as_of=as_of)
    published_balance(run.published, Language("en"))
    exhibits = {lang: _exhibits(run, regency, lang) for lang in langs}
    own = {lang: _register_exhibits(run, lang) for lang in langs}
    example = run.with_registers() if run.registers and run.registers.evidence == "illustrative" else None
    whole = run if example else run.with_registers()
    folders.reports.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folders.reports, prefix=".building-") as scratch:
        building, processed = Path(scratch, "reports"), Path(scratch, "processed")
        processed.mkdir()
        for name, frame in run.published:
            tables.store(name, frame, processed)
        for lang in langs:
            advance(f"figures_{lang}")
            # Nothing made from an office's rows, not even a hash of them, is in what git keeps.
            write_figures(building / lang, exhibits[lang], run.data_hash)
            of_own = building / EXAMPLE / lang if example else building / lang
            write_figures(of_own, own[lang], (example or whole).data_hash)
        # No figure is unfit, so nothing of the data stops the run any more. Kernels are processes of their own: the
        # notebooks run while the documents are written.
        with ThreadPoolExecutor(1) as beside:
            notebooks = [path for path in sorted(folders.notebooks.glob("*.ipynb")) if _is_shown(path, run)]
            places = building / "notebooks", folders.raw.absolute(), processed.absolute()
            executed = beside.submit(write_notebooks, notebooks, *places, whole.data_hash)
            for lang in langs:
                of_office = exhibits[lang] if example else _joined(exhibits[lang], own[lang])
                advance(f"documents_{lang}")
                write_documents(building / lang, of_office, whole, lang)
                write_summary(building / lang / "summary.md", exhibits[lang], _imprint(run, lang))
                if example:
                    write_documents(building / EXAMPLE / lang, own[lang], example, lang, with_published=False)
            advance("notebooks")
            executed.result()
        advance("place")
        return _placed(building, processed, folders, {EXAMPLE: example or whole}, whole)


def read_run(raw: Path, regency: str | None = None, *, is_public: bool = True, as_of: date | None = None) -> Run:
    """The evidence of a raw folder, checked, with what identifies it. Raises UnusableFile."""
    published = read_published(raw)
    inputs = {f"{name}.csv": content_hash(raw / f"{name}.csv") for name in RAW_COLUMNS}
    inputs["office.toml"] = content_hash(raw / "office.toml")
    registers = read_registers(raw / "registers", is_public=is_public, regency=regency)
    return Run(published, office(raw), inputs, published.dated, registers, as_of)


def _is_shown(notebook: Path, run: Run) -> bool:
    """Whether a notebook becomes a page; that of the registers names rows, so the public profile has the example's."""
    if not notebook.stem.endswith(f"_{REGISTER}"):
        return True
    return run.registers is not None and (run.registers.evidence == "illustrative" or not run.registers.is_public)


def _exhibits(run: Run, regency: str | None, lang: str) -> dict[str, list[Exhibit]]:
    regencies = run.office.regencies
    return {subject: exhibits_of(run.published, subject, regencies, regency, lang) for subject in SUBJECTS}


def _register_exhibits(run: Run, lang: str) -> dict[str, list[Exhibit]]:
    if run.registers is None:
        return {}
    of = run.published, run.registers
    return {name: exhibits_of_registers(*of, name, run.office.regencies, lang, run.as_of) for name in OF_REGISTERS}


def _joined(published: Mapping[str, list[Exhibit]], own: Mapping[str, list[Exhibit]]) -> dict[str, list[Exhibit]]:
    """The exhibits of a subject from pages and from registers, one after the other."""
    return {subject: [*published.get(subject, []), *own.get(subject, [])] for subject in {**published, **own}}


def write_figures(folder: Path, exhibits: Mapping[str, Sequence[Exhibit]], data_hash: str) -> None:
    """Every exhibit that has a drawing as PNG and SVG in `folder/figures`, naming the data."""
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    for exhibit in _all(exhibits):
        if exhibit.drawing:
            save_figure(exhibit, folder / "figures", data_hash)


def write_documents(
    folder: Path, exhibits: Mapping[str, Sequence[Exhibit]], run: Run, lang: str, *, with_published: bool = True
) -> None:
    """The workbook (with the published evidence as sheets), the chapter and a page a subject in `folder`."""
    imprint = _imprint(run, lang)
    relations = run.published.relations
    rows = slice(None) if with_published else slice(0)
    write_workbook(
        folder / "ikm_summary.xlsx",
        _all(exhibits),
        relations=relations.assign(reading=relations["indonesian" if lang == "id" else "english"])[rows],
        observations=run.published.observations[rows],
        sources=run.published.sources[rows],
        imprint=imprint,
    )
    write_chapter(folder / "ikm_chapter.docx", _all(exhibits), imprint)
    for subject, of_subject in exhibits.items():
        write_page(folder / f"{subject}.html", subject, of_subject, imprint)


def _imprint(run: Run, lang: str) -> Imprint:
    return Imprint(lang, run.office.name, run.dated, run.data_hash, __version__)


def _all(exhibits: Mapping[str, Sequence[Exhibit]]) -> list[Exhibit]:
    return [exhibit for of_subject in exhibits.values() for exhibit in of_subject]


def _placed(building: Path, processed: Path, folders: Folders, runs: Mapping[str, Run], whole: Run) -> Report:
    """Everything built, moved to where it belongs; `runs` are what folders stand on that do not stand on `whole`."""
    folders.processed.mkdir(parents=True, exist_ok=True)
    written, kept = [], []
    for table in sorted(processed.glob("*.csv")):
        written.append(folders.processed / table.name)
        os.replace(table, written[-1])
    for folder in sorted(building.iterdir()):
        run = runs.get(folder.name, whole)
        made_from = {"inputs": dict(run.inputs), "data_hash": run.data_hash, "code_version": code_version()}
        moved, aside = move_in(folder, folders.reports / folder.name, made_from)
        written += moved
        kept += aside
    return Report(whole, tuple(written), tuple(kept))


def code_version() -> str:
    """The package's version with a hash of its source files, equal on every machine for the same code."""
    package = Path(__file__).parent
    sources = sorted(path for path in package.rglob("*") if path.is_file() and path.suffix not in (".pyc",))
    digest = sha256()
    for path in sources:
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:12]}"
