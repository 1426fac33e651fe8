"""One hint for each named slip, shared by the solver's rules and the banks' own mistakes."""

from collections.abc import Mapping
from types import MappingProxyType

from quizgen.slips.hints_in_context import IN_CONTEXT, Hint
from quizgen.slips.layer_hints import LAYER_HINTS
from quizgen.slips.learning_hints import LEARNING_HINTS

_HINTS = {
    (
        "counts-units",
    ): "A weight joins two units of neighbouring layers: multiply the sizes of the layers instead of adding units.",
    ("adds-bias",): "Intercepts are not counted here.",
    (
        "bias-on-sender",
    ): "An intercept belongs to the unit that receives the sum, not to the one that sends.",
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
    ("ceiling",): "A window that would stick out at the end is dropped: round down.",
    ("floor",): "A short last batch still counts: round up.",
    ("phase-shift", "as-drawn"): "The first window starts at the first input.",
    ("pads-channels",): "Padding changes heights and widths only, never the channels.",
    (
        "pool-changes-channels",
        "channels-merge",
    ): "Each channel is pooled for itself: pooling never changes their number.",
    ("keeps-size",): "Count the places of the window: they need not be as many as the inputs.",
    (
        "both-forgotten-and-once",
    ): "Each filter has one weight for every place of its window in every input channel, and one intercept.",
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
    ): "A shared weight is one parameter but one edge for each use: every output has an edge for each input of its window.",
    (
        "zeros-minus-params",
    ): "A shared weight stands in several rows: take all connections from the number of entries, not the weights to learn.",
    (
        "flips-kernel",
        "rotates-kernel",
    ): "Cross-correlation is asked: the kernel slides as it is and is not turned round.",
    ("no-sum",): "Each output is the sum of all products in its window.",
    ("non-overlapping",): "At stride 1 neighbouring windows overlap.",
    (
        "max-absolute",
    ): "The largest number of a window is asked, not the one farthest from 0: any positive number is larger than a negative one.",
    ("sum",): "That is the sum of each window: divide by the number of values in it.",
    (
        "divides-by-stride",
    ): "A mean is divided by the number of values in the window, whatever the stride.",
    ("relu-on-output",): "The last activation is the identity here, so the output may be negative.",
    (
        "no-activation",
    ): "The activation is left out: apply it to each pre-activation before you go on.",
    (
        "no-transpose",
    ): "Going back, an input collects along the weights that leave it; you took those that enter an output.",
    (
        "transposed-weights",
        "transpose",
    ): "Each output has its own row of the weights: multiply rows, not columns, with the input.",
    (
        "derivative-at-h",
        "sigmoid-again",
    ): "The slope of the sigmoid is its value times 1 minus its value; the value does not go into the sigmoid again.",
    (
        "passes-all",
    ): "That is the gradient with respect to the outputs as it was: multiply it by the derivative of the activation, unit by unit.",
    ("no-relu-mask",): "A unit whose pre-activation is not positive passes no gradient.",
    ("missing-2",): "The derivative of a square has a factor 2 in front.",
    ("missing-1/n",): "The loss is a mean: its gradient is divided by the number of predictions.",
    ("sign-flipped", "sign"): "The sign is the other way round.",
    ("ascent",): "Check the direction: descent subtracts the step size times the gradient.",
    ("no-step-size",): "Multiply the gradient by the step size.",
    ("stale-gradient",): "The derivative changes from step to step: compute it anew at each point.",
    ("restarts-each-step",): "Each step starts from the newest weights.",
    (
        "mean-for-total",
    ): "The loss of a batch is a total here: add the gradients, do not divide by their number.",
    (
        "sum-for-mean",
    ): "The loss of a batch is a mean here: divide the sum of the gradients by their number.",
    ("sum-not-mean",): "The loss is a mean: divide the sum by the number of observations.",
    ("one-path-only",): "A value used twice receives the sum of both gradients.",
    ("updates-W2-first",): "Compute all gradients with the old weights before any update.",
    (
        "softmax-twice",
    ): "Softmax is applied once, to the scores; what it gives are the probabilities already.",
    (
        "log-of-logit",
    ): "The logarithm is taken of the probability that softmax gives, not of the score.",
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
    ): "An LSTM has four blocks of weights: its three gates, and the new content of the cell.",
    ("four-gates",): "A GRU has three blocks of weights: reset, update, new state.",
    (
        "times-heads",
    ): "The heads share out the numbers of a vector among them: more heads do not add parameters.",
    ("p-is-keep",): "Here p is the probability of dropping a unit.",
    ("sample-variance",): "Normalisation layers divide by n, not n − 1.",
    (
        "zero-after-backward",
        "step-before-backward",
    ): "In order: clear gradients, predict, loss, backward, step.",
    ("one-dimension",): "An image has two sides: multiply the counts along both.",
    (
        "connections-all",
        "connections-dense",
        "dense",
    ): "That is the fully connected layer; in a convolution an output reads its window only.",
    ("kernel-is-U",): "That is the number of outputs; the kernel has D − U + 1 weights.",
    ("mean",): "That is the mean of each window; its largest number is asked.",
    ("max", "max-for-mean"): "That is the maximum of each window; the mean is asked.",
    ("min",): "That is the smallest value of each window.",
    ("clips-at-zero",): "No activation is applied: a maximum may be negative.",
    ("keeps-first-window",): "That is the first window only.",
    ("same-values-shifted",): "The right numbers, one place off.",
    (
        "relu-of-gradient",
    ): "Whether a unit passes the gradient depends on the sign of its pre-activation, not of the gradient.",
    (
        "mask-inverted",
    ): "The gradient passes where the pre-activation is positive, not where it is negative.",
    ("swapped-HW",): "Height comes first, then width.",
    ("mean-of-absolute",): "The numbers of a window are added with their signs.",
    ("drops-signs",): "Mind the signs of the numbers.",
    ("stride-1-default",): "For pooling, a stride that is not stated is as long as the window.",
    ("reverses-input",): "The first weight of a row meets the first input.",
    (
        "elementwise-diagonal",
    ): "Each output needs its whole row: multiply the row with the input and add.",
    ("forgets-output-bias",): "Add the intercept after the sum of products.",
    (
        "floor-epoch",
    ): "That many epochs are over before this step: it belongs to the one after them.",
    (
        "ignores-dilation",
        "no-dilation",
    ): "Dilation spreads the window: its values are not neighbours but as far apart as the dilation says.",
    ("rounds-up-pool",): "A pooling window that would stick out is dropped: round down.",
    (
        "ignores-groups",
    ): "In a grouped convolution a filter reads the channels of its own group only.",
    ("zeros-per-row",): "Those are the zeros of one row; the matrix has a row for every output.",
    ("transposes-kernel",): "Rows of the kernel meet rows of the image: it is not transposed.",
    ("full-padding",): "Only windows that lie inside the input count; nothing is padded here.",
    ("skips-inputs",): "The stride moves the window; inside a window no input is skipped.",
    (
        "first-channel-only",
    ): "That is the first channel alone; a kernel has weights for every channel, and the results are added.",
    (
        "sums-filters",
    ): "Each kernel has outputs of its own; those of different kernels are not added.",
    ("kernel-reversed",): "The first weight of the kernel meets the first input of the window.",
    ("wrap-around",): "Windows stay inside the input; they do not continue at the start.",
    ("shift-1-with-stride",): "From one output to the next the weights move by the stride.",
    (
        "interleaved",
    ): "The statement says how the rows are ordered: all outputs of the first kernel come first.",
    ("side-by-side",): "All kernels read the same inputs: stack their blocks on top of each other.",
    (
        "shared-across-filters",
    ): "Each kernel has weights of its own; they are shared along the positions only.",
    ("rounds",): "Give the exact mean: a fraction where it is no whole number.",
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
    ): "Count an edge for each place of each window; an input may be used often or never.",
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
    ("colours-per-filter",): "Every filter has weights of its own.",
    (
        "edges-as-params",
    ): "Edges that are drawn alike share one weight: count each kind of edge once.",
    (
        "kernel-from-outdegree",
    ): "Count the edges that enter an output, not those that leave an input.",
}
HINTS: Mapping[str, str] = MappingProxyType(
    {
        **LEARNING_HINTS,
        **LAYER_HINTS,
        **{name: hint for names, hint in _HINTS.items() for name in names},
        **{name: hint(None) for name, hint in IN_CONTEXT.items()},
    }
)


def hint_of(name: str) -> Hint | None:
    """The shared hint of a slip: a sentence, or a function of the call it is said of; or None."""
    return IN_CONTEXT.get(name) or HINTS.get(name)
