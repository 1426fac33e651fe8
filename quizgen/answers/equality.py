"""Whether two formulas are equal, by evaluation; SymPy plays no part in a verdict.

Rational formulas: exactly at one random point of large whole numbers; those whose values are too
long for that modulo two 61-bit primes drawn from the key (a known prime would be fooled by
"answer + p"). Floor, ceiling, absolute value, maximum: at exact points.
Anything with exp, log or trigonometry: with 50 digits and more, see `quizgen.answers.agreement`.
"""

from fractions import Fraction
from functools import cached_property
from itertools import chain

from quizgen.answers.agreement import MOST_WORK, POINTS, POSITIVES, digits_agree, ratio_with_digits
from quizgen.answers.bends import points_beside_bends
from quizgen.answers.digits import Budget, Undefined
from quizgen.answers.exact import exact, exact_or_none
from quizgen.answers.facts import Facts, facts
from quizgen.answers.modular import coordinate, primes, value_modulo
from quizgen.answers.points import drawn, edges, points
from quizgen.answers.rational import Ratio, TooLongError, ratio, same_ratio
from quizgen.answers.tree import Tree

# Where rounding may differ, and where only signs and sizes may.
EXACT_POINTS, SIGN_POINTS = 120, 60
# Coordinates stay below it.
MERSENNE = 2**61 - 1
# The domain where a question names none: all reals, but positive numbers for formulas with nothing
# beyond roots, logarithms and powers, whose names are sizes and constants: sqrt(k/m) sqrt(m/k) is 1.
USUAL = "usual"
OF_POSITIVES = frozenset({"sqrt", "ln", "log2", "log10", "power", "pi"})
PIECEWISE = frozenset({"floor", "ceil", "abs", "max", "min", "relu", "sign"})


class Target:
    """A formula with which a class's answers are compared: what is known of it is computed once.

    `most_points` bounds the work on functions such as exp where many formulas are compared.

    >>> from quizgen.answers.syntax import Formula
    >>> read = Formula(["x", "y"]).read
    >>> target = Target(read("x^2 + 2xy + y^2"))
    >>> target.equals(read("(x+y)^2")), target.equals(read("x"))
    (True, False)
    """

    def __init__(
        self, tree: Tree, *, domain: str = "reals", seed: str = "", most_points: int = POINTS
    ) -> None:
        self.tree = tree
        self.domain, self.seed, self.most_points = domain, seed, most_points
        self._point = _RandomPoint(seed)
        self._points: dict[int, dict[str, int]] = {}
        self._values: dict[int, int | None] = {}
        self._truths: dict[tuple[str, ...], list[Fraction | None]] = {}
        self._ratio = self._ratio_of(tree)
        if self._ratio is None:
            self.facts  # noqa: B018 - refuses what takes long

    @cached_property
    def facts(self) -> Facts:
        """What is known of the formula."""
        return facts(self.tree)

    def equals_at_once(self, answer: Tree) -> bool | None:
        """Whether an answer is equal where both are rational and short; None where more has to be done."""
        if self._ratio is None:
            return None
        found = self._ratio_of(answer)
        return None if found is None else same_ratio(found, self._ratio)

    def _ratio_of(self, tree: Tree) -> Ratio | None:
        try:
            return ratio(tree, self._point)
        except Undefined:
            return None

    def equals(
        self, answer: Tree, known: Facts | None = None, budget: Budget | None = None
    ) -> bool:
        """Whether an answer has the same value everywhere on the domain.

        `known` are the answer's facts; `budget` is the work that several comparisons share.
        """
        at_once = self.equals_at_once(answer)
        if at_once is not None:
            return at_once
        if answer == self.tree:
            return True
        mine = known or facts(answer)
        used = mine.used | self.facts.used
        if not used:
            return self._equal_at_a_point(answer, mine.names)
        budget = budget or Budget(MOST_WORK)
        names = tuple(sorted(mine.names | self.facts.names))
        if used <= PIECEWISE:
            count = EXACT_POINTS if used & {"floor", "ceil"} else SIGN_POINTS
            budget.spend(count * (1 + _nodes(answer) // 40) // 4)
            return self._equal_exactly(answer, names, count)
        domain = POSITIVES if self.domain == USUAL and used <= OF_POSITIVES else self.domain
        return digits_agree(
            answer, self.tree, names, domain, self.seed, self.most_points, budget,
            pieces=bool(used & PIECEWISE),
        )  # fmt: skip

    def _equal_at_a_point(self, answer: Tree, names: frozenset[str]) -> bool:
        """Of two rational formulas one has no value at the point, or their values are too long."""
        try:
            return same_ratio(ratio(answer, self._point), ratio(self.tree, self._point))
        except TooLongError:
            return self._equal_modulo_primes(answer, names)
        except Undefined:
            return False

    def _equal_modulo_primes(self, answer: Tree, names: frozenset[str]) -> bool:
        compared = False
        for prime in primes(self.seed):
            point = self._points.setdefault(prime, {})
            for name in names | self.facts.names:
                if name not in point:
                    point[name] = coordinate(self.seed, prime, name)
            if prime not in self._values:
                self._values[prime] = value_modulo(self.tree, point, prime)
            truth = self._values[prime]
            if truth is None:
                continue
            if value_modulo(answer, point, prime) != truth:
                return False
            compared = True
        return compared

    def _equal_exactly(self, answer: Tree, names: tuple[str, ...], count: int) -> bool:
        compared = False
        truths = self._truths.setdefault(names, [])
        for i, point in enumerate(points(names, self.domain, self.seed, count)):
            if i == len(truths):
                truths.append(exact_or_none(self.tree, point))
            truth = truths[i]
            if truth is not None:
                if exact_or_none(answer, point) != truth:
                    return False
                compared = True
        more = [edges(names, self.domain, self.seed, (self.tree, answer))]
        if self.domain != "positive_integers":
            more.append(points_beside_bends(names, self.seed, self.tree, answer))
        for point in chain.from_iterable(more):
            truth = exact_or_none(self.tree, point)
            if truth is not None and exact_or_none(answer, point) != truth:
                return False
        return compared


def equal(
    answer: Tree,
    key: Tree,
    *,
    domain: str = "reals",
    seed: str = "",
    budget: Budget | None = None,
) -> bool:
    """Whether two formulas have the same value everywhere on the domain; `budget` as in `Target.equals`.

    >>> from quizgen.answers.syntax import Formula
    >>> read = Formula(["x", "y"]).read
    >>> equal(read("(x+y)^2"), read("x^2 + 2xy + y^2")), equal(read("x"), read("y"))
    (True, False)
    """
    return Target(key, domain=domain, seed=seed).equals(answer, budget=budget)


class _RandomPoint(dict[str, int]):
    """Large whole numbers for names, drawn from the key when they are asked for."""

    def __init__(self, seed: str) -> None:
        super().__init__()
        self.seed = seed

    def __missing__(self, name: str) -> int:
        self[name] = found = 1 + drawn(self.seed, name) % MERSENNE
        return found


def _nodes(tree: Tree) -> int:
    return 1 + sum(map(_nodes, tree.parts))


def constant_ratio(first: Tree, second: Tree, seed: str) -> Fraction | None:
    """First / second at an exact point where both have a value and neither is zero; None if there is none."""
    one, other = facts(first), facts(second)
    names = tuple(sorted(one.names | other.names))
    if (one.used | other.used) - PIECEWISE:
        return ratio_with_digits(first, second, names, seed)
    for point in points(names, "positive_integers", seed, EXACT_POINTS):
        try:
            top, bottom = exact(first, point), exact(second, point)
        except Undefined:
            continue
        if top and bottom:
            return top / bottom
    return None
