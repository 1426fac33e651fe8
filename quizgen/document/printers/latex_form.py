"""What makes a sheet in LaTeX fillable: names and tooltips for hyperref's text fields, and the QR code."""

from quizgen.answers.description import Box
from quizgen.document import wording
from quizgen.document.fields import CODE
from quizgen.document.part import Part
from quizgen.document.printers.latex_text import escape
from quizgen.document.qr import Code

# Millimetres of a QR code's side.
QR_SIDE = 12


def code_field(sheet_code: str) -> str:
    """The hidden field with the sheet's code; without a code the form begins with nothing."""
    if not sheet_code:
        return r"\relax"
    options = "readonly=true,hidden=true,width=0pt,height=0pt,bordercolor=,backgroundcolor="
    return rf"\TextField[name={CODE},{options},value={{{escape(sheet_code)}}}]{{}}"


def modules(qr: Code) -> str:
    """The dark modules of a QR code, counted from the lower left corner."""
    return "%\n".join(rf"\dark{{{x}}}{{{qr.size - 1 - y}}}{{{length}}}" for x, y, length in qr.runs)


def form_fields(number: int, part: Part) -> list[str]:
    """Names and tooltips of a part's fields, as arguments."""
    return [f"{{{f.name}}}{{{escape(wording.tooltip(number, part, f))}}}" for f in part.fields]


def box_of(box: Box, field: str) -> str:
    """The arguments of a box for an answer: its field, its size, and whether it takes several lines."""
    lines = "multiline=true" if box.is_tall else ""
    return f"{field}{{{box.width}mm}}{{{box.height}mm}}{{{lines}}}"


def choice_of(box: Box, field: str, options: tuple[str, ...]) -> str:
    """The arguments of a box with a list that opens: its field, its size, and the options.

    >>> choice_of(Box(20, 7), "{q1.a}{}", ("grows", "a, b"))
    '{q1.a}{}{20mm}{7mm}{{{grows}},{{a, b}}}'
    """
    listed = ",".join(f"{{{{{_in_form(option)}}}}}" for option in options)
    return f"{field}{{{box.width}mm}}{{{box.height}mm}}{{{listed}}}"


def _in_form(text: str) -> str:
    r"""A text that is no part of the page: commands that draw an arrow would be lost in it.

    >>> print(_in_form("ä 50 %"))
    \texorpdfstring{\"{a}}{\unichar{228}} 50 \%
    """
    return "".join(
        escape(c) if c.isascii() else rf"\texorpdfstring{{{escape(c)}}}{{\unichar{{{ord(c)}}}}}"
        for c in text
    )
