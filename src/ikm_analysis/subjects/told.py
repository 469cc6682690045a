"""What of a table of counts may be told: in the public profile nothing from one to four, nor what that follows from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ikm_analysis.exhibit import Exhibit
from ikm_analysis.subjects.registers import LEAST, Registers, register_exhibit
from ikm_analysis.subjects.scope import Row, Scope

NAMED = 4  # so many rows that are not told alone are named where they stand together
DRAWN = 20  # beyond so many rows a chart is no longer read; the table has them all


def groups_exhibit(scope: Scope, registers: Registers, name: str, rows: Sequence[Row], **more: Any) -> Exhibit:
    """An exhibit whose words say which counts are not told; where none may be, its finding says that (`said` None)."""
    say = scope.language.say
    if "said" in more and more["said"] is None:
        more["said"] = say("coaching.withheld", measure=say(f"groups.{name}.measure"))
    more = {word: say("exhibit.missing") if n is None else n for word, n in more.items()}
    return register_exhibit(scope, registers, f"groups_{name}", rows, least=LEAST, **more)


def sentence(scope: Scope, name: str, **counts: int | None) -> str | None:
    """The sentence `coaching.<name>` with counts as printed; None where one of them is not told."""
    if None in counts.values():
        return None
    return scope.language.say(f"coaching.{name}", **{word: scope.language.number(n or 0) for word, n in counts.items()})


def told_bar(scope: Scope, label: str, n: int | None, **more: object) -> Row:
    """One mark of a drawing of bars; a count that is not told has the sign for it and no bar."""
    text = scope.language.say("exhibit.missing") if n is None else scope.language.number(n)
    return {"label": label, "value": n, "value_text": text, **more}


def drawn(scope: Scope, marks: Sequence[Row]) -> Row:
    """The marks of the first rows, none where fewer than two have a length, and a note that says how many there are."""
    if sum(bool(mark.get("value") or mark.get("share")) for mark in marks) < 2:
        return {"marks": []}
    labels = list(dict.fromkeys(mark["label"] for mark in marks))
    n = {"shown": scope.language.number(DRAWN), "n": scope.language.number(len(labels))}
    notes = [scope.language.say("coaching.drawn", **n)] if len(labels) > DRAWN else []
    return {"marks": [mark for mark in marks if mark["label"] in labels[:DRAWN]], "notes": notes}


def _small(row: Row, parts: Sequence[str]) -> list[str]:
    return [part for part in parts if 0 < row[part] < LEAST]


def told(registers: Registers, rows: Sequence[Row], parts: Sequence[str], also: Sequence[str] = ()) -> list[Row]:
    """The rows; in the public profile without the `parts` of those where one is from one to four, and without `also`.

    The parts sum over the rows to totals that may be printed: the smallest other rows go with them, until nothing from
    one to four follows from the totals.
    """
    left = sorted(rows, key=lambda row: sum(row[part] for part in parts)) if registers.is_public else []
    gone = [row for row in left if _small(row, parts)]
    left = [row for row in left if row not in gone]
    while gone:
        lacking = _small(_sums(gone, parts), parts)
        more = [row for row in left if any(row[part] for part in lacking)] or (left if len(gone) == 1 else [])
        if not more:
            break
        gone.append(more[0])
        left.remove(more[0])
    return [row | dict.fromkeys((*parts, *also)) if row in gone else row for row in rows]


def gathered(
    scope: Scope, registers: Registers, rows: Sequence[Row], parts: Sequence[str], by: str, also: Sequence[str] = ()
) -> list[Row]:
    """The rows as `told`, those not told in one row of others with their sums: these follow from the totals anyway."""
    shown, others = told(registers, rows, parts, also), scope.language.say("register.others")
    apart = [row for row, seen in zip(rows, shown, strict=True) if seen[parts[0]] is None]
    if not apart:
        return shown
    apart += [row for row in rows if row[by] == others and row not in apart]
    kept = [row for row in shown if row[by] not in {other[by] for other in apart}]
    names = sorted((row[by] for row in apart), key=lambda name: (name == others, name))
    label = ", ".join(names) if len(names) <= NAMED else others if kept else scope.language.say("coaching.all")
    together = apart[0] | _sums(apart, [name for name, n in apart[0].items() if isinstance(n, int)]) | {by: label}
    return [*kept, together | (dict.fromkeys((*parts, *also)) if _small(together, parts) else {})]


def _sums(rows: Sequence[Row], parts: Sequence[str]) -> Row:
    return {part: sum(row[part] for row in rows) for part in parts}


def total_of(registers: Registers, rows: Sequence[Row], parts: Sequence[str]) -> Row:
    """The sums of the parts over the rows; None in the public profile where one would tell of single firms."""
    sums = _sums(rows, parts)
    return dict.fromkeys(parts) if registers.tells(*sums.values()) else sums


def largest_first(scope: Scope, rows: list[Row], name: str, by: str = "n_firms") -> list[Row]:
    """The rows by size; what names no place, branch or level comes last."""
    unnamed = [scope.language.say(f"register.{word}") for word in ("others", "unknown")]
    return sorted(rows, key=lambda row: (row[name] in unnamed, -(row[by] or 0), row[name]))
