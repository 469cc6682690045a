"""Text to one kind of value, strictly, and back to Indonesian or English text.

Every `parse_*` returns a value or raises ValueError naming the text and an accepted example; nothing is guessed.
"""

from ikm_analysis.values.dates import DateReading, excel_date, parse_date
from ikm_analysis.values.figures import Figure, parse_figure
from ikm_analysis.values.formats import (
    format_date,
    format_month,
    format_number,
    format_ratio,
    format_share,
    printed_shares,
)
from ikm_analysis.values.numbers import parse_number, spelled
from ikm_analysis.values.rupiah import format_rupiah, format_rupiah_short, parse_rupiah
from ikm_analysis.values.status import Status, parse_status

__all__ = [
    "DateReading",
    "Figure",
    "Status",
    "excel_date",
    "format_date",
    "format_month",
    "format_number",
    "format_ratio",
    "format_rupiah",
    "format_rupiah_short",
    "format_share",
    "parse_date",
    "parse_figure",
    "parse_number",
    "parse_rupiah",
    "parse_status",
    "printed_shares",
    "spelled",
]
