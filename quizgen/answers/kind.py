"""A kind of answers and the one way to judge: read, compare, diagnose.

What the house wants to know of a kind is said in its class: see `AnswerKind`. `quizgen.answers.table`
finds the class by its name.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from fractions import Fraction
from typing import Any, ClassVar

from quizgen.answers.blank import Blank
from quizgen.answers.description import USUAL_BOX, Box, Choose, Exact, Form, Grid, Option, Piece
from quizgen.answers.places import to_places
from quizgen.answers.property import Decide, Recognise
from quizgen.answers.scalar import as_fraction
from quizgen.answers.setting_types import check_types
from quizgen.answers.text import CHARACTERS
from quizgen.answers.values import encode
from quizgen.answers.verdict import (
    CORRECT,
    RIGHT,
    ROUNDED,
    UNREADABLE,
    Comparison,
    Status,
    Unreadable,
    Verdict,
)

COMMON_SETTINGS = frozenset({"units", "names", "axes", "arithmetic", "decimal_comma"})
MOST_CREDIT = Fraction(1, 2)
# What no text should bring about; the fuzz corpus looks for it.
FAILED = "the program fails on this text, please report it"
# Numbers of more digits are no slip, and might keep the solver busy.
DIGITS = 15
# Answers already judged for this question: a class writes the same few.
REMEMBERED = 4096
_NOTHING = Fraction(0)


class AnswerKind:
    """One question's way of reading and judging; subclasses are the kinds.

    A subclass gives `read(text)` (or `Unreadable`), `compare(value)` with the key, `echo(value)`
    and `known(encoded)`, the value of a key or mistake from its JSON form or a typed text.

    Its class attributes and class methods are all that others know of it. They take answers in the
    JSON form of a key (`encoded`), and the settings of a part.
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

    def __init__(self, key: object, mistakes: Iterable[object] = (), **settings: Any) -> None:
        if not settings.keys() <= self.allowed:
            unknown = sorted(set(settings) - self.allowed)
            close = get_close_matches(unknown[0], sorted(self.allowed), n=1)
            fix = (
                f"; did you mean {close[0]!r}?"
                if close
                else f"; settings are {', '.join(sorted(self.allowed))}"
            )
            raise ValueError(f"{self.name}: unknown setting {unknown[0]!r}{fix}")
        if settings:
            check_types(self.name, settings)
        self.settings = settings
        self.key = self.known(key)
        self.mistakes = [self._mistake(mistake) for mistake in mistakes]
        self._decide: Decide | None = None
        self._recognise: Recognise | None = None
        self._judged: dict[str, Verdict] = {}

    def decided_by(self, decide: Decide) -> "AnswerKind":
        """This judge, where a property decides what is right: the key is one answer of several."""
        self._decide = decide
        self._judged.clear()
        return self

    def recognising(self, recognise: Recognise) -> "AnswerKind":
        """This judge, where mistakes are recognised by properties too."""
        self._recognise = recognise
        return self

    @property
    def is_decided(self) -> bool:
        """Whether a property decides, and the key is one answer of several."""
        return self._decide is not None

    def _mistake(self, mistake: object) -> tuple[str, Any, str, Fraction]:
        def get(name: str) -> Any:
            return (
                mistake.get(name) if isinstance(mistake, Mapping) else getattr(mistake, name, None)
            )

        try:
            value = self.known(get("value"))
        except (ValueError, TypeError):
            value = None
        credit = min(Fraction(str(get("credit") or "0")), MOST_CREDIT)
        return str(get("name")), value, str(get("hint") or ""), credit

    @classmethod
    def takes(cls, setting: str) -> bool:
        """Whether there is a setting of this name."""
        return setting in cls.allowed

    def doubt(self, text: str) -> str:
        """Why an answer that is not right may be meant otherwise than it was read; empty where it is plain.

        Whoever marks a class asks a person then.
        """
        del text
        return ""

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
    def typed(cls, encoded: object) -> str:
        """A key as a student could type it; of an answer that has several, one."""
        if isinstance(encoded, bool):
            return str(encoded).lower()
        if isinstance(encoded, (list, tuple)):
            return f"[{', '.join(map(AnswerKind.typed, encoded))}]"
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

    def exact(self, value: Any) -> Any:
        """A value that was read, in the JSON form of a key; `ValueError` says why there is none.

        >>> from quizgen.answers import answer_kind
        >>> kind = answer_kind("vector", [1, 2])
        >>> kind.exact(kind.read("(3, 1/2)"))
        [3, '1/2']
        """
        return encode(getattr(value, "value", value))

    @property
    def tolerance(self) -> tuple[Fraction, Fraction] | None:
        """How far a number may be off, absolutely and relatively; None where values are equal or not."""
        return None

    def cells(self) -> Mapping[tuple[int, int], "AnswerKind"]:
        """The judges of the cells that are asked, by row and column from 0."""
        return {}

    def split(self, text: str) -> Mapping[tuple[int, int], str]:
        """What stands in the cells that are asked and filled in; `Unreadable` as `read`."""
        raise NotImplementedError(self.name)

    def following(self, judges: Mapping[tuple[int, int], "AnswerKind"]) -> "AnswerKind":
        """This judge, where cells may be right by other judges than their own: they follow from earlier ones."""
        raise NotImplementedError(self.name)

    def blanks(self) -> tuple[Blank, ...]:
        """The key in blanks that a system without our reading can judge; none where it cannot."""
        return ()

    def read(self, text: str) -> Any:
        """The value a text means."""
        raise NotImplementedError(self.name)

    def compare(self, value: Any) -> Comparison:
        """The value beside the key."""
        raise NotImplementedError(self.name)

    def echo(self, value: Any) -> str:
        """The reading, for the student."""
        return str(value)

    def known(self, encoded: object) -> Any:
        """A key or mistake as a value; `ValueError` if it is none of this kind."""
        if isinstance(encoded, str):
            try:
                return self.read(encoded)
            except Unreadable as error:
                raise ValueError(
                    f"{self.name}: the key {encoded!r} cannot be read: {error.reason}"
                ) from None
        return encoded

    def same(self, left: Any, right: Any) -> bool:
        """Whether two read values are one answer."""
        return bool(left == right)

    def repeats(self, text: str, earlier: str) -> bool:
        """Whether a text is an earlier one again: the same value, without any tolerance.

        False where one of the two cannot be read: such a text is no attempt at all.
        """
        try:
            return self.is_one(self.read(text), self.read(earlier))
        except (Unreadable, RecursionError):
            return False

    def is_one(self, left: Any, right: Any) -> bool:
        """The same value exactly; kinds whose `same` has a tolerance say it without."""
        return self.same(left, right)

    def faulty_mistake(self) -> tuple[str, str] | None:
        """The name of a mistake that no answer can be, or that is right, and why; None where all are plain.

        Asked when a bank is checked, by kinds whose values may be equal without looking so.
        """
        return None

    def diagnose(self, value: Any) -> str:
        """What can be said of a wrong value without a known mistake."""
        del value
        return ""

    def judge(self, text: str) -> Verdict:
        """How the text was read and whether it is right; no text raises anything."""
        if not isinstance(text, str):
            return Verdict(UNREADABLE, _NOTHING, "", f"expected text, not {type(text).__name__}")
        if len(text) > CHARACTERS:
            return self._judge(text)  # not remembered: a class could fill the memory
        found = self._judged.get(text)
        if found is None:
            if len(self._judged) >= REMEMBERED:
                self._judged.clear()
            found = self._judged[text] = self._judge(text)
        return found

    def _judge(self, text: str) -> Verdict:
        try:
            value = self.read(text)
            if self._decide is not None:
                return self._decided(value, self._decide)
            found = self.compare(value)
            if found is RIGHT:
                return Verdict(CORRECT, RIGHT.score, self.echo(value))
            status, reading = found.status, self.echo(value)
            # The key comes first: a rounded key that is also some slip's value is rounded.
            if status in (CORRECT, ROUNDED):
                return Verdict(status, found.score, reading, found.feedback)
            return self._explained(value, found, status, reading)
        except Unreadable as error:
            return Verdict(UNREADABLE, _NOTHING, "", error.reason)
        except RecursionError:
            return Verdict(UNREADABLE, _NOTHING, "", "the answer is nested too deeply")
        except Exception as error:  # noqa: BLE001 - one text must not stop the grading of a class
            return Verdict(UNREADABLE, _NOTHING, "", f"{FAILED} ({type(error).__name__})")

    def _decided(self, value: object, decide: Decide) -> Verdict:
        verdict = decide(self, value)
        if verdict.status == CORRECT or verdict.mistake:
            return verdict
        found = Comparison(verdict.score, verdict.feedback)
        return self._explained(value, found, verdict.status, verdict.reading)

    def _explained(self, value: object, found: Comparison, status: Status, reading: str) -> Verdict:
        hits = [m for m in self.mistakes if m[1] is not None and self._hits(value, m[1])]
        if not hits and self._recognise is not None:
            hits = self._recognise(self, value)
        if not hits:
            silent = self.is_decided or self._is_given(value)
            feedback = found.feedback or ("" if silent else self.diagnose(value))
            return Verdict(status, found.score, reading, feedback)
        names = " or ".join(dict.fromkeys(hit[0] for hit in hits))
        hints = one_of(dict.fromkeys(hit[2] for hit in hits if hit[2]))
        score = max(found.score, *(hit[3] for hit in hits))
        if score != found.score:
            status = Comparison(score).status
        said = f"{found.feedback} {hints}".strip() if found.score else hints or found.feedback
        return Verdict(status, score, reading, said, names)

    def _is_given(self, value: Any) -> bool:
        """Whether a number stands in the question: then a remark on signs and sizes would be a guess."""
        given = self.settings.get("given") or ()
        return getattr(value, "value", value) in map(as_fraction, given)

    def _hits(self, value: Any, wrong: Any) -> bool:
        try:
            return self.same(value, wrong)
        except Unreadable:
            return False


def one_of(hints: Iterable[str]) -> str:
    """The hint of a mistake; of several that give one answer each as what may be the matter.

    >>> one_of(["Add the bias."]), one_of(["Add the bias.", "Mind the sign."])
    ('Add the bias.', 'One of 2 mistakes gives this answer. Either: Add the bias. Or: Mind the sign.')
    """
    first, *others = [*hints] or [""]
    if not others:
        return first
    told = " ".join(f"Or: {hint}" for hint in others)
    return f"One of {1 + len(others)} mistakes gives this answer. Either: {first} {told}"


def wrong(feedback: str = "") -> Comparison:
    """A comparison that earns nothing."""
    return Comparison(_NOTHING, feedback)
