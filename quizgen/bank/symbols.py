r"""The symbols of a text: letters of formulas and single letters of prose, and which of them it introduces.

A symbol is a letter with its accent; indices do not count: what names $x$ names $x_1$ and $x_i$.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from quizgen.bank.nouns import NOUNS, SAYS
from quizgen.pattern import pattern
from quizgen.telling.letters import of_latex

_UNICODE_GREEK = dict(zip("αβγδεζηθκλμνξρστυφχψωΓΔΘΛΞΣΦΨΩ", [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lambda", "mu", "nu", "xi",
    "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi",
    "Sigma", "Phi", "Psi", "Omega",
], strict=True))  # fmt: skip


_PIECE = pattern(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)
_CODE = pattern(r"```.*?```|`[^`]*`|\[[^\]]*\]\([^)]*\)", re.DOTALL)
_QUOTED = pattern(r"‘[^’]*’|“[^”]*”|\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)")
_ABBREVIATIONS = pattern(
    r"\b(?:e\.g|i\.e|z\.B|d\.h)\.|(?<![^\s])\((?:part )?[a-z]\)|\b[Pp]arts? \(?[a-z]\b\)?"
)
# A letter by itself, with an index perhaps: u_l, h₁, W2, σ, but neither 2-D nor x-axis nor it's.
_ALONE = pattern(
    r"(?<![\w’'.])(?<!\w-)([A-Za-zα-ωΑ-Ω])(?:_\w+|_\{[^}]*\}|[₀-₉ₐ-ₜᵢ-ᵥ]+|\d)?(?=[\s,.;:!?)(/·⁰-⁹²³ᵀ^′…−+=|\]*⌋⌉×]|$)(?!\.\w)"
)
# One symbol with its indices, or several with commas.
_ONE = r"(?:\\(?:hat|bar|tilde|vec|dot)\{\\?[A-Za-z]+\}|\\?[A-Za-z]+)(?:[_^](?:\{[^{}]*\}|\w))*"
_LISTED = pattern(rf"{_ONE}(?:\s*(?:,|\\,)\s*(?:{_ONE}|\\[lc]?dots))*")
_EQUALS = pattern(r"\s*=")
_OPERATOR = pattern(r"\s*[−+/·*^(]")
_WORD = pattern(r"[A-Za-z]+(?:[-’'][A-Za-z]+)*|[.,;:!?]")


@dataclass(frozen=True, slots=True)
class Symbols:
    """What a text prints, and what of it the text itself introduces."""

    printed: frozenset[str]
    introduced: frozenset[str]


@lru_cache(maxsize=16_384)
def of_text(text: str) -> Symbols:
    r"""The symbols of Markdown with `$LaTeX$`.

    >>> found = of_text(r"where $P$ is the kernel size; $U = \lfloor (D - P) / S \rfloor + 1$ outputs")
    >>> sorted(found.printed), sorted(found.introduced)
    (['D', 'P', 'S', 'U'], ['P', 'U'])
    >>> sorted(of_text("Divide by S: a stride skips.").printed)
    ['S']
    """
    printed: set[str] = set()
    introduced: set[str] = set()
    groups = list(_groups(text))
    for i, group in enumerate(groups):
        before, after = group.words, groups[i + 1].words if i + 1 < len(groups) else ()
        printed |= group.symbols
        introduced |= group.defined
        if (before and before[-1].lower() in NOUNS) or (after and _says(after)):
            introduced |= group.named
    return Symbols(frozenset(printed), frozenset(introduced))


# Which digits a text has says nothing of its symbols: most texts of two draws differ in them alone.
_DIGITS = str.maketrans("123456789", "0" * 9)


def printed(text: str) -> frozenset[str]:
    r"""The symbols that Markdown with `$LaTeX$` prints, as `of_text` finds them.

    >>> sorted(printed(r"P is the size; $U = 3$; divide by S."))
    ['P', 'S', 'U']
    """
    return _printed(text.translate(_DIGITS))


@lru_cache(maxsize=4096)
def _printed(text: str) -> frozenset[str]:
    found: set[str] = set()
    place = 0
    text = _CODE.sub(" ", text)
    for piece in _PIECE.finditer(text):
        found |= _alone(text[place : piece.start()])
        found |= of_latex(piece[1] or piece[2])
        place = piece.end()
    return frozenset(found | _alone(text[place:]))


@lru_cache(maxsize=16_384)
def _alone(prose: str) -> frozenset[str]:
    """The symbols of prose: what stands between two formulas is mostly the same in every draw."""
    return frozenset().union(*(group.symbols for group in _prose(prose, [])))


def _says(words: tuple[str, ...]) -> bool:
    first = words[0].lower()
    return first in SAYS or first in NOUNS


class _Group(NamedTuple):
    """Symbols that stand together, and the words since the last ones.

    `named` are those a noun beside them would name, `defined` those an equation defines.
    """

    words: tuple[str, ...]
    symbols: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    defined: frozenset[str] = frozenset()


def _groups(text: str) -> Iterator[_Group]:
    """Symbols one after the other, with the words before them; the last words come with none."""
    words: list[str] = []
    place = 0
    text = _CODE.sub(" ", text)
    for found in _PIECE.finditer(text):
        yield from _prose(text[place : found.start()], words)
        latex = found[1] or found[2]
        symbols, defined = of_latex(latex), _defined(latex)
        named = symbols if _LISTED.fullmatch(latex.strip()) else defined
        yield _Group(tuple(words), symbols, named, defined)
        words.clear()
        place = found.end()
    yield from _prose(text[place:], words)
    yield _Group(tuple(words))


def _prose(text: str, words: list[str]) -> Iterator[_Group]:
    text = _ABBREVIATIONS.sub(" ", _QUOTED.sub(" ", text))
    place = 0
    for found in _ALONE.finditer(text):
        letter = found[1]
        if found[0] == "e":
            continue  # the number e
        if letter in "aAI" and found[0] == letter and _is_a_word(text[found.end() :], letter):
            continue
        words += _WORD.findall(text[place : found.start()])
        symbol = frozenset({_UNICODE_GREEK.get(letter, letter)})
        defined = _EQUALS.match(text, found.end())
        alone = not _OPERATOR.match(text, found.end())
        yield _Group(
            tuple(words),
            symbol,
            symbol if alone else frozenset(),
            symbol if defined else frozenset(),
        )
        words.clear()
        place = found.end()
    words += _WORD.findall(text[place:])


def _is_a_word(rest: str, letter: str) -> bool:
    """Whether a lone a, A or I is a word of English: an article before a word, or the speaker."""
    return (
        letter == "I" or re.match(r"\s+[“‘\"(]?[A-Za-z0-9$`]", rest) is not None or not rest.strip()
    )


def _defined(latex: str) -> frozenset[str]:
    """The symbol alone on the left of an equation."""
    left, equals, _ = latex.partition("=")
    found = of_latex(left) if equals else frozenset()
    bare = re.fullmatch(_ONE, left.strip())
    return found if bare and len(found) == 1 else frozenset()
