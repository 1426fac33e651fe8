"""ONNX's own cases of every operator that is read: the same shapes and values, or a clear refusal."""

import re
import warnings
from collections import Counter
from functools import cache
from typing import Any

import numpy as np
import pytest

from quizgen.errors import UserError

onnx: Any = pytest.importorskip("onnx")
node_tests: Any = pytest.importorskip("onnx.backend.test.case.node")

from quizgen.architecture.onnx_file.model import Reader  # noqa: E402 - after the skip
from quizgen.architecture.onnx_file.operators import OPERATORS  # noqa: E402 - after the skip
from quizgen.solver.errors import ShapeError  # noqa: E402 - after the skip

# Most cases take their settings as inputs; types other than float say nothing about layers.
OTHER_TYPES = (
    "double",
    "int",
    "bool",
    "float16",
    "bfloat16",
    "float8",
    "float4",
    "e8m0",
    "sequence",
    "string",
    "training_dropout",
)


@cache
def cases() -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = node_tests.collect_testcases(None)
    return {
        case.name.removeprefix("test_"): case
        for case in found
        if len(case.model.graph.node) == 1
        and case.model.graph.node[0].op_type in OPERATORS
        and not case.model.graph.node[0].domain
        and not case.model.functions
        and not any(part in case.name.lower() for part in OTHER_TYPES)
    }


def whole(model: Any, inputs: list[Any]) -> Any:
    """The model with all inputs but the first stored in it, as files have them."""
    found = onnx.ModelProto()
    found.CopyFrom(model)
    named = list(found.graph.input)[1:]
    for value, array in zip(named, inputs[1:], strict=True):
        found.graph.initializer.append(onnx.numpy_helper.from_array(np.asarray(array), value.name))
    return found


def compared(name: str) -> str:
    """How a case is read: "equal" in shape and value, "shape" where something is learned or left out.

    With the batch first where that works, else second, else as one observation.
    """
    case = cases()[name]
    inputs, outputs = ([np.asarray(v) for v in values] for values in case.data_sets[0])
    model = whole(case.model, inputs)
    said = ""
    for batch in (0, 1, None):
        try:
            reader = Reader(model, None, batch)
            net = reader.network()
        except (UserError, ShapeError) as error:
            said = said or f"refused: {error}"
            continue
        return checked(reader, net, inputs[0], outputs)
    return said


def checked(reader: Any, net: Any, x: Any, outputs: list[Any]) -> str:
    given = [output for output in reader.results if output]
    values = [reader.values[name] for name in given]
    for value, array in zip(values, outputs, strict=False):
        assert value.shape == array.shape
        assert net.shapes()[value.node] == reader.builder.sample(value)
    if net.left_out or net.learned:
        return "shape"
    (source,) = (reader.values[name] for name in net.inputs)
    for place, (value, array) in enumerate(zip(values, outputs, strict=False)):
        if value.folded:
            continue
        if source.batch is None:
            pairs = [(x, array)]
        else:
            assert value.batch is not None
            rows = range(x.shape[source.batch])
            pairs = [(x.take(i, source.batch), array.take(i, value.batch)) for i in rows]
        for observation, wanted in pairs:
            found = np.asarray(as_tuple(net.output(observation))[place]).astype(float)
            np.testing.assert_allclose(found, wanted.astype(float), rtol=1e-3, atol=1e-5)
    return "equal"


def as_tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


# Why a case may be refused: what no layer of PyTorch does, and what is no question about one observation.
REASONS = (
    r"unknown argument 'dilation'|more than half of kernel_size|with padding|of other than|with output_shape",
    r"axis -?\d is that of the batch|has no axes|has no entries|there are no layers|is open",
    r"no layer gives its output|the lower end comes first|of two tensors|of a tensor and a table",
    r"reads backwards only|time is the first axis|with slopes of|keeps the aspect ratio|nothing is left of",
    r"einsum|not \(channels, width\)|has not as many entries|Gather \(y\) is no embedding",
    r"GridSample: numbers of shape .* differ from one observation",
)


@pytest.mark.parametrize("operator", sorted(OPERATORS))
def test_node(operator: str) -> None:
    names = [name for name in cases() if cases()[name].model.graph.node[0].op_type == operator]
    found = {name: compared(name) for name in names}
    unlike = {
        name: said
        for name, said in found.items()
        if said.startswith("refused") and not any(re.search(reason, said) for reason in REASONS)
    }
    assert unlike == {}


def test_most_cases_are_read() -> None:
    counts = Counter(compared(name).split(":")[0] for name in sorted(cases())[::3])
    assert counts["equal"] + counts["shape"] > 2 * counts["refused"]
    assert counts["equal"] >= 60
