"""What stops a file from being used, said in the reader's language and with the place of the trouble."""

from __future__ import annotations

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
