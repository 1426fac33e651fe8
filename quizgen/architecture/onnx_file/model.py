"""A walk through an ONNX graph from its inputs to its outputs."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from quizgen.architecture.any_number import apart, for_any_number
from quizgen.architecture.batched import Batched
from quizgen.architecture.graph import Graph
from quizgen.architecture.of_each import meets_batch, of_each
from quizgen.architecture.onnx_file.constants import ENTRIES, FOLDED, Constant, folded
from quizgen.architecture.onnx_file.inputs import sizes
from quizgen.architecture.onnx_file.operators import OPERATORS, Operator, Value
from quizgen.architecture.onnx_file.recurrent import BatchElsewhereError
from quizgen.architecture.onnx_file.steps import Step, makers, steps
from quizgen.architecture.onnx_file.taken_away import (
    FIXED,
    FOLDED_FROM,
    KIND,
    LEARNED,
    notes,
    said_of,
)
from quizgen.architecture.onnx_file.written_out import Written
from quizgen.architecture.traced import Tensor, Weight
from quizgen.architecture.vocabulary import near
from quizgen.errors import UserError
from quizgen.solver.layers.tensors import Parameter
from quizgen.solver.network import Network, Unused

Shape = tuple[int, ...]
# Stored tensors of at most so many entries may be settings, whose values are looked at.
SETTINGS = 1 << 16
# Operators that give the entries of a learned tensor in another shape.
RELAID = frozenset({"Transpose", "Reshape", "Squeeze", "Unsqueeze", "Identity", "Cast", "Flatten"})
# The least number of observations where a file leaves it open: a prime, so that no other size is taken for it.
OBSERVATIONS = 61
# Where PyTorch's newer exporter says which parameters the program has.
SIGNATURE = "pkg.torch.export.ExportedProgram.graph_signature"
# Where ONNX says that a tensor's values are in another file.
EXTERNAL = 1


def network(model: Any, input_shape: Any = None) -> Network:
    """The network of a loaded model."""
    import onnx

    if model.functions:
        model = onnx.inliner.inline_local_functions(model)
    inputs = [value.type.tensor_type.shape.dim for value in model.graph.input]
    if all(dim.HasField("dim_value") for dims in inputs for dim in dims):
        return _read(model, input_shape, OBSERVATIONS)
    own = [size for tensor in model.graph.initializer for size in tensor.dims]
    own += [dim.dim_value for dims in inputs for dim in dims]
    for size in input_shape if isinstance(input_shape, tuple | list) else ():
        own += size if isinstance(size, tuple | list) else [size]
    return for_any_number(partial(_read, model, input_shape), apart(OBSERVATIONS, own))


def _read(model: Any, input_shape: Any, observations: int) -> Network:
    """The network for so many observations, where the file leaves their number open."""
    try:
        return Reader(model, input_shape, 0, observations).network()
    except BatchElsewhereError as error:
        try:
            return Reader(model, input_shape, 1, observations).network()
        except UserError:
            raise error from None


# Operators that join what they take entry by entry or side by side.
BESIDE = frozenset({"Concat", "Add", "Sub", "Mul", "Div", "Where"})


class Reader:
    """Reads one graph; `batch` is the axis of observations of its inputs, None where there is none."""

    def __init__(
        self,
        model: Any,
        input_shape: Any = None,
        batch: int | None = 0,
        observations: int = OBSERVATIONS,
    ) -> None:
        import onnx

        graph = model.graph
        self.array = onnx.numpy_helper.to_array
        self.opset = next((o.version for o in model.opset_import if o.domain in {"", "ai.onnx"}), 1)
        self.stored = {tensor.name: tensor for tensor in graph.initializer}
        self.steps = steps(graph.node, onnx.helper.get_attribute_value)
        self.results = [value.name for value in graph.output]
        self.values: dict[str, Value] = {}
        self.wanted: set[str] = set()
        self.taken: set[str] = set()
        self.pieces: dict[str, list[tuple[Tensor, Any]]] = {}
        signature = said_of(graph).get(SIGNATURE, "")
        learned = frozenset(re.findall(r"PARAMETER target='(.*)'", signature))
        self.fixed = frozenset(v.name for v in graph.value_info if _is_fixed(v, learned))
        self.notes = notes(model, self.steps, learned)
        for tensor in graph.initializer:
            self.values[tensor.name] = self.initial(tensor)
        for tensor in graph.sparse_initializer:
            raise UserError(f"{tensor.values.name!r} is sparse", "store it as a dense tensor")
        inputs = [value for value in graph.input if value.name not in self.stored]
        size, tensors = sizes(inputs, input_shape, batch, observations)
        self.builder = Batched(Graph({}), size)
        for tensor in graph.initializer:
            self.builder.counts[tensor.name] = math.prod(tensor.dims)
            value = self.values[tensor.name]
            if isinstance(value, Weight) and self.is_filled(value):
                self.builder.loose.add(tensor.name)
        shapes = {name: self.builder.sample(tensor) for name, tensor in tensors.items()}
        self.builder.graph = Graph(dict(shapes))
        self.values.update(tensors)

    # -- stored tensors ---------------------------------------------------------------------------

    def initial(self, tensor: Any) -> Value:
        """A stored tensor: numbers where it is one or whole, else something learned."""
        shape = tuple(tensor.dims)
        entries = math.prod(shape)
        at_hand = tensor.data_location != EXTERNAL and entries <= ENTRIES
        fixed = entries <= 1 or tensor.data_type not in LEARNED or tensor.name in self.fixed
        values = self.array(tensor) if at_hand and fixed and _has_data(tensor) else None
        if values is None:
            return Weight(shape, (tensor.name,))
        whole = tensor.data_type not in LEARNED
        return Constant(values, "" if whole or tensor.name in self.fixed else tensor.name)

    def numbers(self, name: str) -> Any:
        """The values of a stored tensor; `UserError` where another file has them."""
        tensor = self.stored[name]
        if tensor.data_location == EXTERNAL:
            place = next((e.value for e in tensor.external_data if e.key == "location"), "?")
            raise UserError(
                f"the values of {name!r} are in another file, {place!r}, and a setting needs them",
                "save the model in one file: onnx.save(onnx.load(path), 'whole.onnx')",
            )
        if not _has_data(tensor):
            raise UserError(f"{name!r} has no values, and a setting needs them", "export again")
        return self.array(tensor)

    def readable(self, name: str) -> Any:
        """The values of a small stored tensor; None where they are not there."""
        tensor = self.stored.get(name)
        if tensor is None or math.prod(tensor.dims) > SETTINGS or not _has_data(tensor):
            return None
        return self.array(tensor) if tensor.data_location != EXTERNAL else None

    def is_filled(self, weight: Weight) -> bool:
        """Whether all entries are equal, as in intercepts of a fresh network.

        Exporters store equal tensors once. Tensors of one number are equal by chance, and belong to
        several layers; any other are one tensor that is tied.
        """
        values = self.readable(weight.sources[0])
        return values is not None and values.size > 0 and bool((values == values.flat[0]).all())

    # -- the walk ---------------------------------------------------------------------------------

    def network(self) -> Network:
        """The network of the graph's outputs."""
        if not self.results:
            raise UserError("the graph has no output", "export the network again")
        written = self.written()
        made = makers(self.steps)
        self.wanted = self.needed({**made, **written})
        for step in self.steps:
            for output in step.outputs:
                if output in self.wanted:
                    self.run(written.get(output, step))
        outputs = [self.output(name) for name in self.results]
        found = self.builder.graph.network(*outputs, unused=self.unused())
        self.check_count(found)
        return replace(found, notes=self.notes)

    def written(self) -> dict[str, Step]:
        """Layers that several operators write out, by the tensor they give; constants are read first."""
        constants = {s.outputs[0]: s for s in self.steps if s.kind == "Constant"}
        for step in constants.values():
            self.run(step)
        scalars, numbers, shapes = {}, {}, {}
        for name, value in self.values.items():
            if isinstance(value, Constant):
                shapes[name] = value.shape
                if value.array.size == 1 and value.array.dtype.kind in "biuf":
                    scalars[name] = float(value.array.ravel()[0])
                elif value.array.ndim == 1:
                    numbers[name] = value.array.tolist()
                if value.array.ndim == 1 and value.array.size == 1:
                    numbers[name] = value.array.tolist()
            elif isinstance(value, Weight):
                shapes[name] = value.shape
        weights = {name: shape for name, shape in shapes.items() if name not in scalars}
        return Written(self.steps, self.results, scalars, weights, numbers).found()

    def needed(self, made: dict[str, Step]) -> set[str]:
        """Tensors on the way to an output."""
        found: set[str] = set()
        waiting = list(self.results)
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            if name in made:
                waiting += [given for given in made[name].inputs if given]
        return found

    def run(self, step: Step) -> None:
        """The values an operator gives; each is made once."""
        if all(output in self.values for output in step.outputs if output):
            return
        for name in step.inputs:
            if name and name not in self.values:
                raise UserError(
                    f"{step.where} takes {name!r}, which is not computed before it",
                    "export the network again: its operators go in a circle or are out of order",
                )
        found = self.result(step)
        for output, value in zip(step.outputs, found, strict=False):
            if output:
                self.values[output] = value
        missing = [output for output in step.outputs[len(found) :] if output]
        if any(output in self.results for output in missing):
            raise UserError(f"{step.where}: no layer gives its output {missing[0]!r}", "drop it")

    def result(self, step: Step) -> Sequence[Value]:
        """What an operator gives: numbers, a learned tensor in another shape, or layers."""
        given = [self.values[name] if name else None for name in step.inputs]
        if step.kind == "Constant":
            return [Constant(_constant(step, self.array))]
        if step.kind == "If":
            return self.branch(step, given[0])
        if step.kind == "Shape":
            return [Constant(_shape_of(given[0], step))]
        known = [v for v in given if v is None or isinstance(v, Constant)]
        if step.kind in FOLDED and step.kind not in OPERATORS:
            known = [self.as_constant(value) for value in given]
        if step.kind in FOLDED and len(known) == len(given):
            return folded(step.source, known, self.opset)
        if relaid := self.relaid(step, given):
            return [relaid]
        run = OPERATORS.get(step.kind)
        if run is None:
            raise UserError(f"operator {step.where}", near(step.kind, OPERATORS))
        outputs = tuple(name if name in self.wanted else "" for name in step.outputs)
        if self.builder.size > 1:
            given = [self.narrowed(step.kind, value, given) for value in given]
        operator = Operator(
            step, outputs, given, self.builder, self.opset, self.readable, self.numbers,
            self.taken, self.pieces,
        )  # fmt: skip
        found = run(operator)
        return found if isinstance(found, list) else [found]

    def narrowed(
        self, kind: str, value: Value | None, beside: Sequence[Value | None]
    ) -> Value | None:
        """Numbers that are the same for every observation as those of one: no layer learns them."""
        size = self.builder.size
        if kind not in BESIDE:
            return value
        if isinstance(value, Constant):
            return replace(value, array=of_each(value.array, beside, size))
        if not isinstance(value, Weight) or len(value.sources) > 1:
            return value
        if meets_batch(value.shape, beside, size) is None:
            return value
        array = self.numbers(value.sources[0])
        one = of_each(array, beside, size)
        if one.shape == array.shape:
            return value
        self.taken.update(value.sources)
        return Constant(one)

    def branch(self, step: Step, condition: Value | None) -> Sequence[Value]:
        """The branch that sizes decide for, as exporters write `x.squeeze(1)` of an open size."""
        import onnx

        if not isinstance(condition, Constant):
            raise UserError(f"{step.where} decides by values of the input", "no layer decides")
        graph = step.attributes["then_branch" if condition.array.any() else "else_branch"]
        for tensor in graph.initializer:
            self.stored[tensor.name] = tensor
            self.values[tensor.name] = self.initial(tensor)
            self.builder.counts[tensor.name] = math.prod(tensor.dims)
        inner = steps(graph.node, onnx.helper.get_attribute_value)
        names = [value.name for value in graph.output]
        self.wanted |= {name for s in inner for name in s.inputs} | set(names)
        for entry in inner:
            self.run(entry)
        return [self.values[name] for name in names]

    def as_constant(self, value: Value | None) -> Constant | None:
        """Stored numbers of an operator that no layer stands for."""
        if isinstance(value, Weight) and len(value.sources) == 1:
            self.taken.update(value.sources)
            return Constant(self.numbers(value.sources[0]))
        if isinstance(value, Tensor | Weight):
            raise UserError("values of the input decide about a table", "no layer does this")
        return value

    def relaid(self, step: Step, given: Sequence[Value | None]) -> Value | None:
        """A learned tensor in another shape is the same learned tensor."""
        weights = [value for value in given if isinstance(value, Weight)]
        numbers = [value for value in given if isinstance(value, Constant)]
        if not weights or len(weights) + len(numbers) < len([v for v in given if v is not None]):
            return None
        if (
            step.kind == "Concat"
            and not numbers
            and len({w.sources for w in weights}) == len(weights)
        ):
            axis = step.attributes.get("axis", 0) % len(weights[0].shape)
            shape = list(weights[0].shape)
            shape[axis] = sum(weight.shape[axis] for weight in weights)
            return Weight(tuple(shape), tuple(s for w in weights for s in w.sources))
        if step.kind not in RELAID or not isinstance(given[0], Weight):
            return None
        import numpy as np

        # Shapes alone: a view of one number has every shape and no memory.
        view = Constant(np.broadcast_to(np.zeros((), dtype=np.float32), weights[0].shape))
        if math.prod(view.shape) > SETTINGS and step.kind in {"Identity", "Cast"}:
            return weights[0]
        [found] = folded(step.source, [view, *numbers], self.opset)
        return Weight(found.shape, weights[0].sources)

    def output(self, name: str) -> str:
        """The node of an output of the graph."""
        value = self.values.get(name)
        if isinstance(value, Weight):
            value = self.builder.parameter(value, name)
        if not isinstance(value, Tensor):
            raise UserError(f"{name!r} does not depend on an input", "export the network again")
        return self.builder.leading(value, name).node

    # -- counts -----------------------------------------------------------------------------------

    def unused(self) -> list[Unused]:
        """Learned tensors of the file that no layer takes."""
        found = []
        for name, tensor in self.stored.items():
            if name in self.taken or not isinstance(self.values[name], Weight):
                continue
            layer = Parameter(tuple(tensor.dims))
            found.append(Unused(name, layer, math.prod(tensor.dims)))
        return found

    def check_count(self, network: Network) -> None:
        """The layers learn as many numbers as the tensors hold that they were made from."""
        wanted = sum(self.builder.counts[name] for name in self.builder.owners)
        wanted += sum(unused.parameters for unused in network.unused)
        if network.parameter_count != wanted:
            raise UserError(
                f"the layers learn {network.parameter_count} numbers, their tensors hold {wanted}",
                "describe the network in TOML",
            )


def _is_fixed(value: Any, learned: frozenset[str]) -> bool:
    """Whether PyTorch's newer exporter says of a stored tensor that nobody learns it, or what it came from."""
    said = said_of(value)
    if learned and FOLDED_FROM in said:
        return learned.isdisjoint(re.findall(r"'([^']*)'", said[FOLDED_FROM]))
    return said.get(KIND) in FIXED


def _has_data(tensor: Any) -> bool:
    """Whether a stored tensor has its values with it; files for counting may leave them out."""
    fields = ("raw_data", "float_data", "int32_data", "int64_data", "double_data", "uint64_data", "string_data")  # fmt: skip
    return not math.prod(tensor.dims) or any(len(getattr(tensor, name)) for name in fields)


def _constant(step: Step, array: Any) -> Any:
    import numpy as np

    for name, value in step.attributes.items():
        if name == "value":
            return array(value)
        if name in {"value_float", "value_floats"}:
            return np.array(value, dtype=np.float32)
        if name in {"value_int", "value_ints"}:
            return np.array(value, dtype=np.int64)
    raise UserError(f"{step.where} holds no numbers", "export the network again")


def _shape_of(value: Value | None, step: Step) -> Any:
    import numpy as np

    if value is None:
        raise UserError(f"{step.where} of nothing", "export the network again")
    start, end = step.attributes.get("start", 0), step.attributes.get("end")
    return np.array(value.shape[start:end], dtype=np.int64)
