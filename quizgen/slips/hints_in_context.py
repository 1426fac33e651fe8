"""Shared hints that depend on the call they are said of: a layer's sides, kernels, padding, intercepts."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from quizgen.solver.quantity import Call
from quizgen.telling.window_words import is_padded, is_strided, kernel, receiver, sides

# Of a call, or of nothing known.
InContext = Callable[[Call | None], str]
Hint = str | InContext


def _intercepts(call: Call | None) -> str:
    return f"Every {receiver(call)} has one intercept besides its weights."


def _an_intercept_each(call: Call | None) -> str:
    if receiver(None) == receiver(call):
        return "There is one intercept for each unit or filter, not one for the whole layer or network."
    return f"Every {receiver(call)} has an intercept of its own; they do not share one."


def _one_in_all(call: Call | None) -> str:
    return f"A {kernel(call)} has one intercept in all, not one for each input channel."


def _weights_for_each_channel(call: Call | None) -> str:
    return f"Every {kernel(call)} has a full set of weights for each input channel."


def _channel_of_a_kernel(call: Call | None) -> str:
    return f"Every {kernel(call)} gives one output channel, however many channels it reads."


def _several_kernels(call: Call | None) -> str:
    count = getattr(call.subject, "out_channels", 1) if call is not None else 1
    if count == 1:
        return "That is the answer for one kernel or filter; there are several."
    return f"That is the answer for one {kernel(call)}; there are {count}."


def _next_window(call: Call | None) -> str:
    on = "by the stride" if call is None or is_strided(call) else "one place on"
    return f"Each further output reads the next window: move the weights {on}."


def _around(call: Call | None) -> str:
    if call is None:
        return "on both sides"
    return "at both ends" if sides(call) == 1 else "on all sides"


def _padding_twice(call: Call | None) -> str:
    return f"Padding is added {_around(call)}."


def _padding_counts(call: Call | None) -> str:
    return f"The padding belongs to the input: add it {_around(call)}."


def _transposed(call: Call | None) -> str:
    if call is not None and call.quantity == "weight_matrix":
        return "The matrix has a row for each output and a column for each input, not the other way round."
    return "Rows and columns are exchanged: check the shapes."


def _padding_subtracted(call: Call | None) -> str:
    is_line = call is not None and sides(call) == 1
    return f"Padding makes the input {'longer, not shorter' if is_line else 'larger, not smaller'}."


def _by_the_stride(call: Call | None) -> str:
    # Left out in the code, a stride is told by its default.
    if call is not None and getattr(call.subject, "stride", 1) is None:
        return "From one window to the next, move by the stride: for pooling, one that is not stated is the window."
    return "From one window to the next, move by the stride."


def _bias_form(call: Call | None) -> str:
    gates = getattr(call.subject, "gates", 1) if call is not None else 1
    each = "unit and gate" if gates > 1 else "unit"
    return (
        f"Count the intercepts this layer has: torch keeps two for each {each}, most textbooks one."
    )


def _every_axis(call: Call | None) -> str:
    where = (
        "depth, height and width" if call is not None and sides(call) == 3 else "height and width"
    )
    return f"A filter has a weight for every place of its {where}."


def _stick_out(call: Call | None) -> str:
    where = "beyond the border" if call is not None and sides(call) > 1 else "at both ends"
    return f"That counts windows that stick out {where}; here they stay inside the input."


def _spread(call: Call | None) -> str:
    off = ", and padding takes some off" if call is None or is_padded(call) else ""
    return f"The stride spreads the inputs; the kernel still adds its own size{off}."


def _cut_off(call: Call | None) -> str:
    return f"Padding of a transposed convolution is cut off, {_around(call)}."


IN_CONTEXT: Mapping[str, InContext] = MappingProxyType(
    {
        **dict.fromkeys(("forgets-bias", "no-bias"), _intercepts),
        **dict.fromkeys(("bias-once", "one-bias-total", "one-bias-per-layer"), _an_intercept_each),
        "bias-per-channel": _one_in_all,
        **dict.fromkeys(("forgets-channels", "conv-forgets-channels"), _weights_for_each_channel),
        "keeps-channels": _channel_of_a_kernel,
        **dict.fromkeys(
            ("forgets-filters", "one-filter", "outputs-one-filter", "zeros-one-filter"),
            _several_kernels,
        ),
        "kernel-one-dim": _every_axis,
        "full": _stick_out,
        "n-times-S": _spread,
        "adds-padding": _cut_off,
        "rows-not-shifted": _next_window,
        "pads-once": _padding_twice,
        "no-padding": _padding_counts,
        "transposed": _transposed,
        "padding-subtracted": _padding_subtracted,
        **dict.fromkeys(("ignores-stride", "stride-1"), _by_the_stride),
        "other-bias-form": _bias_form,
    }
)
