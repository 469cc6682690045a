"""From an industry office's figures to charts, tables and sentences that can be followed back.

data/raw --read--> sheets --layout--> what was found --cleaning--> tidy tables + issues
                                                                      --subjects--> exhibits --present--> reports

Published figures are read again from their printed text (`values`), checked against what they should agree with
(`relations`), stored as tidy tables (`tables`), turned into exhibits (`subjects`), and every output renders those.
The names below are what notebooks use; each is loaded when it is first asked for.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "clean_budget": "budget_lines",
    "clean_register": "cleaning",
    "find_layout": "sheets.layout",
    "read_sheets": "sheets",
    "exhibits": "subjects",
    "load": "tables",
    "parse_number": "values",
    "parse_rupiah": "values",
    "format_rupiah": "values",
    "parse_figure": "values",
    "parse_date": "values",
    "parse_status": "values",
    "find_kecamatan": "values",
    "find_desa": "values",
    "read_address": "values",
    "gazetteer": "sheets.gazetteer",
    "parse_certificate": "values",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
