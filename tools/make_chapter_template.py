"""Write the empty Word document that chapters start from: A4, its styles, a page number, and nothing left over.

Run once after a change of style: `python tools/make_chapter_template.py`. The same script always gives the same bytes;
python-docx's own default document is not used because it carries parts that validators reject and Word's old looks.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

TEMPLATE = Path(__file__).parents[1] / "src/ikm_analysis/present/chapter.docx"
FIXED_DATE = (1980, 1, 1, 0, 0, 0)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

OWN_NAMES = (
    "Gambar",
    "Isi Tabel",
    "Sumber",
    "Catatan",
    "Batas",
)  # Indonesian: offices meet them in their list of styles
DARK, GREY, BLUE = "222222", "595959", "12436D"

CONTENT_TYPES = f"""<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{WORD}.styles+xml"/>
<Override PartName="/word/settings.xml" ContentType="{WORD}.settings+xml"/>
<Override PartName="/word/numbering.xml" ContentType="{WORD}.numbering+xml"/>
<Override PartName="/word/fontTable.xml" ContentType="{WORD}.fontTable+xml"/>
<Override PartName="/word/theme/theme1.xml" ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/>
<Override PartName="/word/footer1.xml" ContentType="{WORD}.footer+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
</Types>"""

PACKAGE_RELATIONS = f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>
<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>
</Relationships>"""

DOCUMENT_RELATIONS = f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="{OFFICE}/settings" Target="settings.xml"/>
<Relationship Id="rId3" Type="{OFFICE}/numbering" Target="numbering.xml"/>
<Relationship Id="rId4" Type="{OFFICE}/footer" Target="footer1.xml"/>
<Relationship Id="rId5" Type="{OFFICE}/fontTable" Target="fontTable.xml"/>
<Relationship Id="rId6" Type="{OFFICE}/theme" Target="theme/theme1.xml"/>
</Relationships>"""

# The dates are replaced when a chapter is finished; they stand here so that there is something to replace.
DATES = "".join(
    f'<dcterms:{name} xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:{name}>'
    for name in ("created", "modified")
)
CORE = f"""<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{DATES}
</cp:coreProperties>"""

# Margins of 3 cm on the binding side and 2.5 cm elsewhere, in twentieths of a point: 15.5 cm are left for text.
DOCUMENT = f"""<w:document xmlns:w="{W}" xmlns:r="{OFFICE}"><w:body><w:sectPr>
<w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/>
<w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1701" w:header="709" w:footer="709" w:gutter="0"/>
</w:sectPr></w:body></w:document>"""

FOOTER = f"""<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
</w:p></w:ftr>"""

SETTINGS = f"""<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/><w:compat>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:themeFontLang w:val="id-ID"/></w:settings>"""

NUMBERING = f"""<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>
<w:pPr><w:ind w:left="284" w:hanging="284"/></w:pPr></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""

FONTS = f"""<w:fonts xmlns:w="{W}"><w:font w:name="Arial"><w:altName w:val="Liberation Sans"/>
<w:panose1 w:val="020B0604020202020204"/><w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/>
</w:font></w:fonts>"""


def theme() -> str:
    """Smallest theme the format allows. No style refers to it; Word and validators want it to be there."""
    slots = ("dk1", "lt1", "dk2", "lt2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
    values = (DARK, "FFFFFF", DARK, "E4EBF2", BLUE, "CC7A28", "5B93CC", "4C1300", "767676", GREY, BLUE, GREY)
    colours = "".join(
        f'<a:{slot}><a:srgbClr val="{value}"/></a:{slot}>' for slot, value in zip(slots, values, strict=True)
    )
    font = '<a:latin typeface="Arial"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    return (
        f'<a:theme xmlns:a="{DRAWING}" name="ikm"><a:themeElements><a:clrScheme name="ikm">{colours}</a:clrScheme>'
        f'<a:fontScheme name="ikm"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="ikm"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{f'<a:ln>{fill}</a:ln>' * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


DEFAULTS = f"""<w:docDefaults><w:rPrDefault><w:rPr>
<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/><w:color w:val="{DARK}"/>
<w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="id-ID" w:eastAsia="id-ID" w:bidi="ar-SA"/>
</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/><w:spacing w:after="120" w:line="276" w:lineRule="auto"/>
</w:pPr></w:pPrDefault></w:docDefaults>"""


def spacing(before: int, after: int, line: int = 240) -> str:
    """Space around a paragraph in twentieths of a point; `line` 240 is single spacing."""
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def letters(half_points: int, colour: str = DARK, bold: bool = False) -> str:
    """Size, colour and weight of a style's letters."""
    weight = "<w:b/><w:bCs/>" if bold else ""
    return f'{weight}<w:color w:val="{colour}"/><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def paragraph_style(identity: str, name: str, paragraph: str, run: str, following: str = "") -> str:
    """One paragraph style. A name Word knows (`heading 1`, `caption`) is shown translated in the user's Word."""
    custom = ' w:customStyle="1"' if name in OWN_NAMES else ""
    after = f'<w:next w:val="{following}"/>' if following else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{identity}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/>{after}<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>'
    )


KEEP = "<w:keepNext/><w:keepLines/>"
LEVEL = '<w:outlineLvl w:val="{}"/>'
BULLET = '<w:numPr><w:numId w:val="1"/></w:numPr>'
CENTRED = '<w:jc w:val="center"/>'
LIST_TAB = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8787"/></w:tabs>'
LIST_INDENT = '<w:ind w:right="567"/>'

PARAGRAPH_STYLES = (
    paragraph_style("Title", "Title", KEEP + spacing(0, 80), letters(36, BLUE, bold=True), "Normal"),
    paragraph_style("Subtitle", "Subtitle", spacing(0, 80), letters(24, GREY), "Normal"),
    paragraph_style(
        "Heading1", "heading 1", KEEP + spacing(360, 120) + LEVEL.format(0), letters(32, BLUE, True), "Normal"
    ),
    paragraph_style(
        "Heading2", "heading 2", KEEP + spacing(280, 100) + LEVEL.format(1), letters(24, DARK, True), "Normal"
    ),
    paragraph_style("TOCHeading", "TOC Heading", KEEP + spacing(320, 100), letters(26, BLUE, bold=True), "Normal"),
    paragraph_style("TableofFigures", "table of figures", LIST_TAB + spacing(0, 60) + LIST_INDENT, letters(20)),
    paragraph_style("Caption", "caption", "<w:keepLines/>" + spacing(60, 80), letters(20, DARK, bold=True), "Normal"),
    paragraph_style("Gambar", "Gambar", KEEP + spacing(120, 0), ""),
    paragraph_style("IsiTabel", "Isi Tabel", spacing(30, 30), ""),
    paragraph_style("Sumber", "Sumber", "<w:keepLines/>" + spacing(60, 60), letters(17, GREY)),
    paragraph_style("Catatan", "Catatan", "<w:keepLines/>" + BULLET + spacing(0, 40), letters(17, GREY)),
    paragraph_style(
        "Batas", "Batas", '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>', letters(2)
    ),
    paragraph_style("Header", "header", spacing(0, 0) + CENTRED, letters(17, GREY)),
    paragraph_style("Footer", "footer", spacing(0, 0) + CENTRED, letters(18, GREY)),
)


def borders() -> str:
    """Thin grey grid, as tables of planning documents have it."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="767676"/>' for side in sides)


TABLE_STYLES = f"""<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>
<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>
<w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>
<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="TabelBab"><w:name w:val="Tabel Bab"/>
<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{borders()}</w:tblBorders></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr>
<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="E4EBF2"/></w:tcPr></w:tblStylePr></w:style>"""

STYLES = f"""<w:styles xmlns:w="{W}">{DEFAULTS}
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>
<w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>
{"".join(PARAGRAPH_STYLES)}{TABLE_STYLES}</w:styles>"""

PARTS = {
    "[Content_Types].xml": CONTENT_TYPES,
    "_rels/.rels": PACKAGE_RELATIONS,
    "docProps/core.xml": CORE,
    "word/document.xml": DOCUMENT,
    "word/_rels/document.xml.rels": DOCUMENT_RELATIONS,
    "word/styles.xml": STYLES,
    "word/settings.xml": SETTINGS,
    "word/numbering.xml": NUMBERING,
    "word/footer1.xml": FOOTER,
    "word/fontTable.xml": FONTS,
    "word/theme/theme1.xml": theme(),
}


def write_template(path: Path) -> None:
    """Write the template: the same parts, order and dates at every run."""
    with zipfile.ZipFile(path, "w") as package:
        for name, content in PARTS.items():
            entry = zipfile.ZipInfo(name, FIXED_DATE)
            entry.create_system = 3  # Unix on every system, so that the bytes do not tell where it ran
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, XML + content)


if __name__ == "__main__":
    write_template(Path(sys.argv[1]) if len(sys.argv) > 1 else TEMPLATE)
