"""Steps of plain gradient descent and their numbers, by torch.optim, autograd and plain loops."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from tests.banks.again.second import Keys, Second, Values, drawn, shown

BEHAVIOURS = {
    (True, False): "$w_t$ comes nearer to 0 without changing its sign",
    (True, True): "$w_t$ comes nearer to 0 and changes its sign at every step",
    (False, True): "$w_t$ moves away from 0 and changes its sign at every step",
}
DIAGNOSES = {
    "only subtrain falls": "it overfits",
    "both stay": "it underfits: the network is too small",
    "both grow": "the step size is too big",
    "both creep": "the step size is too small",
}


def sgd_linear_epoch(v: Values) -> Keys:
    torch = pytest.importorskip("torch")
    x, y = (torch.tensor([float(e) for e in v[name]], dtype=torch.float64) for name in "xy")

    def start() -> tuple[Any, Any]:
        w = torch.tensor(float(v["w0"]), dtype=torch.float64, requires_grad=True)
        return w, torch.optim.SGD([w], lr=float(v["alpha"]))

    w, optimizer = start()
    path = []
    for inside, label in zip(x, y, strict=True):
        optimizer.zero_grad()
        ((w * inside - label) ** 2).backward()
        optimizer.step()
        path.append(w.item())
    w, optimizer = start()
    torch.nn.functional.mse_loss(w * x, y).backward()
    optimizer.step()
    return {"steps": path, "full": w.item()}


def epoch_of_step(v: Values) -> Keys:
    """The batches of ten epochs, one after the other."""
    n, b = v["n"], v["b"]
    found, size, seen = {}, {}, {}
    step = shown = 0
    for epoch in range(1, 11):
        for place, first in enumerate(range(0, n, b), start=1):
            step += 1
            size[step] = len(range(first, min(first + b, n)))
            shown += size[step]
            found[step], seen[step] = (epoch, place), shown
    epoch, batch = found[v["t"]]
    return {"epoch": epoch, "batch": batch, "seen": seen[v["t"]], "size": size[v["u"]]}


def split_then_steps(v: Values) -> Keys:
    folds = [[i for i in range(v["N"]) if i % v["K"] == fold] for fold in range(v["K"])]
    subtrain = [i for fold in folds[1:] for i in fold]
    steps = len([subtrain[i : i + v["b"]] for i in range(0, len(subtrain), v["b"])])
    return {"validation": len(folds[0]), "subtrain": len(subtrain), "steps": steps}


def gd_stability(v: Values) -> Keys:
    """Weights followed for some steps; the bound is tried from both sides."""
    c, alpha = Fraction(v["c"]), Fraction(v["alpha"])

    def ends(rate: Fraction, steps: int = 400) -> list[float]:
        w, path = float(v["w0"]), []
        for _ in range(steps):
            w -= float(rate) * float(c) * w
            path.append(w)
        return path

    start = Fraction(v["w0"])
    after = start - alpha * c * start
    kind = BEHAVIOURS[abs(after) < abs(start), after * start < 0]
    bound = 2 / c
    assert abs(ends(bound * Fraction(97, 100))[-1]) < 0.01 * abs(v["w0"])
    assert abs(ends(bound)[-1]) == pytest.approx(abs(v["w0"]))
    single = next(
        Fraction(k, 840 * c) for k in range(1, 1681) if start - Fraction(k, 840) * start == 0
    )
    return {"factor": after / start, "behaviour": kind, "largest": bound, "one-step": single}


def step_size_from_update(v: Values) -> Keys:
    """The weights of the statement by torch, and from them the step size and the gradient."""
    torch = pytest.importorskip("torch")
    w = torch.tensor([float(e) for e in v["v0"]], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=float(v["alpha"]))
    path = [w.detach().clone()]
    for gradient in (v["g"], v["h"]):
        w.grad = torch.tensor([float(e) for e in gradient], dtype=torch.float64)
        optimizer.step()
        path.append(w.detach().clone())
    rates = (path[0] - path[1]) / torch.tensor([float(e) for e in v["g"]], dtype=torch.float64)
    assert rates[0].item() == pytest.approx(rates[1].item())
    return {
        "alpha": rates.mean().item(),
        "gradient": ((path[1] - path[2]) / rates.mean()).tolist(),
    }


def learning_curves_read(v: Values) -> Keys:
    """The validation curve drawn again, and a training that watches it."""
    low, epochs = v["low"], len(v["fall"])
    curve = [Fraction(6, 20)]
    for rise in v["up"][: epochs - low]:
        curve.append(curve[-1] + Fraction(rise, 20))
    for fall in reversed(v["down"][: low - 1]):
        curve.insert(0, curve[0] + Fraction(fall, 20))
    if v["noisy"]:
        curve[v["bump"]] += Fraction(4, 20)
    lowest, waited = 0, 0
    for epoch in range(1, epochs):
        waited = 0 if curve[epoch] < min(curve[:epoch]) else waited + 1
        if not waited:
            lowest = epoch
        if waited == v["k"]:
            break
    assert curve[lowest] == min(curve)
    said = ("only subtrain falls", "both stay", "both grow", "both creep")
    return {"best": lowest + 1, "stop": epoch + 1, "diagnosis": DIAGNOSES[said[v["other"]]]}


KEYS: dict[str, Second] = {
    "sgd-linear-epoch": sgd_linear_epoch,
    "epoch-of-step": epoch_of_step,
    "split-then-steps": split_then_steps,
    "gd-stability": gd_stability,
    "step-size-from-update": step_size_from_update,
    "learning-curves-read": learning_curves_read,
}


def diagnosis(subtrain: list[float], validation: list[float]) -> str:
    """What a pair of curves says, from the changes of both alone."""
    steps = [b - a for a, b in pairwise(subtrain[1:])]
    gap = validation[-1] - subtrain[-1]
    if subtrain[-1] > subtrain[0] and min(steps) < 0 < max(steps):
        return DIAGNOSES["both grow"]
    if gap > 5 * abs(validation[0] - subtrain[0]):
        return DIAGNOSES["only subtrain falls"]
    return DIAGNOSES["both creep" if max(steps) < 0 else "both stay"]


def test_the_second_figure_shows_the_fault() -> None:
    for variant in drawn("learning-curves-read"):
        part = variant.parts[2]
        curves = part.figures[0].data
        assert shown(part, part.key) == diagnosis(curves["subtrain"], curves["validation"])
