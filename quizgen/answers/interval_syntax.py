r"""Sets of real numbers as people write them: `(0, 1/2]`, `]0, 1[`, `0 < x <= 1/2`, `x > 2 or x < -2`, `\{x \mid x \ge 1\}`."""

import re
from collections.abc import Sequence
from fractions import Fraction

from quizgen.answers.constants import constant
from quizgen.answers.real_sets import (
    ALL,
    HIGHEST,
    LOWEST,
    End,
    Span,
    Spans,
    complement,
    intersection,
    point,
    union,
)
from quizgen.answers.scalar import evaluated
from quizgen.answers.symbols import Symbol, parsed
from quizgen.answers.syntax import formula_in
from quizgen.answers.text import bare
from quizgen.answers.tree import Negative
from quizgen.answers.verdict import Unreadable
from quizgen.pattern import pattern

LONGEST, PIECES, DEEPEST = 400, 12, 6
_EMPTY = pattern(r"∅|\{\s*\}|(?:the\s+)?empty(?:\s+set)?", re.IGNORECASE)
_REALS = pattern(r"ℝ|R|all\s+(?:reals|real\s+numbers)|(?:the\s+)?real\s+numbers", re.IGNORECASE)
_SIGNS = (
    (pattern(r"\\(?:left|right|[Bb]igg?[lr]?)(?![A-Za-z])"), ""),
    (pattern(r"\\(?:text|mathrm|operatorname|textrm)\s*\{([^{}]{0,30})\}"), r" \1 "),
    (pattern(r"\\mathbb\s*\{?\s*R\s*\}?|\\R(?![A-Za-z])|\\reals(?![A-Za-z])"), "ℝ"),
    (pattern(r"\\(?:setminus|smallsetminus|backslash)(?![A-Za-z])|(?<=[ℝR])\s*\\(?=\s*(?:\\?\{|[(\[\]]))"), "∖"),
    (pattern(r"\\[,;:! ]|\\q?quad(?![A-Za-z])|\s+"), " "),
    (pattern(r"\\infty(?![A-Za-z])|(?<![A-Za-z\\])(?:infinity|infty|inf|oo|unendlich)(?![A-Za-z])", re.IGNORECASE), "∞"),
    (pattern(r"\\(?:big)?cup(?![A-Za-z])|\\(?:lor|vee)(?![A-Za-z])|∨|⋃|\|\||(?<![A-Za-z])(?:or|oder|ou|union)(?![A-Za-z])", re.IGNORECASE), "∪"),
    (pattern(r"(?<=[\])}\[])\s*[Uu]\s*(?=[(\[\]{])"), "∪"),
    (pattern(r"\\(?:big)?cap(?![A-Za-z])|⋂"), "∩"),
    (pattern(r"\\(?:land|wedge)(?![A-Za-z])|∧|&&|(?<![A-Za-z])(?:and|und|et)(?![A-Za-z])", re.IGNORECASE), "&"),
    (pattern(r"(?:(?<![A-Za-z])is\s+)?(?<![A-Za-z])(?:(?:greater|larger)\s+than\s+or\s+equal\s+to|at\s+least)(?![A-Za-z])", re.IGNORECASE), "≥"),
    (pattern(r"(?:(?<![A-Za-z])is\s+)?(?<![A-Za-z])(?:(?:less|smaller)\s+than\s+or\s+equal\s+to|at\s+most)(?![A-Za-z])", re.IGNORECASE), "≤"),
    (pattern(r"(?:(?<![A-Za-z])is\s+)?(?<![A-Za-z])(?:(?:greater|larger|more)\s+than|above)(?![A-Za-z])", re.IGNORECASE), ">"),
    (pattern(r"(?:(?<![A-Za-z])is\s+)?(?<![A-Za-z])(?:(?:less|smaller)\s+than|below)(?![A-Za-z])", re.IGNORECASE), "<"),
    (pattern(r"\\(?:leq?q?|leqslant)(?![A-Za-z])|<\s?=|=\s?<|⩽|≦"), "≤"),
    (pattern(r"\\(?:geq?q?|geqslant)(?![A-Za-z])|>\s?=|=\s?>|⩾|≧"), "≥"),
    (pattern(r"\\(?:neq?)(?![A-Za-z])|!\s?=|<\s?>|≠"), "≠"),
    (pattern(r"\\lt(?![A-Za-z])|&lt;"), "<"),
    (pattern(r"\\gt(?![A-Za-z])|&gt;"), ">"),
    (pattern(r"\\in(?![A-Za-z])|(?<![A-Za-z])in(?![A-Za-z])"), "∈"),
    (pattern(r"\\(?:mid|vert|lvert|rvert)(?![A-Za-z])"), "|"),
    (pattern(r"\\(?:emptyset|varnothing)(?![A-Za-z])"), "∅"),
    (pattern(r"\\l(?:brack)(?![A-Za-z])"), "["),
    (pattern(r"\\r(?:brack)(?![A-Za-z])"), "]"),
    (pattern(r"\\\{|\\lbrace(?![A-Za-z])"), "{"),
    (pattern(r"\\\}|\\rbrace(?![A-Za-z])"), "}"),
    (pattern(r"−|–"), "-"),
)  # fmt: skip
_LEAD = pattern(r"\s*(?:for|if|when|where|exactly\s+(?:for|when|if)|all)\s+", re.IGNORECASE)
_CALLED = pattern(
    r"\s*(?:the\s+)?(?:answer|solution|result|interval|set)(?:\s+is)?(?![A-Za-z])\s*[:=]?\s*",
    re.IGNORECASE,
)
_LABEL = pattern(r"\s*([^\s∈=:,;()\[\]{}<>≤≥]{1,20})\s*([∈=:])\s*(?=[\[\](){}ℝ∅])")
_HEAD = pattern(r"\s*([^\s∈|:,]{1,20})\s*(?:∈\s*[ℝR]\s*)?[|:]")
_RELATION = pattern(r"[<≤>≥=≠]")
_SIZE = pattern(r"\|([^|]{1,20})\||abs\s*\(([^()]{1,20})\)", re.IGNORECASE)
_INFINITE = pattern(r"([-+]?)\s*∞")
_COMMA = pattern(r"(?<=[0-9]),(?=[0-9])")
# Letters that are numbers.
_NUMBERS = frozenset({"e", "pi", "π"})
_FLIPPED = {"<": ">", "≤": "≥", ">": "<", "≥": "≤", "=": "=", "≠": "≠"}
_HOW = "write it as (0, 1/2] or 0 < x <= 1/2"


def read_set(text: str, variables: Sequence[str] = (), *, decimal_comma: bool = False) -> Spans:
    r"""The set that a text means; `Unreadable` says why there is none or several.

    `variables` are the names that inequalities may be about; without them any one letter.

    >>> from quizgen.answers.real_sets import written
    >>> for text in ("]0, 1/2]", "x > 2 or x <= -2", r"[1, \infty)", "{x | |x| < 3}", "x != 0"):
    ...     print(written(read_set(text)))
    (0, 0.5]
    (-inf, -2] or (2, inf)
    [1, inf)
    (-3, 3)
    (-inf, 0) or (0, inf)
    """
    if len(text) > LONGEST:
        raise Unreadable(f"a set of more than {LONGEST} characters")
    cleaned = bare(text)
    for sign, plain in _SIGNS:
        cleaned = sign.sub(plain, cleaned)
    for lead in (_CALLED, _LEAD):
        if found := lead.match(cleaned):
            cleaned = cleaned[found.end() :]
    return _Reader(variables, decimal_comma=decimal_comma).set_of(cleaned)


class _Reader:
    def __init__(self, variables: Sequence[str], *, decimal_comma: bool) -> None:
        self.allowed = [parsed(name) for name in variables]
        self.variable: object = None
        self.decimal_comma = decimal_comma
        self.pieces = 0

    def set_of(self, text: str, depth: int = 0) -> Spans:
        """A union of pieces."""
        if depth > DEEPEST:
            raise Unreadable("the set is nested too deeply")
        text = text.strip()
        while text[:1] == "(" and text[-1:] == ")" and "," not in text and _closes_last(text):
            text = text[1:-1].strip()  # around inequalities, not the brackets of an interval
        found: list[Span] = []
        for piece in _split(text, "∪"):
            found += self._together(piece, depth)
        return union(found)

    def _together(self, text: str, depth: int) -> Spans:
        """Pieces that hold at once: `x > 0 and x < 1`, `A ∩ B`."""
        parts = _split(text, "&")
        if len(parts) > 1 and not all(_RELATION.search(part) for part in parts):
            raise Unreadable("'and' between sets may mean both or either; write or (∪) or ∩")
        found = ALL
        for part in parts:
            for piece in _split(part, "∩"):
                found = intersection(found, self._without(piece, depth))
        if len(parts) > 1 and not found:
            raise Unreadable("no number is in all of these at once; write 'or' where one suffices")
        return found

    def _without(self, text: str, depth: int) -> Spans:
        first, *others = _split(text, "∖")
        found = self._piece(first, depth)
        for other in others:
            found = intersection(found, complement(self._piece(other, depth)))
        return found

    def _piece(self, text: str, depth: int) -> Spans:
        self.pieces += 1
        if self.pieces > PIECES:
            raise Unreadable(f"more than {PIECES} pieces")
        text = text.strip(" .,;")
        label = _LABEL.match(text)
        if label:
            self._check_name(label[1], is_label=label[2] != "∈")
            text = text[label.end() :].strip()
        if not text:
            raise Unreadable(f"a piece of the set is missing; {_HOW}")
        if _EMPTY.fullmatch(text):
            return ()
        if _REALS.fullmatch(text):
            return ALL
        if text[0] == "{" and text[-1] == "}":
            return self._braces(text[1:-1], depth)
        if _RELATION.search(text):
            if text[0] == "(" and text[-1] == ")" and _closes_last(text):
                return self.set_of(text[1:-1], depth + 1)
            return self._inequality(text)
        if text[0] in "([]" and text[-1] in ")[]" and len(text) > 2:
            return self._interval(text)
        raise Unreadable(f"{_short(text)} is no interval; {_HOW}")

    def _braces(self, inner: str, depth: int) -> Spans:
        head = _HEAD.match(inner)
        if head and (found := parsed(head[1])) and isinstance(found, Symbol):
            self._check_name(head[1])
            return self.set_of(inner[head.end() :], depth + 1)
        points = [self._end(part) for part in re.split(r"[;,]", inner)]
        if len(points) > PIECES or any(end.infinite for end in points):
            raise Unreadable(f"{_short(inner)} are no numbers of a set; {_HOW}")
        return union(map(point, points))

    def _interval(self, text: str) -> Spans:
        ends = self._two(text[1:-1])
        low, high = map(self._end, ends)
        has_low, has_high = text[0] == "[", text[-1] == "]"
        if (low.infinite and has_low) or (high.infinite and has_high):
            raise Unreadable("infinity is no number that belongs to a set; write ( or ) beside it")
        if low.key > high.key or (low.infinite and low == high):
            raise Unreadable(f"{_short(text)} begins behind its end; write the smaller end first")
        return union([Span(low, high, has_low, has_high)])

    def _two(self, inner: str) -> list[str]:
        parts = inner.split(";")
        if len(parts) == 2:
            return [_COMMA.sub(".", part) for part in parts]
        parts = _outside(inner, ",") if len(parts) == 1 else []
        if len(parts) != 2:
            raise Unreadable("an interval has two ends; write them as (0, 1.5) or (0; 1,5)")
        return parts

    def _inequality(self, text: str) -> Spans:
        signs = _RELATION.findall(text)
        sides = [side.strip() for side in _RELATION.split(text)]
        if len(signs) > 2 or not all(sides):
            raise Unreadable(f"{_short(text)} is no inequality that can be read; {_HOW}")
        places = [i for i, side in enumerate(sides) if self._is_name(side)]
        if len(places) != 1 or (len(signs) == 2 and places != [1]):
            raise Unreadable(f"{_short(text)} does not say between what numbers; {_HOW}")
        if len(signs) == 2 and {"=", "≠"} & set(signs):
            raise Unreadable(f"{_short(text)} is no inequality that can be read; {_HOW}")
        if len(signs) == 2 and (signs[0] in "<≤") != (signs[1] in "<≤"):
            raise Unreadable("the signs of an inequality point the same way: 0 < x < 1")
        place = places[0]
        size = _SIZE.fullmatch(sides[place])
        self._check_name(next(filter(None, size.groups())) if size else sides[place])
        found = ALL
        for i, sign in enumerate(signs):
            other = i + 1 if place == i else i
            sign = sign if place == i else _FLIPPED[sign]  # noqa: PLW2901 - as if the name came first
            end = self._end(sides[other])
            found = intersection(found, _of_size(sign, end) if size else _half(sign, end))
        return found

    def _is_name(self, text: str) -> bool:
        size = _SIZE.fullmatch(text)
        name = next(filter(None, size.groups())) if size else text
        found = parsed(name.strip())
        if self.allowed:
            return found in self.allowed
        return _is_letter(found) and name.strip() not in _NUMBERS

    def _check_name(self, text: str, *, is_label: bool = False) -> None:
        """One name all over; what is called by another letter in `I = (0, 1)` is the set."""
        found = parsed(text.strip())
        if not isinstance(found, Symbol):
            raise Unreadable(f"{_short(text)} is no name that can be read; {_HOW}")
        if found not in self.allowed and not _is_letter(found):
            raise Unreadable(f"{_short(text)} is no letter alone; say between what numbers x is")
        if is_label:
            return
        if self.allowed and found not in self.allowed:
            raise Unreadable(f"the set is asked for another letter than {_short(text)}")
        if self.variable is not None and self.variable != found:
            raise Unreadable("inequalities about two letters; the set is one of numbers")
        self.variable = found

    def _end(self, text: str) -> End:
        infinite = _INFINITE.fullmatch(text.strip())
        if infinite:
            return LOWEST if infinite[1] == "-" else HIGHEST
        if self.decimal_comma:
            text = _COMMA.sub(".", text)
        tree = formula_in(()).read(text.strip())
        value = constant(tree)
        if value is not None:
            return End(value)
        number = evaluated(tree)
        if isinstance(tree, Negative) and (inner := constant(tree.inner)) is not None:
            return End(-inner)
        # A power or root may be rational: sqrt(4), 4^(1/2).
        near = number.limit_denominator(10**6)
        if abs(near - number) < Fraction(1, 10**25) * max(Fraction(1), abs(near)) and _is(
            near, text
        ):
            return End(near)
        return End(number, tree)


def _is(value: Fraction, text: str) -> bool:
    """Whether a formula is a rational number, exactly."""
    from quizgen.answers.equality import equal

    read = formula_in(()).read
    return equal(read(text.strip()), read(f"({value.numerator})/{value.denominator}"))


def _is_letter(found: object) -> bool:
    """Whether it is a letter, with an index perhaps: x² is no letter of its own, nor is f(x)."""
    return isinstance(found, Symbol) and not (found.arguments or found.upper or found.power)


def _half(sign: str, end: End) -> Spans:
    if end.infinite:
        if (sign, end.infinite) in {("<", 1), (">", -1)}:
            return ALL
        raise Unreadable("infinity is no number; leave that side of the inequality out")
    if sign in "=≠":
        alone = (point(end),)
        return alone if sign == "=" else complement(alone)
    if sign in "<≤":
        return (Span(LOWEST, end, has_high=sign == "≤"),)
    return (Span(end, HIGHEST, has_low=sign == "≥"),)


def _of_size(sign: str, end: End) -> Spans:
    """What an absolute value in this relation to a number means."""
    if end.infinite:
        return _half(sign, end)
    formula = None if end.formula is None else Negative(end.formula)
    opposite = End(-end.value, formula)
    if sign in "<≤":
        return union([Span(opposite, end, sign == "≤", sign == "≤")])
    if sign in "=≠":
        points = union(map(point, (opposite, end))) if end.value >= 0 else ()
        return points if sign == "=" else complement(points)
    inside = "≤" if sign == ">" else "<"
    return complement(_of_size(inside, end))


def _split(text: str, sign: str) -> list[str]:
    """The text at a sign outside of braces."""
    if sign not in text:
        return [text]
    parts, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if character == sign and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _outside(text: str, sign: str) -> list[str]:
    """The text at a sign outside of brackets of formulas."""
    parts, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += (character in "({") - (character in ")}")
        if character == sign and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _closes_last(text: str) -> bool:
    """Whether the first parenthesis is closed by the last."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return place == len(text) - 1
    return False


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
