"""The Word chapter, read back from the file: fields, captions, tables, figures and what the file says of itself."""

import os
import re
import runpy
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import pandas as pd
import pytest
from docx.oxml.ns import qn

from ikm_analysis.exhibit import Column, Drawing, Exhibit, Imprint, Source
from ikm_analysis.language import Language
from ikm_analysis.present.chapter import TEMPLATE, write_chapter
from ikm_analysis.present.figures import figure, figure_problems

OFFICE = "Dinas Perindustrian dan Perdagangan Kabupaten Sampang"
DATED = date(2024, 6, 20)
HERE = Path(__file__).parent


def exhibit(subject, name, finding, columns, rows, **more):
    columns = tuple(Column(*column) for column in columns)
    table = pd.DataFrame(rows, columns=[column.name for column in columns], dtype=object)
    given = {
        "question": f"Bagaimana {name.replace('_', ' ')}?",
        "measure": "Pagu pembinaan IKM",
        "place": "Kabupaten Sampang",
        "period": "2017",
        "unit": "rupiah",
        "sources": (Source("S010", "Radar Madura (2017)", "Pembinaan IKM", "https://example.id"),),
        "source_line": "Sumber: Radar Madura (2017), diolah.",
        "notes": (),
        "alt": f"Diagram batang. {finding}",
        "evidence": "published",
        "lang": "id",
    }
    return Exhibit(subject=subject, name=name, finding=finding, table=table, columns=columns, **(given | more))


def bars(labels, values):
    return Drawing("bars", pd.DataFrame({"label": labels, "value": values, "value_text": list(map(str, values))}))


def exhibits(lang="id"):
    parts = [
        ("part", "Bagian", "text"),
        ("rp", "Nilai (rupiah)", "rupiah"),
        ("share", "Bagian dari jumlah (persen)", "share", 1),
    ]
    made = [
        exhibit(
            "products",
            "products_halal",
            "Produk bersertifikat halal naik dari 8 menjadi 10.",
            [("year", "Tahun", "year"), ("n", "Produk halal (produk)", "count")],
            [["2019", 8], ["2020", 1234]],
            drawing=bars(["2019", "2020"], [8.0, 1234.0]),
        ),
        exhibit(
            "budget",
            "budget_parts",
            "Rincian berjumlah Rp753,45 juta, lebih Rp2,45 juta.",
            parts,
            [
                ["Pengembangan hasil produksi", 598_860_000, Decimal("0.795")],
                ["Penguatan modal", 154_590_000, Decimal("0.205")],
                ["Jumlah disebut", 751_000_000, None],
            ],
            evidence="scenario",
            notes=("Selisihnya mungkin salah ketik.", "Jumlah disebut telah dibulatkan."),
            drawing=bars(["Pengembangan", "Penguatan"], [598.86, 154.59]),
        ),
        exhibit(
            "budget",
            "budget_lines",
            "Anggaran memuat 1.200 baris.",
            [("line", "Baris", "identifier"), ("rp", "Nilai (rupiah)", "rupiah")],
            [[f"B{number}", number * 1_000] for number in range(1200)],
        ),
        exhibit(
            "budget",
            "budget_wide",
            "Tiap kelompok punya langkah berikut.",
            [(f"c{number}", f"Penyelenggaraan {number}", "text") for number in range(11)],
            [["Pertanggungjawaban"] * 11] * 3,
        ),
    ]
    return [replace(one, lang=lang) for one in made]


def build(path, lang="id", shown=None):
    imprint = Imprint(lang, OFFICE, DATED, "3f9a1c0d", "0.1.0")
    write_chapter(path, exhibits(lang) if shown is None else shown, imprint)
    return path


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return build(tmp_path_factory.mktemp("chapter") / "ikm_chapter.docx")


@pytest.fixture(scope="module")
def chapter(path):
    return docx.Document(path)


def instructions(element):
    return [text.text.strip() for text in element.iter(qn("w:instrText"))]


def captions(document, label):
    found = [paragraph for paragraph in document.paragraphs if paragraph.style.name == "Caption"]
    return [paragraph for paragraph in found if paragraph.text.startswith(label)]


def texts(document, style):
    return [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == style]


def cells(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize(("label", "count"), [("Tabel", 3), ("Gambar", 2)])
def test_captions_are_numbered_in_order_by_fields_that_carry_their_number(chapter, label, count):
    found = captions(chapter, label)
    assert [paragraph.text.split(". ")[0] for paragraph in found] == [f"{label} {n}" for n in range(1, count + 1)]
    assert [instructions(paragraph._p) for paragraph in found] == [[rf"SEQ {label} \* ARABIC"]] * count


def test_a_caption_states_measure_place_period_and_unit(chapter):
    assert captions(chapter, "Tabel")[0].text == "Tabel 1. Pagu pembinaan IKM, Kabupaten Sampang, 2017 (rupiah)"


def test_a_table_has_its_caption_above_and_a_figure_below(chapter):
    kinds = []
    for block in chapter.element.body:
        text = "".join(part.text or "" for part in block.iter(qn("w:t")))
        drawn = next(block.iter(qn("w:drawing")), None) is not None
        caption = (
            re.match(r"(Tabel|Gambar) \d+\. ", text) if block.find(".//" + qn("w:bookmarkStart")) is not None else None
        )
        kinds.append("table" if block.tag == qn("w:tbl") else "figure" if drawn else caption[1] if caption else "")
    shown = [kind for kind in kinds if kind]
    assert shown == ["figure", "Gambar", "Tabel", "table"] * 2 + ["Tabel", "table"]


def test_every_reference_and_list_entry_leads_to_a_caption(chapter):
    body = chapter.element.body
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    linked = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
    named = [text.split()[1] for text in instructions(body) if text.split()[0] in ("REF", "PAGEREF")]
    assert len(marks) == 5
    assert set(linked) == set(named) == marks
    assert all(len(mark) <= 40 for mark in marks)


def test_the_lists_are_fields_whose_entries_read_as_the_captions(chapter):
    assert [text for text in instructions(chapter.element.body) if text.startswith("TOC")] == [
        r'TOC \h \z \c "Tabel"',
        r'TOC \h \z \c "Gambar"',
    ]
    entries = [text.strip() for text in texts(chapter, "table of figures")]
    assert entries == [caption.text for label in ("Tabel", "Gambar") for caption in captions(chapter, label)]


def test_every_field_that_begins_also_ends(chapter):
    kinds = [mark.get(qn("w:fldCharType")) for mark in chapter.element.body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") > 0


def test_word_is_not_told_to_ask_about_updating_fields(path):
    with zipfile.ZipFile(path) as package:
        assert b"updateFields" not in package.read("word/settings.xml")
        assert b"w:dirty" not in package.read("word/document.xml")


def test_every_figure_has_the_alternative_text_of_its_exhibit_and_fits_the_page(chapter):
    drawn = [one for one in exhibits() if one.drawing]
    assert [shape._inline.docPr.get("descr") for shape in chapter.inline_shapes] == [one.alt for one in drawn]
    assert [round(shape.width.cm, 1) for shape in chapter.inline_shapes] == [15.5, 15.5]


def test_a_figure_of_many_rows_is_made_smaller_rather_than_cut_off(tmp_path):
    labels = [f"Desa {number}" for number in range(60)]
    tall = replace(exhibits()[0], drawing=bars(labels, [float(number) for number in range(60)]))
    shape = docx.Document(build(tmp_path / "tall.docx", shown=[tall])).inline_shapes[0]
    assert shape.height.cm < 22
    assert shape.width / shape.height == pytest.approx(0.39, abs=0.15)


def test_the_bare_figures_are_fit_to_print():
    assert [figure_problems(figure(one, bare=True)) for one in exhibits() if one.drawing] == [[], []]


def test_tables_print_the_headings_the_column_numbers_and_the_cells_of_the_exhibit(chapter):
    shown = [one for one in exhibits() if one.name != "budget_lines"]
    for table, one in zip(chapter.tables, shown, strict=True):
        headings, numbers, *body = cells(table)
        assert headings == [column.label for column in one.columns]
        assert numbers == [f"({number})" for number in range(1, len(one.columns) + 1)]
        assert body == one.printed().to_numpy().tolist()


def test_numbers_read_as_indonesian_and_stand_on_the_right(chapter):
    table = chapter.tables[1]
    assert cells(table)[2] == ["Pengembangan hasil produksi", "Rp598.860.000", "79,5%"]
    assert [cell._tc.find(".//" + qn("w:jc")).get(qn("w:val")) for cell in table.rows[2].cells] == [
        "left",
        "right",
        "right",
    ]


def test_a_missing_value_shows_the_sign_and_the_sign_is_explained_only_there(chapter):
    sign, note = (Language("id").say(f"exhibit.{key}") for key in ("missing", "missing_note"))
    assert cells(chapter.tables[1])[-1] == ["Jumlah disebut", "Rp751.000.000", sign]
    assert texts(chapter, "Sumber").count(note) == 1


def test_both_heading_rows_repeat_and_no_row_splits_across_pages(chapter):
    for table in chapter.tables:
        repeated = [row._tr.find(".//" + qn("w:tblHeader")) for row in table.rows]
        assert [mark is not None for mark in repeated] == [True, True] + [False] * (len(table.rows) - 2)
        assert all(not mark.attrib for mark in repeated[:2])
        assert all(row._tr.find(".//" + qn("w:cantSplit")) is not None for row in table.rows)


def test_a_table_says_what_it_is_to_a_screen_reader(chapter):
    one = exhibits()[1]
    properties = chapter.tables[1]._tbl.tblPr
    assert properties.find(qn("w:tblCaption")).get(qn("w:val")) == one.subtitle
    assert properties.find(qn("w:tblDescription")).get(qn("w:val")) == one.finding


def test_a_long_table_is_left_to_the_workbook_and_the_chapter_names_the_sheet(chapter):
    assert "B7" not in [text for table in chapter.tables for row in cells(table) for text in row]
    (said,) = [text for text in texts(chapter, "Normal") if text.startswith("Anggaran memuat")]
    assert said.endswith(Language("id").say("chapter.in_workbook", rows="1.200", sheet="Baris anggaran"))


def test_only_a_table_too_wide_for_the_page_turns_it_and_the_page_turns_back(tmp_path, chapter):
    assert [section.orientation for section in chapter.sections] == [0, 1]
    first, *_, wide = exhibits()
    pictured = replace(wide, name="budget_pictured", drawing=first.drawing)
    again = docx.Document(build(tmp_path / "turned.docx", shown=[first, wide, pictured, first]))
    assert [section.orientation for section in again.sections] == [0, 1, 0, 1, 0]
    assert [section.page_width > section.page_height for section in again.sections] == [False, True, False, True, False]
    styles = [paragraph.style.name for paragraph in again.paragraphs]
    after = [below for style, below in zip(styles, styles[1:], strict=False) if style == "Batas"]
    # a heading goes with its table unless a figure comes between, and turns back with the page
    assert after == ["Heading 1", "Heading 2", "Caption", "Heading 1"]


def test_columns_fill_the_page_between_its_margins_exactly(chapter):
    widths = [sum(column.width.cm for column in table.columns) for table in chapter.tables]
    assert widths == pytest.approx([15.5, 15.5, 24.2], abs=0.02)


def test_small_letters_are_never_below_eight_points(chapter):
    sizes = {int(size.get(qn("w:val"))) for size in chapter.element.body.iter(qn("w:sz"))}
    assert sizes == {16, 18}


def test_each_question_is_a_heading_and_its_finding_opens_the_text_below(chapter):
    subjects = [Language("id").say(f"subject.{subject}") for subject in ("products", "budget")]
    assert texts(chapter, "Heading 1") == subjects
    assert texts(chapter, "Heading 2") == [one.question for one in exhibits()]
    paragraphs = chapter.paragraphs
    after = [
        below.text for line, below in zip(paragraphs, paragraphs[1:], strict=False) if line.style.name == "Heading 2"
    ]
    assert [text.startswith(one.finding) for text, one in zip(after, exhibits(), strict=True)] == [True] * 4
    assert after[0].endswith("Gambar 1 dan rinciannya pada Tabel 1.")


def test_sources_and_notes_follow_every_exhibit(chapter):
    assert texts(chapter, "Sumber").count("Sumber: Radar Madura (2017), diolah.") == 4
    assert texts(chapter, "Catatan") == ["Selisihnya mungkin salah ketik.", "Jumlah disebut telah dibulatkan."]


def test_evidence_is_named_on_the_first_page_and_under_each_exhibit_that_is_not_published(chapter):
    published, scenario = (Language("id").say(f"evidence.{kind}") for kind in ("published", "scenario"))
    assert [text for text in texts(chapter, "Normal") if text in (published, scenario)] == [published, scenario]
    assert [text for text in texts(chapter, "Sumber") if text in (published, scenario)] == [scenario]
    assert chapter.sections[0].header.is_linked_to_previous


def test_made_up_figures_are_marked_on_every_page(tmp_path):
    made_up = [replace(one, evidence="illustrative") for one in exhibits()]
    document = docx.Document(build(tmp_path / "example.docx", shown=made_up))
    mark = Language("id").say("evidence.illustrative")
    assert [section.header.paragraphs[0].text for section in document.sections] == [mark, mark]


@pytest.mark.parametrize(("lang", "locale"), [("id", "id-ID"), ("en", "en-US")])
def test_title_author_and_language_are_set(tmp_path, lang, locale):
    document = docx.Document(build(tmp_path / "about.docx", lang, exhibits(lang)[:1]))
    about = document.core_properties
    assert (about.title, about.author, about.language) == (Language(lang).say("chapter.title"), OFFICE, locale)
    assert (about.identifier, about.version, about.created.date()) == ("3f9a1c0d", "0.1.0", DATED)
    assert {mark.get(qn("w:val")) for mark in document.styles.element.iter(qn("w:lang"))} == {locale}
    assert document.paragraphs[0].text == about.title
    assert document.paragraphs[1].text == OFFICE


def test_the_english_chapter_counts_tables_and_figures_in_english(tmp_path):
    document = docx.Document(build(tmp_path / "en.docx", "en", exhibits("en")[:1]))
    assert {r"SEQ Table \* ARABIC", r'TOC \h \z \c "Figure"'} <= set(instructions(document.element.body))
    words = " ".join(paragraph.text for paragraph in document.paragraphs)
    assert not re.search(r"\b(Tabel|Gambar|Daftar|Data sampai|Catatan|Sidik)\b", words)


def test_the_page_is_a4_with_its_number_below(chapter):
    section = chapter.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert instructions(section.footer._element) == ["PAGE"]


def test_every_number_in_the_text_comes_from_an_exhibit_or_from_what_was_given(chapter):
    fields = [
        f"{one.question} {one.finding} {one.subtitle} {one.source_line} {' '.join(one.notes)} {one.evidence_line}"
        for one in exhibits()
    ]
    given = " ".join([*fields, Language("id").date(DATED), "3f9a1c0d 0.1.0", "1 2 3"])
    number = re.compile(r"\d[\d.,]*\d|\d")
    said = {found for paragraph in chapter.paragraphs for found in number.findall(paragraph.text)}
    assert said <= set(number.findall(given))


def test_a_chapter_without_exhibits_still_opens_and_has_no_empty_lists(tmp_path):
    document = docx.Document(build(tmp_path / "empty.docx", shown=[]))
    assert instructions(document.element.body) == []


def test_two_builds_are_the_same_bytes_in_any_time_zone_and_hash_order(tmp_path, path):
    other = tmp_path / "other.docx"
    code = "import sys, pathlib, test_chapter; test_chapter.build(pathlib.Path(sys.argv[1]))"
    moved = os.environ | {"TZ": "Asia/Jakarta", "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", code, str(other)], cwd=HERE, env=moved, check=True)
    assert other.read_bytes() == path.read_bytes()


def test_the_template_is_what_its_script_writes(tmp_path):
    script = runpy.run_path(str(HERE.parent / "tools/make_chapter_template.py"))
    script["write_template"](tmp_path / "chapter.docx")
    with zipfile.ZipFile(tmp_path / "chapter.docx") as made, TEMPLATE.open("rb") as file, zipfile.ZipFile(file) as kept:
        assert {name: made.read(name) for name in made.namelist()} == {
            name: kept.read(name) for name in kept.namelist()
        }


def test_a_finding_without_a_full_stop_gets_one_in_the_running_text(tmp_path):
    shown = [replace(exhibits()[0], finding="Produk halal bertambah")]
    document = docx.Document(build(tmp_path / "stop.docx", shown=shown))
    assert texts(document, "Normal")[-1].startswith("Produk halal bertambah. Gambarannya ada pada Gambar 1")


def test_the_meaning_of_a_sign_that_a_note_already_gives_is_not_repeated(tmp_path):
    meaning = Language("id").say("exhibit.missing_note")
    document = docx.Document(build(tmp_path / "once.docx", shown=[replace(exhibits()[1], notes=(meaning,))]))
    assert [paragraph.text for paragraph in document.paragraphs].count(meaning) == 1
