"""The mistakes recognised in a part: the author's own and the solver's slips, with their values and hints."""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from quizgen.answers import encode
from quizgen.answers.scalar import as_fraction
from quizgen.bank.chosen import with_texts
from quizgen.bank.exercise import MistakeSpec, PartSpec
from quizgen.bank.field import at_field
from quizgen.bank.slip_values import Truth, slip_values, value_under
from quizgen.errors import UserError
from quizgen.language.expression import Scope
from quizgen.language.repairs import nearest
from quizgen.language.texts import filled, is_constant
from quizgen.slips import MalRule, all_rules, fitting, shared_hint
from quizgen.slips.hints import HINTS
from quizgen.solver.errors import ShapeError
from quizgen.solver.quantity import Call
from quizgen.variant import Mistake

# A slip and the value it leads to.
Slip: TypeAlias = tuple[MalRule, Any]

# An exact fraction as a variant stores it.
FRACTION = re.compile(r"-?\d+/\d+")

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
class Checked:
    """The mistakes a draw was checked for, with their values: the author's, and the watched slips."""

    own: Mapping[str, Any]
    watched: Mapping[str, Slip]


def checked(
    spec: PartSpec,
    scope: Scope,
    truth: Truth,
    *,
    pinned: bool,
) -> Checked:
    """The mistakes that must differ from the key; `Rejected` where one of them is the key.

    `pinned` values are the author's and are never rejected.
    """
    if not spec.is_computed:
        return Checked({}, {})
    key = truth.encoded
    own: dict[str, Any] = {}
    for name, mistake in spec.mistakes.items():
        if mistake.holds:
            continue
        value = _author_value(spec.field(f"mistakes.{name}"), mistake, scope)
        if _says_nothing(value):
            continue
        if same(value, key):
            if name in spec.without or pinned:
                continue
            raise Rejected(
                f"{spec.id}: mistake {name} gives the right answer", spec.field(f"mistakes.{name}")
            )
        own[name] = value
    names = set() if pinned or spec.holds else set(spec.watch) - own.keys()
    if not names:
        return Checked(own, {})
    watched = _slips(spec, scope, truth, names, Checked(own, {}))
    _check_watched(spec, names - watched.keys(), scope, truth)
    return Checked(own, watched)


def mistakes_of(
    spec: PartSpec,
    scope: Scope,
    before: Checked,
    truth: Truth,
) -> tuple[Mistake, ...]:
    """Those with a value other than the key, with their hints: the author's, then the slips.

    What was checked `before` is not computed again.
    """
    mistakes = [
        Mistake(name, value, hint_of(spec, name, own, scope, truth.calls), own.credit)
        for name, own in spec.mistakes.items()
        if (value := before.own.get(name)) is not None
    ]
    slips = _slips(spec, scope, truth, None, before)
    mistakes += (
        Mistake(name, value, rule.said(truth.calls)) for name, (rule, value) in slips.items()
    )
    return tuple(mistakes)


def _slips(
    spec: PartSpec,
    scope: Scope,
    truth: Truth,
    names: Collection[str] | None,
    before: Checked,
) -> dict[str, Slip]:
    """The slips, of these names or all, that lead to another value than the key; one of each name."""
    if spec.holds:
        return {}  # a slip on the way to the sample is no slip on the way to another answer
    key = truth.encoded
    asked = [call.quantity for call in truth.calls if call.depth == 0]
    counted = bool(asked) and COUNTS.issuperset(asked)
    found: dict[str, Slip] = {}
    without = {*spec.without, *before.own}
    for rule, value in slip_values(spec.expression, scope, truth, names, without):
        name = rule.name
        if name in found:
            continue
        if name in before.watched:
            if before.watched[name][0] is rule:
                found[name] = before.watched[name]
            continue
        wrong = value()
        if wrong is None or same(wrong, key) or (counted and _is_no_count(wrong, key)):
            continue
        found[name] = rule, wrong
    return found


def _is_no_count(wrong: object, key: object) -> bool:
    """Whether nobody counts to this: below 0, or to a side of a shape that has no length."""
    if isinstance(wrong, list) and isinstance(key, list):
        return any(isinstance(n, int) and n <= 0 for n in wrong)
    return isinstance(wrong, int) and isinstance(key, int) and wrong < 0 <= key


def _check_watched(spec: PartSpec, unseen: Collection[str], scope: Scope, truth: Truth) -> None:
    """`Rejected` where a watched slip speaks about the question and comes to the key."""
    key = truth.encoded
    for rule in fitting(unseen, truth.calls):
        wrong = value_under(rule, spec.expression, scope, truth.worked)
        if wrong is not None and same(wrong, key):
            raise Rejected(
                f"{spec.id}: mistake {rule.name} gives the right answer", spec.field("watch")
            )


NO_HINT = "Compare your way with the worked solution, step by step: where do they part?"


def hint_of(
    spec: PartSpec, name: str, own: MistakeSpec, scope: Scope, calls: Sequence[Call] = ()
) -> str:
    """The hint of an author's mistake, filled in."""
    text = hint_text(spec, name, own, calls)
    return named(spec.field(f"mistakes.{name}.hint"), text, scope)


def hint_text(spec: PartSpec, name: str, own: MistakeSpec, calls: Sequence[Call] = ()) -> str:
    """The hint of an author's mistake as written, that of the slip it names, or a neutral sentence."""
    if own.hint or not own.slip:
        return own.hint or NO_HINT
    with at_field(spec.field(f"mistakes.{name}")):
        return _of_slip(own.slip, calls)


def _of_slip(slip: str, calls: Sequence[Call]) -> str:
    """The hint of a slip; `UserError` for one that is not known.

    It is said only where the author asks for it: two mistakes of one name need not be one mistake.
    """
    found = shared_hint(slip, calls)
    if found is None:
        fix = nearest(slip, {*HINTS, *(rule.name for rule in all_rules())})
        fix = fix if fix.startswith("did") else 'write the hint: hint = "…"'
        raise UserError(f"no slip is called {slip!r}", fix)
    return found


def _author_value(field: str, own: MistakeSpec, scope: Scope) -> Any:
    with at_field(field, own.value, scope):
        try:
            return encode(with_texts(scope.evaluate(own.value), scope))
        except (ShapeError, ZeroDivisionError):
            return None


def _says_nothing(value: object) -> bool:
    """Whether it is no mistake in this draw: `none`, or a table of which no cell is said."""
    return value is None or (
        isinstance(value, list) and value != [] and all(map(_says_nothing, value))
    )


def same(wrong: object, key: object) -> bool:
    """Whether two encoded values are one: a decimal is as good as the fraction it comes to."""
    if type(wrong) is int and type(key) is int:
        return wrong == key  # by far the most
    if isinstance(wrong, list) and isinstance(key, list):
        return len(wrong) == len(key) and all(map(same, wrong, key))
    if isinstance(wrong, float) or isinstance(key, float):
        a, b = _decimal(wrong), _decimal(key)
        return a is not None and b is not None and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
    return wrong == key


def told_apart(
    mistakes: Sequence[Mistake], key: object, settings: Mapping[str, object]
) -> tuple[Mistake, ...]:
    """The mistakes without those so near the key that the tolerance takes them for right."""
    if "atol" not in settings:
        return tuple(mistakes)
    reach = float(as_fraction(settings["atol"]))
    return tuple(mistake for mistake in mistakes if not _near(mistake.value, key, reach))


def _near(wrong: object, key: object, reach: float) -> bool:
    if isinstance(wrong, list) and isinstance(key, list):
        return len(wrong) == len(key) and all(
            _near(*both, reach) for both in zip(wrong, key, strict=True)
        )
    a, b = _decimal(wrong), _decimal(key)
    return wrong == key if a is None or b is None else abs(a - b) <= reach


def _decimal(encoded: object) -> float | None:
    """A number as a decimal; none for what is no number, such as a root or a text."""
    if isinstance(encoded, str) and FRACTION.fullmatch(encoded):
        return float(Fraction(encoded))
    if isinstance(encoded, bool) or not isinstance(encoded, (int, float)):
        return None
    return float(encoded)


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
    if is_constant(text):
        return text
    with at_field(field, scope=scope):
        return filled(text, scope)
