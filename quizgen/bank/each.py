"""Every expression and text of an exercise by itself, in one draw: what is wrong behind the first that fails."""

from collections.abc import Iterator
from typing import Any

from quizgen.bank.chosen import with_choices
from quizgen.bank.declared import PROFILE, whole
from quizgen.bank.drawing import draw_functions
from quizgen.bank.exercise import Exercise, PartSpec
from quizgen.bank.field import BankError, FieldError, at_field
from quizgen.bank.listing import NAME as LISTING
from quizgen.bank.mistakes import named
from quizgen.bank.randomness import Generator
from quizgen.errors import Problem, UserError
from quizgen.language import budget
from quizgen.language.expression import Scope, compiled
from quizgen.language.texts import names_in
from quizgen.solver.other_convention import as_names

# Draws that are tried until one keeps the rules.
TRIES = 50
# What a property knows besides.
_ANSWER = "answer"


def unreadable(exercise: Exercise) -> Iterator[Problem]:
    """Lets that cannot be read, also those that nothing asks for."""
    for name, text in exercise.let.items():
        try:
            with at_field(f"let.{name}", text):
                compiled(text)
        except FieldError as error:
            yield BankError(exercise, error).problem


def failing(exercise: Exercise) -> list[Problem]:
    """What cannot be computed in an exercise of which no draw succeeds, each at its line.

    Nothing is said of what needs something else that fails, nor of draws that a rule refuses, nor of
    what comes when the budget is spent.
    """
    found: dict[tuple[str, str], Problem] = {}
    for level in exercise.levels:
        for attempt in range(TRIES):
            one = _OneDraw(exercise, level, attempt)
            with budget.in_force():
                kept = one.look() or one.is_exhausted
            found.update({(problem.field, problem.message): problem for problem in one.found})
            if kept:
                break
    return list(found.values())


class _OneDraw:
    """One draw, in which each field is computed whatever became of the others."""

    def __init__(self, exercise: Exercise, level: str, attempt: int) -> None:
        self.exercise = exercise
        self.level = level
        self.generator = Generator("\0".join((exercise.id, level, str(attempt))))
        self.found: list[Problem] = []
        # Whether the budget is spent, and everything would fail.
        self.is_exhausted = False
        # Names without a value: they failed, or belong to a property.
        self.missing = {_ANSWER, *(spec.id for spec in exercise.parts)} - exercise.let.keys()
        for spec in exercise.parts:
            self.missing |= spec.cases.keys()
        self.values: dict[str, Any] = {}
        # The keys of the parts so far.
        self.keys: dict[str, Any] = {}
        self.scope = Scope(self.values, exercise.let)

    def look(self) -> bool:
        """Compute all fields; False, and nothing more, where a rule refuses the draw."""
        exercise = self.exercise
        if exercise.takes:
            self.values[PROFILE] = as_names(whole(exercise, {}))
        self._draw()
        self.scope = Scope(self.values, exercise.let)
        if exercise.listing and not self._needs(names_in(exercise.listing)):
            self.values[LISTING] = self._said("listing", exercise.listing)
        refused = [rule for rule in exercise.require if self._value("require", rule) is False]
        if refused:
            return False
        for name, text in exercise.let.items():
            self._value(f"let.{name}", text)
        self._said("text", exercise.text)
        for rule in exercise.figure:
            self._readable("figure", rule)
        for spec in exercise.parts:
            self._part(spec)
        return True

    def _draw(self) -> None:
        exercise, functions = self.exercise, draw_functions(self.generator)
        of_level = exercise.level.get(self.level, {})
        for name, text in {**exercise.draw, **of_level}.items():
            field = f"level.{self.level}.{name}" if name in of_level else f"draw.{name}"
            self.scope = Scope(self.values, exercise.let, functions)
            value = self._value(field, text)
            if name not in self.missing and value is not None:
                self.values[name] = value
            else:
                self.missing.add(name)

    def _part(self, spec: PartSpec) -> None:
        scope = self.scope
        if spec.choices:
            try:
                self.scope = with_choices(spec, scope)
            except UserError:
                return  # said where the choices are filled in
        key = None
        if spec.is_computed and not spec.holds:
            key = self._value(spec.field(), spec.expression)
        for name, mistake in spec.mistakes.items():
            where = spec.field(f"mistakes.{name}")
            if mistake.value:
                self._value(where, mistake.value)
            self._said(f"{where}.hint", mistake.hint)
        self.scope = scope
        if spec.answer or not spec.is_computed:
            self._said(spec.field("ask"), spec.ask)
        self._said(spec.field("explanation"), spec.explanation)
        self._said(spec.field("hint"), spec.hint)
        if spec.follow:
            let = {name: text for name, text in scope.let.items() if name not in self.keys}
            self.scope = Scope({**self.values, **self.keys}, let)
            self._value(spec.field("follow"), spec.follow)
            self.scope = scope
        if key is not None:
            self.keys[spec.id] = key

    def _needs(self, names: Iterator[str] | frozenset[str]) -> bool:
        """Whether one of these names, or a let that they need, has no value."""
        open_names, seen = list(names), set()
        while open_names:
            name = open_names.pop()
            if name in seen:
                continue
            seen.add(name)
            if name in self.scope.given:
                continue
            if name in self.missing:
                return True
            if name in self.scope.let:
                try:
                    open_names.extend(compiled(self.scope.let[name]).names)
                except UserError:
                    return True
        return False

    def _value(self, field: str, text: str) -> Any:
        """The value of an expression; None where it fails or needs what failed."""
        if self.is_exhausted:
            return None
        try:
            with at_field(field, text, self.scope):
                if self._needs(compiled(text).names):
                    return None
                return self.scope.evaluate(text)
        except FieldError as error:
            self._fails(error)
        return None

    def _said(self, field: str, text: str) -> str:
        if self.is_exhausted:
            return ""
        try:
            with at_field(field):
                names = names_in(text)
            return "" if self._needs(names) else named(field, text, self.scope)
        except FieldError as error:
            self._fails(error)
        return ""

    def _readable(self, field: str, text: str) -> None:
        try:
            with at_field(field, text):
                compiled(text)
        except FieldError as error:
            self._fails(error)

    def _fails(self, error: FieldError) -> None:
        self.found.append(BankError(self.exercise, error).problem)
        self.is_exhausted = error.is_exhausted
        where, _, name = error.field.rpartition(".")
        if where == "let":
            self.missing.add(name)
