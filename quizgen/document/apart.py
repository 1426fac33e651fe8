r"""Tall formulas in running text: a column lies down, a matrix stands on a line of its own.

Either would push the lines of its sentence apart. A column is written as the transpose of a row,
as mathematicians do in a sentence; a matrix of several rows becomes a display, with the
punctuation that follows it.
"""

import re
from collections.abc import Iterator

from quizgen.document import tree
from quizgen.pattern import pattern

# Entries of a column that still read well in a line.
LONG = 10

_COLUMN = pattern(
    r"\\begin\{[bp]matrix\}((?:(?!\\begin|\\end|(?<!\\)&).)*)\\end\{[bp]matrix\}(?!\s*\^)"
)
_ROW_END = pattern(r"\\\\")
_PUNCTUATION = pattern(r"[.,;:!?]+(?= |$)")


def lying(latex: str) -> str:
    r"""A formula with its columns written as transposed rows.

    >>> print(lying(r"h = \begin{bmatrix} 3 \\ -\frac{1}{2} \end{bmatrix}"))
    h = (3, -\tfrac{1}{2})^\top
    >>> print(lying(r"W = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"))
    W = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}
    """
    return _COLUMN.sub(_lain, latex) if r"\begin" in latex else latex


def _lain(found: re.Match[str]) -> str:
    entries = [entry.strip() for entry in _ROW_END.split(found[1]) if entry.strip()]
    if not 2 <= len(entries) <= LONG:
        return found[0]
    return rf"({', '.join(entries)})^\top".replace(r"\frac", r"\tfrac")


def is_tall(latex: str) -> bool:
    r"""Whether a formula is an array of several rows.

    >>> is_tall(r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"), is_tall(r"\begin{bmatrix} 1 & 2 \end{bmatrix}")
    (True, False)
    """
    return r"\begin" in latex and bool(_ROW_END.search(latex))


def sentences(content: tuple[tree.Inline, ...]) -> Iterator[tree.Block]:
    r"""The blocks of a paragraph: tall formulas are displays between its words.

    >>> words = (tree.Text("with "), tree.Math(r"W = \begin{bmatrix} 1 \\ 2 \end{bmatrix}"), tree.Text(", find"))
    >>> [type(block).__name__ for block in sentences(words)]
    ['Paragraph']
    >>> matrix = tree.Math(r"W = \begin{bmatrix} 1 & 0 \\ 2 & 1 \end{bmatrix}")
    >>> [block for block in sentences((tree.Text("with "), matrix, tree.Text(", find")))][1:]
    [Display(latex='W = \\begin{bmatrix} 1 & 0 \\\\ 2 & 1 \\end{bmatrix},'), Paragraph(content=(Text(text='find'),))]
    """
    words: list[tree.Inline] = []
    nodes = [tree.Math(lying(n.latex)) if isinstance(n, tree.Math) else n for n in content]
    for i, node in enumerate(nodes):
        if not (isinstance(node, tree.Math) and is_tall(node.latex)):
            words.append(node)
            continue
        yield from _paragraph(words)
        following = nodes[i + 1] if i + 1 < len(nodes) else None
        end = ""
        if isinstance(following, tree.Text) and (found := _PUNCTUATION.match(following.text)):
            end = found[0]
            nodes[i + 1] = tree.Text(following.text[found.end() :])
        yield tree.Display(node.latex + end)
        words = []
    yield from _paragraph(words)


def _paragraph(words: list[tree.Inline]) -> Iterator[tree.Paragraph]:
    if kept := stripped(words):
        yield tree.Paragraph(tuple(kept))


def stripped(words: list[tree.Inline]) -> list[tree.Inline]:
    """Words without the blanks and line ends that a display before or after them left over."""
    kept = list(words)
    for end, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while kept:
            node = kept.pop(end)
            if isinstance(node, tree.Text):
                node = tree.Text(strip(node.text))
            if node not in (tree.Text(""), tree.Break()):
                kept.insert(len(kept) if end else 0, node)
                break
    return kept
