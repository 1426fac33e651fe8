"""What a student may write: all kinds of answers, read, judged and diagnosed.

>>> from quizgen.answers import answer_kind
>>> answer_kind("fraction", key="3/2").judge("1.5").status
'correct'
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizgen.answers.kind import AnswerKind
    from quizgen.answers.table import (
        KINDS,
        answer_kind,
        how_to_type,
        kind_class,
        kind_names,
        register,
        same,
    )
    from quizgen.answers.values import encode, infer_kind
    from quizgen.answers.verdict import Unreadable, Verdict

__all__ = [
    "KINDS", "AnswerKind", "Unreadable", "Verdict", "answer_kind", "encode", "how_to_type", "infer_kind",
    "kind_class", "kind_names", "register", "same",
]  # fmt: skip

_HOME = {
    "answer_kind": "table",
    "how_to_type": "table",
    "KINDS": "table",
    "same": "table",
    "kind_class": "table",
    "kind_names": "table",
    "register": "table",
    "AnswerKind": "kind",
    "Verdict": "verdict",
    "Unreadable": "verdict",
    "encode": "values",
    "infer_kind": "values",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'quizgen.answers' has no attribute {name!r}")
    found = getattr(import_module(f"quizgen.answers.{_HOME[name]}"), name)
    globals()[name] = found  # asked once
    return found
