"""Whether a variant can be printed: every formula, every text, every figure, before a student sees it."""

from collections.abc import Iterator
from typing import Any

from quizgen.document import markdown, tree
from quizgen.document.figures import draw
from quizgen.document.math import MathError, mathml
from quizgen.document.sheet import Sheet, question
from quizgen.errors import UserError
from quizgen.figure import Figure
from quizgen.telling import Step
from quizgen.variant import Part, Variant


def check_document(variant: Variant) -> list[str]:
    """What cannot be printed of a variant, as `where: what` lines; empty when all is well."""
    found = [
        f"{where}: {problem}" for where, text in _texts(variant) for problem in check_text(text)
    ]
    found.extend(
        f"{where}: {problem}" for where, step in _steps(variant) for problem in _step_problems(step)
    )
    found.extend(
        f"{where}: {problem}"
        for where, figure in _figures(variant)
        if (problem := _drawing(figure))
    )
    return found or _printing(variant)


def _texts(variant: Variant) -> Iterator[tuple[str, str]]:
    yield "title", variant.title
    yield "text", variant.text
    yield from (("conventions", sentence) for sentence in variant.conventions)
    for part in variant.parts:
        yield from ((f"part {part.id!r} {name}", text) for name, text in _part_texts(part))


def _part_texts(part: Part) -> Iterator[tuple[str, str]]:
    yield "prompt", part.prompt
    yield "explanation", part.explanation
    yield "hint", part.hint
    yield from (("note", text) for step in part.solution for text in (step.legend, step.note))
    yield from ((f"mistake {mistake.name!r} hint", mistake.hint) for mistake in part.mistakes)
    for name in ("choice_texts", "items"):
        yield from ((name, text) for text in part.settings.get(name) or ())


def _steps(variant: Variant) -> Iterator[tuple[str, Step]]:
    return (
        (f"part {part.id!r} solution", step) for part in variant.parts for step in part.solution
    )


def _figures(variant: Variant) -> Iterator[tuple[str, Figure]]:
    yield from (("figure", figure) for figure in variant.figures)
    yield from (
        (f"part {part.id!r} figure", figure)
        for part in variant.parts
        for figure in (*part.figures, *part.pictures)
    )


def check_text(text: str) -> Iterator[str]:
    """What cannot be printed of a Markdown text."""
    try:
        blocks = markdown.parse(text)
    except UserError as error:
        yield str(error)
        return
    for node in _formulas(blocks):
        yield from _formula_problem(node)


def _step_problems(step: Step) -> Iterator[str]:
    for side in (step.symbol, step.formula, step.substitution, step.value):
        yield from _formula_problem(side)


def _formula_problem(latex: str) -> Iterator[str]:
    try:
        mathml(latex)
    except MathError as error:
        yield str(error)


def _formulas(node: Any) -> Iterator[str]:
    """Every formula inside a tree, however deep."""
    if isinstance(node, tuple):
        for child in node:
            yield from _formulas(child)
    elif isinstance(node, tree.Math | tree.Display):
        yield node.latex
    elif hasattr(node, "__slots__"):
        yield from (
            formula for name in node.__slots__ for formula in _formulas(getattr(node, name))
        )


def _drawing(figure: Figure) -> str:
    try:
        draw(figure)
    except (UserError, LookupError, TypeError, ValueError) as error:
        return f"{figure.kind}: {type(error).__name__}: {error}"
    return ""


def _printing(variant: Variant) -> list[str]:
    """The printers are total on what passed above; whatever they still refuse is a problem here."""
    # A text alone is checked without them.
    from quizgen.document.printers import html, latex, text, typst

    try:
        asked = question(variant, 1)
        page = Sheet(variant.title, "", variant.code, (), (), (asked,))
        for printer in (latex, typst, text, html):
            printer.sheet(page, key=True)
    except (UserError, LookupError, TypeError, ValueError) as error:
        return [f"printing: {type(error).__name__}: {error}"]
    return []
