r"""Any text as LaTeX: every character that means something to TeX, every ligature, every script.

What the fonts of `lmodern` in T1 lack is written with LaTeX's own commands (Greek, arrows, accents);
what even those lack is drawn as outlines, or else prints its code point, so a sheet compiles
whatever a student is called.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

_ASCII = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "`": r"\textasciigrave{}", "'": r"\textquotesingle{}",
    '"': r"\textquotedbl{}", "|": r"\textbar{}", "<": r"\textless{}", ">": r"\textgreater{}",
    # Alone they are what they seem; doubled or after `\\` they would be a ligature or an argument.
    "-": "-{}", ",": ",{}", "!": "!{}", "?": "?{}", "[": "{[}", "]": "{]}", "*": "{*}", "=": "={}",
    "\n": " ", "\t": " ", "\r": " ",
}  # fmt: skip
# They say whether the letters beside them join, and are nothing alone.
_JOINERS = "\u200c\u200d"
_LIGATURES = frozenset("-,!?=")
_TYPOGRAPHY = {
    "\u00a0": "~", "\u2018": "`", "\u2019": "'", "\u201c": "``", "\u201d": "''", "\u2013": "--", "\u2014": "---",
    "\u2026": r"\ldots{}", "\u2212": "$-$", "\u00b7": r"\textperiodcentered{}", "\u2022": r"\textbullet{}",
    "\u00ad": "", "\u200b": "", "\u200d": "", "\ufeff": "", "\u2009": r"\,", "\u202f": r"\,", "€": r"\texteuro{}",
    "°": r"\textdegree{}", "µ": r"\textmu{}", "½": r"\textonehalf{}", "¼": r"\textonequarter{}", "¾": r"\textthreequarters{}",
    "²": r"\texttwosuperior{}", "³": r"\textthreesuperior{}", "¹": r"\textonesuperior{}", "±": r"\textpm{}",
    "×": r"\texttimes{}", "÷": r"\textdiv{}", "¬": r"\textlnot{}", "©": r"\textcopyright{}", "®": r"\textregistered{}",
    "§": r"\S{}", "¶": r"\P{}", "†": r"\textdagger{}", "‡": r"\textdaggerdbl{}", "«": r"\guillemotleft{}", "»": r"\guillemotright{}",
    "‹": r"\guilsinglleft{}", "›": r"\guilsinglright{}", "„": r"\quotedblbase{}", "‚": r"\quotesinglbase{}", "¡": r"\textexclamdown{}",
    "¿": r"\textquestiondown{}", "£": r"\pounds{}", "™": r"\texttrademark{}", "ı": r"\i{}",
}  # fmt: skip
_MATH = {
    "→": r"\to", "←": r"\leftarrow", "↔": r"\leftrightarrow", "⇒": r"\Rightarrow", "↦": r"\mapsto", "↑": r"\uparrow", "↓": r"\downarrow",
    "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "∈": r"\in", "∉": r"\notin", "∞": r"\infty", "∇": r"\nabla", "∂": r"\partial",
    "∑": r"\sum", "∏": r"\prod", "√": r"\surd", "⊙": r"\odot", "⋅": r"\cdot", "∘": r"\circ", "⌊": r"\lfloor", "⌋": r"\rfloor",
    "⌈": r"\lceil", "⌉": r"\rceil", "‖": r"\|", "⟨": r"\langle", "⟩": r"\rangle", "∀": r"\forall", "∃": r"\exists", "∅": r"\emptyset",
    "∪": r"\cup", "∩": r"\cap", "⊂": r"\subset", "⊆": r"\subseteq", "ℝ": r"\mathbb{R}", "ℤ": r"\mathbb{Z}", "ℕ": r"\mathbb{N}", "ℓ": r"\ell",
    "✓": r"\checkmark", "⊤": r"\top", "′": "'", "⋯": r"\cdots", "⋮": r"\vdots", "∗": "*", "ϵ": r"\epsilon", "ϕ": r"\phi",
}  # fmt: skip
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "ς": "varsigma", "τ": "tau", "υ": "upsilon", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma",
    "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
_GREEK_LATIN = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True))
_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".", "\u0308": '"',
    "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d", "\u0327": "c", "\u0328": "k", "\u0331": "b",
}  # fmt: skip
# Letters of T1 that are no letter with an accent.
_LETTERS = {
    "ß": r"\ss{}", "æ": r"\ae{}", "Æ": r"\AE{}", "œ": r"\oe{}", "Œ": r"\OE{}", "ø": r"\o{}", "Ø": r"\O{}", "ł": r"\l{}",
    "Ł": r"\L{}", "đ": r"\dj{}", "Đ": r"\DJ{}", "ð": r"\dh{}", "Ð": r"\DH{}", "þ": r"\th{}", "Þ": r"\TH{}", "ŋ": r"\ng{}", "Ŋ": r"\NG{}",
}  # fmt: skip
_SPECIAL = re.compile(r"[^ .;:/()+@A-Za-z0-9]")


def escape(text: str, fonts: Path | None = None) -> str:
    r"""Text as LaTeX source that prints it; `fonts` is a folder with fonts for other scripts.

    >>> print(escape("50% of {x_1} -- Zoë's \\cmd"))
    50\% of \{x\_1\} -{}- Zo\"{e}\textquotesingle{}s \textbackslash{}cmd
    """
    text = unicodedata.normalize("NFC", text)
    if text.isascii() or not any(map(_is_beyond, text)):
        return _SPECIAL.sub(
            lambda found: _sign(found[0], text[found.end() : found.end() + 1]), text
        )
    return "".join(_drawn(run, fonts) if beyond else escape(run) for beyond, run in _runs(text))


def is_printable(text: str, fonts: Path | None = None) -> bool:
    """Whether LaTeX prints a text as it is.

    >>> is_printable("Zoë"), is_printable("Иван"), is_printable("李")
    (True, True, False)
    """
    return r"\codepoint" not in escape(text, fonts)


def _drawn(run: str, fonts: Path | None) -> str:
    try:
        from quizgen.document.outlines import outline

        drawn = outline(run, fonts)
    except ImportError:  # where there is no Typst
        drawn = None
    return drawn or "".join(rf"\codepoint{{{ord(sign):04X}}}" for sign in run)


def _runs(text: str) -> Iterator[tuple[bool, str]]:
    """A text in pieces: what LaTeX has, and what its fonts lack.

    What is written from right to left keeps the blanks between its words: their order is its own.

    >>> list(_runs("Ada Иван Петров"))
    [(False, 'Ada '), (True, 'Иван'), (False, ' '), (True, 'Петров')]
    >>> [run for beyond, run in _runs("aq\u0303b") if beyond] == ["q\u0303"]
    True
    """
    flags = "".join(map(_flag, text))
    for found in re.finditer(r"r(?: +r|[rm])*|(?:b|[ .]?(?=m))[bm]+|b|(?:[ .](?!m))+", flags):
        yield found[0] != "" and not set(found[0]) <= {" ", "."}, text[found.start() : found.end()]


def _flag(sign: str) -> str:
    """`r` and `b` for what is beyond LaTeX, from right to left or not; `m` for marks; a blank."""
    if unicodedata.category(sign).startswith("M") or sign in _JOINERS:
        return "m"
    if _is_beyond(sign):
        return "r" if unicodedata.bidirectional(sign) in {"R", "AL"} else "b"
    return " " if sign == " " else "."


@lru_cache(maxsize=4096)
def _is_beyond(sign: str) -> bool:
    """Whether LaTeX lacks a sign; a mark on a letter that are not one sign is drawn with it."""
    return not sign.isascii() and (
        unicodedata.category(sign).startswith("M") or r"\codepoint" in _sign(sign, "")
    )


def code(text: str) -> str:
    """Code in a line: `escape` with every blank kept.

    >>> print(code("a  b"))
    a~~b
    """
    return escape(text.replace(" ", "\u00a0"))


def _sign(sign: str, following: str) -> str:
    if sign in _LIGATURES and following != sign and not (sign in "?!" and following == "`"):
        return sign
    if sign.isascii():
        return _ASCII.get(sign, "" if sign < " " or sign == "\x7f" else sign)
    for table in (_TYPOGRAPHY, _LETTERS, _GREEK_LATIN):
        if sign in table:
            return table[sign]
    if sign in _MATH or sign in _GREEK:
        return f"$ {_MATH.get(sign) or chr(92) + _GREEK[sign]}$"
    return _composed(sign)


def _composed(sign: str) -> str:
    """A letter with accents, a mathematical or full-width letter, else the code point."""
    plain = unicodedata.normalize("NFKD", sign)
    if unicodedata.decomposition(sign).startswith("<circle>") and plain.isdigit():
        size = "scriptsize" if len(plain) == 1 else "tiny"
        return rf"\textcircled{{\{size} {plain}}}"
    base, accents = plain[0], plain[1:]
    if (accents or base != sign) and all(accent in _ACCENTS for accent in accents):
        printed = _sign(base, "")
        for accent in accents:
            printed = rf"\{_ACCENTS[accent]}{{{printed}}}"
        if r"\codepoint" not in printed:
            return printed
    return rf"\codepoint{{{ord(sign):04X}}}"
