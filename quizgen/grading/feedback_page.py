"""What a student reads about the own sheet, as one HTML page: no script, nothing from the network."""

from collections.abc import Sequence
from html import escape

from quizgen.answers.escape import for_terminal
from quizgen.assignment import Assignment
from quizgen.document import markdown
from quizgen.document.frame import PLAIN, Frame
from quizgen.document.messages import Messages, phrase
from quizgen.document.part import Part
from quizgen.document.printers import html
from quizgen.document.shown import page_of
from quizgen.document.templates import fill
from quizgen.grading.grades import got, most
from quizgen.grading.mark import Mark
from quizgen.grading.told import Told, points, told

_ROW = ' scope="row"'


def feedback_page(assignment: Assignment, marks: Sequence[Mark], frame: Frame = PLAIN) -> str:
    """Questions, answers as they were read, keys, worked solutions, points and why, to read or print.

    A classmate's key is not mentioned. `marks` are those of the sheet's parts, in order.
    """
    page = page_of(assignment, frame)
    words = frame.words
    own = iter(marks)
    sections = []
    for question in page.questions:
        parts = []
        for part in question.parts:
            mark = next(own)
            said = told(mark, words)
            name = f"{question.number}{part.label}"
            head = f'<h3>{escape(name)} <span class="points {said.looks}">{said.sign} {said.points}: {said.status}</span></h3>'
            parts.append(
                f'<div class="marked">{head}{html.prompt(part, name)}{_said(said, words)}{_key(part, words)}</div>'
            )
        sections.append(
            f'<section class="question">{html.statement(question)}{"".join(parts)}</section>'
        )
    return fill(
        "html/feedback.html.j2",
        frame.templates,
        language=escape(words.language),
        heading=escape(phrase(words, "feedback")),
        title=escape(for_terminal(page.title)),
        student=escape(for_terminal(page.student)),
        code=escape(page.code),
        points=escape(points(words, got(marks), most(marks))),
        body="\n".join(sections),
    )


def _said(said: Told, words: Messages) -> str:
    """The answer as it was read, and what there is to say of it."""
    rows = []
    if said.answer.strip():
        rows.append((phrase(words, "Your answer"), f"<pre>{_safe(said.answer)}</pre>"))
        if said.reading:
            rows.append((phrase(words, "Read as"), f"<code>{_safe(said.reading)}</code>"))
    if said.slip:
        rows.append((phrase(words, "Slip"), f"<strong>{_safe(said.slip)}</strong>"))
    if said.said:
        rows.append(("", _safe(said.said)))
    rows += [
        (phrase(words, "Not read"), f"<pre>{_safe(answer)}</pre>{_safe(reason)}")
        for answer, reason in said.unread
    ]
    rows += [
        ("", f"{html.inlines(markdown.inline(line))}: {_safe(worth)}")
        for line, worth in said.rubric
    ]
    rows += [("", _safe(why)) for why in said.why]
    cells = "".join(
        f"<tr>{html.head_cell(escape(name), _ROW)}<td>{cell}</td></tr>" for name, cell in rows
    )
    return f'<table class="said">{cells}</table>' if rows else ""


def _key(part: Part, words: Messages) -> str:
    solution = html.blocks(part.solution)
    below = f'<div class="solution">{solution}</div>' if solution else ""
    name = f"<strong>{escape(phrase(words, 'Right'))}:</strong> "
    return html.paragraph(name, part.answer, ' class="answer"') + below


def _safe(text: str) -> str:
    return escape(for_terminal(text.replace("\r\n", "\n").replace("\r", "\n")))
