"""Problems of the tables of a bank file: unknown keys, wrong types and sizes, each with its line."""

import re
from collections.abc import Mapping
from datetime import date, time
from fractions import Fraction
from typing import Any

from quizgen.bank.field_types import ANYTHING, FIELD_TYPES, MOST, is_expression
from quizgen.bank.lines import Lines
from quizgen.errors import Problem, UserError
from quizgen.language.budget import bounded, check_nesting
from quizgen.language.repairs import nearest
from quizgen.language.sandbox import TEXT


class Tables:
    """The tables of one file, and what is wrong with them so far; `lines` has the line of each key."""

    def __init__(self, file: str, lines: Lines) -> None:
        self.file = file
        self.lines = lines
        self.problems: list[Problem] = []

    def problem(self, path: str, message: str, fix: str = "") -> None:
        """Keep what is wrong at a path, with the line of the nearest table that has one."""
        line, at = 1, path
        while at:
            if at in self.lines:
                line = self.lines[at]
                break
            at = at.rpartition(".")[0]
        shown = re.sub(r"^exercise\.\d+\.?", "", path) or "exercise"
        self.problems.append(Problem(self.file, line, shown, message, fix))

    def sizes(self, value: object, path: str) -> None:
        """Texts, numbers and tables of a size a person could have meant; others are reported.

        The elements of a table are counted with those inside it, so those need no counting again.
        """
        try:
            bounded(value)
        except UserError as error:
            self.problem(path, str(error.args[0]), error.fix)
            return
        self._sizes_inside(value, path)

    def _sizes_inside(self, value: object, path: str) -> None:
        try:
            _check_size(value)
        except UserError as error:
            self.problem(path, str(error.args[0]), error.fix)
            return
        if isinstance(value, dict):
            for key, entry in value.items():
                self._sizes_inside(entry, f"{path}.{key}" if path else key)
        elif isinstance(value, list):
            for i, entry in enumerate(value):
                self._sizes_inside(entry, f"{path}.{i}")

    def known_keys(
        self,
        data: Mapping[str, object],
        known: frozenset[str],
        path: str,
        outside: frozenset[str] = frozenset(),
    ) -> None:
        """Report keys that nobody reads; those that belong into the table `outside` this one are told so."""
        for key in data:
            if key not in known:
                guess = nearest(key, known)
                fix = guess if guess.startswith("did") else "keys are " + ", ".join(sorted(known))
                if key in outside:
                    fix = f"{key} is a key of the exercise: write it above its first part"
                where = f"{path}.{key}" if path else key
                self.problem(where, f"unknown key {key!r}", fix)

    def typed(self, data: Mapping[str, object], path: str) -> dict[str, Any]:
        """The entries that hold what they should; the others are reported."""
        kept = {}
        for key, value in data.items():
            field = FIELD_TYPES.get(key, ANYTHING)
            where = f"{path}.{key}" if path else key
            if isinstance(value, (list, dict)) and len(value) > MOST.get(key, len(value)):
                self.problem(where, f"{len(value):,} entries; at most {MOST[key]}", "say less")
            elif field.fits(value):
                kept[key] = value
            else:
                self.problem(where, field.wrong.format(_in_file(value)), field.right)
        return kept

    def expressions(self, table: Mapping[str, object], path: str) -> None:
        """Report entries that are no expressions, such as an empty list or a table."""
        for name, value in table.items():
            if not is_expression(value):
                self.problem(
                    f"{path}.{name}",
                    f"{_in_file(value)!r} is no expression",
                    '"D + U", a number, true or false, or a list of these',
                )


def _in_file(value: object) -> object:
    """A value as its file has it: numbers with a point are read as fractions."""
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, list):
        return [_in_file(entry) for entry in value]
    if isinstance(value, dict):
        return {name: _in_file(entry) for name, entry in value.items()}
    return value


def _check_size(value: object) -> None:
    if isinstance(value, (dict, list)):
        return
    if isinstance(value, str):
        if len(value) > TEXT:
            raise UserError(f"{len(value):,} characters; at most {TEXT:,}")
        check_nesting(value)
    elif isinstance(value, (date, time)):
        raise UserError("is a date; a bank holds texts, numbers, lists and tables")
    bounded(value)
