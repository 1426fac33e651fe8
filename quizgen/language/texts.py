"""Texts of a bank filled in: Jinja in Markdown, with the filters that write values as math."""

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError, meta, nodes

from quizgen.answers.scalar import as_fraction
from quizgen.errors import UserError
from quizgen.language import budget
from quizgen.language.budget import LENGTH, check_nesting
from quizgen.language.expression import Scope, environment
from quizgen.language.iteration import free_names
from quizgen.language.rendering import text_of
from quizgen.language.repairs import of_syntax
from quizgen.language.sandbox import check_tree, counted, written
from quizgen.language.terms import term, with_terms
from quizgen.telling.notation import latex, number


def row(value: Any) -> str:
    r"""A vector as `[1, 2, 3]` in math.

    >>> print(row([1, -2]))
    [1, -2]
    """
    entries = value.tolist() if hasattr(value, "tolist") else list(value)
    return "[" + ", ".join(number(entry) for entry in entries) + "]"


def column(value: Any) -> str:
    """A vector as a column in math."""
    entries = value.tolist() if hasattr(value, "tolist") else list(value)
    return (
        r"\begin{bmatrix} " + r" \\ ".join(number(entry) for entry in entries) + r" \end{bmatrix}"
    )


def arrows(value: Any) -> str:
    r"""The sizes of a network's layers, in math, as a person writes them.

    >>> print(arrows([10, 100, 1]))
    10 \to 100 \to 1
    """
    entries = value.tolist() if hasattr(value, "tolist") else list(value)
    return r" \to ".join(number(entry) for entry in entries)


def plain(value: Any) -> str:
    """A value as a person types it, outside of math: `(3, −1/2)`.

    >>> from fractions import Fraction
    >>> plain([3, Fraction(-1, 2)]), plain("AND")
    ('(3, −1/2)', 'AND')
    """
    entries = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(entries, (list, tuple)):
        return f"({', '.join(map(plain, entries))})"
    return str(entries) if isinstance(entries, str) else str(entries).replace("-", "−")


def math_text(value: Any) -> str:
    """Any exact value as LaTeX, without the dollars."""
    return latex(value)


def decimals(value: Any, places: int) -> str:
    """A number, or the entries of a list, rounded to so many decimals, zeros at the end included.

    >>> decimals(2 / 3, 3), decimals([0.5, Fraction(1, 8)], 2), decimals(-0.001, 2)
    ('0.667', '[0.50, 0.13]', '0.00')
    """
    if type(places) is not int or not 0 <= places <= _MOST_PLACES:
        raise UserError(
            f"decimals takes a number of places up to {_MOST_PLACES}, not {places!r}",
            "write {{ x | decimals(3) }}",
        )
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(decimals(entry, places) for entry in value)}]"
    try:
        scaled = as_fraction(math.nan if isinstance(value, str) else value) * 10**places
    except (TypeError, ValueError):
        raise UserError(f"decimals takes a number, not {value!r}") from None
    whole = int(abs(scaled) + Fraction(1, 2)) * (-1 if scaled < 0 else 1)  # a half goes up
    digits = str(abs(whole)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if whole < 0 else text


def replaced(text: Any, old: str, new: str) -> str:
    """The text with `old` written as `new`, bounded like every value of a bank."""
    found = str(text)
    if found.count(old) * len(new) > LENGTH:
        raise UserError(f"replace gives more than {LENGTH} characters")
    return found.replace(old, new)


_MOST_PLACES = 15
FILTERS: Mapping[str, Callable[..., Any]] = {
    "latex": math_text,
    "row": row,
    "column": column,
    "arrows": arrows,
    "plain": plain,
    "str": written,
    "term": term,
    "decimals": decimals,
    "replace": replaced,
}
environment().filters.update({name: counted(function) for name, function in FILTERS.items()})


# Statements that set names: what such a text needs, Jinja finds out.
_SETTING = (nodes.For, nodes.With, nodes.Assign, nodes.AssignBlock)


def names_in(text: str) -> frozenset[str]:
    """The names that a text needs; `UserError` for what is no text of the language.

    >>> sorted(names_in("{{ D }} of {{ U + 1 }}"))
    ['D', 'U']
    """
    return frozenset(_template(text)[1])


@lru_cache(maxsize=4096)
def _template(text: str) -> tuple[Callable[[Mapping[str, Any]], str], tuple[str, ...]]:
    """What fills in a text, and the names that it needs, in a fixed order."""
    try:
        tree = environment().parse(text)
        check_tree(tree, text)
        if any(tree.find(kind) for kind in _SETTING):
            names = frozenset(meta.find_undeclared_variables(tree)) & free_names(tree)
        else:
            names = free_names(tree)
        return text_of(tree, environment()), tuple(sorted(names))
    except TemplateSyntaxError as error:
        said = f"line {error.lineno} of the text: {error.message}"
        raise UserError(said, of_syntax(error.message or "")) from None
    except (RecursionError, MemoryError, SyntaxError):
        raise UserError("the text is nested too deeply") from None
    except ValueError as error:
        raise UserError(f"cannot be read: {error}") from None


def filled(text: str, scope: Scope) -> str:
    """The text with its expressions filled in; `UserError` names what is wrong.

    >>> filled("$D = {{ D }}$ inputs", Scope({"D": 3}))
    '$D = 3$ inputs'
    """
    if is_constant(text):
        return text  # by far the most
    template, names = _template(text)
    needed = scope.needed(names)
    try:
        if budget.current() is not None:
            return _checked(template(needed))  # by far the most
        with budget.in_force():
            return _checked(template(needed))
    except (TemplateError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise UserError(str(error), _of_filter(str(error), text)) from None
    except MemoryError:
        raise budget.Exhausted("takes too much memory", "ask for something smaller") from None
    except RecursionError:
        raise UserError("is nested too deeply", "write it in fewer steps") from None


def _checked(text: str) -> str:
    """A text filled in, with its terms written; `Exhausted` where nobody can read it."""
    written = with_terms(text)
    check_nesting(written)
    return written


def _of_filter(message: str, text: str) -> str:
    """The repair of arithmetic with what a filter has made of a number."""
    if "unsupported operand" in message and "'str'" in message and "|" in text:
        return "a filter takes what stands right before it: {{ (a / 2) | decimals(3) }}"
    return ""


@lru_cache(maxsize=4096)
def is_constant(text: str) -> bool:
    """Whether a text has no expressions and nothing is wrong with it: filled in it is the same.

    >>> is_constant("a row of $W$"), is_constant("{{ n }} rows")
    (True, False)
    """
    try:
        check_nesting(text)
    except budget.Exhausted:
        return False
    return "{" not in text
