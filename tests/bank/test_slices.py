"""Slices in the bank language: along one axis; more are refused with a way that works."""

import pytest

from quizgen.errors import UserError
from quizgen.language.expression import Scope
from quizgen.language.texts import filled
from quizgen.solver.values import as_array

SCOPE = Scope({"V": as_array([[1, 2], [3, 4]])})


@pytest.mark.parametrize(
    ("text", "found"), [("V[0][::-1]", [2, 1]), ("V[::-1]", [[3, 4], [1, 2]]), ("V.T[1]", [2, 4])]
)
def test_one_axis(text: str, found: list[int]) -> None:
    assert SCOPE.evaluate(text).tolist() == found


@pytest.mark.parametrize("text", ["V[:, ::-1]", "V[0, 1:]", "V[::-1, 0] + 1", "V.T[:, 0]"])
def test_several_axes_are_refused(text: str) -> None:
    with pytest.raises(UserError, match="a slice along several axes is not part") as error:
        SCOPE.evaluate(text)
    assert error.value.fix == "take one axis after the other: V[0][::-1], or V.T for columns"
    with pytest.raises(UserError, match="a slice along several axes"):
        filled(f"It is {{{{ {text} }}}}.", SCOPE)
