"""Whether a student's answer has the property that a part asks for, instead of a key.

The property is an expression of the bank language over `answer`, in the same sandbox and with a
budget for each answer. What fails on an answer (a division by zero, a shape that does not fit) is
wrong, with a sentence; what takes too much is for a person to decide.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from quizgen.answers.credit import worth
from quizgen.answers.description import Form
from quizgen.answers.formula_value import NoExactValueError
from quizgen.answers.kind import MOST_CREDIT, AnswerKind
from quizgen.answers.property import VERSION, Property, Sign
from quizgen.answers.verdict import CORRECT, WRONG, Comparison, Unreadable, Verdict
from quizgen.errors import UserError
from quizgen.language import budget
from quizgen.language.budget import Exhausted
from quizgen.language.expression import RefusedError, Scope, compiled
from quizgen.language.listings import UnreadCodeError
from quizgen.language.restored import FAILURES, for_expressions, restored
from quizgen.language.texts import filled, plain
from quizgen.solver.errors import ShapeError

ANSWER = "answer"
# The name by which expressions read the conventions in force.
PROFILE = "profile"
TOO_MUCH = "this answer takes too long to check; a person decides about it"
UNDECIDED = "the question cannot be decided for this answer; a person decides about it"


class NoDecisionError(UserError):
    """A property that says neither yes nor no: the author's to repair."""


# What says neither that an answer is right nor that it is wrong.
UNDECIDABLE = (Exhausted, RefusedError, NoDecisionError, NoExactValueError, UnreadCodeError)


class _Case(NamedTuple):
    """A case, and the lets that it changes and no answer does: worked out once for all answers."""

    given: Mapping[str, Any]
    lets: Mapping[str, Any]


_NO_CASE = _Case({}, {})


class _Failed(NamedTuple):
    """The first case that an answer fails, in its scope; `why` where it could not be computed."""

    case: Mapping[str, Any]
    scope: Scope
    why: str | None


class Decider:
    """One property, compiled once; called with the judge of a part and a value that it read.

    >>> from quizgen.answers import answer_kind
    >>> even = Decider(Property("answer % n == 0", values={"n": 2}, says="{{ answer }} is odd."))
    >>> kind = answer_kind("integer", 4).decided_by(even)
    >>> kind.judge("10").status, kind.judge("3").feedback
    ('correct', '3 is odd.')
    """

    def __init__(self, asked: Property, earlier: Mapping[str, Any] | None = None) -> None:
        """`earlier` are the student's answers to earlier parts, as expressions take them."""
        if asked.version != VERSION:
            raise ValueError(f"property version {asked.version} is not {VERSION}")
        self.asked = asked
        self._earlier = earlier or {}
        self._is_warm = False

    def __call__(self, kind: AnswerKind, value: Any) -> Verdict:
        """The verdict on a value; `Unreadable` where it cannot be decided."""
        reading = kind.echo(value)
        try:
            self._warm(kind)
            misfit = "" if self.asked.any_size else _misfit(kind, value)
            answer = None if misfit else for_expressions(kind, kind.exact(value))
        except ValueError as error:
            misfit = str(error)
        if misfit:
            return Verdict(WRONG, Fraction(0), reading, misfit)
        try:
            with budget.for_one_answer():
                return self._verdict(answer, reading)
        except (Exhausted, RefusedError):
            raise Unreadable(TOO_MUCH) from None
        except (NoDecisionError, NoExactValueError, UnreadCodeError):
            raise Unreadable(UNDECIDED) from None

    def _warm(self, kind: AnswerKind) -> None:
        """What all answers share, and what the solver loads for it, takes none of an answer's time."""
        if self._is_warm:
            return
        self._is_warm = True
        with budget.in_force(), suppress(*FAILURES):
            self._verdict(for_expressions(kind, kind.exact(kind.key)), "")

    def right(self, answer: Any) -> int:
        """How many cases an answer, as expressions take it, has right; without cases 1 or 0."""
        own = self._of_answer(answer)
        return sum(self._failed(answer, case, own) is None for case in self._cases)

    def scopes(self, answer: Any) -> Iterator[tuple[Mapping[str, Any], Scope]]:
        """The cases, each with the names that the property has in it; one without names where there are none."""
        own = self._of_answer(answer)
        for case in self._cases:
            yield case.given, self._scope(answer, case, own)

    @staticmethod
    def named(case: Mapping[str, Any]) -> str:
        """A case as it is told: `x = (0, 1), t = 1`."""
        return ", ".join(f"{name} = {plain(value)}" for name, value in case.items())

    def _verdict(self, answer: Any, reading: str) -> Verdict:
        failed: list[_Failed] = []
        own = self._of_answer(answer)
        for case in self._cases:
            found = self._failed(answer, case, own)
            if found is not None:
                failed.append(found)
                if self.asked.partial == "all":
                    break
        if not failed:
            return Verdict(CORRECT, Fraction(1), reading)
        score, said = Fraction(0), self._said(failed[0])
        if self.asked.partial != "all":
            total = len(self._cases)
            right = total - len(failed)
            score = worth(right, total, self.asked.trivial)
            said = f"{right} of {total} cases {'is' if right == 1 else 'are'} right. {said}"
        return self._signed(failed[0], Comparison(score, said), reading)

    def _signed(self, failed: _Failed, found: Comparison, reading: str) -> Verdict:
        """The verdict with the first mistake whose sign the answer shows."""
        if shown := self._sign(failed.scope):
            name, hint, credit = shown
            found = Comparison(max(found.score, credit), f"{found.feedback} {hint}".strip())
            return Verdict(found.status, found.score, reading, found.feedback, name)
        return Verdict(found.status, found.score, reading, found.feedback)

    def _sign(self, scope: Scope) -> tuple[str, str, Fraction] | None:
        """The first mistake whose property an answer has: name, hint, credit."""
        for sign in self.asked.signs:
            try:
                if self._shows(sign, scope):
                    credit = min(Fraction(sign.credit), MOST_CREDIT)
                    return sign.name, filled(sign.hint, scope), credit
            except Exhausted:
                raise
            except FAILURES:
                continue
        return None

    def _shows(self, sign: Sign, scope: Scope) -> bool:
        """Whether the answer of a scope has a sign's property."""
        if sign.under is None:
            return holds_in(scope, sign.holds)
        given = {**self._values, PROFILE: dict(sign.under), ANSWER: scope[ANSWER]}
        return all(
            holds_in(Scope({**given, **case.given}, self.asked.let), sign.holds)
            for case in self._cases
        )

    def recognise(self, kind: AnswerKind, value: Any) -> list[tuple[str, Any, str, Fraction]]:
        """The mistake beside a key that a wrong value shows; none where it takes too long to say."""
        try:
            answer = for_expressions(kind, kind.exact(value))
            with budget.for_one_answer():
                shown = self._sign(self._scope(answer, _NO_CASE, self._of_answer(answer)))
        except FAILURES:
            return []
        return [(shown[0], None, shown[1], shown[2])] if shown else []

    def _scope(self, answer: Any, case: _Case, own: Mapping[str, Any]) -> Scope:
        given = {**self._values, ANSWER: answer, **case.given}
        return Scope(given, self.asked.let, settled={**own, **case.lets})

    def _failed(self, answer: Any, case: _Case, own: Mapping[str, Any]) -> _Failed | None:
        """None where the property holds."""
        scope = self._scope(answer, case, own)
        try:
            return None if holds_in(scope, self.asked.holds) else _Failed(case.given, scope, None)
        except UNDECIDABLE:
            raise
        except FAILURES as error:
            return _Failed(case.given, scope, _why(error))

    def _said(self, failed: _Failed) -> str:
        """What is told of the first case that fails."""
        which = self.named(failed.case)
        if failed.why is not None:
            head = f"For {which} this" if which else "With this answer it"
            return f"{head} cannot be computed{failed.why}."
        if self.asked.says:
            try:
                return filled(self.asked.says, failed.scope)
            except Exhausted:
                raise
            except FAILURES:
                pass  # a text over what this answer has not: the plain sentence is left
        return f"It does not hold for {which}." if which else "What is asked does not hold for it."

    # What is computed once

    @cached_property
    def _values(self) -> dict[str, Any]:
        kept = {name: restored(value) for name, value in self.asked.values.items()}
        return {**kept, **self._earlier}

    @cached_property
    def _cases(self) -> list[_Case]:
        let, fixed = self.asked.let, self._fixed
        own = let.keys() - self._depending({ANSWER}) - fixed.keys()
        cases = []
        with budget.in_force():
            for case in self.asked.cases:
                given = {name: restored(value) for name, value in case.items()}
                scope = Scope({**self._values, **given}, let, settled=fixed)
                cases.append(_Case(given, _computed(own, scope)))
        return cases or [_NO_CASE]

    @cached_property
    def _fixed(self) -> dict[str, Any]:
        """The lets that the answer does not change."""
        changing = self._depending({ANSWER, *self._names_of_cases})
        with budget.in_force():
            return _computed(self.asked.let.keys() - changing, Scope(self._values, self.asked.let))

    @cached_property
    def _shared(self) -> frozenset[str]:
        """The lets that the answer changes, and no case."""
        let = self.asked.let.keys()
        return frozenset(let - self._depending(set(self._names_of_cases)) - self._fixed.keys())

    @property
    def _names_of_cases(self) -> list[str]:
        return list(self.asked.cases[0]) if self.asked.cases else []

    def _depending(self, names: set[str]) -> set[str]:
        """The lets that need one of these names, also by way of others."""
        found: set[str] = set()
        while True:
            more = {
                name
                for name, text in self.asked.let.items()
                if name not in found and compiled(text).names & (names | found)
            }
            if not more:
                return found
            found |= more

    def _of_answer(self, answer: Any) -> dict[str, Any]:
        scope = Scope({**self._values, ANSWER: answer}, self.asked.let, settled=self._fixed)
        return {**self._fixed, **_computed(self._shared, scope)}


def _computed(names: Iterable[str], scope: Scope) -> dict[str, Any]:
    """The lets of these names that have a value; the others say why where they are needed."""
    found = {}
    for name in sorted(names):
        try:
            found[name] = scope[name]
        except Exhausted:
            raise
        except FAILURES:
            continue
    return found


def holds_in(scope: Scope, text: str) -> bool:
    """Whether an expression holds; `NoDecisionError` where it is neither true nor false."""
    found = scope.evaluate(text)
    if isinstance(found, bool):
        return found
    kind = type(found).__name__
    raise NoDecisionError(
        f"{text!r} gives {'an array' if kind == 'ndarray' else f'{found!r:.40}'}, neither true nor false",
        "write a comparison, such as conv.output_size(D) == U; of arrays same(a, b)",
    )


def _misfit(kind: AnswerKind, value: Any) -> str:
    """What is wrong with the size of an answer that has entries: it is that of the sample."""
    if kind.form is not Form.ENTRIES:
        return ""
    asked, given = _size(kind.exact(kind.key)), _size(kind.exact(value))
    if asked == given:
        return ""
    sized = _sized(asked)
    return f"{_sized(given)} where {sized[0].lower()}{sized[1:]} {'is' if _is_one(asked) else 'are'} asked for."


def _size(encoded: Any) -> tuple[int, ...]:
    if not isinstance(encoded, list):
        return ()
    return (len(encoded), *(_size(encoded[0]) if encoded else ()))


def _sized(size: tuple[int, ...]) -> str:
    if len(size) == 2:
        return f"A {size[0]} × {size[1]} matrix"
    if not size:
        return "One number"
    return f"{size[0]} {'entry' if size[0] == 1 else 'entries'}"


def _is_one(size: tuple[int, ...]) -> bool:
    return len(size) != 1 or size == (1,)


def _why(error: Exception) -> str:
    """The solver's own reason, which speaks of sizes; others would speak of the bank."""
    if isinstance(error, ShapeError):
        return f": {str(error).rstrip('.')}"
    if isinstance(error, ZeroDivisionError):
        return ": it divides by zero"
    return ""
