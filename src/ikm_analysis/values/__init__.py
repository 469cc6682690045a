"""Text to one kind of value, strictly, and back to Indonesian or English text.

Every `parse_*` returns a value or raises ValueError naming the text and an accepted example; nothing is guessed.
`parse_certificate` reads a whole cell instead, and returns what to check with it.
"""

from ikm_analysis.values.certificates import CertificateReading, parse_certificate
from ikm_analysis.values.dates import parse_date
from ikm_analysis.values.figures import Figure, parse_figure
from ikm_analysis.values.numbers import parse_number
from ikm_analysis.values.places import find_desa, find_kecamatan, read_address
from ikm_analysis.values.rupiah import format_rupiah, parse_rupiah
from ikm_analysis.values.status import parse_status

__all__ = [
    "CertificateReading",
    "Figure",
    "find_desa",
    "find_kecamatan",
    "format_rupiah",
    "parse_certificate",
    "parse_date",
    "parse_figure",
    "parse_number",
    "parse_rupiah",
    "parse_status",
    "read_address",
]
