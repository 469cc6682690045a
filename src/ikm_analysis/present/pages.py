"""Exhibits as pages to read: a web page a subject, without script and loading nothing, and all of them as Markdown.

Every finding and table stands in the one Markdown file, so that a changed number shows in the diff.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path

from ikm_analysis.exhibit import NUMBERS, Column, Exhibit, Imprint
from ikm_analysis.language import Language
from ikm_analysis.present.figures import svg_text

RIGHT = (*NUMBERS, "year")  # the kinds of column that are set to the right
STYLE = "\n" + (files(__package__) / "page.css").read_text(encoding="utf-8")


def write_page(path: Path, subject: str, exhibits: Sequence[Exhibit], imprint: Imprint) -> None:
    """Write the page of one subject: its question, its exhibits and the imprint."""
    title = escape(Language(imprint.lang).say(f"subject.{subject}"))
    body = "\n".join([f"<h1>{title}</h1>", *(exhibit_section(exhibit) for exhibit in exhibits)])
    screen = '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    page = html_page(imprint.lang, f"{screen}<title>{title}</title>", STYLE, body, escape(imprint.closing))
    path.write_text(page, encoding="utf-8", newline="")


def html_page(lang: str, head: str, style: str, body: str, closing: str) -> str:
    """A whole page from its parts in HTML; `closing` says what it was made from."""
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n{head}\n<style>{style}</style>\n'
        f'</head>\n<body>\n{body}\n<p class="small">{closing}</p>\n</body>\n</html>\n'
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
        f'{chart}<div class="wide">{_html_table(exhibit)}</div>\n'
        + (f"<ul>{notes}</ul>\n" if notes else "")
        + f'<p class="small">{escape(exhibit.source_line)}<br>{escape(exhibit.evidence_line)}</p>\n'
        f'<details class="small"><summary>{language.say("page.sources")}</summary><ul>{pages}</ul></details>\n'
        "</section>"
    )


def _html_table(exhibit: Exhibit) -> str:
    # The alignment stands at every cell, because notebooks bring a style of their own.
    sides = ["right;white-space:nowrap" if column.kind in RIGHT else "left" for column in exhibit.columns]
    looks = [f' style="text-align:{side}"' for side in sides]
    columns = list(zip(exhibit.columns, looks, strict=True))
    head = "".join(f'<th scope="col"{look}>{escape(column.label)}</th>' for column, look in columns)
    body = ""
    for row in exhibit.printed().itertuples(index=False, name=None):
        cells = zip(columns, row, strict=True)
        body += (
            f"<tr>{''.join(f'<td{look}>{_cell(exhibit, column, text)}</td>' for (column, look), text in cells)}</tr>\n"
        )
    return f"<table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>"


def _cell(exhibit: Exhibit, column: Column, text: str) -> str:
    """The text of a cell; the identifier of a page leads to that page in the list below the table."""
    if column.name != "source" or not exhibit.sources:
        return escape(text)
    known = "|".join(re.escape(page.source_id) for page in exhibit.sources)
    return re.sub(rf"\b({known})\b", rf'<a href="#{exhibit.name}-\1">\1</a>', escape(text))


def write_summary(path: Path, exhibits: Mapping[str, Sequence[Exhibit]], imprint: Imprint) -> None:
    """Write the exhibits by subject as Markdown, then the imprint."""
    say = Language(imprint.lang).say
    parts = [f"# {say('summary.title')}"]
    for subject, of_subject in exhibits.items():
        parts.append(f"## {say(f'subject.{subject}')}")
        for exhibit in of_subject:
            parts += [f"### {_plain(exhibit.finding)}", f"{_plain(exhibit.question)} {_plain(exhibit.subtitle)}."]
            parts += [_markdown_table(exhibit), "\n".join(f"- {_plain(note)}" for note in exhibit.notes)]
            parts.append(f"{_plain(exhibit.source_line)} {exhibit.evidence_line}")
    text = "\n\n".join([*filter(None, parts), imprint.closing]) + "\n"
    path.write_text(text, encoding="utf-8", newline="")


def _markdown_table(exhibit: Exhibit) -> str:
    printed = exhibit.printed()
    rule = ["--:" if column.kind in RIGHT else ":--" for column in exhibit.columns]
    rows = [list(printed.columns), rule, *printed.itertuples(index=False, name=None)]
    return "\n".join(f"| {' | '.join(_plain(cell) for cell in row)} |" for row in rows)


def _plain(text: str) -> str:
    """Text that Markdown prints as it is."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")
