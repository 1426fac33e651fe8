"""A slice of `benchmarks/fuzz_snippets.py`: random code in a blank, the accepted one computed by torch."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("torch")
SCRIPT = Path(__file__).parents[2] / "benchmarks" / "fuzz_snippets.py"


def corpus() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_snippets", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz_snippets"] = module  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


@pytest.mark.again
@pytest.mark.parametrize("seed", [21])
def test_nothing_is_accepted_that_computes_something_else(seed: int) -> None:
    found = corpus().chunk(seed, 150)
    assert found.trouble == []
    assert found.accepted >= 1
