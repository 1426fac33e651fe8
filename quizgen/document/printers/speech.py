"""Formulas in words: the alternative text a screen reader says."""

import unicodedata
from functools import lru_cache

from quizgen.document.math import CACHED_FORMULAS, Element, mathml

_SAID = {
    "=": "equals", "+": "plus", "−": "minus", "±": "plus or minus", "×": "times", "⋅": "times", "·": "times",
    "/": "over", "⊙": "entrywise times", "∗": "star", "⋆": "star", "∘": "after", "<": "is less than",
    ">": "is greater than", "≤": "is at most", "≥": "is at least", "≠": "is not equal to", "≈": "is about",
    "∼": "is distributed as", "∝": "is proportional to", "∈": "in", "∉": "not in", "⊂": "subset of", "⊆": "subset of",
    "∪": "union", "∩": "intersection", "∀": "for all", "∃": "there is", "→": "to", "←": "becomes", "↦": "maps to",
    "⇒": "implies", "⇔": "if and only if", "∣": "given", "|": "bar", "‖": "norm bar", "∇": "nabla", "∂": "partial",
    "∑": "the sum", "∏": "the product", "∫": "the integral", "∞": "infinity", "…": "and so on", "⋯": "and so on",
    "⋮": "and so on", "⋱": "and so on", "(": "open parenthesis", ")": "close parenthesis", "[": "open bracket",
    "]": "close bracket", "{": "open brace", "}": "close brace", "⌊": "floor of", "⌋": "end floor",
    "⌈": "ceiling of", "⌉": "end ceiling", "⟨": "open angle", "⟩": "close angle", "′": "prime", "″": "double prime",
    "!": "factorial", "%": "percent", "⊤": "transposed", ":": "colon", "∧": "and", "∨": "or", "¬": "not",
    "exp": "the exponential of", "max": "the maximum", "min": "the minimum", "ln": "the natural logarithm of",
    "log": "the logarithm of", "sin": "sine", "cos": "cosine", "tan": "tangent", "arg": "the argument of",
    "lim": "the limit",
}  # fmt: skip
_ACCENTS = {
    "ˆ": "hat",
    "̂": "hat",
    "˜": "tilde",
    "¯": "bar",
    "̲": "bar",
    "⃗": "vector",
    "˙": "dot",
    "¨": "double dot",
}
_POWERS = {
    "2": "squared",
    "3": "cubed",
    "⊤": "transposed",
    "T": "transposed",
    "𝖳": "transposed",
    "′": "prime",
    "″": "double prime",
}
_SIMPLE = frozenset({"mi", "mn", "mtext"})


@lru_cache(maxsize=CACHED_FORMULAS)
def say(latex: str, *, display: bool = False) -> str:
    r"""A formula in words.

    >>> say(r"h_u = \sum_{p=1}^P v_p x_{u+p-1}")
    'h sub u equals the sum from p equals 1 to P of v sub p x sub u plus p minus 1 end sub'
    """
    return " ".join(_row(mathml(latex, display=display).children).split()).replace(" ,", ",")


def _row(children: tuple[Element, ...]) -> str:
    return " ".join(map(_say, children))


def _say(element: Element) -> str:
    children = element.children
    match element.tag:
        case "mi" | "mn" | "mo":
            return _sign(element.text)
        case "mtext":
            return element.text
        case "msub" | "msup" | "msubsup":
            return _scripts(element)
        case "munder" | "mover" | "munderover":
            return _limits(element)
        case "mfrac":
            return _fraction(element)
        case "msqrt":
            return f"the square root of {_ended(children, 'root')}"
        case "mroot":
            return f"the root of order {_row(children[1:])} of {_ended(children[:1], 'root')}"
        case "mtable":
            return _table(element)
        case "fenced":
            return _fenced(element)
        case "mspace":
            return ""
        case _:
            return _row(children)


def _sign(text: str) -> str:
    if text in _SAID:
        return _SAID[text]
    if len(text) == 1 and not text.isascii():
        return _unicode_name(text)
    return text


def _unicode_name(sign: str) -> str:
    """What Unicode calls a sign, without the ceremony: α is alpha, 𝐱 is bold x.

    >>> _unicode_name("α"), _unicode_name("𝐱"), _unicode_name("ℝ"), _unicode_name("Δ")
    ('alpha', 'bold x', 'blackboard R', 'capital delta')
    """
    name = unicodedata.name(sign, "sign").lower()
    plain = unicodedata.normalize("NFKC", sign)
    if plain.isascii() and plain.isalnum():
        styles = {
            "bold": "bold",
            "double-struck": "blackboard",
            "script": "script",
            "fraktur": "fraktur",
        }
        return " ".join([*(said for style, said in styles.items() if style in name.split()), plain])
    # Unicode spells it its own way.
    name = name.replace("lamda", "lambda")
    for words in ("greek ", "small letter ", "mathematical ", "letter ", " symbol", " sign"):
        name = name.replace(words, "")
    return name


def _ended(children: tuple[Element, ...], what: str) -> str:
    """Some elements, and where more than one, where they end."""
    simple = len(children) == 1 and children[0].tag in _SIMPLE
    return _row(children) if simple else f"{_row(children)} end {what}"


def _scripts(element: Element) -> str:
    base, *scripts = element.children
    said = [_say(base)]
    if element.tag != "msup":
        said.append(f"sub {_ended((scripts[0],), 'sub')}")
    if element.tag != "msub":
        said.append(_power(scripts[-1]))
    return " ".join(said)


def _power(power: Element) -> str:
    if power.text in _POWERS:
        return _POWERS[power.text]
    in_parentheses = power.children and power.children[0].text == "("
    return (
        f"super {_row(power.children[1:-1])}"
        if in_parentheses
        else f"to the power {_ended((power,), 'power')}"
    )


def _limits(element: Element) -> str:
    base, *marks = element.children
    accent = _ACCENTS.get(marks[0].text) if marks else None
    if accent:
        return f"{_say(base)} {accent}"
    if marks[0].text in {"⏟", "⏞"}:
        return _say(base)
    if element.tag == "munderover":
        return f"{_say(base)} from {_say(marks[0])} to {_say(marks[1])} of"
    return f"{_say(base)} {'over' if element.tag == 'munder' else 'under'} {_say(marks[0])} of"


def _fraction(element: Element) -> str:
    over, under = element.children
    if element.get("linethickness") == "0":
        return f"{_say(over)} choose {_say(under)}"
    if over.tag in _SIMPLE and under.tag in _SIMPLE:
        return f"{_say(over)} over {_say(under)}"
    return f"the fraction {_say(over)} over {_say(under)} end fraction"


def _fenced(element: Element) -> str:
    body = element.children
    if len(body) == 1 and (body[0].tag == "mtable" or body[0].get("linethickness") == "0"):
        return (
            _table(body[0], cases=element.get("close") == "")
            if body[0].tag == "mtable"
            else _say(body[0])
        )
    return " ".join((_sign(element.get("open")), _row(body), _sign(element.get("close"))))


def _table(table: Element, *, cases: bool = False) -> str:
    rows = [[_row(cell.children) for cell in row.children] for row in table.children]
    if cases:
        return "cases: " + "; ".join(" ".join(row) for row in rows) + " end cases"
    if any("text-align" in cell.get("style") for row in table.children for cell in row.children):
        return "; ".join(" ".join(row) for row in rows)
    size = f"matrix of {len(rows)} by {max(map(len, rows))}:"
    return f"{size} {'; '.join(', '.join(row) for row in rows)}; end matrix"
