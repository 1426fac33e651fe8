"""One part of a drawn exercise: its key, derivation, recognised mistakes, options and texts."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from quizgen.answers import AnswerKind, infer_kind, kind_class
from quizgen.answers.description import Choose
from quizgen.bank.cells import without_right_cells
from quizgen.bank.chosen import with_choices
from quizgen.bank.credit import given_values, with_credit
from quizgen.bank.exercise import Exercise, PartSpec
from quizgen.bank.field import at_field
from quizgen.bank.figures import figure
from quizgen.bank.holding import ANY_SIZE, by_property, with_signs
from quizgen.bank.lettered import Asked, in_drawn_order, with_options
from quizgen.bank.mistakes import Rejected, mistakes_of, named, told_apart
from quizgen.bank.randomness import Generator
from quizgen.bank.recipes import follow, recipe
from quizgen.bank.recognised import by_convention, signs_by_convention
from quizgen.bank.slip_values import Truth
from quizgen.bank.solution import solution
from quizgen.bank.solved import Solved
from quizgen.bank.solving import pieces_of, truth_of
from quizgen.bank.stands_beside import stands_beside
from quizgen.bank.wording import default_wording
from quizgen.errors import UserError
from quizgen.language.budget import Exhausted
from quizgen.language.expression import Scope
from quizgen.language.texts import filled, is_constant
from quizgen.telling import Step
from quizgen.telling.first_steps import first_step
from quizgen.telling.legend import legend
from quizgen.variant import Mistake, Part

# Whole numbers have at most this many digits.
DIGITS = 13
# Entries of an answer, rows counted too.
ENTRIES = 1_000
PIECES = (
    "Earlier parts ask for pieces of this one: which of them are needed here, how often, "
    "and what comes besides?"
)


def draw_part(
    solved: Solved,
    exercise: Exercise,
    profile: Mapping[str, str],
    scope: Scope,
    keys: Mapping[str, object],
    generator: Generator,
) -> tuple[Part, Mapping[str, str]]:
    """The part, by the conventions of `profile`, and what letters of its solution mean.

    `Rejected` where another draw is needed.
    """
    spec, truth, let = solved.spec, solved.truth, scope.let
    plain = with_choices(spec, scope)
    scope = plain.extended({"answer": truth.value})
    settings = _filled_settings(spec, plain)
    mistakes = mistakes_of(spec, plain, solved.checked, truth)
    if exercise.takes and (spec.choices or not spec.choose):
        mistakes = by_convention(solved, exercise, profile, plain, mistakes)
    prompt = _prompt(spec, scope, truth)
    pieces = pieces_of(spec, let, keys)
    steps = _steps(spec, truth, plain, pieces, prompt)
    asked = _asked(spec, scope, truth, settings, mistakes, generator)
    kind, encoded = _encoded(spec, asked, truth)
    described = kind_class(kind)
    settings = _settled(described, asked)
    settings = {**stands_beside(spec.id, kind, prompt, truth.calls, encoded), **settings}
    mistakes = told_apart(asked.mistakes, encoded, settings)
    with at_field(spec.field("settings" if spec.settings else "kind")):
        described.check(encoded, mistakes, settings)
    if described.has_cells:
        mistakes = without_right_cells(mistakes, encoded)
    given = partial(given_values, spec, exercise, plain)
    part = Part(
        id=spec.id,
        prompt=prompt,
        kind=kind,
        key=encoded,
        points=spec.points,
        settings=with_credit(settings, described, encoded, prompt, given, keys.values()),
        mistakes=mistakes,
        follow=follow(spec, let, keys),
        recipe=recipe(spec, let, kind, {mistake.name for mistake in mistakes}),
        solution=steps,
        explanation=_said(spec, "explanation", spec.explanation, scope),
        hint=_said(spec, "hint", spec.hint, scope)
        or (PIECES if len(pieces) > 1 else first_step(truth.calls)),
        figures=tuple(figure(text, plain, spec.field("figure"), exercise) for text in spec.figure),
        box=_said(spec, "box", spec.box, plain) or None,
    )
    if spec.holds:
        with at_field(spec.field("holds"), spec.holds, scope):
            others = signs_by_convention(spec, exercise, profile, scope)
        return by_property(part, spec, plain, keys, others), {}
    return with_signs(part, spec, plain), legend(truth.calls) if steps else {}


def _steps(
    spec: PartSpec, truth: Truth, scope: Scope, pieces: Mapping[str, Any], prompt: str
) -> tuple[Step, ...]:
    """The worked solution; what earlier parts found is put in, not worked out again."""
    with at_field(spec.field(), spec.expression, scope):
        if spec.choices or not spec.is_computed:
            return truth.steps
        told = truth_of(spec, scope, pieces) if pieces else truth
        return solution(spec.expression, told, scope.let, scope, prompt)


def _asked(
    spec: PartSpec,
    scope: Scope,
    truth: Truth,
    settings: dict[str, Any],
    mistakes: tuple[Mistake, ...],
    generator: Generator,
) -> Asked:
    """What is asked for: an answer of its own, a model answer, or letters of options or items."""
    if spec.rubric:
        return Asked(spec.kind, *_by_person(spec, scope), mistakes)
    if spec.items:
        return in_drawn_order(spec, scope, generator)
    if spec.choices or spec.choose in (Choose.ONE, Choose.SEVERAL):
        return with_options(spec, scope, truth, mistakes, generator)
    return Asked(spec.kind, settings, truth.value, mistakes)


def _encoded(spec: PartSpec, asked: Asked, truth: Truth) -> tuple[str, Any]:
    """The kind of the answers, and the key in its JSON form."""
    with at_field(spec.field("kind" if asked.kind else "")):
        kind = asked.kind or infer_kind(truth.value)
        described = kind_class(kind)
        if described.lettered and "choices" not in asked.settings:
            raise UserError(
                f"{truth.value!r} is text, and there are no options", "give it choices, or items"
            )
        encoded = described.encoded(asked.key)
        _check_size(encoded, spec.field())
    return kind, encoded


def _settled(described: type[AnswerKind], asked: Asked) -> dict[str, Any]:
    """The settings as a variant keeps them; of formulas, which letters they are about."""
    settings = dict(described.settled(asked.settings))
    if described.symbolic:
        settings.setdefault("variables", _symbols(asked.key))
    return settings


def _check_size(encoded: object, field: str) -> None:
    found, limit = [encoded], 10**DIGITS
    for entry in found:  # which grows by the entries of lists
        if isinstance(entry, list):
            found += entry
            if len(found) > ENTRIES:
                raise Exhausted(
                    f"an answer of more than {ENTRIES} entries", "ask for what a person can write"
                )
        elif isinstance(entry, int) and not -limit < entry < limit:
            raise Rejected(
                f"a whole number of more than {DIGITS} digits; decimals such as 1e20 may be larger",
                field,
            )


def _by_person(spec: PartSpec, scope: Scope) -> tuple[dict[str, Any], str]:
    """What a person marks by, filled in, and the model answer."""
    rubric = [[named(spec.field("rubric"), line, scope), points] for line, points in spec.rubric]
    settings: dict[str, Any] = {"rubric": rubric}
    settings |= {"lines": spec.lines} if spec.lines else {}
    settings |= {"work_of": spec.work_of} if spec.work_of else {}
    return settings, named(spec.field("model"), spec.model, scope)


# Texts


def _said(spec: PartSpec, field: str, text: str, scope: Scope) -> str:
    """A text of the part, filled in; most say the same in every draw, or nothing."""
    return text if is_constant(text) else named(spec.field(field), text, scope)


def _filled_settings(spec: PartSpec, scope: Scope) -> dict[str, Any]:
    """The settings, what stands in `{{ }}` in their texts put in."""
    if not spec.settings:
        return {}

    def put_in(value: Any) -> Any:
        if isinstance(value, str):
            return filled(value, scope) if "{{" in value else value
        if isinstance(value, Mapping):
            return {name: put_in(inner) for name, inner in value.items()}
        return [put_in(inner) for inner in value] if isinstance(value, (list, tuple)) else value

    of_property = {ANY_SIZE} if spec.holds else set()
    with at_field(spec.field("settings"), scope=scope):
        return {n: put_in(value) for n, value in spec.settings.items() if n not in of_property}


def _prompt(spec: PartSpec, scope: Scope, truth: Truth) -> str:
    if spec.answer or not spec.is_computed:
        return _said(spec, "ask", spec.ask, scope)
    asked = [call for call in truth.calls if call.depth == 0]
    with at_field(spec.field("ask")):
        if not asked:
            raise UserError(
                f"{spec.ask!r} asks no quantity of the solver, so it has no wording of its own",
                "write the question into ask and the expression into answer",
            )
        return default_wording(asked[-1])


def _symbols(key: object) -> list[str]:
    """The names in a formula, an array of formulas or rows of them."""
    if hasattr(key, "tolist"):
        key = key.tolist()
    if isinstance(key, (list, tuple)):
        return sorted({name for entry in key for name in _symbols(entry)})
    return sorted(map(str, getattr(key, "free_symbols", ())))
