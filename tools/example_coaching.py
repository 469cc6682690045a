"""The sheets of coaching in the example register: groups, packages, sessions, placements and targets, and their truth.

What they look like, how many rows they have and what is wrong in them stands in `example_rates.toml` under `coaching`.
They draw from streams of their own, so that they change nothing of the firms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from ikm_analysis.values.formats import format_date

DAYS = ("starts", "ends", "placed")
PLACE = ("regency", "kecamatan", "desa")
PLACE_AND_DAYS = (*PLACE, "starts", "ends")
Firm = dict[str, Any]  # what is meant by a row of the register, by field


@dataclass
class Line:
    """One row of one sheet: what is typed, what a tidy table should have, what is wrong where, and its row."""

    cells: dict[str, Any]
    meant: dict[str, str]
    dirt: list[tuple[str, str]] = field(default_factory=list)
    at: int = 0


def gathered(firms: Sequence[Firm], told: dict[str, Any], rng: Random) -> list[list[Firm]]:
    """Groups of three to six firms of one kecamatan that make similar things, until enough firms are members.

    The firms get the name of their group. A group is smaller only where no kecamatan has so many similar firms.
    """
    alike: dict[tuple[str, str], list[Firm]] = {}
    for firm in firms:
        alike.setdefault((firm["kecamatan_code"], family_of(firm, told)), []).append(firm)
    chunks = [members[i : i + 6] for members in alike.values() for i in range(0, len(members), 6)]
    chunks = [members[: rng.randint(3, 6)] for members in chunks]
    rng.shuffle(chunks)
    chunks.sort(key=lambda members: len(members) < 3)
    found: list[list[Firm]] = []
    while sum(map(len, found)) < told["members"] * len(firms):
        found.append(chunks[len(found)])
    found.sort(key=lambda members: members[0]["kecamatan_code"])
    for n, members in enumerate(found, 1):
        for firm in members:
            firm["group_name"] = f"Kelompok Contoh {n:02d}"
    return found


def family_of(firm: Firm, told: dict[str, Any]) -> str:
    """What its branch makes, as groups are of firms that make similar things."""
    families: dict[str, list[str]] = told["families"]
    return next(family for family, branches in families.items() if firm["branch"] in branches)


def coaching(
    groups: Sequence[Sequence[Firm]], firms: Sequence[Firm], year: int, told: dict[str, Any], rng: Random
) -> dict[str, list[Line]]:
    """The rows of every sheet by the name of its table, with what is wrong in them."""
    makers = [member for members in groups for member in members]
    lines = {
        "groups": [_group(members, year, told, rng) for members in groups],
        "packages": [_package(n, groups, year, told, rng) for n in range(told["n_packages"])],
        "outreach": [_session(firms, year, told, rng) for _ in range(told["n_sessions"])],
        "placements": [
            _placement(firm, year, told, rng) for firm in rng.sample(makers, min(told["n_placements"], len(makers)))
        ],
        "targets": list(_targets(year, told)),
    }
    for table, rows in lines.items():
        for name, kind in told[table]["dirt"]:
            soil(rows, name, kind, rng)
    return lines


def line(cells: dict[str, Any], **meant: str) -> Line:
    """A row as a tidy typist would write it; what is meant is what is typed unless said otherwise."""
    said = [meant_by(name, cell) for name, cell in cells.items()]
    return Line(cells, {name: text for part in said for name, text in part.items()} | meant)


def meant_by(name: str, cell: Any) -> dict[str, str]:
    """The columns of a tidy table a cell fills: of a day the first and the last it can be."""
    text = "" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)
    return {f"{name}_first": text, f"{name}_last": text} if name in DAYS else {name: text}


def _group(members: Sequence[Firm], year: int, told: dict[str, Any], rng: Random) -> Line:
    first, names = members[0], "; ".join(member["firm_name"] for member in members)
    cells = {"group_name": first["group_name"], "group_kind": rng.choice(told["kinds"])}
    cells |= {name: first[name] for name in PLACE} | {
        "branch": family_of(first, told),
        "founded_year": rng.randint(2012, year - 1),
    }
    cells |= {"n_members": len(members), "members": names}
    return line(cells, members_found=names, kecamatan_code=first["kecamatan_code"], desa_code=first["desa_code"])


def _package(n: int, groups: Sequence[Sequence[Firm]], year: int, told: dict[str, Any], rng: Random) -> Line:
    """The first packages are of the year before and over; of one half the realised cost is known."""
    place, n_groups = rng.choice(groups)[0], rng.randint(1, 4)
    of_year = year - (n < told["n_before"])
    starts = date(of_year, rng.randint(2, 11), rng.randint(1, 28))
    n_people = sum(rng.randint(7, 12) for _ in range(n_groups))
    ceiling = n_people * rng.choice(told["costs"])
    topic, category = told["topics"][n % len(told["topics"])]
    cells = {"package_name": f"Paket Contoh {n + 1:02d} {topic}", "package_category": category}
    cells |= {name: place[name] for name in ("regency", "kecamatan")} | {"fund_source": rng.choice(told["funds"])}
    cells |= {"data_year": of_year, "ceiling_rp": ceiling, "realised_rp": ceiling * rng.randint(875, 999) // 1000}
    cells |= {"n_groups": n_groups, "n_participants": n_people, "starts": starts}
    return line(cells | {"ends": starts + timedelta(rng.randint(1, 9))}, kecamatan_code=place["kecamatan_code"])


def _session(firms: Sequence[Firm], year: int, told: dict[str, Any], rng: Random) -> Line:
    """A session where firms are, of no more of them than are there; three of four last a day and state no end."""
    place = rng.choice(firms)
    near = [firm for firm in firms if firm["kecamatan_code"] == place["kecamatan_code"]]
    n_firms, starts = rng.randint(1, len(near)), date(year, rng.randint(1, 12), rng.randint(1, 27))
    ends = None if rng.random() < 0.75 else starts + timedelta(1)
    cells = {"session_name": rng.choice(told["subjects"])} | {name: place[name] for name in PLACE}
    cells |= {"starts": starts, "ends": ends, "n_participants": n_firms + rng.randint(4, 25)}
    codes = {name: place[name] for name in ("kecamatan_code", "desa_code")}
    last = (ends or starts).isoformat()
    return line(cells | {"n_firms_reached": n_firms}, ends_first=last, ends_last=last, **codes)


def _placement(firm: Firm, year: int, told: dict[str, Any], rng: Random) -> Line:
    n_placed, price = rng.choice((18, 24, 36, 48)), rng.choice(told["prices"][family_of(firm, told)])
    n_sold = rng.randint(0, n_placed)
    cells = {"outlet": rng.choice(told["outlets"]), "firm_name": firm["firm_name"]}
    cells |= {"product_name": firm["product_name"], "placed": date(year, rng.randint(1, 12), rng.randint(1, 28))}
    return line(cells | {"n_placed": n_placed, "n_sold": n_sold, "sold_rp": n_sold * price})


def _targets(year: int, told: dict[str, Any]) -> Iterator[Line]:
    """Each target in the year before, with what was reached, and in this one."""
    for name, unit, before, reached, now, reached_now in told["years"]:
        for of_year, target, realised in ((year - 1, before, reached), (year, now, reached_now)):
            cells = {"target_name": name, "target_unit": unit, "data_year": of_year}
            yield line(cells | {"target": target, "realised": realised})


def in_month(day: date) -> tuple[date, date]:
    """The first and the last day of its month."""
    return day.replace(day=1), (day.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)


def dotted(n: int) -> str:
    """1.234.567, as offices write figures."""
    return f"{n:,}".replace(",", ".")


def spoilt(row: Line, above: Line, name: str, kind: str) -> tuple[dict[str, Any], dict[str, str]]:
    """What one kind of dirt makes of a cell and of its row: what is typed otherwise, and what is meant otherwise."""
    cell = row.cells[name]
    match kind:
        case "blank":
            return {name: None}, {key: "" for key in row.meant if key == name or key.startswith(f"{name}_")}
        case "upper":
            return {name: cell.upper()}, {}
        case "text":
            return {name: f"{cell:%d-%m-%Y}" if isinstance(cell, date) else dotted(cell)}, {}
        case "rupiah":
            return {name: f"Rp {dotted(cell)},-"}, {}
        case "span":  # both days in one cell
            return {"starts": f"{row.cells['starts'].day} s/d {format_date(cell, 'id')}", "ends": None}, {}
        case "month":
            days = zip(("first", "last"), in_month(cell), strict=True)
            return {name: format_date(cell, "id", "MMMM y")}, {f"{name}_{end}": day.isoformat() for end, day in days}
        case "overlap":  # where and when the session above it is
            meant = {field: text for field, text in above.meant.items() if field.startswith(PLACE_AND_DAYS)}
            return {field: above.cells[field] for field in PLACE_AND_DAYS}, meant
        case "reversed":
            return {"starts": cell, "ends": row.cells["starts"]}, meant_by("starts", None) | meant_by("ends", None)
        case "differs":
            cell += 2
        case "oversold":
            cell = row.cells["n_placed"] + 5
        case "stranger":
            cell += "; Contoh Lain"
        case "unlisted":
            cell = "Produk Lain"
    return {name: cell}, meant_by(name, cell)


def soil(lines: Sequence[Line], name: str, kind: str, rng: Random) -> None:
    """One kind of dirt in one cell of a row that is still clean; nothing where no row can have it."""
    able = [at for at, row in enumerate(lines) if row.cells[name] is not None and not row.dirt]
    able = [at for at in able if kind != "overlap" or at and not lines[at - 1].dirt]
    if able:
        row = lines[at := rng.choice(able)]
        typed, meant = spoilt(row, lines[at - 1], name, kind)
        row.cells, row.meant = row.cells | typed, row.meant | meant
        row.dirt.append((name, kind))


def coaching_table(spec: dict[str, Any], lines: Sequence[Line], titles: Sequence[str]) -> list[tuple[str, list[Any]]]:
    """The rows of one sheet from title to source, each with its look; every line learns its row."""
    order = [name for name, *_ in spec["columns"]]
    rows: list[tuple[str, list[Any]]] = [*(("title", [title]) for title in titles), ("", [])]
    rows.append(("header", [header for *_, header in spec["columns"]]))
    for n, one in enumerate(lines, 1):
        rows.append(("", [n if name == "row_number" else one.cells[name] for name in order]))
        one.at = len(rows)
    if spec["summed"]:
        sums = {name: sum(cell for one in lines if isinstance(cell := one.cells[name], int)) for name in spec["summed"]}
        rows.append(("total", [("JUMLAH" if name == "row_number" else sums.get(name)) for name in order]))
    return [*rows, ("", ["Sumber : Data contoh buatan, bukan data dinas"])]


def coaching_truth(told: dict[str, Any], lines: dict[str, list[Line]]) -> Iterator[list[str]]:
    """One line for each column of each row: table, sheet, row, column, what is meant, what is wrong in the row."""
    for table, rows in lines.items():
        for row in rows:
            dirt = " ".join(f"{name}:{kind}" for name, kind in row.dirt)
            yield from ([table, told[table]["sheet"], str(row.at), *pair, dirt] for pair in row.meant.items())
