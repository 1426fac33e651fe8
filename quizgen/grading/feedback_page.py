"""What a student reads about the own sheet, as one HTML page: no script, nothing from the network."""

from collections.abc import Sequence
from html import escape

from quizgen.answers.escape import for_terminal
from quizgen.assignment import Assignment
from quizgen.document.printers import html
from quizgen.document.sheet import Part
from quizgen.document.shown import page_of
from quizgen.document.templates import fill
from quizgen.grading.grades import got, most
from quizgen.grading.mark import Mark, exact_points
from quizgen.grading.told import Told, told


def feedback_page(assignment: Assignment, marks: Sequence[Mark]) -> str:
    """Questions, answers as they were read, keys, worked solutions, points and why, to read or print.

    A classmate's key is not mentioned. `marks` are those of the sheet's parts, in order.
    """
    page = page_of(assignment)
    own = iter(marks)
    sections = []
    for question in page.questions:
        parts = []
        for part in question.parts:
            mark = next(own)
            said = told(mark)
            name = f"{question.number}{part.label}"
            head = f'<h3>{escape(name)} <span class="points {said.status.split()[0]}">{said.sign} {said.points} points: {said.status}</span></h3>'
            parts.append(
                f'<div class="marked">{head}{html.prompt(part, name)}{_said(said)}{_key(part)}</div>'
            )
        sections.append(
            f'<section class="question">{html.statement(question)}{"".join(parts)}</section>'
        )
    return fill(
        "html/feedback.html.j2",
        title=escape(page.title),
        student=escape(for_terminal(page.student)),
        code=escape(page.code),
        points=f"{exact_points(got(marks))} of {exact_points(most(marks))} points",
        body="\n".join(sections),
    )


def _said(said: Told) -> str:
    """The answer as it was read, and what there is to say of it."""
    rows = []
    if said.answer.strip():
        rows.append(("Your answer", f"<pre>{_safe(said.answer)}</pre>"))
        if said.reading:
            rows.append(("Read as", f"<code>{_safe(said.reading)}</code>"))
    if said.slip:
        rows.append(("Slip", f"<strong>{_safe(said.slip)}</strong>"))
    if said.said:
        rows.append(("", _safe(said.said)))
    rows += [
        ("Not read", f"<pre>{_safe(answer)}</pre>{_safe(reason)}") for answer, reason in said.unread
    ]
    rows += [("", _safe(why)) for why in said.why]
    cells = "".join(f'<tr><th scope="row">{name}</th><td>{cell}</td></tr>' for name, cell in rows)
    return f'<table class="said">{cells}</table>' if rows else ""


def _key(part: Part) -> str:
    solution = html.blocks(part.solution)
    below = f'<div class="solution">{solution}</div>' if solution else ""
    return f'<p class="answer"><strong>Right:</strong> {html.inlines(part.answer)}</p>{below}'


def _safe(text: str) -> str:
    return escape(for_terminal(text.replace("\r\n", "\n").replace("\r", "\n")))
