r"""The HTML of a question as learning systems take it: plain tags, formulas between \( and \), pictures as files."""

from collections.abc import Callable, Sequence
from html import escape

from quizgen.document import markdown, tree
from quizgen.document.figures import Scene
from quizgen.document.printers import html
from quizgen.targets.question import Asked, Question, laid

# The HTML of a picture.
Show = Callable[[Scene], str]


def delimited(latex: str, *, display: bool = False) -> str:
    r"""A formula for MathJax.

    >>> delimited("a < b"), delimited(r"\{1\}", display=True)
    ('\\(a &lt; b\\)', '\\[\\lbrace 1\\rbrace \\]')
    """
    # Importers take backslashes before braces for their own.
    plain = (
        latex.replace(r"\{", r"\lbrace ")
        .replace(r"\}", r"\rbrace ")
        .replace(r"\#", r"\unicode{35}")
    )
    left, right = (r"\[", r"\]") if display else (r"\(", r"\)")
    return f"{left}{escape(plain, quote=False)}{right}"


def blocks(nodes: tuple[tree.Block, ...], math: html.SetMath = delimited) -> str:
    """Blocks one after the other."""
    return html.blocks(nodes, math)


def words(text: str, math: html.SetMath = delimited) -> str:
    """A line of Markdown, such as a hint."""
    return html.inlines(markdown.inline(text), math)


def statement(
    question: Question, show: Show, math: html.SetMath = delimited, alone: Asked | None = None
) -> str:
    """What comes before the parts, with the code; of a part that is asked `alone` with its letter."""
    typeset = question.typeset
    letter = f"/{alone.letter}" if alone and len(question.asked) > 1 else ""
    said = " ".join(words(sentence, math) for sentence in typeset.conventions)
    return "\n".join(
        filter(
            None,
            (
                blocks(typeset.text, math),
                f"<p><em>{said}</em></p>" if said else "",
                *map(show, typeset.scenes),
                f"<p><small>[qg {escape(question.code)}{letter}]</small></p>",
            ),
        )
    )


def prompt(question: Question, asked: Asked, show: Show, math: html.SetMath = delimited) -> str:
    """What a part asks, with its letter where there are several."""
    letter = f"<p><strong>({escape(asked.letter)})</strong></p>" if len(question.asked) > 1 else ""
    pictures = [
        f"<p><strong>{escape(option.letter)}</strong></p>{show(scene)}"
        for option, scene in zip(asked.typeset.options, asked.typeset.pictures, strict=False)
    ]
    said = (letter, blocks(asked.typeset.prompt, math), *map(show, asked.typeset.scenes), *pictures)
    return "\n".join(filter(None, said))


def solution(question: Question, math: html.SetMath = delimited) -> str:
    """The answers and worked solutions of all parts."""
    pieces = []
    for asked in question.asked:
        letter = f"({escape(asked.letter)}) " if len(question.asked) > 1 else ""
        pieces.append(f"<p><strong>{letter}{html.inlines(asked.typeset.answer, math)}</strong></p>")
        pieces.append(blocks(asked.typeset.solution, math))
    return "\n".join(filter(None, pieces))


def inlines(nodes: tuple[tree.Inline, ...], math: html.SetMath = delimited) -> str:
    """Inlines as HTML."""
    return html.inlines(nodes, math)


def arranged(asked: Asked, fields: Sequence[str], math: html.SetMath = delimited) -> str:
    """The fields of a part on a line, or in a table where they have rows and columns."""
    table = laid(asked, fields, lambda content: inlines(content, math))
    if table.is_line:
        return f"<p>{' '.join(fields)}</p>"
    head = "".join(map(html.head_cell, table.head))
    rows = "".join(
        f"<tr>{''.join(map(html.head_cell, name))}{''.join(f'<td>{one}</td>' for one in cells)}</tr>"
        for name, cells in table.rows
    )
    heads = f"<thead><tr>{head}</tr></thead>" if head else ""
    return f"<table>{heads}<tbody>{rows}</tbody></table>"
