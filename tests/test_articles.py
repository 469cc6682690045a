"""The page on the two first articles: every statement and figure of theirs is taken up, or a reason is given."""

import sys

import pytest

from ikm_analysis.project import ROOT
from ikm_analysis.published import load_published
from ikm_analysis.tables import rows_of

sys.path.insert(0, str(ROOT / "tools"))
import make_article_page as article_page  # noqa: E402  # a tool of the project, not a part of the package


@pytest.fixture(scope="module")
def published():
    return load_published()


@pytest.fixture(scope="module")
def points():
    return article_page.points()


def test_the_committed_page_is_the_one_the_data_give(published):
    assert (ROOT / "docs" / "articles.md").read_text(encoding="utf-8") == article_page.page(published)


@pytest.mark.parametrize(("table", "key"), [("statements", "statement_id"), ("observations", "observation_id")])
def test_every_statement_and_figure_of_the_articles_is_in_a_point(published, points, table, key):
    pages = {point.source_id for point in points}
    said = {row[key]: row["source_id"] for row in rows_of(getattr(published, table)) if row["source_id"] in pages}
    taken = {one: point.source_id for point in points for one in getattr(point, table)}
    assert taken == said


def test_every_point_has_a_statement_a_figure_an_exhibit_or_a_reason(points):
    assert [p.point for p in points if not (p.statements or p.observations or p.exhibits or p.reason)] == []


def test_every_statement_and_figure_of_the_articles_is_cited_by_an_exhibit(published, points):
    cited = article_page.citations(published)
    assert [one for point in points for one in (*point.statements, *point.observations) if one not in cited] == []


def test_an_exhibit_there_is_none_of_is_refused_with_its_point(tmp_path):
    file = tmp_path / "article_points.csv"
    file.write_text(article_page.POINTS.read_text(encoding="utf-8").replace("sources_dates", "sources_datez"))
    with pytest.raises(ValueError, match="A13: no exhibit is called sources_datez"):
        article_page.points(file)
