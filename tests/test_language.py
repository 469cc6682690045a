"""One message file, the same keys and placeholders, and no word of one language in the other's output."""

import re
from pathlib import Path
from string import Formatter

import pytest

from ikm_analysis import reference
from ikm_analysis.language import Language

SHARED = {"target", "gallery"}  # words of both languages that our sentences use in one only (Gallery Souvenir)
SOURCE = Path(reference.__file__).parents[1]
QUOTED = (
    "as_published",
    "kecamatan",
    "period",
    "stated_text",
    "against",
    "publisher",
    "date_as_printed",
    "observation",
    "source",
)


def placeholders(template):
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("key", reference.messages())
def test_both_languages_fill_the_same_placeholders(key):
    message = reference.messages()[key]
    assert placeholders(message["id"]) == placeholders(message["en"])
    assert message["id"].strip()
    assert message["en"].strip()


def test_every_message_is_used_and_every_message_asked_for_is_there():
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    asked = set(re.findall(r'say\(\s*"([a-z_0-9]+\.[a-z_0-9.]+)"', code))
    assert asked <= set(reference.messages())
    made = re.findall(r'f"([a-z_.]*\{[^"]+)"', code)
    patterns = [re.compile(re.sub(r"\\\{.*?\\\}", r"[a-z_0-9.]+", re.escape(text)) + "$") for text in made]
    quoted = set(re.findall(r'"([a-z_0-9]+(?:\.[a-z_0-9]+)+)"', code))
    for key in reference.messages():
        assert key in quoted or any(pattern.match(key) for pattern in patterns), f"nobody says {key}"


def test_every_code_in_the_figures_has_a_word_in_both_languages(published):
    for lang in ("id", "en"):
        language = Language(lang)
        for kind in ("topic", "indicator", "dimension", "unit", "certainty"):
            for code in published.observations[kind].unique():
                assert language.term(kind, code)
        for code in published.relations["verdict"].unique():
            assert language.term("verdict", code)


def words(text):
    return set(re.findall(r"[a-z]{3,}", text.lower()))


def vocabulary(lang):
    templates = [re.sub(r"\{.*?\}", " ", message[lang]) for message in reference.messages().values()]
    labels = [term[lang] for term in reference.terms().values()] + [
        column[lang] for column in reference.columns().values()
    ]
    return words(" ".join(templates + labels))


def spoken(exhibit):
    """What an exhibit says in its own words; what it quotes as printed and names of publishers are left out."""
    quoted = " ".join(str(cell) for name in QUOTED if name in exhibit.table for cell in exhibit.table[name])
    said = [exhibit.question, exhibit.finding, exhibit.subtitle, exhibit.alt, *exhibit.notes]
    said += [column.label for column in exhibit.columns]
    said += [
        str(cell) for name in exhibit.table if name not in QUOTED for cell in exhibit.table[name] if cell is not None
    ]
    own = re.sub("“[^”]*”", "", " ".join(said))
    return words(own) - words(quoted) - words(" ".join(page.line for page in exhibit.sources))


@pytest.mark.parametrize(("lang", "other"), [("id", "en"), ("en", "id")])
def test_no_output_mixes_languages(shown, lang, other):
    foreign = vocabulary(other) - vocabulary(lang) - SHARED
    assert len(foreign) > 300  # the check is worth something only with many words to find
    for exhibit in shown[lang].values():
        assert spoken(exhibit) & foreign == set(), exhibit.name


def test_a_planted_foreign_word_is_found(shown):
    exhibit = shown["id"]["budget_shares"]
    foreign = vocabulary("en") - vocabulary("id")
    assert words("the stated total of the budget") & foreign
    assert not spoken(exhibit) & foreign
