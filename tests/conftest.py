"""What tests of several rooms share."""

from types import ModuleType

import pytest

import quizgen.bank.lints.arithmetic


@pytest.fixture(scope="session")
def arithmetic() -> ModuleType:
    """What reads the numbers of a derivation back, apart from the solver."""
    return quizgen.bank.lints.arithmetic
