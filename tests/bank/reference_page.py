"""docs/reference.md, made from the code: every name an expression may use, with an example that is evaluated.

Signature and first sentence are those of the code. The example is the first of the docstring that
the bank language takes as it is, or that of `EXAMPLES`. Values and slips are worked out here.
"""

import doctest
import inspect
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from quizgen.answers import encode
from quizgen.language.expression import Scope
from quizgen.language.iteration import BINDING
from quizgen.language.repairs import written
from quizgen.language.vocabulary import SMALL, figure_names, known_names, meaning
from quizgen.slips import applicable
from quizgen.solver.layers.table import OURS
from quizgen.solver.quantity import tracing

# What expressions get from other calls, and have no use for by name.
INNER = frozenset({"CONVENTIONS", "DEFAULTS", "Network", "Node", "Row", "ShapeError", "Unused"})
SAID = {
    "abs": "The absolute value, of each entry of an array.",
    "ceil": "The smallest whole number that is not below it.",
    "floor": "The largest whole number that is not above it.",
    "len": "How many entries a list, tuple or text has.",
    "list": "The entries as a list.",
    "max": "The largest of a list, or of what is given.",
    "min": "The smallest of a list, or of what is given.",
    "prod": "The product of the entries.",
    "range": "The whole numbers from the first limit (0) to before the last.",
    "sorted": "The entries, smallest first.",
    "sum": "The sum of the entries.",
    "ties": "Whether a value, or a row of a matrix, stands twice.",
    "tuple": "The entries as a tuple: a shape.",
    "array": "A vector or matrix, for arithmetic entry by entry.",
    "Fraction": "An exact fraction.",
    "pi": "The number π, exactly.",
    "inf": "Infinity, as an end of an interval.",
    "Log": "A multiple of an exact logarithm; `ln` and `exact_log` make it.",
    "matrix_gradient": "The gradient in a name of what is defined last, as a formula: a key of the kind `matrix_expression`.",
    "sum_of": "The sum of an expression over what names go through.",
    "prod_of": "The product of an expression over what names go through.",
    "map_of": "The list of an expression over what names go through.",
    "iterate": "A step repeated `times` times, or `until` a condition holds: the last value.",
    "path_of": "The same: the value after each step.",
}
# Signatures that Python does not know.
SIGNATURES = {
    "matrix_gradient": "matrix_gradient(name, shapes, defined, gradient='', functions=())",
    "sum_of": "sum_of(expression, k=values)",
    "prod_of": "prod_of(expression, k=values)",
    "map_of": "map_of(expression, k=values, …)",
    "iterate": "iterate(step, x=start, times=n, until=condition)",
    "path_of": "path_of(step, x=start, times=n, until=condition)",
    "contours": "contours(formula, x=(low, high), y=(low, high), levels=list, points=(), labels=true)",
    "pi": "pi",
    "inf": "inf",
}
_PAD = ".output_shape((2, 5, 5))"
EXAMPLES = {
    "Abs": "Abs().output([-2, 3])",
    "AdaptiveAvgPool3d": "AdaptiveAvgPool3d(2).output_shape((4, 8, 8, 9))",
    "AdaptiveMaxPool2d": "AdaptiveMaxPool2d(1).output([[1, 2], [3, 6]])",
    "AdaptiveMaxPool3d": "AdaptiveMaxPool3d(2).output_shape((4, 8, 8, 9))",
    "BatchNorm3d": "BatchNorm3d(8).parameter_count",
    "CELU": "CELU().output([2, 3])",
    "CircularPad1d": "CircularPad1d(1).output([1, 2, 3])",
    "CircularPad2d": f"CircularPad2d(1){_PAD}",
    "CircularPad3d": "CircularPad3d(1).output_shape((2, 5, 5, 5))",
    "ConstantPad1d": "ConstantPad1d(1, 7).output([1, 2, 3])",
    "ConstantPad2d": f"ConstantPad2d(1, 7){_PAD}",
    "ConstantPad3d": "ConstantPad3d(1, 7).output_shape((2, 5, 5, 5))",
    "Conv1d": "Conv1d(1, 1, 2, bias=false).output([0, 3, 10], weight=[-2, 1])",
    "Conv2d": "Conv2d(3, 8, 5, stride=2, padding=1).output_shape((3, 32, 28))",
    "ConvTranspose1d": "ConvTranspose1d(2, 1, 2, stride=2).output_shape((2, 5))",
    "Dropout": "Dropout().output_shape((4, 5))",
    "ELU": "ELU().output([2, 3])",
    "Embedding": "Embedding(1000, 64).parameter_count",
    "Exp": "Exp().output([0, 0])",
    "GELU": "GELU().output_shape((4, 5))",
    "Hardshrink": "Hardshrink().output([-2, Fraction(1, 4), 3])",
    "Hardswish": "Hardswish().output([-4, 1, 4])",
    "Hardtanh": "Hardtanh().output([-4, 0, 4])",
    "Identity": "Identity().output([-2, 3])",
    "InstanceNorm1d": "InstanceNorm1d(8).output_shape((8, 20))",
    "InstanceNorm2d": "InstanceNorm2d(8, affine=true).parameter_count",
    "InstanceNorm3d": "InstanceNorm3d(8).output_shape((8, 5, 5, 5))",
    "LPPool3d": "LPPool3d(2, 2).output_shape((4, 8, 8, 9))",
    "LeakyReLU": "LeakyReLU().output([-2, 3])",
    "Linear": "Linear(3, 2, bias=false).output([1, 2, 3], weight=[[1, 0, 1], [2, 1, 0]])",
    "LogSigmoid": "LogSigmoid().output_shape((4, 5))",
    "LogSoftmax": "LogSoftmax().output([0, 0])",
    "MatMul": "MatMul().output(([[1, 2], [3, 4]], [[1, 0], [1, 1]]))",
    "Mish": "Mish().output_shape((4, 5))",
    "Parameter": "Parameter((3, 4)).parameter_count",
    "ReLU6": "ReLU6().output([-2, 3, 8])",
    "ReflectionPad1d": "ReflectionPad1d(1).output([1, 2, 3])",
    "ReflectionPad2d": f"ReflectionPad2d(1){_PAD}",
    "ReflectionPad3d": "ReflectionPad3d(1).output_shape((2, 5, 5, 5))",
    "ReplicationPad1d": "ReplicationPad1d(1).output([1, 2, 3])",
    "ReplicationPad2d": f"ReplicationPad2d(1){_PAD}",
    "ReplicationPad3d": "ReplicationPad3d(1).output_shape((2, 5, 5, 5))",
    "SELU": "SELU().output_shape((4, 5))",
    "SiLU": "SiLU().output([0, 0])",
    "Sigmoid": "Sigmoid().output([ln(3), 0])",
    "Softplus": "Softplus().output([0, ln(3)])",
    "Softshrink": "Softshrink().output([-2, 0, 3])",
    "Step": "Step().output([-2, 0, 3])",
    "Tanh": "Tanh().output([ln(2), 0])",
    "Tanhshrink": "Tanhshrink().output([0, 0])",
    "Threshold": "Threshold(1, 7).output([-2, 3])",
    "ZeroPad1d": "ZeroPad1d(1).output([1, 2, 3])",
    "ZeroPad2d": f"ZeroPad2d(1){_PAD}",
    "ZeroPad3d": "ZeroPad3d(1).output_shape((2, 5, 5, 5))",
    "fill": "fill('x = <<n>> + <<m>>', n=3, m='a')",
    "network_of": "network_of('net = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))').parameter_count",
    "printed": "printed('print([i * i for i in range(4)])')",
    "same_network": "same_network('net = nn.Linear(2, 1)', 'f = nn.Sequential(nn.Linear(2, 1))', (2,))",
    "same_output": "same_output('print(sum([1, 2]))', 'print(1 + 2)')",
    "Fraction": "Fraction(6, 4)",
    "Log": "Log(8)",
    "abs": "abs(array([-2, 3]))",
    "adam_path": "adam_path([2, 4], 1, Fraction(1, 10), Fraction(1, 2), Fraction(3, 4)).m_hat",
    "argmin": "argmin([2, 7, 5])",
    "array": "array([1, 2]) + array([3, 4])",
    "backprop": "backprop(mlp((2, 1)), [1, 2], [4], weights=[[[3, -1]]]).grad_W[1]",
    "backprop_order": "backprop_order(1)[1]",
    "binary_cross_entropy": "binary_cross_entropy(Fraction(3, 4), 1)",
    "ceil": "ceil(7 / 2)",
    "cos": "cos(pi)",
    "cross_entropy": "cross_entropy([ln(2), ln(6)], 0)",
    "descend": "descend(symbol('x') ** 2, [symbol('x')], [2], Fraction(1, 4), 2)",
    "exact_log": "exact_log(9)",
    "exp": "exp(ln(3))",
    "floor": "floor(7 / 2)",
    "gd_given_gradients": "gd_given_gradients([[-1, 1], [-2, 2]], [-2, 1], Fraction(1, 2))",
    "gradient": "gradient(symbol('x') ** 2, [symbol('x')])",
    "gradient_at": "gradient_at(symbol('x') ** 2, [symbol('x')], [3])",
    "hessian": "hessian(symbol('x') ** 2 * symbol('y'), [symbol('x'), symbol('y')])",
    "jacobian": "jacobian([symbol('x') * symbol('y'), symbol('x')], [symbol('x'), symbol('y')])",
    "hinge_loss": "hinge_loss([2, -1], [1, 1])",
    "huber_loss": "huber_loss([3, 1], [1, 1])",
    "identity": "identity([-2, 3])",
    "inf": "interval(0, inf, 'left')",
    "interval": "interval(0, 1 / 2, 'right')",
    "iterate": "iterate(x - x / 4, x=8, times=2)",
    "len": "len([4, 5, 6])",
    "list": "list((4, 5))",
    "ln": "ln(9)",
    "log_softmax": "log_softmax([0, 0])",
    "logistic_loss": "logistic_loss(ln(3), 1)",
    "mae": "mae([1, 2, 3], [2, 2, 5])",
    "map_of": "map_of(w * x, w=[1, 2], x=[3, 4])",
    "matrix_gradient": "matrix_gradient('W', 'W: m, n; x: n; g: m', 'z = W x', 'g')",
    "max": "max([4, 6, 5])",
    "min": "min(4, 6, 5)",
    "multiple_of_pi": "multiple_of_pi(Fraction(1, 2))",
    "norm": "norm([3, 4])",
    "path_of": "path_of(x - x / 4, x=8, times=2)",
    "pi": "2 * pi",
    "poisson_loss": "poisson_loss(ln(2), 0)",
    "prod": "prod([2, 3, 4])",
    "prod_of": "prod_of(k, k=range(1, 5))",
    "range": "list(range(1, 4))",
    "same": "same(array([1, 2]), [1, 2])",
    "sin": "sin(pi / 2)",
    "softmax_jacobian": "softmax_jacobian([0, 0])",
    "softplus": "softplus(ln(3))",
    "sorted": "sorted([4, 6, 5])",
    "sqrt": "sqrt(18)",
    "squared_hinge_loss": "squared_hinge_loss([2, -1], [1, 1])",
    "sum": "sum([2, 3, 4])",
    "sum_of": "sum_of(k ** 2, k=range(1, 4))",
    "symbol": "symbol('x') + 1",
    "union": "union(interval(-inf, -1), interval(1, inf))",
    "ties": "ties([4, 6, 4])",
    "tuple": "tuple([3, 8])",
    "value_at": "value_at(symbol('x') ** 2, [symbol('x')], [3])",
}  # fmt: skip
HEAD = """# Every name of an expression

Made from the code by `QUIZGEN_REFERENCE=write pytest tests/bank/test_reference_page.py`; do not change it by hand. The language itself, and the
functions that draw, are described in [bank-language.md](bank-language.md).

Each name has its signature (defaults after `=`), what it is, an example with its value, and the slips that are recognised in that example without the
author's doing. A vector is a list of entries, a matrix a list of rows; `a/b` is an exact fraction. A shape is a tuple without the batch, channels first.

Layers bear PyTorch's names. Every layer has `output_shape(shape)`, `parameter_count`, `parameter_shapes`, `connections(shape)`, `zeros(shape)` and
`macs(shape)`; those that compute have `output(x, weight=…, bias=…)` with PyTorch's names of parameters, and `backward(x, grad_output, …)`, whose
`['input']` and `['weight']` are gradients.
"""


def example_of(name: str) -> str:
    """The example of a name: its own, or the first of its docstring that is one line of the language."""
    if name in EXAMPLES:
        return EXAMPLES[name]
    for found in doctest.DocTestParser().get_examples(inspect.getdoc(meaning(name)) or ""):
        text = found.source.strip()
        for old, new in (("True", "true"), ("False", "false"), (".ravel()", ""), (".tolist()", "")):
            text = text.replace(old, new)
        if f"{name}(" in text and "\n" not in text:
            try:
                Scope({}).evaluate(text)
            except Exception:  # noqa: BLE001, S112 - Python's, not the bank's
                continue
            return text
    raise LookupError(f"{name} needs an example in EXAMPLES")


def entry(name: str) -> str:
    """What the page says of a name."""
    example = example_of(name)
    with tracing() as calls:
        value = Scope({}).evaluate(example)
    slips = list(dict.fromkeys(rule.name for rule in applicable(calls)))
    found = [f"### `{name}`", "", f"`{_signature(name)}`", ""]
    said = SAID.get(name) or _first_sentence(meaning(name))
    found += [said, ""] if said else []
    found += [f"    {example}", f"    → {shown(value)}", ""]
    found += [f"Slips: {', '.join(f'`{slip}`' for slip in slips)}", ""] if slips else []
    return "\n".join(found)


def shown(value: Any) -> str:
    """A value as the page has it: fractions and logarithms exactly, arrays as lists."""
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if isinstance(value, np.ndarray):
        return shown(value.tolist())
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(shown, value))}{',' * (len(value) == 1)})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {shown(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Fraction | int | float):
        return str(value)
    if isinstance(value, str):
        return repr(value)
    return str(encode(value))


def _signature(name: str) -> str:
    return SIGNATURES.get(name) or written(name, meaning(name))


def _first_sentence(what: Any) -> str:
    text = " ".join((inspect.getdoc(what) or "").split("\n\n")[0].split())
    return text if len(text) < 400 and not re.match(r"\w+\(", text) else ""


def names() -> list[str]:
    """Every name that has an entry."""
    return sorted({*known_names(), *BINDING} - INNER, key=lambda name: (name.lower(), name))


def page() -> str:
    """The whole page."""
    return "\n".join(_sections()).rstrip("\n") + "\n"


def _sections() -> Iterator[str]:
    layers = [name for name in names() if name in OURS]
    small = [name for name in names() if name in SMALL or name in BINDING]
    others = [name for name in names() if name not in OURS and name not in small]
    yield HEAD
    for title, some in (
        ("Small functions", small),
        ("The solver's functions", others),
        ("Layers", layers),
    ):
        yield f"## {title}\n"
        yield from map(entry, some)
    yield "## Figures\n\nIn `figure`, one of these or a list of them:\n"
    for name, build in sorted(figure_names().items()):
        yield f"- `{written(name, build)}`: {_first_sentence(build)}"
