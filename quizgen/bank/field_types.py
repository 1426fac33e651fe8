"""What each key of a bank or sheet must hold."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeGuard


@dataclass(frozen=True, slots=True)
class FieldType:
    """A test, what to say where it fails (`{!r}` is the value found), and how it would be right."""

    fits: Callable[[Any], bool]
    wrong: str = ""
    right: str = ""


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _is_texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


def is_pair_of_texts(value: object) -> TypeGuard[list[str]]:
    """Whether a value is a list of two texts.

    >>> is_pair_of_texts(["D + U", "Multiply."]), is_pair_of_texts("DU")
    (True, False)
    """
    return _is_texts(value) and len(value) == 2


def _is_question(value: object) -> bool:
    return isinstance(value, str) or is_pair_of_texts(value)


def _is_text_or_texts(value: object) -> bool:
    return isinstance(value, str) or _is_texts(value)


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _is_table_of_tables(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(entry, dict) for entry in value.values())


def _is_list_of_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(v, int) for v in value)


def _is_order(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(map(_is_pair, value)))


def _is_cases(value: object) -> bool:
    is_table = isinstance(value, dict) and all(isinstance(text, str) for text in value.values())
    return isinstance(value, str) or (is_table and bool(value))


def _is_all(value: object) -> bool:
    return bool(value == "all")


# A text of more digits would take for ever to read exactly: "1e999999999".
_AMOUNT = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?(?:/[1-9][0-9]{0,5})?")


def is_amount(value: object) -> bool:
    """Whether a value is a number from 0, or such a number or fraction as text.

    >>> is_amount("1/4"), is_amount(2), is_amount("1e9"), is_amount("1/0"), is_amount(-1)
    (True, True, False, False, False)
    """
    if isinstance(value, str):
        return _AMOUNT.fullmatch(value) is not None and value.count(".") + value.count("/") < 2
    return isinstance(value, (int, Fraction)) and not isinstance(value, bool) and 0 <= value < 10**6


def _is_time(value: object) -> bool:
    return isinstance(value, (str, int, Fraction)) and is_amount(value) and Fraction(value) > 0


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_counted(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def is_expression(value: object) -> bool:
    """Whether a value of TOML is an expression: text, a number, true or false, or a list of such values.

    >>> is_expression("D + U"), is_expression([[1, 2], ["P"]]), is_expression([]), is_expression({})
    (True, True, False, False)
    """
    if isinstance(value, list):
        return value != [] and all(map(is_expression, value))
    return isinstance(value, (str, int, Fraction))


# Levels of Bloom's taxonomy as revised in 2001.
BLOOM = ("remember", "understand", "apply", "analyse", "evaluate", "create")


ANYTHING = FieldType(lambda _: True)
_TEXT = FieldType(_is_text, "is not text", "put it into quotes")
_TEXTS = FieldType(_is_texts, "is not a list of texts", '["…", "…"]')
_EITHER = FieldType(_is_text_or_texts, "is neither text nor a list of texts", '"…" or ["…", "…"]')
_CASES = FieldType(
    _is_cases, "is neither a list expression nor a table of them", '{ x = "[(0, 1), (1, 0)]" }'
)
_TABLE = FieldType(_is_table, "is not a table", '{ name = "expression" }')

FIELD_TYPES: Mapping[str, FieldType] = {
    **dict.fromkeys(
        "id title source objective part_of text listing answer holds says follow kind explanation fact hint intro few_reason model box".split(),
        _TEXT,
    ),
    **dict.fromkeys(("tags", "prerequisites", "require", "watch", "without"), _TEXTS),
    **dict.fromkeys(("figure", "choices", "pictures", "items"), _EITHER),
    **dict.fromkeys(("profile", "let", "draw", "settings", "mistakes"), _TABLE),
    **{
        key: FieldType(
            _is_table_of_tables,
            "is not a table of tables",
            f"[exercise.{key}] and name = {{ D = … }}",
        )
        for key in ("level", "instance")
    },
    "ask": FieldType(
        _is_question,
        "is not text, nor a question with its answer",
        '"How many?" or ["How many?", "D * U"]',
    ),
    "cases": _CASES,
    "before": FieldType(_is_order, "is not a list of pairs of places", "[[0, 1], [0, 2]]"),
    "part": FieldType(
        lambda value: _is_list_of_tables(value) or _is_table_of_tables(value),
        "is not a list of tables, nor tables by ids",
        "write [[exercise.part]] with two brackets, or [exercise.part.ID]",
    ),
    "questions": FieldType(_is_list, "is not a list", 'questions = ["conv1d-arch"]'),
    "partial": FieldType(
        _is_all, "is not 'all'", 'partial = "all" for a sheet without partial credit'
    ),
    "few": FieldType(lambda value: isinstance(value, bool), "is not true or false", "few = true"),
    "minutes": FieldType(_is_time, "is not a number of minutes", "minutes = 4"),
    "points": FieldType(is_amount, "is not a number of points", 'points = 2, or "1/2"'),
    "lines": FieldType(_is_whole, "is not a whole number", "lines = 6"),
    "work": FieldType(
        _is_table, "is not a table", 'work = { points = 2, rubric = [{ line = "…", points = 2 }] }'
    ),
    "week": FieldType(_is_whole, "is not a whole number", "week = 3"),
    "revision": FieldType(_is_counted, "{!r} is not a whole number from 1", "revision = 2"),
    "bloom": FieldType(
        BLOOM.__contains__, "{!r} is no level of Bloom's taxonomy", f"one of {', '.join(BLOOM)}"
    ),
}

# So many entries a person could have meant; a file with more would take long to check.
MOST: Mapping[str, int] = {
    "level": 12, "instance": 50, "part": 40, "draw": 100, "cases": 4, "let": 100, "mistakes": 40,
    "choices": 26, "items": 26, "before": 325, "figure": 8, "pictures": 8, "require": 40, "watch": 40, "without": 40,
    "tags": 40, "prerequisites": 12, "settings": 40, "profile": 20, "questions": 100,
}  # fmt: skip
