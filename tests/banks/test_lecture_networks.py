"""The lecture's and the author's own numbers, answer by answer (networks, losses, descent)."""

from pathlib import Path
from typing import Any

import pytest

from quizgen.bank import draw, load_banks
from quizgen.bank.library import Library
from quizgen.resources import shipped

FILES = ("dense", "activation", "forward", "loss", "descent", "backprop", "torch_code", "attention")

EXPECTED: list[tuple[str, str, dict[str, Any]]] = [
    ("dense-params", "slide-small", {"total": 4}),
    ("dense-params", "slide-wide", {"total": 40}),
    ("dense-params", "slide-twelve-inputs", {"total": 65}),
    ("dense-params", "slide-many-outputs", {"total": 110}),
    ("dense-params", "slide-deep", {"total": 108}),
    ("dense-params", "slide", {"total": 1100}),
    ("dense-params", "slide-ten-outputs", {"total": 2000}),
    ("dense-params-bias", "slide-small", {"weights": 4, "intercepts": 3, "total": 7}),
    ("dense-params-bias", "slide-wide", {"weights": 40, "total": 61}),
    ("dense-params-bias", "slide-twelve-inputs", {"weights": 65, "total": 71}),
    ("dense-params-bias", "slide-many-outputs", {"weights": 110, "total": 125}),
    ("dense-params-bias", "slide-deep", {"weights": 108, "total": 127}),
    ("dense-params-bias", "slide", {"weights": 1100, "total": 1201}),
    ("dense-params-bias", "slide-ten-outputs", {"weights": 2000, "total": 2110}),
    (
        "dense-params-table",
        "exam-2022",
        {
            "table": [
                [[25600, 1000, 10], 26610, [25700, 1010, 11], 26721],
                [[51200, 4000, 20], 55220, [51400, 4020, 21], 55441],
                [[51200, 4000, 200, 10], 55410, [51400, 4020, 210, 11], 55641],
                [[256000, 1000], 257000, [257000, 1001], 258001],
            ]
        },
    ),
    (
        "dense-params-table",
        "final-2020",
        {
            # By hand, with intercepts: 1000 + 100 + 10 + 1 more, 50 + 10 + 1, 20 + 10 + 5 + 1, 200 + 1.
            "table": [
                [[100000, 100000, 1000, 10], 201010, [101000, 100100, 1010, 11], 202121],
                [[5000, 500, 10], 5510, [5050, 510, 11], 5571],
                [[2000, 200, 50, 5], 2255, [2020, 210, 55, 6], 2291],
                [[20000, 200], 20200, [20200, 201], 20401],
            ]
        },
    ),
    ("dense-layer-counts", "slide", {"L": 4, "hidden": 3, "units": 18}),
    ("dense-diagram-read", "slide", {"units": [1, 2, 1], "edges": 4}),
    ("dense-diagram-read", "slide-wide", {"units": [1, 20, 1], "edges": 40}),
    ("dense-diagram-read", "slide-twelve-inputs", {"units": [12, 5, 1], "edges": 65}),
    ("dense-diagram-read", "slide-many-outputs", {"units": [12, 5, 10], "edges": 110}),
    ("dense-diagram-read", "slide-deep", {"units": [4, 10, 5, 3, 1], "edges": 108}),
    ("dense-matvec", "slide", {"h": [-24, 45]}),
    ("torch-mlp-read", "slide-small", {"units": [1, 2, 1], "total": 7, "edges": 4}),
    ("torch-mlp-read", "slide", {"units": [12, 5, 1], "total": 71, "tensors": 4, "edges": 65}),
    ("autoencoder-vs-pca", "exam-2021", {"autoencoder": 102040, "pca": 1500}),
    (
        "forward-batch",
        "exam-2022",
        {
            "A1": [[-2, 2], [0, -2], [-4, 2]],
            "H1": [[0, 2], [0, 0], [0, 2]],
            "f": [2, 0, 2],
        },
    ),
    (
        "gd-given-gradients",
        "slide",
        {
            "full": ["3/2", "-5/2"],
            "batches": [["-1/2", "-1/2"], ["3/2", "-5/2"]],
            "single": [["-3/2", "1/2"], ["-1/2", "-1/2"], [1, "-3/2"], ["3/2", "-5/2"]],
        },
    ),
    (
        "gd-given-gradients",
        "slide-mean",
        {"full": ["-9/8", "1/8"], "batches": [["-5/4", "1/4"], ["-1/4", "-3/4"]]},
    ),
    ("gd-surface", "slide", {"formula": "3*cos(y)"}),
    ("steps-per-epoch", "example", {"ends": [1, 1000], "steps": 32, "last": 8}),
    ("task-output-loss", "slide-ten-outputs", {"units": 10}),
    ("sigmoid-exact", "example", {"first": "3/4", "second": "1/5", "tanh": "3/5"}),
    ("transformer-block-params", "gpt2", {"block": 7087872, "model": 124439808}),
]


@pytest.fixture(scope="module")
def library() -> Library:
    files = [shipped("banks") / f"{name}.toml" for name in FILES]
    found: Library = load_banks(files, shipped_too=False)
    return found


@pytest.mark.parametrize(("family", "instance", "answers"), EXPECTED, ids=lambda v: str(v)[:30])
def test_slide_answers(
    library: Library, family: str, instance: str, answers: dict[str, Any]
) -> None:
    variant = draw(library.exercise(family), "any", instance=instance)
    keys = {part.id: part.key for part in variant.parts}
    assert {name: keys[name] for name in answers} == answers


def test_gradient_at_the_start_of_the_animation(library: Library) -> None:
    variant = draw(library.exercise("gd-surface"), "any", instance="slide")
    gradient = next(part.key for part in variant.parts if part.id == "gradient")
    assert gradient == pytest.approx([-12.566, -1.248], abs=5e-4)


def test_lbfgs_with_a_list_is_an_error(library: Library) -> None:
    variant = draw(library.exercise("torch-find-bug"), "any", instance="slide")
    effect = next(part for part in variant.parts if part.id == "effect")
    texts = dict(zip(effect.settings["choices"], effect.settings["choice_texts"], strict=True))
    assert texts[effect.key] == "an error is raised"


def test_the_banks_have_no_problems(library: Library) -> None:
    assert library.problems == ()
    assert all(Path(exercise.file).stem in FILES for exercise in library.exercises.values())
