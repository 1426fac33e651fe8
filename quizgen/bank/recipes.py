"""What a variant keeps of its part's expressions, so that grading can solve them again without the bank."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from quizgen.answers import kind_class
from quizgen.bank.exercise import PartSpec
from quizgen.language.expression import compiled
from quizgen.language.texts import names_in
from quizgen.variant import Follow, Recipe


def follow(spec: PartSpec, let: Mapping[str, str], keys: Mapping[str, object]) -> Follow | None:
    """The key through earlier parts, or through its own cells, with the lets it needs.

    None where the bank gives none.
    """
    if not spec.follow:
        return None
    named = {*keys, spec.id} if spec.follows_from_cells else {*keys}
    lets = tuple((name, text) for name, text in let.items() if name not in named)
    needed, names = _needed((spec.follow,), lets)
    return Follow(spec.follow, tuple(sorted(names & named)), needed)


def recipe(spec: PartSpec, let: Mapping[str, str], kind: str, mistakes: set[str]) -> Recipe | None:
    """What grading solves again with two slips.

    Options and orders are named, formulas are not computed again: grading imports no SymPy.
    """
    if not kind_class(kind).computed:
        return None
    own = {name: m.value for name, m in spec.mistakes.items() if name in mistakes}
    needed, _ = _needed((spec.expression, *own.values()), tuple(let.items()))
    return Recipe(spec.expression, needed, own)


def needed(
    expressions: Iterable[str], templates: Iterable[str], let: Mapping[str, str]
) -> tuple[dict[str, str], frozenset[str]]:
    """The lets that expressions and texts need, and every name met."""
    return _needed(tuple(expressions), tuple(let.items()), tuple(templates))


@lru_cache(maxsize=4096)
def _needed(
    texts: tuple[str, ...], lets: tuple[tuple[str, str], ...], templates: tuple[str, ...] = ()
) -> tuple[dict[str, str], frozenset[str]]:
    """The lets that expressions need, also by way of others, and every name met; the same in every draw."""
    pending, let = list(texts), dict(lets)
    needed: dict[str, str] = {}
    names: set[str] = set()
    waiting = [names_in(template) for template in templates]
    while pending or waiting:
        found = (waiting.pop() if waiting else compiled(pending.pop()).names) - names
        names |= found
        for name in found & let.keys():
            needed[name] = let[name]
            pending.append(let[name])
    return dict(sorted(needed.items())), frozenset(names)
