"""From what a person typed to plain characters: one form for each sign, digit and blank."""

import re
import unicodedata

from quizgen.answers.verdict import Unreadable

CHARACTERS = 4_000
# With the tags of a formula around every sign.
MARKED = 20_000
_MINUS = "\u2212\u2013\u2014\u2010\u2011\u2012\ufe63\uff0d"
_BLANKS = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000	"
_SIGNS = {
    **{ord(c): "-" for c in _MINUS},
    **{ord(c): " " for c in _BLANKS},
    **{ord(c): "'" for c in "’ʼ"},
    **{
        ord(a): b
        for a, b in zip(
            "０１２３４５６７８９．，＋＝（）［］｛｝／＊＾", "0123456789.,+=()[]{}/*^", strict=True
        )
    },
    ord("⁄"): "/",
    ord("∕"): "/",
    ord("÷"): "/",
    ord("∗"): "*",
    ord("⋅"): "·",
    ord("∙"): "·",
    ord("•"): "·",
    ord("⨯"): "×",
    ord("✕"): "×",
}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_SUPERSCRIPT_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_SUBSCRIPT_RUN = re.compile("[₀₁₂₃₄₅₆₇₈₉]+")
_VULGAR = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5",
    "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅐": "1/7", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
    "⅑": "1/9", "⅒": "1/10",
}  # fmt: skip
_RAISED_FRACTION = re.compile("(?<![⁰¹²³⁴⁵⁶⁷⁸⁹])([⁰¹²³⁴⁵⁶⁷⁸⁹]+)[⁄∕/]([₀₁₂₃₄₅₆₇₈₉]+)")
# No pattern may try each blank of thousands as its beginning.
_MANY_BLANKS, _MANY_LINES = re.compile(" {41,}"), re.compile(r"\n(?: *\n){9,}")
_LAST_DIGITS = re.compile(r"[0-9]+$")
_EDGES = "\ufeff\u200b\u200e\u200f \n\r"


def plain(text: str) -> str:
    """The text with one character for each sign; `Unreadable` for what cannot be shown.

    >>> plain("−３"), plain("2³"), plain("½")
    ('-3', '2^(3)', '(1/2)')
    """
    if not isinstance(text, str):
        raise Unreadable(f"expected text, not {type(text).__name__}")
    if "<math" in text or text[:1] in ("#", "$"):
        text = _without_markup(text)
    if len(text) > CHARACTERS:
        raise Unreadable(f"the answer has {len(text)} characters; at most {CHARACTERS} are read")
    found = text.strip() if text.isascii() and text.isprintable() else _mapped(text)
    if not found:
        raise Unreadable("nothing was written")
    if " " * 41 in found:
        found = _MANY_BLANKS.sub(" " * 40, found)
    return _MANY_LINES.sub("\n" * 9, found) if "\n" in found else found


def _without_markup(text: str) -> str:
    """The formulas of a web page or of a Typst source typed out; they are longer than what they say."""
    from quizgen.answers.mathml import without_mathml
    from quizgen.answers.typst_text import without_typst

    if len(text) > MARKED:
        raise Unreadable(f"the answer has {len(text)} characters; at most {MARKED} are read")
    return without_typst(without_mathml(text.strip()))


def _mapped(text: str) -> str:
    text = text.strip(_EDGES).replace("\r\n", "\n").replace("\r", "\n")
    text = _RAISED_FRACTION.sub(_raised_fraction, text).translate(_SIGNS)
    for position, character in enumerate(text):
        if character != "\n" and unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"}:
            raise Unreadable(f"contains the invisible character U+{ord(character):04X}", position)
    text = _SUPERSCRIPT_RUN.sub(lambda run: f"^({run.group().translate(_SUPERSCRIPTS)})", text)
    text = _SUBSCRIPT_RUN.sub(lambda run: f"_{run.group().translate(_SUBSCRIPTS)}", text)
    for sign, fraction in _VULGAR.items():
        if sign in text:
            at = text.index(sign)
            before = text[:at].rstrip()
            if before and before[-1].isdigit():
                raise mixed(before, fraction, at)
            text = text.replace(sign, f"({fraction})")
    return text.strip()


def mixed(before: str, fraction: str, position: int) -> Unreadable:
    """The reason for `1 1/2`, and what it would be as one fraction.

    >>> mixed("U = 11", "1/2", 0).reason
    'a mixed number; did you mean 23/2?'
    """
    digits = _LAST_DIGITS.search(before)
    top, _, bottom = fraction.partition("/")
    whole = int(digits[0][-9:]) if digits else 0
    meant = f"{whole * int(bottom) + int(top)}/{bottom}" if len(fraction) < 20 else fraction
    return Unreadable(f"a mixed number; did you mean {meant}?", position)


def _raised_fraction(found: re.Match[str]) -> str:
    """³⁄₂ as ½ is written."""
    before = found.string[: found.start()].rstrip()
    top, bottom = found[1].translate(_SUPERSCRIPTS), found[2].translate(_SUBSCRIPTS)
    if before[-1:].isdigit():
        raise mixed(before, f"{top}/{bottom}", found.start())
    return f"({top}/{bottom})"


def without_dollars(text: str) -> str:
    r"""The math inside `$…$` or `\(…\)`.

    >>> without_dollars("$3$"), without_dollars(r"\(x\)")
    ('3', 'x')
    """
    if text[:1] not in ("$", "\\", "`"):
        return text
    for opening, closing in (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"), ("`", "`")):
        inside = text[len(opening) : -len(closing)]
        if (
            len(text) > len(opening) + len(closing)
            and text.startswith(opening)
            and text.endswith(closing)
            and opening not in inside.replace(r"\\[", "")  # a row's end with a distance, \\[2pt]
        ):
            return inside.strip()
    return text


# What stands left of = or : and says more than a name: `minus: 7`, `L^2 = 7`, `log(L) = 7`.
_NO_NAME = re.compile(
    r"\s*\\?(?:or|and|not|no|none|either|neither|maybe|about|approx\w*|nicht|kein\w*|oder|und|pas|minus|neg\w*|wrong"
    r"|false|except|below|above|under|over|less|more|at\s?least|at\s?most|min|max|transposed?|reversed?|inverse"
    r"|sqrt|log[0-9]*|ln|exp|sin|cos|tan|tanh|abs)\b"
    r"|[^=:]{0,40}\^\s*[{(]?\s*(?:[0-9]+\s*(?![0-9)}])|T\b)",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"^\s*(?!(?:or|and|not|either|neither|maybe|about|approximately|nicht|oder|und)\b)(?:[A-Za-z∇][\w∇{}^()\\']{0,12}|number|answer|result)?\s*(?:=|:)\s*(?![=:])",
    re.IGNORECASE,
)


def without_name(text: str) -> str:
    """The right side of `U = 6`.

    >>> without_name("U = 6"), without_name("6")
    ('6', '6')
    """
    return text if _NO_NAME.match(text) else _NAME.sub("", text, count=1)


def says_more(left: str) -> bool:
    """Whether what stands left of an equals sign is more than a name, such as `L^2`."""
    return _NO_NAME.match(left) is not None


HEDGE = re.compile(r"\b(or|and|not|maybe|either|about|approximately|oder|und)\b|≈|~", re.IGNORECASE)
