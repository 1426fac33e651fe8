"""One option of several."""

from collections.abc import Mapping
from typing import Any

from quizgen.answers.blank import Blank, Pick
from quizgen.answers.description import Box, Choose
from quizgen.answers.kind import wrong
from quizgen.answers.lettered import Chosen
from quizgen.answers.options import Options
from quizgen.answers.verdict import RIGHT, Comparison


class Kind(Chosen):
    """The letter in any case, or the option's text."""

    name = "choice"
    choose = Choose.ONE
    allowed = Chosen.allowed | {"choices", "choice_texts", "called", "penalty"}

    @classmethod
    def how_to_type(cls, settings: Mapping[str, object]) -> str:
        """One letter."""
        del settings
        return "one option is right: give its letter"

    @classmethod
    def box(cls, encoded: object) -> Box:
        """A letter."""
        del encoded
        return Box(20, 9)

    @classmethod
    def has_second_try(cls, settings: Mapping[str, Any]) -> bool:
        """Of two options the other is right."""
        return len(settings.get("choices", "ABC")) > 2

    def __init__(self, key: Any, mistakes: Any = (), **settings: Any) -> None:
        if not settings.get("choices") and not settings.get("choice_texts"):
            settings["choices"] = [str(key)]
        self.options = Options(settings)
        super().__init__(key, mistakes, **settings)

    def blanks(self) -> tuple[Blank, ...]:
        """One option."""
        return (Blank(Pick(self.offered(self.key, self.settings))),)

    def read(self, text: str) -> str:
        """The letter."""
        return self.options.one(text)

    def known(self, encoded: object) -> str:
        """The key's letter."""
        label = self.options.named(str(encoded))
        if label is None:
            raise ValueError(
                f"choice: the key {encoded!r} is none of the options {', '.join(self.options.labels)}"
            )
        return label

    def compare(self, value: str) -> Comparison:
        """The key's option or another."""
        return RIGHT if value == self.key else wrong()

    def echo(self, value: str) -> str:
        """The letter, with the option's text."""
        text = self.options.texts.get(value, "")
        return f"{value} ({text})" if text else value
