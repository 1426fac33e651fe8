"""How a variant and a student's sheet show themselves, in a terminal and in a notebook."""

from quizgen.assignment import Assignment
from quizgen.document import sheet
from quizgen.document.frame import PLAIN, Frame
from quizgen.variant import Variant


def text(value: Variant | Assignment) -> str:
    """A question, or a sheet of them, without the key."""
    # Papers are made without the printers of what is shown.
    from quizgen.document.printers import text as text_printer

    if isinstance(value, Variant):
        return text_printer.question(sheet.question(value, 1))
    return text_printer.sheet(page_of(value), key=False)


def html(value: Variant | Assignment) -> str:
    """The same as HTML for a cell of a notebook."""
    from quizgen.document.printers import html as html_printer

    if isinstance(value, Variant):
        return html_printer.question(sheet.question(value, 1), key=False)
    return "\n".join(html_printer.question(q, key=False) for q in page_of(value).questions)


def page_of(assignment: Assignment, frame: Frame = PLAIN) -> sheet.Sheet:
    """A student's sheet, typeset, in the frame of its homework."""
    return sheet.sheet(
        assignment.questions,
        title=assignment.title,
        student=assignment.student,
        code=assignment.code,
        intro=assignment.intro,
        frame=frame,
        version=assignment.version,
    )
