"""Subjects: tidy tables in, exhibits out. One module a subject; the stem is the notebook's and the page's."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from ikm_analysis.exhibit import Exhibit
from ikm_analysis.issues import UnusableFile
from ikm_analysis.project import office
from ikm_analysis.published import Published, load_published
from ikm_analysis.subjects.scope import Scope

SUBJECTS = ("sources", "products", "certification", "budget")


def exhibits(subject: str, *, regency: str | None = None, lang: str = "id") -> list[Exhibit]:
    """The exhibits of one subject in `lang`, from the tables last processed.

    `regency` narrows them to one regency; None takes those of `office.toml` (for `sources`, every regency read).
    Raises ValueError for an unknown subject, language or regency.
    """
    return exhibits_of(load_published(), subject, office().regencies, regency, lang)


def exhibits_of(
    published: Published, subject: str, regencies: Sequence[str], regency: str | None, lang: str
) -> list[Exhibit]:
    """The exhibits of one subject from the tables given; see `exhibits`."""
    if subject not in SUBJECTS:
        raise ValueError(f"subject {subject!r} is not one of {', '.join(SUBJECTS)}")
    known = sorted(set(published.observations["regency"]))
    chosen = (regency,) if regency else tuple(known) if subject == "sources" else tuple(regencies)
    if unknown := [name for name in chosen if name not in known]:
        raise UnusableFile("error.regency", regency=", ".join(unknown), known=", ".join(known))
    return list(import_module(f"{__name__}.{subject}").exhibits(Scope(published, chosen, lang)))
