"""Answers that are right under another convention than the course's.

A slip such as `adds-bias` is the same question solved under the other convention; what is said of
it names both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from quizgen.solver.conventions import DEFAULTS


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
           "Right if intercepts (biases) are counted; this course does not count them here."),
    _other("bias", "on", "off", "forgets-bias no-bias forgets-output-bias",
           "Right without intercepts (biases); here every computed unit, or every filter, has one."),
    _other("bias", "on-units", "off", "forgets-bias no-bias forgets-output-bias",
           "Right without intercepts (biases); here every hidden and every output unit has one."),
    _other("bias", "on-filters", "off", "forgets-bias no-bias",
           "Right without intercepts (biases); here every filter has one."),
    _other("kernel", "cross-correlation", "flipped", "flips-kernel rotates-kernel kernel-reversed",
           "Right for a kernel that is flipped; this course does not flip it."),
    _other("layout", "column", "rows", "transposed transposed-weights transpose",
           "Right where observations are rows; here they are columns."),
    _other("layout", "rows", "column", "columns-convention transposed transposed-weights transpose",
           "Right where observations are columns; here they are rows."),
    _other("size-rounding", "floor", "ceiling", "ceiling rounds-up-pool",
           "Right if a last window that sticks out counts; in this course it is dropped."),
    _other("loss-reduction", "mean", "sum", "sum-not-mean sum-for-mean",
           "Right for the total over the observations; here the loss is their mean."),
    _other("loss-reduction", "mean", "half", "half-mean",
           "Right for a loss with the factor ½; here it has none."),
    _other("labels", "signs", "bits", "label-0/1",
           "Right for labels 0 and 1; here they are −1 and +1."),
    _other("log", "natural", "base2", "log2",
           "Right for the logarithm to base 2; here it is the natural one."),
    _other("log", "natural", "base10", "log10",
           "Right for the logarithm to base 10; here it is the natural one."),
    _other("index-base", "1", "0", "zero-based-batch",
           "Right if positions are counted from 0; here they are counted from 1."),
    _other("steps", "ceiling", "floor", "floor",
           "Right if an incomplete last batch is dropped; here it makes a step."),
    _other("momentum", "torch", "ema", "ema-for-torch",
           "Right for momentum as a moving average; here the whole gradient is added."),
    _other("momentum", "ema", "torch", "torch-for-ema",
           "Right for momentum as in torch; here the gradient has the factor 1 − μ."),
    _other("penalty", "half", "whole", "double",
           "Right for a penalty without the factor ½; here it has it."),
    _other("variance", "biased", "sample", "n-minus-one",
           "Right if a variance divides by n − 1; here it divides by n."),
)  # fmt: skip


def other_convention(own: Mapping[str, str], slips: str) -> str:
    """What to say of slips (joined with " or ") that mean another convention than one's own; empty if none does.

    >>> other_convention({"bias": "off"}, "adds-bias")
    'Right if intercepts (biases) are counted; this course does not count them here.'
    """
    profile = {**DEFAULTS, **own}
    named = set(slips.split(" or "))
    said = [o.said for o in OTHERS if profile[o.convention] == o.course and named & o.slips]
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
