r"""LaTeX math to a tree of MathML elements: the only module that knows `math_core`.

A formula is refused, with a caret at the place, when it does not parse, uses a command that plain
LaTeX with amsmath and amssymb lacks, or a character outside ASCII: what passes here prints everywhere.
"""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from quizgen.document.math_commands import COMMANDS, ENVIRONMENTS
from quizgen.errors import UserError
from quizgen.pattern import pattern

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element as XmlElement

# More than one student's sheet and keys have, with what a class has in common: more would only grow with the class.
CACHED_FORMULAS = 2048

# Elements in one another: the printers go as deep as the formula is.
DEEPEST = 150
_COMMAND = pattern(r"\\([a-zA-Z]+\*?|.)", re.DOTALL)
_ENVIRONMENT = pattern(r"\\(?:begin|end)\s*\{([^}]*)\}")
_ERROR = pattern(r"(\d+): (.*)", re.DOTALL)
# Three full stops stand for dots; browsers and readers do better with the one character.
_DOTS = pattern(
    r'<mo(?: lspace="0")?>([.·])</mo><mo lspace="0" rspace="0.1667em">\1</mo><mo lspace="0"(?: rspace="0")?>\1</mo>'
)
_APPLY = pattern(r'<mo(?: lspace="([^"]*)")?>&ApplyFunction;</mo>')
# Marks that only guide a browser: no-break space, invisible separator, variation selector of script letters.
_INVISIBLE = str.maketrans("\u00a0", " ", "\u2063\ufe00")
# What is set otherwise on a line of its own; all else is read once for both.
_STYLED = pattern(
    r"\\(?:[dtc]?frac|sum|prod|int|lim|max|min|arg|sup|inf|[dt]?binom|over|under|big|begin|op)"
)
_LEAVES = frozenset({"mi", "mn", "mo", "mtext"})
_FENCES = frozenset("()[]{}|‖⌊⌋⌈⌉⟨⟩")


class MathError(UserError):
    r"""A formula that cannot be read; the message shows the place.

    >>> print(MathError("a + \\foo", 4, "unknown command"))
    unknown command
        a + \foo
            ^
    """

    def __init__(self, latex: str, position: int, reason: str) -> None:
        super().__init__(f"{reason}\n    {latex}\n    {' ' * position}^")
        self.latex = latex
        self.position = position
        self.reason = reason


class Element(NamedTuple):
    """A MathML element, tidied: no empty spaces, fences as one element, dots as one sign.

    Besides MathML's own tags there is `fenced`, with attributes `open` and `close` (either may be
    empty) around its children, whose delimiters grow with what they hold.
    """

    tag: str
    text: str = ""
    children: tuple["Element", ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()

    def get(self, name: str, default: str = "") -> str:
        """The value of an attribute."""
        return next((value for key, value in self.attributes if key == name), default)


def mathml(latex: str, *, display: bool = False) -> Element:
    r"""The tree of a formula, its root a `math` element; `MathError` where it cannot be read.

    >>> mathml("x_1").children[0].tag
    'msub'
    >>> mathml(r"\frac{1}")
    Traceback (most recent call last):
    quizgen.document.math.MathError: expected argument but reached end of input
        \frac{1}
                ^
    """
    return _tree(latex, display and _STYLED.search(latex) is not None)


# With one way to call it: a cache takes `display=False` and its default for different formulas.
@lru_cache(maxsize=CACHED_FORMULAS)
def _tree(latex: str, display: bool) -> Element:  # noqa: FBT001 - private, one call
    from xml.etree.ElementTree import fromstring

    source = _APPLY.sub(r'<mspace width="\1"/>', _converted(latex, display))
    root = fromstring(source)  # noqa: S314 - math_core wrote it
    # Nothing is deeper than half of its tags.
    if source.count("<") > 2 * DEEPEST:
        _check_depth(root, latex)
    return Element("math", children=_tidy(root))


def _check_depth(root: "XmlElement", latex: str) -> None:
    r"""`MathError` for a formula deeper than `DEEPEST`: \sqrt\sqrt\sqrt… needs no brackets for that."""
    level, depth = list(root), 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise MathError(latex, 0, "is nested too deeply")
        level = [child for element in level for child in element]


@lru_cache(maxsize=CACHED_FORMULAS)
def mathml_source(latex: str, *, display: bool = False) -> str:
    """The same formula as the text of a `<math>` element, for a browser."""
    return _converted(latex, display).replace("&ApplyFunction;", "\u2061")


def _converted(latex: str, display: bool) -> str:  # noqa: FBT001 - private, one call each
    from math_core import LatexError

    _check_commands(latex)
    try:
        source: str = _converter().convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        found = _ERROR.fullmatch(str(error))
        position, reason = (int(found[1]), found[2]) if found else (0, str(error))
        # The converter counts bytes; a formula is ASCII, so they are characters.
        reason = reason[:1].lower() + reason[1:].rstrip(".")
        raise MathError(latex, position, reason) from None
    return _DOTS.sub(lambda dots: f"<mo>{'…' if dots[1] == '.' else '⋯'}</mo>", source)


@cache
def _converter() -> Any:
    from math_core import LatexToMathML

    return LatexToMathML(fancy_error=False)


def _check_commands(latex: str) -> None:
    if not latex.isascii():
        position = next(i for i, character in enumerate(latex) if not character.isascii())
        sign = latex[position]
        said = (
            "write the LaTeX command"
            if sign != "−"
            else "write - or, for a value, | latex or | row"
        )
        raise MathError(latex, position, f"{sign!r} in a formula: {said}")
    for found in _COMMAND.finditer(latex):
        if found[1] not in COMMANDS:
            raise MathError(latex, found.start(), f"unknown command {found[0]!r}")
    for found in _ENVIRONMENT.finditer(latex):
        if found[1] not in ENVIRONMENTS:
            raise MathError(latex, found.start(), f"unknown environment {found[1]!r}")


def _tidy(parent: "XmlElement") -> tuple[Element, ...]:
    """The children of an XML element as tidied elements."""
    found = []
    for child in parent:
        tag = child.tag
        if tag in _LEAVES:
            if (text := _text(child)) or tag == "mn":
                found.append(Element(tag, text, (), _attributes(child)))
        elif tag == "mrow":
            found.append(_row(child))
        elif tag != "mspace" or child.get("width"):
            found.append(Element(tag, "", _tidy(child), tuple(child.items())))
    return tuple(found)


def _attributes(leaf: "XmlElement") -> tuple[tuple[str, str], ...]:
    own = tuple(leaf.items())
    # The style of words is an element in them.
    return (*own, ("style", leaf[0].tag)) if leaf.tag == "mtext" and len(leaf) else own


def _row(xml: "XmlElement") -> Element:
    """Elements beside each other; one alone is itself."""
    children = _tidy(xml)
    if fenced := _fenced(xml, children):
        return fenced
    return children[0] if len(children) == 1 else Element("mrow", "", children, tuple(xml.items()))


def _text(xml: "XmlElement") -> str:
    text = "".join(xml.itertext()) if len(xml) else xml.text or ""
    return text if text.isascii() else text.translate(_INVISIBLE)


def _fenced(xml: "XmlElement", children: tuple[Element, ...]) -> Element | None:
    r"""A `\left … \right` pair or a matrix's brackets as one element; None for a plain row."""
    first, last = (xml[0], xml[-1]) if len(xml) >= 2 else (None, None)
    if first is None or last is None or not (_is_fence(first) and _is_fence(last)):
        return None
    left, right = (str(mo.text).translate(_INVISIBLE) for mo in (first, last))
    body = children[bool(left) : len(children) - bool(right)]
    return Element("fenced", children=body, attributes=(("open", left), ("close", right)))


def _is_fence(xml: "XmlElement") -> bool:
    if xml.tag != "mo" or xml.get("stretchy") == "false":
        return False
    return str(xml.text) in _FENCES or not str(xml.text).translate(_INVISIBLE)
