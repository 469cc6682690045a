"""The `ikm` command: what a person types, answered in their language, with one line for whatever is wrong."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from ikm_analysis.issues import UnusableFile
from ikm_analysis.language import LANGUAGES, Language
from ikm_analysis.project import Folders

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
UNUSABLE = 2


class Lang(StrEnum):
    """Languages of the outputs; messages are Indonesian unless English alone is asked for."""

    id = "id"
    en = "en"
    both = "both"


@app.callback()
def ikm() -> None:
    """Angka IKM dari data mentah sampai laporan. / IKM figures from raw data to reports."""


@app.command()
def report(
    lang: Annotated[Lang, typer.Option(help="Bahasa keluaran / language of the outputs")] = Lang.both,
    regency: Annotated[str | None, typer.Option(help="Satu kabupaten saja / one regency only")] = None,
    raw: Annotated[Path, typer.Option(help="Folder data mentah / raw data")] = Folders.raw,
    processed: Annotated[Path, typer.Option(help="Folder tabel rapi / tidy tables")] = Folders.processed,
    reports: Annotated[Path, typer.Option(help="Folder laporan / reports")] = Folders.reports,
) -> None:
    """Bangun semua laporan dari data/raw. / Build every report from data/raw."""
    from ikm_analysis.report import STEPS_PER_LANGUAGE, write_report  # the drawing libraries load only when needed

    langs = LANGUAGES if lang is Lang.both else (lang.value,)
    language = Language("en" if lang is Lang.en else "id")
    steps = 3 + STEPS_PER_LANGUAGE * len(langs)
    try:
        with _progress(steps) as bar:
            task = bar.add_task("", total=steps)
            done = write_report(
                Folders(raw, processed, reports),
                langs,
                regency,
                lambda step: bar.update(task, advance=1, description=language.say(f"step.{step}")),
            )
    except UnusableFile as reason:
        _refuse(reason.line(language.code))
    except OSError as reason:
        _refuse(language.say("error.unwritable", file=reason.filename, reason=reason.strerror))
    for line in done.balance(language.code):
        typer.echo(line)
    for path in done.kept:
        typer.echo(language.say("report.kept", path=path))
    typer.echo(language.say("report.done", n=len(done.written), folder=reports, data_hash=done.run.data_hash))


def _progress(steps: int) -> Progress:
    """A progress bar on a terminal; nothing where the output goes to a file."""
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}")
    return Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty())


def _refuse(line: str) -> None:
    typer.echo(line, err=True)
    raise typer.Exit(UNUSABLE)
