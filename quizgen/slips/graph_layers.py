"""Wrong ways with graph convolutions."""

from typing import Any

from quizgen.slips.functions import asked, exact, slip
from quizgen.solver.graph_layers import graph_convolution
from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array, product, tidy

BOTH = ("graph_convolution", "normalized_adjacency")


def _normalised(call: Call) -> bool:
    return asked(call) and call.arguments["normalization"] != "none"


@slip(
    "self-loops-forgotten",
    *BOTH,
    when=lambda call: _normalised(call) and bool(call.arguments["self_loops"]),
    hint="Every node counts among its own neighbours: add the identity before the degrees are counted.",
)
def _(call: Call) -> Any:
    return call.compute(self_loops=False)


@slip("sums-neighbours", *BOTH, when=_normalised, hint="That is without the division by degrees.")
def _(call: Call) -> Any:
    return call.compute(normalization="none")


@slip(
    "mean-for-symmetric",
    *BOTH,
    when=lambda call: _normalised(call) and call.arguments["normalization"] == "symmetric",
    hint="That divides by the degree of the node alone; here the degrees of both ends count, under a root.",
)
def _(call: Call) -> Any:
    return call.compute(normalization="mean")


@slip(
    "symmetric-for-mean",
    *BOTH,
    when=lambda call: _normalised(call) and call.arguments["normalization"] == "mean",
    hint="That divides by the degrees of both ends under a root; here each row is divided by its sum.",
)
def _(call: Call) -> Any:
    return call.compute(normalization="symmetric")


@slip(
    "divides-by-old-degree",
    "graph_convolution",
    when=lambda call: (
        _normalised(call)
        and bool(call.arguments["self_loops"])
        and call.arguments["normalization"] == "mean"
    ),
    hint="The degrees are those with the node itself among its neighbours.",
)
def _(call: Call) -> Any:
    """The sums with self-loops, divided by degrees without them."""
    sums = call.compute(normalization="none").tolist()
    degrees = as_array(call.arguments["adjacency"]).sum(axis=1).tolist()
    return as_array(
        [[exact(entry, d) for entry in row] for row, d in zip(sums, degrees, strict=True)]
    )


@slip(
    "neighbours-forgotten",
    "graph_convolution",
    when=lambda call: call.arguments["weight"] is not None,
    hint="Those are the node's own features mapped; first they are mixed with the neighbours'.",
)
def _(call: Call) -> Any:
    return tidy(product(as_array(call.arguments["h"]), as_array(call.arguments["weight"])))


@slip(
    "weights-forgotten",
    "graph_convolution",
    when=lambda call: call.arguments["weight"] is not None,
    hint="The mixed features are multiplied by the weights as well.",
)
def _(call: Call) -> Any:
    return graph_convolution(**{**call.arguments, "weight": None})
