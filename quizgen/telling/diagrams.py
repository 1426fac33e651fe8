"""Worked solutions of what a fully connected network's diagram shows: layers, units, edges, shapes."""

from quizgen.solver.trace import Call
from quizgen.telling.notation import latex
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller


@teller("FullyConnectedFacts.layer_count")
def _(call: Call) -> Told:
    numbers, note = f"{call.children[-1].result} - 1", "The inputs are given, not computed:"
    yield Step("L", "", numbers, str(call.result), note)


@teller("FullyConnectedFacts.hidden_layer_count")
def _(call: Call) -> Told:
    numbers, note = f"{call.children[-1].result} - 2", "All columns but inputs and outputs:"
    yield Step(r"\text{hidden layers}", "", numbers, str(call.result), note)


@teller("FullyConnectedFacts.hidden_unit_count")
def _(call: Call) -> Told:
    hidden = call.subject.sizes[1:-1]
    numbers = " + ".join(map(str, hidden)) if len(hidden) > 1 else ""
    yield Step(r"\text{hidden units}", "", numbers, str(call.result))


@teller("FullyConnectedFacts.in_edges")
def _(call: Call) -> Told:
    note = "An edge from every unit of the layer before:"
    yield Step(r"\text{edges in}", "", "", str(call.result), note)


@teller("FullyConnectedFacts.out_edges")
def _(call: Call) -> Told:
    note = "An edge to every unit of the layer after:"
    yield Step(r"\text{edges out}", "", "", str(call.result), note)


@teller("FullyConnectedFacts.weight_shape")
def _(call: Call) -> Told:
    layer = call.arguments["layer"]
    names = _ordered([units(layer), units(layer - 1)], call.arguments["layout"])
    yield Step(rf"\text{{shape of }} W^{{({layer})}}", names, "", latex(call.result))


@teller("FullyConnectedFacts.unit_shape")
def _(call: Call) -> Told:
    name = units(call.arguments["layer"])
    if call.arguments["batch"] is None:
        yield Step(r"\text{shape}", name, "", f"({call.result[0]},)")
        return
    names = _ordered([name, "b"], call.arguments["layout"])
    yield Step(r"\text{shape}", names, "", latex(call.result))


@teller("gradient_shape")
def _(call: Call) -> Told:
    """That of what it is the gradient of."""
    of, layer, batch = (call.arguments[name] for name in ("of", "layer", "batch"))
    names = [units(layer)]
    if of == "W":
        names.append(units(layer - 1))
    elif batch is not None:
        names.append("b")
    said = _ordered(names, call.arguments["layout"]) if len(names) > 1 else names[0]
    symbol = rf"\text{{shape of }} \nabla_{{{of}^{{({layer})}}}} J"
    yield Step(symbol, said, "", latex(call.result))


def units(layer: int) -> str:
    """The number of units of a layer."""
    return f"u^{{({layer})}}"


def _ordered(names: list[str], layout: str) -> str:
    """A shape, the other way round where observations are rows."""
    return f"({', '.join(names if layout == 'column' else reversed(names))})"
