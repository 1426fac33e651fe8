"""What a kind of answers says of itself, without a question: its form, its settings, how it is typed and typeset."""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, ClassVar

from quizgen.answers.description import USUAL_BOX, Box, Choose, Exact, Form, Grid, Option, Piece
from quizgen.answers.places import to_places
from quizgen.answers.values import encode

COMMON_SETTINGS = frozenset({"units", "names", "axes", "arithmetic", "decimal_comma"})
# Numbers of more digits are no slip, and might keep the solver busy.
DIGITS = 15
_NOTHING = Fraction(0)


class Traits:
    """Class attributes and class methods of a kind: all that others know of it.

    They take answers in the JSON form of a key (`encoded`), and the settings of a part.
    """

    name: ClassVar[str]
    # What an answer consists of, and what is done with options.
    form: ClassVar[Form] = Form.WORDS
    choose: ClassVar[Choose | None] = None
    # Settings; those of `beside` are filled from the words of the part.
    allowed: ClassVar[frozenset[str]] = COMMON_SETTINGS
    beside: ClassVar[frozenset[str]] = frozenset()
    # Settings without which nothing can be judged.
    needs: ClassVar[frozenset[str]] = frozenset()
    # The rule of partial credit in exercises that name none.
    usual_partial: ClassVar[str] = "all"
    # Options are named by letters: the settings have `choices`.
    lettered: ClassVar[bool] = False
    # Each entry is judged, and marked in practice.
    by_entry: ClassVar[bool] = False
    # Numbers that an expression computes again, with a slip or with the student's own numbers.
    computed: ClassVar[bool] = False
    # Formulas, whose trees are computed with.
    symbolic: ClassVar[bool] = False
    # Formulas that are derived: where the derivation ends is the answer.
    derived: ClassVar[bool] = False
    # Whole numbers of things or sizes: where keys are positive, so are answers.
    counts: ClassVar[bool] = False
    # A wrong answer may be taken on in later parts.
    follows: ClassVar[bool] = False
    # So few answers that classmates share their wrong ones.
    few_answers: ClassVar[bool] = False
    # A person marks it, by a rubric: the program keeps the answer and asks.
    by_person: ClassVar[bool] = False
    # Short enough for a cell of a table.
    stands_in_cells: ClassVar[bool] = False
    # Filled in cell by cell: a cell may follow from others (`cells`, `split`, `following`).
    has_cells: ClassVar[bool] = False

    @classmethod
    def takes(cls, setting: str) -> bool:
        """Whether there is a setting of this name."""
        return setting in cls.allowed

    @classmethod
    def check(cls, key: object, mistakes: Iterable[object], settings: Mapping[str, object]) -> None:
        """`ValueError` for a drawn part that could not be judged; kinds of texts look at each draw."""
        del key, mistakes, settings

    @classmethod
    def how_to_type(cls, settings: Mapping[str, object]) -> str:
        """One short line: how this kind of answer is typed under these settings."""
        raise NotImplementedError(cls.name)

    @classmethod
    def box(cls, encoded: object) -> Box:
        """The room on paper for a written answer with this key."""
        del encoded
        return USUAL_BOX

    @classmethod
    def room(cls, encoded: object, settings: Mapping[str, object]) -> Box:
        """The room on paper where the settings have a say in it."""
        del settings
        return cls.box(encoded)

    @classmethod
    def grid(cls, encoded: object, settings: Mapping[str, object]) -> Grid | None:
        """The table whose cells are filled in, a field for each; None where an answer has one field."""
        del encoded, settings
        return None

    @classmethod
    def from_cells(
        cls, cells: Mapping[tuple[int, int], str], settings: Mapping[str, object]
    ) -> str:
        """What the fields of a grid say, by row and column from 0, as one text; empty for nothing."""
        raise NotImplementedError(cls.name)

    @classmethod
    def settled(cls, settings: Mapping[str, Any]) -> Mapping[str, Any]:
        """The settings as a variant keeps them: in JSON, whose names are sorted."""
        return settings

    @classmethod
    def cost(cls, settings: Mapping[str, Any]) -> Fraction:
        """The share of its points that a wrong answer costs; blanks and what cannot be read cost nothing."""
        penalty = settings.get("penalty") if "penalty" in cls.allowed else None
        return Fraction(str(penalty)) if penalty else _NOTHING

    @classmethod
    def beside_key(cls, points: str, settings: Mapping[str, object]) -> str:
        """What a key tells besides the answer of a part with so many points, as Markdown."""
        del points, settings
        return ""

    @classmethod
    def offered(cls, encoded: object, settings: Mapping[str, object]) -> tuple[Option, ...]:
        """The options to tick or to put into an order; none where the answer is written."""
        del encoded, settings
        return ()

    @classmethod
    def typeset(cls, encoded: object, settings: Mapping[str, object]) -> tuple[Piece, ...]:
        """An answer as it reads, in full size."""
        return (Exact(to_places(encoded, settings)),)

    @classmethod
    def on_one_line(cls, encoded: object, settings: Mapping[str, object]) -> tuple[Piece, ...]:
        """An answer as it reads on one line."""
        return cls.typeset(encoded, settings)

    @classmethod
    def mistaken(
        cls, encoded: object, key: object, settings: Mapping[str, object]
    ) -> tuple[Piece, ...]:
        """A wrong answer beside the key, on one line."""
        del key
        return cls.on_one_line(encoded, settings)

    @classmethod
    def typed(cls, encoded: object) -> str:
        """A key as a student could type it; of an answer that has several, one."""
        if isinstance(encoded, bool):
            return str(encoded).lower()
        if isinstance(encoded, (list, tuple)):
            return f"[{', '.join(map(Traits.typed, encoded))}]"
        return str(encoded)

    @classmethod
    def letters(cls, settings: Mapping[str, object]) -> frozenset[str]:
        """Words in lower case that an answer may consist of: in practice they are no commands."""
        del settings
        return frozenset()

    @classmethod
    def has_second_try(cls, settings: Mapping[str, object]) -> bool:
        """Whether there is something left to find out after one wrong answer."""
        del settings
        return True

    @classmethod
    def meant(cls, encoded: object, settings: Mapping[str, object]) -> Any:
        """An answer without the letters that are drawn: equal for answers that mean the same."""
        del settings
        return encoded

    @classmethod
    def encoded(cls, value: object) -> Any:
        """A key's value in its JSON form; `ValueError` for what has none."""
        return encode(value)

    @classmethod
    def as_computed(cls, value: object, settings: Mapping[str, object]) -> Any:
        """An answer as the bank's expressions take it; numbers in lists are arrays already."""
        del settings
        return value

    @classmethod
    def as_key(cls, encoded: object, settings: Mapping[str, object]) -> Any:
        """What an expression gave as a key, where that is called otherwise; None for what is none."""
        del settings
        return encoded

    @classmethod
    def suits(cls, encoded: Any, key: Any) -> bool:
        """Whether an answer has the form of the key and a size to compute with: a slip, no nonsense."""
        if isinstance(key, list):
            same = isinstance(encoded, list) and len(encoded) == len(key)
            return same and all(map(cls.suits, encoded, key))
        if isinstance(encoded, list):
            return False
        return all(len(digits) <= DIGITS for digits in re.findall(r"[0-9]+", str(encoded)))
