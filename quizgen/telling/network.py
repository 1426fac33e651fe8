"""Worked solutions of counts of networks, layer by layer."""

from quizgen.solver.trace import Call
from quizgen.telling.counts import PARAMETERS
from quizgen.telling.products import times
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, tell, teller


@teller("Network.parameter_count", "Network.parameters_per_layer")
def _(call: Call) -> Told:
    """Of a layer, its code and the last line of its own solution."""
    counted: list[Call] = []
    for child in call.children:
        if not child.found_on_the_way:
            counted.append(child)
        elif child.quantity == "parameters of a layer":
            yield from _own(child, tell(counted))
            counted = []
        else:
            yield from (*counted, child)
            counted = []
    yield from counted


def _own(call: Call, steps: tuple[Step, ...]) -> Told:
    if call.result:
        # The share of a layer with tied weights is not what the layer itself would count.
        own = steps and steps[-1].value == str(call.result)
        formula, numbers = (steps[-1].formula, steps[-1].substitution) if own else ("", "")
        note = f"`{call.arguments['layer']}`:"
        yield Step(PARAMETERS, formula, numbers, str(call.result), note)


@teller("sum over layers")
def _(call: Call) -> Told:
    terms = " + ".join(str(count) for count in call.arguments["counts"] if count) or "0"
    yield Step(rf"\text{{{call.arguments['what']}}}", "", terms, str(call.result))


@teller("pairs of units")
def _(call: Call) -> Told:
    linears = call.arguments["linears"]
    terms = " + ".join(times([layer.in_features, layer.out_features]) for layer in linears)
    noun = "An edge" if call.arguments["what"] == "edges" else "A weight"
    note = f"{noun} for every two units of neighbouring layers:"
    yield Step(rf"\text{{{call.arguments['what']}}}", "", terms, str(call.result), note)


@teller("learned by linears")
def _(call: Call) -> Told:
    linears = call.arguments["linears"]
    terms = " + ".join(
        times([f"({layer.in_features} + 1)", layer.out_features]) for layer in linears
    )
    note = "Every unit has a weight for each unit of the layer before, and an intercept:"
    yield Step(PARAMETERS, "", terms, str(call.result), note)


@teller("weights and intercepts")
def _(call: Call) -> Told:
    terms = f"{call.arguments['weights']} + {call.arguments['biases']}"
    yield Step(PARAMETERS, "", terms, str(call.result))


@teller("intercepts of linears")
def _(call: Call) -> Told:
    terms = " + ".join(map(str, call.arguments["counts"])) or "0"
    note = "An intercept for every unit that has one:"
    yield Step(r"\text{intercepts}", "", terms, str(call.result), note)


@teller("matrices and vectors")
def _(call: Call) -> Told:
    formula = r"\text{matrices of weights} + \text{vectors of intercepts}"
    terms = f"{call.arguments['weights']} + {call.arguments['biases']}"
    yield Step(r"\text{tensors}", formula, terms, str(call.result))


@teller("parameters of a function")
def _(call: Call) -> Told:
    layer = call.arguments["layer"]
    inputs = f"({layer.in_features} + 1)" if layer.bias else layer.in_features
    numbers = times([inputs, layer.out_features])
    yield Step(rf"\text{{function }} {call.arguments['place']}", "", numbers, str(call.result))
