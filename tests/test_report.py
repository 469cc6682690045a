"""The whole flow, as a person runs it: every output, from the same exhibits, equal over two runs, intact on failure."""

import json
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from openpyxl import load_workbook

from conftest import edit_csv
from ikm_analysis.language import Language
from ikm_analysis.present.chapter import MOST_ROWS
from ikm_analysis.project import ROOT, Folders
from ikm_analysis.report import write_report
from ikm_analysis.subjects import SUBJECTS
from made.reports import REGISTER, files, one_notebook, run, text_of, with_register

LANGS = ("id", "en")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """One run on the project's own data."""
    into = tmp_path_factory.mktemp("made")
    result = run(Folders.raw, into)
    assert result.exit_code == 0, result.output
    return into, result


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """One run on data in which the 127 products are 131, for their regency only."""
    into = tmp_path_factory.mktemp("changed")
    raw = Path(shutil.copytree(Folders.raw, into / "raw", ignore=shutil.ignore_patterns("registers")))
    edit_csv(raw / "observations.csv", "observation_id", {"O001": {"as_published": "131 produk agro", "value": "131"}})
    only = one_notebook("2_certification", into / "notebooks")
    write_report(Folders(raw, into / "processed", into / "reports", only), LANGS, "Bangkalan")
    return into / "reports"


@pytest.fixture(scope="module")
def elsewhere(made, tmp_path_factory):
    """A run in one language and another environment, where the summary of the first run was edited by hand since."""
    into = tmp_path_factory.mktemp("elsewhere")
    folder = into / "reports" / "id"
    folder.mkdir(parents=True)
    shutil.copy(made[0] / "reports" / "id" / "manifest.json", folder)
    (folder / "summary.md").write_text("my own words", encoding="utf-8")
    options = ("--lang", "id", "--processed", into / "processed", "--reports", into / "reports")
    command = [Path(sys.executable).with_name("ikm"), "report", *options]
    environment = {"TZ": "Asia/Jakarta", "PYTHONHASHSEED": "77", "LC_ALL": "C", "HOME": str(into), "PATH": "/usr/bin"}
    done = subprocess.run(list(map(str, command)), env=environment, cwd=into, check=True, capture_output=True)
    return into, done.stdout.decode()


def test_the_balance_is_printed_and_accounts_for_everything_read(made):
    _, result = made
    assert "574 angka dari 149 halaman" in result.output
    assert "tidak ada yang hilang" in result.output


@pytest.mark.parametrize("lang", LANGS)
def test_every_output_is_there(made, lang):
    folder = made[0] / "reports" / lang
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    documents = {"ikm_summary.xlsx", "ikm_chapter.docx", "summary.md", "manifest.json"}
    assert documents | {f"{subject}.html" for subject in SUBJECTS} <= names
    figures = {name for name in names if name.startswith("figures/")}
    assert len(figures) >= 20
    assert {Path(name).stem for name in figures if name.endswith("png")} == {
        Path(name).stem for name in figures if name.endswith("svg")
    }


def test_the_notebooks_are_executed_beside_the_reports(made):
    for notebook in sorted(Folders.notebooks.glob("*.ipynb")):
        page = (made[0] / "reports" / "notebooks" / f"{notebook.stem}.html").read_text(encoding="utf-8")
        assert "<svg" in page
        assert "<script" not in page


@pytest.mark.parametrize("lang", LANGS)
def test_every_output_says_the_same_words_and_numbers(made, shown, lang):
    folder = made[0] / "reports" / lang
    documents = ("ikm_summary.xlsx", "ikm_chapter.docx", "summary.md")
    outputs = {name: " ".join(text_of(folder / name).split()) for name in documents}
    pages = {subject: text_of(folder / f"{subject}.html") for subject in SUBJECTS}
    for exhibit in shown[lang].values():
        for name, said in {**outputs, exhibit.subject: " ".join(pages[exhibit.subject].split())}.items():
            fields = [exhibit.finding, exhibit.source_line, *exhibit.notes]
            # a chapter leaves a table of many rows, and so its caption, to the workbook
            if not (name == "ikm_chapter.docx" and len(exhibit.table) > MOST_ROWS):
                fields.append(exhibit.subtitle)
            for field in fields:
                assert " ".join(field.split()) in said, (exhibit.name, name, field)
        cells = [cell for row in exhibit.printed().itertuples(index=False, name=None) for cell in row]
        for cell in cells:
            assert cell in pages[exhibit.subject], (exhibit.name, cell)
            assert " ".join(cell.split()) in outputs["summary.md"], (exhibit.name, cell)


@pytest.mark.parametrize("lang", LANGS)
def test_every_figure_carries_its_finding_alt_text_and_source(made, shown, lang):
    for exhibit in shown[lang].values():
        if exhibit.drawing:
            svg = unescape((made[0] / "reports" / lang / "figures" / f"{exhibit.name}.svg").read_text(encoding="utf-8"))
            assert f">{exhibit.finding}</title>" in svg
            assert f">{exhibit.alt}</desc>" in svg
            png = (made[0] / "reports" / lang / "figures" / f"{exhibit.name}.png").read_bytes()
            assert exhibit.source_line.encode() in png


@pytest.mark.parametrize("lang", LANGS)
def test_one_changed_observation_is_found_in_every_kind_of_output(changed, lang):
    finding = {"id": "0 dari 131 produk", "en": "0 of 131 products"}[lang]
    folder = changed / lang
    for name in ("ikm_summary.xlsx", "ikm_chapter.docx", "summary.md", "certification.html"):
        assert finding in text_of(folder / name), name
    svg = (folder / "figures" / "certification_bpom.svg").read_text(encoding="utf-8")
    assert finding in svg
    assert "131" in (changed / "notebooks" / "2_certification.html").read_text(encoding="utf-8")


def test_pages_stand_alone(made):
    for page in (made[0] / "reports").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"<script|<link|<iframe|@import", text), page
        assert not re.search(r'(src|href)="https?://(?![^"]*")', text)
        for tag in re.findall(r"<img[^>]*>", text):
            assert "alt=" in tag, page
        for tag in re.findall(r"<svg[^>]*>", text):
            assert 'role="img"' in tag, page


def test_another_run_elsewhere_gives_the_same_bytes(made, elsewhere):
    # The manifest of the example lists both languages where both were made.
    apart = ("en/", "example/en/", "example/manifest.json", "id/summary-")
    first, other = (
        {name: content for name, content in files(into / "reports").items() if not name.startswith(apart)}
        for into, _ in (made, elsewhere)
    )
    assert len(first) > 60
    assert other == first
    assert files(elsewhere[0] / "processed") == files(made[0] / "processed")


def test_a_file_edited_by_hand_is_kept_and_said(elsewhere):
    into, output = elsewhere
    (kept,) = (into / "reports" / "id").glob("summary-*.md")
    assert kept.read_text(encoding="utf-8") == "my own words"
    assert str(kept) in output
    assert "my own words" not in (into / "reports" / "id" / "summary.md").read_text(encoding="utf-8")


def test_a_run_in_one_language_makes_nothing_in_the_other(elsewhere):
    reports = elsewhere[0] / "reports"
    assert sorted(path.name for path in reports.iterdir()) == ["example", "id", "notebooks"]
    assert sorted(path.name for path in (reports / "example").iterdir()) == ["id", "manifest.json"]


def test_committed_tables_and_summaries_are_those_the_code_makes(made):
    for name, content in files(made[0] / "processed").items():
        assert (Folders.processed / name).read_bytes() == content, name
    for lang in LANGS:
        for name in ("summary.md", "figures/budget_reconciliation.svg"):
            assert (ROOT / "reports" / lang / name).read_bytes() == (made[0] / "reports" / lang / name).read_bytes()


def test_the_manifest_names_inputs_outputs_and_code(made):
    manifest = json.loads((made[0] / "reports" / "id" / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest) == {"inputs", "outputs", "data_hash", "code_version"}
    assert set(manifest["inputs"]) == {
        "sources.csv",
        "observations.csv",
        "statements.csv",
        "relations.csv",
        "office.toml",
    }
    assert "ikm_summary.xlsx" in manifest["outputs"]
    for name in ("summary.md", "budget.html", "ikm_summary.xlsx", "ikm_chapter.docx"):
        assert manifest["data_hash"] in text_of(made[0] / "reports" / "id" / name), name
    reports = made[0] / "reports"
    for path in [*reports.glob("??/figures/*"), *(reports / "notebooks").glob("*.html")]:
        assert f"ata {manifest['data_hash']}".encode() in path.read_bytes(), path
    example = json.loads((reports / "example" / "manifest.json").read_text(encoding="utf-8"))
    assert "registers/example_register.xlsx" in example["inputs"]
    for path in (reports / "example").rglob("figures/*"):
        assert f"ata {example['data_hash']}".encode() in path.read_bytes(), path


BAD = {
    "an amount that is no figure": (
        "observations",
        {"O146": {"as_published": "sekitar sekian juta"}},
        {"id": "bukan angka yang terbaca", "en": "is not a readable figure"},
    ),
    "a relation of an unknown kind": (
        "relations",
        {"R003": {"kind": "selisih"}},
        {"id": "B4: kind “selisih” tidak dikenal", "en": "B4: kind “selisih” is unknown"},
    ),
    "a publisher in letters the figures lack": (
        "sources",
        {"S003": {"publisher": "報 Suramadu"}},
        {"id": "products_coached tidak layak cetak", "en": "'products_coached' is not fit to print"},
    ),
}


@pytest.mark.filterwarnings("error:Glyph")  # a warning of matplotlib would be a second line
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("bad", BAD)
def test_bad_input_is_one_line_exit_two_and_previous_reports_stand(raw, tmp_path, lang, bad):
    (tmp_path / "reports" / "id").mkdir(parents=True)
    (tmp_path / "reports" / "id" / "summary.md").write_text("earlier", encoding="utf-8")
    name, changes, words = BAD[bad]
    edit_csv(
        raw / f"{name}.csv", {"sources": "source_id", "relations": "relation_id"}.get(name, "observation_id"), changes
    )
    result = run(raw, tmp_path, "--lang", lang)
    assert result.exit_code == 2
    assert words[lang] in result.stderr
    assert result.stderr.count("\n") == 1
    assert files(tmp_path / "reports") == {"id/summary.md": b"earlier"}
    assert not (tmp_path / "processed").exists()


def test_an_unknown_regency_is_refused_with_those_known(tmp_path):
    result = run(Folders.raw, tmp_path, "--regency", "Atlantis")
    assert result.exit_code == 2
    assert "Sampang" in result.stderr


@pytest.mark.parametrize("lang", LANGS)
def test_a_run_for_one_regency_says_nothing_of_another(made, changed, lang):
    assert "Sampang" in text_of(made[0] / "reports" / lang / "budget.html")
    assert "Sampang" not in text_of(changed / lang / "budget.html")


def test_a_place_that_cannot_be_written_is_one_line_too(tmp_path):
    (tmp_path / "reports").write_text("a file where a folder should be", encoding="utf-8")
    result = run(Folders.raw, tmp_path)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "reports" in result.stderr


def test_without_any_register_there_is_no_page_of_one(raw, tmp_path, made):
    only = one_notebook("4_register", tmp_path / "notebooks")
    report = write_report(Folders(raw, tmp_path / "processed", tmp_path / "reports", only), langs=())
    assert report.run.registers is None
    assert len(report.balance("id")) == 3
    assert not list((tmp_path / "reports").rglob("*register*"))
    for lang in LANGS:  # the example is no register of the office
        assert not (made[0] / "reports" / lang / "register.html").exists()
        assert "Daftar - kecamatan" not in load_workbook(made[0] / "reports" / lang / "ikm_summary.xlsx").sheetnames


@pytest.mark.parametrize("lang", LANGS)
def test_a_register_that_cannot_be_read_stops_the_run_before_anything_is_touched(tmp_path, lang):
    raw = with_register(tmp_path)
    (raw / "registers" / "rusak.xlsx").write_bytes((raw / "registers" / REGISTER).read_bytes()[:900])
    (tmp_path / "reports" / "id").mkdir(parents=True)
    (tmp_path / "reports" / "id" / "summary.md").write_text("earlier", encoding="utf-8")
    result = run(raw, tmp_path, "--lang", lang)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "rusak.xlsx" in result.stderr
    assert {"id": "berkas rusak", "en": "damaged"}[lang] in result.stderr
    assert files(tmp_path / "reports") == {"id/summary.md": b"earlier"}
    assert not (tmp_path / "processed").exists()


MADE_UP = {"id": "DATA CONTOH, BUKAN KEADAAN SEBENARNYA.", "en": "EXAMPLE DATA, NOT THE REAL SITUATION."}


@pytest.mark.parametrize("lang", LANGS)
def test_every_figure_sheet_page_and_part_of_the_chapter_of_the_example_says_it_is_made_up(made, lang):
    folder, mark = made[0] / "reports" / "example" / lang, MADE_UP[lang]
    figures = sorted((folder / "figures").glob("*.svg"))
    assert len(figures) >= 8
    for figure in figures:
        assert mark in unescape(figure.read_text(encoding="utf-8")), figure.name
        assert mark.encode() in figure.with_suffix(".png").read_bytes(), figure.name
    for page in folder.glob("*.html"):
        sections = re.findall(r"<section.*?</section>", page.read_text(encoding="utf-8"), re.DOTALL)
        assert sections
        assert all(mark in unescape(section) for section in sections), page.name
    book = load_workbook(folder / "ikm_summary.xlsx")
    assert Language(lang).say("sheet.register_firm_list") not in book.sheetnames  # public unless asked otherwise
    _, _, *of_exhibits = book
    for sheet in of_exhibits:
        assert any(mark in str(cell) for row in sheet.values for cell in row), sheet.title
    chapter = text_of(folder / "ikm_chapter.docx")
    assert chapter.count(mark) >= len(of_exhibits)
    cover = {"id": "data contoh buatan", "en": "made-up example data"}[lang]
    assert any(cover in str(cell) for row in book.worksheets[0].values for cell in row)
    assert cover in chapter[: chapter.index(mark)]
