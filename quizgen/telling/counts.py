"""Worked solutions of counts: parameters, edges, absent edges and multiply-adds of a layer."""

import re
from collections.abc import Collection

from quizgen.pattern import pattern
from quizgen.solver.trace import Call
from quizgen.telling.products import product_of_several, times
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller

EDGES = r"\text{connections}"
PARAMETERS = r"\text{parameters}"


@teller("learned tensors")
def _(call: Call) -> Told:
    """One line for each learned tensor, and their sum."""
    counts, factors = call.arguments["counts"], call.arguments["factors"]
    if not counts:
        yield Step(PARAMETERS, "", "", "0", "Nothing in this layer is learned.")
        return
    layer = call.arguments["layer"]
    note = layer.parameter_note
    for name, count in counts.items():
        numbers = product_of_several(factors[name])
        words = layer.tensor_words.get(name) or parameters_in_words(name, counts)
        yield Step(rf"\text{{{words}}}", "", numbers, str(count), note)
        note = ""
    if len(counts) > 1:
        terms = " + ".join(map(str, counts.values()))
        yield Step(PARAMETERS, "", terms, str(call.result))


@teller("Linear.parameter_count")
def _(call: Call) -> Told:
    layer = call.subject
    more = f" + {layer.out_features}" if layer.bias else ""
    formula = r"U \cdot D + U" if layer.bias else r"U \cdot D"
    numbers = times([layer.out_features, layer.in_features]) + more
    yield Step(PARAMETERS, formula, numbers, str(call.result))


@teller("_TransformerLayer.parameter_count")
def _(call: Call) -> Told:
    """The count of each part, then the sum."""
    counts = call.children[-1].arguments["counts"]
    for name, count in counts.items():
        title = name.replace("_", r"\_")
        yield Step(rf"\text{{{title}}}", "", "", str(count))
    yield Step(PARAMETERS, "", " + ".join(map(str, counts.values())), str(call.result))


@teller("product of sizes")
def _(call: Call) -> Told:
    numbers = product_of_several(call.arguments["factors"])
    yield Step(rf"\text{{{call.arguments['what']}}}", "", numbers, str(call.result))


@teller("absent edges")
def _(call: Call) -> Told:
    of = call.arguments
    formula = r"\text{rows} \cdot \text{columns} - \text{connections}"
    numbers = rf"{of['rows']} \cdot {of['columns']} - {of['connections']}"
    yield Step(r"\text{zeros}", formula, numbers, str(call.result))


@teller("edges of rows")
def _(call: Call) -> Told:
    rows, layer = call.arguments["rows"], call.arguments["layer"]
    inputs = f"({layer.in_features} + 1)" if call.arguments["intercept"] else layer.in_features
    factors = ([rows] if rows > 1 else []) + [layer.out_features, inputs]
    yield Step(EDGES, "", times(factors), str(call.result))


@teller("edges of a sequence")
def _(call: Call) -> Told:
    """Every weight once at every step."""
    terms = " + ".join(map(str, call.arguments["used"]))
    yield Step(EDGES, "", rf"{call.arguments['length']} \cdot ({terms})", str(call.result))


@teller("edges of attention")
def _(call: Call) -> Told:
    """Those of queries, keys, values and outputs, each a row at a time."""
    outputs, more = call.arguments["outputs"], call.arguments["intercept"]
    terms = (
        times([length, outputs, f"({inputs} + 1)" if more else inputs])
        for length, inputs in call.arguments["projected"]
    )
    yield Step(EDGES, "", " + ".join(terms), str(call.result))


@teller("multiply-adds of attention")
def _(call: Call) -> Told:
    """Beside the projections, those of the scores and as many of the weighted means."""
    numbers = f"{call.arguments['connections']} + {times(call.arguments['factors'])}"
    formula = r"\text{connections} + 2 \cdot \text{queries} \cdot \text{keys} \cdot \text{size}"
    yield Step(r"\text{MACs}", formula, numbers, str(call.result))


@teller("Linear.macs")
def _(call: Call) -> Told:
    yield multiply_adds(call, r"\text{outputs} \cdot \text{inputs of a unit}")


@teller("Convolution.macs")
def _(call: Call) -> Told:
    yield multiply_adds(call, r"\text{outputs} \cdot \text{weights of a filter}")


@teller("TransposedConvolution.macs")
def _(call: Call) -> Told:
    yield multiply_adds(call, r"\text{weights} \cdot \text{input positions}")


def multiply_adds(call: Call, words: str) -> Step:
    """Two counts multiplied; how the first one comes about is another question."""
    factors = call.children[-1].arguments["factors"]
    return Step(r"\text{MACs}", words, times(factors), str(call.result))


@teller("features in a row")
def _(call: Call) -> Told:
    yield Step(r"\text{features}", "", times(call.arguments["sizes"]), str(call.result))


_GATES = pattern(r"(weight|bias)_(ih|hh)_l(\d+)(_reverse)?")
_WORDS = {"weight": "weights", "bias": "intercepts", "proj": "projection", "attn": "attention"}
# One array makes queries, keys and values.
_PROJECTION = pattern(r"(.*)(in|out)_proj[._](weight|bias)")
_OF = {"in": "of queries, keys and values", "out": "of the output"}


def parameters_in_words(name: str, among: Collection[str] = ()) -> str:
    """What PyTorch calls a learned array, for a person to read.

    Intercepts that are the only ones `among` all arrays of a recurrent layer are those of neither side.

    >>> parameters_in_words("bias_hh_l1"), parameters_in_words("self_attn.in_proj_weight")
    ('intercepts of the state, layer 2', 'self attention weights of queries, keys and values')
    >>> parameters_in_words("bias_ih_l0", ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0"])
    'intercepts'
    """
    if found := _GATES.fullmatch(name):
        kind, of, layer, back = found.groups()
        source = "input" if of == "ih" else "state"
        deeper = f", layer {int(layer) + 1}" if int(layer) else ""
        alone = kind == "bias" and among and name.replace("_ih_", "_hh_") not in among
        which = "" if alone else f" of the {source}"
        return f"{_WORDS[kind]}{which}{deeper}{', backwards' if back else ''}"
    of_what = ""
    if found := _PROJECTION.fullmatch(name):
        before, side, kind = found.groups()
        name, of_what = before + kind, f" {_OF[side]}"
    return " ".join(_WORDS.get(word, word) for word in re.split(r"[._]", name)) + of_what
