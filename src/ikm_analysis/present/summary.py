"""Exhibits as text: every finding and table in one Markdown file, so that a changed number shows in the diff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ikm_analysis.exhibit import Exhibit, Imprint
from ikm_analysis.language import Language
from ikm_analysis.present.pages import NUMERIC


def write_summary(path: Path, exhibits: Mapping[str, Sequence[Exhibit]], imprint: Imprint) -> None:
    """Write the exhibits by subject, then the imprint."""
    language = Language(imprint.lang)
    parts = [f"# {language.say('summary.title')}"]
    for subject, of_subject in exhibits.items():
        parts.append(f"## {language.say(f'subject.{subject}')}")
        parts += [_section(exhibit) for exhibit in of_subject]
    path.write_text("\n\n".join([*parts, imprint.closing]) + "\n", encoding="utf-8", newline="")


def _section(exhibit: Exhibit) -> str:
    notes = [f"- {_plain(note)}" for note in exhibit.notes]
    lines = [
        f"### {_plain(exhibit.finding)}",
        f"{_plain(exhibit.question)} {_plain(exhibit.subtitle)}.",
        _table(exhibit),
        *(["\n".join(notes)] if notes else []),
        f"{_plain(exhibit.source_line)} {exhibit.evidence_line}",
    ]
    return "\n\n".join(lines)


def _table(exhibit: Exhibit) -> str:
    printed = exhibit.printed()
    rule = ["--:" if column.kind in NUMERIC else ":--" for column in exhibit.columns]
    rows = [list(printed.columns), rule, *printed.itertuples(index=False, name=None)]
    return "\n".join(f"| {' | '.join(_plain(cell) for cell in row)} |" for row in rows)


def _plain(text: str) -> str:
    """Text that Markdown prints as it is."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")
