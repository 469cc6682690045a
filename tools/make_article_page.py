"""Write `docs/articles.md`: what the two first articles say, point by point, and where this project answers it.

The points stand in `article_points.csv`, restated. Statements and observations are those of `data/raw`; the exhibits
are the ones the file names and every published one whose table cites a statement or observation of the point. What no
exhibit can show carries the reason. `make docs` runs this; `tests/test_articles.py` holds it to the data.
"""

from __future__ import annotations

import csv
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from ikm_analysis.language import Language
from ikm_analysis.published import Published, load_published
from ikm_analysis.subjects import SUBJECTS, exhibits_of
from ikm_analysis.subjects.scope import SPECS
from ikm_analysis.tables import rows_of

POINTS = Path(__file__).parent / "article_points.csv"
REGENCIES = ("Bangkalan", "Sampang")
NUMBERED = ("statements", "observations", "exhibits")


@dataclass(frozen=True)
class Point:
    """One thing an article says: its page, what is said, and by identifier what of this project takes it up."""

    point: str
    source_id: str
    said: str
    statements: tuple[str, ...]
    observations: tuple[str, ...]
    exhibits: tuple[str, ...]
    reason: str


def points(file: Path = POINTS) -> list[Point]:
    """Every point of the file, in the order of the articles. Raises ValueError for an exhibit there is none of."""
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    read = [Point(**{k: tuple(text.split()) if k in NUMBERED else text for k, text in row.items()}) for row in rows]
    for point in read:
        if unknown := sorted({*point.exhibits} - SPECS.keys()):
            raise ValueError(f"{file.name}, {point.point}: no exhibit is called {', '.join(unknown)}")
    return read


def citations(published: Published) -> dict[str, list[str]]:
    """The published exhibits whose table cites a statement or observation, by its identifier."""
    found: dict[str, list[str]] = {}
    for subject in SUBJECTS:
        for exhibit in exhibits_of(published, subject, REGENCIES, None, "en"):
            for identifier in dict.fromkeys(re.findall(r"\b(?:O\d{3}|T\d{2})\b", exhibit.table.to_csv())):
                found.setdefault(identifier, []).append(exhibit.name)
    return found


def page(published: Published) -> str:
    """The page as Markdown: a section an article, a row a point."""
    said = {row["statement_id"]: row["english"] for row in rows_of(published.statements)}
    printed = {row["observation_id"]: row["as_published"] for row in rows_of(published.observations)}
    sources, cited, language = rows_of(published.sources), citations(published), Language("en")
    parts = [
        "# What the two articles say, and where it is taken up",
        "Made by `make docs` from `tools/article_points.csv`; do not edit. Points are restated, figures stand as "
        "printed. Exhibits that rest on an office's own register are made where a register has the rows.",
    ]
    for source in (row for row in sources if row["source_id"] in {point.source_id for point in points()}):
        parts.append(f"## {source['source_id']}: {source['publisher']}, {source['date_as_printed']}")
        lines = [
            "| point | what is said | statements and figures | exhibits | what is not possible |",
            "|---|---|---|---|---|",
        ]
        for point in points():
            if point.source_id == source["source_id"]:
                evidence = [f"{one}: {said[one]}" for one in point.statements]
                evidence += [f"{one}: “{printed[one]}”" for one in point.observations]
                taken_up = [name for one in (*point.statements, *point.observations) for name in cited.get(one, [])]
                exhibits = ", ".join(f"`{name}`" for name in dict.fromkeys([*point.exhibits, *taken_up]))
                lines.append(
                    f"| {point.point} | {point.said} | {'<br>'.join(evidence)} | {exhibits} | {point.reason} |"
                )
        parts.append("\n".join(lines))
    everything = language.number(len(points()))
    parts.append(f"{everything} points; every statement and figure of both pages stands in one of them.")
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page(load_published()))
