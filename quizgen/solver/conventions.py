"""The conventions a course fixes once: what each value means, and the profile of the lecture.

An answer may depend on them, so a statement prints those its exercise uses. Source of the default
profile: Hocking (2021).
"""

from collections.abc import Mapping
from types import MappingProxyType

from quizgen.solver.errors import ShapeError, UnknownNameError

_SENTENCES: dict[str, dict[str, str]] = {
    "bias": {
        "off": "Units have no intercepts (biases).",
        "on": "Every unit that is computed, and every filter, has one intercept (bias).",
        "on-units": "Every hidden and every output unit has one intercept (bias).",
        "on-filters": "Every filter has one intercept (bias).",
        "code": "Layers that are written as formulas have no intercepts; torch layers have them unless `bias=False` is written.",
    },
    "layout": {
        "column": "A layer computes $a = W h$: $h$ is a column, $W$ has one row for each output.",
        "rows": "A layer computes $a = h W$: $h$ is a row, $W$ has one column for each output.",
    },
    "kernel": {
        "cross-correlation": "Convolution means cross-correlation: the kernel is not flipped.",
        "flipped": "Convolution is the true one: the kernel is flipped before it slides.",
    },
    "connections": {
        "weights": "Connections are edges between units; intercepts are not counted.",
        "with-bias": "Connections include one edge from an intercept to each output unit.",
    },
    "size-rounding": {
        "floor": "A window that would stick out at the end is dropped (sizes are rounded down).",
        "exact": "A size that is not a whole number means that the layer is not valid.",
        "ceiling": "A last window that sticks out still counts (sizes are rounded up).",
    },
    "stride-phase": {"first": "The first window starts at the first input, $x_1$."},
    "pool-window": {
        "printed": "The pooling window is always stated.",
        "stride": "A pooling window that is not stated is as long as the stride.",
    },
    "default-stride": {
        "torch": "A stride that is not stated is 1 for convolution, the window for pooling.",
    },
    "index-base": {
        "1": "Positions are counted from 1.",
        "0": "Positions are counted from 0.",
    },
    "loss-reduction": {
        "mean": "The loss is the mean over the observations.",
        "sum": "The loss is the total over the observations.",
        "half": "The loss is half of the total over the observations.",
    },
    "labels": {
        "signs": "The two classes have labels $-1$ and $+1$.",
        "bits": "The two classes have labels 0 and 1.",
    },
    "log": {
        "natural": "$\\log$ is the natural logarithm $\\ln$.",
        "base2": "$\\log$ is the logarithm to base 2.",
        "base10": "$\\log$ is the logarithm to base 10.",
    },
    "relu-at-zero": {"0": "ReLU and its derivative are 0 at 0."},
    "step-at-zero": {
        "1": "A threshold unit gives 1 when its sum is 0.",
        "0": "A threshold unit gives 0 when its sum is 0.",
    },
    "last-activation": {"identity": "The last layer has no activation (the identity)."},
    "steps": {
        "ceiling": "A short last batch still makes a step.",
        "floor": "An incomplete last batch is dropped.",
    },
    "momentum": {
        "torch": "Momentum means $v \\leftarrow \\mu v + g$, then $w \\leftarrow w - \\alpha v$.",
        "ema": "Momentum means $v \\leftarrow \\mu v + (1 - \\mu) g$, then $w \\leftarrow w - \\alpha v$.",
        "inside": "Momentum means $v \\leftarrow \\mu v - \\alpha g$, then $w \\leftarrow w + v$.",
    },
    "adam-eps": {
        "0": "Adam is used with $\\varepsilon = 0$.",
        "1e-7": "Adam is used with $\\varepsilon = 10^{-7}$.",
        "1e-8": "Adam is used with $\\varepsilon = 10^{-8}$.",
    },
    "penalty": {
        "half": "The penalty is $\\frac{\\lambda}{2} \\|w\\|^2$.",
        "whole": "The penalty is $\\lambda \\|w\\|^2$.",
    },
    "macs": {
        "2": "One multiply-accumulate counts as two operations (FLOPs).",
        "1": "One multiply-accumulate counts as one operation (FLOP).",
    },
    "bytes": {
        "1024": "A number takes 4 bytes; 1 KiB is 1024 bytes.",
        "1000": "A number takes 4 bytes; 1 kB is 1000 bytes.",
    },
    "rnn-bias": {
        "one": "A recurrent layer, or each of its gates, has one vector of intercepts.",
        "two": "A recurrent layer, or each of its gates, has two vectors of intercepts, as in torch.",
    },
    "bn-count": {
        "learned": "The parameters of batch normalisation are the values that it learns.",
        "all": "Running statistics are parameters of batch normalisation too.",
    },
    "dropout": {
        "drop": "In dropout $p$ is the probability to drop; kept values are scaled while training.",
        "keep": "In dropout $p$ is the probability to keep; kept values are scaled while training.",
        "test": "In dropout $p$ is the probability to drop; values are scaled when testing.",
    },
    "variance": {
        "biased": "A variance divides by $n$.",
        "sample": "A variance divides by $n - 1$.",
    },
    "avg-pool-pad": {
        "counted": "Mean pooling counts the zeros of the padding.",
        "not-counted": "Mean pooling does not count the zeros of the padding.",
    },
    "decimals": {
        "3": "Give exact values, or decimals with 3 digits after the point.",
        "exact": "Give exact values.",
    },
}
# The last of the catalogue's `bias` readings, "off in formulas, on in torch code", is the lecture's.
_LECTURE = {"bias": "code"}

CONVENTIONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {key: MappingProxyType(values) for key, values in _SENTENCES.items()}
)
DEFAULTS: Mapping[str, str] = MappingProxyType(
    {key: _LECTURE.get(key, next(iter(values))) for key, values in _SENTENCES.items()}
)


def convention(key: str, value: str | None = None) -> str:
    """The sentence to print for a convention, the lecture's value unless another is given.

    >>> convention("bias", "off")
    'Units have no intercepts (biases).'
    """
    if key not in CONVENTIONS:
        raise UnknownNameError("convention", key, CONVENTIONS)
    values = CONVENTIONS[key]
    chosen = DEFAULTS[key] if value is None else value
    if chosen not in values:
        raise ShapeError(f"convention {key}={chosen!r}: known values are {', '.join(values)}")
    return values[chosen]
