"""A number times a vector or matrix is worked out; what may be an entry or another thing is not."""

from typing import Any

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.scaled import is_array

MATRIX: tuple[str, Any, dict[str, Any]] = ("matrix", [[1, -2], [3, 4]], {"names": ["W"]})
VECTOR: tuple[str, Any, dict[str, Any]] = ("vector", [3, -4, "1/2"], {})
STEP: tuple[str, Any, dict[str, Any]] = ("vector", ["7/10", "8/5"], {"names": ["w_1"]})
THIRDS: tuple[str, Any, dict[str, Any]] = ("vector", ["1/3", "2/3"], {})
FORMULAS: tuple[str, Any, dict[str, Any]] = (
    "symbolic_matrix", [["2*a", 0], ["b", "a + b"]], {"variables": ["a", "b"]},
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "text", "status"),
    [
        (STEP, "[1,2] - 0.1*[3,4] = [0.7,1.6]", "correct"),
        (STEP, "w_1 = w_0 - 0.1*g = [1,2] - 0.1*[3,4] = [0.7,1.6]", "correct"),
        (STEP, "(1,2)-(0.3,0.4)=(0.7,1.6)", "correct"),
        (
            STEP,
            r"\binom{1}{2}-\frac{1}{10}\begin{pmatrix}3\\4\end{pmatrix}=\begin{pmatrix}0.7\\1.6\end{pmatrix}",
            "unreadable",
        ),
        (
            STEP,
            r"\begin{pmatrix}1\\2\end{pmatrix}-\frac{1}{10}\begin{pmatrix}3\\4\end{pmatrix}=\begin{pmatrix}0.7\\1.6\end{pmatrix}",
            "correct",
        ),
        (STEP, "[1,2] - 0.1*[3,4]", "unreadable"),  # a sum alone is no answer yet
        (STEP, "[1,2] - 0.1*[3,4] = [0.7,1.7]", "unreadable"),
        (STEP, "[1,2] + 0.1*[3,4] = [0.7,1.6]", "unreadable"),
        (STEP, "[1,2] - 0.1*[3,4,5] = [0.7,1.6]", "unreadable"),
        (STEP, "[7, 16] = [0.7, 1.6]", "unreadable"),
        (STEP, "1/10*[7,16]=[7/10,16/10]=[0.7,1.6]", "correct"),
        (THIRDS, "1/3*[1,2] = [0.33,0.67]", "correct"),
        (THIRDS, "[0.333,0.667] = 1/3*[1,2]", "correct"),
        (THIRDS, "1/3*[1,2] = [0.3,0.7]", "unreadable"),
        (THIRDS, "[0.33,0.67]", "rounded"),
        (THIRDS, "≈ [0.33,0.67]", "rounded"),
        (THIRDS, "h ≈ (0.333; 0.667)", "rounded"),
        (THIRDS, "~[0.33,0.67]", "rounded"),
        (THIRDS, r"\frac13(1,2) \approx (0.33, 0.67)", "correct"),
        (THIRDS, "1/3*[1,2] ≈ [0.33,0.67]", "correct"),
        (THIRDS, "1/3*[1,2] ≈ [0.33,0.68]", "unreadable"),
        (THIRDS, "≈ [1/3, 2/3]", "unreadable"),
        (THIRDS, "[≈0.33, 0.67]", "unreadable"),
        (MATRIX, "W ≈ [[1,-2],[3,4]]", "unreadable"),
        (MATRIX, "W ≈ [[1.0,-2.0],[3.0,4.0]]", "correct"),
        (VECTOR, "0.5[6, -8, 1]", "correct"),
        (VECTOR, "½ [6, -8, 1]", "correct"),
        (VECTOR, "1.5[2, -8/3, 1/3]", "correct"),
        (VECTOR, "-[-3, 4, -1/2]^T", "correct"),
        (VECTOR, "-c(-3, 4, -0.5)", "correct"),
        (VECTOR, "-[3, -4, 1/2]", "wrong"),
        (VECTOR, "- [-3, 4, -1/2]", "unreadable"),  # or the mark of a list
        (VECTOR, "- [3, -4, 1/2]", "unreadable"),
        (VECTOR, "1.2 [3, -4, 1/2]", "unreadable"),  # or the number of an exercise
        (VECTOR, "(1) [3, -4, 1/2]", "unreadable"),
        (VECTOR, "1[3, -4, 1/2]", "unreadable"),
        (MATRIX, "1[[1,-2],[3,4]]", "unreadable"),
        (MATRIX, "-1[[-1,2],[-3,-4]]", "correct"),
        (VECTOR, "3, -4, 1/2^T", "unreadable"),
        (VECTOR, "[3 + 4, 5]", "unreadable"),
        (VECTOR, "3 + 4 + 5", "unreadable"),
        (MATRIX, "1/2*[[2,-4],[6,8]]", "correct"),
        (MATRIX, "0.5 · [[2,-4],[6,8]]", "correct"),
        (MATRIX, "(1/2)*[[2,-4],[6,8]]", "correct"),
        (MATRIX, "½ · [[2, -4], [6, 8]]", "correct"),
        (MATRIX, r"\frac{1}{2}\begin{bmatrix}2&-4\\6&8\end{bmatrix}", "correct"),
        (MATRIX, r"$-\frac{1}{2}\begin{pmatrix}-2&4\\-6&-8\end{pmatrix}$", "correct"),
        (MATRIX, r"2\cdot\begin{bmatrix}0.5&-1\\1.5&2\end{bmatrix}", "correct"),
        (MATRIX, "W = 1/2*[[2,-4],[6,8]]", "correct"),
        (MATRIX, "0.5 * np.array([[2, -4], [6, 8]])", "correct"),
        (MATRIX, "[[2,-4],[6,8]]/2", "correct"),
        (MATRIX, "[[2,-4],[6,8]] * 0.5", "correct"),
        (MATRIX, "2*[[1,-2],[3,4]]", "wrong"),
        (MATRIX, "[[1,-2],[3,4]]/2", "wrong"),
        (MATRIX, "[[1,-2],[3,4]]/0", "unreadable"),
        (MATRIX, "W*[[1,-2],[3,4]]", "unreadable"),
        (MATRIX, "[[1,-2],[3,4]]*W", "unreadable"),
        (MATRIX, "half*[[2,-4],[6,8]]", "unreadable"),
        (MATRIX, "1*[[1,-2],[3,4]]*[[1,0],[0,1]]", "unreadable"),
        (MATRIX, "2 [[1,-2],[3,4]]", "unreadable"),
        (MATRIX, "1/2/[[2,-4],[6,8]]", "unreadable"),
        (VECTOR, "1/2*[6, -8, 1]", "correct"),
        (VECTOR, "-1*(-3, 4, -1/2)", "correct"),
        (VECTOR, "[6, -8, 1]/2", "correct"),
        (VECTOR, "2*[3/2, -2, 1/4]", "correct"),
        (VECTOR, "2*[3, -4, 1/2]", "wrong"),
        (VECTOR, "2 [3, -4, 1/2]", "unreadable"),
        (VECTOR, "2^[3, -4, 1/2]", "unreadable"),
        (FORMULAS, "2*[[a, 0], [b/2, (a+b)/2]]", "correct"),
        (FORMULAS, "[[4a, 0], [2b, 2a + 2b]]/2", "correct"),
        (FORMULAS, "2*[[a, 0], [b, a+b]]", "wrong"),
    ],
)
def test_a_number_times_an_array(
    question: tuple[str, Any, dict[str, Any]], text: str, status: str
) -> None:
    kind, key, settings = question
    verdict = answer_kind(kind, key, **settings).judge(text)
    assert verdict.status == status, verdict


def test_what_is_too_long_is_no_array() -> None:
    assert is_array("[1, " + "2" * 3995 + "]")
    assert not is_array("[1, " + "2" * 3996 + "]")
