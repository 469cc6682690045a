"""The marks of a yes/no or status column, as five states; blank is unknown, never no."""

from enum import StrEnum

from ikm_analysis.values.numbers import refusal, squeezed


class Status(StrEnum):
    """What is known of a certificate."""

    HELD = "held"
    NOT_HELD = "not_held"
    IN_PROCESS = "in_process"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


# Exact lists (reference/domain.md 4.3): a mark outside them is asked back, not guessed. A blank is unknown.
_MARKS = {
    Status.HELD: "ya, y, yes, ada, sudah, sdh, sudah ada, sdh ada, punya, sudah punya, memiliki, sudah memiliki, "
    "tersertifikasi, bersertifikat, aktif, berlaku, masih berlaku, on, true, v, √, ✓, ✔",
    Status.NOT_HELD: "tidak, tdk, n, no, false, tidak ada, tdk ada, belum, blm, belum ada, blm ada, tidak punya, "
    "belum punya, "
    "tidak memiliki, belum memiliki, tidak tersertifikasi, belum tersertifikasi, belum bersertifikat, x, ×, ✗, ✘",
    Status.IN_PROCESS: "proses, diproses, on proses, on process, on progress, masih proses, dalam proses, "
    "masih dalam proses, sedang proses, sedang diproses, sedang dalam proses, proses pengurusan, proses pengajuan, "
    "dalam pengurusan, masih pengurusan, pengurusan",
    Status.EXPIRED: "habis masa berlaku, masa berlaku habis, sudah habis masa berlaku, mati, sudah mati, expired, "
    "kedaluwarsa, kadaluwarsa, kadaluarsa, kedaluarsa, daluwarsa, tidak berlaku, tidak berlaku lagi",
    Status.UNKNOWN: ", -, --, –, —, n/a, na, ?, ., tidak diketahui, tidak tahu",
}
_STATUS_OF = {mark: status for status, marks in _MARKS.items() for mark in (*marks.split(", "), status.value)}


def parse_status(text: str) -> Status:
    """Return the state a mark says: `ada` held, `belum` not held, `on proses` in process, `mati` expired.

    Blank, `-`, `n/a`, `?` and `.` are unknown: `-` means "none" only where a sheet's own key says so. Raise ValueError
    for any other text; a number in a yes/no column is a certificate number and no mark.
    """
    if (status := _STATUS_OF.get(squeezed(text).casefold())) is None:
        raise refusal(text, "not a known status mark", "ada, belum, on proses or habis masa berlaku")
    return status
