"""Normalisations, states of optimisers and listings, computed a second time by PyTorch and Python themselves."""

import contextlib
import io
import re
from functools import cache
from typing import Any

import pytest

from tests.banks.again.second import Keys, Values, library

torch = pytest.importorskip("torch")
torch.set_num_threads(1)  # all tensors are small; threads only wait for each other


def together(layer: Any, n: int, c: int) -> tuple[bool, bool]:
    """Whether a change of one channel of one image changes another image, another channel of its own."""
    torch.manual_seed(0)
    x = torch.randn(n, c, 2, 2)
    changed = x.clone()
    changed[0, 0, 0, 0] += 5
    moved = (layer(changed) - layer(x)).abs().amax(dim=(2, 3)) > 1e-6
    return bool(moved[1:].any()), bool(moved[0, 1:].any())


@cache
def tried(c: int, groups: int) -> list[tuple[bool, bool, int]]:
    """For each layer: whether images and channels come together, and over how many channels a mean is.

    The images are fewer and smaller; a mean is a set of values that move together.
    """
    n, found = 3, []
    layers = [
        torch.nn.BatchNorm2d(c),
        torch.nn.LayerNorm([c, 2, 2]),
        torch.nn.InstanceNorm2d(c),
        torch.nn.GroupNorm(groups, c),
    ]
    for layer in layers:
        images, channels = together(layer, n, c)
        torch.manual_seed(0)
        x = torch.randn(n, c, 2, 2, requires_grad=True)
        layer(x)[0, 0, 0, 0].backward()
        values = int((x.grad.abs() > 0).sum())  # those that one output depends on
        assert n * c * 4 % values == 0
        found.append((images, channels, values // 4 // (n if images else 1)))
    return found


def norm_axes(v: Values) -> Keys:
    total = v["N"] * v["C"] * v["H"] * v["W"]
    rows, values = [], []
    for images, channels, count in tried(v["C"], v["G"]):
        values.append((v["N"] if images else 1) * count * v["H"] * v["W"])
        rows.append([images, channels, total // values[-1]])
    return {"table": [rows[i] for i in v["order"]], "values": values[v["order"][0]]}


def optimiser_table(v: Values) -> Keys:
    """The numbers in the state of PyTorch's optimisers after a step; which kind they are, by a second step."""
    net = torch.nn.Sequential(torch.nn.Linear(v["a"], v["b"]), torch.nn.Linear(v["b"], v["c"]))
    n = sum(p.numel() for p in net.parameters())
    optim = torch.optim
    kinds: list[Any] = [
        lambda p: optim.SGD(p, lr=0.1),
        lambda p: optim.SGD(p, lr=0.1, momentum=0.9),
        lambda p: optim.Adagrad(p, lr=0.1),
        lambda p: optim.RMSprop(p, lr=0.1),
        lambda p: optim.Adam(p, lr=0.1),
    ]
    rows = []
    for kind in kinds:
        optimiser = kind(list(net.parameters()))
        net(torch.ones(1, v["a"])).sum().backward()
        optimiser.step()
        kept = [
            (name, value.numel())
            for state in optimiser.state.values()
            for name, value in state.items()
            if name != "step" and torch.is_tensor(value)
        ]
        names = {name for name, _ in kept}
        gradients = bool(names & {"momentum_buffer", "exp_avg"})
        squares = bool(names & {"sum", "square_avg", "exp_avg_sq"})
        assert len(names) == gradients + squares
        rows.append([gradients, squares, sum(size for _, size in kept)])
    return {"n": n, "table": [rows[i] for i in v["order"]]}


def trace_snippet(v: Values) -> Keys:
    """Run by Python: the listing with the drawn values put in by plain replacement."""
    text = library().exercise("trace-snippet").listing
    named = {
        'a{{ "[:]" if copied else " + []" }}': "a[:]" if v["copied"] else "a + []",
        '{{ "0, 2" if ends else "1, 2" }}': "0, 2" if v["ends"] else "1, 2",
        '{{ "1" if ends else "0, 1" }}': "1" if v["ends"] else "0, 1",
        "{{ m * s }}": str(v["m"] * v["s"]),
        **{f"{{{{ p[{i}] }}}}": str(value) for i, value in enumerate(v["p"])},
        **{f"{{{{ {name} }}}}": str(v[name]) for name in ["q", "i", "r", "j", "a_or_b", "k", "n", "m", "s"]},
    }  # fmt: skip
    for blank, value in named.items():
        text = text.replace(blank, value)
    assert "{{" not in text
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(text, "listing", "exec"), {})  # noqa: S102 - our own listing
    lines = [
        [int(number) for number in re.findall(r"\d+", line)] for line in out.getvalue().splitlines()
    ]
    return dict(zip(["list", "copy", "transposed", "view"], lines, strict=True))


def decision_region(v: Values) -> Keys:
    """The network is run at the points; a side is a line both of whose sides are decided differently somewhere."""
    lines = [[r[1], r[0], r[2]] if v["swap"] else r for r in v["sides"]]
    lines = [[r[0] * v["fx"], r[1] * v["fy"], r[2]] for r in lines]

    def decides(x: float, y: float) -> int:
        hidden = [int(a * x + b * y + c >= 0) for a, b, c in lines]
        return int(v["class"] if all(hidden) else 1 - v["class"])

    sides = 0
    for a, b, c in lines:
        foot = (-a * c / (a * a + b * b), -b * c / (a * a + b * b))
        along = [(foot[0] - b * t / 50, foot[1] + a * t / 50) for t in range(-400, 401)]
        near = 1e-3
        sides += any(
            decides(x + near * a, y + near * b) != decides(x - near * a, y - near * b)
            for x, y in along
        )
    labels = [decides(float(x), float(y)) for x, y in v["places"]]
    return {"labels": labels, "units": sides, "two": 2 * sides + 2}


KEYS = {
    "decision-region": decision_region,
    "norm-axes": norm_axes,
    "optimiser-table": optimiser_table,
    "trace-snippet": trace_snippet,
}
