"""A formula in the question's variables, in any equal form."""

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from quizgen.answers import typing_help
from quizgen.answers.constants import constant
from quizgen.answers.description import Form
from quizgen.answers.digits import Budget, TooMuchError, Undefined
from quizgen.answers.equality import Target, constant_ratio, equal
from quizgen.answers.facts import Facts, facts
from quizgen.answers.formula_settings import checked_domain, letters, names_in, with_points
from quizgen.answers.kind import AnswerKind, wrong
from quizgen.answers.names import (
    ABOUT,
    EQUALS,
    Labels,
    labels_of,
    not_a_name,
    split_outside,
    with_sign,
)
from quizgen.answers.number import read_digits
from quizgen.answers.rounding import TOLD, but_rounded, fits, least_figures, shows, too_coarse
from quizgen.answers.scalar import DEFAULT_TOLERANCE
from quizgen.answers.syntax import canonical, formula_in
from quizgen.answers.text import HEDGE, bare, inside
from quizgen.answers.tree import (
    Call,
    Equation,
    Negative,
    Number,
    Product,
    Sum,
    Tree,
    of_parts,
)
from quizgen.answers.verdict import RIGHT, Comparison, Unreadable
from quizgen.answers.written import typed, written
from quizgen.pattern import pattern

# The work of telling what a wrong formula is, all its mistakes together, in units of `Budget`.
SPARE = 800
# So many digits are written by floats, not by people.
_LONG_DECIMAL = pattern(r"[0-9]*\.[0-9]{10,}")

# Signs, numbers and one or two letters beside each other: nothing but a formula looks like this.
_PLAIN = pattern(
    r"(?![*_])(?:[-+*/^()_.0-9 ]|(?<![A-Za-z])(?!or(?![A-Za-z]))[A-Za-z]{1,2}(?![A-Za-z]))+",
    re.IGNORECASE,
)

# What may stand behind ≈ and be meant.
_DECIMAL = pattern(r"\s*[-+]?[0-9]*[.,][0-9]+\s*")
# A decimal in brackets behind its formula.
_BEHIND = pattern(
    r"(.*[^\s([])\s+[(\[]\s*(≈|~|\\approx|=)?\s*([-+]?[0-9]*[.,][0-9]+)\s*[)\]]", re.DOTALL
)
_ROUGHLY = pattern(r"[-+0-9.,eE\s;]+")


class Kind(AnswerKind):
    """Equality is decided by evaluation, see `quizgen.answers.equality`."""

    name = "expression"
    form = Form.FORMULA
    beside = frozenset({"names"})
    symbolic = follows = True
    allowed = AnswerKind.allowed | {"variables", "domain", "rounding"}

    @classmethod
    def how_to_type(cls, settings: Mapping[str, object]) -> str:
        """A formula in the names that may stand in it; an exact number where there are none."""
        names = typing_help.formula_names(settings)
        if settings.get("variables") == []:
            exact = typing_help.exactness(settings) or "not rounded"
            return f"an exact number such as ln(4/3) or sqrt(2)/3 ({exact})"
        return f"a formula{names}, typed as in 2*a^2/(b_1 + 1)"

    @classmethod
    def letters(cls, settings: Mapping[str, object]) -> frozenset[str]:
        """The names that may stand in a formula."""
        return letters(settings)

    def __init__(self, key: Any, mistakes: Any = (), **settings: Any) -> None:
        names = settings.get("variables")
        if names is None:
            names = sorted({str(s) for s in getattr(key, "free_symbols", ())}) or names_in(key)
        self.formula = formula_in(tuple(names))
        self.domain = checked_domain(settings)
        self.seed = str(key)
        self.figures = least_figures(self.name, settings)
        self._spare = Budget(SPARE)
        super().__init__(key, mistakes, **settings)
        self.floats = _has_floats(key)
        self.target = (
            None
            if isinstance(self.key, Equation)
            else Target(self.key, domain=self.domain, seed=self.seed)
        )

    def read(self, text: str) -> Tree:
        """The formula as a tree."""
        if not self.settings.get("decimal_comma"):
            plainly = self.formula.read_at_once(text)
            if plainly is not None:
                return plainly
            if _PLAIN.fullmatch(text) and not (" (" in text and _BEHIND.fullmatch(text)):
                with suppress(Unreadable):
                    return self.formula.read(text)
        labels = labels_of(self.settings)
        cleaned = inside(labels.value(with_sign(bare(text))).rstrip(" ;,"))
        if cleaned[-1:] in (")", "]"):
            cleaned = self._without_decimal(cleaned, labels)
        if ABOUT.search(cleaned):
            cleaned = self._exact_side(cleaned, labels)
        if HEDGE.search(cleaned) and "or" not in self.formula.variables:
            raise Unreadable("give one formula, without or, and, not")
        if self.settings.get("decimal_comma"):
            cleaned = with_points(cleaned)
        if not self._key_is_equation():
            return self._one_side(cleaned, labels)
        return self.formula.read(labels.without_unit(cleaned))

    def _key_is_equation(self) -> bool:
        return isinstance(getattr(self, "key", None), Equation)

    def _exact_side(self, text: str, labels: Labels) -> str:
        """`ln 2 ≈ 0.693`: the formula, its rounded value left out; `≈ 0.693`, `L ≈ 0.693`: the decimal."""
        left, right = ABOUT.split(text, 1)
        named = not left.strip() or self._is_name(left, labels)
        if named and _DECIMAL.fullmatch(right):
            return right
        if named or not _ROUGHLY.fullmatch(right):
            raise Unreadable("about a value; write the formula exactly")
        if not self._is_about(left, right, labels):
            raise Unreadable(f"{left.strip()[:30]} is not about {right.strip()[:30]}")
        return left

    def _is_about(self, left: str, right: str, labels: Labels) -> bool:
        """Whether a formula without names has a value that a decimal beside it rounds."""
        from quizgen.answers import near

        exact = near.value_of(self._one_side(left, labels))
        comma = bool(self.settings.get("decimal_comma"))
        about = read_digits(right.strip(" .;"), decimal_comma=comma)
        return exact is not None and fits(about.value, exact, about.figures)

    def _without_decimal(self, text: str, labels: Labels) -> str:
        """`ln 2 (0.693)` without what it is about; `3 (0.5)` is a product."""
        found = _BEHIND.fullmatch(text)
        if found and found[2]:
            return f"{found[1]} ≈ {found[3]}"
        with suppress(Unreadable):
            if found and self._is_about(found[1], found[3], labels):
                return found[1]
        return text

    def _one_side(self, text: str, labels: Labels) -> Tree:
        """The formula of `h_1 = v_1 x_1`, of a chain the one value that all sides have."""
        text = self._after_colon(text, labels)
        sides = [side.strip() for side in split_outside(text, EQUALS)]
        if len(sides) > 1 and not sides[0]:
            sides = sides[1:]
        if not all(sides):
            raise Unreadable("something is missing beside the equals sign")
        if len(sides) == 1:
            return self._read_side(sides[0], labels)
        kept = [side for side in sides if not self._is_name(side, labels)]
        if not kept:
            kept = sides[-1:]
        if other := labels.foreign([side for side in sides if side not in kept]):
            raise not_a_name(other)
        trees = [self._side(side, labels, first=side is sides[0]) for side in kept]
        for tree in trees[1:]:
            if not equal(tree, trees[0], domain=self.domain, seed=self.seed):
                if self._is_rounded(tree, trees[0]):
                    continue
                other = written(tree)
                raise Unreadable(
                    f"the equals signs do not hold: {written(trees[0])[:40]} is not {other[:40]}"
                )
        return trees[0]

    def _is_rounded(self, tree: Tree, exact: Tree) -> bool:
        """Whether the last side of `ln(2) = 0.693` is the first one rounded."""
        from quizgen.answers import near

        names = tuple(sorted(facts(tree).names | facts(exact).names))
        return near.rounded_formula(tree, exact, names, self.domain, self.seed) is not None

    def _after_colon(self, text: str, labels: Labels) -> str:
        left, colon, right = text.partition(":")
        if not colon or right[:1] == "=":
            return text
        if not self._is_name(left, labels):
            raise not_a_name(left)
        return right

    def _read_side(self, text: str, labels: Labels) -> Tree:
        text = inside(text)
        try:
            return self.formula.read(text)
        except Unreadable:
            return self.formula.read(labels.without_unit(text))

    def _is_name(self, side: str, labels: Labels) -> bool:
        """A name of the value, and none of the variables it is made of, nor one in the other case."""
        side = inside(side)
        if not labels.is_name(side):
            return False
        name, variables = canonical(side), self.formula.variables
        own = labels.owns(side)
        if name in ("pi", "π") and not own:
            return False
        return name not in variables and (name.swapcase() not in variables or own)

    def _side(self, side: str, labels: Labels, *, first: bool) -> Tree:
        try:
            return self._read_side(side, labels)
        except Unreadable:
            if first:
                raise not_a_name(side) from None
            raise

    def exact(self, value: Tree) -> str:
        """The formula as it is typed."""
        return typed(value)

    def known(self, encoded: object) -> Tree:
        """The key's tree."""
        text = encoded if isinstance(encoded, str) else _typed(encoded)
        try:
            return self.formula.read(text)
        except Unreadable as error:
            raise ValueError(f"expression: {text!r} cannot be read: {error.reason}") from None

    def compare(self, value: Tree) -> Comparison:
        """Equal everywhere on the domain or not."""
        if self.target is None or isinstance(value, Equation):
            return RIGHT if self.same(value, self.key) else wrong()
        if value == self.key:
            return RIGHT
        at_once = self.target.equals_at_once(value)
        if at_once:
            return RIGHT
        found = facts(value)
        if at_once is None and self.target.equals(value, found):
            return RIGHT
        rounded = self._rounded(value, found)
        if rounded:
            return rounded
        if self.target.facts.names and not found.names:
            names = ", ".join(sorted(self.target.facts.names))
            return wrong(f"A formula in {names} is asked, not a number.")
        self._spare = Budget(SPARE)
        if self._is(Negative(value), self.key):
            return wrong("The sign is wrong.")
        return wrong(self._told(value, found))

    def _is(self, value: Tree, other: Tree) -> bool:
        """Whether a wrong answer is another formula, as far as that is found out in the time there is for all of them."""
        try:
            return equal(value, other, domain=self.domain, seed=self.seed, budget=self._spare)
        except TooMuchError:
            return False

    def _rounded(self, value: Tree, found: Facts) -> Comparison | None:
        """The key's own numbers with fewer digits: right, or right but rounded."""
        from quizgen.answers import near

        names = tuple(sorted(self.target.facts.names | found.names)) if self.target else ()
        where = names, self.domain, self.seed
        if self.floats:
            return RIGHT if near.within(value, self.key, *where, DEFAULT_TOLERANCE) else None
        if self.figures and near.accepts(value, self.key, *where, self.figures):
            return RIGHT
        rounding = near.rounded_formula(value, self.key, *where)
        return but_rounded(rounding, self.figures, TOLD["formula"]) if rounding else None

    def _told(self, value: Tree, found: Facts) -> str:
        """A forgotten floor."""
        key = self.target.facts if self.target else found
        if "floor" in key.used and "floor" not in found.used:
            bare = _without_floor(self.key)
            if self._is(value, bare):
                return "The quotient must be rounded down."
        return self._coarse(value) or self._other_base(value)

    def _coarse(self, value: Tree) -> str:
        """A number rounded to one digit."""
        from quizgen.answers import near

        number = near.plain_number(value)
        exact = None if number is None or not self.target else near.value_of(self.key)
        if number is None or exact is None:
            return ""
        return too_coarse(number, exact, TOLD["formula"])

    def _other_base(self, value: Tree) -> str:
        """The logarithm of another base, as a decimal or as a formula."""
        from quizgen.answers import near

        if not self.target or "ln" not in self.target.facts.used:
            return ""
        for base in ("10", "2"):
            other = _with_base(self.key, f"log{base}")
            names = tuple(sorted(self.target.facts.names | facts(value).names))
            where = names, self.domain, self.seed
            if near.rounded_formula(value, other, *where) or self._is(value, other):
                return f"That is the logarithm to base {base}; here it is the natural one."
        return ""

    def same(self, left: Tree, right: Tree) -> bool:
        """Equal; for equations: sides swapped or scaled by a number."""
        if isinstance(left, Equation) and isinstance(right, Equation):
            return _same_equation(left, right, self.domain, self.seed)
        if isinstance(left, Equation) or isinstance(right, Equation):
            return False
        return equal(left, right, domain=self.domain, seed=self.seed)

    def _hits(self, value: Tree, wrong: Tree) -> bool:
        """The slip's value, also to fewer digits where both are decimals: 0.09691 is log₁₀ 1.25."""
        equations = isinstance(value, Equation) or isinstance(wrong, Equation)
        if super()._hits(value, wrong) if equations else self._is(value, wrong):
            return True
        mine, slip = constant(value), constant(wrong)
        return mine is not None and slip is not None and shows(mine, slip)

    def echo(self, value: Tree) -> str:
        """The formula in plain signs."""
        return written(value)


def _has_floats(key: object) -> bool:
    """Whether a key is computed with floats: then its numbers are no exact ones.

    >>> _has_floats(0.25), _has_floats("0.25*x"), _has_floats("0.28768207245178*x")
    (True, False, True)
    """
    if isinstance(key, float):
        return True
    if not isinstance(key, str) and hasattr(key, "atoms"):
        return any(getattr(number, "is_Float", False) for number in key.atoms())
    return isinstance(key, str) and "." in key and _LONG_DECIMAL.search(key) is not None


def _typed(key: object) -> str:
    """A SymPy key as a student would type it."""
    if hasattr(key, "lhs") and hasattr(key, "rhs"):
        return f"{_typed(key.lhs)} = {_typed(key.rhs)}"
    return str(key).replace("**", "^")


def _without_floor(tree: Tree) -> Tree:
    if isinstance(tree, Call) and tree.function == "floor":
        return _without_floor(tree.arguments[0])
    return of_parts(tree, map(_without_floor, tree.parts))


def _with_base(tree: Tree, log: str) -> Tree:
    parts = tuple(_with_base(part, log) for part in tree.parts)
    if isinstance(tree, Call) and tree.function == "ln":
        return Call(log, parts)
    return of_parts(tree, parts)


def _same_equation(left: Equation, right: Equation, domain: str, seed: str) -> bool:
    """(l − r)/(l' − r') is one number: both differences are zero at the same places."""
    first = Sum(left.left, Negative(left.right))
    second = Sum(right.left, Negative(right.right))
    try:
        ratio = constant_ratio(first, second, seed)
    except Undefined:
        return False
    return ratio is not None and equal(
        first, Product(Number(ratio), second), domain=domain, seed=seed
    )
