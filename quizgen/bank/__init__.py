"""What is asked: banks of exercises, the expression language, draws."""

from importlib import import_module
from typing import Any

_HOME = {
    "Library": "library",
    "load_banks": "library",
    "Exercise": "exercise",
    "Sheet": "exercise",
    "draw": "variants",
    "find_problems": "check",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'quizgen.bank' has no attribute {name!r}")
    return getattr(import_module(f"quizgen.bank.{_HOME[name]}"), name)
