r"""Formulas as Typst math, total on the MathML tree.

Symbols are written as Unicode characters, never as Typst's names for them (those change between
versions); every ASCII punctuation mark is escaped; words are strings.
"""

from functools import lru_cache

from quizgen.document.math import CACHED_FORMULAS, Element, mathml
from quizgen.document.printers.math_runs import merged
from quizgen.document.printers.typst_strings import string

_ACCENTS = {"ˆ": "\u0302", "˜": "\u0303", "¯": "\u0304", "⃗": "\u20d7", "˙": "\u0307", "¨": "\u0308"}
_BRACES = {"⏟": "underbrace", "⏞": "overbrace"}
_BAR_BELOW = "\u0332"
_STYLES = {"b": "bold", "i": "italic", "em": "italic", "code": "mono"}


@lru_cache(maxsize=CACHED_FORMULAS)
def formula(latex: str, *, display: bool = False) -> str:
    r"""The body of a Typst equation.

    >>> formula(r"h_1 = \frac{x}{2}")
    'attach(h, b: 1) \\= frac(x, 2)'
    """
    children = mathml(latex, display=display).children
    if len(children) == 1 and _is_alignment(children[0]):
        # Typst aligns equations only at their top level; deeper down a matrix without delimiters does.
        return " \\ ".join(
            " & ".join(_line(cell.children, is_row=True) for cell in row.children)
            for row in children[0].children
        )
    return _line(children, is_row=display)


def _line(children: tuple[Element, ...], *, is_row: bool) -> str:
    """Elements beside each other outside of all others, in a row of a display or in a line of text."""
    return _join(list(merged([_print(child) for child in children], is_row=is_row)))


def _row(children: tuple[Element, ...]) -> str:
    return _join([_print(child) for child in children])


def _join(tokens: list[str]) -> str:
    """Tokens side by side; a blank beside a string would be printed, elsewhere it only separates."""
    line = ""
    for token in filter(None, tokens):
        apart = line and not line.endswith('"') and not token.startswith('"')
        line += f" {token}" if apart else token
    return line


def _group(elements: tuple[Element, ...]) -> str:
    """Elements as one argument of a function; nothing is an empty string."""
    return _row(elements) or '""'


def _print(element: Element) -> str:  # noqa: C901, PLR0911, PLR0912 - one case for each element
    children = element.children
    match element.tag:
        case "mi" | "mn":
            return _name(element)
        case "mo":
            if _is_function(element):
                return _function(element)
            return _operator(element)
        case "mtext":
            style = _STYLES.get(element.get("style"))
            return f"{style}({string(element.text)})" if style else string(element.text)
        case "mspace":
            return _space(element)
        case "mrow":
            return _row(children)
        case "fenced":
            return _fenced(element)
        case "msub" | "msup" | "msubsup":
            return _scripted(element)
        case "munder" | "mover":
            return _over(element)
        case "munderover":
            base, low, high = children
            return f"attach(limits({_group((base,))}), b: {_group((low,))}, t: {_group((high,))})"
        case "mfrac":
            return _fraction(element)
        case "msqrt":
            return f"sqrt({_group(children)})"
        case "mroot":
            return f"root({_group(children[1:])}, {_group(children[:1])})"
        case "mtable":
            return _table(element, "#none")
        case "menclose":
            return f"boxed({_group(children)})"
        case "mphantom":
            return f"hide({_group(children)})"
        case _:
            return _row(children)


def _name(element: Element) -> str:
    text = element.text
    if not text.isalnum():
        return _symbols(text)
    if len(text) == 1:
        return (
            f"upright({text})"
            if element.get("mathvariant") == "normal" and text.isalpha()
            else text
        )
    return text if element.tag == "mn" or text.isdigit() else string(text)


@lru_cache(maxsize=CACHED_FORMULAS)
def _symbols(text: str) -> str:
    """Signs, none of them with a meaning for Typst."""
    if len(text) > 1 and any(sign.isalnum() for sign in text):
        return string(text)
    return "".join(f"\\{sign}" if sign.isascii() and not sign.isalnum() else sign for sign in text)


def _operator(element: Element) -> str:
    """A sign; a bar that LaTeX sets tightly is a relation for Typst, with blanks on both sides."""
    signs = _symbols(element.text)
    if element.text not in {"|", "‖"}:
        return signs
    sides = {"prefix": "opening", "postfix": "closing"}
    form = sides.get(element.get("form"), "normal" if element.get("lspace") == "0" else "")
    return f'class("{form}", {signs})' if form else signs


def _scripted(element: Element) -> str:
    """Something with an index, an exponent or both; the blanks of a function stand around all of it."""
    base, *scripts = element.children
    places = {"msub": "b", "msup": "t", "msubsup": "bt"}[element.tag]
    said = ", ".join(f"{at}: {_group((each,))}" for at, each in zip(places, scripts, strict=True))
    if _is_function(base):
        before, behind = _blanks(base)
        return f"{before}attach({string(base.text)}, {said}){behind}"
    return f"attach({_group((base,))}, {said})"


def _is_function(element: Element) -> bool:
    return element.tag == "mo" and len(element.text) > 1 and element.text.isalpha()


def _function(element: Element) -> str:
    """The name of a function in a row, with its blanks."""
    before, behind = _blanks(element)
    return f"{before}{string(element.text)}{behind}"


def _blanks(function: Element) -> tuple[str, str]:
    """What LaTeX sets before and behind the name of a function."""
    before, behind = (
        f"#h({width})" if (width := function.get(side)) not in {"", "0"} else ""
        for side in ("lspace", "rspace")
    )
    return before, behind


def _space(element: Element) -> str:
    width = element.get("width")
    if not width:
        width = element.get("style").removeprefix("margin-left:").rstrip(";")
    return f"#h({width})" if width else ""


def _fenced(element: Element) -> str:
    left, right, body = element.get("open"), element.get("close"), element.children
    if len(body) == 1:
        (inner,) = body
        if inner.tag == "mtable" and (left, right) == ("{", ""):
            rows = (
                " & #h(1em)".join(_group(cell.children) for cell in row.children)
                for row in inner.children
            )
            return f"display(cases({', '.join(rows)}))"
        if inner.tag == "mtable":
            return _table(inner, f"#({_delimiter(left)}, {_delimiter(right)})")
        if inner.get("linethickness") == "0" and (left, right) == ("(", ")"):
            over, under = inner.children
            return f"binom({_group((over,))}, {_group((under,))})"
    return f"lr({_join([_symbols(left), _row(body), _symbols(right)])})"


def _delimiter(sign: str) -> str:
    return string(sign) if sign else "none"


def _table(table: Element, delimiter: str) -> str:
    """A matrix; columns of an alignment meet without a gap."""
    rows = "; ".join(
        ", ".join(_group(cell.children) for cell in row.children) for row in table.children
    )
    gap = "column-gap: #0em, align: #left, " if _is_alignment(table) else ""
    # Entries are as large as the text around, also in a line of text: that is what `display` is for.
    return f"display(mat(delim: {delimiter}, {gap}{rows}))"


def _is_alignment(element: Element) -> bool:
    return element.tag == "mtable" and any(
        "text-align: right" in cell.get("style")
        for row in element.children
        for cell in row.children
    )


def _fraction(element: Element) -> str:
    over, under = element.children
    fraction = f"frac({_group((over,))}, {_group((under,))})"
    match element.get("displaystyle"):
        case "true":
            return f"display({fraction})"
        case "false":
            return f"inline({fraction})"
    return fraction


def _over(element: Element) -> str:
    base, mark = element.children
    body = _group((base,))
    if mark.tag == "mo" and mark.text in _BRACES:
        return f"{_BRACES[mark.text]}({body})"
    if "true" in {element.get("accent"), element.get("accentunder")}:
        if mark.text == _BAR_BELOW:
            return f"{'overline' if element.tag == 'mover' else 'underline'}({body})"
        return f"accent({body}, {string(_ACCENTS.get(mark.text, mark.text))})"
    inner = base.children[1:] if base.tag == element.tag else ()
    if inner and inner[0].text in _BRACES:
        return f"{_BRACES[inner[0].text]}({_group(base.children[:1])}, {_group((mark,))})"
    side = "b" if element.tag == "munder" else "t"
    return f"attach(limits({body}), {side}: {_group((mark,))})"
