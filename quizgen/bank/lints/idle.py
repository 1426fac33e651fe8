"""Slips that are watched or left out and never happen: the bank says something that is not so."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from quizgen.bank.chosen import with_choices
from quizgen.bank.declared import PROFILE, under
from quizgen.bank.exercise import Exercise, PartSpec
from quizgen.bank.lints.finding import Drawn, Finding, part_field
from quizgen.bank.mistakes import Checked, mistakes_of
from quizgen.bank.solving import truth_of
from quizgen.how_many import how_many
from quizgen.language import budget
from quizgen.language.expression import Scope
from quizgen.language.repairs import nearest
from quizgen.language.restored import FAILURES, restored
from quizgen.language.worked import RecordedApart, Worked
from quizgen.slips import all_rules
from quizgen.solver.other_convention import as_names
from quizgen.variant import Variant

# In fewer draws a slip may be missing by chance. Of each level so many are solved again for slips
# left out: nearly all of them happen in the first.
DRAWS = 100
# An author's mistake may be the key in one draw of a hundred: in so many it is missed by chance in one check of fifty.
RARE = 400


def idle(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:
    """Slips in `watch` that no draw can show, and in `without` that no draw would show."""
    variants = [variant for level in drawn for variant in level.variants]
    if sum(len(level.variants) for level in drawn if not level.instance) < DRAWS:
        return
    some = [variant for level in drawn for variant in islice(level.variants, DRAWS)]
    for number, spec in enumerate(exercise.parts):
        always = [name for name in spec.mistakes if _always(variants, number, name)]
        always = always if len(variants) >= RARE else []
        told = {mistake.name for variant in variants for mistake in variant.parts[number].mistakes}
        for name, said in _watched(spec, always, told, len(variants)):
            yield _finding(part_field(exercise, number, "watch"), spec, name, said)
        needless = [(name, variants) for name in spec.without if name in always]
        needless += ((name, some) for name in _never(exercise, spec, some))
        for name, draws in needless:
            said = f"leaving out {name} changes nothing in any of {how_many(len(draws), 'draw')}"
            yield _finding(part_field(exercise, number, "without"), spec, name, said)


def _watched(
    spec: PartSpec, always: Collection[str], told: Collection[str], draws: int
) -> Iterator[tuple[str, str]]:
    """The names in `watch` that say nothing, with the reason; where the author's own is none, the slip is watched."""
    for name in spec.watch:
        if name in always or (name in spec.mistakes and name not in _slip_names()):
            yield name, f"mistake {name} is the author's own: it differs from the key anyway"
        elif name not in told:
            yield name, f"slip {name} happens in none of {how_many(draws, 'draw')}"


def _finding(field: str, spec: PartSpec, name: str, said: str) -> Finding:
    if name in _slip_names() or name in spec.mistakes:
        return Finding(field, said, "leave out the name")
    guess = nearest(name, _slip_names())
    fix = guess if guess.startswith("did") else "leave out the name"
    return Finding(field, f"no slip is called {name!r}", fix)


def _slip_names() -> frozenset[str]:
    return frozenset(rule.name for rule in all_rules())


def _always(variants: Sequence[Variant], number: int, name: str) -> bool:
    """Whether an author's mistake is told in each of these: it is the key in none."""
    return all(any(m.name == name for m in v.parts[number].mistakes) for v in variants)


def _never(exercise: Exercise, spec: PartSpec, variants: Sequence[Variant]) -> list[str]:
    """The slips in `without` that happen in none of these draws."""
    waiting = [name for name in spec.without if name not in spec.mistakes]
    for variant in variants:
        if not waiting:
            break
        happens = _slips(exercise, spec, variant)
        waiting = [name for name in waiting if name not in happens]
    return waiting


def _slips(exercise: Exercise, spec: PartSpec, variant: Variant) -> frozenset[str]:
    """The slips that a draw would tell of if none were left out, by any convention that it takes."""
    values = {name: restored(value) for name, value in variant.values.items()}
    others = [{key: value} for key, taken in exercise.takes.items() for value in taken]
    found: set[str] = set()
    for conventions in ({}, *others):
        given = values
        if exercise.takes:
            given = values | {PROFILE: as_names(under(exercise, conventions))}
        try:
            with budget.in_force():
                scope = Scope(given, exercise.let, recording=RecordedApart(Worked()))
                scope = with_choices(spec, scope)
                truth = truth_of(spec, scope)
                told = mistakes_of(replace(spec, without=()), scope, Checked({}, {}), truth)
        except FAILURES:
            return frozenset(spec.without)  # what its values leave out cannot be told
        found.update(mistake.name for mistake in told)
    return frozenset(found)
