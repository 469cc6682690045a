"""Exhibits as web pages: one self-contained page a subject, no script, nothing loaded from outside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

from ikm_analysis.exhibit import Column, Exhibit, Imprint
from ikm_analysis.language import Language
from ikm_analysis.present.figures import svg_text

NUMERIC = ("count", "rupiah", "number", "share", "ratio", "year")
STYLE = """
body { font: 16px/1.5 "DejaVu Sans", Verdana, sans-serif; color: #222; background: #fff; margin: 0 auto; padding: 1rem;
  max-width: 62rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin: 0; }
section { border-top: 1px solid #767676; padding: 1.5rem 0; color: #222; background: #fff; }
.soft { color: #595959; margin: .2rem 0 1rem; } .small { color: #595959; font-size: .85rem; }
svg { max-width: 100%; height: auto; display: block; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .85rem; margin: 1rem 0; }
th, td { border-bottom: 1px solid #d9d9d9; padding: .3rem .6rem; vertical-align: top; }
th { border-bottom: 2px solid #767676; }
a { color: #12436d; }
"""


def write_page(path: Path, subject: str, exhibits: Sequence[Exhibit], imprint: Imprint) -> None:
    """Write the page of one subject: its question, its exhibits and the imprint."""
    title = escape(Language(imprint.lang).say(f"subject.{subject}"))
    body = "\n".join(exhibit_section(exhibit) for exhibit in exhibits)
    path.write_text(
        f'<!DOCTYPE html>\n<html lang="{imprint.lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{body}\n"
        f'<p class="small">{escape(imprint.closing)}</p>\n</body>\n</html>\n',
        encoding="utf-8",
        newline="",
    )


def exhibit_section(exhibit: Exhibit) -> str:
    """One exhibit as a section of a page: finding, chart, table, source line, notes, and each page it rests on."""
    language = Language(exhibit.lang)
    chart = f"<figure>{svg_text(exhibit)}</figure>\n" if exhibit.drawing else ""
    notes = "".join(f"<li>{escape(note)}</li>" for note in exhibit.notes)
    pages = "".join(
        f'<li id="{exhibit.name}-{page.source_id}">{page.source_id}: {escape(page.line)}, '
        f'<a href="{escape(page.address)}">{escape(page.title)}</a></li>'
        for page in exhibit.sources
    )
    return (
        f'<section id="{exhibit.name}">\n<h2>{escape(exhibit.finding)}</h2>\n'
        f'<p class="soft">{escape(exhibit.question)}<br>{escape(exhibit.subtitle)}</p>\n'
        f'{chart}<div class="wide">{_table(exhibit)}</div>\n'
        + (f"<ul>{notes}</ul>\n" if notes else "")
        + f'<p class="small">{escape(exhibit.source_line)}<br>{escape(exhibit.evidence_line)}</p>\n'
        f'<details class="small"><summary>{language.say("page.sources")}</summary><ul>{pages}</ul></details>\n'
        "</section>"
    )


def _table(exhibit: Exhibit) -> str:
    printed = exhibit.printed()
    head = "".join(f'<th scope="col"{_aligned(column)}>{escape(column.label)}</th>' for column in exhibit.columns)
    rows = (
        "".join(
            f"<td{_aligned(column)}>{_cell(exhibit, column, text)}</td>"
            for column, text in zip(exhibit.columns, row, strict=True)
        )
        for row in printed.itertuples(index=False, name=None)
    )
    body = "".join(f"<tr>{row}</tr>\n" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>"


def _aligned(column: Column) -> str:
    """The alignment stands at every cell, because notebooks bring a style of their own."""
    return ' style="text-align:right;white-space:nowrap"' if column.kind in NUMERIC else ' style="text-align:left"'


def _cell(exhibit: Exhibit, column: Column, text: str) -> str:
    """The text of a cell; the identifier of a page leads to that page in the list below the table."""
    known = {page.source_id for page in exhibit.sources}
    if column.name != "source":
        return escape(text)
    return re.sub(
        r"S\d+",
        lambda found: f'<a href="#{exhibit.name}-{found[0]}">{found[0]}</a>' if found[0] in known else escape(found[0]),
        escape(text),
    )
