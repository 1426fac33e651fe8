"""`re`: texts taken apart by plain patterns, as tables of blocks (`r1_k3_s11_e1`) are."""

import re
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.values import Native, Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine

# Longer texts and patterns, repetitions of repetitions, and many of them, may take for ever.
TEXT, PATTERN, REPETITIONS = 200, 60, 2
# So many steps of the text's own count as much as one search, by how often it repeats.
STEPS = (20, 200, 20_000)


def _plain(machine: "Machine", name: str, pattern: Any, *texts: Any) -> Unknown | None:
    """Why a pattern is not followed; None where it is plain."""
    if not all(isinstance(text, str) and len(text) <= TEXT for text in (pattern, *texts)):
        return Unknown(f"re.{name} of this is not followed", machine.line, "write the value out")
    repeated = len(re.findall(r"[*+{?|]", pattern.replace("(?:", "(")))
    if len(pattern) > PATTERN or repeated > REPETITIONS or re.search(r"\)[*+{?]|\\\d", pattern):
        return Unknown(
            f"re.{name} by this pattern is not followed", machine.line, "write the value out"
        )
    machine.tick(STEPS[repeated])
    try:
        re.compile(pattern)
    except (re.error, OverflowError) as error:
        raise Stop(f"re.{name}: {error}", exception="re.error") from None
    return None


def _split(machine: "Machine", pattern: Any, string: Any, maxsplit: int = 0) -> Any:
    unknown = _plain(machine, "split", pattern, string)
    return re.split(pattern, string, maxsplit=maxsplit) if unknown is None else unknown


def _findall(machine: "Machine", pattern: Any, string: Any) -> Any:
    unknown = _plain(machine, "findall", pattern, string)
    return re.findall(pattern, string) if unknown is None else unknown


def _sub(machine: "Machine", pattern: Any, repl: Any, string: Any) -> Any:
    unknown = _plain(machine, "sub", pattern, string, repl)
    if unknown is None and "\\" in repl:
        return Unknown("re.sub by groups is not followed", machine.line, "write the value out")
    return re.sub(pattern, repl, string) if unknown is None else unknown


NAMES = {
    name: Native(name, run)
    for name, run in (("split", _split), ("findall", _findall), ("sub", _sub))
}
