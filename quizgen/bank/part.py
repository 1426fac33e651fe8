"""One part of a drawn exercise: its key, derivation, recognised mistakes, options and texts."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from quizgen.answers import encode, infer_kind
from quizgen.bank.exercise import PartSpec
from quizgen.bank.expression import Scope
from quizgen.bank.mistakes import Rejected, Truth, mistakes_of, named, said_of, wrong_order
from quizgen.bank.randomness import Generator
from quizgen.bank.recipes import follow, recipe
from quizgen.bank.solution import solution
from quizgen.bank.stands_beside import stands_beside
from quizgen.bank.vocabulary import figure_names
from quizgen.bank.wording import default_wording, filled
from quizgen.errors import UserError
from quizgen.figure import Figure
from quizgen.solver.derivation import recording
from quizgen.solver.errors import ShapeError
from quizgen.solver.first_steps import first_step
from quizgen.solver.legend import legend
from quizgen.solver.quantity import tracing
from quizgen.variant import Mistake, Part

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OPTIONS = 5
# Counts have at most this many digits, entries of values at most `VALUE`.
DIGITS = 13
# An error is the bank's: drawing again would silently leave out the values that make it.
NOT_REDRAWN = "draw only what can be computed, or refuse the other draws with require"


def draw_part(
    spec: PartSpec,
    values: Mapping[str, Any],
    let: Mapping[str, str],
    keys: Mapping[str, Any],
    generator: Generator,
    *,
    pinned: bool,
) -> tuple[Part, Any, Mapping[str, str]]:
    """The part, its key's exact value, and what letters of its solution mean.

    `Rejected` where another draw is needed.
    """
    truth = _truth(spec, values, let)
    if spec.follow:
        _check_follow(spec, values, let, keys, truth.value)
    kind, settings, key = spec.kind, dict(spec.settings), truth.value
    mistakes = mistakes_of(spec, values, let, truth, pinned=pinned)
    steps = truth.steps
    if not (spec.choices or spec.items):
        piece = Scope(values, let).value_of
        steps = solution(spec.expression, truth.value, steps, truth.calls, let, piece)
    scope = Scope({**values, "answer": key}, let)
    if spec.items:
        kind, settings, key, mistakes = _order(spec, scope, generator)
    elif spec.choices or kind in ("choice", "multi"):
        kind, settings, key, mistakes = _options(spec, scope, truth, mistakes, generator)
    kind = kind or infer_kind(truth.value)
    encoded = key if kind in ("choice", "multi", "order") else encode(key)
    _check_size(encoded)
    if kind in ("expression", "symbolic_matrix"):
        settings.setdefault("variables", _symbols(key))
    prompt = _prompt(spec, scope, truth)
    settings = {**stands_beside(spec.id, kind, prompt, truth.calls, encoded), **settings}
    part = Part(
        id=spec.id,
        prompt=prompt,
        kind=kind,
        key=encoded,
        points=spec.points,
        settings=settings,
        mistakes=mistakes,
        follow=follow(spec, let, keys),
        recipe=recipe(spec, let, kind, {mistake.name for mistake in mistakes}),
        solution=steps,
        explanation=named("explanation", spec.explanation, scope),
        hint=named("hint", spec.hint, scope) or first_step(truth.calls),
        figures=tuple(_figure(text, values, let) for text in spec.figure),
    )
    return part, truth.value, legend(truth.calls)


def _truth(spec: PartSpec, values: Mapping[str, Any], let: Mapping[str, str]) -> Truth:
    if spec.items:
        return Truth(None, (), (), values)
    try:
        with recording() as steps, tracing() as calls:
            scope = Scope(values, let, asked=calls)
            value = scope.evaluate(spec.expression)
        encode(value)
    except (ShapeError, ValueError, ArithmeticError) as error:
        raise UserError(f"{spec.expression!r}: {error}", NOT_REDRAWN) from None
    return Truth(value, tuple(steps), tuple(calls), {**values, **scope.settled})


def _check_follow(
    spec: PartSpec,
    values: Mapping[str, Any],
    let: Mapping[str, str],
    keys: Mapping[str, Any],
    key: Any,
) -> None:
    try:
        again = encode(Scope({**values, **keys}, _without(let, keys)).evaluate(spec.follow))
    except (ValueError, ZeroDivisionError) as error:
        raise UserError(f"follow: {error}") from None
    if again != encode(key):
        raise UserError(
            f"follow: gives {again!r}, but the answer is {encode(key)!r}",
            "follow says the same quantity through earlier parts",
        )


def _without(let: Mapping[str, str], names: Mapping[str, Any]) -> dict[str, str]:
    return {name: text for name, text in let.items() if name not in names}


def _check_size(encoded: Any) -> None:
    flat = [encoded]
    while flat:
        entry = flat.pop()
        if isinstance(entry, list):
            flat.extend(entry)
        elif isinstance(entry, int) and abs(entry) >= 10**DIGITS:
            raise Rejected(f"a number of more than {DIGITS} digits")


# Options


def _texts(texts: Sequence[str] | str, scope: Scope) -> list[str]:
    if isinstance(texts, str):
        return [str(entry) for entry in scope.evaluate(texts)]
    return [filled(text, scope) for text in texts]


def _options(
    spec: PartSpec, scope: Scope, truth: Truth, mistakes: tuple[Mistake, ...], generator: Generator
) -> tuple[str, dict[str, Any], Any, tuple[Mistake, ...]]:
    """Lettered options in an order drawn by the seed; each known mistake keeps its letter.

    With the setting `shuffle = false` they keep the author's order: panels A, B, C of a figure.
    """
    from quizgen.solver.notation import latex

    settings = dict(spec.settings)
    right = truth.value
    several = spec.kind == "multi" or isinstance(right, list)
    by_text: dict[str, Mistake] = {}
    if spec.choices:
        texts = _texts(spec.choices, scope)
        rights = [str(entry) for entry in right] if several else [str(right)]
        for missing in (text for text in rights if text not in texts):
            raise UserError(
                f"answer: {missing!r} is not among the choices", "write one of the choices exactly"
            )
        by_text = {str(m.value): m for m in mistakes if str(m.value) in texts}
    else:
        wrong = {f"${latex_of(m.value)}$": m for m in reversed(mistakes)}
        kept = generator.shuffled(list(wrong))[: OPTIONS - 1]
        rights = [f"${latex(right)}$"]
        texts = [*rights, *(text for text in kept if text not in rights)]
        by_text = wrong
        if len(texts) < 3:
            raise Rejected(f"{spec.id}: fewer than three different options")
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


def latex_of(encoded: Any) -> str:
    """The LaTeX of an encoded value: "3/2" is a fraction again."""
    from quizgen.solver.notation import latex

    return latex(decoded(encoded))


def decoded(encoded: Any) -> Any:
    """Exact numbers from their JSON form; other text stays text.

    >>> decoded(["3/2", 1])
    [Fraction(3, 2), 1]
    """
    if isinstance(encoded, list):
        return [decoded(entry) for entry in encoded]
    if isinstance(encoded, str):
        top, slash, bottom = encoded.partition("/")
        if slash and top.lstrip("-").isdigit() and bottom.isdigit():
            return Fraction(int(top), int(bottom))
    return encoded


def _order(
    spec: PartSpec, scope: Scope, generator: Generator
) -> tuple[str, dict[str, Any], Any, tuple[Mistake, ...]]:
    """Items in a drawn order; the key says which letters must come before which.

    A mistake's expression is a wrong order, as places in the list of items.
    """
    items = _texts(spec.items, scope)
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
    wrong = {name: wrong_order(name, own, scope, letters) for name, own in spec.mistakes.items()}
    mistakes = tuple(
        Mistake(
            name,
            wrong[name],
            named(f"mistakes.{name}.hint", said_of(name, own), scope),
            own.credit,
        )
        for name, own in spec.mistakes.items()
        if wrong[name] is not None
    )
    if not edges:
        return "order", settings, [letters[i] for i in range(len(items))], mistakes
    before: dict[str, list[str]] = {letter: [] for letter in settings["choices"]}
    try:
        for first, then in edges:
            before[letters[int(then)]].append(letters[int(first)])
    except (KeyError, TypeError, ValueError):
        raise UserError(
            f"before: {edges!r} are not pairs of places", f"places go from 0 to {len(items) - 1}"
        ) from None
    key = {letter: sorted(needed) for letter, needed in before.items()}
    return "order", settings, key, mistakes


# Texts


def _prompt(spec: PartSpec, scope: Scope, truth: Truth) -> str:
    if spec.answer or spec.items:
        return named("ask", spec.ask, scope)
    asked = [call for call in truth.calls if call.depth == 0]
    if not asked:
        raise UserError(
            f"ask: {spec.ask!r} asks no quantity of the solver, so it has no wording of its own",
            "write the question into ask and the expression into answer",
        )
    return default_wording(asked[-1])


def _symbols(key: Any) -> list[str]:
    entries = key.ravel().tolist() if hasattr(key, "ravel") else [key]
    return sorted({str(s) for entry in entries for s in getattr(entry, "free_symbols", ())})


def _figure(text: str, values: Mapping[str, Any], let: Mapping[str, str]) -> Figure:
    try:
        found = Scope(values, let, figure_names()).evaluate(text)
    except (UserError, ValueError) as error:
        found_error = error if isinstance(error, UserError) else UserError(str(error))
        raise found_error.saying(f"figure: {error.args[0]}") from None
    if not isinstance(found, Figure):
        raise UserError(f"figure: {text!r} is not a figure")
    return found
