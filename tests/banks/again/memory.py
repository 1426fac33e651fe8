"""Hopfield networks, perceptrons, temporal differences and a batch normalisation backwards, computed a second time."""

import ast
import re
from fractions import Fraction
from typing import Any

import pytest

from tests.banks.again.second import Keys, Values, library

State = list[int]


def weights(patterns: list[State]) -> list[list[int]]:
    n = len(patterns[0])
    return [
        [sum(p[i] * p[j] for p in patterns) if i != j else 0 for j in range(n)] for i in range(n)
    ]


def energy(patterns: list[State], s: State) -> Fraction:
    """By the overlaps with the patterns: -½ Σ (p·s)², without the diagonal."""
    overlaps = [sum(a * b for a, b in zip(p, s, strict=True)) for p in patterns]
    return Fraction(len(patterns) * len(s) - sum(m * m for m in overlaps), 2)


def sweep(patterns: list[State], s: State) -> State:
    """One round of updates; each unit takes the state of lower energy, and stays where both are equal."""
    s = list(s)
    for i in range(len(s)):
        turned = [-v if k == i else v for k, v in enumerate(s)]
        if energy(patterns, turned) < energy(patterns, s):
            s = turned
    return s


def hopfield_store_recall(v: Values) -> Keys:
    p, s = v["patterns"], v["s"]
    return {"W": weights(p), "energy": energy(p, s), "after": sweep(p, s)}


def hopfield_repairs_pattern(v: Values) -> Keys:
    patterns = v["patterns"]
    s = [-bit if k == v["flipped"] else bit for k, bit in enumerate(patterns[0])]
    while (after := sweep(patterns, s)) != s:
        s = after
    return {"rest": energy(patterns, s)}


def dot(w: list[Any], x: list[Any]) -> Any:
    return sum(a * b for a, b in zip(w, x, strict=True))


def perceptron_one_step(v: Values) -> Keys:
    def after(w: list[Any], x: list[int], y: int) -> list[Any]:
        said = (dot(w, x) > 0) - (dot(w, x) < 0)
        return w if said == y else [a + v["rate"] * y * b for a, b in zip(w, x, strict=True)]

    first, second = [1, v["a"], v["b"]], [1, v["c"], v["d"]]
    moved = after(v["w"], first, v["y"])
    return {"score": dot(v["w"], first), "moved": moved, "next": after(moved, second, v["z"])}


def perceptron_until_right(v: Values) -> Keys:
    rows = [[10 * v["p"][2 * i], 10 * v["p"][2 * i + 1]] for i in range(4)]
    labels = [1 if dot(v["u"], x) > 0 else -1 for x in rows]
    w, passes, steps = [0, 0], 0, 0
    first: list[int] = []
    wrong = True
    while wrong:
        wrong, passes = False, passes + 1
        for x, y in zip(rows, labels, strict=True):
            if y * dot(w, x) <= 0:
                w, steps, wrong = [a + y * b for a, b in zip(w, x, strict=True)], steps + 1, True
        first = first or w
    return {"first": first, "passes": passes, "mistakes": steps, "w": w}


def moved(old: Any, target: Any, rate: Any) -> Any:
    """The weighted mean of both."""
    return (1 - rate) * old + rate * target


def q_learning_update(v: Values) -> Keys:
    target = max(v["reward"] + v["gamma"] * value for value in v["values"])
    return {"target": target, "updated": moved(v["q"], target, v["alpha"])}


def sarsa_update(v: Values) -> Keys:
    target = v["reward"] + v["gamma"] * v["values"][v["taken"]]
    return {"updated": moved(v["q"], target, v["alpha"])}


def q_learning_three_targets(v: Values) -> Keys:
    targets = [v["reward"] + v["gamma"] * value for value in v["first"]]
    valued = [v["reward"] + v["gamma"] * value for value in v["second"]]
    best = targets.index(max(targets))
    end = moved(v["q"], v["reward"], Fraction(1, 4))
    return {"q": targets[best], "sarsa": targets[v["taken"]], "double": valued[best], "end": end}


def batch_norm_backward(v: Values) -> Keys:
    torch = pytest.importorskip("torch")
    x = torch.tensor([v["m"] + v["s"] * d for d in v["d"]], dtype=torch.float64, requires_grad=True)
    gamma = torch.tensor(float(v["gamma"]), dtype=torch.float64, requires_grad=True)
    beta = torch.zeros((), dtype=torch.float64, requires_grad=True)
    y = gamma * (x - x.mean()) / x.var(correction=0).sqrt() + beta
    y.backward(torch.tensor(v["g"], dtype=torch.float64))
    return {"beta": beta.grad.item(), "gamma": gamma.grad.item(), "x": x.grad.tolist()}


def printed(family: str, v: Values) -> list[Any]:
    """What Python prints for a listing, filled by Jinja itself; numbers of each line."""
    pytest.importorskip("torch")
    jinja2 = pytest.importorskip("jinja2")
    text = jinja2.Environment(trim_blocks=True).from_string(library().exercise(family).listing)
    lines: list[str] = []
    names = {"print": lambda value: lines.append(str(value))}
    exec(compile(text.render(v), family, "exec"), names)  # noqa: S102 - a listing of our own banks
    return [ast.literal_eval(re.sub(r"torch\.Size\((.*)\)", r"\1", line)) for line in lines]


def print_conv_shape(v: Values) -> Keys:
    return {"a": printed("print-conv-shape", v)[0]}


def print_parameter_count(v: Values) -> Keys:
    return {"a": printed("print-parameter-count", v)[0]}


def print_broadcast_shape(v: Values) -> Keys:
    return dict(zip(["sum", "product", "mean"], printed("print-broadcast-shape", v), strict=True))


def print_layer_sizes(v: Values) -> Keys:
    return dict(zip(["sizes", "weights"], printed("print-layer-sizes", v), strict=True))


KEYS = {
    "hopfield-store-recall": hopfield_store_recall,
    "hopfield-repairs-pattern": hopfield_repairs_pattern,
    "perceptron-one-step": perceptron_one_step,
    "perceptron-until-right": perceptron_until_right,
    "q-learning-update": q_learning_update,
    "q-learning-three-targets": q_learning_three_targets,
    "sarsa-update": sarsa_update,
    "batch-norm-backward": batch_norm_backward,
    "print-conv-shape": print_conv_shape,
    "print-parameter-count": print_parameter_count,
    "print-broadcast-shape": print_broadcast_shape,
    "print-layer-sizes": print_layer_sizes,
}
