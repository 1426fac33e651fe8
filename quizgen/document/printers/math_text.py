r"""Formulas as Unicode text: fractions, matrices and scripts over several lines, total on the MathML tree.

In a line of text (`display=False`) a formula keeps to one line wherever it can: `(D + 2p)/S`, `z_c`.
"""

from collections.abc import Sequence
from functools import lru_cache

from quizgen.document.grid import Grid, beside, line, pad, stack, table
from quizgen.document.math import CACHED_FORMULAS, Element, mathml
from quizgen.document.printers.math_cut import Token, cut, torn
from quizgen.document.printers.math_letters import (
    ACCENTS,
    CLOSE,
    OPEN,
    SUB,
    SUPER,
    divisor,
    operand,
    plain,
    scripted,
)

_RELATIONS = frozenset("=<>≤≥≠≈∼≃∈∉∋⊂⊆⊃⊇→←↦⇒⇔⟹⟸⟺⟶⟵↔∣≡∝⩽⩾≪≫")
_BINARY = frozenset("+−±×⋅·⊙∗⋆∘∙⊕⊗⊖∪∩∧∨÷")
_BIG = frozenset("∑∏∫⋃⋂⨁⨂")
# top, middle, bottom, one line; the middle of a brace differs from its extension
_TALL = {
    "(": "⎛⎜⎝", ")": "⎞⎟⎠", "[": "⎡⎢⎣", "]": "⎤⎥⎦", "⌈": "⎡⎢⎢", "⌉": "⎤⎥⎥", "⌊": "⎢⎢⎣", "⌋": "⎥⎥⎦",
    "|": "│││", "‖": "║║║", "{": "⎧⎪⎩", "}": "⎫⎪⎭", "⟨": "╱│╲", "⟩": "╲│╱",
}  # fmt: skip
_BRACE_MIDDLE = {"{": "⎨", "}": "⎬"}

# Kinds of what may be multiplied by a fraction before it.
_FACTORS = frozenset(
    {"letter", "word", "script", "open", "tall", "fence", "big", "slash", "ord", "number", "words"}
)

# A subscript up to this long stays in the line, as students type it: z_c, v_(1,P).
SHORT_SCRIPT = 3


@lru_cache(maxsize=CACHED_FORMULAS)
def formula(latex: str, *, display: bool = False) -> Grid:
    r"""A formula as a grid of characters.

    >>> print(formula(r"h_1 = \frac{x + 1}{2}", display=True))
         x + 1
    h₁ = ─────
           2
    >>> print(formula(r"\frac{1}{2}(w - 2)^2 + z_c"))
    1/2·(w − 2)² + z_c
    """
    return _Printer(display).row(mathml(latex, display=display).children)


@lru_cache(maxsize=CACHED_FORMULAS)
def fitted(latex: str, width: int, *, display: bool = False) -> tuple[Grid, ...]:
    r"""A formula as grids below each other, each at most `width` columns if it can be cut at all.

    >>> for part in fitted(r"\begin{aligned} P &= D - U + 1 = 10 - 5 + 1 \\ C &= 30 \end{aligned}", 18, display=True):
    ...     print(part)
    P = D − U + 1
      = 10 − 5 + 1
    C = 30
    """
    whole = formula(latex, display=display)
    if whole.width <= width:
        return (whole,)
    children = mathml(latex, display=display).children
    rows = [children]
    if len(children) == 1 and children[0].tag == "mtable":
        table = children[0].children
        rows = [tuple(c for cell in row.children for c in cell.children) for row in table]
    made = _Printer(display).lines(rows, width)
    if display and any(part.width > width for part in made):
        # What stands on one line is cut in more places.
        flat = _Printer(display=False).lines(rows, width)
        made = min(made, flat, key=lambda parts: max(part.width for part in parts))
    return tuple(made)


class _Printer:
    """Prints elements one way: `display` uses several lines freely, `tight` leaves out blanks."""

    def __init__(self, display: bool, *, tight: bool = False) -> None:  # noqa: FBT001 - private
        self.display = display
        self.tight = tight

    def script(self) -> "_Printer":
        return self if self.tight else _Printer(self.display, tight=True)

    def row(self, children: tuple[Element, ...]) -> Grid:
        """Elements side by side, with the blanks a reader needs."""
        spaced = [grid for grid, _ in self.spaced(children)]
        return beside(spaced) if spaced else line("")

    def lines(self, rows: Sequence[tuple[Element, ...]], width: int) -> list[Grid]:
        """Rows, each on as many lines as it needs, cut before relations, else before operators."""
        return [part for row in rows for part in self.broken(row, width)]

    def broken(self, children: tuple[Element, ...], width: int) -> list[Grid]:
        """One row on lines; what goes on from the line above is indented."""
        # Words may stand behind the indent and a sign with its blank.
        rest = list(torn(self.spaced(children), width - 4))
        goes_on = bool(rest) and rest[0][1] in {"rel", "space"}
        while rest and not str(rest[0][0]).strip():
            rest = rest[1:]
        made: list[Grid] = []
        while rest:
            indent = 2 if made or goes_on else 0
            end = cut(rest, width - indent)
            row = [grid for grid, _ in rest[:end]]
            made.append(beside([line(" " * indent), *row] if indent else row))
            rest = rest[end:]
            while rest and not str(rest[0][0]).strip():
                rest = rest[1:]
        return made

    def spaced(self, children: tuple[Element, ...]) -> list[Token]:
        """Elements with their kinds and the blanks between them."""
        tokens = [token for child in children for token in self.tokens(child)]
        spaced: list[Token] = []
        before = "start"
        for grid, kind in tokens:
            kind_here = (
                "ord"
                if kind == "bin" and before in {"start", "bin", "rel", "open", "punct"}
                else kind
            )
            blank = self.blank(before, kind_here)
            if blank and not _blank_between(spaced[-1][0], grid):
                spaced.append((line(blank), "space"))
            if kind_here == "space" and spaced and _needs_none(spaced[-1], grid):
                continue
            spaced.append((grid, kind_here))
            # A blank after a comma does not make the minus sign behind it one between two terms.
            before = before if (before, kind_here) == ("punct", "space") else kind_here
        return spaced

    def blank(self, before: str, kind: str) -> str:
        pair = {before, kind}
        if before in {"start", "open"} or kind in {"close", "punct"}:
            return ""
        if before == "punct":
            return "" if self.tight else " "
        if pair & {"rel", "bin"}:
            return "" if self.tight else " "
        if before == "slash" and kind in _FACTORS:
            # `1/2(w − 2)` could be read with all of it below the stroke.
            return "·"
        if (before, kind) == ("word", "fence"):
            return ""
        words = before in {"word", "script", "tall", "fence"} and kind in {
            "slash",
            "word",
            "letter",
            "script",
            "tall",
            "fence",
            "big",
        }
        after = before in {"letter", "big", "close"} and kind in {"word", "big"}
        after = after or (before == "number" and kind == "word")  # 3 cos(y)
        return " " if words or after or (before == "big" and kind != "open") else ""

    def tokens(self, element: Element) -> list[Token]:
        """An element as grids with their kinds; rows inside rows are read through."""
        if element.tag == "mrow":
            return [token for child in element.children for token in self.tokens(child)]
        if element.tag == "mspace":
            size = element.get("width")
            ems = float(size.removesuffix("em")) if size else 0.0
            return [(line(" " * max(1, round(2 * ems))), "space")] if ems > 0 else []
        grid = self.print(element)
        return [(grid, self.kind(element, grid))]

    def kind(self, element: Element, grid: Grid) -> str:
        text = element.text
        if element.tag == "mo":
            for kind, signs in (
                ("rel", _RELATIONS),
                ("bin", _BINARY),
                ("open", OPEN),
                ("close", CLOSE),
                ("big", _BIG),
            ):
                if text in signs:
                    return kind
            if len(text) > 1 and text.isalpha():  # a function's name
                return "word"
            return "punct" if text in {",", ";", ":"} else "ord"
        if element.tag in {"mn", "mtext"}:
            return "number" if element.tag == "mn" else "words"
        if element.tag == "mi":
            return (
                "letter"
                if len(text) == 1 and (text.isalpha() or text in "∇∂")
                else "word"
                if text[0].isalpha()
                else "ord"
            )
        if element.tag in {"msub", "msup", "msubsup", "munder", "mover", "munderover"}:
            inner = self.kind(element.children[0], grid) if element.children else "ord"
            return inner if inner in {"close", "big", "rel", "bin"} else "script"
        if element.tag == "mfrac" and grid.height == 1:
            return "slash"
        if element.tag == "fenced" and grid.height > 1:
            return "fence"
        return "tall" if grid.height > 1 or element.tag in {"mfrac", "msqrt", "mroot"} else "ord"

    def print(self, element: Element) -> Grid:
        children = element.children
        match element.tag:
            case "mi":
                return line(plain(element.text))
            case "mn" | "mo" | "mtext":
                return line(element.text)
            case "msub" | "msup" | "msubsup":
                low = None if element.tag == "msup" else children[1]
                return self.scripts(
                    children[0], low, None if element.tag == "msub" else children[-1]
                )
            case "munder" | "mover" | "munderover":
                return self.over(element)
            case "mfrac":
                return self.fraction(element)
            case "msqrt":
                return self.root("√", self.row(children))
            case "mroot":
                degree = scripted(children[1], SUPER) or str(self.row(children[1:]))
                return self.root(f"{degree}√", self.row(children[:1]))
            case "mtable":
                return self.table(element)
            case "fenced":
                return self.fenced(element)
            case "menclose":
                return beside([line("["), self.row(children), line("]")])
            case "mphantom":
                hidden = self.row(children)
                return Grid(tuple(" " * hidden.width for _ in hidden.lines), hidden.baseline)
            case _:
                return self.row(children)

    def scripts(self, base: Element, low: Element | None, high: Element | None) -> Grid:
        body = self.print(base)
        below = scripted(low, SUB) if low else ""
        above = scripted(high, SUPER) if high else ""
        if body.height == 1 and (low is None or below) and (high is None or above):
            return line(body.lines[0] + below + above)
        printer = self.script()
        under = printer.row((low,)) if low else None
        over = printer.row((high,)) if high else None
        short = under is not None and under.width <= SHORT_SCRIPT and (over is None or above)
        if body.height == 1 and (short or not self.display):
            text = body.lines[0]
            text += below or (f"_{_as_script(under)}" if under else "")
            return line(text + (above or (f"^{_as_script(over)}" if over else "")))
        return _corners(body, under, over)

    def over(self, element: Element) -> Grid:
        base, *marks = element.children
        mark = marks[0]
        if "true" in {element.get("accent"), element.get("accentunder")} or mark.text in {"⏟", "⏞"}:
            body = self.print(base)
            if mark.text in ACCENTS and body.height == 1:
                return line("".join(sign + ACCENTS[mark.text] for sign in body.lines[0]))
            return (
                body
                if mark.text not in {"⏟", "⏞"} or not self.display
                else _braced(body, mark.text)
            )
        low = mark if element.tag != "mover" else None
        high = marks[-1] if element.tag != "munder" else None
        if not self.display:
            return self.scripts(base, low, high)
        printer = self.script()
        body = self.print(base)
        parts = [printer.row((high,))] if high else []
        baseline = sum(part.height for part in parts) + body.baseline
        parts += [body, *([printer.row((low,))] if low else [])]
        return stack(parts, baseline)

    def fraction(self, element: Element) -> Grid:
        over, under = (self.row((child,)) for child in element.children)
        small = element.get("displaystyle") == "false" or self.tight or not self.display
        if element.get("linethickness") == "0":
            return stack([over, under], 0) if self.display else line(f"{over} choose {under}")
        if small and over.height == under.height == 1:
            return line(f"{operand(str(over))}/{divisor(str(under))}")
        bar = line("─" * max(over.width, under.width))
        return stack([over, bar, under], over.height)

    @staticmethod
    def root(sign: str, body: Grid) -> Grid:
        if body.height == 1:
            return line(f"{sign}{divisor(str(body))}")
        roof = Grid(
            (" " * len(sign) + "_" * body.width, *(" " * len(sign) + text for text in body.lines)),
            body.baseline + 1,
        )
        first = roof.lines[0]
        lines = [
            first,
            *(
                sign + text[len(sign) :] if i == body.height - 1 else text
                for i, text in enumerate(roof.lines[1:])
            ),
        ]
        return Grid(tuple(lines), roof.baseline)

    def table(self, element: Element) -> Grid:
        cells = [[self.row(cell.children) for cell in row.children] for row in element.children]
        count = max(map(len, cells))
        styles = [
            next(
                (row.children[j].get("style") for row in element.children if j < len(row.children)),
                "",
            )
            for j in range(count)
        ]
        aligned = any("text-align: right" in style for style in styles)
        align = [
            _alignment(style, [row[j] for row in cells if j < len(row)])
            for j, style in enumerate(styles)
        ]
        return table(cells, align, gap=1 if aligned else 2)

    def fenced(self, element: Element) -> Grid:
        body = self.row(element.children)
        left, right = element.get("open"), element.get("close")
        if body.height == 1:
            return line(f"{left}{body.lines[0]}{right}")
        return beside([_delimiter(left, body), body, _delimiter(right, body)])


def _needs_none(before: Token, space: Grid) -> bool:
    """Whether a space adds nothing: a second thin one, or one between a sign and what it is the sign of."""
    grid, kind = before
    if kind == "ord":
        return str(grid) in {"+", "−"}
    return kind == "space" and grid.width == space.width == 1


def _alignment(style: str, cells: list[Grid]) -> str:
    for align in ("right", "left"):
        if f"text-align: {align}" in style:
            return align
    numbers = all(
        cell.height == 1 and cell.lines[0].lstrip("−").replace(".", "").isdigit() for cell in cells
    )
    return "right" if numbers else "center"


def _delimiter(sign: str, body: Grid) -> Grid:
    if not sign:
        return line("")
    top, middle, bottom = tuple(_TALL.get(sign, sign * 3))
    lines = [top, *(middle for _ in body.lines[2:]), bottom]
    if sign in _BRACE_MIDDLE:
        if len(lines) == 2:
            lines = ["⎰", "⎱"] if sign == "{" else ["⎱", "⎰"]
        else:
            lines[len(lines) // 2] = _BRACE_MIDDLE[sign]
    return Grid(tuple(lines), body.baseline)


def _braced(body: Grid, brace: str) -> Grid:
    marks = {"⏟": "╰─╯", "⏞": "╭─╮"}[brace]
    rail = line(marks[0] + marks[1] * max(0, body.width - 2) + marks[2])
    return (
        stack([body, rail], body.baseline)
        if brace == "⏟"
        else stack([rail, body], body.baseline + 1)
    )


def _corners(body: Grid, low: Grid | None, high: Grid | None) -> Grid:
    """Scripts in the corners of a body: the upper one above its first line, the lower below its last."""
    side = max(grid.width for grid in (low, high) if grid)
    lines = [text + " " * side for text in body.lines]
    above = [" " * body.width + pad(text, side) for text in high.lines] if high else []
    below = [" " * body.width + pad(text, side) for text in low.lines] if low else []
    return Grid((*above, *lines, *below), len(above) + body.baseline)


def _blank_between(before: Grid, after: Grid) -> bool:
    """Whether two grids are apart already."""
    return any(grid.height == 1 and not grid.lines[0].strip() for grid in (before, after))


def _as_script(grid: Grid) -> str:
    text = str(grid)
    return text if text.isalnum() else f"({text})"
