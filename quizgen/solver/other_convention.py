r"""Two values of one convention: whether they agree, and what is said of an answer that is right under the other.

>>> print(right_under("bias", "on-units", "off"))
Right where every hidden and every output unit has an intercept; here units have no intercepts.
"""

from collections.abc import Mapping
from types import MappingProxyType

from quizgen.solver.conventions import CONVENTIONS, convention

# What goes behind "where": as `CONVENTIONS` says it, but short.
_WHERE: dict[str, dict[str, str]] = {
    "bias": {
        "off": "units have no intercepts",
        "on": "every computed unit, and every filter, has an intercept",
        "on-units": "every hidden and every output unit has an intercept",
        "on-filters": "every filter has an intercept",
        "code": "formulas have no intercepts and torch layers have them",
    },
    "layout": {
        "column": "a layer computes $W h$, with $h$ in a column",
        "rows": "a layer computes $h W$, with $h$ in a row",
    },
    "kernel": {
        "cross-correlation": "the kernel is not flipped",
        "flipped": "the kernel is flipped before it slides",
    },
    "connections": {
        "weights": "intercepts are not counted as edges",
        "with-bias": "an edge from an intercept to each output unit is counted",
    },
    "size-rounding": {
        "floor": "a window that would stick out at the end is dropped",
        "exact": "only whole numbers are sizes",
        "ceiling": "a last window that sticks out still counts",
    },
    "stride-phase": {"first": "the first window starts at the first input"},
    "pool-window": {
        "printed": "the pooling window is always stated",
        "stride": "a pooling window that is not stated is as long as the stride",
    },
    "default-stride": {"torch": "a stride that is not stated is 1, and of pooling the window"},
    "index-base": {"1": "positions are counted from 1", "0": "positions are counted from 0"},
    "loss-reduction": {
        "mean": "the loss is the mean over the observations",
        "sum": "the loss is the total over the observations",
        "half": "the loss is half of the total over the observations",
    },
    "labels": {
        "signs": "the two classes have labels $-1$ and $+1$",
        "bits": "the two classes have labels 0 and 1",
    },
    "log": {
        "natural": "logarithms are natural ones",
        "base2": "logarithms are to base 2",
        "base10": "logarithms are to base 10",
    },
    "relu-at-zero": {"0": "ReLU and its derivative are 0 at 0"},
    "step-at-zero": {
        "1": "a threshold unit gives 1 when its sum is 0",
        "0": "a threshold unit gives 0 when its sum is 0",
    },
    "last-activation": {"identity": "the last layer has no activation"},
    "steps": {
        "ceiling": "a short last batch still makes a step",
        "floor": "an incomplete last batch is dropped",
    },
    "momentum": {
        "torch": "the whole gradient is added, and the step is $\\alpha v$",
        "ema": "$v$ is a moving average of the gradients",
        "inside": "$v$ is the step itself, with $\\alpha$ inside it",
    },
    "adam-eps": {
        "0": "Adam is used with $\\varepsilon = 0$",
        "1e-7": "Adam is used with $\\varepsilon = 10^{-7}$",
        "1e-8": "Adam is used with $\\varepsilon = 10^{-8}$",
    },
    "penalty": {
        "half": "the penalty has the factor $\\frac{1}{2}$",
        "whole": "the penalty is without the factor $\\frac{1}{2}$",
    },
    "macs": {
        "2": "a multiply-accumulate counts as two operations",
        "1": "a multiply-accumulate counts as one operation",
    },
    "bytes": {"1024": "1 KiB is 1024 bytes", "1000": "1 kB is 1000 bytes"},
    "rnn-bias": {
        "one": "the layer, or each of its gates, has one vector of intercepts",
        "two": "the layer, or each of its gates, has two vectors of intercepts",
    },
    "bn-count": {
        "learned": "only what is learned counts",
        "all": "running statistics count too",
    },
    "dropout": {
        "drop": "$p$ is the probability to drop, and kept values are scaled while training",
        "keep": "$p$ is the probability to keep",
        "test": "values are scaled when testing",
    },
    "variance": {
        "biased": "a variance divides by $n$",
        "sample": "a variance divides by $n - 1$",
    },
    "avg-pool-pad": {
        "counted": "the zeros of the padding are counted",
        "not-counted": "the zeros of the padding are not counted",
    },
    "decimals": {"3": "decimals are enough", "exact": "values are exact"},
}
# A course fixes less than an exercise: what it says of all layers, one is more exact about.
_MORE_EXACT: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("bias", "on"): ("on-units", "on-filters"),
        ("bias", "code"): ("off", "on", "on-units", "on-filters"),
    }
)


def right_under(key: str, other: str, here: str) -> str:
    """What to say of an answer that is right under the `other` value of a convention, where it is `here`."""
    return f"Right where {where(key, other)}; here {where(key, here)}."


def where(key: str, value: str) -> str:
    """What holds under a value of a convention, as it goes on behind "where".

    >>> where("steps", "floor")
    'an incomplete last batch is dropped'
    """
    convention(key, value)  # says which conventions and values there are
    return _WHERE[key][value]


def agree(key: str, value: str, wanted: str) -> bool:
    """Whether an exercise with this value of a convention is by a course that wants the other.

    >>> agree("bias", "on-units", "on"), agree("bias", "off", "on"), agree("bias", "off", "code")
    (True, False, True)
    """
    return value == wanted or value in _MORE_EXACT.get((key, wanted), ())


def is_known(key: str, value: object) -> bool:
    """Whether a convention has this value.

    >>> is_known("bias", "off"), is_known("bias", "none"), is_known("biases", "off")
    (True, False, False)
    """
    return isinstance(value, str) and value in CONVENTIONS.get(key, {})


def as_names(profile: Mapping[str, str]) -> dict[str, str]:
    """A profile as expressions read it: `profile.size_rounding`.

    >>> as_names({"size-rounding": "floor"})
    {'size_rounding': 'floor'}
    """
    return {key.replace("-", "_"): value for key, value in profile.items()}
