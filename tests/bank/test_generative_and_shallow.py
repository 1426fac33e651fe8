"""Exercises on generative models and small networks, computed a second time."""

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
import torch

from quizgen.bank.library import load_banks
from quizgen.bank.variants import draw
from quizgen.grading.judging import judged
from quizgen.variant import Variant

SEEDS = [str(seed) for seed in range(12)]


def drawn(name: str, seed: str) -> Variant:
    return draw(load_banks().exercises[name], seed)


def numbers(value: Any) -> Any:
    """Exact numbers of the JSON form as floats."""
    if isinstance(value, list):
        return [numbers(entry) for entry in value]
    return float(Fraction(str(value)))


@pytest.mark.parametrize("seed", SEEDS)
def test_noise_is_added_step_by_step(seed: str) -> None:
    variant = drawn("diffusion-forward", seed)
    signal, variance = 1.0, 0.0
    for beta in numbers(variant.values["b"]):
        signal, variance = signal * (1 - beta) ** 0.5, variance * (1 - beta) + beta
    assert numbers(variant.parts[0].key) == pytest.approx(signal**2)
    assert numbers(variant.parts[1].key) == pytest.approx(variance)


@pytest.mark.parametrize("seed", SEEDS)
def test_divergence_of_normal_distributions_is_torchs(seed: str) -> None:
    variant = drawn("latent-draw-and-divergence", seed)
    m, s, e = (torch.tensor(numbers(variant.values[name])) for name in "mse")
    assert numbers(variant.parts[0].key) == pytest.approx((m + s * e).tolist())
    normal = torch.distributions.Normal
    wanted = torch.distributions.kl_divergence(normal(m, s), normal(0.0, 1.0)).sum().item()
    verdict, _ = judged(variant, variant.parts[1], f"{wanted:.5f}", {})
    assert verdict.status == "rounded"


@pytest.mark.parametrize("seed", SEEDS)
def test_bends_and_slopes_are_those_of_the_function(seed: str) -> None:
    variant = drawn("relu-joints", seed)
    w, b, v = (np.array(numbers(variant.values[name])) for name in "wbv")

    def f(x: float) -> float:
        return float(v @ np.maximum(0, w * x + b))

    joints = numbers(variant.parts[0].key)
    assert joints == sorted(joints)
    for x in joints:
        small = 1e-6
        assert abs(f(x - small) + f(x + small) - 2 * f(x)) > small / 10
    left, right = numbers(variant.parts[1].key)
    assert left == pytest.approx(f(-1000) - f(-1001))
    assert right == pytest.approx(f(1001) - f(1000))


@pytest.mark.parametrize("seed", SEEDS)
def test_states_are_torchs(seed: str) -> None:
    variant = drawn("recurrence-by-hand", seed)
    rnn = torch.nn.RNN(1, 1, nonlinearity="relu")
    values = {"weight_ih_l0": "u", "weight_hh_l0": "w", "bias_ih_l0": "b"}
    with torch.no_grad():
        for name, parameter in rnn.named_parameters():
            parameter.fill_(float(variant.values[values[name]]) if name in values else 0.0)
        out, _ = rnn(torch.tensor(numbers(variant.values["x"])).reshape(3, 1))
    assert variant.parts[0].key == [round(h) for h in out.ravel().tolist()]


class TestOrder:
    """The network that knows an order, beside all small inputs."""

    def status(self, variant: Variant, hidden: str, output: str) -> str:
        return str(judged(variant, variant.parts[1], output, {"hidden": hidden})[0].status)

    @pytest.mark.parametrize("seed", SEEDS)
    def test_right_networks(self, seed: str) -> None:
        variant = drawn("threshold-order", seed)
        p, q, s, t = (variant.values[name] for name in "pqst")
        both = variant.values["both"]
        first, second = [-s, s, 0, -s * p], [0, -t, t, -t * q]
        assert self.status(variant, str([first, second]), f"[1, 1, {-2 if both else -1}]") == "correct"  # fmt: skip
        assert self.status(variant, str([second, first]), f"[3, 2, {-5 if both else -2}]") == "correct"  # fmt: skip
        # Units that are 1 where a condition fails: not (a or b), not (a and b).
        no = [[s, -s, 0, s * p - 1], [0, t, -t, t * q - 1]]
        assert self.status(variant, str(no), f"[-1, -1, {0 if both else 1}]") == "correct"

    @pytest.mark.parametrize("seed", SEEDS)
    def test_what_is_accepted_computes_it_everywhere(self, seed: str) -> None:
        variant = drawn("threshold-order", seed)
        p, q, s, t = (variant.values[name] for name in "pqst")
        both = variant.values["both"]
        output = [1, 1, -2 if both else -1]
        changes = product([Fraction(0), Fraction(1, 100), Fraction(-1, 50)], repeat=3)
        for change in [*changes][1:]:
            first = [-s + change[0], s + change[1], change[2], -s * p]
            rows = [first, [0, -t, t, -t * q]]
            told = str([[str(entry) for entry in row] for row in rows]).replace("'", "")
            if self.status(variant, told, str(output)) == "correct":
                assert self.computes(rows, output, (p, q, s, t, both)), change

    def computes(
        self, rows: Any, output: list[int], asked: tuple[int, int, int, int, bool]
    ) -> bool:
        p, q, s, t, both = asked
        for shift, a, b in product((-3000, -40, 0, 7, 3000), range(-3, 4), range(-3, 4)):
            x = (shift, shift + p + a, shift + p + a + q + b)
            hidden = [
                sum(w * v for w, v in zip(row[:3], x, strict=True)) + row[3] >= 0 for row in rows
            ]
            net = output[0] * hidden[0] + output[1] * hidden[1] + output[2] >= 0
            holds = (s * a >= 0, t * b >= 0)
            if net != (all(holds) if both else any(holds)):
                return False
        return True
