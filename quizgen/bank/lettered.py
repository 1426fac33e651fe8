"""Options and items with letters, in an order drawn by the seed; each known mistake keeps its letter."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from quizgen.answers.description import Choose
from quizgen.answers.setting_types import check_types
from quizgen.bank.chosen import option_texts
from quizgen.bank.exercise import PartSpec
from quizgen.bank.field import at_field
from quizgen.bank.mistakes import Rejected, hint_of, wrong_order
from quizgen.bank.randomness import Generator
from quizgen.bank.slip_values import Truth
from quizgen.errors import UserError
from quizgen.language.expression import Scope
from quizgen.language.restored import decoded
from quizgen.variant import Mistake

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OPTIONS = 5


class Asked(NamedTuple):
    """What a part asks for: the kind of its answers (empty where the key tells), settings, key and mistakes."""

    kind: str
    settings: dict[str, Any]
    key: Any
    mistakes: tuple[Mistake, ...]


def with_options(
    spec: PartSpec, scope: Scope, truth: Truth, mistakes: tuple[Mistake, ...], generator: Generator
) -> Asked:
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
    return Asked("multi" if several else "choice", settings, key, relabelled)


def _check_lettered(field: str, texts: Sequence[str]) -> None:
    """Every option needs a letter, and one text two of them could not be told apart."""
    with at_field(field):
        if not 2 <= len(texts) <= len(LETTERS):
            raise UserError(f"{len(texts)} texts", f"there are letters for 2 to {len(LETTERS)}")


def latex_of(encoded: object) -> str:
    """The LaTeX of an encoded value: "3/2" is a fraction again."""
    from quizgen.telling.notation import latex

    return latex(decoded(encoded))


def in_drawn_order(spec: PartSpec, scope: Scope, generator: Generator) -> Asked:
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
        return Asked("order", settings, [letters[i] for i in range(len(items))], mistakes)
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
    return Asked("order", settings, key, mistakes)
