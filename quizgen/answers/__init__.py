"""What a student may write: thirteen kinds of answers, read, judged and diagnosed.

>>> from quizgen.answers import answer_kind
>>> answer_kind("fraction", key="3/2").judge("1.5").status
'correct'
"""

from importlib import import_module
from typing import Any

_HOME = {
    "answer_kind": "kind",
    "how_to_type": "kind",
    "KINDS": "kind",
    "same": "kind",
    "usual_partial": "kind",
    "AnswerKind": "kind",
    "Verdict": "verdict",
    "Unreadable": "verdict",
    "encode": "values",
    "infer_kind": "values",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'quizgen.answers' has no attribute {name!r}")
    return getattr(import_module(f"quizgen.answers.{_HOME[name]}"), name)
