"""The kinds by their names; other packages add theirs by `register`."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from typing import Any

from quizgen.answers.kind import AnswerKind
from quizgen.answers.setting_types import check_numbers, check_types
from quizgen.answers.verdict import Unreadable
from quizgen.errors import UserError

# Ours, one module each in `quizgen.answers.kinds`, imported when they are asked for.
KINDS = (
    "integer", "real", "fraction", "vector", "matrix", "shape", "expression", "symbolic_matrix",
    "matrix_expression", "choice", "multi", "boolean", "order", "code", "snippet", "words", "terms",
    "text", "interval", "table",
)  # fmt: skip


class UnknownKindError(UserError, ValueError):
    """A name that no answer kind has."""


_registered: dict[str, type[AnswerKind]] = {}


def register(kind: type[AnswerKind]) -> type[AnswerKind]:
    """Add a kind of another package, under its `name`; `ValueError` for a name that is taken.

    What exercises, sheets, grading and practice want to know of it is said in the class; CONTRIBUTING
    shows one. Variants that ask for it are graded only where it is registered.
    """
    name = getattr(kind, "name", "")
    if not (isinstance(name, str) and name.isidentifier()):
        raise ValueError(f"{kind.__name__}.name = {name!r} is no name of an answer kind")
    if name in KINDS or _registered.get(name, kind) is not kind:
        raise ValueError(f"there is an answer kind {name!r} already")
    _registered[name] = kind
    return kind


def kind_names() -> tuple[str, ...]:
    """The names of all kinds: ours, then those of other packages in the order they were registered.

    >>> kind_names()[:3]
    ('integer', 'real', 'fraction')
    """
    return (*KINDS, *_registered)


def kind_class(name: str) -> type[AnswerKind]:
    """The class of a kind; `ValueError` for an unknown one.

    >>> kind_class("vector").takes("orientation"), kind_class("shape").counts
    (True, True)
    """
    return _registered.get(name) or _ours(name)


@cache
def _ours(name: str) -> type[AnswerKind]:
    if name not in KINDS:
        close = get_close_matches(str(name), kind_names(), n=1)
        fix = f"; did you mean {close[0]!r}?" if close else f"; kinds are {', '.join(kind_names())}"
        raise UnknownKindError(f"unknown answer kind {name!r}{fix}")
    found: type[AnswerKind] = import_module(f"quizgen.answers.kinds.{name}").Kind
    return found


def answer_kind(
    kind: str, key: object, mistakes: Iterable[object] = (), **settings: Any
) -> AnswerKind:
    """The judge of one question; `ValueError` for an unknown kind or setting, or a key it cannot read.

    >>> answer_kind("vector", key=[3, 4], partial="per_entry").judge("[3,4]").status
    'correct'
    >>> answer_kind("integer", key=1100).judge("1,100").status
    'correct'
    """
    judge = kind_class(kind)
    check_types(kind, settings)  # some kinds read settings before the common ones are looked at
    check_numbers(kind, settings)
    try:
        return judge(key, mistakes, **settings)
    except Unreadable as error:
        raise ValueError(f"the key cannot be judged: {error.reason}") from None


def how_to_type(kind: str, settings: Mapping[str, object]) -> str:
    """One short line that tells a student how to type an answer; `ValueError` for an unknown kind.

    >>> how_to_type("integer", {"arithmetic": True})
    'a whole number; working such as 10*5 = 50 may be shown'
    >>> how_to_type("vector", {})
    'numbers as [3, -4, 5]; fractions as 1/2; a point for decimals'
    """
    return kind_class(kind).how_to_type(settings)


def same(kind: str, key: Any, text: str, other: str, **settings: Any) -> bool:
    """Whether two texts mean one value, so that the second of two wrong answers is no new attempt.

    >>> same("integer", 7, "1100", "1,100"), same("integer", 7, "1100", "1101")
    (True, False)
    """
    return answer_kind(kind, key, **settings).repeats(text, other)
