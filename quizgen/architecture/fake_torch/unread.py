"""Layers in what is not read, or not made: calls that are given some may change them, which is said."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.modules import is_module, walk
from quizgen.architecture.literal import shortened
from quizgen.architecture.minipython.values import Instance, Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

# Words of functions that look at a network, fill it with numbers, train it or keep it: its layers stay.
_LEAVES_LAYERS = frozenset(
    "init initialize initialise weights train trainer training test tester eval evaluate evaluation evaluator valid"
    " validate validation predict fit run optim optimizer adam adamw sgd scheduler loss criterion metric metrics score accuracy"
    " compare print plot show log logger draw viz visualize visualise dot graph watch summary summarize profile profiler"
    " count params parameters flops macs measure bench benchmark info save load restore checkpoint export script trace"
    " seed device cuda freeze unfreeze grad parallel distributed ema averaged check assert".split()
)
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")


def asked(machine: "TorchMachine", node: ast.Call, unknown: Unknown, values: list[Any]) -> Unknown:
    """What a call of an unknown function gives; where it was given layers it may give layers too."""
    layers = [value for value in values if is_module(value)]
    if not layers:
        return replace(unknown)
    called = ast.unparse(node.func)
    words = _WORD.findall(called.rpartition(".")[2])
    if not _LEAVES_LAYERS & {word.lower() for word in words}:
        machine.unread.append(
            (f"line {node.lineno}: {shortened(called)}(…), which is not read", layers)
        )
    return replace(unknown, origin="foreign" if unknown.origin == "data" else unknown.origin)


def may_be_changed(machine: "TorchMachine", module: Instance) -> Iterator[str]:
    """The calls that may have changed a network, in their order."""
    inner = {id(part) for _, part in walk(machine, module)} if machine.unread else set()
    for said, layers in machine.unread:
        parts = (part for layer in layers for _, part in walk(machine, layer))
        if any(id(part) in inner for part in parts):
            yield f"{said} and may change the layers it is given"


def unmade(machine: "TorchMachine", found: Any, stop: Stop) -> None:
    """A module whose constructor has failed is none."""
    if is_module(found):
        stop.line = stop.line or machine.line
        machine.failed = stop
        machine.constructed = [module for module in machine.constructed if module is not found]


def swallowed(machine: "TorchMachine", owner: Unknown, value: Any) -> None:
    """A module becomes a part of what nobody knows."""
    if is_module(value):
        machine.holder = owner
