"""The figures that a bank's expressions describe."""

from quizgen.bank.field import at_field
from quizgen.errors import UserError
from quizgen.figure import Figure
from quizgen.language.expression import Scope
from quizgen.language.vocabulary import figure_names


def figure(text: str, scope: Scope, field: str) -> Figure:
    """The figure of an expression; `FieldError` for what is none."""
    scope = scope.extended({}, figure_names())
    with at_field(field, text, scope):
        found = scope.evaluate(text)
        if not isinstance(found, Figure):
            raise UserError(f"{text!r} is not a figure")
        return found
