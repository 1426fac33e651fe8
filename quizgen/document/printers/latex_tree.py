"""Trees as LaTeX: formulas as they were written, text escaped, code as it is."""

from quizgen.document import tree
from quizgen.document.measure import is_short, is_whole
from quizgen.document.printers.latex_text import code, escape

# Letters of code that stay on one line.
CODE = 30
_COLUMNS = {"left": "l", "right": "r", "center": "c"}


def blocks(nodes: tuple[tree.Block, ...]) -> str:
    """Blocks with an empty line between them; a display belongs to the paragraph before it."""
    return "\n\n".join(map(_block, nodes)).replace("\n\n\\[", "\n\\[")


def inlines(nodes: tuple[tree.Inline, ...]) -> str:
    """Inlines as LaTeX."""
    return "".join(map(_inline, nodes))


def _block(node: tree.Block) -> str:
    match node:
        case tree.Paragraph(content):
            return inlines(content)
        case tree.Heading(_, content):
            return rf"\textbf{{{inlines(content)}}}\nopagebreak"
        case tree.Display(latex):
            return rf"\[ {latex} \]"
        case tree.CodeBlock(text):
            listing = _code_block(text)
            return (
                f"\\begin{{together}}\n{listing}\n\\end{{together}}" if is_short(text) else listing
            )
        case tree.List(items, start):
            return _list(items, start)
        case tree.Table():
            return _table(node)
        case tree.Quote(inner):
            return f"\\begin{{quote}}\n{blocks(inner)}\n\\end{{quote}}"
        case tree.Rule():
            return r"\hrule"


def _inline(node: tree.Inline) -> str:
    match node:
        case tree.Text(text):
            return escape(text)
        case tree.Math(latex):
            return rf"\mbox{{${latex}$}}" if is_whole(latex) else f"${latex}$"
        case tree.Code(text):
            return rf"\texttt{{{_code(text)}}}"
        case tree.Emphasis(content):
            return rf"\emph{{{inlines(content)}}}"
        case tree.Strong(content):
            return rf"\textbf{{{inlines(content)}}}"
        case tree.Link(content, target):
            return rf"\href{{{_address(target)}}}{{{inlines(content)}}}"
        case tree.Break():
            return r"\newline "


def _code(text: str) -> str:
    """Code in a line; what is long may be cut at its blanks."""
    printed = code(text)
    return printed.replace("~", r"\allowbreak~") if len(text) > CODE else printed


def _address(target: str) -> str:
    """An address for hyperref: its special characters escaped, no other command in it."""
    safe = target.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")
    return (
        safe.encode("ascii", "ignore")
        .decode()
        .replace("%", r"\%")
        .replace("#", r"\#")
        .replace("&", r"\&")
    )


def _code_block(text: str) -> str:
    if _plain_code(text):
        return f"\\begin{{lstlisting}}\n{text}\n\\end{{lstlisting}}"
    # listings reads bytes: other characters go as lines of escaped text.
    # The empty box keeps the blanks at the start, which TeX drops behind a break.
    lines = r"\\".join(rf"\mbox{{}}\texttt{{{code(line)}}}" for line in text.split("\n"))
    # No page ends within a coloured box, so that longer code goes without one.
    return (
        rf"\codelines{{{lines}}}"
        if is_short(text)
        else rf"\begin{{quote}}\small {lines}\end{{quote}}"
    )


def _plain_code(text: str) -> bool:
    lines = text.split("\n")
    return "\\end{lstlisting}" not in text and all(
        line.isascii() and line.isprintable() for line in lines
    )


def _list(items: tuple[tuple[tree.Block, ...], ...], start: int | None) -> str:
    kind = "itemize" if start is None else "enumerate"
    before = "" if start in {None, 1} else f"\\setcounter{{enumi}}{{{start - 1 if start else 0}}}\n"
    body = "\n".join(rf"\item {blocks(item)}" for item in items)
    return f"\\begin{{{kind}}}\n{before}{body}\n\\end{{{kind}}}"


def _table(table: tree.Table) -> str:
    align = "|" + "|".join(_COLUMNS[side] for side in table.align) + "|"
    rows = [" & ".join(rf"\textbf{{{inlines(cell)}}}" for cell in table.head)]
    rows.extend(
        (r"\fractionroom " if _has_fraction(row) else "") + " & ".join(map(inlines, row))
        for row in table.rows
    )
    body = r" \\\hline".join(f"\n{row}" for row in rows)
    return f"\\begin{{tabular}}{{{align}}}\\hline{body} \\\\\\hline\n\\end{{tabular}}"


def _has_fraction(row: tuple[tuple[tree.Inline, ...], ...]) -> bool:
    return any("frac" in node.latex for cell in row for node in cell if isinstance(node, tree.Math))
