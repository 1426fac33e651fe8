"""The mistakes recognised in a part: the author's own and the solver's slips, with their values and hints."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizgen.answers import encode
from quizgen.bank.exercise import MistakeSpec, PartSpec
from quizgen.bank.field import at_field
from quizgen.bank.wording import filled
from quizgen.errors import UserError
from quizgen.language.budget import Exhausted
from quizgen.language.expression import Scope, nearest
from quizgen.slips import MalRule, all_rules, applicable, fitting, shared_hint
from quizgen.slips.hints import HINTS
from quizgen.solver.derivation import Step
from quizgen.solver.errors import ShapeError
from quizgen.solver.quantity import Call, in_force
from quizgen.variant import Mistake

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


# Quantities that are numbers of things.
COUNTS = frozenset(
    {
        "parameter_count", "parameters_per_layer", "weight_count", "bias_count", "connections", "zeros",
        "output_size", "output_shape", "macs", "steps_per_epoch", "total_steps", "layer_count",
        "hidden_layer_count", "hidden_unit_count",
    }
)  # fmt: skip


class Rejected(Exception):  # noqa: N818 - a draw is rejected, nothing is in error
    """A draw that cannot tell right from wrong, or breaks a rule; another one is taken."""

    def __init__(self, rule: str, field: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.field = field


@dataclass(frozen=True, slots=True)
class Truth:
    """What a part's expression comes to, the steps and calls on the way."""

    value: Any
    steps: tuple[Step, ...]
    calls: tuple[Call, ...]
    # What no slip changes: the drawn values and the lets that ask the solver nothing.
    settled: Mapping[str, Any]


def mistakes_of(
    spec: PartSpec,
    values: Mapping[str, Any],
    let: Mapping[str, str],
    truth: Truth,
    *,
    pinned: bool,
) -> tuple[Mistake, ...]:
    """Those with a value other than the key; `Rejected` where a mistake that must differ is the key.

    `pinned` values are the author's and are never rejected.
    """
    if spec.items:
        return ()
    key = _rounded(encode(truth.value))
    scope = Scope(values, let)
    found: dict[str, Mistake] = {}
    for name, own in spec.mistakes.items():
        value = _author_value(spec.field(f"mistakes.{name}"), own, values, let)
        if value is None:
            continue
        if _rounded(value) == key:
            if name in spec.without or pinned:
                continue
            raise Rejected(
                f"{spec.id}: mistake {name} gives the right answer", spec.field(f"mistakes.{name}")
            )
        hint = hint_of(spec, name, own, scope, truth.calls)
        found[name] = Mistake(name, value, hint, own.credit)
    asked = [call.quantity for call in truth.calls if call.depth == 0]
    counted = bool(asked) and COUNTS.issuperset(asked)
    for rule in applicable(truth.calls):
        if rule.name in spec.without or rule.name in found:
            continue
        wrong = _under(rule, spec.expression, truth.settled, let)
        if wrong is None:
            continue
        if _rounded(wrong) == key or (counted and _is_no_count(wrong, key)):
            continue
        found[rule.name] = Mistake(rule.name, wrong, rule.said(truth.calls))
    if not pinned:
        _check_watched(spec, set(spec.watch) - found.keys(), let, truth)
    return tuple(found.values())


def _is_no_count(wrong: Any, key: Any) -> bool:
    """Whether nobody counts to this: below 0, or to a side of a shape that has no length."""
    if isinstance(wrong, list) and isinstance(key, list):
        return any(isinstance(n, int) and n <= 0 for n in wrong)
    return isinstance(wrong, int) and isinstance(key, int) and wrong < 0 <= key


def _check_watched(
    spec: PartSpec, unseen: Collection[str], let: Mapping[str, str], truth: Truth
) -> None:
    """`Rejected` where a watched slip speaks about the question and comes to the key."""
    key = _rounded(encode(truth.value))
    for rule in fitting(unseen, truth.calls):
        wrong = _under(rule, spec.expression, truth.settled, let)
        if wrong is not None and _rounded(wrong) == key:
            raise Rejected(
                f"{spec.id}: mistake {rule.name} gives the right answer", spec.field("watch")
            )


NO_HINT = "Compare your way with the worked solution, step by step: where do they part?"


def hint_of(
    spec: PartSpec, name: str, own: MistakeSpec, scope: Scope, calls: Sequence[Call] = ()
) -> str:
    """The hint of an author's mistake, filled in."""
    with at_field(spec.field(f"mistakes.{name}")):
        said = _said_of(own, calls)
    return named(spec.field(f"mistakes.{name}.hint"), said, scope)


def _said_of(own: MistakeSpec, calls: Sequence[Call]) -> str:
    """The hint of an author's mistake: its own, that of the slip it names, or a neutral sentence.

    A shared hint is said only where the author asks for it: two mistakes of one name need not
    be one mistake. `UserError` for a slip that is not known.
    """
    if own.hint or not own.slip:
        return own.hint or NO_HINT
    found = shared_hint(own.slip, calls)
    if found is None:
        fix = nearest(own.slip, {*HINTS, *(rule.name for rule in all_rules())})
        fix = fix if fix.startswith("did") else 'write the hint: hint = "…"'
        raise UserError(f"no slip is called {own.slip!r}", fix)
    return found


def _author_value(
    field: str, own: MistakeSpec, values: Mapping[str, Any], let: Mapping[str, str]
) -> Any:
    scope = Scope(values, let)
    with at_field(field, own.value, scope):
        try:
            return encode(scope.evaluate(own.value))
        except (ShapeError, ZeroDivisionError):
            return None


def _under(rule: MalRule, text: str, values: Mapping[str, Any], let: Mapping[str, str]) -> Any:
    """The value under a slip; None where the slip leads nowhere (a shape that does not fit, say)."""
    try:
        with in_force(rule):
            return encode(Scope(values, let).evaluate(text))
    except Exhausted:
        raise
    except ERRORS:
        return None


def _rounded(encoded: Any) -> Any:
    return round(encoded, 9) if isinstance(encoded, float) else encoded


def wrong_order(own: MistakeSpec, scope: Scope, letters: Mapping[int, str]) -> list[str] | None:
    """The letters of a mistake's order; None where it is none in this draw."""
    try:
        places = scope.evaluate(own.value)
        return None if places is None else [letters[int(place)] for place in places]
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise UserError(
            f"not an order of the items ({error})",
            f"places go from 0 to {len(letters) - 1}",
        ) from None


def named(field: str, text: str, scope: Scope) -> str:
    """A text of the bank, filled in; an error says whose text it is."""
    with at_field(field, scope=scope):
        return filled(text, scope)
