"""A report beside an office's own register (made up here): what it shows of it, and what it keeps to itself."""

import json

import pytest
from openpyxl import load_workbook

from ikm_analysis.project import ROOT, Folders
from made.offices import personal_texts
from made.reports import REGISTER, files, run, said_in, text_of, with_register


@pytest.fixture(scope="module")
def of_office(tmp_path_factory):
    """One run for the public on a raw folder with a register of the office; Indonesian."""
    into = tmp_path_factory.mktemp("office")
    result = run(with_register(into), into, "--lang", "id")
    assert result.exit_code == 0, result.output
    return into, result


def test_a_register_of_the_office_has_a_page_sheets_figures_and_a_part_of_the_chapter(of_office):
    folder = of_office[0] / "reports" / "id"
    outputs = {name: text_of(folder / name) for name in ("ikm_summary.xlsx", "ikm_chapter.docx", "register.html")}
    for name, text in outputs.items():
        assert "Kamal: 14 dari 30 usaha dalam daftar" in text, name
        assert "Bukti: baris data binaan kantor." in text, name
        assert f"Sumber: {REGISTER}, diolah." in " ".join(text.split()), name
        assert "DATA CONTOH" not in text
    sheets = load_workbook(folder / "ikm_summary.xlsx").sheetnames
    assert {"Daftar - kecamatan", "Daftar - izin", "Daftar dan terbitan"} <= set(sheets)
    assert "Daftar - usaha" not in sheets
    for name in ("register_kecamatan", "register_certificates"):
        assert (folder / "figures" / f"{name}.svg").is_file()
        assert (folder / "figures" / f"{name}.png").is_file()


def test_with_a_register_of_the_office_nothing_is_said_or_made_of_the_example(of_office):
    into, result = of_office
    assert not (into / "reports" / "example").exists()
    assert REGISTER in result.output
    assert "30 baris isi: 30 masuk tabel" in result.output
    assert "contoh" not in result.output.casefold()
    for name, text in said_in(into / "reports").items():
        assert "example_register" not in text, name


def test_what_git_keeps_is_the_same_with_a_register_and_without(of_office):
    into, _ = of_office
    for name in ("summary.md", "figures/budget_reconciliation.svg"):
        assert (into / "reports" / "id" / name).read_bytes() == (ROOT / "reports" / "id" / name).read_bytes()
    for name, content in files(into / "processed").items():
        assert (Folders.processed / name).read_bytes() == content, name
    manifest = json.loads((into / "reports" / "id" / "manifest.json").read_text(encoding="utf-8"))
    assert f"registers/{REGISTER}" in manifest["inputs"]
    for name in ("register.html", "ikm_summary.xlsx", "ikm_chapter.docx"):
        assert manifest["data_hash"] in text_of(into / "reports" / "id" / name), name
    assert f"ata {manifest['data_hash']}" in text_of(into / "reports" / "id" / "figures" / "register_size.svg")


def test_the_public_profile_names_no_firm_and_nobody_in_any_file(of_office):
    into, result = of_office
    texts = {**said_in(into / "reports"), **said_in(into / "processed"), "output": result.output}
    assert len(texts) > 40
    firms = [f"Contoh {n:03d}" for n in range(1, 31)]
    for name, text in texts.items():
        assert [word for word in (*firms, *personal_texts()) if word in text] == [], name
    assert not (into / "reports" / "notebooks" / "4_register.html").exists()
    assert (into / "reports" / "notebooks" / "2_certification.html").exists()


def test_the_internal_profile_lists_the_firms_and_still_nothing_of_their_owners(tmp_path):
    # One regency: the published figures beside the register, of which this is not about, are fewer.
    options = ("--lang", "id", "--profile", "internal", "--regency", "Bangkalan")
    result = run(with_register(tmp_path), tmp_path, *options)
    assert result.exit_code == 0, result.output
    folder = tmp_path / "reports" / "id"
    assert "Daftar - usaha" in load_workbook(folder / "ikm_summary.xlsx").sheetnames
    for name in ("ikm_summary.xlsx", "ikm_chapter.docx", "register.html"):
        assert "Contoh 030" in text_of(folder / name), name
    assert "Contoh 030" not in text_of(folder / "summary.md")
    page = text_of(tmp_path / "reports" / "notebooks" / "4_register.html")
    assert REGISTER in page
    texts = {**said_in(tmp_path / "reports"), **said_in(tmp_path / "processed"), "output": result.output}
    for name, text in texts.items():
        assert [word for word in personal_texts() if word in text] == [], name
