"""What a part's expression comes to under each slip.

Of a question that asks one quantity, the slip is made in that call alone; any other expression is
evaluated again with the slip in force.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from jinja2 import nodes

from quizgen.answers import encode
from quizgen.errors import UserError
from quizgen.language import budget
from quizgen.language.expression import Scope, compiled
from quizgen.language.worked import Worked
from quizgen.slips import MalRule, concerned
from quizgen.slips.alone import AlsoBelow, made_alone
from quizgen.slips.slips import plain
from quizgen.solver.errors import ShapeError
from quizgen.solver.quantity import Call, in_force
from quizgen.telling import Step
from quizgen.telling.tellers import tell

# A slip that leads to one of these leads nowhere: to a shape that does not fit, say.
ERRORS = (
    ShapeError,
    ZeroDivisionError,
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    OverflowError,
    UserError,
)


@dataclass(frozen=True, slots=True)
class Truth:
    """What a part's expression comes to, and what was computed on the way."""

    value: Any
    # The value in its JSON form.
    encoded: Any
    # What was found, as calls within calls; `calls` are the quantities asked for, in a row.
    trace: tuple[Call, ...]
    calls: tuple[Call, ...]
    # The lets of the draw that were worked out, by this part or one before it.
    worked: Worked

    @property
    def steps(self) -> tuple[Step, ...]:
        """The worked solution, told when it is asked for: most draws are only tried."""
        return tell(self.trace)


def slip_values(
    text: str,
    scope: Scope,
    truth: Truth,
    names: Collection[str] | None = None,
    without: Collection[str] = (),
) -> Iterator[tuple[MalRule, Callable[[], Any]]]:
    """The slips that fit a call of the expression, of these names or all, each with what computes its value.

    Those `without` are left out. The value is encoded, and may be the truth; it is None where the slip leads nowhere.
    """
    concerning = concerned(truth.calls, names)
    only = _only_call(text, scope.let, truth) if concerning else None
    for rule, calls in concerning:
        if rule.name not in without and (fitting := list(filter(rule.fits, calls))):
            yield rule, partial(_value, rule, fitting, only, text, scope, truth.worked)


def _value(
    rule: MalRule,
    calls: Sequence[Call],
    only: Call | None,
    text: str,
    scope: Scope,
    worked: Worked,
) -> Any:
    if calls[0] is only:
        try:
            wrong = budget.bounded(made_alone(rule, only))
            if len(calls) == 1 or plain(wrong) != plain(only.result):
                return encode(wrong)
        except budget.Exhausted:
            raise
        except AlsoBelow:
            pass  # the whole expression tells
        except (*ERRORS, AttributeError, RecursionError):
            return None
    if rule.applies is rule.fits or any(map(rule.applies, calls)):
        return value_under(rule, text, scope, worked)
    return None


def value_under(rule: MalRule, text: str, scope: Scope, worked: Worked) -> Any:
    """The value of an expression under a slip, encoded; None where the slip leads nowhere."""
    other = Scope(scope.given, scope.let, settled=worked.under(rule))
    try:
        with in_force(rule):
            return encode(other.evaluate(text))
    except budget.Exhausted:
        raise
    except ERRORS:
        return None
    finally:
        worked.keep_under(rule, other.lets_known())


def _only_call(text: str, let: Mapping[str, str], truth: Truth) -> Call | None:
    """The call that the expression is, where it asks the solver nothing else."""
    asked = [call for call in truth.calls if call.depth == 0]
    if len(asked) != 1 or truth.value is not asked[0].result:
        return None
    named = _asked_name(text, let)
    return asked[0] if named == asked[0].quantity else None


def _asked_name(text: str, let: Mapping[str, str]) -> str:
    """The name of the function or member that an expression is a use of; empty for other expressions.

    >>> _asked_name("conv.output(x, weight=k)", {}), _asked_name("U", {"U": "conv.zeros(D)"})
    ('output', 'zeros')
    >>> _asked_name("conv.zeros(D) + 1", {})
    ''
    """
    while True:  # no let leads back to itself: the text has a value
        tree = compiled(text).tree
        called = tree.node if isinstance(tree, nodes.Call) else tree
        if isinstance(called, nodes.Getattr):
            return str(called.attr)
        if not isinstance(called, nodes.Name):
            return ""
        if called is not tree or called.name not in let:
            return str(called.name)
        text = let[called.name]
