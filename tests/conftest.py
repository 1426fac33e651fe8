"""What tests of several rooms share."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def arithmetic() -> ModuleType:
    """The module `tests/arithmetic.py`, which reads the numbers of a derivation back."""
    # Loaded by its path: with import-mode=importlib the test folder is not importable.
    spec = importlib.util.spec_from_file_location(
        "arithmetic", Path(__file__).parent / "arithmetic.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
