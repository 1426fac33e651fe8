"""From what a person typed to plain characters: one form for each sign, digit and blank."""

import re
import unicodedata

from quizgen.answers.verdict import Unreadable
from quizgen.pattern import pattern

PERCENT = "percent signs are not read; write the number itself"
CHARACTERS = 4_000
# With the tags of a formula around every sign.
MARKED = 20_000
_MINUS = "\u2212\u2013\u2014\u2010\u2011\u2012\ufe63"
_BLANKS = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000	"
_SIGNS = {
    **{0xFF01 + i: chr(0x21 + i) for i in range(94)},  # full-width letters, digits and signs
    **{ord(c): "-" for c in _MINUS},
    **{ord(c): " " for c in _BLANKS},
    **{ord(c): "'" for c in "’ʼ"},
    **{ord(a): b for a, b in zip("。、；：【】〔〕", ".,;:[][]", strict=True)},
    ord("⁄"): "/",
    ord("∕"): "/",
    ord("÷"): "/",
    ord("∗"): "*",
    ord("⋅"): "·",
    ord("∙"): "·",
    ord("•"): "·",
    ord("\u2062"): "·",
    ord("\u2063"): ",",
    ord("⨯"): "×",
    ord("✕"): "×",
    ord("ˆ"): "^",
    ord("∶"): ":",
    # What nobody sees and nobody means: marks of direction, joiners, soft hyphens.
    **dict.fromkeys(
        map(
            ord,
            "\u200b\u200c\u200e\u200f\u202a\u202c\u202d\u2060\u2061\u2066\u2068\u2069\ufeff\u00ad",
        )
    ),
}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿˣʸᶻ", "0123456789+-nxyz")
_SUPERSCRIPT_RUN = pattern("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿˣʸᶻ]+")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
# A comma between two indices as well: v₁,₂ is no two entries.
_SUBSCRIPT_RUN = pattern("[₀₁₂₃₄₅₆₇₈₉]+(?:,[₀₁₂₃₄₅₆₇₈₉]+)*")
_VULGAR = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5",
    "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅐": "1/7", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
    "⅑": "1/9", "⅒": "1/10",
}  # fmt: skip
_RAISED_FRACTION = pattern("(?<![⁰¹²³⁴⁵⁶⁷⁸⁹])([⁰¹²³⁴⁵⁶⁷⁸⁹]+)[⁄∕/]([₀₁₂₃₄₅₆₇₈₉]+)")
# No pattern may try each blank of thousands as its beginning.
_MANY_BLANKS, _MANY_LINES = pattern(" {41,}"), pattern(r"\n(?: *\n){9,}")
_MEDIUM_SPACE = pattern(r"(?<!\\)\\:")
_SPACE_BESIDE = pattern(r"(?<!\\)(?:\\(?:[,;! ]|q?quad(?![A-Za-z]))\s*)+([=≈]|\Z)?")
_LAST_DIGITS = pattern(r"[0-9]+$")
_ENTITY = pattern(r"&(?:[a-zA-Z]{2,8}|#[0-9]{2,5}|#x[0-9a-fA-F]{2,5});")
_TAGS = "p|b|i|em|strong|span|div|br|code|pre|tt|td|th|tr|table|tbody|thead|ul|ol|li|u|font|sup|sub|samp|kbd|h[1-6]"
_TAG = pattern(
    rf"<(/?)({_TAGS})(?:\s+[A-Za-z-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))*\s*/?>", re.IGNORECASE
)
_BROKEN = {"p", "div", "br", "tr", "li"}


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
    if "\\" in found:
        # The colon of such a space is none, and before an equals sign it is no part of the name.
        found = _MEDIUM_SPACE.sub(r"\\,", found)
        found = _SPACE_BESIDE.sub(lambda run: run[0] if run[1] is None else run[1], found)
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


# Letters and digits of mathematical alphabets: 𝑥, 𝟐.
_ALPHABETS = pattern("[\U0001d400-\U0001d7ff]+")
# A letter with its accent behind it, as PDF viewers copy them.
_IN_TWO = pattern("[A-Za-z][\u0300-\u036f]+")

# A long dash or a bullet before the next name parts two values: w = 3 — b = 4.
_BESIDE = pattern(r"(?<=[0-9)\]])\s*[—•]\s*(?=[^\W\d_][^\s=:]{0,12}\s*[=:])")


def _mapped(text: str) -> str:
    text = _ALPHABETS.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)
    text = _IN_TWO.sub(lambda run: unicodedata.normalize("NFC", run[0]), text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    if "—" in text or "•" in text:
        text = _BESIDE.sub("; ", text)
    text = _RAISED_FRACTION.sub(_raised_fraction, text).translate(_SIGNS).strip(" \n")
    for character in text:
        kind = unicodedata.category(character)
        if kind == "Cs":
            raise Unreadable("contains bytes that are no text; save or type it as UTF-8")
        if character != "\n" and kind in {"Cc", "Cf", "Co"}:
            raise Unreadable(f"contains the invisible character U+{ord(character):04X}")
    text = _SUPERSCRIPT_RUN.sub(lambda run: f"^({run.group().translate(_SUPERSCRIPTS)})", text)
    text = _SUBSCRIPT_RUN.sub(_index, text)
    for sign, fraction in _VULGAR.items():
        if sign in text:
            at = text.index(sign)
            before = text[:at].rstrip()
            if before and before[-1].isdigit():
                raise mixed(before, fraction)
            text = text.replace(sign, f"({fraction})")
    if len(text) > 2 * CHARACTERS:
        raise Unreadable(
            f"the answer has {len(text)} characters when its fractions are written out"
        )
    return text.strip()


def _index(run: re.Match[str]) -> str:
    """v₁2 is no v_12."""
    digits = run.group().translate(_SUBSCRIPTS)
    apart = "," in digits or run.string[run.end() : run.end() + 1].isdigit()
    return f"_{{{digits}}}" if apart else f"_{digits}"


def mixed(before: str, fraction: str) -> Unreadable:
    """The reason for `1 1/2`, and what it would be as one fraction.

    >>> mixed("U = 11", "1/2").reason
    'a mixed number; did you mean 23/2?'
    """
    digits = _LAST_DIGITS.search(before)
    top, _, bottom = fraction.partition("/")
    whole = int(digits[0][-9:]) if digits else 0
    meant = f"{whole * int(bottom) + int(top)}/{bottom}" if len(fraction) < 20 else fraction
    return Unreadable(f"a mixed number; did you mean {meant}?")


def _raised_fraction(found: re.Match[str]) -> str:
    """³⁄₂ as ½ is written."""
    before = found.string[: found.start()].rstrip()
    top, bottom = found[1].translate(_SUPERSCRIPTS), found[2].translate(_SUBSCRIPTS)
    if before[-1:].isdigit():
        raise mixed(before, f"{top}/{bottom}")
    return f"({top}/{bottom})"


def without_tags(text: str) -> str:
    """An answer as HTML, as learning systems export it, without its tags and entities.

    >>> without_tags("<b>50</b>"), without_tags("x<sup>2</sup>"), without_tags("<3, 4>")
    ('50', 'x^(2)', '<3, 4>')
    """
    if "<" in text:
        text = _without_markup(text) if "<math" in text else text
        text = _TAG.sub(_untagged, text)
    if "&" in text and ";" in text:
        from html import unescape  # the names of two thousand signs

        text = _ENTITY.sub(lambda found: unescape(found[0]), text).replace("\u00a0", " ")
    return text


def _untagged(found: re.Match[str]) -> str:
    name, closes = found[2].lower(), bool(found[1])
    if name in ("sup", "sub"):
        return (
            ")" if closes and name == "sup" else "}" if closes else "^(" if name == "sup" else "_{"
        )
    if name in ("td", "th"):
        return "\t" if closes else ""
    return "\n" if name in _BROKEN and (closes or name == "br") else ""


def bare(text: str) -> str:
    r"""The text in plain signs, without what a word processor, Markdown, HTML or LaTeX puts around all of it.

    >>> bare("**50**"), bare(r"\boxed{\frac{9}{7}}"), bare(r"$\displaystyle 50$"), bare("“C”")
    ('50', '\\frac{9}{7}', '50', 'C')
    """
    return inside(plain(without_tags(text)))


def inside(text: str) -> str:
    """What `bare` does to a text in plain signs."""
    for _ in range(8):
        if not text or (text[0].isalnum() and text[-1].isalnum()):
            return text
        before = text
        if text[-1] == "." and text[0] in '\\$*“«"`':
            text = text[:-1].rstrip()
        text = without_dollars(text)
        if "**" in text:
            text = _BOLD.sub(lambda bold: bold[1] or bold[2], text)
        if text[:1] == "\\":
            found = _STYLE.match(text)
            if found:
                text = text[found.end() :]
            found = _BOX.match(text)
            if found and _closes(text, found.end() - 1):
                text = text[found.end() : -1].strip()
        for left, right in _AROUND:
            size = len(left)
            if (
                len(text) > 2 * size
                and text.startswith(left)
                and text.endswith(right)
                and right not in text[size:-size]
                and (left != "*" or text[1] not in " *")
            ):
                text = text[size:-size].strip()
        if text == before:
            break
    return text


# Bold words of Markdown; `2 **3** 2` is a power.
_BOLD = pattern(
    r"(?<![\w)*])(?<![\w)] )\*\*(?=[^\s*])([^*\n]*[^\s*])\*\*(?![\w(*])|(?<=[a-z:] )\*\*([^\s*]+)\*\*(?![\w(*])"
)
_AROUND = (
    ("**", "**"), ("__", "__"), ("*", "*"), ("“", "”"), ("„", "“"), ("„", "”"), ("«", "»"), ("»", "«"), ("‘", "'"),
    ('"', '"'), ("'", "'"), ("```", "```"), ("「", "」"), ("”", "”"),
)  # fmt: skip
_STYLE = pattern(
    r"\s*(?:\\(?:displaystyle|textstyle|bf|rm|it|large|Large|huge|centering|quad|,|;|!)(?![A-Za-z])\s*)+"
)
_BOX = pattern(
    r"\s*\\(?:boxed|fbox|framebox|text|textbf|textit|mathbf|mathrm|mbox|bm|boldsymbol|emph|underline|texttt|mathtt|ensuremath|color\s*\{[a-z]+\})\s*\{"
)


def _closes(text: str, at: int) -> bool:
    """Whether the brace at a position is closed by the last character."""
    depth = 0
    for position in range(at, len(text)):
        depth += (text[position] == "{") - (text[position] == "}")
        if depth == 0:
            return position == len(text) - 1
    return False


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


HEDGE = pattern(r"\b(or|and|not|maybe|either|about|approximately|oder|und)\b|≈|~", re.IGNORECASE)
