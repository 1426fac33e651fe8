"""Which module of slips is loaded for a question, and which slips speak of it."""

import ast
import math
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from quizgen.resources import PACKAGE
from quizgen.slips import AREAS, SUBJECTS, all_rules, concerned, fitting
from quizgen.slips.mutants import mutants
from quizgen.solver import AvgPool1d, Conv1d, mlp
from quizgen.solver.layers.table import OURS
from quizgen.solver.quantity import Call, tracing
from tests.slips.test_coverage import made


@pytest.mark.parametrize("area", AREAS)
def test_an_area_names_the_quantities_it_speaks_of(area: str) -> None:
    found = [rule for rule in all_rules() if rule.wrong.__module__ == f"quizgen.slips.{area}"]
    assert {quantity for rule in found for quantity in rule.quantities} == AREAS[area]


def test_every_rule_of_the_package_stands_in_an_area() -> None:
    modules = {rule.wrong.__module__.removeprefix("quizgen.slips.") for rule in all_rules()}
    assert {name for name in modules if not name.startswith(("tests.", "test_"))} <= set(AREAS)


@pytest.mark.parametrize("area", SUBJECTS)
def test_an_area_speaks_of_modules_it_imports(area: str) -> None:
    tree = ast.parse((PACKAGE / "slips" / f"{area}.py").read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported >= SUBJECTS[area]


@pytest.mark.parametrize("name", [*OURS, "Network"])
def test_slips_of_certain_layers_fit_no_other(name: str) -> None:
    subject, shape = (mlp([2, 3, 1]), (2,)) if name == "Network" else made(name)
    modules = {kind.__module__ for kind in type(subject).__mro__}
    tried = 0
    for rule in all_rules():
        area = rule.wrong.__module__.rpartition(".")[2]
        if SUBJECTS.get(area, modules).isdisjoint(modules):
            for quantity in rule.quantities:
                given = {"self": subject, "input_shape": shape, "x": None}
                assert not rule.fits(Call(quantity, lambda **_: 1, given, 0)), rule.name
                tried += 1
    assert tried > 10


@pytest.mark.again
def test_slips_are_the_same_whatever_is_loaded() -> None:
    """Each layer's wrong ways in a process that has asked no other layer, and here with all loaded."""
    names = ["Conv1d", "ConvTranspose1d", "Add", "LSTM", "PReLU", "Flatten", "Parameter"]
    script = (
        "import sys; from tests.slips.test_coverage import made; from quizgen.slips.mutants import mutants;"
        "print([(m.quantity, m.slips, m.value) for m in mutants(*made(sys.argv[1]))])"
    )
    all_rules()
    for name in names:
        alone = subprocess.run(
            [sys.executable, "-c", script, name], capture_output=True, text=True, check=True
        )
        found = [(m.quantity, m.slips, m.value) for m in mutants(*made(name))]
        assert alone.stdout.strip() == str(found)


@pytest.mark.parametrize("name", ["Conv1d", "Network"])
def test_no_rule_is_tried_on_what_its_area_does_not_speak_of(name: str) -> None:
    subject = mlp([2, 3, 1]) if name == "Network" else made(name)[0]
    modules = {kind.__module__ for kind in type(subject).__mro__}
    all_rules()
    asked = [Call(quantity, lambda **_: 1, {"self": subject}, 0) for quantity in ("output", "macs")]
    tried = {rule.wrong.__module__.rpartition(".")[2] for rule, _ in concerned(asked)}
    assert tried
    assert not [area for area in tried if SUBJECTS.get(area, modules).isdisjoint(modules)]


def test_a_rule_about_several_quantities_has_its_calls_in_their_order() -> None:
    network = mlp([2, 3, 1])
    quantities = ("weight_count", "parameter_count", "weight_count")
    asked = [Call(quantity, lambda **_: 1, {"self": network}, 0) for quantity in quantities]
    found = [calls for rule, calls in concerned(asked) if len(rule.quantities) > 1]
    assert any([call.quantity for call in calls] == list(quantities) for calls in found)


class TestSpeaksOfWhatIsThere:
    """A slip about a setting is not worked out where the layer has the setting's plain value."""

    @pytest.mark.parametrize(
        ("name", "plain", "set_to"),
        [
            ("no-dilation", Conv1d(1, 1, 2), Conv1d(1, 1, 2, dilation=2)),
            ("first-channel-only", Conv1d(1, 2, 2), Conv1d(2, 1, 2)),
            ("sums-filters", Conv1d(2, 1, 2), Conv1d(1, 2, 2)),
            ("divides-by-stride", AvgPool1d(2, stride=2), AvgPool1d(2, stride=3)),
        ],
    )
    def test_of_outputs(self, name: str, plain: Any, set_to: Any) -> None:
        found = []
        for layer in (plain, set_to):
            shapes = getattr(layer, "parameter_shapes", {})
            given = {key: np.arange(1, 1 + math.prod(shape)).reshape(shape) for key, shape in shapes.items()}  # fmt: skip
            with tracing() as calls:
                layer.output(np.arange(14).reshape(getattr(layer, "in_channels", 2), -1), **given)
            found.append([rule.name for rule in fitting({name}, calls)])
        assert found == [[], [name]]
