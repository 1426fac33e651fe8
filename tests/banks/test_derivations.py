"""Every step of every worked solution, read back and computed again."""

import re
from collections.abc import Iterator
from functools import cache
from types import ModuleType

import pytest

from quizgen import solver
from quizgen.bank import draw, load_banks
from quizgen.bank.lettered import latex_of
from quizgen.document.sheet import sheet
from quizgen.slips import all_rules
from quizgen.telling import Step
from quizgen.variant import Part, Variant

LIBRARY = load_banks()
TEXT = re.compile(r"\\text\{([^}]*)\}")
SEEDS = 2
# Not numbers: matrices, vectors, shapes, formulas, words.
STRUCTURED = (r"\begin", r"\text", r"\dots", r"\mathrm", ", ")


def checked(arithmetic: ModuleType, step: Step) -> bool:
    """Whether the step had arithmetic; the assertion says which step is wrong."""
    if not step.substitution or r"\cdots" in step.substitution:
        return False
    if any(mark in step.value for mark in STRUCTURED) or step.value.startswith("("):
        return False
    rounded = "." in step.value or "." in step.substitution
    value = arithmetic.evaluate(step.value)
    for side in step.substitution.split(" = "):
        found = arithmetic.evaluate(side)
        assert arithmetic.same(found, value, rounded=rounded), f"{step}: {side} is {found}"
    return True


# The tests of a family stand together, so that one process draws it once for all of them.
OF_EVERY_FAMILY = pytest.mark.parametrize("family", LIBRARY.exercises, scope="module")


@cache
def _drawn(family: str, level: str, instance: str, number: int) -> Variant:
    found: Variant = draw(
        LIBRARY.exercise(family), f"solved-{number}", level or None, instance or None
    )
    return found


def drawn(family: str, seeds: int) -> list[Variant]:
    """So many variants of each level, then each instance."""
    exercise = LIBRARY.exercise(family)
    found = [_drawn(family, level, "", i) for level in exercise.levels for i in range(seeds)]
    return [*found, *(_drawn(family, "", name, 0) for name in exercise.instance)]


@OF_EVERY_FAMILY
def test_steps_are_true(arithmetic: ModuleType, family: str) -> None:
    for variant in drawn(family, SEEDS):
        for part in variant.parts:
            for step in part.solution:
                checked(arithmetic, step)


NUMBERS = ("integer", "real", "fraction")
ENTRIES = ("vector", "matrix", "shape")


def test_no_name_of_the_program_is_printed_as_mathematics() -> None:
    quantities = {quantity for rule in all_rules() for quantity in rule.quantities}
    names = {name.replace("_", " ") for name in {*solver.__all__, *quantities} if "_" in name}
    for exercise in LIBRARY.exercises.values():
        for level in exercise.levels:
            for part in draw(exercise, "names", level).parts:
                said = [text for step in part.solution for text in TEXT.findall(str(step))]
                assert not names & set(said), (exercise.id, level, part.id)


def ends(part: Part) -> list[str]:
    """What each step of a worked solution comes to."""
    steps = ((s.symbol, s.formula, s.substitution, s.value) for s in part.solution)
    return [next(side for side in reversed(step) if side) for step in steps]


def entries(key: object) -> Iterator[str]:
    """The numbers of a key, as the solution writes them."""
    if isinstance(key, list):
        for entry in key:
            yield from entries(entry)
    else:
        yield latex_of(key)


@OF_EVERY_FAMILY
def test_every_answer_is_worked_out(family: str) -> None:
    """Steps that come to the key, or words that explain it."""
    for part in (part for variant in drawn(family, 5) for part in variant.parts):
        found = ends(part)
        # A text's key is the model answer: it explains itself.
        explained = part.explanation or (part.kind == "text" and part.key)
        assert found or explained, f"{part.id}: neither steps nor explanation"
        assert part.hint or part.kind == "text", f"{part.id}: no hint to begin with"
        if found and part.kind in NUMBERS:
            assert latex_of(part.key) in found[-1], f"{part.id}: {part.key} after {found[-1]}"
        if found and part.kind in ENTRIES:
            missing = [entry for entry in entries(part.key) if entry not in " ".join(found)]
            assert not missing, f"{part.id}: {missing} of {part.key} in {found}"


@OF_EVERY_FAMILY
def test_the_solution_of_a_part_ends_with_its_answer(family: str) -> None:
    """Not with what a later part asks: a forward pass is shown up to the layer in question."""
    of_levels = [variant for variant in drawn(family, 3) if not variant.instance]
    (*questions,) = sheet(of_levels, title="", student="", code="").questions
    for part in (part for question in questions for part in question.parts):
        if part.drawn.kind in (*NUMBERS, *ENTRIES) and part.new_steps:
            *_, wanted = entries(part.drawn.key)
            found = part.new_steps[-1]
            assert wanted in f"{found} {found.value}", f"{family} {part.id}: {wanted} after {found}"


def test_a_wrong_step_is_found(arithmetic: ModuleType) -> None:
    with pytest.raises(AssertionError, match="is 7"):
        checked(arithmetic, Step("h", "", r"1 \cdot 3 + 4", "8"))
