"""What is wrong with a file or a cell of it, said in the reader's language and with the place of the trouble."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from ikm_analysis.language import Language

# Suggestions of these are figures, to be printed as the reader's language writes them.
FIGURES = re.compile(
    "separators|.*_number|unit_in_cell|not_exact|fraction_of_count|money_text|money_without_unit|sen|parts_.*"
    "|members_do_not_add|sold_more_than_placed"
)


class UnusableFile(ValueError):
    """A file that cannot be used as it is: which file and cell, what was found, what to do.

    `key` names the message in `reference/messages.toml`; `str()` is the English line, `line(lang)` any language's.
    """

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(self.line("en"))

    def line(self, lang: str) -> str:
        """The message as one line in `lang`."""
        return " ".join(Language(lang).say(self.key, **self.values).split())


def issue_sentence(issue: Mapping[str, str], language: Language) -> str:
    """One row of table `issues` as a sentence: what was found, what became of it, what to do."""
    if issue["code"] == "certificate_doubtful":
        return " ".join(language.say(f"certificate_issue.{code}") for code in issue["suggestion"].split())
    said = language.say("list.or").join(_said(one, issue["code"], language) for one in issue["suggestion"].split(" | "))
    return language.say(f"issue.{issue['code']}", raw=issue["raw"], suggestion=said or "-")


def _said(suggestion: str, code: str, language: Language) -> str:
    """One suggestion as the sentence says it: a figure, a day or a row as the reader writes it, or as it is."""
    if FIGURES.fullmatch(code) and re.fullmatch("-?[0-9]+(?:[.][0-9]+)?", suggestion):
        return language.number(Decimal(suggestion))
    if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", suggestion):
        return language.date(date.fromisoformat(suggestion))
    if code.startswith(("duplicate_", "session_")):
        sheet, _, row = suggestion.rpartition("!")
        return language.say("list.row", sheet=sheet, row=row)
    return suggestion
