"""Terms, reasons and ways a second time: terms by lists of their own, numbers by torch and loops, texts by what they must say."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from tests.banks.again.second import Keys, Second, Values

torch = pytest.importorskip("torch")


def says(*words: str) -> Callable[[Any], bool]:
    """Whether a text has all these words: what a model answer must name."""
    return lambda text: all(word in str(text).lower() for word in words)


def one_of(*terms: str) -> Callable[[Any], bool]:
    """Whether all spellings of a term, or the one there is, belong to what these words name."""

    def does(found: Any) -> bool:
        spellings = found if isinstance(found, list) else [found]
        return all(any(term in spelling.lower() for term in terms) for spelling in spellings)

    return does


def among(named: dict[str, tuple[str, ...]]) -> Callable[[Any], bool]:
    """Whether each term that counts is one of these, all of which are there; of a single term, whether it is one."""
    kinds = {name: one_of(*words) for name, words in named.items()}

    def does(found: Any) -> bool:
        terms = (
            found
            if isinstance(found, list) and any(isinstance(t, list) for t in found)
            else [found]
        )
        of = [{name for name, is_it in kinds.items() if is_it(term)} for term in terms]
        return all(of) and set().union(*of) == set(kinds) if len(terms) > 1 else all(of)

    return does


FITS = (
    ("overfit", "high variance", "overtrain"),
    ("underfit", "high bias"),
    ("diverg",),
)
REMEDIES = (("training data", "stopping"), ("units", "epochs"), ("learning rate", "scaled"))
LAYERS = (
    ("max",),
    ("average", "mean", "avg"),
    ("dropout",),
    ("batch",),
    ("conv",),
    ("fully connected", "dense", "linear"),
    ("embedding",),
    ("softmax",),
)
LOSSES = (
    ("square", "mse", "quadratic", "l2"),
    ("absolute", "mae", "l1"),
    ("cross-entropy", "log", "nll"),
    ("hinge",),
)
TROUBLES = ("vanish", "explod")
ACTIVATIONS = {
    "relu": ("relu", "rectif"),
    "sigmoid": ("sigmoid", "logistic"),
    "tanh": ("tanh", "hyperbolic tangent"),
    "gelu": ("gelu", "gaussian"),
    "elu": ("elu", "exponential linear"),
    "silu": ("silu", "swish"),
    "softplus": ("softplus",),
    "mish": ("mish",),
    "softsign": ("softsign", "soft sign"),
    "maxout": ("maxout",),
    "step": ("step function", "threshold", "heaviside"),
    "sine": ("sin",),
}
AGAINST_OVERFITTING = {
    "dropout": ("dropout",),
    "penalty": ("decay", "regulari", "l1", "l2", "ridge", "lasso", "penalty"),
    "stopping": ("early stopping",),
    "augmentation": ("augment",),
    "data": ("more data", "more training data", "more examples"),
    "smaller": ("smaller", "fewer", "simpler"),
    "labels": ("label smoothing",),
    "normalisation": ("batch norm",),
    "several": ("ensembl", "bagging"),
    "transfer": ("transfer", "pretrain", "fine tuning", "finetuning"),
    "noise": ("noise",),
    "mixing": ("mixup",),
    "sharing": ("sharing",),
}
GATES = {"forget": ("forget",), "input": ("input", "update", "write"), "output": ("output", "read")}


def name_the_fit(v: Values) -> Keys:
    return {"term": one_of(*FITS[v["i"]]), "remedy": says(*REMEDIES[v["i"]])}


def name_the_layer(v: Values) -> Keys:
    return {
        part: one_of(*LAYERS[i])
        for part, i in zip(("first", "second", "third"), v["p"], strict=True)
    }


def name_the_loss(v: Values) -> Keys:
    return {"term": one_of(*LOSSES[v["i"]])}


def name_the_gradient_trouble(v: Values) -> Keys:
    through = Fraction(v["u"])
    for _ in range(v["L"]):
        through = through / 4 * v["w"]
    return {"factor": through, "term": one_of(TROUBLES[abs(through) > v["u"]])}


def why_linear_layers_collapse(v: Values) -> Keys:
    one = torch.nn.Linear(v["u"][0], v["u"][3])
    return {
        "why": says("w_3 w_2 w_1", "b_3"),
        "one-layer": sum(p.numel() for p in one.parameters()),
    }


def why_weights_are_shared(v: Values) -> Keys:
    places = len(range(v["D"] - v["k"] + 1))
    dense = sum(1 for _ in range(places) for _ in range(v["D"]))
    return {"dense": dense, "why": says("the convolution", str(v["k"]), str(places), str(dense))}


def why_a_test_set(v: Values) -> Keys:
    wrong = sum(100 * i >= v["n"] * v["v"] for i in range(v["n"]))
    return {"gap": wrong, "why": says(f"{v['t']} %", "chosen", str(v["m"]))}


def show_the_chain_rule(v: Values) -> Keys:
    w = torch.tensor(float(v["w"]), requires_grad=True)
    ((w * v["x"] + v["b"] - v["y"]) ** 2).backward()
    h = v["w"] * v["x"] + v["b"]
    return {"dJdw": w.grad.item(), "dJdw_work": says("chain rule", f"h = {h}")}


def show_the_count(v: Values) -> Keys:
    with torch.device("meta"):
        conv = torch.nn.Conv2d(v["C"], v["K"], v["k"])
        out = conv(torch.zeros(1, v["C"], v["n"], v["n"])).numel()
        network = torch.nn.Sequential(conv, torch.nn.Flatten(), torch.nn.Linear(out, v["u"]))
    numbers = sum(p.numel() for p in network.parameters())
    return {"count": numbers, "count_work": says("solution")}


def show_two_steps(v: Values) -> Keys:
    a, w, q = (Fraction(v[name]) for name in ("a", "w", "q"))
    for _ in range(2):
        w -= 2 * (w - a) / q
    return {"w2": w, "w2_work": says("solution")}


KEYS: dict[str, Second] = {
    "name-the-fit": name_the_fit,
    "name-the-layer": name_the_layer,
    "name-the-loss": name_the_loss,
    "name-the-gradient-trouble": name_the_gradient_trouble,
    "why-linear-layers-collapse": why_linear_layers_collapse,
    "why-weights-are-shared": why_weights_are_shared,
    "why-a-test-set": why_a_test_set,
    "show-the-chain-rule": show_the_chain_rule,
    "show-the-count": show_the_count,
    "show-two-steps": show_two_steps,
    "name-activations": lambda _: {"a": among(ACTIVATIONS)},
    "name-remedies-for-overfitting": lambda _: {"a": among(AGAINST_OVERFITTING)},
    "name-lstm-gates": lambda _: {"a": among(GATES)},
}
