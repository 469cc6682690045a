"""Word fields that python-docx has no call for: numbered captions, references to them, and lists of them.

A field carries its instruction, which Word follows when it updates, and the text shown until then. We write that text
ourselves, so a chapter reads right in a viewer that updates nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph

# Wider than any line of ours: the cached entries carry no leader, which would point at a page number not yet known.
NO_LEADER = {"val": "right", "leader": "none", "pos": "8787"}


@dataclass(frozen=True)
class Caption:
    """The caption of one figure or table: `label` ("Tabel") and `number` as printed, `name` unique in the chapter."""

    label: str
    number: int
    text: str
    name: str

    @property
    def reference(self) -> str:
        """How a sentence names it: Tabel 1."""
        return f"{self.label} {self.number}"

    @property
    def bookmark(self) -> str:
        """Name of the bookmark around label and number, hidden and nine digits long as those Word makes itself.

        From the name, not the order: chapters pasted into one document keep their bookmarks apart.
        """
        digest = hashlib.sha256(f"{self.label} {self.name}".encode()).hexdigest()
        return f"_Ref{int(digest, 16) % 10**9:09d}"


def element(tag: str, *children: BaseOxmlElement, **attributes: str) -> BaseOxmlElement:
    """One WordprocessingML element: `element("tab", val="right")` is `<w:tab w:val="right"/>`."""
    made = OxmlElement(f"w:{tag}", {qn(f"w:{name}"): value for name, value in attributes.items()})
    made.extend(children)
    return made


def text_run(text: str, tag: str = "t") -> BaseOxmlElement:
    """Run of plain text, its outer spaces kept."""
    content = element(tag)
    content.text = text
    content.set(qn("xml:space"), "preserve")
    return element("r", content)


def field(instruction: str, *shown: BaseOxmlElement) -> list[BaseOxmlElement]:
    """Whole field within one paragraph, the mark of its end last."""
    begin, separate, end = (element("r", element("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end"))
    return [begin, text_run(f" {instruction} ", "instrText"), separate, *shown, end]


def add_caption(document: Document, caption: Caption, *, above: bool) -> None:
    """Add the caption, numbered by a SEQ field so that Word renumbers it among the captions of another document."""
    paragraph = document.add_paragraph(style="Caption")
    if above:
        paragraph.paragraph_format.keep_with_next, paragraph.paragraph_format.space_before = True, Pt(14)
    mark = {"id": str(int(caption.bookmark.removeprefix("_Ref")))}
    numbered = field(rf"SEQ {caption.label} \* ARABIC", text_run(str(caption.number)))
    paragraph._p.extend(
        [
            element("bookmarkStart", **mark, name=caption.bookmark),
            text_run(f"{caption.label} "),
            *numbered,
            element("bookmarkEnd", **mark),
            text_run(f". {caption.text}"),
        ]
    )


def add_sentence(paragraph: Paragraph, template: str, captions: Mapping[str, Caption]) -> None:
    """Append a sentence, each placeholder in it a reference that Word keeps in step with its caption."""
    for literal, placeholder, _, _ in Formatter().parse(template):
        paragraph._p.append(text_run(literal))
        if placeholder:
            caption = captions[placeholder]
            paragraph._p.extend(field(rf"REF {caption.bookmark} \h", text_run(caption.reference)))


def add_list(document: Document, heading: str, captions: Sequence[Caption], closing: str) -> None:
    """Add the list of tables or figures as a TOC field.

    Entries link to their captions. `closing` stands inside the field, below the entries, and goes when Word updates it.
    """
    document.add_paragraph(heading, style="TOC Heading")
    entries = [add_entry(document, caption) for caption in captions]
    *opening, end = field(rf'TOC \h \z \c "{captions[0].label}"')
    for mark in opening:
        entries[0]._p[-1].addprevious(mark)  # the last child is the link
    document.add_paragraph(closing, style="Sumber")._p.append(end)


def add_entry(document: Document, caption: Caption) -> Paragraph:
    """Add one line of a list: the caption as a link, and its page number, empty until Word counts the pages."""
    paragraph = document.add_paragraph(style="table of figures")
    paragraph._p.get_or_add_pPr().append(element("tabs", element("tab", **NO_LEADER)))
    shown = text_run(f"{caption.reference}. {caption.text}")
    page = field(rf"PAGEREF {caption.bookmark} \h", text_run(""))
    link = element("hyperlink", shown, element("r", element("tab")), *page, anchor=caption.bookmark, history="1")
    paragraph._p.append(link)
    return paragraph
