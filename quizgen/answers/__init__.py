"""What a student may write: thirteen kinds of answers, read, judged and diagnosed."""

from importlib import import_module
from typing import Any

_HOME = {
    "encode": "values",
    "infer_kind": "values",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'quizgen.answers' has no attribute {name!r}")
    return getattr(import_module(f"quizgen.answers.{_HOME[name]}"), name)
