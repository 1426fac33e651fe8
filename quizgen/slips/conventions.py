"""Answers that are right under another convention than the course's.

A slip such as `adds-bias` is the same question solved under the other convention; what is said of
it names that one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Other:
    """A convention with the course's value and another, and the slips that mean the other."""

    convention: str
    course: str
    other: str
    slips: frozenset[str]
    said: str


def _other(convention: str, course: str, other: str, slips: str, said: str) -> Other:
    return Other(convention, course, other, frozenset(slips.split()), said)


OTHERS = (
    _other("bias", "off", "on", "adds-bias bias-in-no-bias",
           "Right if intercepts (biases) are counted."),
    _other("bias", "on", "off", "forgets-bias no-bias",
           "Right without intercepts (biases)."),
    _other("bias", "on-units", "off", "forgets-bias no-bias",
           "Right without intercepts (biases)."),
    _other("bias", "on-filters", "off", "forgets-bias no-bias",
           "Right without intercepts (biases)."),
    _other("kernel", "cross-correlation", "flipped", "flips-kernel rotates-kernel kernel-reversed",
           "Right for a kernel that is flipped."),
    _other("layout", "column", "rows", "transposed transposed-weights transpose",
           "Right where observations are rows."),
    _other("layout", "rows", "column", "columns-convention transposed transposed-weights transpose",
           "Right where observations are columns."),
    _other("size-rounding", "floor", "ceiling", "ceiling rounds-up-pool",
           "Right if a last window that sticks out counts."),
    _other("loss-reduction", "mean", "sum", "sum-not-mean sum-for-mean",
           "Right for the total over the observations."),
    _other("loss-reduction", "mean", "half", "half-mean",
           "Right for a loss with the factor ½."),
    _other("labels", "signs", "bits", "label-0/1",
           "Right for labels 0 and 1."),
    _other("log", "natural", "base2", "log2",
           "Right for the logarithm to base 2."),
    _other("log", "natural", "base10", "log10",
           "Right for the logarithm to base 10."),
    _other("index-base", "1", "0", "zero-based-batch",
           "Right if positions are counted from 0."),
    _other("steps", "ceiling", "floor", "floor",
           "Right if an incomplete last batch is dropped."),
    _other("momentum", "torch", "ema", "ema-for-torch",
           "Right for momentum as a moving average."),
    _other("momentum", "ema", "torch", "torch-for-ema",
           "Right for momentum as in torch."),
    _other("penalty", "half", "whole", "double",
           "Right for a penalty without the factor ½."),
    _other("variance", "biased", "sample", "n-minus-one",
           "Right if a variance divides by n − 1."),
)  # fmt: skip


def other_convention(own: Mapping[str, str], slips: str) -> str:
    """What to say of slips (joined with " or ") that mean another convention than one's own; empty if none does.

    Of a convention that the exercise does not name nothing is said: transposed may be any matrix.
    What holds here instead says the hint of the slip.

    >>> other_convention({"bias": "off"}, "adds-bias"), other_convention({}, "adds-bias")
    ('Right if intercepts (biases) are counted.', '')
    """
    named = set(slips.split(" or "))
    said = [o.said for o in OTHERS if own.get(o.convention) == o.course and named & o.slips]
    return " ".join(dict.fromkeys(said))


@lru_cache(maxsize=4096)
def means_other(convention: str, course: str, slip: str) -> bool:
    """Whether a slip is an answer under another value of a convention than the course's.

    >>> means_other("bias", "off", "adds-bias"), means_other("kernel", "flipped", "flips-kernel")
    (True, False)
    """
    return any((o.convention, o.course) == (convention, course) and slip in o.slips for o in OTHERS)


@lru_cache(maxsize=4096)
def is_none_here(convention: str, course: str, slip: str) -> bool:
    """Whether a slip is an answer under another convention where the course has one, and so none here.

    >>> is_none_here("kernel", "flipped", "flips-kernel"), is_none_here("kernel", "flipped", "no-sum")
    (True, False)
    """
    meant = {o.course for o in OTHERS if o.convention == convention and slip in o.slips}
    return bool(meant) and course not in meant
