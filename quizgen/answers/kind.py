"""A kind of answers and the one way to judge: read, compare, diagnose.

What the house wants to know of a kind is said in its class: see `quizgen.answers.traits`.
`quizgen.answers.table` finds the class by its name.
"""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from fractions import Fraction
from typing import Any, TypeAlias

from quizgen.answers.blank import Blank
from quizgen.answers.scalar import as_fraction
from quizgen.answers.setting_types import check_types
from quizgen.answers.text import CHARACTERS
from quizgen.answers.traits import Traits
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

MOST_CREDIT = Fraction(1, 2)
# What no text should bring about; the fuzz corpus looks for it.
FAILED = "the program fails on this text, please report it"
# Answers already judged for this question: a class writes the same few.
REMEMBERED = 4096
_NOTHING = Fraction(0)
# What a property says of a value that was read; `Unreadable` where it cannot be decided.
Decide: TypeAlias = Callable[["AnswerKind", Any], Verdict]
# The mistakes a wrong value shows, as a judge keeps them: name, value, hint, credit.
Recognise: TypeAlias = Callable[["AnswerKind", Any], list[tuple[str, Any, str, Fraction]]]


class AnswerKind(Traits):
    """One question's way of reading and judging; subclasses are the kinds.

    A subclass gives `read(text)` (or `Unreadable`), `compare(value)` with the key, `echo(value)`
    and `known(encoded)`, the value of a key or mistake from its JSON form or a typed text.

    What others know of it is said by its `Traits`.
    """

    def __init__(self, key: object, mistakes: Iterable[object] = (), **settings: Any) -> None:
        if not settings.keys() <= self.allowed:
            unknown = sorted(set(settings) - self.allowed)
            close = get_close_matches(unknown[0], sorted(self.allowed), n=1)
            known = ", ".join(sorted(self.allowed))
            fix = f"; did you mean {close[0]!r}?" if close else f"; settings are {known or 'none'}"
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

    def doubt(self, text: str) -> str:
        """Why an answer that is not right may be meant otherwise than it was read; empty where it is plain.

        Whoever marks a class asks a person then.
        """
        del text
        return ""

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
            feedback = found.told or ("" if silent else self.diagnose(value))
            return Verdict(status, found.score, reading, feedback)
        names = " or ".join(dict.fromkeys(hit[0] for hit in hits))
        hints = one_of(dict.fromkeys(hit[2] for hit in hits if hit[2]))
        score = max(found.score, *(hit[3] for hit in hits))
        if score != found.score:
            status = Comparison(score).status
        beside = f"{found.feedback} {hints}" if found.score else hints
        said = beside if hints else found.told
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
