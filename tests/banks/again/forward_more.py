"""Forward propagation and activations, by torch and by plain loops."""

import math
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from tests.banks.again.second import Keys, Second, Values

torch = pytest.importorskip("torch")


def tensor(value: Any) -> Any:
    return torch.tensor(value, dtype=torch.float64)


def sigmoid_derivative_from_output(v: Values) -> Keys:
    """The slope at the pre-activation that has the value h, by autograd."""
    a = torch.logit(tensor([float(h) for h in v["h"]])).requires_grad_()
    torch.sigmoid(a).sum().backward()
    return {"slopes": a.grad.tolist()}


def softmax_exact(v: Values) -> Keys:
    scores = tensor(v["z"]) + v["c"]
    change, m = v["change"], v["m"]
    later = {
        "add": scores + m,
        "take": scores - m,
        "times": scores * m,
        "part": scores / m,
        "double": scores * 2,
        "halve": scores / 2,
    }[change]
    before, after = (torch.softmax(s, 0).max().item() for s in (scores, later))
    effect = "it becomes larger" if after > before else "it becomes smaller"
    if math.isclose(before, after, rel_tol=1e-12):
        effect = "it stays as it is"
    return {"p": torch.softmax(scores, 0).tolist(), "change": effect}


def loaded(weights: list[Any], biases: list[Any]) -> list[Any]:
    layers = []
    for weight, bias in zip(weights, biases, strict=True):
        layer = torch.nn.Linear(len(weight[0]), len(weight), dtype=torch.float64)
        with torch.no_grad():
            layer.weight.copy_(tensor(weight))
            layer.bias.copy_(tensor(bias))
        layers.append(layer)
    return layers


def forward_mlp_bias(v: Values) -> Keys:
    first, second = loaded([v["W1"], v["W2"]], [v["b1"], v["b2"]])
    a1 = first(tensor(v["x"]))
    f = second(torch.relu(a1)).tolist()
    return {
        "a1": a1.tolist(),
        "h1": torch.relu(a1).tolist(),
        "f": f[0] if len(f) == 1 else f,
    }


def forward_sigmoid(v: Values) -> Keys:
    a = tensor(v["w"]) * v["x"]
    h = torch.sigmoid(a)
    return {"a": a.tolist(), "h": h.tolist(), "f": (h @ tensor(v["v"])).item()}


def threshold_truth_table(v: Values) -> Keys:
    found: dict[str, list[int]] = {"h1": [], "h2": [], "f": []}
    for x1 in (0, 1):
        for x2 in (0, 1):
            hidden = [
                int(row[0] * x1 + row[1] * x2 >= -p) for row, p in zip(v["A"], v["p"], strict=True)
            ]
            found["h1"].append(hidden[0])
            found["h2"].append(hidden[1])
            found["f"].append(
                int(sum(w * h for w, h in zip(v["v"], hidden, strict=True)) >= -v["q"])
            )
    return found


def relu_pieces(v: Values) -> Keys:
    """Bends and slopes as differences of values on a grid of quarters."""
    intercepts = [w * k for w, k in zip(v["w"], v["k"], strict=True)]

    def f(x: Fraction) -> Fraction:
        units = zip(v["c"], v["w"], intercepts, strict=True)
        return sum((c * max(Fraction(0), w * x + b) for c, w, b in units), Fraction(0))

    grid = [Fraction(n, 4) for n in range(-60, 61)]
    slopes = [(f(b) - f(a)) * 4 for a, b in pairwise(grid)]
    bends = [grid[i + 1] for i, (s, t) in enumerate(pairwise(slopes)) if s != t]
    kept = [slopes[0], *(t for s, t in pairwise(slopes) if s != t)]

    def right(figure: Any) -> bool:
        """The path that is drawn joins points of f, with those where it bends among them."""
        (path,) = figure.data["paths"]
        on_it = all(f(Fraction(x)) == Fraction(y) for x, y in path)
        return on_it and [Fraction(x) for x, _ in path[1:-1]] == bends

    return {"bends": bends, "slopes": kept, "value": f(Fraction(v["x"])), "plot": right}


KEYS: dict[str, Second] = {
    "sigmoid-derivative-from-output": sigmoid_derivative_from_output,
    "softmax-exact": softmax_exact,
    "forward-mlp-bias": forward_mlp_bias,
    "forward-sigmoid": forward_sigmoid,
    "threshold-truth-table": threshold_truth_table,
    "relu-pieces": relu_pieces,
}

MISCONCEPTIONS = {
    "sigmoid-derivative-from-output": "uses-h one-minus-h one-minus-h-squared",
    "softmax-exact": "normalises-logits sigmoid-each divides-by-max negative-exponent one-hot-argmax",
    "forward-mlp-bias": "forgets-bias bias-after-activation bias-times-weight forgets-output-bias no-activation",
    "forward-sigmoid": "no-activation sigmoid-on-output sign-of-exponent relu-instead",
    "threshold-truth-table": "strict-threshold forgets-bias relu-instead inverted",
    "relu-pieces": "kink-sign kink-ignores-w all-active wrong-side",
}
