"""What each row and each column of a sheet is, decided once for the whole sheet and with the evidence for it.

Cleaning is then row by row given the layout, so any split of the rows gives the same result. Words of header rows are
kept and shown, cells of body rows never are. A row that is not surely something else stays a body row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby, pairwise
from statistics import median

from ikm_analysis import reference
from ikm_analysis.sheets.beside import meant_beside
from ikm_analysis.sheets.cells import Sheet, Value, is_blank
from ikm_analysis.sheets.described import Block, Column, Evidence, Layout, Role, load_layout, may_repeat, save_layout
from ikm_analysis.sheets.headers import content, contents, exact, inside, number_convention, read_header, unit_of, words

__all__ = ["Block", "Column", "Evidence", "Layout", "Role", "find_layout", "layouts_of", "load_layout", "save_layout"]

TABLE = (Role.BODY, Role.SUBTOTAL)
_TITLE_UNIT = re.compile(r"(?i)(?:dalam|satuan|\()[\s:.]*((?:rp|rupiah|ribu(?:an)?|juta(?:an)?|mil[iy]ar|000|[\s.])+)")
_TITLE = re.compile(r":|[^0-9].*[0-9]{4}")  # `Kabupaten : Contoh`, `Data Tahun 2022`: no names of columns


def layouts_of(sheets: Iterable[Sheet], saved: Sequence[Layout] | None = None) -> tuple[Layout, ...]:
    """The layout of every sheet; one without a header carries on the columns of the sheet before it."""
    found: list[Layout] = []
    for sheet in sheets:
        found.append(find_layout(sheet, saved, next((one for one in reversed(found) if one.blocks), None)))
    return tuple(found)


def find_layout(sheet: Sheet, saved: Sequence[Layout] | None = None, before: Layout | None = None) -> Layout:
    """What every row and column of a sheet is. Never raises: a sheet without a table has no block, and says so.

    `saved` holds layouts a person kept: where one knows the headers found here, it wins. `before` is the layout of the
    sheet before, carried on where this one has no header.
    """
    finder = _Finder(sheet, [block for one in saved or () for block in one.blocks], before)
    return Layout(sheet.name, tuple(finder.blocks()), tuple(finder.roles), tuple(finder.evidence))


class _Finder:
    """The finding of one sheet's layout: `roles` and `evidence` fill up while the blocks are made."""

    def __init__(self, sheet: Sheet, saved: Sequence[Block], before: Layout | None) -> None:
        self.rows, self.width, self.saved, self.before = sheet.rows, sheet.width, saved, before
        self.merges = [one for one in sheet.merges if one.last_row < min(one.first_row + 6, len(sheet.rows))]
        self.kept = {words(part) for block in saved for one in block.columns for part in one.header.split(" / ")}
        self.down = list(zip(*sheet.rows, strict=False))
        self.totals: set[int] = set()  # rows whose first text may name a total; looked at once per distinct text
        rows, total = list(range(len(self.rows))), reference.row_words()["total"]
        for column in self.down:
            distinct = {column[row] for row in rows}
            labels = {value for value in distinct if isinstance(value, str) and total.match(value)}
            self.totals |= {row for row in rows if column[row] in labels} if labels else set()
            rows = [row for row in rows if is_blank(column[row])]
        blank = set(rows)
        self.fills = [0 if i in blank else len(row) - row.count(None) for i, row in enumerate(self.rows)]
        self.roles = [Role.BODY if fill else Role.BLANK for fill in self.fills]
        self.evidence: list[Evidence] = []

    def blocks(self) -> list[Block]:
        """Every table of the sheet, from the top down; the same header further down belongs to the table it repeats."""
        heads = [self._without_numbers(head) for head in self._heads() or self._unknown_head()]
        self._mark(range(heads[0][0]) if heads else (), Role.TITLE)
        tables: list[list[tuple[int, ...]]] = [list(same) for _, same in groupby(heads, key=self._levels)] or [[()]]
        ends = [table[0][0] for table in tables[1:]] + [len(self.rows)]
        found: list[Block] = []
        for table, end in zip(tables, ends, strict=True):
            if end < len(self.rows) and not any(self.fills[table[0][-1] + 1 : end]):
                self._mark(table[0], Role.TITLE)  # lines above a header that read like one
                continue
            for place, head in enumerate(table):
                self._say(head, "repeated" if place else "header")
            block = self._block(table[0], end)
            found += [block] if block.columns else []
        if not found:
            self._mark(range(len(self.rows)), Role.TITLE)
            self._say(range(len(self.rows)), "no_table")
        for role in (Role.SUBTOTAL, Role.FOOTER):
            rows = [row for row, one in enumerate(self.roles) if one is role]
            self._say(rows, role.value)
        return found

    def _without_numbers(self, head: tuple[int, ...]) -> tuple[int, ...]:
        """Mark a header's rows and the row of column numbers in or below it, and return the rows above that."""
        numbered = [row for row in (*head[1:], head[-1] + 1) if row < len(self.rows) and self._is_numbering(row)][:1]
        self._mark(head, Role.HEADER)
        self._mark(numbered, Role.NUMBERING)
        self._say(numbered, "numbering")
        return tuple(row for row in head if row not in numbered)

    def _mark(self, rows: Iterable[int], role: Role) -> None:
        for row in rows:
            self.roles[row] = role if self.fills[row] else Role.BLANK

    def _say(self, where: Sequence[int] | Column, key: str, **values: object) -> None:
        if isinstance(where, Column):
            self.evidence.append(Evidence(where.letter, f"layout.{key}", {"header": where.header or "-", **values}))
        elif where:
            span = dict.fromkeys((where[0] + 1, where[-1] + 1))
            self.evidence.append(Evidence("-".join(map(str, span)), f"layout.{key}", {"n": len(where), **values}))

    def _cells(self, row: int) -> dict[int, Value]:
        return {i: value for i, value in enumerate(self.rows[row]) if not is_blank(value)}

    def _heads(self) -> list[tuple[int, ...]]:
        """The header rows of every table; after the first, a header stands below a gap or is the first again."""
        gaps = [i for i, fill in enumerate(self.fills) if fill <= min(1, self.width // 3) or i in self.totals]
        broken = {row + step for row in gaps for step in (1, 2, 3) if row + step < len(self.rows)}
        heads: list[tuple[int, ...]] = []
        for row in sorted({*range(min(40, len(self.rows))), *broken})[:2000]:
            if (heads and row <= heads[-1][-1]) or not (score := self._score(row)):
                continue
            if heads and row == heads[-1][-1] + 1 and score > self._score(row - 1):
                heads.pop()  # a line above the header that reads like one
            if not heads or row in broken:
                heads.append(self._grown(row, heads[-1][-1] if heads else -1))
        if heads:  # the first header again, with no gap above it
            top, taken = heads[0][0], {row for head in heads for row in head}
            column = next(iter(self._cells(top)))
            same = [row for row, value in enumerate(self.down[column]) if value == self.rows[top][column]]
            again = [tuple(row - top + i for i in heads[0]) for row in same if row not in taken]
            heads += [one for one in again if one[-1] < len(self.rows) and self._levels(one) == self._levels(heads[0])]
        return sorted(heads)

    def _score(self, row: int) -> int:
        """How surely a row is a header, by the known wordings in it; 0 when it is none."""
        cells = self._cells(row).values()
        texts = [value for value in cells if isinstance(value, str) and len(value) < 200]
        known = [text for text in texts if words(text) in self.kept or (exact(text).field and len(words(text)) > 1)]
        means = len({exact(text)[:2] if exact(text).field else text for text in known})
        others = sum(not isinstance(value, str) and not _is_year(value) for value in cells)
        if others * 3 > len(texts) or (means < 3 and means * 2 < max(len(set(texts)), 1 if self.width < 3 else 3)):
            return 0
        if {exact(text).field for text in known} <= {"starts", "ends"}:  # `selesai` heads a column beside others only
            return 0
        some = len(known) + sum(inside(text).field is not None for text in texts if text not in known)
        return means + some if some * 5 >= 2 * len(texts) else 0

    def _grown(self, row: int, above: int) -> tuple[int, ...]:
        """A header row with the rows of groups above it and the rows below that divide its columns: three at most."""
        first = last = row
        while last + 1 < len(self.rows) and last - first < 2 and self._divides(last, last + 1):
            last += 1
        while first - 1 > above and last - first < 2 and self._divides(first - 1, first):
            texts = [str(value) for value in self._cells(first - 1).values()]
            if any(map(_TITLE.search, texts)) or not texts[1:] and not any(exact(text).field for text in texts):
                break
            first -= 1
        return tuple(range(first, max([last, *(m.last_row for m in self.merges if first <= m.first_row <= last)]) + 1))

    def _divides(self, above: int, row: int) -> bool:
        """Whether a row is the second line of a header: each text below a blank, below a group, or a mere unit."""
        over, cells = self.rows[above], self._cells(row)
        free = {i for i in cells if is_blank(over[i])}
        grouped = {i for i, after in pairwise(cells) if all(map(is_blank, over[i + 1 : after + 1]))}
        units = {i for i, value in cells.items() if unit_of(str(value))[0] and len(str(value)) < 15}
        named = {i for i, value in cells.items() if _is_year(value) or any(map(str.isalpha, str(value)))} | units
        return bool(free or units) and set(cells) <= named & (free | grouped | units)

    def _unknown_head(self) -> list[tuple[int, ...]]:
        """The header of a table whose words are not known: distinct texts right above cells of another kind."""
        filled = [row for row, fill in enumerate(self.fills) if fill][:200]
        typical = median(self.fills[row] for row in filled) if filled else 0
        likely: dict[int, int] = {}
        for row in filled[:15]:
            cells, below = self._cells(row), self.rows[row + 1 : row + 20]
            others = sum(sum(_has_letters(one[i]) for one in below) * 2 < len(below) for i in cells)
            named = all(_has_letters(value) or _is_year(value) for value in cells.values())
            distinct = len(set(map(str, cells.values()))) >= 0.8 * len(cells)
            if named and distinct and len(cells) >= max(2, 0.6 * typical) and others * 4 >= len(cells):
                likely[row] = len(cells)
        return [self._grown(max(likely, key=lambda row: likely[row]), -1)] if likely else []

    def _is_numbering(self, row: int) -> bool:
        """Whether most cells count on: (1) (2) (3), 1 2 3 or (a) (b) (c); two cells are too few without brackets."""
        texts = [_text(value).casefold() for value in self._cells(row).values()]
        counted = sum(
            later == str(int(one) + 1) if one.isdecimal() else len(one) == len(later) == 1 == ord(later) - ord(one)
            for one, later in pairwise(text.strip("() ") for text in texts)
        )
        return (
            counted >= (1 if all(text.startswith("(") for text in texts) else 2) and counted * 3 >= len(texts) * 2 - 3
        )

    def _levels(self, head: Sequence[int]) -> list[list[str]]:
        """The header texts of each column from the top row down, merged and grouped texts spread over their columns."""
        grid = {row: [_text(value) for value in self.rows[row]] for row in head}
        merges = [merge for merge in self.merges if merge.first_row in grid]
        for top, left, bottom, right in merges:
            for row in grid.keys() & range(top, bottom + 1):
                grid[row][left : right + 1] = [_text(self.rows[top][left])] * (min(right + 1, self.width) - left)
        for row, line in grid.items() if not merges else ():
            below = [grid[lower] for lower in grid if lower > row]
            for i in range(1, self.width):
                if not line[i] and any(one[i] for one in below) and any(one[i - 1] for one in below):
                    line[i] = line[i - 1]
        return [list(dict.fromkeys(line[i] for line in grid.values() if line[i])) for i in range(self.width)]

    def _block(self, head: tuple[int, ...], end: int) -> Block:
        """The table from a header to above row `end`, the roles of its rows marked; no columns when there is none."""
        known = (Role.TITLE, Role.HEADER, Role.NUMBERING)
        first = next((row for row in range(head[-1] if head else 0, end) if self.roles[row] not in known), end)
        filled = [row for row in range(first, end) if self.roles[row] is Role.BODY]
        fills = sorted(self.fills[row] for row in filled[:: len(filled) // 200 + 1])
        sparse = max(1, fills[len(fills) * 4 // 5] // 3) if fills and fills[-1] > 1 else 0
        full = [row for row in filled if self.fills[row] > sparse and row not in self.totals]
        sample = [self.rows[row] for row in full[:: len(full) // 300 + 1]]
        levels, height = self._levels(head), end - first
        used = [i for i in range(self.width) if levels[i] or self.down[i][first:end].count(None) < height]
        cells = {i: [row[i] for row in sample if not is_blank(row[i])] for i in used}
        columns = self._columns(levels, cells)
        guesses = {"firm_name", "product_name", "description", None}
        if not head and (len(full) < 3 or not {one.field for one in columns} - guesses):
            return Block((), 0, -1, ())
        columns = [replace(one, numbers=self._numbers(one, first, end)) for one in self._settled(columns, cells, head)]
        letters = median(sum(map(_has_letters, row)) for row in sample) if sample else 0
        self._mark_rows(filled, sparse, letters, columns)
        row = end - 1
        while end < len(self.rows) and row in filled[-5:] and self.fills[row] == 1 and not self._is_footer(row):
            self.roles[row] = Role.TITLE  # of the next table
            row -= 1
        last = next((row for row in range(end - 1, first - 1, -1) if self.roles[row] in TABLE), first - 1)
        return Block(head, first, last, tuple(columns))

    def _is_footer(self, row: int) -> bool:
        text = str(next(iter(self._cells(row).values()), ""))[:200]
        return reference.row_words()["footer"].fullmatch(text) is not None

    def _numbers(self, column: Column, first: int, end: int) -> str:
        """How the distinct texts of a whole column write numbers; a kept answer stands unless the texts differ."""
        kind = reference.fields()[column.field]["kind"] if column.field else "number"
        if kind not in ("count", "number", "rupiah", "year") and column.field not in ("net_weight", "shelf_life"):
            return column.numbers
        texts = {value for value in set(self.down[column.index][first:end]) if isinstance(value, str)}
        found = number_convention(text for text in texts if not text.isdigit())
        if found == "mixed":
            self._say(column, "mixed")
        return found if column.numbers in ("", found) else "mixed" if found else column.numbers

    def _columns(self, levels: list[list[str]], cells: Mapping[int, list[Value]]) -> list[Column]:
        """The meaning of every used column: as saved, as the header says, as in the sheet before, or by its content."""
        saved, headed = self._saved(levels), any(levels)
        guessed = {} if headed else contents(cells)
        before = {one.index: one for one in self.before.blocks[-1].columns} if self.before and not headed else {}
        fits = set(cells) <= set(before) and len(cells) * 2 > len(before)
        denied = [guessed[i].field != before[i].field for i in cells if fits and content(cells[i]).field]
        columns: list[Column] = []
        for i in cells:
            header = " / ".join(levels[i])
            kept = saved.get((words(header), 0 if header else i))
            if kept:
                columns.append(replace(kept.pop(0), index=i, header=header, why="saved"))
            elif fits and sum(denied) * 2 <= len(denied):
                columns.append(replace(before[i], numbers="", why="carried"))
            else:
                meaning = read_header(levels[i]) if header else guessed.get(i) or content(cells[i])
                # Nine digits of money look like a telephone number, so a heading of money speaks before its numbers.
                field = reference.fields().get(meaning.field or "", {"kind": "", "personal": ""})
                seen = [0 if field["kind"] == "rupiah" and isinstance(cell, float | int) else cell for cell in cells[i]]
                personal = content(seen, personal_only=True)
                if personal.field and not field["personal"]:
                    meaning = personal
                columns.append(Column(i, header, meaning.field, meaning.kind, *unit_of(header), "", meaning.why))
        return columns

    def _saved(self, levels: list[list[str]]) -> dict[tuple[str, int], list[Column]]:
        """The columns of the kept table that has most of these headers, by header words; by place without a header."""
        here = {words(" / ".join(level)) for level in levels if level}

        def shared(block: Block) -> int:
            return sum(words(one.header) in here if one.header else not here for one in block.columns)

        best = max(self.saved, key=shared, default=None)
        known: dict[tuple[str, int], list[Column]] = {}
        for one in best.columns if best and shared(best) * 2 >= len(best.columns) else ():
            known.setdefault((words(one.header), 0 if one.header else one.index), []).append(one)
        return known

    def _settled(self, columns: list[Column], cells: Mapping[int, list[Value]], head: Sequence[int]) -> list[Column]:
        """The columns seen together: names of persons, totals of men and women, the unit of a title, rival claims."""
        named = [one.field for one in columns]
        titles = [value for row in range(max(0, head[0] - 6), head[0]) for value in self.rows[row]] if head else []
        said = [found[1] for text in titles if isinstance(text, str) and (found := _TITLE_UNIT.search(text))]
        taken: set[tuple[str, str]] = set()
        for place, one in enumerate(columns):
            if one.why not in ("saved", "carried"):
                one = meant_beside(one, cells[one.index], named, named[max(0, place - 2) : place])
            if said and one.field and reference.fields()[one.field]["kind"] == "rupiah" and not one.unit:
                unit, power = unit_of(f"({said[0].strip()})")
                one = replace(one, unit=unit, power=power)
                self._say(one, "title_unit", unit=unit)
            if one.field and (one.field, one.kind) in taken and not may_repeat(one.field):
                self._say(one, "taken", field=one.field)
                one = replace(one, field=None, kind="", why="")
            elif one.why != "header":
                self._say(one, one.why or "unknown", field=one.field or "-")
            taken.add((one.field or "", one.kind))
            columns[place] = one
        return columns

    def _mark_rows(self, filled: Sequence[int], sparse: float, letters: float, columns: Sequence[Column]) -> None:
        """Mark totals, footers and headings among the rows of a table; whatever cannot be told stays a body row."""
        place = {one.field: one.index for one in reversed(columns)}
        number, name = place.get("row_number"), place.get("firm_name")
        unsure: dict[int, bool] = {}  # rows of few cells and no number, and whether they have one cell only
        for row in [row for row in filled if self.fills[row] <= sparse or row in self.totals]:
            cells = self._cells(row)
            is_target = " " in words(str(cells.get(place.get("target_name", -1), "")))  # `Jumlah IKM binaan`
            if row in self.totals and not is_target:
                others = sum(map(_has_letters, cells.values())) - 1
                surely = reference.row_words()["total_of"].fullmatch(words(str(next(iter(cells.values())))))
                # `Jumlah Berkah` is a firm unless its number and the texts that other rows have are missing.
                if others <= (letters > 2) if surely else not others and letters > 1 and number is not None:
                    self.roles[row] = Role.SUBTOTAL
            elif number is not None and _is_count(cells.get(number)):
                self.roles[row] = Role.BODY if len(cells) > 1 else Role.BLANK  # numbered beforehand, not filled in
            elif len(cells) < 4 and self._is_footer(row):
                self.roles[row] = Role.FOOTER
            else:
                unsure[row] = len(cells) == 1
        last = next((row for row in reversed(filled) if row not in unsure and self.roles[row] in TABLE), -1)
        ended = last >= 0 and self.roles[last] is Role.SUBTOTAL
        for row in (row for row in filled if row > last and self.roles[row] is not Role.BLANK):
            ended |= self.roles[row] is Role.FOOTER or (self.roles[row - 1] is Role.BLANK and unsure[row])
            self.roles[row] = Role.FOOTER if ended else Role.BODY
        for row in (row for row, alone in unsure.items() if alone and row < last):
            ((first, text),) = self._cells(row).items()
            if first == columns[0].index != name or reference.row_words()["group"].fullmatch(str(text)[:200]):
                self.roles[row] = Role.TITLE
                self._say((row,), "heading")


def _is_year(value: Value) -> bool:
    return isinstance(value, date) or (isinstance(value, (int, float)) and 1900 <= value <= 2100 and value % 1 == 0)


def _is_count(value: Value) -> bool:
    return isinstance(value, (int, float)) or (isinstance(value, str) and value.strip(" .)").isdigit())


def _has_letters(value: Value) -> bool:
    return isinstance(value, str) and sum(map(str.isalpha, value[:20])) > 1


def _text(value: Value) -> str:
    """A header cell as text: `2017` for the number 2017.0, line breaks as blanks."""
    whole = int(value) if isinstance(value, float) and value % 1 == 0 else value
    return "" if whole is None else " ".join(str(whole).split())
