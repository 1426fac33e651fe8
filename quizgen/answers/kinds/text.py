"""Free text: kept as it was written, and marked by a person, who goes by a rubric."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from quizgen.answers.description import Box, Markdown, Piece
from quizgen.answers.kind import AnswerKind
from quizgen.answers.rubric import checked_rubric, rubric_of, short
from quizgen.answers.text import CHARACTERS
from quizgen.answers.verdict import UNREADABLE, WAITING, Comparison, Unreadable, Verdict

# Lines on paper where the exercise says nothing, and the most: a page.
LINES, MOST = 5, 25
# Millimetres of a line of handwriting.
LINE = 9


class Kind(AnswerKind):
    """Any text; the key is a model answer in Markdown.

    >>> Kind("The chain rule.", rubric=[["names the chain rule", "1"]]).judge("by the chain rule").status
    'waiting'
    """

    name = "text"
    allowed = frozenset({"rubric", "lines", "work_of"})
    by_person = True
    few_answers = True

    @classmethod
    def check(cls, key: Any, mistakes: Iterable[Any], settings: Mapping[str, Any]) -> None:
        """Whether it can be judged: texts differ from draw to draw."""
        cls(key, mistakes, **settings)

    @classmethod
    def how_to_type(cls, settings: Mapping[str, Any]) -> str:
        """Sentences."""
        del settings
        return "your own words; a person marks them"

    @classmethod
    def room(cls, encoded: Any, settings: Mapping[str, Any]) -> Box:
        """As many lines as the author gives, however long the model answer is."""
        del encoded
        lines = settings.get("lines", LINES)
        return Box(150, LINE * max(2, lines), lines)

    @classmethod
    def typeset(cls, encoded: Any, settings: Mapping[str, Any]) -> tuple[Piece, ...]:
        """The model answer."""
        del settings
        return (Markdown(str(encoded)),)

    @classmethod
    def beside_key(cls, points: str, settings: Mapping[str, Any]) -> str:
        """The rubric, a line for a line, numbered as where points are entered."""
        rubric = enumerate(rubric_of(settings, points), start=1)
        return "\n".join(f"{n}. {one.line} ({short(one.points)})" for n, one in rubric)

    @classmethod
    def has_second_try(cls, settings: Mapping[str, Any]) -> bool:
        """The model answer is shown after the first."""
        del settings
        return False

    @classmethod
    def suits(cls, encoded: Any, key: Any) -> bool:
        """Nothing is computed with texts."""
        del encoded, key
        return False

    def __init__(self, key: Any, mistakes: Any = (), **settings: Any) -> None:
        super().__init__(key, mistakes, **settings)
        checked_rubric(settings.get("rubric"))
        lines = settings.get("lines", LINES)
        if type(lines) is not int or not 1 <= lines <= MOST:
            raise ValueError(f"text: lines = {lines!r}; write a whole number from 1 to {MOST}")

    def known(self, encoded: Any) -> str:
        """The model answer."""
        if not isinstance(encoded, str) or not encoded.strip():
            raise ValueError('text: no model answer; write model = "…"')
        return encoded

    def read(self, text: str) -> str:
        """The text as it was written; `Unreadable` for one that is too long for anybody."""
        if len(text) > CHARACTERS:
            raise Unreadable(
                f"the answer has {len(text)} characters; at most {CHARACTERS} are kept for a person"
            )
        if not text.strip():
            raise Unreadable("nothing was written")
        return text

    def compare(self, value: str) -> Comparison:
        """Nobody compares texts here: a person does."""
        del value
        return Comparison(Fraction(0))

    def _judge(self, text: str) -> Verdict:
        try:
            self.read(text)
        except Unreadable as error:
            return Verdict(UNREADABLE, Fraction(0), "", error.reason)
        return Verdict(WAITING, Fraction(0), "", "")
