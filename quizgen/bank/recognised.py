"""Answers that are right under another convention than the variant's: recognised, and named for it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quizgen.answers import answer_kind, encode, infer_kind, kind_class
from quizgen.answers.description import Form
from quizgen.answers.property import Sign
from quizgen.bank.chosen import with_texts
from quizgen.bank.declared import PROFILE, reading, reads
from quizgen.bank.exercise import Exercise, PartSpec
from quizgen.bank.mistakes import same
from quizgen.bank.slip_values import ERRORS
from quizgen.bank.solved import Solved
from quizgen.language import budget
from quizgen.language.expression import Scope
from quizgen.slips.conventions import is_none_here, means_other
from quizgen.solver.formula import numeric
from quizgen.solver.other_convention import as_names, right_under
from quizgen.variant import Mistake

# What rational numbers are asked for in, where no names stand in them.
_OF_NUMBERS = (Form.NUMBER, Form.ENTRIES)


def by_convention(
    solved: Solved,
    exercise: Exercise,
    profile: Mapping[str, str],
    scope: Scope,
    mistakes: Sequence[Mistake],
) -> tuple[Mistake, ...]:
    """The mistakes of a part by the conventions of its variant, and the keys under each other value of them.

    No key is added that is the key here, that the author names, or that a slip means which comes to
    it. Slips are left out that mean another convention and do not come to its key, or that are none
    where this one holds. A part that asks for a property has no key.
    """
    spec, truth = solved.spec, solved.truth
    if not spec.is_computed or spec.holds:
        return tuple(mistakes)
    lets = reading(tuple(scope.let.items()))
    keys = [
        Mistake(f"{name}-{other}", value, right_under(name, other, profile[name]))
        for name, other in _others(spec.expression, exercise, profile, lets)
        if (value := _value(solved, scope, lets, {**profile, name: other})) is not None
    ]
    found = [m for m in mistakes if m.name in solved.checked.own]
    slips = [m for m in mistakes if m.name not in solved.checked.own]
    found += (m for m in slips if _is_apt(m, exercise, profile, keys))
    for key in keys:
        named = [m.name for m in found if same(m.value, key.value)]
        if not same(key.value, truth.encoded) and not any(
            _says(name, key, solved, profile) for name in named
        ):
            found.append(key)
    return tuple(found)


def signs_by_convention(
    spec: PartSpec, exercise: Exercise, profile: Mapping[str, str], scope: Scope
) -> tuple[Sign, ...]:
    """Of a part that asks for a property, the signs of an answer that has it under another value of a convention."""
    lets = reading(tuple(scope.let.items()))
    return tuple(
        Sign(
            f"{name}-{other}",
            spec.holds,
            right_under(name, other, profile[name]),
            under=as_names({**profile, name: other}),
        )
        for name, other in _others(spec.holds, exercise, profile, lets)
    )


def _is_apt(
    slip: Mistake, exercise: Exercise, profile: Mapping[str, str], keys: Sequence[Mistake]
) -> bool:
    """Whether a slip is one by these conventions, and comes to the key of the convention that it means."""
    for name in exercise.takes:
        if is_none_here(name, profile[name], slip.name):
            return False
        if means_other(name, profile[name], slip.name):
            others = [key.value for key in keys if key.name.startswith(f"{name}-")]
            if others and not any(same(slip.value, value) for value in others):
                return False
    return True


def _says(name: str, key: Mistake, solved: Solved, profile: Mapping[str, str]) -> bool:
    """Whether a mistake says already what a key under another convention is."""
    if name in solved.checked.own:
        return True
    return any(
        key.name.startswith(f"{convention}-")
        and (name.startswith(f"{convention}-") or means_other(convention, here, name))
        for convention, here in profile.items()
    )


def _others(
    expression: str,
    exercise: Exercise,
    profile: Mapping[str, str],
    lets: Mapping[str, frozenset[str]],
) -> Iterator[tuple[str, str]]:
    """A convention that an expression reads, and another value than the one in force."""
    read = reads(expression, lets)
    for name, further in exercise.takes.items():
        if name.replace("-", "_") in read:
            for other in (exercise.profile[name], *further):
                if other != profile[name]:
                    yield name, other


def _value(
    solved: Solved,
    scope: Scope,
    lets: Mapping[str, frozenset[str]],
    profile: Mapping[str, str],
) -> Any:
    """The key of the same numbers under these conventions, encoded; None where it leads nowhere."""
    settled = {n: let.value for n, let in solved.truth.worked.lets.items() if not lets[n]}
    other = Scope({**scope.given, PROFILE: as_names(profile)}, scope.let, settled=settled)
    try:
        return _fitting(solved, with_texts(other.evaluate(solved.spec.expression), other))
    except budget.Exhausted:
        raise
    except ERRORS:
        return None


def _fitting(solved: Solved, value: Any) -> Any:
    """A value encoded; where numbers are asked for and it has roots, as the decimals that are written for them."""
    encoded, spec, truth = encode(value), solved.spec, solved.truth
    kind = spec.kind or infer_kind(truth.value)
    described = kind_class(kind)
    if spec.choices or described.symbolic or described.form not in _OF_NUMBERS:
        return encoded
    try:
        answer_kind(kind, truth.encoded).known(encoded)
    except ValueError:
        return encode(_decimals(value))
    return encoded


def _decimals(value: Any) -> Any:
    value = value.tolist() if hasattr(value, "tolist") else value
    return [_decimals(entry) for entry in value] if isinstance(value, list) else numeric(value)
