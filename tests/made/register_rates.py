"""How untidy a column is: one small measure for each kind of dirt, the same for real files and for the example.

Every measure takes the cells of a column, and where it needs them what the cells should say, and returns how many
cells are so and how many could be.
"""

import re
from collections import Counter

PIRT_STRICT = re.compile(r"(?<!\d)\d{13}-\d\d(?!\d)")
NUMBER = re.compile(r"\d[\d.\- ]{8,}\d")
PERMITS = {
    "situ": r"\bsitu\b|izin tempat us",
    "siup": r"\bsiup\b|izin usaha perdagangan",
    "tdp": r"\btdp\b",
    "iumk": "iumk",
    "pirt": r"p[ .,_-]?irt",
    "halal": "halal",
}
TEST_MARKS = {"chitato", "wew", "wq", "coba"}


def filled(cells):
    return [cell for cell in cells if not (cell is None or (isinstance(cell, str) and not cell.strip()))]


def texts(cells):
    return [cell for cell in filled(cells) if isinstance(cell, str) and cell.strip() != "-"]


def worded(cells):
    return [cell for cell in texts(cells) if re.search(r"[^\W\d_]", cell)]


def letters(text):
    return re.sub(r"[^a-z]", "", text.lower())


def bare_place(text):
    return re.sub(r"^(?:kec(?:amatan)?|ds|desa|kel)\b\.? *", "", text.strip().lower())


def share(holds, cells):
    return sum(map(bool, map(holds, cells))), len(cells)


def pairs(cells, meant):
    return [(cell, name) for cell, name in zip(cells, meant, strict=True) if isinstance(cell, str) and cell and name]


def numbered(cells):
    return [cell for cell in texts(cells) if NUMBER.search(cell)]


def validity(kind):
    forms = {
        "duration": r"\d+ *(?:tahun|bulan)",
        "year": r"(?:19|20)\d\d",
        "forever": r"se\w+ *hidup",
        "day": r"\d\d?[ -][a-z0-9]+[ -]\d{4}",
    }
    return lambda cells, meant=None: share(lambda cell: re.fullmatch(forms[kind], str(cell).strip().lower()), cells)


def doubled(key, also_equal=None):
    """Rows beyond the first with the same key; those equal in `also_equal` too are left out."""

    def measured(rows):
        same = Counter(map(key, rows))
        equal = Counter(map(also_equal, rows)) if also_equal else {}
        return sum(same.values()) - len(same) - (sum(equal.values()) - len(equal)), len(rows)

    return measured


MEASURES = {
    "blank": lambda cells, meant=None: (len(cells) - len(filled(cells)), len(cells)),
    "dash": lambda cells, meant=None: share(lambda cell: isinstance(cell, str) and cell.strip() == "-", cells),
    "edge": lambda cells, meant=None: share(lambda cell: cell != cell.strip(), texts(cells)),
    "double": lambda cells, meant=None: share(lambda cell: "  " in cell.strip(), texts(cells)),
    "newline": lambda cells, meant=None: share(lambda cell: "\n" in cell, texts(cells)),
    "upper": lambda cells, meant=None: share(str.isupper, worded(cells)),
    "lower": lambda cells, meant=None: share(str.islower, worded(cells)),
    "misspelt": lambda cells, meant: share(
        lambda pair: letters(bare_place(pair[0])) != letters(pair[1]), pairs(cells, meant)
    ),
    "respaced": lambda cells, meant: share(
        lambda pair: (
            letters(bare_place(pair[0])) == letters(pair[1])
            and " ".join(bare_place(pair[0]).split()) != pair[1].lower()
        ),
        pairs(cells, meant),
    ),
    "unset": lambda cells, meant=None: share(lambda cell: str(cell).lower().startswith("belum"), cells),
    "epoch": lambda cells, meant=None: share(lambda cell: str(cell).strip() == "1970", cells),
    "text": lambda cells, meant=None: share(
        lambda cell: isinstance(cell, str), [cell for cell in filled(cells) if re.search(r"\d", str(cell))]
    ),
    "cents": lambda cells, meant=None: share(
        lambda cell: re.fullmatch(r"\d{1,3}(,\d{3})+,\d\d", cell.strip()),
        [cell for cell in texts(cells) if re.search(r"\d", cell)],
    ),
    "phone": lambda cells, meant=None: share(
        lambda cell: cell == "[TELP]" or re.fullmatch(r"08[\d -]{8,14}", str(cell)), cells
    ),
    "test": lambda cells, meant=None: share(lambda cell: str(cell).strip().lower() in TEST_MARKS, cells),
    "no_hyphen": lambda cells, meant=None: share(
        lambda cell: len(re.sub(r"\D", "", NUMBER.search(cell)[0])) == 15 and not PIRT_STRICT.search(cell),
        numbered(cells),
    ),
    "short": lambda cells, meant=None: share(
        lambda cell: len(re.sub(r"\D", "", NUMBER.search(cell)[0])) < 15, numbered(cells)
    ),
    "several": lambda cells, meant=None: share(
        lambda cell: sum(bool(re.search(form, cell.lower())) for form in PERMITS.values()) > 1, texts(cells)
    ),
    "duration": validity("duration"),
    "year": validity("year"),
    "forever": validity("forever"),
    "day": validity("day"),
}
