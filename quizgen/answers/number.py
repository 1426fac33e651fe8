"""One number, read exactly from a written grammar whose limits come before the arithmetic.

`float`, `Fraction(text)` and `eval` are never given student text: "1e30000000" costs Fraction a
minute, and the others accept what nobody meant.
"""

import re
from fractions import Fraction
from typing import NamedTuple

from quizgen.answers.names import Labels
from quizgen.answers.number_words import in_words
from quizgen.answers.printed import one_number
from quizgen.answers.steps import one_chain
from quizgen.answers.text import HEDGE, PERCENT, bare, inside, mixed
from quizgen.answers.verdict import Unreadable
from quizgen.pattern import pattern

EXPONENT = 400
DIGITS = 1_200
# What most numbers look like; the parser below reads everything else.
_DECIMAL = pattern(r" {0,9}([+-]?)([0-9]{1,15})(?:\.([0-9]{1,15}))? {0,9}", re.ASCII)
_THOUSANDS = pattern(r" {0,9}([+-]?[1-9][0-9]{0,2})((?:,[0-9]{3}){1,4}) {0,9}", re.ASCII)
_QUOTIENT = pattern(
    r"([+-]?[0-9]{1,15}) ?/ ?([1-9][0-9]{0,14})|([+-]?)\\[dt]?frac\{([+-]?[0-9]{1,15})\}\{([1-9][0-9]{0,14})\}",
    re.ASCII,
)
# No group of thousands begins with 0: `0,693` is a decimal comma.
_GROUPED = pattern(r"[1-9][0-9]{0,2}(?:([,' _])[0-9]{3})(?:\1[0-9]{3})*(?![0-9])")
_GROUPED_COMMA = pattern(r"[1-9][0-9]{0,2}(?:([.' _])[0-9]{3})(?:\1[0-9]{3})*(?![0-9])")
_PLAIN = pattern(r"[0-9]+")
_POWER = pattern(
    r"\s*(?:[eE]\s*([+-]?[0-9]+)|(?:×|·|\*|x|\\times|\\cdot)\s*10\s*(?:\^|\*\*)\s*(?:\{\s*([+-]?[0-9]+)\s*\}|\(\s*([+-]?[0-9]+)\s*\)|([+-]?[0-9]+)))"
)
_TEN_TO = pattern(
    r"10\s*(?:\^|\*\*)\s*(?:\{\s*([+-]?[0-9]+)\s*\}|\(\s*([+-]?[0-9]+)\s*\)|([+-]?[0-9]+))(?![0-9.])"
)
_TEXT = pattern(
    r"\\(?:text|mathrm|mathbf|mbox|textbf|rm|num)\s*\{([^{}]*)\}|\\(?:displaystyle|textstyle)(?![A-Za-z])"
)
_MIXED = pattern(r"([0-9]+)\s*/\s*([0-9]+)|\(([0-9]+)\)/\(([0-9]+)\)")
_LATEX_FRACTION = pattern(r"\\[dtc]?frac\s*(?:\{([^{}]*)\}|([0-9]))\s*(?:\{([^{}]*)\}|([0-9]))")
# Blanks between groups of three decimals, as the SI writes them.
_SPACED_DECIMALS = pattern(r"(?<![0-9.])([0-9]+\.[0-9]{3})((?: [0-9]{3})* [0-9]{1,3})(?![0-9.])")
_ONLY_ZEROS = pattern(r",(?:0{1,2}|0{4,15})[ .]*", re.ASCII)
_COMMA_MANTISSA = pattern(r"(?<![0-9.,])([0-9]),([0-9]+)(?=[eE][+-]?[0-9])")
_MONTH = r"(?:jan|feb|m[aä]r|mar|apr|ma[iy]|jun|jul|aug|sep|oct|okt|nov|dec|dez|janv|févr|avr|juin|juil|août|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|fev|out)[a-zéû]*\.?"
_DATE = pattern(
    rf"[0-9]{{1,2}}[-. /]+{_MONTH}(?:[-. /]+[0-9]{{2,4}})?|{_MONTH}[-. /]+[0-9]{{1,4}}|[0-9]{{1,2}}\.[0-9]{{1,2}}\.(?:[0-9]{{2,4}})?"
    rf"|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[ T][0-9:.]+)?|[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{2,4}}",
    re.IGNORECASE,
)


class Number(NamedTuple):
    """A number as written: its exact value, and the significant figures somebody gave."""

    value: Fraction
    figures: int = 0
    is_fraction: bool = False
    reduced: bool = True
    # Whether commas stood between groups of thousands: `2,718` may be meant as 2.718.
    commas: bool = False


def read_number(text: str, *, decimal_comma: bool = False) -> Number:
    r"""The number a text means, as it stands; `Unreadable` with the reason.

    >>> [str(read_number(t).value) for t in ("1,100", "-3", "1.1e3", r"$\frac{3}{2}$", "5.0")]
    ['1100', '-3', '1100', '3/2', '5']
    """
    return at_once(text, decimal_comma=decimal_comma) or read_digits(
        bare(text), decimal_comma=decimal_comma
    )


def stated(text: str, labels: Labels) -> list[str]:
    """What an answer says without its names and units: one text, or several that must have one value.

    >>> stated("The number of weights is 10*5 = 50.", Labels())
    ['10*5', '50.']
    """
    cleaned = _THUS.sub(" = ", one_chain(without_texts(bare(text)), labels).replace("\n", " "))
    cleaned = labels.value(MARKER.sub("", cleaned, count=1))
    if said := in_words(cleaned):
        raise Unreadable(said)
    members = labels.members(inside(cleaned))
    return [inside(labels.without_unit(inside(labels.value(one)))) for one in members]


# What may stand behind a number and says nothing.
_ENDS = frozenset({".", ";", ",", "✓", "✔", "✅"})
# Between a value and the same one again: 10*5, so 50.
_THUS = pattern(
    r"(?<=[0-9)])\s*[,;.]\s+(?:so|thus|hence|therefore|also|somit|donc|entonces|quindi|portanto),?\s+(?=[-+(]?[0-9])",
    re.IGNORECASE,
)
_IN_BRACKETS = pattern(r"(?:\[\s*([+-]?[0-9]+)\s*\]|\{\s*([+-]?[0-9]+)\s*\})")
# The letter of a part before its answer: `(a) 50`.
MARKER = pattern(r"\(?[a-h]\)\s+(?=[^A-Za-z=:]+$)")


def without_texts(text: str) -> str:
    r"""Without LaTeX's commands for upright text.

    >>> without_texts(r"50 \text{ weights}")
    '50  weights'
    """
    return inside(_TEXT.sub(lambda found: found[1] or "", text)) if "\\" in text else text


def read_digits(text: str, *, decimal_comma: bool = False) -> Number:
    """The number of a text without names and units.

    >>> str(read_digits("1,100").value)
    '1100'
    """
    fast = at_once(text, decimal_comma=decimal_comma)
    if fast:
        return fast
    cleaned = text
    if cleaned[:1] in ("[", "{") and (lone := _IN_BRACKETS.fullmatch(cleaned)):
        cleaned = lone[1] or lone[2]  # of a decimal, brackets may mean its whole part
    if "(" in cleaned or "[" in cleaned:
        cleaned = one_number(cleaned)
    if "\\" in cleaned or "~" in cleaned or "{" in cleaned:
        cleaned = (
            cleaned.replace("{,}", ",").replace(r"\,", " ").replace(r"\ ", " ").replace("~", " ~")
        )
        cleaned = _LATEX_FRACTION.sub(
            lambda m: f"({m[1] or m[2]})/({m[3] or m[4]})", cleaned
        ).strip()
    if "," in cleaned and not decimal_comma:
        cleaned = _COMMA_MANTISSA.sub(r"\1.\2", cleaned)
    if "." in cleaned and " " in cleaned:
        cleaned = _SPACED_DECIMALS.sub(lambda m: m[1] + m[2].replace(" ", ""), cleaned)
    reader = _Reader(cleaned, decimal_comma)
    try:
        number = reader.number()
        reader.end()
    except Unreadable:
        if _DATE.fullmatch(cleaned):
            raise Unreadable(
                "a date: a spreadsheet makes one of 1/2; write the number as =1/2, 0.5 or (1/2)"
            ) from None
        raise
    return number


def at_once(text: str, *, decimal_comma: bool) -> Number | None:
    """A whole number, decimal or fraction in its usual form; None for any other text."""
    plainly = _DECIMAL.fullmatch(text)
    if plainly and not (decimal_comma and plainly[3]):
        sign, whole, decimals = plainly.groups("")
        digits = whole + decimals
        size = -int(digits) if sign == "-" else int(digits)
        value = Fraction(size, 10 ** len(decimals)) if decimals else Fraction(size)
        return Number(value, len(digits.lstrip("0")))
    quotient = _QUOTIENT.fullmatch(text)
    if quotient:
        sign = quotient[3]
        top, bottom = int(quotient[1] or quotient[4]), int(quotient[2] or quotient[5])
        value = Fraction(-top if sign == "-" else top, bottom)
        return Number(value, 0, is_fraction=True, reduced=value.denominator == bottom)
    grouped = None if decimal_comma else _THOUSANDS.fullmatch(text)
    if grouped:
        digits = (grouped[1] + grouped[2]).replace(",", "")
        return Number(
            Fraction(int(digits)), len(digits.lstrip("+-")), commas=grouped[2].count(",") == 1
        )
    return None


def _is_power_of_ten(value: Fraction) -> bool:
    return value.denominator == 1 and str(value.numerator).rstrip("0") == "1"


class _Reader:
    def __init__(self, text: str, decimal_comma: bool) -> None:  # noqa: FBT001 - passed on
        self.text = text
        self.at = 0
        self.point, self.grouped = (",", _GROUPED_COMMA) if decimal_comma else (".", _GROUPED)

    def blanks(self) -> None:
        while self.text[self.at : self.at + 1] in (" ", "\n") and self.at < len(self.text):
            self.at += 1

    def take(self, sign: str) -> bool:
        self.blanks()
        if self.text.startswith(sign, self.at):
            self.at += len(sign)
            return True
        return False

    def number(self) -> Number:
        top = self.signed()
        if not self.take("/"):
            return top
        bottom = self.signed()
        if bottom.value == 0:
            raise Unreadable("a fraction with denominator 0 is no number")
        value = top.value / bottom.value
        if top.figures and top.value.denominator != 1 and _is_power_of_ten(bottom.value):
            return Number(value, top.figures)  # 41.67/100 is a decimal, with its point moved
        whole = top.value.denominator == 1 == bottom.value.denominator
        return Number(
            value, 0, is_fraction=True, reduced=whole and value.denominator == abs(bottom.value)
        )

    def signed(self, depth: int = 0) -> Number:
        sign = -1 if self.take("-") else 1
        written = sign < 0 or self.take("+")
        if written and (self.take("-") or self.take("+")):
            raise Unreadable("two signs in a row; write the number with one")
        if self.take("("):
            if depth > 8:
                raise Unreadable("parentheses are nested too deeply")
            inner = self.inside(depth)
            if not self.take(")"):
                raise Unreadable("a parenthesis is not closed")
        else:
            inner = self.unsigned()
        return Number(
            sign * inner.value, inner.figures, inner.is_fraction, inner.reduced, inner.commas
        )

    def inside(self, depth: int) -> Number:
        top = self.signed(depth + 1)
        if not self.take("/"):
            return top
        bottom = self.signed(depth + 1)
        if bottom.value == 0:
            raise Unreadable("a fraction with denominator 0 is no number")
        value = top.value / bottom.value
        return Number(value, 0, is_fraction=True, reduced=value.denominator == abs(bottom.value))

    def unsigned(self) -> Number:
        self.blanks()
        ten = _TEN_TO.match(self.text, self.at)
        if ten:
            self.at = ten.end()
            return Number(self.power_of_ten(1, ten), 1)
        match = self.grouped.match(self.text, self.at) or _PLAIN.match(self.text, self.at)
        whole, commas = "", False
        if match:
            commas = match.group().count(",") == 1
            self.at = match.end()
            whole = re.sub(r"[^0-9]", "", match.group())
        decimals = ""
        if self.text.startswith(self.point, self.at):
            after = _PLAIN.match(self.text, self.at + 1)
            decimals = after.group() if after else ""
            if whole or decimals:
                self.at += 1 + len(decimals)
        if not whole and not decimals:
            raise Unreadable(self.no_number())
        length = len(whole) + len(decimals)
        if length > DIGITS:
            raise Unreadable(f"a number of more than {DIGITS} digits")
        value = Fraction(int(whole + decimals or "0"), 10 ** len(decimals))
        power = _POWER.match(self.text, self.at)
        if power:
            value *= self.power_of_ten(length, power)
            self.at = power.end()
        return Number(value, len((whole + decimals).lstrip("0")), commas=commas and not decimals)

    def power_of_ten(self, length: int, power: re.Match[str]) -> Fraction:
        digits = next(group for group in power.groups() if group)
        if len(digits) > 5 or abs(int(digits)) > EXPONENT:
            raise Unreadable(f"the exponent is larger than {EXPONENT}")
        if length + abs(int(digits)) > DIGITS:
            raise Unreadable(f"a number of more than {DIGITS} digits")
        return Fraction(10) ** int(digits)

    def no_number(self) -> str:
        rest = self.text[self.at :].strip()
        if re.match(r"\\?(nan|inf|infty|infinity|∞)\b", rest, re.IGNORECASE) or rest.startswith(
            "∞"
        ):
            return "not a number or infinity is not an answer here"
        if not rest:
            return "a number is missing at the end"
        return f"{rest[:20]!r} is not a number; write 3, -2.5 or 1/2"

    def end(self) -> None:
        self.blanks()
        rest = self.text[self.at :].strip()
        if not rest or (rest in _ENDS and rest != self.point):
            return
        if HEDGE.search(self.text):
            raise Unreadable("give one answer, without or, and, not")
        if rest.startswith(("%", r"\%")):
            raise Unreadable(PERCENT)
        whole = self.text[: self.at].strip()
        if self.point == "." and _ONLY_ZEROS.fullmatch(rest) and whole.lstrip("+-").isdigit():
            raise Unreadable(
                f"{(whole + rest)[:20]} is {whole[:20]} with a decimal comma, or a number of thousands"
                f" that lacks zeros; write {whole[:20]} if that is meant"
            )
        if self.point == "." and rest.startswith(","):
            raise Unreadable("use a point for decimals, and groups of three digits after a comma")
        if rest.startswith("!"):
            raise Unreadable("factorials are not read; write the number itself")
        both = _MIXED.fullmatch(rest)
        if both and whole.isdigit():
            raise mixed(whole, f"{both[1] or both[3]}/{both[2] or both[4]}")
        if whole[-1:].isdigit() and rest[0].isdigit():
            raise Unreadable(
                "two numbers, or a group that has not three digits; one number is asked"
            )
        raise Unreadable(f"{rest[:20]!r} after the number is not understood")
