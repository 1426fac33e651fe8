"""A variant's expressions solved again: with a student's own numbers, or with slips in force."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from quizgen.answers import answer_kind, encode, kind_class
from quizgen.language.restored import FAILURES, for_expressions, restored
from quizgen.solver.other_convention import as_names
from quizgen.variant import Part, Variant

if TYPE_CHECKING:
    from jinja2.nodes import Expr


def key_value(part: Part) -> Any:
    """A part's key as the bank computed it: an option by its text, a shape as a tuple."""
    return as_computed(part, part.key)


def as_computed(part: Part, encoded: object) -> Any:
    """An answer to a part as the bank's expressions take it."""
    described = kind_class(part.kind)
    if described.symbolic:
        return for_expressions(answer_kind(part.kind, part.key, **part.settings), encoded)
    return described.as_computed(
        restored(encoded) if described.computed else encoded, part.settings
    )


def names_of(variant: Variant, uses: Iterable[str] = ()) -> dict[str, Any]:
    """Drawn values by name, and the keys of the parts in `uses`."""
    names = {name: restored(value) for name, value in given(variant).items()}
    wanted = set(uses)
    return names | {part.id: key_value(part) for part in variant.parts if part.id in wanted}


def given(variant: Variant) -> dict[str, Any]:
    """What the variant's expressions are given, in JSON: its conventions and what was drawn."""
    return {"profile": as_names(variant.profile), **variant.values}


def solved(expression: str, names: Mapping[str, object], let: Mapping[str, str]) -> Any:
    """The value of an expression as JSON; None where these numbers lead nowhere."""
    from quizgen.language.expression import evaluate

    try:
        return encode(evaluate(expression, names, let))
    except FAILURES:
        return None


def solved_tree(tree: "Expr", names: Mapping[str, object], let: Mapping[str, str]) -> Any:
    """The same of a piece of an expression."""
    from quizgen.language.expression import Scope

    try:
        return encode(Scope(names, let).value_of(tree))
    except FAILURES:
        return None
