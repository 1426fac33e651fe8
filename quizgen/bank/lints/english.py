r"""Slips of the pen in what is read: a word twice, `a` before a vowel, a hyphen for a minus sign, a blank before a comma, `1 units`, `all 2 units`, `1 w`, no full stop."""

import re
from collections.abc import Iterator, Sequence

from quizgen.bank.exercise import Exercise
from quizgen.bank.lints.finding import Drawn, Finding, part_field
from quizgen.bank.nouns import NOUNS
from quizgen.variant import Part, Variant

# Of the draws of a level, so many are read: words change little.
DRAWS = 10
# So many places of one fault are told.
SHOWN = 3
HYPHEN = "a hyphen for a minus sign"
DOLLAR = "a dollar sign stands alone"
ALOUD = "read the text aloud once as it is drawn"
REPAIRS = {
    HYPHEN: "put the value between dollar signs, or write {{ … | plain }}",
    DOLLAR: "close the formula with a second one; a dollar that is meant is written \\$",
}
_CODE = re.compile(r"```.*?```|`[^`]*`|\$\$.*?\$\$", re.DOTALL)
# A number in a formula is read aloud with the words around it; of other formulas nothing is known.
_NUMBER = re.compile(r"\$\s*(\d[\d.]*)\b[^$]*\$")
# So are the sides of a matrix: an n × m matrix.
_SIDES = re.compile(r"\$\s*([A-Za-z])\s*\\times[^$]*\$")
_FORMULA = re.compile(r"\$[^$]*\$")
_TWICE = re.compile(r"\b([a-z]{2,}) \1\b", re.IGNORECASE)
# Eight, eleven, eighteen; not one, and not words that begin with the sound of "you" or "one".
# Words that no article stands before: `a and b` are names.
_BETWEEN = r"(?!(?:and|or|is|are|as|at|if|in|of|on|it)\b)"
_VOWEL = r"(?:8\d*|1[18](?!\d)|(?!uni|use|usu|one|once|eu)[aeiou])"
# A capital within a sentence is a name: panel A, network A.
_ARTICLE = re.compile(
    rf"(?<![A-Za-z,] )\b(?:A {_BETWEEN}(?={_VOWEL})\w+|An (?!{_VOWEL}|[A-Z]|[fhlmnrsx]\b|hour)\w+)"
    rf"|\b(?:a {_BETWEEN}(?={_VOWEL})\w+|an (?!{_VOWEL}|[A-Z]|[fhlmnrsx]\b|hour)\w+)"
    r"|\b[Aa] [fhlmnrsx] by\b"
)
# A blank before a comma, a full stop or the like; not before an ellipsis, nor where the sign itself is listed: `a and !`.
_BLANK = re.compile(r"(?<!\S)(?!(?:and|or)\s)\S+\s+[,;:.!?](?![.\w])")
# One of what stands in the plural; not in a list: `5 and 1 units`.
_ALONE = re.compile(r"\$\s*1\s*\$")
_ONE = re.compile(r"(?<![\w.,/·×…−-])(?<![\d.,/·×…−+=-] )(?<!\band )(?<!\bor )1 ([a-z]+)\b")
_PLURALS = {word for word in NOUNS if NOUNS & {word[:-1], word[:-2], f"{word[:-3]}y"}}
# Two of two are both; not where the number belongs to a product: all 2 · 3 units.
_BOTH = re.compile(r"\ball (?:of the |the |these )?(?:2|two) ([a-z]+s)\b")
# A factor of 1, a fraction that is 1, and two signs in a row, in formulas.
_UNTIDY = re.compile(
    r"(?<![\w.^_{}\\])1 [a-z](?![A-Za-z])|\\frac\{(\d+)\}\{\1\}|[+-] -(?=[\d\\A-Za-z])"
)
# What more is counted in the banks, and what one of several does not do: 1 of them lies, reaches, agrees.
_PLURALS |= {"cases", "alarms", "crosses", "circles", "lie", "reach", "agree"}
# Before a number, or between two: 31 - 3.
_HYPHEN = re.compile(r"(?<![\w)\]…-])-\d|(?<=\d )- \d")
_DOLLAR = re.compile(r"(?<!\\)\$.{0,12}")
_END = re.compile(r"[.?!:][)”\"]?$")


def english(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:
    """What a proof-reader would mark in statements, questions, hints, explanations and notes."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for level in drawn:
        for variant in level.variants[:DRAWS]:
            for field, text, ends in _read(exercise, variant):
                for fault, where in faults(text, sentence=ends):
                    found.setdefault((field, fault), {}).setdefault(repr(where))
    for (field, fault), places in found.items():
        yield Finding(
            field, f"{fault}: {', '.join(list(places)[:SHOWN])}", REPAIRS.get(fault, ALOUD)
        )


def faults(text: str, *, sentence: bool) -> Iterator[tuple[str, str]]:
    r"""The faults of one text, each with where it is; a `sentence` ends in a full stop.

    >>> for fault, where in faults("Count the the edges of a 8 by 8 image , -3 and 2", sentence=True):
    ...     print(f"{fault}: {where}")
    a word stands twice: the the
    the article does not fit: a 8
    a hyphen for a minus sign: -3
    a blank before a punctuation mark: image ,
    the sentence has no end: … mage , -3 and 2
    >>> list(faults("Each of $1$ layers, of 5 and 1 units, has $1 + 2$ inputs.", sentence=True))
    [('one of several', '1 layers')]
    >>> [*faults("It missed 1 cases. Of the 3 others 1 reach it.", sentence=True)]
    [('one of several', '1 cases'), ('one of several', '1 reach')]
    >>> list(faults(r"a $m \times n$ matrix beside a $k \times n$ matrix", sentence=False))
    [('the article does not fit', 'a m by')]
    >>> list(faults(r"It gets all 2 channels of $f(w) = 1 w^2 + -3$, $\\frac{2}{2}$.", sentence=True))
    [('all of two are both', 'all 2 channels'), ('a formula that is not tidied up', '1 w'), ('a formula that is not tidied up', '+ -'), ('a formula that is not tidied up', '\\frac{2}{2}')]
    >>> list(faults(r"The layer has $D$ inputs and $P windows.", sentence=True))
    [('a dollar sign stands alone', '$P windows.')]
    >>> list(faults("An 8 by 8 image of a unit, in an hour: $-3$ and −3, `a a -1`.", sentence=True))
    []
    """
    words = _FORMULA.sub("…", _SIDES.sub(r"\1 by …", _NUMBER.sub(r"\1", _CODE.sub("…", text))))
    for pattern, fault in (
        (_TWICE, "a word stands twice"),
        (_ARTICLE, "the article does not fit"),
        (_HYPHEN, HYPHEN),
        (_BLANK, "a blank before a punctuation mark"),
        (_DOLLAR, DOLLAR),
    ):
        yield from ((fault, hit[0]) for hit in pattern.finditer(words))
    yield from (("all of two are both", hit[0]) for hit in _BOTH.finditer(words))
    for formula in _FORMULA.finditer(_CODE.sub("…", text)):
        yield from (("a formula that is not tidied up", h[0]) for h in _UNTIDY.finditer(formula[0]))
    alone = _FORMULA.sub("…", _ALONE.sub("1", _CODE.sub("…", text)))
    yield from (("one of several", one[0]) for one in _ONE.finditer(alone) if one[1] in _PLURALS)
    if sentence and text.strip() and not _END.search(words.strip()):
        yield "the sentence has no end", f"… {words.strip()[-15:].lstrip()}"


def _read(exercise: Exercise, variant: Variant) -> Iterator[tuple[str, str, bool]]:
    yield "text", variant.text, False
    for number, part in enumerate(variant.parts):
        for name, text, ends in _of(part):
            yield part_field(exercise, number, name), text, ends


def _of(part: Part) -> Iterator[tuple[str, str, bool]]:
    yield "ask", part.prompt, False
    yield "hint", part.hint, True
    yield "explanation", part.explanation, True
    for mistake in part.mistakes:
        yield f"mistakes.{mistake.name}", mistake.hint, True
    for step in part.solution:
        yield "answer", step.note, True
        yield "answer", step.legend, True
