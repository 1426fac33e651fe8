"""Every exercise by every convention that it can take: what it says, its keys computed with torch, what it recognises.

What is drawn wrongly by any profile, `quizgen check` tells of the shipped banks, in CI too.
"""

import itertools
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

from quizgen.bank import draw, load_banks
from quizgen.bank.by_profile import profile_problems
from quizgen.bank.load import load_text
from quizgen.bank.statement import identity
from quizgen.language.judges import kind_of
from quizgen.slips.conventions import means_other
from quizgen.solver.conventions import convention
from quizgen.solver.other_convention import right_under
from quizgen.variant import Part, Variant
from tests.banks.again.second import agree, number

EXERCISES = {e.id: e for e in load_banks().exercises.values() if e.takes}
# Every exercise with every value of each convention that it can take, the lecture's included.
CASES = [
    (name, key, value)
    for name, e in EXERCISES.items()
    for key, others in e.takes.items()
    for value in (e.profile[key], *others)
]
# Of each exercise and value, shared by its levels.
DRAWS = 9
Values = Mapping[str, Any]
Keys = Mapping[str, Any]


def learned(*layers: nn.Module) -> list[int]:
    return [sum(p.numel() for p in layer.parameters()) for layer in layers]


def dense(units: list[int], *, bias: bool) -> list[int]:
    pairs = itertools.pairwise(units)
    return learned(*(nn.Linear(a, b, bias=bias) for a, b in pairs))


def dense_params(v: Values, value: str) -> Keys:
    return {"total": sum(dense(v["u"], bias=value == "on-units"))}


def autoencoder(v: Values, value: str) -> Keys:
    units = v["encoder"] + v["encoder"][-2::-1]
    return {"autoencoder": sum(dense(units, bias=value == "on-units"))}


def filters_counts(v: Values, value: str) -> Keys:
    layer = nn.Conv1d(1, v["K"], v["P"], bias=value == "on-filters")
    out = layer(torch.zeros(1, 1, v["D"]))
    edges = out.numel() * v["P"]
    return {
        "parameters": sum(learned(layer)),
        "connections": edges,
        "zeros": out.numel() * v["D"] - edges,
    }


def strided_counts(v: Values, value: str) -> Keys:
    layer = nn.Conv1d(1, v["K"], v["P"], stride=v["S"], bias=value == "on-filters")
    out = layer(torch.zeros(1, 1, v["D"]))
    return {"P": sum(learned(layer)), "U": out.shape[-1], "connections": out.numel() * v["P"]}


def image_counts(v: Values, value: str) -> Keys:
    def layer(k: int) -> nn.Module:
        return nn.Conv2d(1, k, v["M"], bias=value == "on-filters")

    return {"filter": sum(learned(layer(1))), "parameters": sum(learned(layer(v["K"])))}


def image_layers(v: Values, value: str) -> Keys:
    on = value == "on"
    first = nn.Linear(v["C"] * v["n"] ** 2, v["u"], bias=on)
    return {
        "dense": sum(learned(first)),
        "conv": sum(learned(nn.Conv2d(v["C"], v["K"], v["k"], bias=on))),
    }


def network(v: Values, value: str) -> Keys:
    on = value == "on"
    first = nn.Conv2d(v["C"], v["F1"], v["k1"], bias=on)
    second = nn.Conv2d(v["F1"], v["F2"], v["k2"], bias=on)
    pool = nn.MaxPool2d(v["q"])
    features = pool(second(pool(first(torch.zeros(1, v["C"], v["n"], v["n"]))))).numel()
    each = [*learned(first, second), *dense([features, *v["h"]], bias=on)]
    return {"features": features, "layers": each, "total": sum(each)}


def correlated(x: Any, k: Any, value: str, **how: int) -> list[Any]:
    """Convolution in torch, which does not flip: by turning the kernel in all its directions."""
    kernel = torch.tensor(k, dtype=torch.float64)
    kernel = kernel.flip(tuple(range(kernel.dim()))) if value == "flipped" else kernel
    layer = functional.conv1d if kernel.dim() == 1 else functional.conv2d
    found = layer(torch.tensor(x, dtype=torch.float64)[None, None], kernel[None, None], **how)
    rows: list[Any] = found[0, 0].tolist()
    return rows


def pooled(v: Values, value: str) -> Keys:
    a = correlated(v["x"], v["k"], value)
    h = [max(0.0, entry) for entry in a]
    means = functional.avg_pool1d(torch.tensor([[h]], dtype=torch.float64), v["P"])[0, 0].tolist()
    return {"a": a, "h": h, "pooled": means}


def windows(v: Values, value: str) -> Keys:
    how = {} if v["implied"] else {"stride": v["S"]}
    layer = nn.MaxPool1d(v["P"], ceil_mode=value == "ceiling", **how)
    return {"U": layer(torch.zeros(1, 1, v["D"])).shape[-1]}


def windows_of_image(v: Values, value: str) -> Keys:
    layer = nn.MaxPool2d(v["P"], stride=v["S"], ceil_mode=value == "ceiling")
    out = layer(torch.zeros(v["C"], v["N"], v["N"]))
    return {"shape": list(out.shape), "units": out.numel()}


def default_strides(v: Values, value: str) -> Keys:
    x = torch.zeros(1, 1, v["D"])
    return {
        "conv": nn.Conv1d(1, 1, v["k"])(x).shape[-1],
        "pool": nn.MaxPool1d(v["k"], ceil_mode=value == "ceiling")(x).shape[-1],
    }


def batches(v: Values, value: str) -> Keys:
    loader = torch.utils.data.DataLoader(
        range(v["n"]), batch_size=v["b"], drop_last=value == "floor"
    )
    left = v["n"] - (len(loader) - (value == "ceiling")) * v["b"]
    return {"ends": [1, v["n"]], "steps": len(loader), "last": left}


def operations(v: Values, value: str) -> Keys:
    layer = nn.Conv2d(v["C"], v["K"], v["k"], stride=v["S"], padding=v["p"], bias=False)
    with FlopCounterMode(display=False) as counter:
        layer(torch.zeros(1, v["C"], v["n"], v["n"]))
    doubled = counter.get_total_flops()
    return {"macs": doubled // 2, "flops": doubled if value == "2" else doubled // 2}


def momentum(v: Values, value: str) -> Keys:
    """With torch.optim.SGD: `dampening` is the moving average, and Keras' own v is the step taken."""
    mu, rate = (float(number(v[name])) for name in ("beta", "eta"))
    w = torch.tensor(float(v["start"]), dtype=torch.float64, requires_grad=True)
    # The first step of torch has no dampening: a step without gradient comes before it.
    optimiser = torch.optim.SGD([w], lr=rate, momentum=mu, dampening=mu if value == "ema" else 0)
    w.grad = torch.zeros_like(w)
    optimiser.step()
    for _ in range(3):
        before = w.item()
        optimiser.zero_grad()
        (v["a"] * w**2).backward()
        optimiser.step()
    kept = optimiser.state[w]["momentum_buffer"].item()
    return {"end": w.item(), "v": w.item() - before if value == "inside" else kept}


def given_gradients(v: Values, value: str) -> Keys:
    """The same with gradients that are given, and each step kept."""
    mu, rate = (float(number(v[name])) for name in ("mu", "alpha"))
    w = torch.tensor(float(v["w0"]), dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.SGD([w], lr=rate, momentum=mu, dampening=mu if value == "ema" else 0)
    w.grad = torch.zeros_like(w)
    optimiser.step()
    kept, places = [], [w.item()]
    for gradient in v["slopes"][: 3 if mu == 0.5 else 2]:
        w.grad = torch.tensor(float(gradient), dtype=torch.float64)
        optimiser.step()
        places.append(w.item())
        kept.append(optimiser.state[w]["momentum_buffer"].item())
    moves = [after - before for before, after in itertools.pairwise(places)]
    return {"velocities": moves if value == "inside" else kept, "weights": places[1:]}


def decay(v: Values, value: str) -> Keys:
    """By autograd, from the penalty as its sentence has it."""
    moved = []
    for gradient in (v["g"], [0, 0]):
        w = torch.tensor([float(e) for e in v["w"]], dtype=torch.float64, requires_grad=True)
        error = (w * torch.tensor([float(e) for e in gradient])).sum()
        (error + float(v["lam"]) * (w @ w) / (2 if value == "half" else 1)).backward()
        torch.optim.SGD([w], lr=float(v["alpha"])).step()
        moved.append(w.detach().tolist())
    return {"w": moved[0], "factor": moved[1][0] / v["w"][0]}


def split(v: Values, value: str) -> Keys:
    whole = range(v["N"])
    validation, *rest = (whole[fold :: v["K"]] for fold in range(v["K"]))
    data: torch.utils.data.ConcatDataset[Any] = torch.utils.data.ConcatDataset(rest)
    loader = torch.utils.data.DataLoader(data, batch_size=v["b"], drop_last=value == "floor")
    return {"validation": len(validation), "subtrain": len(data), "steps": len(loader)}


def text_places(v: Values, value: str) -> Keys:
    text = " ".join(v["words"]) + (" !" if v["excl"] else "")
    first = int(value)
    return {
        "columns": [i for i, c in enumerate(text, first) if c == v["letter"]],
        "blank": [i for i, c in enumerate(text, first) if c == " "],
    }


def dropped(v: Values, value: str) -> Keys:
    """With torch's own dropout, whose p is the probability to drop."""
    drop = float(v["p"] if value == "drop" else 1 - v["p"])
    torch.manual_seed(0)
    h = torch.tensor([float(entry) for entry in v["h"]], dtype=torch.float64)
    passed = functional.dropout(h[0].repeat(200), drop)
    z = float(h @ torch.tensor([float(entry) for entry in v["w"]], dtype=torch.float64))
    return {"kept": passed[passed != 0][0].item(), "mean": z, "classic": (1 - drop) * z}


def memory(v: Values, value: str) -> Keys:
    outputs = torch.empty(v["B"], v["K"], v["U"], v["U"], dtype=torch.float32)
    layer = nn.Conv2d(v["C"], v["K"], v["k"])
    size = outputs.element_size() * outputs.numel()
    return {
        "values": outputs.numel(),
        "memory": size / int(value),
        "parameters": 4 * sum(learned(layer)),
    }


def thresholds(v: Values, value: str) -> Keys:
    """With torch's own step function, which takes the value at 0."""
    at_zero = torch.tensor(float(value))

    def unit(x: Any, w: Any, b: Any) -> Any:
        return torch.heaviside(x @ torch.tensor(w).float() + b, at_zero)

    x = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]]).float()
    hidden = [unit(x, w, b) for w, b in zip(v["A"], v["p"], strict=True)]
    f = unit(torch.stack(hidden, dim=1), v["v"], v["q"])
    return {"h1": hidden[0].tolist(), "h2": hidden[1].tolist(), "f": f.tolist()}


def recurrent(layer: nn.Module, value: str) -> int:
    """Torch has two vectors of intercepts: the second left out where there is one."""
    named = layer.named_parameters()
    return sum(p.numel() for name, p in named if value == "two" or "bias_hh" not in name)


def rnn(v: Values, value: str) -> Keys:
    each = [recurrent(nn.RNN(v["D"], v["H"]), value), *learned(nn.Linear(v["H"], v["O"]))]
    return {"recurrent": each[0], "output": each[1], "total": sum(each)}


def gru(v: Values, value: str) -> Keys:
    sizes = v["D"], v["H"]
    found = recurrent(nn.GRU(*sizes), value)
    return {"gru": found, "more": recurrent(nn.LSTM(*sizes), value) - found}


def normalised(v: Values, value: str) -> Keys:
    """Its buffers are the running statistics, and a count of batches besides."""
    conv, bn = nn.Conv2d(v["C"], v["K"], v["P"], bias=False), nn.BatchNorm2d(v["K"])
    layer, scales = learned(conv, bn)
    kept = scales + sum(b.numel() for b in bn.buffers() if b.is_floating_point())
    return {"learned": scales, "kept": kept, "both": layer + (kept if value == "all" else scales)}


def padded_pooling(v: Values, value: str) -> Keys:
    x, how = torch.tensor([v["x"]], dtype=torch.float64), {"stride": v["S"], "padding": 1}
    largest = functional.max_pool1d(x, 3, **how)[0].tolist()
    means = functional.avg_pool1d(x, 3, count_include_pad=value == "counted", **how)
    return {"max": largest, "mean": means[0].tolist()}


def channels(v: Values, value: str) -> Keys:
    layer = nn.Conv1d(v["C"], v["K"], v["P"])
    outputs = layer(torch.zeros(1, v["C"], v["L"])).numel()
    into = layer.weight[0].numel() + (value == "with-bias")
    weights = layer.weight.numel()
    return {"weights": weights, "total": sum(learned(layer)), "connections": outputs * into}


def layout_of_gradient(v: Values, value: str) -> Keys:
    """By autograd: a column before which the weights stand, or a row behind which."""
    d, h = (torch.tensor([float(e) for e in v[name]], dtype=torch.float64) for name in "dh")
    sizes = (len(d), len(h)) if value == "column" else (len(h), len(d))
    W = torch.zeros(sizes, dtype=torch.float64, requires_grad=True)
    (W @ h if value == "column" else h @ W).backward(d)
    return {"W": W.grad.tolist()}


def predicted_labels(v: Values, value: str) -> Keys:
    low = -1 if value == "signs" else 0
    return {"predictions": [1 if float(s) > 0 else low for s in v["s"]]}


def loss_by(v: Values, key: str, value: str) -> Keys:
    """Natural logarithms by torch, divided by that of another base."""
    p, y = (torch.tensor([float(e) for e in v[name]], dtype=torch.float64) for name in "py")
    reduction = value if key == "loss-reduction" else "mean"
    base = {"base2": 2.0, "base10": 10.0}.get(value, math.e)
    return {"J": functional.binary_cross_entropy(p, y, reduction=reduction).item() / math.log(base)}


def logistic_losses(v: Values, _: str) -> Keys:
    """Exact or rounded, the key is one."""
    f = [v[s] * math.log(v[k]) for s, k in (("s1", "k1"), ("s2", "k2"))]
    found = functional.softplus(torch.tensor([-f[0], f[1]], dtype=torch.float64)).tolist()
    return dict(zip(("positive", "negative"), found, strict=True))


def small_steps(v: Values, value: str) -> Keys:
    w = torch.tensor([float(v["u"]), float(v["w"])], dtype=torch.float64, requires_grad=True)
    w.grad = torch.tensor([v["k"] * 1e-8, v["g"]], dtype=torch.float64)
    torch.optim.Adam([w], lr=float(v["alpha"]), eps=float(value)).step()
    return {"tiny": w[0].item()}


def batch_statistics(v: Values, value: str) -> Keys:
    x = torch.tensor([float(v["m"] + v["s"] * d) for d in v["d"]], dtype=torch.float64)
    variance = x.var(correction=0 if value == "biased" else 1)
    y = v["gamma"] * (x - x.mean()) / variance.sqrt() + v["beta"]
    return {"mean": x.mean().item(), "variance": variance.item(), "y": y.tolist()}


AGAIN: dict[str, Callable[[Values, str], Keys]] = {
    "dense-params": dense_params,
    "autoencoder-vs-pca": autoencoder,
    "conv1d-filters-counts": filters_counts,
    "conv1d-strided-arch": strided_counts,
    "conv2d-counts": image_counts,
    "dense-image-vs-conv": image_layers,
    "cnn-total-params": network,
    "conv1d-compute": lambda v, c: {"a": correlated(v["x"], v["k"], c)},
    "conv1d-strided-compute": lambda v, c: {"a": correlated(v["x"], v["k"], c, stride=v["S"])},
    "conv1d-padded-compute": lambda v, c: {"a": correlated(v["x"], v["k"], c, padding=v["p"])},
    "conv1d-dilated-compute": lambda v, c: {"a": correlated(v["x"], v["k"], c, dilation=v["d"])},
    "conv2d-compute": lambda v, c: {"H": correlated(v["X"], v["V"], c, stride=v["S"])},
    "conv-relu-pool": pooled,
    "pool1d-size": windows,
    "pool2d-size": windows_of_image,
    "default-stride": default_strides,
    "steps-per-epoch": batches,
    "conv2d-macs": operations,
    "momentum-three-steps": momentum,
    "momentum-steps": given_gradients,
    "weight-decay-step": decay,
    "split-then-steps": split,
    "text-onehot": text_places,
    "dropout-expectation": dropped,
    "activation-memory": memory,
    "loss-logistic": logistic_losses,
    "backprop-rule1": layout_of_gradient,
    "baseline-accuracy": predicted_labels,
    "adam-small-gradients": small_steps,
    "batchnorm-compute": batch_statistics,
    "threshold-truth-table": thresholds,
    "rnn-params": rnn,
    "gru-params": gru,
    "conv1d-channels-params": channels,
    "batchnorm-params": normalised,
    "pool-padding": padded_pooling,
}


def values_of(variant: Variant) -> dict[str, Any]:
    texts = {"words", "letter"}
    return {n: v if n in texts else number(v) for n, v in variant.values.items()}


@cache
def drawn(name: str, key: str, value: str) -> list[Variant]:
    exercise = EXERCISES[name]
    return [
        draw(exercise, f"convention {i}", level or None, profile={key: value})
        for level in exercise.levels
        for i in range(DRAWS // len(exercise.levels))
    ]


def test_nearly_everything_that_takes_a_convention_is_computed_again() -> None:
    """What stands in files of their own authors may be computed there."""
    assert set(AGAIN) <= set(EXERCISES)
    assert len(AGAIN) >= 0.8 * len(EXERCISES)


@pytest.mark.parametrize(("name", "key", "value"), CASES)
def test_keys_and_sentences_follow(name: str, key: str, value: str) -> None:
    for variant in drawn(name, key, value):
        assert variant.profile[key] == value
        assert convention(key, value) in variant.conventions
        if name in AGAIN or name == "loss-bce":
            values = values_of(variant)
            again = (
                AGAIN[name](values, value) if name != "loss-bce" else loss_by(values, key, value)
            )
            found = {part.id: part.key for part in variant.parts}
            assert again.keys() <= found.keys()
            for part, expected in again.items():
                assert agree(found[part], expected), (part, found[part], expected)


@pytest.mark.parametrize(("name", "key", "value"), CASES)
def test_keys_under_other_values_are_recognised(name: str, key: str, value: str) -> None:
    exercise = EXERCISES[name]
    if any(spec.holds for spec in exercise.parts):
        return  # no key is right alone: the test below
    own = drawn(name, key, value)
    changes = False
    for other in (exercise.profile[key], *exercise.takes[key]):
        if other == value:
            continue
        for variant, under in zip(own, drawn(name, key, other), strict=True):
            if variant.values != under.values:
                # Other numbers are drawn: by these ones the other key is the second computation's.
                for name_of, expected in AGAIN[name](values_of(variant), other).items():
                    (pair,) = (
                        (part, spec)
                        for part, spec in zip(variant.parts, exercise.parts, strict=True)
                        if part.id == name_of
                    )
                    part, spec = pair
                    if not agree(part.key, expected):
                        changes = True
                        check_recognised(
                            part, expected, (key, other, value), frozenset(spec.mistakes)
                        )
                continue
            changes = changes or identity(variant) != identity(under)
            for part, theirs, spec in zip(variant.parts, under.parts, exercise.parts, strict=True):
                if part.key == theirs.key:
                    continue
                changes = True
                check_recognised(part, theirs.key, (key, other, value), frozenset(spec.mistakes))
    assert changes


def check_recognised(
    part: Part, theirs: Any, convention_of: tuple[str, str, str], authors: frozenset[str]
) -> None:
    key, other, value = convention_of
    same = [m for m in part.mistakes if agree(m.value, theirs)]
    assert same, (part.id, theirs)
    for mistake in part.mistakes:
        assert mistake.value != part.key
        if mistake.name == f"{key}-{other}":
            assert mistake.credit == "0"
            assert mistake.hint == right_under(key, other, value)
    assert any(
        m.name.startswith(f"{key}-") or m.name in authors or means_other(key, value, m.name)
        for m in same
    )


@pytest.mark.parametrize(("here", "other"), [("biased", "sample"), ("sample", "biased")])
def test_roots_by_another_convention_are_recognised_as_decimals(here: str, other: str) -> None:
    """Where rational numbers are asked for, a key with roots is what is typed for it: its decimals."""
    for seed in range(6):
        variant = draw(EXERCISES["batchnorm-compute"], seed, "M", profile={"variance": here})
        y = batch_statistics(variant.values, other)["y"]
        verdict = kind_of(variant.parts[2]).judge(str([round(value, 4) for value in y]))
        assert (verdict.status, verdict.mistake) == ("wrong", f"variance-{other}"), (y, verdict)


def test_an_answer_with_a_property_by_another_convention_is_recognised() -> None:
    """Strides with the windows laid one after the other, the last one within the inputs or not."""
    for here, other in itertools.permutations(("floor", "ceiling")):
        named = 0
        for seed in range(25):
            variant = draw(EXERCISES["design-stride"], seed, "M", profile={"size-rounding": here})
            v, kind = variant.values, kind_of(Variant.from_json(variant.to_json()).parts[0])
            last = v["D"] + 2 * v["p"] - v["P"]
            for stride in range(1, 25):
                whole = len(range(0, last + 1, stride))
                outputs = {"floor": whole, "ceiling": whole + ((whole - 1) * stride < last)}
                verdict = kind.judge(str(stride))
                assert (verdict.status == "correct") == (outputs[here] == v["U"])
                means = verdict.mistake == f"size-rounding-{other}"
                assert not means or outputs[other] == v["U"]
                if outputs[other] == v["U"] != outputs[here]:
                    assert verdict.mistake, (v, stride)
                named += means
        assert named >= 5


BANK = """
[[exercise]]
id = "a"
profile = { PROFILE }
draw = { n = "integer(1, 9)" }
ask = "Twice {{ n }}?"
answer = "ANSWER"
"""


@pytest.mark.parametrize(
    ("profile", "answer", "said"),
    [
        ('bias = ["off", "on"]', "2 * n", "bias has a list of values, and nothing reads it"),
        ('bias = "off"', "2 * n + (1 if profile.bias == 'on' else 0)", "profile.bias is read, and bias has no list of values"),
        ('bias = ["off", "on"]', "2 * n + (0 if profile.bias == 'on' else 0)", "bias = 'on' changes neither a question nor a key"),
        ('bias = ["off", "on"]', "2 * n if profile.bias == 'off' else 1 / 0", "a division by zero"),
        ('bias = ["off", "on"]', "2 * n + (1 if profile.bias == 'on' else 0)", ""),
    ],
)  # fmt: skip
def test_what_is_declared_wrongly_is_told(profile: str, answer: str, said: str) -> None:
    loaded = load_text(BANK.replace("PROFILE", profile).replace("ANSWER", answer), "b.toml")
    found = [problem.message for problem in profile_problems(loaded.exercises[0])]
    assert bool(found) == bool(said)
    assert all(said in message or "bias" in message for message in found)
    assert not said or any(said in message for message in found)


def test_torch_divides_as_the_lecture_does() -> None:
    """A check of this file's own: the moving average by hand, with fractions."""
    v = {"a": 3, "start": 8, "beta": Fraction(1, 2), "eta": Fraction(1, 10)}
    w, kept = Fraction(8), Fraction(0)
    for _ in range(3):
        kept = kept / 2 + 3 * w
        w -= kept / 10
    assert agree([w, kept], list(momentum(v, "ema").values()))
