"""One part of a drawn exercise: its key, derivation, recognised mistakes, options and texts."""

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

from quizgen.answers import encode, infer_kind, kind_class
from quizgen.answers.description import Choose
from quizgen.answers.setting_types import check_types
from quizgen.bank.cells import check_cells, without_right_cells
from quizgen.bank.chosen import option_texts, with_choices, with_texts
from quizgen.bank.credit import given_values, with_credit
from quizgen.bank.exercise import Exercise, PartSpec
from quizgen.bank.field import at_field
from quizgen.bank.figures import figure
from quizgen.bank.holding import ANY_SIZE, by_property, with_signs
from quizgen.bank.mistakes import (
    Rejected,
    checked,
    hint_of,
    mistakes_of,
    named,
    told_apart,
    wrong_order,
)
from quizgen.bank.randomness import Generator
from quizgen.bank.recipes import follow, recipe
from quizgen.bank.recognised import by_convention, signs_by_convention
from quizgen.bank.slip_values import Truth
from quizgen.bank.solution import solution
from quizgen.bank.solved import Solved
from quizgen.bank.stands_beside import stands_beside
from quizgen.bank.wording import default_wording
from quizgen.errors import UserError
from quizgen.language.budget import Exhausted
from quizgen.language.expression import Scope, compiled
from quizgen.language.restored import decoded
from quizgen.language.texts import filled
from quizgen.language.worked import Recording
from quizgen.solver.quantity import tracing
from quizgen.solver.trace import leaving_trace
from quizgen.telling.first_steps import first_step
from quizgen.telling.legend import legend
from quizgen.variant import Mistake, Part

NOTHING: Mapping[str, Any] = MappingProxyType({})
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OPTIONS = 5
# Counts have at most this many digits, entries of values at most `VALUE`.
DIGITS = 13
# Entries of an answer, rows counted too.
ENTRIES = 1_000


def solve_part(
    spec: PartSpec,
    scope: Scope,
    keys: Mapping[str, object],
    *,
    pinned: bool,
) -> Solved:
    """The part solved, in the scope of the drawn values; `Rejected` where another draw is needed."""
    scope = with_choices(spec, scope)
    truth = _truth(spec, scope)
    if spec.follow:
        _check_follow(spec, scope, keys, truth.encoded)
    return Solved(spec, truth, checked(spec, scope, truth, pinned=pinned))


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
    scope = with_choices(spec, scope)
    kind, settings, key = spec.kind, _filled_settings(spec, scope), truth.value
    mistakes = mistakes_of(spec, scope, solved.checked, truth)
    if exercise.takes and (spec.choices or not spec.choose):
        mistakes = by_convention(solved, exercise, profile, scope, mistakes)
    plain, scope = scope, scope.extended({"answer": key})
    prompt = _prompt(spec, scope, truth)
    pieces = _pieces(spec, let, keys)
    with at_field(spec.field(), spec.expression, plain):
        if spec.choices or not spec.is_computed:
            steps = truth.steps
        else:
            told = _truth(spec, plain, pieces) if pieces else truth
            steps = solution(spec.expression, told, let, plain, prompt)
    if spec.rubric:
        settings, key = _by_person(spec, scope)
    elif spec.items:
        kind, settings, key, mistakes = _order(spec, scope, generator)
    elif spec.choices or spec.choose in (Choose.ONE, Choose.SEVERAL):
        kind, settings, key, mistakes = _options(spec, scope, truth, mistakes, generator)
    with at_field(spec.field("kind" if kind else "")):
        kind = kind or infer_kind(truth.value)
        described = kind_class(kind)
        if described.lettered and "choices" not in settings:
            raise UserError(
                f"{truth.value!r} is text, and there are no options", "give it choices, or items"
            )
        encoded = described.encoded(key)
        _check_size(encoded, spec.field())
    settings = dict(described.settled(settings))
    if described.symbolic:
        settings.setdefault("variables", _symbols(key))
    settings = {**stands_beside(spec.id, kind, prompt, truth.calls, encoded), **settings}
    mistakes = told_apart(mistakes, encoded, settings)
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
    return with_signs(part, spec, plain), legend(truth.calls)


PIECES = (
    "Earlier parts ask for pieces of this one: which of them are needed here, how often, "
    "and what comes besides?"
)


def _pieces(
    spec: PartSpec, let: Mapping[str, str], keys: Mapping[str, object]
) -> Mapping[str, Any]:
    """The keys of earlier parts that the expression names: they are known here, not worked out again."""
    if not spec.is_computed:
        return {}
    names = compiled(spec.expression).names & let.keys() & keys.keys()
    return {name: keys[name] for name in sorted(names)}


def _truth(spec: PartSpec, plain: Scope, pieces: Mapping[str, object] = NOTHING) -> Truth:
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


def _check_size(encoded: object, field: str) -> None:
    flat, count = [encoded], 0
    while flat:
        entry = flat.pop()
        count += 1
        if count > ENTRIES:
            raise Exhausted(
                f"an answer of more than {ENTRIES} entries", "ask for what a person can write"
            )
        if isinstance(entry, list):
            flat.extend(entry)
        elif isinstance(entry, int) and abs(entry) >= 10**DIGITS:
            raise Rejected(f"a number of more than {DIGITS} digits", field)


# Options


def _options(
    spec: PartSpec, scope: Scope, truth: Truth, mistakes: tuple[Mistake, ...], generator: Generator
) -> tuple[str, dict[str, Any], Any, tuple[Mistake, ...]]:
    """Lettered options in an order drawn by the seed; each known mistake keeps its letter.

    With the setting `shuffle = false` they keep the author's order: panels A, B, C of a figure.
    """
    from quizgen.telling.notation import latex

    settings = dict(spec.settings)
    with at_field(spec.field("settings")):
        check_types(spec.id, {"shuffle": settings.get("shuffle", True)})
    right = truth.value
    several = spec.choose is Choose.SEVERAL or isinstance(right, list)
    by_text: dict[str, Mistake] = {}
    if spec.choices:
        texts = option_texts(spec.field("choices"), spec.choices, scope)
        _check_lettered(spec.field("choices"), texts)
        rights = [str(entry) for entry in right] if several else [str(right)]
        with at_field(spec.field("answer")):
            for missing in (text for text in rights if text not in texts):
                raise UserError(
                    f"{missing!r} is not among the choices",
                    "write one of the choices exactly, or choices[0] for the first",
                )
        by_text = {str(m.value): m for m in mistakes if str(m.value) in texts}
    else:
        wrong = {f"${latex_of(m.value)}$": m for m in reversed(mistakes)}
        kept = generator.shuffled(list(wrong))[: OPTIONS - 1]
        rights = [f"${latex(right)}$"]
        texts = [*rights, *(text for text in kept if text not in rights)]
        by_text = wrong
        if len(texts) < 3:
            raise Rejected(f"{spec.id}: fewer than three different options", spec.field())
    shuffled = generator.shuffled(texts) if settings.pop("shuffle", True) else texts
    letters = dict(zip(shuffled, LETTERS, strict=False))
    settings |= {"choices": [letters[text] for text in shuffled], "choice_texts": shuffled}
    relabelled = tuple(
        Mistake(by_text[text].name, letters[text], by_text[text].hint, by_text[text].credit)
        for text in shuffled
        if text in by_text and text not in rights
    )
    if several:
        relabelled = tuple(
            Mistake(m.name, sorted(letters[text] for text in m.value), m.hint, m.credit)
            for m in mistakes
            if isinstance(m.value, list) and m.value and set(m.value) <= set(letters)
        )
    key: Any = sorted(letters[text] for text in rights) if several else letters[rights[0]]
    return ("multi" if several else "choice"), settings, key, relabelled


def _check_lettered(field: str, texts: Sequence[str]) -> None:
    """Every option needs a letter, and one text two of them could not be told apart."""
    with at_field(field):
        if not 2 <= len(texts) <= len(LETTERS):
            raise UserError(f"{len(texts)} texts", f"there are letters for 2 to {len(LETTERS)}")


def latex_of(encoded: object) -> str:
    """The LaTeX of an encoded value: "3/2" is a fraction again."""
    from quizgen.telling.notation import latex

    return latex(decoded(encoded))


def _order(
    spec: PartSpec, scope: Scope, generator: Generator
) -> tuple[str, dict[str, Any], Any, tuple[Mistake, ...]]:
    """Items in a drawn order; the key says which letters must come before which.

    A mistake's expression is a wrong order, as places in the list of items.
    """
    items = option_texts(spec.field("items"), spec.items, scope)
    _check_lettered(spec.field("items"), items)
    with at_field(spec.field("before"), str(spec.before), scope):
        edges = scope.evaluate(spec.before) if isinstance(spec.before, str) else spec.before
    places = generator.shuffled(range(len(items)))
    if places == sorted(places) and len(places) > 1:
        places = places[1:] + places[:1]
    letters = {place: LETTERS[i] for i, place in enumerate(places)}
    settings = {
        **spec.settings,
        "choices": [letters[p] for p in places],
        "items": [items[p] for p in places],
    }
    wrong = {}
    for name, own in spec.mistakes.items():
        with at_field(spec.field(f"mistakes.{name}"), own.value, scope):
            wrong[name] = wrong_order(own, scope, letters)
    mistakes = tuple(
        Mistake(name, wrong[name], hint_of(spec, name, own, scope), own.credit)
        for name, own in spec.mistakes.items()
        if wrong[name] is not None
    )
    if not edges:
        return "order", settings, [letters[i] for i in range(len(items))], mistakes
    before: dict[str, list[str]] = {letter: [] for letter in settings["choices"]}
    with at_field(spec.field("before")):
        try:
            for first, then in edges:
                before[letters[int(then)]].append(letters[int(first)])
        except (KeyError, TypeError, ValueError):
            raise UserError(
                f"{edges!r} are not pairs of places", f"places go from 0 to {len(items) - 1}"
            ) from None
    key = {letter: sorted(needed) for letter, needed in before.items()}
    return "order", settings, key, mistakes


def _by_person(spec: PartSpec, scope: Scope) -> tuple[dict[str, Any], str]:
    """What a person marks by, filled in, and the model answer."""
    rubric = [[named(spec.field("rubric"), line, scope), points] for line, points in spec.rubric]
    settings: dict[str, Any] = {"rubric": rubric}
    settings |= {"lines": spec.lines} if spec.lines else {}
    settings |= {"work_of": spec.work_of} if spec.work_of else {}
    return settings, named(spec.field("model"), spec.model, scope)


# Texts


def _said(spec: PartSpec, field: str, text: str, scope: Scope) -> str:
    """A text of the part, filled in; most parts do not have it."""
    return named(spec.field(field), text, scope) if text else ""


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
        return named(spec.field("ask"), spec.ask, scope)
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
