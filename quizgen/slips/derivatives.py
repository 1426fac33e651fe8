"""Wrong ways with matrices of partial derivatives."""

from typing import Any

import numpy as np

from quizgen.slips.functions import asked, slip
from quizgen.solver.formula import as_expression, as_number, gradient_at
from quizgen.solver.quantity import Call


@slip(
    "functions-in-columns",
    "jacobian",
    when=asked,
    hint="A row belongs to one of the functions, a column to one of the variables; here it is the other way round.",
)
def _(call: Call) -> Any:
    return call.compute().T


@slip(
    "no-mixed",
    "hessian",
    when=asked,
    hint="The entries beside the diagonal are the derivatives by two different variables; they are 0 only where no term has both.",
)
def _(call: Call) -> Any:
    found = call.compute()
    for i, j in np.ndindex(found.shape):
        found[i, j] = found[i, j] if i == j else 0
    return found


@slip(
    "slopes-multiplied",
    "hessian",
    when=lambda call: asked(call) and call.arguments["at"] is not None,
    hint="Those are products of first derivatives: each first derivative is to be differentiated once more.",
)
def _(call: Call) -> Any:
    slopes = gradient_at(*(call.arguments[name] for name in ("expr", "variables", "at")))
    found = call.compute()
    for i, j in np.ndindex(found.shape):
        found[i, j] = as_number((as_expression(slopes[i]) * as_expression(slopes[j])).expand())
    return found
