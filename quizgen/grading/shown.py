"""How a class's marks show themselves, in a terminal and in a notebook."""

from html import escape

from quizgen.grading.class_report import class_report, counted
from quizgen.grading.mark import exact_points
from quizgen.grading.marked import Marked


def text(marked: Marked) -> str:
    """The report about the class."""
    return class_report(marked, most=20)


def html(marked: Marked) -> str:
    """Points by student, and how many parts are right, wrong and the rest."""
    rows = [
        f"<tr><td>{escape(name or '-')}</td><td>{exact_points(got)}</td><td>{exact_points(most)}</td></tr>"
        for name, (got, most) in marked.totals().items()
    ]
    head = "<tr><th>student</th><th>points</th><th>of</th></tr>"
    return f"<table>{head}{''.join(rows)}</table><p>{escape(counted(marked))}</p>"
