"""`json`: values in texts that the file itself has; what stands in other files is unknown."""

import json
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython import bounds
from quizgen.architecture.minipython.values import Instance, Native, Stop, noun_of

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def _loads(machine: "Machine", text: Any) -> Any:
    if not isinstance(text, str):
        raise Stop(f"json.loads of {noun_of(text)}", "give a text", "TypeError")
    bounds.text(text)
    machine.grow(text.count(",") + 1)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Stop(f"json.loads: {error}", "", "ValueError") from None
    bounds.weighed(found)
    return found


def _dumps(machine: "Machine", value: Any) -> str:
    bounds.weighed(value)
    try:
        return bounds.text(json.dumps(value))
    except (TypeError, ValueError, RecursionError):
        what = "this" if isinstance(value, Instance) else noun_of(value)
        raise Stop(f"json.dumps of {what} is not read", "write the text out", "TypeError") from None


JSON = {"loads": Native("loads", _loads), "dumps": Native("dumps", _dumps)}
