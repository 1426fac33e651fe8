"""Steps of momentum, Adam, weight decay, schedules and clipping, by torch.optim and plain loops."""

import math
from fractions import Fraction
from itertools import count
from typing import Any

import pytest

from tests.banks.again.second import Keys, Second, Values

torch = pytest.importorskip("torch")


def weight(value: Any) -> Any:
    return torch.tensor(
        [float(entry) for entry in value] if isinstance(value, list) else float(value),
        dtype=torch.float64,
        requires_grad=True,
    )


def momentum_steps(v: Values) -> Keys:
    gradients = v["slopes"][: 3 if v["mu"] == Fraction(1, 2) else 2]
    mu, rate = float(v["mu"]), float(v["alpha"])
    w, velocities, weights = weight(v["w0"]), [], []
    optimizer = torch.optim.SGD([w], lr=rate, momentum=mu)
    for gradient in gradients:
        w.grad = torch.tensor(float(gradient), dtype=torch.float64)
        optimizer.step()
        velocities.append(optimizer.state[w]["momentum_buffer"].item())
        weights.append(w.item())
    return {"velocities": velocities, "weights": weights}


def adam_steps(v: Values) -> Keys:
    """The weights by torch, the corrected means as weighted means of what was seen."""
    betas = float(v["beta1"]), float(v["beta2"])
    w, weights = weight(v["w0"]), []
    optimizer = torch.optim.Adam([w], lr=float(v["alpha"]), betas=betas, eps=0)
    for gradient in (v["g1"], v["g2"]):
        w.grad = torch.tensor(float(gradient), dtype=torch.float64)
        optimizer.step()
        weights.append(w.item())

    def mean(beta: Fraction, old: int, new: int) -> Fraction:
        return (beta * old + new) / (1 + beta)

    return {
        "mean": mean(v["beta1"], v["g1"], v["g2"]),
        "square": mean(v["beta2"], v["g1"] ** 2, v["g2"] ** 2),
        "first": weights[0],
        "second": weights[1],
    }


def adam_small_gradients(v: Values) -> Keys:
    """One step of torch's own optimizer for both weights."""
    w = weight([v["u"], v["w"]])
    w.grad = torch.tensor([v["k"] * 1e-8, v["g"]], dtype=torch.float64)
    torch.optim.Adam([w], lr=float(v["alpha"]), eps=0).step()
    return {"tiny": w[0].item(), "large": w[1].item()}


def weight_decay_step(v: Values) -> Keys:
    rate, decay = float(v["alpha"]), float(v["lam"])
    moved = []
    for gradient in (v["g"], [0, 0]):
        w = weight(v["w"])
        error = (w * torch.tensor([float(e) for e in gradient])).sum()
        (error + decay / 2 * (w * w).sum()).backward()
        torch.optim.SGD([w], lr=rate).step()
        moved.append(w.detach().tolist())
    return {"w": moved[0], "factor": moved[1][0] / v["w"][0]}


def lr_schedule(v: Values) -> Keys:
    optimizer = torch.optim.SGD([weight(0)], lr=float(v["alpha0"]))
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, v["s"], float(v["gamma"]))
    rates = []
    for _ in range(60):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    wanted = float(v["alpha0"]) * float(v["gamma"]) ** v["j"]
    first = next(t for t in count() if rates[t] < wanted * 1.0001)
    return {"rate": rates[v["t"]], "reached": first}


def gradient_clipping(v: Values) -> Keys:
    g = [v["signs"][i] * v["k"] * v["sides"][i] for i in (0, 1)]
    angle = math.atan2(g[1], g[0])
    return {
        "length": math.hypot(*g),
        "clipped": [v["c"] * math.cos(angle), v["c"] * math.sin(angle)],
    }


def zero_grad_forgotten(v: Values) -> Keys:
    """The loop of the statement, as it stands and with the call."""
    found = {}
    for name in ("missing", "cleared"):
        w, path = weight(v["w0"]), []
        optimizer = torch.optim.SGD([w], lr=float(v["alpha"]))
        for x in v["g"]:
            if name == "cleared":
                optimizer.zero_grad()
            (x * w).backward()
            optimizer.step()
            path.append(w.item())
        found[name] = path
    return found


KEYS: dict[str, Second] = {
    "momentum-steps": momentum_steps,
    "adam-steps": adam_steps,
    "adam-small-gradients": adam_small_gradients,
    "weight-decay-step": weight_decay_step,
    "lr-schedule": lr_schedule,
    "gradient-clipping": gradient_clipping,
    "zero-grad-forgotten": zero_grad_forgotten,
}
