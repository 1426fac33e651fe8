"""Compares an answer with its key; stands in each test cell, for tests import nothing of the author's."""  # noqa: INP001

import json
from fractions import Fraction
from typing import Any


def check(given: Any, key: str) -> None:
    """Nothing for a right answer; an `AssertionError` says what is known of a wrong one."""
    slots = json.loads(key)
    plain = given.tolist() if hasattr(given, "tolist") else given
    entries = [plain] if len(slots) == 1 else flat(plain)
    if len(entries) != len(slots):
        raise AssertionError(f"{len(slots)} entries are asked, and {len(entries)} are there")
    for slot, entry in zip(slots, entries):  # noqa: B905 - notebooks of any Python 3
        if not same(entry, slot):
            hints = [wrong["hint"] for wrong in slot["wrong"] if same(entry, wrong)]
            raise AssertionError(hints[0] if hints else f"{entry!r} is not right")


def same(entry: Any, known: dict[str, Any]) -> bool:
    """Whether an entry is a number, one of some texts, or all of some options."""
    if "all" in known:
        return sorted(map(letters, entry)) == sorted(map(letters, known["all"]))
    if "any" in known:
        return letters(entry) in map(letters, known["any"])
    try:
        return abs(Fraction(str(entry)) - Fraction(known["value"])) <= Fraction(known["within"])
    except (ValueError, ZeroDivisionError):
        return False


def letters(text: object) -> str:
    """A text without blanks, brackets of one kind, capitals."""
    return "".join(str(text).split()).replace("[", "(").replace("]", ")").casefold()


def flat(given: Any) -> list[Any]:
    """The entries of rows, one behind the other."""
    if isinstance(given, (list, tuple)):
        return [entry for row in given for entry in flat(row)]
    return [given]
