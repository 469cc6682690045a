"""A report made as a person makes it, and what stands in its files."""

import re
import shutil
from html import unescape
from pathlib import Path

import docx
from openpyxl import load_workbook
from typer.testing import CliRunner

from ikm_analysis.cli import app
from ikm_analysis.project import Folders
from made.offices import thirty, write_book

REGISTER = "Daftar IKM [2025 (1).xlsx"  # a name with signs that mean something elsewhere


def run(raw: Path, into: Path, *options: str):
    folders = ("--raw", raw, "--processed", into / "processed", "--reports", into / "reports")
    return CliRunner().invoke(app, ["report", *map(str, folders), *options])


def one_notebook(stem: str, into: Path) -> Path:
    """A folder with one of the notebooks, for a run of which only that one matters."""
    into.mkdir()
    shutil.copy(Folders.notebooks / f"{stem}.ipynb", into)
    return into


def text_of(path: Path) -> str:
    """All words of an output, whatever its format."""
    if path.suffix == ".xlsx":
        sheets = load_workbook(path, data_only=True)
        return "\n".join(str(cell) for sheet in sheets for row in sheet.values for cell in row if cell is not None)
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        return "\n".join("".join(node.itertext()) for node in document.element.body)
    text = path.read_text(encoding="utf-8")
    return unescape(re.sub(r"<[^>]+>", "", text)) if path.suffix == ".html" else text.replace("\\", "")


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def with_register(into: Path) -> Path:
    """The raw folder with a register of one sheet beside the published figures, and without the example."""
    raw = Path(shutil.copytree(Folders.raw, into / "raw", ignore=shutil.ignore_patterns("registers")))
    (raw / "registers").mkdir()
    write_book(raw / "registers" / REGISTER, thirty(), title="DAFTAR IKM KABUPATEN BANGKALAN")
    return raw


def said_in(folder: Path) -> dict[str, str]:
    """All words of every output of a folder that holds words."""
    suffixes = (".xlsx", ".docx", ".html", ".md", ".csv", ".svg", ".json")
    texts = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.suffix in suffixes}
    return {name: text_of(path) for name, path in texts.items()}
