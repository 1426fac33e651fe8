"""The perceptron rule: where the sign of a score is not the label, the weights move by rate · label · input.

Labels are -1 and +1; a score of 0 is a mistake. A constant 1 among the inputs makes its weight the intercept.
Source: Rosenblatt (1958); Bishop (2006), section 4.1.7.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from quizgen.solver.errors import ShapeError
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import leave
from quizgen.solver.values import as_array, plus, product, scalar, tidy

if TYPE_CHECKING:
    import numpy as np

# A rule that has not settled after so many passes is taken for one that never will.
PASSES = 200


class Run(NamedTuple):
    """What the rule came to: weights, passes (the last has no mistake) and mistakes of each pass."""

    weights: "np.ndarray[Any, Any]"
    passes: int
    mistakes: tuple[int, ...]


@quantity
def perceptron_update(w: Any, x: Any, y: int, rate: Any = 1) -> "np.ndarray[Any, Any]":
    """The weights after one observation: w + rate · y · x where y · (w · x) ≤ 0, else w.

    >>> perceptron_update([0, 1], [2, -1], 1).tolist(), perceptron_update([1, 1], [2, 1], 1).tolist()
    ([2, 0], [1, 1])
    """
    return _shown(as_array(w), as_array(x), y, rate, 0)[0]


@quantity
def perceptron_pass(
    x: Any, y: Any, w: Any = None, rate: Any = 1, passes: int = 1
) -> "np.ndarray[Any, Any]":
    """The weights after some passes through the rows of `x` in order, from zero weights unless others are given.

    >>> perceptron_pass([[1, 2], [1, -1]], [1, -1]).tolist()
    [1, 2]
    """
    if not 1 <= passes <= PASSES:
        raise ShapeError(f"perceptron_pass: {passes} passes; from 1 to {PASSES} are possible")
    return _run(x, y, w, rate, passes, settle=False).weights


@quantity
def perceptron_weights(x: Any, y: Any, w: Any = None, rate: Any = 1) -> "np.ndarray[Any, Any]":
    """The weights once a whole pass has no mistake; `ShapeError` where that does not happen.

    >>> perceptron_weights([[1, 2], [1, -1]], [1, -1]).tolist()
    [1, 2]
    """
    run = _run(x, y, w, rate, PASSES)
    leave("weights of the rule", run.weights)
    return run.weights


@quantity
def perceptron_passes(x: Any, y: Any, w: Any = None, rate: Any = 1) -> int:
    """Passes until one has no mistake, that one included.

    >>> perceptron_passes([[1, 2], [1, -1]], [1, -1])
    2
    """
    run = _run(x, y, w, rate, PASSES)
    leave("passes of the rule", run.passes, mistakes=run.mistakes)
    return run.passes


@quantity
def perceptron_mistakes(x: Any, y: Any, w: Any = None, rate: Any = 1) -> int:
    """Updates until a whole pass has no mistake.

    >>> perceptron_mistakes([[1, 2], [1, -1]], [1, -1])
    1
    """
    run = _run(x, y, w, rate, PASSES)
    leave("mistakes of the rule", sum(run.mistakes), mistakes=run.mistakes)
    return sum(run.mistakes)


def _run(x: Any, y: Any, w: Any, rate: Any, most: int, *, settle: bool = True) -> Run:
    rows, labels = as_array(x), as_array(y).ravel().tolist()
    if rows.ndim != 2 or len(rows) != len(labels) or not labels:
        raise ShapeError(f"perceptron: observations of shape {rows.shape} and {len(labels)} labels")
    weights = as_array([0] * rows.shape[1] if w is None else w)
    counts: list[int] = []
    for number in range(1, most + 1):
        wrong = 0
        for row, label in zip(rows, labels, strict=True):
            weights, mistaken = _shown(weights, row, label, rate, number)
            wrong += mistaken
        counts.append(wrong)
        if settle and not wrong:
            break
    if settle and counts[-1]:
        raise ShapeError(
            f"perceptron: still mistaken after {most} passes; can a line separate them?"
        )
    return Run(weights, len(counts), tuple(counts))


def _shown(w: Any, x: Any, y: Any, rate: Any, number: int) -> "tuple[np.ndarray[Any, Any], bool]":
    """The weights after an observation, and whether it was a mistake; `number` is that of the pass, 0 of none."""
    if w.shape != x.shape or w.ndim != 1:
        raise ShapeError(f"perceptron: weights of shape {w.shape} and an input of shape {x.shape}")
    if y not in {-1, 1}:
        raise ShapeError(f"perceptron: the label {y} is neither -1 nor 1")
    score = scalar(product(w, x))
    mistaken = bool(y * score <= 0)
    after = plus(w, tidy(x.astype(object) * (rate * y))) if mistaken else w
    leave(
        "observation shown",
        after,
        w=w,
        x=x,
        y=y,
        rate=rate,
        score=score,
        number=number,
        mistaken=mistaken,
    )
    return after, mistaken
