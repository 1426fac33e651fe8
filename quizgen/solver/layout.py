"""The two ways to write a batch: observations are columns, or they are rows."""

from quizgen.solver.errors import UnknownNameError

LAYOUTS = ("column", "rows")


def check_layout(layout: str) -> None:
    """`ShapeError` unless the layout is one of the two there are."""
    if layout not in LAYOUTS:
        raise UnknownNameError("layout", layout, LAYOUTS)
