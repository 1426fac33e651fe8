"""A table of formulas, such as a weight matrix in the symbols of a kernel."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from quizgen.answers import typing_help
from quizgen.answers.agreement import MOST_WORK, POINTS
from quizgen.answers.arrays import read_matrix
from quizgen.answers.credit import checked_partial, known_by_chance
from quizgen.answers.description import Box, Exact, Form, Piece, Words
from quizgen.answers.digits import Budget
from quizgen.answers.equality import Target
from quizgen.answers.facts import facts
from quizgen.answers.formula_settings import checked_domain, letters, names_in, with_points
from quizgen.answers.kind import AnswerKind
from quizgen.answers.kinds.matrix import ZERO, box_of_rows, compare_rows, flat
from quizgen.answers.names import labels_of
from quizgen.answers.rounding import Rounding, least_figures, rounded_entries
from quizgen.answers.syntax import formula_in
from quizgen.answers.tree import Tree
from quizgen.answers.verdict import Comparison, Unreadable
from quizgen.answers.written import typed, written

ENTRIES, FEW = 512, 40
# Entries with decimals that are compared with the key's to as many digits as they have.
MOST_ROUNDED = 12
Rows = list[list[Tree]]


class Kind(AnswerKind):
    """Blanks separate entries, they never multiply; a flipped kernel and a transpose are named."""

    name = "symbolic_matrix"
    form = Form.ENTRIES
    beside = frozenset({"names"})
    by_entry = symbolic = follows = True
    allowed = AnswerKind.allowed | {"variables", "partial", "domain", "rounding"}
    usual_partial = "per_entry"

    @classmethod
    def how_to_type(cls, settings: Mapping[str, object]) -> str:
        """Rows of formulas in brackets."""
        return f"rows of formulas{typing_help.formula_names(settings)}, as [[a_1, 0], [2*a_1, b]]"

    @classmethod
    def box(cls, encoded: object) -> Box:
        """Rows of formulas, which take twice the room of numbers."""
        return box_of_rows(encoded, 2)

    @classmethod
    def on_one_line(cls, encoded: Any, settings: Mapping[str, Any]) -> tuple[Piece, ...]:
        """A matrix row by row, each a formula, so that a line can end between them."""
        if not encoded:
            return super().on_one_line(encoded, settings)
        found: list[Piece] = []
        for row in encoded:
            found += [Words(", " if found else "["), Exact(row, formula=True)]
        return (*found, Words("]"))

    @classmethod
    def letters(cls, settings: Mapping[str, object]) -> frozenset[str]:
        """The names that may stand in a formula."""
        return letters(settings)

    def __init__(self, key: Any, mistakes: Any = (), **settings: Any) -> None:
        self.partial = checked_partial(settings)
        names = settings.get("variables")
        if names is None:
            rows = key.tolist() if hasattr(key, "tolist") else key
            flat = (
                [
                    entry
                    for row in rows
                    for entry in (row if isinstance(row, list | tuple) else [row])
                ]
                if not isinstance(rows, str)
                else []
            )
            names = sorted(
                {str(s) for entry in flat for s in getattr(entry, "free_symbols", ())}
                | {name for e in flat if isinstance(e, str) for name in names_in(e)}
            ) or names_in(rows if isinstance(rows, str) else "")
        self.formula = formula_in(tuple(names))
        self.domain = checked_domain(settings)
        self.seed = str(key)
        self.figures = least_figures(self.name, settings)
        self._target = lru_cache(maxsize=ENTRIES)(self._new_target)
        super().__init__(key, mistakes, **settings)
        # The fewer entries there are, the more points each is tried at.
        self.points = POINTS if len(self.key) * len(self.key[0]) <= FEW else POINTS // 4

    points = POINTS

    def _new_target(self, tree: Tree) -> Target:
        return Target(tree, domain=self.domain, seed=self.seed, most_points=self.points)

    def _comparer(self) -> Callable[[Tree, Tree], bool]:
        """Compares entries; rows repeat them, and all share the work that one answer may cause."""
        known: dict[tuple[Tree, Tree], bool] = {}
        budget = Budget(MOST_WORK)

        def equal(left: Tree, right: Tree) -> bool:
            if left == right:
                return True
            if (left, right) not in known:
                same = self._target(right).equals(left, budget=budget)
                known[left, right] = same or self._accepts(left, right)
            return known[left, right]

        return equal

    def read(self, text: str) -> Rows:
        """Rows of trees."""
        labels = labels_of(self.settings)
        comma = bool(self.settings.get("decimal_comma"))
        entry = self._with_points if comma else self.formula.read
        return read_matrix(text, entry, decimal_comma=comma, labels=labels, same=self._comparer())

    def _with_points(self, text: str) -> Tree:
        return self.formula.read(with_points(text))

    def exact(self, value: Rows) -> list[list[str]]:
        """The formulas as they are typed."""
        return [[typed(tree) for tree in row] for row in value]

    def known(self, encoded: Any) -> Rows:
        """The key's rows."""
        if isinstance(encoded, str):
            found: Rows = super().known(encoded)
            return found
        rows = encoded.tolist() if hasattr(encoded, "tolist") else encoded
        try:
            return [
                [self.formula.read(str(entry).replace("**", "^")) for entry in row] for row in rows
            ]
        except Unreadable as error:
            raise ValueError(f"symbolic_matrix: the key cannot be read: {error.reason}") from None

    def compare(self, value: Rows) -> Comparison:
        """Entry by entry."""
        equal = self._comparer()

        def by_chance() -> int:
            return known_by_chance(flat(self.key), ZERO, (), equal)

        return compare_rows(
            value, self.key, self.partial, equal, by_chance=by_chance, rounded=self._rounded
        )

    def _rounded(
        self, values: list[Tree], keys: list[Tree], right: list[bool]
    ) -> Comparison | None:
        """Whether every wrong entry is the key's with its numbers rounded."""
        if right.count(False) > MOST_ROUNDED:
            return None
        columns = len(self.key[0])
        return rounded_entries(values, keys, right, self.figures, columns, self._rounding)

    def _rounding(self, value: Tree, key: Tree) -> Rounding | None:
        """How the numbers of an entry were rounded."""
        from quizgen.answers import near

        names = tuple(sorted(facts(value).names | facts(key).names))
        return near.rounded_formula(value, key, names, self.domain, self.seed)

    def _accepts(self, value: Tree, key: Tree) -> bool:
        """Whether an entry is rounded to as many digits as the question asks."""
        found = self._rounding(value, key) if self.figures else None
        return found is not None and not found.cut and found.figures >= self.figures

    def same(self, left: Rows, right: Rows) -> bool:
        """Equal shapes and entries."""
        return compare_rows(left, right, "off", self._comparer()).score == 1

    def echo(self, value: Rows) -> str:
        """Shape and rows."""
        rows = ", ".join("[" + ", ".join(written(entry) for entry in row) + "]" for row in value)
        return f"a {len(value)} × {len(value[0])} matrix [{rows}]"
