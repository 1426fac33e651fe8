"""Worked solutions of sizes: how many windows fit along an axis, how many places an output has."""

from quizgen.solver.trace import Call
from quizgen.telling.products import times
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller


@teller("windows along an axis")
def _(call: Call) -> Told:
    """A sequence is told in the letters of its statement; the sides of an image in numbers alone."""
    axis, size = call.arguments["axis"], call.result
    padded, numbers = "D", str(axis.in_size)
    if axis.left != axis.right:
        padded, numbers = (
            rf"{padded} + p_{{\text{{left}}}} + p_{{\text{{right}}}}",
            f"{numbers} + {axis.left} + {axis.right}",
        )
    elif axis.left:
        padded, numbers = f"{padded} + 2 p", rf"{numbers} + 2 \cdot {axis.left}"
    kernel, taken, one = "P", str(axis.kernel_size), " + 1"
    if axis.dilation > 1:
        kernel = "d (P - 1)"
        taken = rf"{axis.dilation} \cdot ({axis.kernel_size} - 1)"
        if axis.stride > 1:
            kernel, taken = f"{kernel} - 1", f"{taken} - 1"
        else:  # - 1 + 1 is nothing
            one = ""
    formula, substitution = f"{padded} - {kernel}", f"{numbers} - {taken}"
    symbol = rf"\text{{{axis.name}}}" if axis.name else "U"
    room = axis.in_size + axis.left + axis.right - axis.reach
    if axis.ceil_mode and -(-room // axis.stride) + 1 != size:
        note = "The last window would start in the padding, so it is dropped."
        yield Step(symbol, "", "", str(size), note)
        return
    if axis.stride > 1:
        left, right = (r"\lceil", r"\rceil") if axis.ceil_mode else (r"\lfloor", r"\rfloor")
        formula = rf"{left} \frac{{{formula}}}{{S}} {right}"
        substitution = rf"{left} \frac{{{substitution}}}{{{axis.stride}}} {right}"
    yield Step(symbol, "" if axis.name else f"{formula}{one}", f"{substitution}{one}", str(size))


@teller("places along an axis")
def _(call: Call) -> Told:
    """The length of a transposed convolution's output."""
    of = call.arguments
    kernel, stride, padding, extra, dilation = of["settings"]
    symbol, formula, numbers = "U", "(D - 1) S", rf"({of['in_size']} - 1) \cdot {stride}"
    if stride == 1:
        formula, numbers = "D - 1", f"{of['in_size']} - 1"
    if padding:
        formula, numbers = f"{formula} - 2 p", rf"{numbers} - 2 \cdot {padding}"
    if dilation > 1:
        formula = f"{formula} + d (P - 1) + 1"
        numbers = rf"{numbers} + {dilation} \cdot ({kernel} - 1) + 1"
    else:
        formula, numbers = f"{formula} + P", f"{numbers} + {kernel}"
    if extra:
        formula, numbers = rf"{formula} + p_{{\text{{out}}}}", f"{numbers} + {extra}"
    if of["name"]:
        symbol, formula = rf"\text{{{of['name']}}}", ""
    yield Step(symbol, formula, numbers, str(call.result))


@teller("positions")
def _(call: Call) -> Told:
    sizes = call.arguments["sizes"]
    if len(sizes) > 1:
        yield Step(r"\text{positions}", "", times(sizes), str(call.result))


@teller("shape of places")
def _(call: Call) -> Told:
    """Of an image; the size of a sequence says it all."""
    if len(call.result) > 2:
        yield Step(r"\text{shape}", "", "", str(call.result))
