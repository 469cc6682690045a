"""The `ikm` command: what a person types, answered in their language, with one line for whatever is wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from ikm_analysis.issues import UnusableFile
from ikm_analysis.language import LANGUAGES, Language
from ikm_analysis.project import Folders

if TYPE_CHECKING:
    from ikm_analysis.cleaning import Register

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
UNUSABLE = 2


class Lang(StrEnum):
    """Languages of the outputs; messages are Indonesian unless English alone is asked for."""

    id = "id"
    en = "en"
    both = "both"


class Profile(StrEnum):
    """Who reads the outputs: `public` prints aggregates of a register only, `internal` its firms too."""

    public = "public"
    internal = "internal"


class Form(StrEnum):
    """Form of a list of issues: lines to read, or JSON, one object a line."""

    text = "text"
    json = "json"


@app.callback()
def ikm() -> None:
    """Angka IKM dari data mentah sampai laporan. / IKM figures from raw data to reports."""


@app.command()
def report(
    lang: Annotated[Lang, typer.Option(help="Bahasa keluaran / language of the outputs")] = Lang.both,
    regency: Annotated[str | None, typer.Option(help="Satu kabupaten saja / one regency only")] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Tanggal kewajiban / day of the duties")
    ] = None,
    profile: Annotated[Profile, typer.Option(help="Rincian daftar kantor / detail of registers")] = Profile.public,
    raw: Annotated[Path, typer.Option(help="Folder data mentah / raw data")] = Folders.raw,
    processed: Annotated[Path, typer.Option(help="Folder tabel rapi / tidy tables")] = Folders.processed,
    reports: Annotated[Path, typer.Option(help="Folder laporan / reports")] = Folders.reports,
) -> None:
    """Bangun semua laporan dari data/raw. / Build every report from data/raw."""
    from ikm_analysis.report import STEPS_PER_LANGUAGE, write_report  # the drawing libraries load only when needed

    langs = LANGUAGES if lang is Lang.both else (lang.value,)
    language = _language(lang)
    steps = 3 + STEPS_PER_LANGUAGE * len(langs)
    with _refusing(language), _progress(steps) as bar:
        task = bar.add_task("", total=steps)
        done = write_report(
            Folders(raw, processed, reports),
            langs,
            regency,
            lambda step: bar.update(task, advance=1, description=language.say(f"step.{step}")),
            is_public=profile is Profile.public,
            as_of=as_of.date() if as_of else None,
        )
    for line in done.balance(language.code):
        typer.echo(line)
    for path in done.kept:
        typer.echo(language.say("report.kept", path=path))
    typer.echo(language.say("report.done", n=len(done.written), folder=reports, data_hash=done.run.data_hash))


@app.command()
def clean(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Buku kerja kantor / the office's workbooks")],
    into: Annotated[Path, typer.Option(help="Folder hasil / folder of the results")],
    regency: Annotated[str | None, typer.Option(help="Kabupaten daftar ini / regency of the register")] = None,
    layout: Annotated[Path | None, typer.Option(help="Tata letak yang disimpan / a saved layout")] = None,
    lang: Annotated[Lang, typer.Option(help="Bahasa pesan / language of the messages")] = Lang.both,
) -> None:
    """Rapikan daftar IKM: tabel, masalah, tata letak, berkas kembali. / Clean registers: tables, issues, layout."""
    from ikm_analysis.present.cleaned import write_cleaned

    language, stems = _language(lang), [file.stem for file in files]
    for file in files:
        with _refusing(language):
            if stems.count(file.stem) > 1:
                raise UnusableFile("error.same_name", file=file, stem=file.stem)
            register = _register(file, regency, layout)
            write_cleaned(register, into / file.stem)
        for line in register.balance(language):
            typer.echo(line)
        typer.echo(language.say("clean.done", folder=into / file.stem))


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Buku kerja kantor / the office's workbooks")],
    regency: Annotated[str | None, typer.Option(help="Kabupaten daftar ini / regency of the register")] = None,
    layout: Annotated[Path | None, typer.Option(help="Tata letak yang disimpan / a saved layout")] = None,
    output: Annotated[Form, typer.Option("--format", help="Bentuk keluaran / form of the output")] = Form.text,
    lang: Annotated[Lang, typer.Option(help="Bahasa pesan / language of the messages")] = Lang.both,
) -> None:
    """Sebutkan masalah tiap sel; 1 bila ada yang tidak terbaca. / Say what is wrong by cell; 1 if any is refused."""
    language, any_refused = _language(lang), False
    for file in files:
        with _refusing(language):
            register = _register(file, regency, layout)
        any_refused |= bool((register.issues["severity"] == "refused").any())
        for line in register.issue_lines(language, as_json=output is Form.json):
            typer.echo(line)
    raise typer.Exit(int(any_refused))


@app.command()
def template(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="Berkas yang dibuat / the file to make")],
    regency: Annotated[str | None, typer.Option(help="Kabupaten untuk daftar pilihan / regency of the lists")] = None,
) -> None:
    """Buat buku kerja kosong berisi daftar pilihan. / Make an empty register workbook with drop-downs."""
    from ikm_analysis.present.template import write_template

    with _refusing(Language("id")):
        write_template(file, regency)
    typer.echo(str(file))


def _register(file: Path, regency: str | None, layout: Path | None) -> Register:
    from ikm_analysis.cleaning import clean_register

    return clean_register(file, regency, layout)


def _language(lang: Lang) -> Language:
    """Messages are Indonesian unless English alone is asked for."""
    return Language("en" if lang is Lang.en else "id")


@contextmanager
def _refusing(language: Language) -> Iterator[None]:
    """Whatever makes a file unusable as one line on stderr and exit 2."""
    try:
        yield
    except UnusableFile as reason:
        _refuse(reason.line(language.code))
    except OSError as reason:
        _refuse(language.say("error.unwritable", file=reason.filename, reason=reason.strerror))


def _progress(steps: int) -> Progress:
    """A progress bar on a terminal; nothing where the output goes to a file."""
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}")
    return Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty())


def _refuse(line: str) -> None:
    typer.echo(line, err=True)
    raise typer.Exit(UNUSABLE)
