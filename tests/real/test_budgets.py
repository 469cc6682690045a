"""Real budget exports: they close, count once, and say what they are; collected by `make test-real` only."""

import os
from datetime import date
from pathlib import Path

import pytest

from ikm_analysis.budget_lines import clean_budget, compare
from ikm_analysis.cleaning.columns import Fate

REAL = Path(os.environ["IKM_REAL_DATA"], "budgets")
CEILING = 10_810_941_900


@pytest.fixture(scope="module")
def realisation():
    return clean_budget(REAL / "lampung_selatan_realisation_january_2026.xlsx")


@pytest.fixture(scope="module")
def cash_plan():
    return clean_budget(REAL / "lampung_selatan_cash_plan_2026.xlsx")


@pytest.fixture(scope="module")
def dpa_form():
    return clean_budget(REAL / "banjarmasin_dpa_form.xlsx")


def test_the_realisation_report_has_192_leaves_and_reproduces_its_printed_total(realisation):
    assert (len(realisation.lines), len(realisation.leaves)) == (480, 192)
    assert realisation.total("ceiling_rp") == realisation.totals["ceiling_rp"] == CEILING
    assert realisation.total("realised_rp") == realisation.totals["realised_rp"] == 126_091_861
    assert sum(realisation.lines["ceiling_rp"]) == 10 * CEILING
    assert realisation.issues.empty
    with pytest.raises(ValueError, match="parent"):
        realisation.total("ceiling_rp", realisation.lines)


def test_the_cash_plan_closes_with_it_on_the_budget_line_by_line(realisation, cash_plan):
    assert (cash_plan.sheet, cash_plan.form) == ("RAK Belanja", "cash_plan")
    assert (len(cash_plan.lines[cash_plan.lines["sheet"] == "RAK Belanja"]), len(cash_plan.leaves)) == (484, 192)
    assert cash_plan.total("ceiling_rp") == cash_plan.total("planned_rp") == CEILING
    assert cash_plan.totals == {"ceiling_rp": CEILING, "planned_rp": CEILING, "realised_rp": 5_046_967_472}
    of_leaf = [
        {(line.programme_code, line.code): line.ceiling_rp for line in budget.leaves.itertuples()}
        for budget in (realisation, cash_plan)
    ]
    assert len(of_leaf[0]) == 192
    assert of_leaf[0] == of_leaf[1]


def test_the_two_are_said_to_be_of_different_months(realisation, cash_plan):
    assert realisation.month == date(2026, 1, 1)  # only the name of the file says so
    assert (cash_plan.month, cash_plan.said_in) == (date(2026, 7, 1), "F:L")
    found = compare(realisation, cash_plan).set_index("amount")
    assert tuple(found.loc["ceiling_rp"])[:3] == (CEILING, CEILING, "equal")
    assert tuple(found.loc["realised_rp"])[:3] == (126_091_861, 5_046_967_472, "other_month")
    assert "bulannya lain" in found.loc["realised_rp", "sentence"]
    assert "Jul 2026, F:L" in compare(realisation, cash_plan, "en").set_index("amount").loc["realised_rp", "sentence"]


def test_what_the_cash_plan_leaves_blank_is_said_and_not_taken_for_zero(cash_plan):
    main = cash_plan.issues[cash_plan.issues["sheet"] == cash_plan.sheet]
    twice = main[main["code"] == "printed_twice"]
    assert list(twice["cell"]) == ["A7", "A392", "A442"]
    blank = main[main["code"] == "parts_blank"]
    assert list(blank["cell"]) == ["E4", "E7"]
    assert list(blank["raw"]) == ["5046967472", "4911383463"]
    assert len(main) == len(twice) + len(blank)
    assert cash_plan.total("realised_rp") is None


def test_its_ten_other_sheets_are_read_and_never_added(cash_plan):
    others = cash_plan.issues[cash_plan.issues["code"] == "other_sheet"]
    assert len(others) == 10
    with pytest.raises(ValueError, match="sheets"):
        cash_plan.total("ceiling_rp", cash_plan.lines[cash_plan.lines["is_leaf"].eq(True)])
    differ = cash_plan.issues[cash_plan.issues["code"] == "parts_differ"]
    assert set(differ["sheet"]) <= {"Sheet10"}  # numbered A, I, 1.1 instead of coded, so its levels are not known


def test_the_dpa_form_is_recognised_and_both_its_code_columns_are_kept(dpa_form):
    assert (dpa_form.form, len(dpa_form.lines)) == ("dpa_revisions", 0)
    said = dpa_form.issues[dpa_form.issues["code"] == "no_lines"]
    assert list(said["suggestion"]) == ["catatan revisi DPA"]
    rows = dpa_form.issues[dpa_form.issues["code"] == "row_without_line"].set_index("cell")["raw"]
    # number of the revision, then its kinds: one code as a number, several as a text
    assert "; 1; 51101; 7535000000; 7535000000;" in rows["A5"]
    assert "; 3; 51405, 51406; 7535000000; 7535000000;" in rows["A7"]
    assert "; 7; 238, 315; 9876500000; 9989000000;" in rows["A22"]


@pytest.mark.parametrize("name", ["realisation", "cash_plan", "dpa_form"])
def test_no_cell_and_no_row_is_lost(name, request):
    balance = request.getfixturevalue(name).balance
    assert sum(balance.get(fate, 0) for fate in Fate) == balance["cells"]
    assert balance["lines"] + balance["refused_rows"] == balance["body_rows"]
