"""Where in an exercise something goes wrong: the error carries its field, nobody reads its words for it."""

from dataclasses import replace
from typing import Self

from quizgen.bank.exercise import Exercise
from quizgen.errors import Problem, UserError
from quizgen.language.budget import Exhausted
from quizgen.language.expression import Scope
from quizgen.solver.errors import MendableError

# An error is the bank's: drawing again would silently leave out the values that make it.
NOT_REDRAWN = "draw only what can be computed, or refuse the other draws with require"
# What fails in every draw is no matter of the draws.
NEVER = "no draw can be computed: look at what the expression is given; docs/reference.md has an example of each name"

# Characters of a message: an expression it quotes may have thousands.
LONGEST = 600


class FieldError(UserError):
    """What is wrong with an exercise, and its field: dotted, as `Exercise.line` knows it."""

    def __init__(self, field: str, error: UserError) -> None:
        super().__init__(str(error.args[0]), error.fix)
        self.field = field
        self.is_exhausted = isinstance(error, Exhausted)


class BankError(UserError):
    """A `FieldError` of an exercise in a file: `problem` says file, line and field.

    `is_exhausted` tells that the draw would take too much; trying another is not worth it.
    """

    def __init__(self, exercise: Exercise, error: FieldError) -> None:
        said = _brief(str(error.args[0]))
        name = f"{exercise.id}.{error.field}" if error.field else exercise.id
        line = exercise.line(error.field)
        self.problem = Problem(exercise.file, line, name, said, error.fix)
        self.is_exhausted = error.is_exhausted
        where = ": ".join(filter(None, (f"{exercise.file}:{line}", exercise.id, error.field)))
        super().__init__(f"{where}: {said}", error.fix)

    @property
    def always(self) -> Problem:
        """The problem of a field that fails in every draw: no rule for draws would help."""
        if self.problem.fix != NOT_REDRAWN:
            return self.problem
        return replace(self.problem, fix=NEVER)

    def with_share(self, failed: int, draws: int) -> Problem:
        """The problem of a field that fails now and then."""
        said = f"{self.problem.message} (in {failed} of {draws} draws)"
        return replace(self.problem, message=said)


def _brief(message: str) -> str:
    """A message without the middle of what it quotes, where that is longer than anybody reads."""
    if len(message) <= LONGEST:
        return message
    return f"{message[: LONGEST // 2]} … {message[-LONGEST // 2 :]}"


class at_field:  # noqa: N801 - used like a function; as a generator it took four times as long
    """What goes wrong inside is said of `field`, or of the `let` of `scope` that was computed.

    `text` is the expression that the solver's own refusals are about. Where several are worked out
    one after the other, `field` and `text` are set anew for each.
    """

    __slots__ = ("_scope", "field", "text")

    def __init__(self, field: str, text: str = "", scope: Scope | None = None) -> None:
        self.field = field
        self.text = text
        self._scope = scope

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if error is None or isinstance(error, FieldError):
            return
        if isinstance(error, UserError):
            raise FieldError(self._failing, error) from None
        if isinstance(error, (ValueError, ArithmeticError, KeyError, TypeError)):
            what = "a division by zero" if isinstance(error, ZeroDivisionError) else error
            said = f"{self.text!r}: {what}" if self.text else str(what)
            fix = error.fix if isinstance(error, MendableError) else NOT_REDRAWN
            raise FieldError(self._failing, UserError(said, fix)) from None

    @property
    def _failing(self) -> str:
        scope = self._scope
        return f"let.{scope.failing}" if scope is not None and scope.failing else self.field
