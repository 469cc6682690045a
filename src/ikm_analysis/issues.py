"""What is wrong with a file or a cell of it, said in the reader's language and with the place of the trouble."""

from __future__ import annotations

from collections.abc import Mapping

from ikm_analysis.language import Language


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
    return language.say(f"issue.{issue['code']}", raw=issue["raw"], suggestion=issue["suggestion"])
