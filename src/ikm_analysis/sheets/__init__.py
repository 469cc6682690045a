"""Any register or table as typed cells with their addresses: `read_sheets(path)`."""

from ikm_analysis.sheets.cells import Sheet
from ikm_analysis.sheets.open import read_sheets
from ikm_analysis.sheets.records import Cell, read_csv, records

__all__ = ["Cell", "Sheet", "read_csv", "read_sheets", "records"]
