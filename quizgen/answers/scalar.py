"""Exact scalars shared by the kinds: keys to fractions, texts to fractions, fractions to text."""

import math
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from quizgen.answers.calculation import calculation, computed, short
from quizgen.answers.constants import whole
from quizgen.answers.names import ABOUT, labels_of
from quizgen.answers.number import Number, at_once, read_digits, read_number, stated
from quizgen.answers.percent import in_percent
from quizgen.answers.rounding import fits
from quizgen.answers.steps import are_connected, steps_of
from quizgen.answers.text import bare, inside
from quizgen.answers.tree import Tree
from quizgen.answers.verdict import Unreadable
from quizgen.pattern import pattern

# What a number is read as most often, and what is still written out.
_WHOLE = pattern(r"[+-]?[0-9]{1,15}", re.ASCII)
_LONGEST = 10**40
# How far a real number may be off where the question does not say it.
DEFAULT_TOLERANCE = Fraction(5, 10_000)
# Keys are printed with six digits: of a large number that is less than the tolerance.
_AS_PRINTED = Fraction(5, 10**6)
_ONE_LETTER = pattern(r"[A-Za-z](?:_?[0-9])? ?= ?(?=[-+0-9\\])")
_ABOUT = pattern(r"\\(?:approx|simeq|cong)|[≈≃≅~]")
# A full stop behind a decimal, or the dots of one that goes on.
_ENDED = pattern(r"([-+]?[0-9]*\.[0-9]+)(?:\.+|…)")
_ABOUT_IN_WORDS = pattern(
    r"\A\s*(?:about|approximately|approx\.?|roughly|circa|ca\.|etwa|ungefähr|rund|environ|aprox\.|aproximadamente|cerca\s+de|大?约|約)(?:\s*(?=[0-9.])|\s+(?=[-+][0-9.]))",
    re.IGNORECASE,
)
# Behind a decimal: 0.67 (rounded).
_ROUNDED = pattern(
    r"\s*\((?:rounded|approx(?:\.|imately)?|about|gerundet|ungefähr|arrondie?|environ|redondead[oa]|aprox\.|arrotondat[oa]|arredondad[oa])\)[.\s]*\Z",
    re.IGNORECASE,
)
_LAST_DECIMAL = pattern(r"(?:(?<=\S)\s*(?:=|≈)|\A\s*≈?)\s*(?=[-+]?[0-9]*\.[0-9]+\Z)")
_TILDE = pattern(r"\A\s*~\s*(?=[-+]?[0-9.])")
# What a calculation has that is no fraction of whole numbers: names of functions, powers, roots.
_WORKED_OUT = pattern(r"[a-zA-Z√^]|\*\*")
# What is worked out in a real number; sigmoid(2) is the question, not the answer.
_EXACT = frozenset({"exp", "ln", "log2", "log10", "sqrt", "e", "pi", "power"})
# Numbers of a fraction that somebody typed; longer ones come of a root or a logarithm.
_TYPED_BITS = 64
# The decimal places of the numbers with these denominators.
SHORT_DECIMALS = {2**twos * 5**fives: max(twos, fives) for twos in range(21) for fives in range(21)}


def as_fraction(value: object) -> Fraction:
    """A key's number exactly; a float means the decimal it prints as.

    >>> as_fraction("3/2"), as_fraction(0.1), as_fraction(7)
    (Fraction(3, 2), Fraction(1, 10), Fraction(7, 1))
    """
    if isinstance(value, int):
        if isinstance(value, bool):
            raise ValueError(f"{str(value).lower()} is no number")
        return whole(value)
    if isinstance(value, Fraction):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value!r} is no number")
        return _as_printed(value)
    if isinstance(value, str):
        try:
            return read_number(value).value
        except Unreadable as error:
            if _WORKED_OUT.search(value) and any(map(str.isdigit, value)):
                said = "is an exact value where a decimal is asked for: write numeric(…) around it"
                raise ValueError(f"{value!r} {said}") from None
            raise ValueError(f"{value!r} is no number: {error.reason}") from None
    if hasattr(value, "p") and hasattr(value, "q"):
        return Fraction(int(value.p), int(value.q))
    if hasattr(value, "item"):
        return as_fraction(value.item())
    if hasattr(value, "__float__"):
        return as_fraction(float(value))
    raise ValueError(f"{value!r} is no number")


@lru_cache(maxsize=1024)
def _as_printed(value: float) -> Fraction:
    """The decimal a float prints as; the tolerances of a class are few and are made once."""
    text = float.__repr__(value)
    if "e" in text:
        return read_number(text).value
    before, _, decimals = text.partition(".")
    return Fraction(int(before + decimals), 10 ** len(decimals))


def default_tolerance(key: Fraction) -> Fraction:
    """How far from a key a number may be where the question does not say it.

    >>> default_tolerance(Fraction(7)), default_tolerance(Fraction(12345))
    (Fraction(1, 2000), Fraction(2469, 40000))
    """
    return max(DEFAULT_TOLERANCE, _AS_PRINTED * abs(key))


def within(value: Fraction, key: Fraction, atol: Fraction, rtol: Fraction) -> bool:
    """|value − key| ≤ atol + rtol·|key|, multiplied out: a tenth of the time of fractions.

    >>> within(Fraction(101), Fraction(100), Fraction(0), Fraction(1, 100))
    True
    >>> within(Fraction("101.0001"), Fraction(100), Fraction(0), Fraction(1, 100))
    False
    """
    top, bottom = value.numerator, value.denominator
    key_top, key_bottom = key.numerator, key.denominator
    reach = (
        atol.numerator * rtol.denominator * key_bottom
        + rtol.numerator * atol.denominator * abs(key_top)
    )
    gap = abs(top * key_bottom - key_top * bottom)
    return gap * atol.denominator * rtol.denominator <= reach * bottom


def read_scalar(text: str, settings: Mapping[str, object]) -> Fraction:
    """The exact number a text means, computed if the question allows `arithmetic` or a chain ends in it."""
    if _WHOLE.fullmatch(text):
        return Fraction(int(text))
    return read_figures(text, settings).value


def read_entry(text: str, settings: Mapping[str, object]) -> Fraction:
    """The exact number of one entry of an array, without names and units."""
    if _WHOLE.fullmatch(text):
        return whole(int(text))
    comma = bool(settings.get("decimal_comma"))
    try:
        return read_number(text, decimal_comma=comma).value
    except Unreadable:
        if ("atol" in settings or "rtol" in settings) and _WORKED_OUT.search(text):
            return _real(bare(text), settings).value
        if not settings.get("arithmetic"):
            raise
        return computed(bare(text), settings)


def read_figures(text: str, settings: Mapping[str, object], *, is_share: bool = False) -> Number:
    """A number with its figures as written; one that had to be computed has none, and is not reduced.

    `is_share`: it may be written in percent, as in `24/125 = 19.2 %`.

    >>> str(read_figures("19.2 %", {}, is_share=True).value)
    '24/125'
    """
    comma = bool(settings.get("decimal_comma"))
    named = _ONE_LETTER.match(text)
    if named and not labels_of(settings).is_name(named[0].rstrip("= ")):
        named = None
    fast = at_once(text[named.end() :] if named else text, decimal_comma=comma)
    if fast:
        return fast
    text = _about_signed(text)
    text = _TILDE.sub("≈", text, count=1)
    about = ABOUT.search(text) is not None
    cleaned = inside(bare(text))
    cleaned = ABOUT.sub("=", cleaned) if about else cleaned
    parts = [] if about else steps_of(cleaned, labels_of(settings))
    if parts:
        return _of_steps(parts, settings)
    members = stated(cleaned, labels_of(settings))
    alone = len(members) == 1
    if alone:
        computes = bool(settings.get("arithmetic"))
        found = _member(members[0], settings, arithmetic=computes, is_share=is_share)
    else:
        found = one_value(members, settings, is_share=is_share)
    whole = found.value.denominator == 1 or found.is_fraction
    if about and whole and (alone or _ABOUT.match(text.lstrip())):
        raise Unreadable("about a value; write the value itself")
    return found


def _about_signed(text: str) -> str:
    """A text with the sign for what says in words that its value is rounded."""
    ends = _ROUNDED.search(text) if ")" in text else None
    # Of what is no decimal nobody knows what was rounded.
    if ends and (decimal := _LAST_DECIMAL.search(text, 0, ends.start())):
        text = f"{text[: decimal.start()]}≈{text[decimal.end() : ends.start()]}"
    return _ABOUT_IN_WORDS.sub("≈", text, count=1)


def _of_steps(parts: list[str], settings: Mapping[str, object]) -> Number:
    """The value of the last of several steps of working, of which each has to hold and to be used."""
    found = [one_value(stated(part, labels_of(settings)), settings) for part in parts]
    comma = bool(settings.get("decimal_comma"))
    if not are_connected(
        [number.value for number in found],
        parts,
        lambda text: read_digits(text, decimal_comma=comma).value,
    ):
        raise Unreadable("several values with equals signs; one number is asked")
    return found[-1]


def read_real(text: str, settings: Mapping[str, object]) -> Number:
    """A number that may be rounded: `≈ 0.6931`, `69.31%`, `ln(2)`, `ln 2 ≈ 0.6931`.

    >>> round(float(read_real("ln(2)", {}).value), 4), str(read_real("50%", {}).value)
    (0.6931, '1/2')
    """
    fast = at_once(text, decimal_comma=bool(settings.get("decimal_comma")))
    if fast:
        return fast
    text = _about_signed(text)
    cleaned = ABOUT.sub(" = ", inside(bare(text))) if _ABOUT.search(text) else text
    if cleaned[:1] == "~":
        cleaned = cleaned[1:]
    members = stated(cleaned, labels_of(settings))
    values = [_real(member, settings) for member in members]
    for text_of, value in zip(members, values, strict=True):
        off = abs(value.value - values[-1].value)
        if off and not _same_when_rounded(value, values[-1]):
            raise Unreadable(
                f"the equals signs do not hold: {short(text_of)} is {decimal(value.value)}, not {short(members[-1])}"
            )
    return next((v for v in values if v.figures and not v.is_fraction), values[0])


def _same_when_rounded(one: Number, other: Number) -> bool:
    """Whether one value is the other to fewer digits; both may be rounded."""
    for about, exact in ((one, other), (other, one)):
        if about.figures > 1 and fits(about.value, exact.value, about.figures):
            return True
    return False


def _real(text: str, settings: Mapping[str, object]) -> Number:
    if ended := _ENDED.fullmatch(text):
        text = ended[1]
    try:
        return read_digits(text, decimal_comma=bool(settings.get("decimal_comma")))
    except Unreadable as error:
        if percent := in_percent(text, settings):
            return percent
        if not settings.get("arithmetic") and not _WORKED_OUT.search(text):
            raise
        try:
            tree = calculation(text, settings)
        except Unreadable as other:
            raise (other if settings.get("arithmetic") else error) from None
    return Number(evaluated(tree), is_fraction=True, reduced=False)


def evaluated(tree: Tree) -> Fraction:
    """A calculation's value to thirty digits, exactly where it is rational."""
    from quizgen.answers.constants import constant
    from quizgen.answers.digits import Budget, Digits, Undefined
    from quizgen.answers.facts import facts

    if facts(tree).used - _EXACT:  # which refuses what takes long
        raise Unreadable("a number is asked; only roots, powers and logarithms are worked out")
    value = constant(tree)
    if value is not None:
        return value
    try:
        found, _ = Digits(30, Budget(2_000)).value(tree, {})
    except (Undefined, KeyError):
        raise Unreadable("a number is asked; this has no value") from None
    if abs(found.adjusted()) > 400:
        raise Unreadable("a number that is too large or too small")
    return Fraction(*found.as_integer_ratio())


def decimal(value: Fraction) -> str:
    """A value to six figures."""
    return f"{float(value):.6g}" if value.denominator != 1 else shown(value)


def _member(
    text: str, settings: Mapping[str, object], *, arithmetic: bool, is_share: bool = False
) -> Number:
    if ended := _ENDED.fullmatch(text):
        text = ended[1]
    try:
        return read_digits(text, decimal_comma=bool(settings.get("decimal_comma")))
    except Unreadable:
        if is_share and (percent := in_percent(text, settings)):
            return percent
        if not arithmetic:
            raise
        return Number(computed(text, settings), is_fraction=True, reduced=False)


def one_value(
    members: Sequence[str], settings: Mapping[str, object], *, is_share: bool = False
) -> Number:
    """The value that all members of a chain of equals signs have; `Unreadable` where they differ.

    A decimal of two figures or more may be the rounded value of an exact member beside it.

    >>> str(one_value(["10*5", "50"], {}).value), str(one_value(["4/3", "1.333"], {}).value)
    ('50', '4/3')
    """
    values = [_member(text, settings, arithmetic=True, is_share=is_share) for text in members]
    exact = [v for v in values if v.value.denominator == 1 or v.is_fraction] or values
    off = [v for v in values if v.value != exact[0].value and not _rounds(v, exact[0].value)]
    if off:
        both = [exact[0], off[0]]
        both.sort(key=lambda value: value.reduced)  # what was worked out first
        one, other = (members[values.index(value)] for value in both)
        raise Unreadable(
            f"the equals signs do not hold: {short(one)} is {shown(both[0].value)}, not {short(other)}"
        )
    plainly = [v for v in values if not (v.is_fraction and not v.reduced)]
    same = [v for v in plainly if v.value == exact[0].value]
    return same[-1] if same else exact[0]


def _rounds(decimal: Number, exact: Fraction) -> bool:
    value = decimal.value
    places = next((p for p in range(2, 13) if not 10**p % value.denominator), None)
    return (
        not decimal.is_fraction
        and value.denominator != 1
        and places is not None
        and abs(value - exact) * 2 * 10**places <= 1
    )


def shown(value: Fraction) -> str:
    """A number as a student writes it: whole, short decimal or fraction.

    >>> shown(Fraction(3)), shown(Fraction(3, 2)), shown(Fraction(1, 3)), shown(Fraction(2) ** 90 / 3)
    ('3', '1.5', '1/3', 'about 4.12647e+26')
    """
    top, bottom = value.numerator, value.denominator
    if bottom == 1:
        if -_LONGEST < top < _LONGEST:
            return str(top)
        return f"a number of {len(str(abs(top)))} digits"
    places = SHORT_DECIMALS.get(bottom)
    if places is not None:
        sign = "-" if top < 0 else ""
        digits = str(abs(top) * 10**places // bottom).rjust(places + 1, "0")
        return f"{sign}{digits[:-places]}.{digits[-places:]}"
    if max(top.bit_length(), bottom.bit_length()) > _TYPED_BITS:
        return _about(value)
    return f"{top}/{bottom}"


def _about(value: Fraction) -> str:
    if Fraction(1, 10**300) < abs(value) < 10**300:
        return f"about {float(value):.6g}"
    return "a very large number" if abs(value) > 1 else "a number very close to 0"
