"""One hint for each named slip, shared by the solver's rules and the banks' own mistakes.

Source: CATALOGUE section 7, in our own words.
"""

from collections.abc import Mapping
from types import MappingProxyType

from quizgen.solver.malrules.layer_hints import LAYER_HINTS
from quizgen.solver.malrules.learning_hints import LEARNING_HINTS

_HINTS = {
    (
        "counts-units",
    ): "A weight sits on an edge: multiply the sizes of neighbouring layers instead of adding units.",
    (
        "forgets-bias",
        "no-bias",
    ): "Under this course's convention every receiving unit, or every filter, has one intercept.",
    ("adds-bias",): "Only weights are asked here: no intercepts.",
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
    ): "Every two neighbouring layers have weights between them; those into the output are missing.",
    (
        "forgets-input-layer",
    ): "Every two neighbouring layers have weights between them; those out of the inputs are missing.",
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
    ("transposed",): "Rows and columns are exchanged: check the shapes.",
    (
        "no-transpose",
        "transposed-weights",
        "transpose",
    ): "Check the shapes: (outputs × inputs) going forward, (inputs × outputs) going back.",
    (
        "derivative-at-h",
        "sigmoid-again",
    ): "The slope of the sigmoid at a is h(1 − h), with h = σ(a) already computed.",
    ("passes-all",): "Multiply by the derivative of the activation, unit by unit.",
    ("no-relu-mask",): "A unit whose pre-activation is not positive passes no gradient.",
    ("missing-2",): "The derivative of a square has a factor 2 in front.",
    (
        "missing-1/n",
    ): "The loss is a mean: its gradient is divided by the number of predictions too.",
    ("sign-flipped", "sign"): "The sign is the other way round.",
    ("ascent",): "Check the direction: descent subtracts the step size times the gradient.",
    ("no-step-size",): "Multiply the gradient by the step size.",
    ("stale-gradient", "restarts-each-step"): "Each step starts from the newest weights.",
    (
        "mean-for-total",
    ): "The loss of a batch is a total here: add the gradients, do not divide by their number.",
    (
        "sum-for-mean",
    ): "The loss of a batch is a mean here: divide the sum of the gradients by their number.",
    ("sum-not-mean",): "The loss is a mean: divide the sum by the number of observations.",
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
    ("swapped-HW",): "Height comes first, then width.",
    ("mean-of-absolute", "drops-signs"): "Mind the signs of the numbers.",
    ("stride-1-default",): "For pooling, a stride that is not stated is the window itself.",
    ("reverses-input",): "The first weight of a row meets the first input.",
    (
        "elementwise-diagonal",
    ): "Each output needs its whole row: multiply the row with the input and add.",
    ("forgets-output-bias",): "Add the intercept after the sum of products.",
    ("floor-epoch",): "The last, shorter batch counts as a step too.",
    ("no-padding",): "The padding is part of the input: count it on both sides.",
    ("padding-subtracted",): "Padding makes the input longer, not shorter.",
    (
        "ignores-dilation",
        "no-dilation",
    ): "With dilation d the taps of a window are d positions apart.",
    ("rounds-up-pool",): "A pooling window that would stick out is dropped: round down.",
    ("bias-per-channel",): "A filter has one intercept in all, not one for each input channel.",
    ("kernel-one-dim",): "The kernel has two dimensions: height times width weights.",
    (
        "ignores-groups",
    ): "In a grouped convolution a filter reads the channels of its own group only.",
    ("zeros-per-row",): "That is one row of the matrix; there is a row for every output.",
    ("transposes-kernel",): "Rows of the kernel meet rows of the image; do not transpose it.",
    ("full-padding",): "Only windows that lie inside the input count; nothing is padded here.",
    ("skips-inputs",): "The stride moves the window; inside a window no input is skipped.",
    ("first-channel-only",): "Every channel has its own kernel; add the results of all channels.",
    ("sums-filters",): "Each filter has an output of its own; they are not added.",
    ("kernel-reversed",): "The first weight of the kernel meets the first input of the window.",
    (
        "rows-not-shifted",
    ): "Each next row belongs to the next window: move the weights along by the stride.",
    ("wrap-around",): "Windows stay inside the input; they do not continue at the start.",
    ("shift-1-with-stride",): "From row to row the weights move by the stride.",
    (
        "interleaved",
    ): "The statement says how the rows are ordered: all outputs of the first kernel come first.",
    ("side-by-side",): "All kernels read the same inputs: stack their blocks on top of each other.",
    (
        "shared-across-filters",
    ): "Each kernel has weights of its own; they are shared along the positions only.",
    ("rounds",): "Give the exact mean, as a fraction or a decimal.",
    ("ratio",): "The kernel size is not a ratio: D − P + 1 windows fit, and that is U.",
    (
        "divides-only",
        "D-over-S",
        "no-plus-1",
    ): "Windows start at 1, 1 + S, …: the number is ⌊(D − P)/S⌋ + 1.",
    ("negates",): "The kernel keeps its signs.",
    (
        "reverses-output",
        "reversed-output",
        "flips-both",
    ): "The first output comes from the first window.",
    (
        "connections-are-inputs",
    ): "Count an edge for each tap of each window; an input may be used often or never.",
    (
        "zeros-stride-1",
    ): "With a larger stride there are fewer windows, so the matrix has fewer rows.",
    ("counts-spaces",): "A blank is not in the alphabet here: its column holds zeros only.",
    (
        "distinct-letters",
    ): "Every character of the text has its own column, so repeated letters count again.",
    ("zero-based",): "Columns are counted from 1.",
    ("skips-spaces",): "A blank takes a column too.",
    ("forgets-zero-columns",): "The zero columns at the end belong to the matrix.",
    (
        "channels-added",
    ): "Filters do not add channels to the input: their number is the number of output channels.",
    ("divides-area",): "Count the windows along each side, then multiply.",
    ("both-stride-1",): "For pooling, a stride that is not given is the window itself.",
    ("both-stride-k",): "For convolution, a stride that is not given is 1.",
    ("pool-before-relu",): "The order matters for the mean: first the activation, then pooling.",
    ("no-relu",): "The activation comes between convolution and pooling.",
    ("ratio-U",): "There are U² positions for each filter, not U.",
    ("bias-shared",): "Without sharing every output unit has an intercept of its own too.",
    (
        "forgets-channels-dense",
    ): "Every pixel has one value for each channel, and each of them has a weight.",
    (
        "pool-stride-1",
    ): "Without a stated stride, pooling windows do not overlap: the stride is the window.",
    ("pool-has-params",): "Pooling learns nothing.",
    (
        "forgets-input-channels",
    ): "Each filter of the second convolution reads all channels the first one makes.",
    (
        "flatten-without-channels",
    ): "Flattening keeps every value: channels times height times width.",
    ("window-is-stride-ignored",): "Use the window as stated; it need not be 2.",
    ("colours-per-filter",): "Every filter has colours of its own.",
    ("edges-as-params",): "Edges of one colour share one weight; count the colours.",
    (
        "kernel-from-outdegree",
    ): "Count the edges that enter an output, not those that leave an input.",
}
HINTS: Mapping[str, str] = MappingProxyType(
    {
        **LEARNING_HINTS,
        **LAYER_HINTS,
        **{name: hint for names, hint in _HINTS.items() for name in names},
    }
)


def hint_for(name: str) -> str | None:
    """The shared hint of a slip, or None.

    >>> hint_for("pads-once")
    'Padding is added on both sides.'
    """
    return HINTS.get(name)
