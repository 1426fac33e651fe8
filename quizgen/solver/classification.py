"""Measures of a classifier, from its confusion matrix: a row for each true class, a column for each predicted one.

Classes are counted from 0; of two classes, 1 is the positive one.
Source: Bishop (2006), section 1.5; scikit-learn's documentation of `metrics`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quizgen.solver.errors import ShapeError
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import leave
from quizgen.solver.values import as_array, divided

if TYPE_CHECKING:
    import numpy as np


@quantity
def confusion_matrix(actual: Any, predicted: Any, classes: int = 2) -> "np.ndarray[Any, Any]":
    """How often each true class (row) was predicted as each class (column).

    >>> confusion_matrix([0, 1, 1, 1], [0, 1, 0, 1]).tolist()
    [[1, 0], [1, 2]]
    """
    import numpy as np

    true, said = (as_array(values).ravel().tolist() for values in (actual, predicted))
    if len(true) != len(said):
        raise ShapeError(f"confusion_matrix: {len(true)} labels and {len(said)} predictions")
    if any(type(c) is not int or not 0 <= c < classes for c in (*true, *said)):
        raise ShapeError(f"confusion_matrix: classes are numbered from 0 to {classes - 1}")
    counts = np.zeros((classes, classes), dtype=np.int64)
    for row, column in zip(true, said, strict=True):
        counts[row, column] += 1
    return counts


@quantity
def accuracy(matrix: Any) -> Any:
    """The share of observations that are predicted right.

    >>> accuracy([[5, 1], [2, 4]])
    Fraction(3, 4)
    """
    rows = _table(matrix)
    right = [row[i] for i, row in enumerate(rows)]
    return _ratio("accuracy", right, [sum(row) for row in rows])


@quantity
def precision(matrix: Any, c: int = 1) -> Any:
    """Of those predicted as class `c`, the share that is: TP / (TP + FP).

    >>> precision([[5, 1], [2, 4]])
    Fraction(4, 5)
    """
    rows = _class(matrix, c)
    others = [row[c] for i, row in enumerate(rows) if i != c]
    return _ratio("precision", [rows[c][c]], [rows[c][c], *others])


@quantity
def recall(matrix: Any, c: int = 1) -> Any:
    """Of those that are of class `c`, the share predicted so: TP / (TP + FN).

    >>> recall([[5, 1], [2, 4]])
    Fraction(2, 3)
    """
    row = _class(matrix, c)[c]
    return _ratio("recall", [row[c]], [row[c], *row[:c], *row[c + 1 :]])


@quantity
def specificity(matrix: Any, c: int = 1) -> Any:
    """Of those that are not of class `c`, the share not predicted so: TN / (TN + FP).

    >>> specificity([[5, 1], [2, 4]])
    Fraction(5, 6)
    """
    rows = [row for i, row in enumerate(_class(matrix, c)) if i != c]
    false = sum(row[c] for row in rows)
    true = sum(map(sum, rows)) - false
    return _ratio("specificity", [true], [true, false])


@quantity
def f1_score(matrix: Any, c: int = 1) -> Any:
    """The harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN).

    >>> f1_score([[5, 1], [2, 4]])
    Fraction(8, 11)
    """
    rows = _class(matrix, c)
    tp = rows[c][c]
    fp, fn = sum(row[c] for row in rows) - tp, sum(rows[c]) - tp
    return _ratio("f1_score", [2 * tp], [2 * tp, fp, fn])


@quantity
def balanced_accuracy(matrix: Any) -> Any:
    """The mean of the recalls of all classes.

    >>> balanced_accuracy([[5, 1], [2, 4]])
    Fraction(3, 4)
    """
    rows = _table(matrix)
    recalls = [_quotient("recall", row[i], sum(row)) for i, row in enumerate(rows)]
    mean = divided(sum(recalls), len(rows))
    leave("mean of recalls", mean, recalls=recalls, rows=rows)
    return mean


def _ratio(what: str, top: Sequence[int], bottom: Sequence[int]) -> Any:
    value = _quotient(what, sum(top), sum(bottom))
    leave("share of a table", value, what=what, top=top, bottom=bottom)
    return value


def _quotient(what: str, top: int, bottom: int) -> Any:
    if bottom == 0:
        raise ShapeError(f"{what}: there is nothing to take a share of (0 / 0)")
    return divided(top, bottom)


def _table(matrix: Any) -> list[list[int]]:
    counts = as_array(matrix)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or not counts.size:
        raise ShapeError(f"a confusion matrix is square, not of shape {counts.shape}")
    rows: list[list[int]] = counts.tolist()
    if any(type(entry) is not int or entry < 0 for row in rows for entry in row):
        raise ShapeError("a confusion matrix has counts: whole numbers, none below 0")
    return rows


def _class(matrix: Any, c: int) -> list[list[int]]:
    rows = _table(matrix)
    if not 0 <= c < len(rows):
        raise ShapeError(f"class {c} of {len(rows)} classes (counted from 0)")
    return rows
