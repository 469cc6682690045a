"""The house itself: dependencies that agree, imports that run one way, and no more of it than is needed."""

import ast
import io
import re
import subprocess
import sys
import tokenize
import tomllib

import pytest
import yaml

from ikm_analysis import __all__ as public_names
from ikm_analysis import tables
from ikm_analysis.project import ROOT

CARD = ("jupyterlab", "pandas", "matplotlib", "seaborn", "openpyxl")
PACKAGE = ROOT / "src" / "ikm_analysis"
# Each may import only from those before it.
ORDER = (
    "reference",
    "values",
    "language",
    "issues",
    "project",
    "sheets",
    "tables",
    "relations",
    "published",
    "cleaning",
    "budget_lines",
    "rules",
    "requirements",
    "pipeline",
    "associations",
    "coaching",
    "changes",
    "exhibit",
    "charts",
    "present",
    "subjects",
    "report",
    "cli",
)
# What shows itself asks for its words or its page only then: the two arrows that point the other way.
SHOWN_THROUGH = {("exhibit", "present"), ("values", "language")}


def locked():
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ")[0].lower().split("==") for line in lines if "==" in line and not line.startswith(" "))


@pytest.mark.parametrize("package", CARD)
def test_lock_environment_and_project_agree_on_the_five_packages(package):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert f"{package}={locked()[package]}" in conda
    (declared,) = [line for line in project if re.match(rf"{package}\b", line)]
    least = re.search(r">=([0-9.]+)", declared)[1]
    assert tuple(map(int, least.split("."))) <= tuple(map(int, locked()[package].split(".")))


def test_every_runtime_dependency_is_in_the_conda_environment_too():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    conda = " ".join(str(line) for line in yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"])
    for line in project:
        assert re.match(r"[a-z0-9-]+", line)[0] in conda


def test_the_lock_holds_hashes_and_names_no_index():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert all("--hash=sha256:" in entry for entry in re.split(r"\n(?=[a-z])", text))


def test_the_card_s_folders_and_files_are_there():
    for name in ("notebooks", "data/raw", "data/processed", "src/ikm_analysis", "reports", "environment.yml"):
        assert (ROOT / name).exists()


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ikm_analysis"):
            module = node.module.split(".")
            yield from [module[1]] if len(module) > 1 else [alias.name for alias in node.names]


def test_imports_run_one_way():
    for path in PACKAGE.rglob("*.py"):
        if path.parent == PACKAGE and path.stem == "__init__":
            continue
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for name in imported(path):
            if name in ORDER and (own, name) not in SHOWN_THROUGH:
                assert ORDER.index(name) <= ORDER.index(own), f"{path.name} imports {name}"


def test_nothing_is_drawn_or_read_at_import():
    heavy = ["matplotlib", "pandas", "seaborn", "openpyxl", "docx"]
    code = f"import sys, ikm_analysis; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize("name", public_names)
def test_public_names_can_be_had_and_say_what_they_are(name):
    import ikm_analysis

    assert getattr(ikm_analysis, name).__doc__


def lines_of_code(path):
    """Lines that hold code: no blank line, no comment, no docstring."""
    text = path.read_text(encoding="utf-8")
    ignored = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    code = {
        line
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in ignored
        for line in range(token.start[0], token.end[0] + 1)
    }
    documented = ast.Module | ast.FunctionDef | ast.ClassDef
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, documented)]
    docs = {
        line
        for node in nodes
        if ast.get_docstring(node) is not None
        for line in range(node.body[0].lineno, node.body[0].end_lineno + 1)
    }
    return len(code - docs)


def test_the_house_stays_lean():
    modules = list(PACKAGE.rglob("*.py"))
    assert len(modules) <= 82
    assert sum(map(lines_of_code, modules)) <= 9_400  # docs/decisions/0009


def test_the_data_dictionary_is_that_of_the_tables():
    assert (ROOT / "docs" / "data_dictionary.md").read_text(encoding="utf-8") == tables.data_dictionary()
