"""Numbers as texts: the ways they are usually typed, for those who compare letters alone."""

from collections.abc import Iterator
from fractions import Fraction

from quizgen.answers.blank import FIGURES, Numeric, Pick, Spelled, decimal, half_a_unit, is_short
from quizgen.answers.rounding import magnitude

# Spellings of one number; the longest decimal of an endless one.
MOST, DIGITS = 60, 10


def spellings(asks: Numeric | Pick | Spelled) -> tuple[str, ...]:
    """What is typed into a blank that is right; the first is the key's own. Options are named by their letters.

    >>> spellings(Numeric(Fraction(3, 2)))[:5]
    ('1.5', '1.50', '1.500', '3/2', '+1.5')
    >>> spellings(Numeric(Fraction(1, 3), Fraction(1, 20000)))[:3]
    ('0.3333', '0.33333', '0.333333')
    """
    match asks:
        case Numeric():
            return tuple(dict.fromkeys(_numbers(asks)))[:MOST]
        case Spelled(accepted):
            return accepted
        case Pick(options, several):
            right = [option.letter or option.text for option in options if option.right]
            if several:
                return (", ".join(right), ",".join(right), " ".join(right), "".join(right))
            return (right[0], *(f"{a}{right[0]}{b}" for a, b in (("(", ")"), ("", ")"), ("", "."))))


def _numbers(asks: Numeric) -> Iterator[str]:
    plain = [*_exact(asks.value, asks.within), *_within(asks)]
    for text in plain:
        yield text
    if asks.value > 0:
        yield f"+{plain[0]}"
    for text in plain:
        if text.startswith("0."):
            yield text[1:]
        if text.startswith("-"):
            yield f"\N{MINUS SIGN}{text[1:]}"
            if text.startswith("-0."):
                yield f"-{text[2:]}"


def _exact(value: Fraction, within: Fraction) -> Iterator[str]:
    whole = value.denominator == 1
    if is_short(value):
        text = decimal(value)
        yield text
        if whole and abs(value) >= 1000:
            yield f"{int(value):,}"
        yield from (f"{text}.0", f"{text}.00") if whole else (f"{text}0", f"{text}00")
    else:
        for figures in range(FIGURES, DIGITS):
            text = _rounded(value, figures - 1 - magnitude(value))
            if not within or abs(Fraction(text) - value) <= within:
                yield text
    if not whole:
        yield f"{value.numerator}/{value.denominator}"


def _rounded(value: Fraction, places: int) -> str:
    scaled = round(value * 10 ** max(places, 0))
    return _digits(scaled, max(places, 0))


def _digits(scaled: int, places: int) -> str:
    digits = str(abs(scaled)).rjust(places + 1, "0")
    sign = "-" if scaled < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def _within(asks: Numeric) -> Iterator[str]:
    """Decimals that are near enough, as many places as still give few of them."""
    rounded = not is_short(asks.value) and asks.within <= half_a_unit(asks.value, FIGURES)
    if not asks.within or rounded:
        return  # what is near a number without an end, and not its rounding, is another number
    low, high = asks.value - asks.within, asks.value + asks.within
    for places in range(DIGITS):
        first, last = (
            -((-low.numerator * 10**places) // low.denominator),
            high.numerator * 10**places // high.denominator,
        )
        if last - first >= MOST // 2:
            return
        yield from (_digits(scaled, places) for scaled in range(first, last + 1))
