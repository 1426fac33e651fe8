"""The kinds of answers and the one way to judge: read, compare, diagnose."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import Any, ClassVar

from quizgen.answers.scalar import as_fraction
from quizgen.answers.text import CHARACTERS
from quizgen.answers.verdict import CORRECT, ROUNDED, UNREADABLE, Comparison, Unreadable, Verdict

KINDS = (
    "integer", "real", "fraction", "vector", "matrix", "shape", "expression", "symbolic_matrix",
    "choice", "multi", "boolean", "order", "code",
)  # fmt: skip
COMMON_SETTINGS = frozenset({"units", "names", "axes", "arithmetic", "decimal_comma"})
MOST_CREDIT = Fraction(1, 2)
# What no text should bring about; the fuzz corpus looks for it.
FAILED = "the program fails on this text, please report it"
# Answers already judged for this question: a class writes the same few.
REMEMBERED = 4096
LISTS = frozenset(
    {"units", "names", "axes", "choices", "choice_texts", "items", "variables", "trivial", "given"}
)
_LIST_TYPES = (list, tuple, set, frozenset)
_NOTHING = Fraction(0)


def _check_lists(kind: str, settings: Mapping[str, Any]) -> None:
    """`ValueError` where a text or a number stands for a list."""
    for name, value in settings.items():
        if name in LISTS and value is not None and not isinstance(value, _LIST_TYPES):
            raise ValueError(f"{kind}: {name} = {value!r} is no list; write [{value!r}]")
        if name in ("atol", "rtol") and as_fraction(value).numerator < 0:
            raise ValueError(f"{kind}: {name} = {value} is below 0")


class AnswerKind:
    """One question's way of reading and judging; subclasses are the kinds.

    A subclass gives `read(text)` (or `Unreadable`), `compare(value)` with the key, `echo(value)`
    and `known(encoded)`, the value of a key or mistake from its JSON form or a typed text.
    """

    name: ClassVar[str]
    allowed: ClassVar[frozenset[str]] = COMMON_SETTINGS
    # The rule of partial credit in exercises that name none.
    usual_partial: ClassVar[str] = "all"

    def __init__(self, key: Any, mistakes: Iterable[Any] = (), **settings: Any) -> None:
        if not settings.keys() <= self.allowed:
            unknown = sorted(set(settings) - self.allowed)
            close = get_close_matches(unknown[0], sorted(self.allowed), n=1)
            fix = (
                f"; did you mean {close[0]!r}?"
                if close
                else f"; settings are {', '.join(sorted(self.allowed))}"
            )
            raise ValueError(f"{self.name}: unknown setting {unknown[0]!r}{fix}")
        _check_lists(self.name, settings)
        self.settings = settings
        self.key = self.known(key)
        self.mistakes = [self._mistake(mistake) for mistake in mistakes]
        self._judged: dict[str, Verdict] = {}

    def _mistake(self, mistake: Any) -> tuple[str, Any, str, Fraction]:
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
    def how_to_type(cls, settings: Mapping[str, Any]) -> str:
        """One short line: how this kind of answer is typed under these settings."""
        raise NotImplementedError(cls.name)

    def read(self, text: str) -> Any:
        """The value a text means."""
        raise NotImplementedError(self.name)

    def compare(self, value: Any) -> Comparison:
        """The value beside the key."""
        raise NotImplementedError(self.name)

    def echo(self, value: Any) -> str:
        """The reading, for the student."""
        return str(value)

    def known(self, encoded: Any) -> Any:
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
            found = self.compare(value)
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

    def _explained(self, value: Any, found: Comparison, status: str, reading: str) -> Verdict:
        hits = [m for m in self.mistakes if m[1] is not None and self._hits(value, m[1])]
        if not hits:
            feedback = found.feedback or ("" if self._is_given(value) else self.diagnose(value))
            return Verdict(status, found.score, reading, feedback)
        names = " or ".join(dict.fromkeys(hit[0] for hit in hits))
        hints = " ".join(dict.fromkeys(hit[2] for hit in hits if hit[2]))
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


def answer_kind(kind: str, key: Any, mistakes: Iterable[Any] = (), **settings: Any) -> AnswerKind:
    """The judge of one question; `ValueError` for an unknown kind or setting, or a key it cannot read.

    >>> answer_kind("vector", key=[3, 4], partial="per_entry").judge("[3,4]").status
    'correct'
    >>> answer_kind("integer", key=1100).judge("1,100").status
    'correct'
    """
    return _kind_called(kind)(key, mistakes, **settings)


def how_to_type(kind: str, settings: Mapping[str, Any]) -> str:
    """One short line that tells a student how to type an answer; `ValueError` for an unknown kind.

    >>> how_to_type("integer", {"arithmetic": True})
    'a whole number; working such as 10*5 = 50 may be shown'
    >>> how_to_type("vector", {})
    'numbers as [3, -4, 5]; fractions as 1/2; a point for decimals'
    """
    return _kind_called(kind).how_to_type(settings)


def usual_partial(kind: str) -> str:
    """The rule of partial credit that exercises have where they name none: "all" is all or nothing.

    >>> usual_partial("matrix"), usual_partial("code")
    ('per_entry', 'all')
    """
    return _kind_called(kind).usual_partial if kind in KINDS else "all"


@cache
def _kind_called(name: str) -> type[AnswerKind]:
    if name not in KINDS:
        close = get_close_matches(str(name), KINDS, n=1)
        fix = f"; did you mean {close[0]!r}?" if close else f"; kinds are {', '.join(KINDS)}"
        raise ValueError(f"unknown answer kind {name!r}{fix}")
    found: type[AnswerKind] = import_module(f"quizgen.answers.kinds.{name}").Kind
    return found


def same(kind: str, key: Any, text: str, other: str, **settings: Any) -> bool:
    """Whether two texts mean one value, so that the second of two wrong answers is no new attempt.

    >>> same("integer", 7, "1100", "1,100"), same("integer", 7, "1100", "1101")
    (True, False)
    """
    return answer_kind(kind, key, **settings).repeats(text, other)


def wrong(feedback: str = "") -> Comparison:
    """A comparison that earns nothing."""
    return Comparison(_NOTHING, feedback)
