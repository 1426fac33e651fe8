"""Worked solutions of networks: counts and shapes, layer by layer."""

from quizgen.solver.trace import Call
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
        yield Step(r"\text{parameters}", formula, numbers, str(call.result), note)
