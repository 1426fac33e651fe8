"""Answers that are right under another convention than the variant's: recognised, and named for it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quizgen.answers import encode
from quizgen.bank.chosen import with_texts
from quizgen.bank.declared import PROFILE, reads
from quizgen.bank.exercise import Exercise, PartSpec
from quizgen.bank.mistakes import same
from quizgen.bank.slip_values import ERRORS, Truth
from quizgen.language import budget
from quizgen.language.expression import Scope
from quizgen.slips.conventions import means_other
from quizgen.solver.other_convention import as_names, right_under
from quizgen.variant import Mistake


def recognised(
    spec: PartSpec,
    exercise: Exercise,
    profile: Mapping[str, str],
    scope: Scope,
    truth: Truth,
    mistakes: Sequence[Mistake],
) -> tuple[Mistake, ...]:
    """The keys under each other value of the conventions that the part reads, as mistakes.

    None where it is the key, where the author names it, or a slip that means this convention. A part
    that asks for a property has no key.
    """
    if not spec.is_computed or spec.holds:
        return ()
    found: list[Mistake] = []
    for name, here, other in _others(spec, exercise, profile, scope):
        value = _value(spec, scope, truth, as_names({**profile, name: other}))
        if value is None or same(value, truth.encoded):
            continue
        named = [m.name for m in (*mistakes, *found) if same(m.value, value)]
        if not any(said in spec.mistakes or means_other(name, here, said) for said in named):
            found.append(Mistake(f"{name}-{other}", value, right_under(name, other, here)))
    return tuple(found)


def _others(
    spec: PartSpec, exercise: Exercise, profile: Mapping[str, str], scope: Scope
) -> Iterator[tuple[str, str, str]]:
    """A convention that the part reads, its value and another one."""
    read = reads(spec.expression, scope.let)
    for name, further in exercise.takes.items():
        if name.replace("-", "_") in read:
            here = profile[name]
            for other in (exercise.profile[name], *further):
                if other != here:
                    yield name, here, other


def _value(spec: PartSpec, scope: Scope, truth: Truth, names: Mapping[str, str]) -> Any:
    """The key of the same numbers under these conventions, encoded; None where it leads nowhere."""
    settled = {name: value for name, value in truth.settled.items() if not reads(name, scope.let)}
    other = Scope({**scope.given, PROFILE: names}, scope.let, settled=settled)
    try:
        return encode(with_texts(other.evaluate(spec.expression), other))
    except budget.Exhausted:
        raise
    except ERRORS:
        return None
