"""Texts that are answers: those of a part's options, by `choices`, and others with values filled in."""

from collections.abc import Sequence
from typing import Any

from quizgen.bank.exercise import PartSpec
from quizgen.bank.field import at_field
from quizgen.language.expression import Scope, compiled
from quizgen.language.operations import EXACT
from quizgen.language.texts import filled

CHOICES = "choices"


def option_texts(field: str, texts: Sequence[str] | str, scope: Scope) -> list[str]:
    """The options or items of a part, filled in; one text is an expression that gives them all."""
    with at_field(field, texts if isinstance(texts, str) else "", scope):
        if isinstance(texts, str):
            return [str(entry) for entry in scope.evaluate(texts)]
        return [filled(text, scope) for text in texts]


def with_choices(spec: PartSpec, scope: Scope) -> Scope:
    """The scope of a part whose answer or mistakes say `choices[2]`: it knows the options' texts.

    A bank's own name goes before.
    """
    if not spec.choices:
        return scope
    own = [spec.expression, *(m.value for m in spec.mistakes.values())]
    said = any(CHOICES in text and CHOICES in compiled(text).names for text in own if text)
    if not said or CHOICES in scope.given or CHOICES in scope.let:
        return scope
    texts = option_texts(spec.field(CHOICES), spec.choices, scope)
    return Scope({**scope.given, CHOICES: texts}, scope.let)


def with_texts(value: Any, scope: Scope) -> Any:
    """The value; in texts what stands in `{{ }}` is filled in, as in all texts of a bank.

    >>> with_texts(["{{ n }} x", 3], Scope({"n": 2}))
    ['2 x', 3]
    """
    if type(value) in EXACT:
        return value  # by far the most
    if isinstance(value, str):
        return filled(value, scope) if "{{" in value else value
    if isinstance(value, (list, tuple)) and any(isinstance(entry, str) for entry in value):
        return type(value)(with_texts(entry, scope) for entry in value)
    return value
