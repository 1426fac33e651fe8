"""Worked solutions of gradients as formulas in matrices."""

import re

from quizgen.solver.gradient_formulas import BIAS, FUNCTION, LAYER, WEIGHTS, bare
from quizgen.solver.trace import Call
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller

_NOTES = {
    "": "The gradient of the loss with respect to the output:",
    WEIGHTS: "With respect to the weights it is made of the gradient with respect to the output of the layer and of its input:",
    BIAS: "A bias is added, so the gradient goes through it as it is; over a batch it is summed:",
    LAYER: "Back through the layer, with its weights:",
    FUNCTION: "Back through the function, entry by entry:",
}
_MEAN = re.compile(r"\(\(((?:[^()]|\([^()]*\))*)\) / (\w+)\)")
# Where a factor or an exponent follows, it would be read as one of the loss: of J h instead of J.
_GRADIENT_OF = re.compile(r"\{\}(?=\^| (?!\\odot|[-+]))")
_FUNCTION = re.compile(r"([A-Za-z]{2,})('?)\(")
_GREEK = frozenset({"sigma", "phi", "psi", "rho", "tanh"})


@teller("gradient in matrices")
def _(call: Call) -> Told:
    name, before, by, formula = (call.arguments[key] for key in ("name", "before", "by", "formula"))
    local = _GRADIENT_OF.sub("({})", _latex(formula)).replace("{}", _gradient(before))
    whole = _latex(call.result)
    yield Step(_gradient(name), local if before else "", "", whole, _NOTES[by])


def _gradient(name: str) -> str:
    return rf"\nabla_{{{name}}} J"


def _latex(formula: str) -> str:
    r"""A formula of the solver as LaTeX.

    >>> print(_latex("((W_2^T @ ((Z_2 - Y) / n)) .* sigma'(Z_1)) @ ones(n)"))
    ((W_2^\top \frac{1}{n} (Z_2 - Y)) \odot \sigma'(Z_1)) \mathbf{1}
    """
    text = bare(_MEAN.sub(r"\\frac{1}{\2} (\1)", formula))
    text = re.sub(r"ones\(\w+\)", r"\\mathbf{1}", text)
    text = _FUNCTION.sub(lambda found: f"{_function(found[1])}{found[2]}(", text)
    return text.replace("^T", r"^\top").replace(" @ ", " ").replace(".*", r"\odot")


def _function(name: str) -> str:
    return f"\\{name}" if name in _GREEK else rf"\operatorname{{{name}}}"
