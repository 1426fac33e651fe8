"""Keras's recurrent layers: one intercept for each gate and unit, the last state unless all are asked for."""

from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_keras.building import add, channels_last, made, seen
from quizgen.architecture.fake_keras.tensors import KerasTensor
from quizgen.architecture.fake_keras.windows import name_of
from quizgen.architecture.minipython.values import Instance, Stop, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizgen.architecture.fake_keras.reader import KerasMachine

KINDS = {"SimpleRNN": "RNN", "LSTM": "LSTM", "GRU": "GRU"}


def _layer(
    machine: "KerasMachine", owner: Instance, title: str, x: KerasTensor, *, two: bool
) -> Any:
    a: Mapping[str, Any] = owner.host.arguments
    name = name_of(owner)
    if len(x.shape) != 2:
        raise Stop(f"{name}: the input has shape {x.shape}, and (steps, features) is needed")
    more: dict[str, Any] = {"bias": bool(a["use_bias"]), "bidirectional": two, "biases": 1}
    if title == "SimpleRNN":
        if a["activation"] not in ("tanh", "relu"):
            raise Stop(f"{name}: activation={a['activation']!r}", "'tanh' and 'relu' are read")
        more["nonlinearity"] = a["activation"]
    elif a["activation"] != "tanh" or a["recurrent_activation"] != "sigmoid":
        machine.leave_out(f"{name}: its own activations")
    if title == "GRU":
        # With `reset_after`, Keras's default, there are two intercepts as in PyTorch.
        more["biases"] = 2 if a["reset_after"] else 1
        if not a["reset_after"]:
            machine.leave_out(f"{name}: the reset gate before the product")
    if a["go_backwards"]:
        machine.leave_out(f"{name}: the sequence backwards")
    return made(KINDS[title], x.shape[-1], a["units"], **more)


def recurrent(machine: "KerasMachine", owner: Instance, x: KerasTensor, *given: Any) -> Any:
    """`LSTM(32)(x)`: the last state, all of them, or both with what was kept."""
    if given:
        raise Stop(f"{name_of(owner)} with an initial state", "the first state is zero here")
    name = name_of(owner)
    x = channels_last(machine, x, name)
    layer = _layer(machine, owner, owner.host.title, x, two=False)
    states = seen(machine, add(machine, layer, [x], name, (owner, "")), first=False)
    a = owner.host.arguments
    if a["return_sequences"] and not a["return_state"]:
        return states
    last = seen(machine, add(machine, made("Select", -1), [states], f"{name}_last"), first=False)
    if not a["return_state"]:
        return last
    found: list[Any] = [states if a["return_sequences"] else last, last]
    if owner.host.title == "LSTM":
        found.append(Unknown("the last cell of an LSTM is not kept", machine.line, "", "own"))
    return found


def bidirectional(machine: "KerasMachine", owner: Instance, x: KerasTensor) -> Any:
    """`Bidirectional(LSTM(32))(x)`: both directions side by side."""
    a = owner.host.arguments
    inner = a["layer"]
    title = getattr(getattr(inner, "host", None), "title", "")
    name = name_of(owner)
    if title not in KINDS or a["backward_layer"] is not None or a["merge_mode"] != "concat":
        raise Stop(
            f"{name} of {title or 'this'}, merged by {a['merge_mode']!r}",
            "Bidirectional(LSTM(32)) with merge_mode='concat' is read",
        )
    if inner.host.arguments["return_state"]:
        raise Stop(f"{name} with return_state", "without it is read")
    x = channels_last(machine, x, name)
    layer = _layer(machine, inner, title, x, two=True)
    states = seen(machine, add(machine, layer, [x], name, (owner, "")), first=False)
    if inner.host.arguments["return_sequences"]:
        return states
    units = inner.host.arguments["units"]
    ends = []
    # The backward direction has read everything at the first step.
    for part, step, start in (("forward", -1, 0), ("backward", 0, units)):
        half = made("Select", tuple(range(start, start + units)), 1)
        columns = seen(machine, add(machine, half, [states], f"{name}_{part}"), first=False)
        node = add(machine, made("Select", step), [columns], f"{name}_{part}_last")
        ends.append(seen(machine, node, first=False))
    return seen(machine, add(machine, made("Concat", 0), ends, f"{name}_last"), first=False)
