"""A set of real numbers: an interval, or a union of several."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from quizgen.answers import typing_help
from quizgen.answers.credit import checked_partial
from quizgen.answers.description import Box, Form, Latex, Piece
from quizgen.answers.given_set import GivenSet, given_set
from quizgen.answers.interval_syntax import read_set
from quizgen.answers.kind import AnswerKind, wrong
from quizgen.answers.real_sets import (
    End,
    Span,
    Spans,
    bounded,
    complement,
    intersection,
    is_same,
    written,
)
from quizgen.answers.rounding import (
    TOLD,
    Rounding,
    but_rounded,
    found_rounding,
    least_figures,
)
from quizgen.answers.tree_latex import number_latex, tree_latex
from quizgen.answers.verdict import RIGHT, Comparison, Unreadable

_WHOLE, _HALF = Fraction(1), Fraction(1, 2)
_RULES = frozenset({"all", "off", "per_entry"})


class Kind(AnswerKind):
    """Intervals, inequalities and set-builders, equal where they are one set, with exact ends.

    Each finite end earns, half where only its bracket is wrong; an end at 0 is known by chance, and one
    of `within`, the numbers that the statement says the unknown is one of, is given.
    """

    name = "interval"
    form = Form.WORDS
    allowed = AnswerKind.allowed | {"variables", "within", "partial", "rounding"}
    usual_partial = "per_entry"

    def __init__(self, key: Any, mistakes: Any = (), **settings: Any) -> None:
        self.partial = checked_partial(settings, _RULES)
        self.variables = tuple(map(str, settings.get("variables") or ()))
        self.figures = least_figures(self.name, settings)
        self.within = _within(settings.get("within"))
        super().__init__(key, mistakes, **settings)
        if self.within and not is_same(intersection(self.key, (self.within,)), self.key):
            raise ValueError(
                f"interval: the key {written(self.key)} is not inside within = {self.within}"
            )

    @classmethod
    def how_to_type(cls, settings: Mapping[str, Any]) -> str:
        """An interval or an inequality."""
        names = settings.get("variables") or ("x",)
        asked = f"an interval such as (0, 1/2] or [3, inf), or an inequality such as 0 < {names[0]} <= 1/2; several with U"
        return typing_help.line(asked, typing_help.decimals(settings))

    @classmethod
    def box(cls, encoded: object) -> Box:
        """Two ends; more for a union."""
        del encoded
        return Box(80, 11)

    @classmethod
    def typeset(cls, encoded: object, settings: Mapping[str, object]) -> tuple[Piece, ...]:
        """The intervals with their ends as formulas."""
        del settings
        spans = read_set(str(encoded))
        return (Latex(r" \cup ".join(map(_latex, spans)) or r"\emptyset"),)

    @classmethod
    def typed(cls, encoded: object) -> str:
        """The key as it is."""
        return str(encoded)

    @classmethod
    def as_computed(cls, value: Any, settings: Mapping[str, Any]) -> GivenSet:
        """A set to ask about."""
        del settings
        return given_set(str(value))

    @classmethod
    def suits(cls, encoded: Any, key: Any) -> bool:
        """Any set."""
        return isinstance(encoded, str) and isinstance(key, str)

    def read(self, text: str) -> Spans:
        """The set."""
        comma = bool(self.settings.get("decimal_comma"))
        return self._bounded(read_set(text, self.variables, decimal_comma=comma))

    def _bounded(self, spans: Spans) -> Spans:
        return spans if self.within is None else bounded(spans, self.within)

    def known(self, encoded: object) -> Spans:
        """The set of a key or mistake."""
        if not isinstance(encoded, str) and not getattr(encoded, "is_real_set", False):
            raise ValueError(
                f"interval: the key {encoded!r} is no set; write interval(0, 1/2, 'right') or '(0, 1/2]' in quotes"
            )
        try:
            return self._bounded(read_set(str(encoded)))
        except Unreadable as error:
            raise ValueError(
                f"interval: the key {str(encoded)!r} cannot be read: {error.reason}"
            ) from None

    def exact(self, value: Spans) -> str:
        """The set as it is typed."""
        return written(value)

    def compare(self, value: Spans) -> Comparison:
        """One set or not; what is right of it, end by end."""
        if is_same(value, self.key):
            return RIGHT
        if len(value) != len(self.key):
            return wrong(self._other_pieces(value))
        found = self._rounding(value)
        if found is not None:
            if self.figures and not found.cut and found.figures >= self.figures:
                return RIGHT
            has_root = any(end.formula is not None for span in self.key for end in span[:2])
            told = TOLD["formula" if has_root else "fraction"]
            return but_rounded(found, self.figures, told)
        return self._by_ends(value)

    def _other_pieces(self, value: Spans) -> str:
        others = complement(self.key)
        if self.within is not None:
            others = intersection(others, (self.within,))
        if is_same(value, others):
            return "That is exactly where it does not hold: the other numbers are asked."
        return ""

    def _ends_within(self, end: End) -> bool:
        return self.within is not None and any(end.is_same(other) for other in self.within[:2])

    def _rounding(self, value: Spans) -> Rounding | None:
        """How ends were rounded, where nothing else differs."""
        worst: Rounding | None = None
        for own, key in zip(value, self.key, strict=True):
            if (own.has_low, own.has_high) != (key.has_low, key.has_high):
                return None
            for end, right in ((own.low, key.low), (own.high, key.high)):
                if end.is_same(right):
                    continue
                if end.infinite or right.infinite or end.formula is not None:
                    return None
                found = found_rounding(end.value, right.value)
                if found is None:
                    return None
                if worst is None or (not found.cut, found.figures) < (not worst.cut, worst.figures):
                    worst = found
        return worst

    def _by_ends(self, value: Spans) -> Comparison:
        right, total, by_chance, open_ends = Fraction(0), 0, 0, []
        for own, key in zip(value, self.key, strict=True):
            if (own.low.infinite, own.high.infinite) != (key.low.infinite, key.high.infinite):
                return wrong(self._other_pieces(value))
            for end, has, wanted, has_wanted in (
                (own.low, own.has_low, key.low, key.has_low),
                (own.high, own.has_high, key.high, key.has_high),
            ):
                if wanted.infinite:
                    continue
                total += 1
                by_chance += wanted.value == 0 or self._ends_within(wanted)
                if not end.is_same(wanted):
                    continue
                right += _WHOLE if has == has_wanted else _HALF
                if has != has_wanted:
                    open_ends.append(_told(end))
        said = ""
        if open_ends:
            ends = ", ".join(dict.fromkeys(open_ends))
            said = f"Look again at whether {ends} {'belong' if len(open_ends) > 1 else 'belongs'} to the set."
        if total == by_chance or self.partial != "per_entry" or right <= by_chance:
            return wrong(said or self._other_pieces(value))
        score = max(Fraction(0), (right - by_chance) / (total - by_chance))
        return Comparison(score, said or "Some of the ends are right.")

    def faulty_mistake(self) -> tuple[str, str] | None:
        """A mistake that is the key, as `(-inf, 1/5)` is where `within` leaves the numbers above 0."""
        for name, value, _, _ in self.mistakes:
            if value is not None and is_same(value, self.key):
                return name, f"{written(value)} is the right answer"
        return None

    def same(self, left: Spans, right: Spans) -> bool:
        """Equal sets."""
        return is_same(left, right)

    def echo(self, value: Spans) -> str:
        """The set in one notation."""
        return written(value)


def _within(given: object) -> Span | None:
    """The numbers that the unknown may be, one interval."""
    if given is None:
        return None
    try:
        spans = read_set(str(given))
    except Unreadable as error:
        raise ValueError(
            f"interval: within = {str(given)!r} cannot be read: {error.reason}"
        ) from None
    if len(spans) != 1:
        raise ValueError(
            f'interval: within = {str(given)!r} is not one interval; write within = "(0, inf)"'
        )
    return spans[0]


def _latex(span: Span) -> str:
    if span.is_point:
        return rf"\{{{_end(span.low)}\}}"
    left, right = "[" if span.has_low else "(", "]" if span.has_high else ")"
    return rf"\left{left}{_end(span.low)}, {_end(span.high)}\right{right}"


def _told(end: End) -> str:
    """A finite end as it is said: a fraction as a fraction, with a minus sign."""
    return str(end.value if end.formula is None else end).replace("-", "−")


def _end(end: End) -> str:
    if end.infinite:
        return r"\infty" if end.infinite > 0 else r"-\infty"
    return number_latex(end.value) if end.formula is None else tree_latex(end.formula)
