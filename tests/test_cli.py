"""The commands an office types: what they write, what they say, and one line for whatever cannot be used."""

import csv
import json
import subprocess
import sys

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from ikm_analysis.cli import app
from made import hostile
from made.offices import HEADER, firm, personal_texts, write_book

RESULTS = [".gitignore", "certificates.csv", "firms.csv", "issues.csv", "layout.csv", "products.csv", "returned.xlsx"]
DOUBTS = [
    firm(1),
    firm(2, **{"Kecamatan": "Labangg", "Tenaga Kerja": "anjai", "P-IRT": "on proses", "Keterangan": "Kelompok Contoh"}),
    firm(3, Kecamatan="Galis"),
]


def ikm(*words):
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def register(tmp_path):
    return write_book(tmp_path / "daftar.xlsx", DOUBTS)


def test_each_file_gets_a_folder_of_its_own_with_tables_layout_and_the_workbook_to_correct(register, tmp_path):
    other = write_book(tmp_path / "lain.xlsx", [firm(9)])
    result = ikm("clean", register, other, "--into", tmp_path / "hasil", "--regency", "Bangkalan")
    assert result.exit_code == 0
    assert result.stderr == ""
    for stem, names in (("daftar", ["Contoh 001", "Contoh 002", "Contoh 003"]), ("lain", ["Contoh 009"])):
        folder = tmp_path / "hasil" / stem
        assert sorted(path.name for path in folder.iterdir()) == RESULTS
        assert [row["firm_name"] for row in rows_of(folder / "firms.csv")] == names
        assert str(folder) in result.stdout
    assert "daftar.xlsx: 60 sel dibaca" in result.stdout
    assert "3 baris isi: 3 masuk tabel" in result.stdout


def test_the_balance_is_said_in_english_when_asked(register, tmp_path):
    result = ikm("clean", register, "--into", tmp_path / "out", "--lang", "en")
    assert "daftar.xlsx: 60 cells read" in result.stdout
    assert "sel dibaca" not in result.stdout


def test_issues_name_their_cell_and_say_in_indonesian_what_to_do(register, tmp_path):
    ikm("clean", register, "--into", tmp_path / "out", "--regency", "Bangkalan")
    issues = {row["cell"]: row for row in rows_of(tmp_path / "out" / "daftar" / "issues.csv")}
    assert issues["K3"]["severity"] == "refused"
    assert "bukan bilangan" in issues["K3"]["sentence"]
    assert issues["H3"]["sentence"] == "Dibaca sebagai Labang."


@pytest.mark.parametrize(("regency", "code"), [("Bangkalan", "35.26.18"), ("Pamekasan", "35.28.03"), (None, "")])
def test_the_regency_decides_which_of_two_places_of_one_name_is_meant(register, tmp_path, regency, code):
    options = ("--regency", regency) if regency else ()
    assert ikm("clean", register, "--into", tmp_path / "out", *options).exit_code == 0
    galis = rows_of(tmp_path / "out" / "daftar" / "firms.csv")[2]
    assert galis["kecamatan_code"] == code
    assert galis["kecamatan"] == ("Galis" if code else "")


def test_a_saved_layout_corrected_by_hand_is_used(register, tmp_path):
    ikm("clean", register, "--into", tmp_path / "first")
    first = tmp_path / "first" / "daftar"
    columns = rows_of(first / "layout.csv")
    (remark,) = [column for column in columns if column["header"] == "Keterangan"]
    assert remark["field"] == ""
    remark["field"] = "group_name"
    with (tmp_path / "tata_letak.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(remark))
        writer.writeheader()
        writer.writerows(columns)
    ikm("clean", register, "--into", tmp_path / "second", "--layout", tmp_path / "tata_letak.csv")
    second = tmp_path / "second" / "daftar"
    before, after = rows_of(first / "firms.csv"), rows_of(second / "firms.csv")
    assert [row.pop("group_name") for row in before] == ["", "", ""]
    assert [row.pop("group_name") for row in after] == ["", "Kelompok Contoh", ""]
    assert before == after
    assert {column["header"]: column["field"] for column in rows_of(second / "layout.csv")}[
        "Keterangan"
    ] == "group_name"
    result = ikm("check", register, "--layout", tmp_path / "tata_letak.csv")
    assert result.exit_code == 1


@pytest.mark.parametrize("told", ["a layout that is not there", "a meaning nobody knows", "no layout at all"])
def test_a_layout_that_cannot_be_used_is_one_line_too(register, tmp_path, told):
    ikm("clean", register, "--into", tmp_path / "first")
    layout = tmp_path / "first" / "daftar" / "layout.csv"
    if told == "a layout that is not there":
        layout = tmp_path / "tidak_ada.csv"
    elif told == "no layout at all":
        layout = layout.with_name("firms.csv")
    else:
        layout.write_text(layout.read_text(encoding="utf-8").replace("firm_name", "nama_usaha"), encoding="utf-8")
    result = ikm("clean", register, "--into", tmp_path / "second", "--layout", layout)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert layout.name in result.stderr
    assert not (tmp_path / "second").exists()


def test_check_lists_every_issue_and_fails_only_where_something_cannot_be_read(register, tmp_path):
    doubtful = write_book(tmp_path / "ragu.xlsx", [firm(1), firm(2, Kecamatan="Galis")])
    good = write_book(tmp_path / "baik.xlsx", [firm(1)])
    before = files(tmp_path)
    refused = ikm("check", register)
    assert refused.exit_code == 1
    assert "daftar.xlsx, lembar Sheet, sel K3 (Tenaga Kerja): “anjai” bukan bilangan" in refused.stdout
    asked = ikm("check", doubtful)
    assert asked.exit_code == 0
    assert "sel H3 (Kecamatan)" in asked.stdout
    fine = ikm("check", good, "--lang", "en")
    assert fine.exit_code == 0
    assert fine.stdout == "baik.xlsx: no issue.\n"
    assert ikm("check", good, register, doubtful).exit_code == 1
    assert files(tmp_path) == before


def test_check_as_json_is_one_object_a_line_and_says_the_same(register, tmp_path):
    ikm("clean", register, "--into", tmp_path / "out")
    result = ikm("check", register, "--format", "json")
    assert result.exit_code == 1
    assert [json.loads(line) for line in result.stdout.splitlines()] == rows_of(
        tmp_path / "out" / "daftar" / "issues.csv"
    )
    english = [
        json.loads(line) for line in ikm("check", register, "--format", "json", "--lang", "en").stdout.split("\n")[:-1]
    ]
    assert "is not a number" in {issue["cell"]: issue["sentence"] for issue in english}["K3"]
    good = ikm("check", write_book(tmp_path / "baik.xlsx", [firm(1)]), "--format", "json")
    assert (good.exit_code, good.stdout) == (0, "")


def test_the_template_is_written_where_asked_and_reads_back_without_an_issue(tmp_path):
    path = tmp_path / "kosong.xlsx"
    result = ikm("template", path, "--regency", "Sampang")
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{path}\n", "")
    sheet = load_workbook(path)["IKM"]
    assert sheet["A3"].value == "Kabupaten Sampang"
    assert ikm("check", path).exit_code == 0


@pytest.mark.parametrize("name", ["tidak_ada/kosong.xlsx", "kosong.xlsx"])
def test_a_template_that_cannot_be_made_is_one_line(tmp_path, name):
    options = ("--regency", "Atlantis") if name == "kosong.xlsx" else ()
    result = ikm("template", tmp_path / name, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert name in result.stderr
    assert files(tmp_path) == {}


UNUSABLE = {
    "no workbook": (b"bukan buku kerja", {"id": "simpan sebagai xlsx", "en": "save it as xlsx"}),
    "a page of a web system": (b"<html><table></table></html>", {"id": "simpan sebagai xlsx", "en": "save it as xlsx"}),
    "locked": (
        hostile.ole({"EncryptionInfo": b"x", "EncryptedPackage": b"x" * 99}),
        {"id": "terkunci kata sandi", "en": "locked with a password"},
    ),
    "empty": (b"", {"id": "berkas kosong", "en": "the file is empty"}),
    "not there": (None, {"id": "tidak dapat dibuka", "en": "cannot be opened"}),
    "a bomb": (
        hostile.zipped(hostile.bomb(9 << 20)),
        {"id": "dipakai berkas berbahaya", "en": "what harmful files use"},
    ),
    "cut short": (hostile.xlsx(hostile.row(1, A=hostile.number(1)))[:-40], {"id": "berkas rusak", "en": "damaged"}),
}


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("told", UNUSABLE)
def test_a_file_that_cannot_be_used_is_one_line_exit_two_and_nothing_is_written(tmp_path, told, lang):
    content, words = UNUSABLE[told]
    path = tmp_path / "daftar.xlsx"
    if content is not None:
        path.write_bytes(content)
    before = files(tmp_path)
    for command in (("clean", path, "--into", tmp_path / "hasil"), ("check", path)):
        result = ikm(*command, "--lang", lang)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert result.stderr.count("\n") == 1
        assert str(path) in result.stderr
        assert words[lang] in result.stderr
    assert files(tmp_path) == before
    assert not (tmp_path / "hasil").exists()


def test_messages_are_indonesian_unless_english_is_asked_for(tmp_path):
    assert "berkas tidak dapat dibuka" in ikm("check", tmp_path / "tidak_ada.xlsx").stderr


def test_a_folder_is_no_register(tmp_path):
    result = ikm("check", tmp_path)
    assert result.exit_code == 2
    assert "bukan berkas biasa" in result.stderr


def test_results_that_stand_are_left_alone_by_a_file_that_cannot_be_used(register, tmp_path):
    ikm("clean", register, "--into", tmp_path / "hasil")
    before = files(tmp_path / "hasil")
    register.write_bytes(register.read_bytes()[:500])
    assert ikm("clean", register, "--into", tmp_path / "hasil").exit_code == 2
    assert files(tmp_path / "hasil") == before


def test_what_was_cleaned_before_an_unusable_file_is_whole(register, tmp_path):
    (tmp_path / "rusak.xlsx").write_bytes(b"")
    result = ikm("clean", register, tmp_path / "rusak.xlsx", "--into", tmp_path / "hasil")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert sorted(path.relative_to(tmp_path / "hasil").as_posix() for path in (tmp_path / "hasil").rglob("*.*")) == [
        f"daftar/{name}" for name in RESULTS
    ]


def test_two_files_of_one_name_are_refused_because_one_result_would_replace_the_other(register, tmp_path):
    (tmp_path / "lain").mkdir()
    other = write_book(tmp_path / "lain" / "daftar.xlsx", [firm(9)])
    result = ikm("clean", register, other, "--into", tmp_path / "hasil")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "hasil").exists()


def test_a_folder_that_cannot_be_made_is_one_line(register, tmp_path):
    result = ikm("clean", register, "--into", register)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "tidak dapat ditulis" in result.stderr


def test_personal_data_are_in_no_output_of_any_command(tmp_path):
    """In their own columns, and where they were typed by mistake: beside a name, for a permit, for a number."""
    astray = {
        "Nama IKM": "Contoh 002 hub 0840-0000-777",
        "Tenaga Kerja": "3526904101707777",
        "Kecamatan": "astray@contoh.id",
        "P-IRT": "3526904101707778",
        "Halal": "3526.9041.0170.7779",
        "Merek": "0840.0000.7777",
    }
    rows = [firm(1), firm(2, **astray), *(firm(n, **{"P-IRT": f"20635260100{n:02d}-27"}) for n in range(3, 13))]
    register = write_book(tmp_path / "daftar.xlsx", rows)
    personal = [*personal_texts(12), "0840-0000-777", *list(astray.values())[1:]]
    said = []
    for lang in ("id", "en"):
        into = tmp_path / lang
        said.append(ikm("clean", register, "--into", into, "--lang", lang))
        said += [ikm("check", register, "--lang", lang, "--format", form) for form in ("text", "json")]
        tables = "".join(path.read_text(encoding="utf-8") for path in (into / "daftar").glob("*.csv"))
        assert [text for text in personal if text in tables] == []
    assert [text for text in personal for result in said if text in result.stdout + result.stderr] == []
    assert said[1].stdout.count("NIK") >= 2


def test_the_program_itself_ends_in_one_line_without_a_traceback(tmp_path):
    command = [
        sys.executable,
        "-c",
        "from ikm_analysis.cli import app; app()",
        "check",
        str(tmp_path / "tidak_ada.xlsx"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, env={"LC_ALL": "C", "PATH": "/usr/bin"}, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_the_made_register_holds_what_these_tests_look_for():
    assert len(HEADER) == 15
    assert len(set(personal_texts(2))) == 10
