"""A part solved: its key with what was computed on the way, and the mistakes that must differ from it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from quizgen.answers import encode
from quizgen.bank.cells import check_cells
from quizgen.bank.chosen import with_choices, with_texts
from quizgen.bank.exercise import PartSpec
from quizgen.bank.field import at_field
from quizgen.bank.mistakes import checked
from quizgen.bank.slip_values import Truth
from quizgen.bank.solved import Solved
from quizgen.errors import UserError
from quizgen.language.expression import Scope, compiled
from quizgen.language.worked import Recording
from quizgen.solver.quantity import tracing
from quizgen.solver.trace import leaving_trace

NOTHING: Mapping[str, Any] = MappingProxyType({})


def solve_part(
    spec: PartSpec,
    scope: Scope,
    keys: Mapping[str, object],
    *,
    pinned: bool,
) -> Solved:
    """The part solved, in the scope of the drawn values; `Rejected` where another draw is needed."""
    scope = with_choices(spec, scope)
    truth = truth_of(spec, scope)
    if spec.follow:
        _check_follow(spec, scope, keys, truth.encoded)
    return Solved(spec, truth, checked(spec, scope, truth, pinned=pinned))


def pieces_of(
    spec: PartSpec, let: Mapping[str, str], keys: Mapping[str, object]
) -> Mapping[str, Any]:
    """The keys of earlier parts that the expression names: they are known here, not worked out again."""
    if not spec.is_computed:
        return {}
    names = compiled(spec.expression).names & let.keys() & keys.keys()
    return {name: keys[name] for name in sorted(names)}


def truth_of(spec: PartSpec, plain: Scope, pieces: Mapping[str, object] = NOTHING) -> Truth:
    """The truth and its trace; what is computed on the way is kept in the `plain` scope."""
    worked = plain.worked
    if not spec.is_computed:
        return Truth(None, None, (), (), worked)
    with leaving_trace() as trace, tracing() as calls:
        if pieces:  # what comes from them is asked anew
            values = {**plain.given, **pieces}
            scope = Scope(values, plain.let, settled=worked.silent())
        else:
            recording = Recording(calls, trace, worked)
            scope = Scope(plain.given, plain.let, recording=recording)
        with at_field(spec.field(), spec.expression, scope):
            value = with_texts(scope.evaluate(spec.expression), scope)
            encoded = encode(value)
    if not pieces:
        plain.adopt(scope)
    return Truth(value, encoded, tuple(trace), tuple(calls), worked)


def _check_follow(spec: PartSpec, scope: Scope, keys: Mapping[str, object], key: object) -> None:
    with at_field(spec.field("follow"), spec.follow, scope):
        of_cells = spec.follows_from_cells
    if of_cells:
        keys = {**keys, spec.id: scope.evaluate(spec.expression)}
    scope = Scope({**scope.given, **keys}, _without(scope.let, keys))
    with at_field(spec.field("follow"), spec.follow, scope):
        if of_cells:
            check_cells(spec, scope, key)
            return
        again = encode(scope.evaluate(spec.follow))
        if again != key:
            raise UserError(
                f"gives {again!r}, but the answer is {key!r}",
                "follow says the same quantity through earlier parts",
            )


def _without(let: Mapping[str, str], names: Mapping[str, object]) -> dict[str, str]:
    return {name: text for name, text in let.items() if name not in names}
