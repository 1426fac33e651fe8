"""`re`: texts taken apart by plain patterns, as tables of blocks (`r1_k3_s11_e1`) are."""

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.values import MISSING, Host, Native, Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine

# Longer texts and patterns, repetitions of repetitions, and many of them, may take for ever.
TEXT, PATTERN, REPETITIONS = 200, 60, 2
# So many steps of the text's own count as much as one search of the longest text, by how often it repeats.
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
    share = max(len(text) for text in (pattern, *texts)) / TEXT
    machine.tick(max(STEPS[0], int(STEPS[repeated] * share ** (repeated + 1))))
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


class Found(Host):
    """What `re.match` has found."""

    noun = "a match"

    def __init__(self, match: "re.Match[str]") -> None:
        self.match = match

    def attribute(self, machine: Any, name: str) -> Any:
        run = _OF_MATCH.get(name)
        return MISSING if run is None else Native(name, partial(run, self.match))

    def item(self, machine: Any, key: Any) -> Any:
        return self.match[key]


# What is asked of a match, without the machine that Python's own methods do not take.
_OF_MATCH = {
    name: lambda match, machine, *given, name=name: getattr(match, name)(*given)
    for name in ("group", "groups", "groupdict", "start", "end", "span")
}


def _searching(name: str) -> Any:
    def run(machine: "Machine", pattern: Any, string: Any) -> Any:
        unknown = _plain(machine, name, pattern, string)
        if unknown is not None:
            return unknown
        found = getattr(re, name)(pattern, string)
        return None if found is None else Found(found)

    return run


NAMES = {
    name: Native(name, run)
    for name, run in (
        ("split", _split),
        ("findall", _findall),
        ("sub", _sub),
        *((name, _searching(name)) for name in ("match", "fullmatch", "search")),
    )
}
