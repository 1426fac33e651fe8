"""Wrong ways with entropy, divergence and cross-entropy."""

import math
from typing import Any

from quizgen.slips.functions import exact, slip
from quizgen.solver.distributions import distribution_cross_entropy, entropy
from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array, tidy

MEASURES = ("entropy", "distribution_cross_entropy", "kl_divergence")


def _base(call: Call) -> int | str:
    return call.arguments["base"]  # type: ignore[no-any-return]


@slip(
    "base-e",
    *MEASURES,
    when=lambda call: _base(call) == 2,
    hint="That is with natural logarithms; the logarithms here have base 2.",
)
def _(call: Call) -> Any:
    return float(call.compute()) * math.log(2)


@slip(
    "base-2",
    *MEASURES,
    when=lambda call: _base(call) == "e",
    hint="That is with logarithms to base 2; natural ones, to base e, are meant.",
)
def _(call: Call) -> Any:
    return float(call.compute()) / math.log(2)


@slip("log10", *MEASURES, hint="That is with logarithms to base 10; mind the base that is stated.")
def _(call: Call) -> Any:
    return float(call.compute()) * (math.log10(2) if _base(call) == 2 else 1 / math.log(10))


@slip(
    "no-minus",
    "entropy",
    "distribution_cross_entropy",
    hint="Logarithms of probabilities are negative, so there is a minus sign before the sum.",
)
def _(call: Call) -> Any:
    return -call.compute()


def _without_zeros(call: Call) -> bool:
    return all(float(share) > 0 for share in as_array(call.arguments["p"]).ravel().tolist())


@slip(
    "unweighted",
    "entropy",
    when=_without_zeros,
    hint="Each logarithm is multiplied by its probability before it is added.",
)
def _(call: Call) -> Any:
    p = as_array(call.arguments["p"])
    even = tidy(p * 0 + exact(1, p.size))
    return distribution_cross_entropy(even, p, base=_base(call)) * p.size


@slip(
    "log-of-number",
    "entropy",
    when=_without_zeros,
    hint="That is the entropy if all outcomes were equally likely; here they are not.",
)
def _(call: Call) -> Any:
    p = as_array(call.arguments["p"])
    return call.compute(p=tidy(p * 0 + exact(1, p.size)))


@slip(
    "distributions-swapped",
    "kl_divergence",
    "distribution_cross_entropy",
    hint="The two distributions have changed places: the weights are the first one's probabilities.",
)
def _(call: Call) -> Any:
    return call.compute(p=call.arguments["q"], q=call.arguments["p"])


@slip(
    "cross-entropy-for-divergence",
    "kl_divergence",
    hint="That is the cross-entropy; the divergence has the quotient of both probabilities in the logarithm.",
)
def _(call: Call) -> Any:
    return distribution_cross_entropy(**call.arguments)


@slip(
    "divergence-for-cross-entropy",
    "distribution_cross_entropy",
    hint="That is the divergence; the cross-entropy has the second probability alone in the logarithm.",
)
def _(call: Call) -> Any:
    return call.compute() - entropy(call.arguments["p"], base=_base(call))


@slip(
    "own-entropy",
    "distribution_cross_entropy",
    hint="That is the entropy of the first distribution alone; the logarithms are of the second one.",
)
def _(call: Call) -> Any:
    return entropy(call.arguments["p"], base=_base(call))


@slip(
    "sign-of-quotient",
    "kl_divergence",
    hint="The quotient stands upside down: a divergence is never negative.",
)
def _(call: Call) -> Any:
    return -call.compute()
