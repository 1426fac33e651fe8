"""What a figure shows: its kind and exact data, as plain JSON values.

Built from solver objects by the functions in `BUILDERS` (the bank's vocabulary of figures),
stored in a variant, drawn by `quizgen.document.figures`. The text description says what the
picture shows, so that an exercise works without seeing it, and no more than that.
"""

from collections.abc import Callable, Mapping

from quizgen.figure.convolution import connections, strides, weight_matrix
from quizgen.figure.data import Figure
from quizgen.figure.network import network

BUILDERS: Mapping[str, Callable[..., Figure]] = {
    builder.__name__: builder for builder in (connections, network, strides, weight_matrix)
}

__all__ = ["BUILDERS", "Figure"]
