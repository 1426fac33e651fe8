"""Which module of slips is loaded for a question."""

import ast
import subprocess
import sys

import pytest

from quizgen.resources import PACKAGE
from quizgen.slips import AREAS, LAYERS, all_rules
from quizgen.slips.mutants import mutants
from quizgen.solver.layers.table import OURS
from quizgen.solver.quantity import Call
from tests.slips.test_coverage import made


@pytest.mark.parametrize("area", AREAS)
def test_an_area_names_the_quantities_it_speaks_of(area: str) -> None:
    found = [rule for rule in all_rules() if rule.wrong.__module__ == f"quizgen.slips.{area}"]
    assert {quantity for rule in found for quantity in rule.quantities} == AREAS[area]


def test_every_rule_of_the_package_stands_in_an_area() -> None:
    modules = {rule.wrong.__module__.removeprefix("quizgen.slips.") for rule in all_rules()}
    assert {name for name in modules if not name.startswith(("tests.", "test_"))} <= set(AREAS)


@pytest.mark.parametrize("area", LAYERS)
def test_an_area_of_certain_layers_names_their_modules(area: str) -> None:
    tree = ast.parse((PACKAGE / "slips" / f"{area}.py").read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    layers = {module for module in imported if module.startswith("quizgen.solver.layers.")}
    assert layers - {"quizgen.solver.layers.layer"} == LAYERS[area]


@pytest.mark.parametrize("name", OURS)
def test_slips_of_certain_layers_fit_no_other(name: str) -> None:
    layer, shape = made(name)
    modules = {kind.__module__ for kind in type(layer).__mro__}
    for rule in all_rules():
        area = rule.wrong.__module__.rpartition(".")[2]
        if area in LAYERS and LAYERS[area].isdisjoint(modules):
            for quantity in rule.quantities:
                given = {"self": layer, "input_shape": shape, "x": None}
                assert not rule.fits(Call(quantity, lambda **_: 1, given, 0)), rule.name


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
