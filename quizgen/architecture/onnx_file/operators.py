"""ONNX operators as layers: one table, which ends in the constructors of `Batched`."""

import math
from collections.abc import Callable, Mapping

from quizgen.architecture.constructors import scaled, shifted
from quizgen.architecture.onnx_file import (
    arithmetic,
    axes,
    normalization,
    recurrent,
    sampling,
    weighted,
    windows,
)
from quizgen.architecture.onnx_file.operator import Operator, Value, exact
from quizgen.solver.activation_table import SELU_ALPHA, SELU_SCALE

Result = Value | list[Value]

__all__ = ["OPERATORS", "Operator", "Value"]


def _plain(kind: str, **renamed: str) -> Callable[[Operator], Result]:
    """A layer whose arguments are attributes of the operator, where these are given."""

    def made(operator: Operator) -> Result:
        given = operator.attributes
        named = {ours: exact(given[theirs]) for ours, theirs in renamed.items() if theirs in given}
        return operator.made(kind, operator.tensor(0), **named)

    return made


def _passed(operator: Operator) -> Result:
    return operator.tensor(0)


def _hard_sigmoid(operator: Operator) -> Result:
    """PyTorch's has slope 1/6 and height 1/2; any other is one on a line of its own."""
    alpha, beta = (exact(operator.attribute(n, d)) for n, d in (("alpha", 0.2), ("beta", 0.5)))
    x = operator.tensor(0)
    if abs(alpha - 1 / 6) < 1e-6 and beta == 0.5:
        return operator.made("Hardsigmoid", x)
    builder, name = operator.builder, operator.step.title
    line = shifted(builder, name, scaled(builder, name, x, alpha), beta)
    return operator.made("Hardtanh", line, min_val=0.0, max_val=1.0)


def _gelu(operator: Operator) -> Result:
    how = operator.attribute("approximate", b"none").decode()
    return operator.made("GELU", operator.tensor(0), approximate=how)


def _selu(operator: Operator) -> Result:
    """PyTorch's has its two numbers; with others it is an ELU times a number."""
    alpha = exact(operator.attribute("alpha", SELU_ALPHA))
    gamma = exact(operator.attribute("gamma", SELU_SCALE))
    x = operator.tensor(0)
    if abs(alpha - SELU_ALPHA) < 1e-6 and abs(gamma - SELU_SCALE) < 1e-6:
        return operator.made("SELU", x)
    return scaled(
        operator.builder, operator.step.title, operator.made("ELU", x, alpha=alpha), gamma
    )


def _swish(operator: Operator) -> Result:
    if operator.attribute("alpha", 1.0) != 1.0:
        raise operator.refused("of another slope than 1", "SiLU has slope 1")
    return operator.made("SiLU", operator.tensor(0))


def _threshold(operator: Operator) -> Result:
    alpha = exact(operator.attribute("alpha", 1.0))
    return operator.made("Threshold", operator.tensor(0), threshold=alpha, value=0)


def _shrink(operator: Operator) -> Result:
    bias, lambd = (exact(operator.attribute(n, d)) for n, d in (("bias", 0.0), ("lambd", 0.5)))
    if bias not in (0, lambd):
        raise operator.refused(f"by {bias} beyond {lambd}", "torch shrinks by 0 or by lambd")
    return operator.made("Softshrink" if bias else "Hardshrink", operator.tensor(0), lambd=lambd)


def _softmax(kind: str) -> Callable[[Operator], Result]:
    def made(operator: Operator) -> Result:
        x = operator.tensor(0)
        axis = operator.attribute("axis", -1 if operator.opset >= 13 else 1) % len(x.shape)
        if operator.opset < 13 and math.prod(x.shape[axis + 1 :]) != 1:
            raise operator.refused("over several axes at once", "export with opset 13 or later")
        return operator.made(kind, x, dim=operator.builder.axis(x, axis) + 1)

    return made


def _function(operator: Operator) -> Result:
    """A function that the file writes out in several operators."""
    layer, arguments = operator.attributes["layer"], operator.attributes["arguments"]
    return operator.made(layer, operator.tensor(0), **arguments)


def _dropout(operator: Operator) -> Result:
    ratio = operator.numbers(1) if operator.given(1) else operator.attribute("ratio", 0.5)
    x = operator.tensor(0)
    if any(operator.outputs[1:]):
        operator.leave_out("gives what it drops")
    found: list[Value] = [operator.made("Dropout", x, p=exact(float(ratio))), x]
    return found[: len(operator.outputs)]


def _cast(operator: Operator) -> Result:
    """Numbers in another form; whole numbers of anything but an input lose what is behind the point."""
    x = operator.tensor(0)
    floating = operator.attribute("to", 1) in {1, 10, 11, 16}
    if not floating and x.node in operator.builder.graph.by_name:
        operator.leave_out("to whole numbers")
    return x


def _left_out(operator: Operator) -> Result:
    """A function of each entry that no layer stands for."""
    operator.leave_out()
    return operator.tensor(0)


ENTRYWISE: Mapping[str, Callable[[Operator], Result]] = {
    "Relu": _plain("ReLU"),
    "Sigmoid": _plain("Sigmoid"),
    "Tanh": _plain("Tanh"),
    "Selu": _selu,
    "HardSwish": _plain("Hardswish"),
    "Softplus": _plain("Softplus"),
    "Softsign": _plain("Softsign"),
    "Mish": _plain("Mish"),
    "Abs": _plain("Abs"),
    "Exp": _plain("Exp"),
    "Identity": _plain("Identity"),
    "LeakyRelu": lambda o: o.made("LeakyReLU", o.tensor(0), negative_slope=exact(o.attribute("alpha", 0.01))),
    "Elu": _plain("ELU", alpha="alpha"),
    "Celu": _plain("CELU", alpha="alpha"),
    "Gelu": _gelu,
    "Swish": _swish,
    "HardSigmoid": _hard_sigmoid,
    "ThresholdedRelu": _threshold,
    "Shrink": _shrink,
    "Function": _function,
    "Dropout": _dropout,
    "Cast": _cast,
    "CastLike": _passed,
    **dict.fromkeys(
        ("Erf", "Sqrt", "Log", "Reciprocal", "Sin", "Cos", "Tan", "Floor", "Ceil", "Round", "Sign", "Not", "IsNaN", "IsInf"),
        _left_out,
    ),
}  # fmt: skip
OPERATORS: Mapping[str, Callable[[Operator], Result]] = {
    **ENTRYWISE,
    "Softmax": _softmax("Softmax"),
    "LogSoftmax": _softmax("LogSoftmax"),
    **arithmetic.OPERATORS,
    **axes.OPERATORS,
    **normalization.OPERATORS,
    **weighted.OPERATORS,
    **windows.OPERATORS,
    **recurrent.OPERATORS,
    **sampling.OPERATORS,
}
