"""One hint for each named slip, shared by the solver's rules and the banks' own mistakes.

Source: CATALOGUE section 7, in our own words.
"""

from collections.abc import Mapping
from types import MappingProxyType

_HINTS = {
    (
        "counts-units",
    ): "A weight sits on an edge: multiply the sizes of neighbouring layers instead of adding units.",
    (
        "forgets-bias",
        "no-bias",
    ): "Under this course's convention every receiving unit, or every filter, has one intercept.",
    ("adds-bias",): "This course counts no intercepts here.",
    (
        "bias-on-sender",
    ): "An intercept belongs to the unit that receives the sum, not to the one that sends.",
    (
        "bias-once",
        "one-bias-total",
        "one-bias-per-layer",
    ): "There is one intercept for each unit or filter, not one for the whole layer or network.",
    ("wrong-receivers",): "Inputs have no intercept; hidden and output units do.",
    (
        "forgets-output-layer",
        "forgets-input-layer",
    ): "L + 1 layer sizes mean L weight matrices; one product is missing.",
    ("multiplies-all",): "Only neighbouring layers are multiplied; the products are added.",
    (
        "off-by-one",
        "forgets-plus-1",
    ): "Count the places where a window can start: the first one counts too.",
    ("full",): "That counts windows that stick out on both sides; here they stay inside the input.",
    (
        "ceiling",
        "floor",
    ): "Check which way to round: a window that sticks out is dropped, a short last batch still counts.",
    ("ignores-stride", "stride-1"): "From one window to the next, move by the stride.",
    ("phase-shift", "as-drawn"): "The first window starts at the first input.",
    ("pads-once",): "Padding is added on both sides.",
    (
        "pads-channels",
        "pool-changes-channels",
        "channels-merge",
    ): "Padding and pooling change heights and widths only, never the channels.",
    (
        "keeps-channels",
        "keeps-size",
    ): "The number of filters gives the output channels; the size follows from the window formula.",
    (
        "forgets-channels",
        "conv-forgets-channels",
    ): "Every filter has a full set of weights for each input channel.",
    (
        "both-forgotten-and-once",
    ): "Each filter has one weight for every tap of every input channel, and one intercept.",
    (
        "times-positions",
        "params-times-positions",
        "times-input-pixels",
        "image-size-in-conv",
        "params-times-outputs",
        "parameters-times-outputs",
    ): "Weights are shared by all positions: more positions do not mean more parameters.",
    (
        "connections-are-params",
    ): "A shared weight is one parameter but one edge for each use: every output has as many edges as the kernel has taps.",
    (
        "zeros-minus-params",
    ): "Take the connections from the number of entries: a shared weight stands in every row.",
    (
        "flips-kernel",
        "rotates-kernel",
    ): "Deep learning slides the kernel as it is (cross-correlation); do not flip it.",
    ("no-sum",): "Each output is the sum of all products in its window.",
    ("non-overlapping",): "At stride 1 neighbouring windows overlap.",
    ("max-absolute",): "The maximum keeps the sign: −2 is less than 1.",
    ("divides-by-stride", "sum"): "Divide by the number of values in the window.",
    ("relu-on-output",): "The last activation is the identity here, so the output may be negative.",
    ("no-activation",): "Apply the activation; without it the whole network is one matrix.",
    (
        "transposed",
        "no-transpose",
        "transposed-weights",
        "transpose",
    ): "Check the shapes: (outputs × inputs) going forward, (inputs × outputs) going back.",
    (
        "derivative-at-h",
        "sigmoid-again",
    ): "The slope of the sigmoid at a is h(1 − h), with h = σ(a) already computed.",
    (
        "passes-all",
        "no-relu-mask",
    ): "A unit whose pre-activation is not positive passes no gradient.",
    ("missing-2", "missing-1/n"): "Differentiate the loss as printed, with its constant factor.",
    (
        "sign-flipped",
        "ascent",
        "sign",
    ): "Check the direction: descent subtracts the step size times the gradient.",
    ("no-step-size",): "Multiply the gradient by the step size.",
    ("stale-gradient", "restarts-each-step"): "Each step starts from the newest weights.",
    (
        "mean-for-total",
        "sum-for-mean",
        "sum-not-mean",
    ): "Use the reduction printed in the statement: mean or total.",
    ("one-path-only",): "A value used twice receives the sum of both gradients.",
    ("updates-W2-first",): "Compute all gradients with the old weights before any update.",
    ("softmax-twice", "log-of-logit"): "Cross-entropy takes scores; the softmax is inside it.",
    (
        "ignores-strides",
        "includes-own-stride",
    ): "A layer's window grows by the strides of the layers before it only.",
    (
        "flops-equal-macs",
        "halves",
    ): "One multiply-accumulate is two operations under this convention.",
    (
        "three-gates",
        "four-gates",
        "other-bias-form",
    ): "An LSTM has four gates, a GRU three; mind the printed bias form.",
    ("times-heads",): "The heads share the model width; they add no parameters.",
    ("p-is-keep",): "Here p is the probability of dropping a unit.",
    ("sample-variance",): "Normalisation layers divide by n, not n − 1.",
    (
        "zero-after-backward",
        "step-before-backward",
    ): "In order: clear gradients, predict, loss, backward, step.",
    ("one-dimension",): "An image has two dimensions: the count is needed for both.",
    (
        "forgets-filters",
        "one-filter",
        "outputs-one-filter",
        "zeros-one-filter",
    ): "There are several kernels; that is the answer for one of them.",
    (
        "connections-all",
        "connections-dense",
        "dense",
    ): "That is the fully connected layer; in a convolution an output reads its window only.",
    ("kernel-is-U",): "That is the number of outputs; the kernel has D − U + 1 weights.",
    ("mean",): "That is the mean of each window; the maximum is asked.",
    ("max", "max-for-mean"): "That is the maximum of each window; the mean is asked.",
    ("min",): "That is the smallest value of each window.",
    ("clips-at-zero",): "No activation is applied: a maximum may be negative.",
    ("keeps-first-window",): "That is the first window only.",
    ("swapped",): "Two answers are exchanged.",
    ("same-values-shifted",): "The right numbers, one place off.",
    ("relu-of-gradient",): "The mask comes from the pre-activation, not from the gradient's sign.",
    (
        "mask-inverted",
    ): "The gradient passes where the pre-activation is positive, not where it is negative.",
    ("elementwise",): "This is a matrix product: rows times columns, summed.",
    ("swapped-HW",): "Height comes first, then width.",
    ("mean-of-absolute", "drops-signs"): "Mind the signs of the numbers.",
    ("stride-1-default",): "For pooling, a stride that is not stated is the window itself.",
    ("reverses-input",): "The first weight of a row meets the first input.",
    (
        "elementwise-diagonal",
    ): "Each output needs its whole row: multiply the row with the input and add.",
    ("forgets-output-bias",): "Add the intercept after the sum of products.",
    ("floor-epoch",): "The last, shorter batch counts as a step too.",
}
HINTS: Mapping[str, str] = MappingProxyType(
    {name: hint for names, hint in _HINTS.items() for name in names}
)


def hint_for(name: str) -> str | None:
    """The shared hint of a slip, or None.

    >>> hint_for("pads-once")
    'Padding is added on both sides.'
    """
    return HINTS.get(name)
