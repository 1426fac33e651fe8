"""A live module by `torch.export`: its graph of ATen operators with the path of the module of each."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from quizgen.architecture.any_number import for_any_number
from quizgen.architecture.aten import arithmetic, axes, kinds, layers
from quizgen.architecture.aten.blocks import as_one_layer, attention_blocks
from quizgen.architecture.aten.call import NO_LAYER, Call, Fixed, OfBatch, Operators
from quizgen.architecture.aten.computed_weights import computed
from quizgen.architecture.aten.exporting import export, observed
from quizgen.architecture.aten.kinds import BESIDE, MAKERS, RELAID, VIEWS, is_drawn, new_tensor
from quizgen.architecture.aten.layers import State
from quizgen.architecture.aten.numbers import fixed, flat, metas, narrowed, needed, raw, shape_of
from quizgen.architecture.batched import Batched
from quizgen.architecture.graph import Graph
from quizgen.architecture.module_layer import module_layer
from quizgen.architecture.stand_in import stand_in
from quizgen.architecture.traced import Tensor, Weight
from quizgen.architecture.vocabulary import near
from quizgen.errors import UserError
from quizgen.solver.layers.tensors import Parameter
from quizgen.solver.network import Network, Unused

# Tensors of numbers alone are computed up to so many entries.
ENTRIES = 4_000_000
OPERATORS: Operators = {**axes.OPERATORS, **layers.OPERATORS, **arithmetic.OPERATORS}
# Operators that hooks compute weights by, and what sets these hooks.
COMPUTING = {"_weight_norm": "weight_norm", "mv": "spectral_norm"}


def exported(module: Any, shapes: Sequence[tuple[int, ...]]) -> Network:
    """The network of a module for inputs of these shapes, without the batch."""

    def read(observations: int) -> Network:
        program = export(module, shapes, observations)
        return Walk(module, program, shapes, observations).network()

    return for_any_number(read, observed(module, shapes))


class Walk:
    """Goes through the calls in order; `values` holds what each gives."""

    def __init__(
        self, module: Any, program: Any, shapes: Sequence[tuple[int, ...]], observations: int
    ) -> None:
        self.module, self.program = module, program
        self.values: dict[str, Any] = {}
        self.taken: set[str] = set()
        # Of values that are parts of others, or others in another shape: those others.
        self.views: dict[str, Any] = {}
        self.order = {node.name: place for place, node in enumerate(program.graph.nodes)}
        self.needed = needed(program.graph)
        self.paths: dict[int, str] = {}
        for path, tensor in module.named_parameters(remove_duplicate=False):
            self.paths.setdefault(id(tensor), path)
        signature = program.graph_signature
        names = [name for name in signature.user_inputs if isinstance(name, str)]
        self.builder = Batched(Graph(dict(zip(names, shapes, strict=False))), observations)
        tensors = dict(module.named_parameters(remove_duplicate=False))
        for tensor in tensors.values():
            self.builder.counts[self.paths[id(tensor)]] = tensor.numel()
        for name, path in signature.inputs_to_parameters.items():
            tensor = tensors[path]
            self.values[name] = Weight(tuple(tensor.shape), (self.paths[id(tensor)],))
        for name, path in signature.inputs_to_buffers.items():
            self.values[name] = Fixed(_held(program, path))
        for name, path in signature.inputs_to_lifted_tensor_constants.items():
            self.values[name] = Fixed(program.constants[path])
        for name, shape in zip(names, shapes, strict=False):
            self.values[name] = Tensor(name, (observations, *shape))

    def network(self) -> Network:
        """The network of the program's outputs."""
        blocks = attention_blocks(self.program.graph, self.values)
        for node in self.program.graph.nodes:
            block = blocks.get(node.name)
            if block is not None and node.name not in self.values:
                self.values |= as_one_layer(self, block)
            if node.op == "call_function" and node.name not in self.values:
                self.call(node)
        labels, outputs = self.outputs()
        found = self.builder.graph.network(*outputs, labels=labels)
        found = replace(found, unused=tuple(self.unused(set(found.names))))
        wanted = sum(tensor.numel() for tensor in self.module.parameters())
        if found.parameter_count != wanted:
            raise UserError(
                f"the layers learn {found.parameter_count} numbers, the module {wanted}",
                "describe the network in TOML",
            )
        return found

    # -- calls ------------------------------------------------------------------------------------

    def call(self, node: Any) -> None:
        """What one operator gives; nothing where that is not known and nobody takes it."""
        alive = node.name in self.needed
        if not alive and any(given.name not in self.values for given in node.all_input_nodes):
            return
        if node.target.__name__ == "getitem":
            given = self.values[node.args[0].name]
            if isinstance(given, OfBatch):
                self.values[node.name] = given
                return
            source, place = node.args
            self.values[node.name] = given[place] if given is not None else None
            kind = getattr(getattr(source.target, "_schema", None), "name", "")[len("aten::") :]
            if alive and kinds.CELL_STATES.get(kind) == place:
                name = self.name(source, kind)
                self.builder.graph.leave_out(f"{kind} ({name}) takes the cell state")
            self.views[node.name] = node.args[0]
            return
        if not hasattr(node.target, "_schema"):
            self.values[node.name] = self.region(node)
            return
        arguments = self.arguments(node)
        try:
            found = self.result(node, arguments)
        except UserError as error:
            if not alive:
                return
            if self.builder.size in shape_of(node.meta.get("val")):
                raise
            found = OfBatch(error)
        self.values[node.name] = found
        self.check(node, found)
        kind = _schema(node).name.rpartition("::")[2]
        first = node.args[0] if node.args else None
        if kind in VIEWS and first is not None:
            self.views[node.name] = first
        if first is not None and kind.endswith("_") and not kind.endswith("__"):
            if self.seen_later(first, node) and not isinstance(found, Fixed):
                self.builder.graph.leave_out(f"{kind} ({self.name(node, kind)}) changes a part")
            self.values[first.name] = found  # in place: who takes the tensor later gets the new one

    def region(self, node: Any) -> list[Weight] | None:
        """What a region without gradients makes of learned tensors; nothing of a check of sizes, or of autocast."""
        given = [self.values.get(getattr(value, "name", "")) for value in node.args]
        weights = [value for value in given if isinstance(value, Weight)]
        if not weights or any(isinstance(value, Tensor | State) for value in given):
            return None
        shapes = [tuple(int(n) for n in meta.shape) for meta in metas(node.meta.get("val"))]
        return [computed(self.origin(node, "no_grad"), shape, weights) for shape in shapes]

    def origin(self, node: Any, kind: str) -> str:
        """What computes a weight: the class of a parametrization, else the operator."""
        titles = [title for _, title in self.stack(node)]
        names = [t.rpartition(".")[2] for t in titles if ".parametrizations." in t]
        return COMPUTING.get(kind, kind) if not names else names[-1]

    def seen_later(self, part: Any, node: Any) -> bool:
        """Whether something is a part of a tensor that is taken after this call."""
        while part.name in self.views:
            part = self.views[part.name]
            if any(self.order[user.name] > self.order[node.name] for user in part.users):
                return True
        return False

    def arguments(self, node: Any) -> dict[str, Any]:
        """The values of the arguments by torch's names, defaults filled in."""
        bound: dict[str, Any] = {}
        for place, argument in enumerate(_schema(node).arguments):
            if place < len(node.args):
                value = node.args[place]
            elif argument.name in node.kwargs:
                value = node.kwargs[argument.name]
            else:
                value = argument.default_value
            bound[argument.name] = self.value(value)
        return bound

    def value(self, given: Any) -> Any:
        """What an argument of a call is here."""
        if hasattr(given, "op") and hasattr(given, "name"):
            return self.values[given.name]
        if isinstance(given, list | tuple):
            return [self.value(entry) for entry in given]
        return given

    def result(self, node: Any, arguments: Mapping[str, Any]) -> Any:
        """Numbers, a learned tensor in another shape, or layers."""
        kind = _schema(node).name.rpartition("::")[2].rstrip("_")
        entries = list(flat(arguments.values()))
        of_batch = next((value for value in entries if isinstance(value, OfBatch)), None)
        if of_batch is not None:
            return of_batch.beside(entries)
        known = not any(isinstance(value, Tensor | Weight | State) for value in entries)
        if known or kind in MAKERS:
            known = known and (kind == "empty" or not is_drawn(kind))
            return self.computed(node, arguments, kind, known=known)
        shape = shape_of(node.meta.get("val"))
        weights = [value for value in entries if isinstance(value, Weight)]
        plain = not any(isinstance(value, Tensor) for value in entries)
        if kind in RELAID and len(weights) == 1 and plain:
            return replace(weights[0], shape=shape)
        if (
            kind == "expand"
            and len(weights) == 1
            and plain
            and math.prod(shape) == math.prod(weights[0].shape)
        ):
            return Weight(shape, weights[0].sources)
        inside = ".parametrizations." in f".{self.name(node, kind)}"
        if weights and plain and (inside or kind not in OPERATORS or any(w.parts for w in weights)):
            meta = node.meta.get("val")
            made = [
                computed(self.origin(node, kind), shape_of(one), weights) for one in metas(meta)
            ]
            return made if isinstance(meta, list | tuple) else made[0]
        if kind in BESIDE:
            arguments = {
                name: narrowed(value, entries, self.builder.size)
                for name, value in arguments.items()
            }
        if any(isinstance(value, State) for value in entries) and kind != "select":
            arguments = self.with_states(node, arguments)
        call = Call(kind, self.name(node, kind), arguments, shape, self.builder)
        if kind not in OPERATORS:
            return self.left_out(node, call)
        found = OPERATORS[kind](call)
        self.taken |= call.taken
        return found

    def left_out(self, node: Any, call: Call) -> Any:
        """What no layer stands for, by the shapes that PyTorch gives; refused where it learns or writes."""
        entries = list(flat(call.arguments.values()))
        learns = any(isinstance(value, Weight | State) for value in entries)
        if learns or _schema(node).is_mutable or node.name not in self.needed:
            raise UserError(f"no layer is {call.kind} ({call.name})", near(call.kind, OPERATORS))
        call.check_axis()
        call.leave_out()
        meta = node.meta.get("val")
        tensors = [value for value in entries if isinstance(value, Tensor)]
        shapes, size = [shape_of(one) for one in metas(meta)], self.builder.size
        # As distances have them: an axis of observations more than was given.
        if max(s.count(size) for s in shapes) > max(t.shape.count(size) for t in tensors):
            raise call.refused("of observations with each other", NO_LAYER)
        made = [stand_in(self.builder, call.name, call.kind, s, *tensors) for s in shapes]
        return made if isinstance(meta, list | tuple) else made[0]

    def with_states(self, node: Any, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The last states of a recurrent layer as a value."""
        call = Call("states", self.name(node, "states"), {}, (), self.builder)
        return {n: v.whole(call) if isinstance(v, State) else v for n, v in arguments.items()}

    def computed(self, node: Any, arguments: Mapping[str, Any], kind: str, *, known: bool) -> Any:
        """What follows from numbers alone, computed by PyTorch itself."""
        import torch

        meta = node.meta.get("val")
        if sum(tensor.numel() for tensor in metas(meta)) > ENTRIES:
            raise UserError(
                f"{kind} makes a table of more than {ENTRIES} entries", "make it smaller"
            )
        if not known:
            if is_drawn(kind):
                name = self.name(node, kind)
                self.builder.graph.leave_out(f"{kind} ({name}) of numbers nobody knows")
            return Fixed(new_tensor(meta, kind, arguments.get("fill_value"), self.builder.size))
        given = {name: raw(value) for name, value in arguments.items()}
        places = [a for a in _schema(node).arguments if not a.kwarg_only]
        named = {a.name: given[a.name] for a in _schema(node).arguments if a.kwarg_only}
        named = {name: value for name, value in named.items() if name != "device"}
        with torch.no_grad():
            found = node.target(*(given[a.name] for a in places), **named)
        return fixed(found)

    def check(self, node: Any, found: Any) -> None:
        """PyTorch says the shape of every result: another one would be another network."""
        meta = node.meta.get("val")
        results = found if isinstance(found, list | tuple) else [found]
        metas = meta if isinstance(meta, list | tuple) else [meta]
        for result, tensor in zip(results, metas, strict=False):
            # A check of the program gives nothing.
            if (
                isinstance(result, Tensor)
                and tensor is not None
                and result.shape != tuple(tensor.shape)
            ):
                raise UserError(
                    f"{node.name} has the shape {tuple(tensor.shape)}, its layer gives {result.shape}",
                    "describe the network in TOML",
                )

    def name(self, node: Any, kind: str) -> str:
        """The path of the module that calls; with the operator where it is no layer of torch's."""
        path, title = next(iter(self.stack(node)[::-1]), ("", ""))
        alone = title.startswith("torch.nn.modules.") and ".container." not in title and path
        return path if alone else f"{path}.{kind}".strip(".")

    def stack(self, node: Any) -> list[tuple[str, str]]:
        """The paths and classes of the modules a call is in, the outermost first."""
        found = (node.meta.get("nn_module_stack") or {}).values()
        return [
            (
                re.sub(r"@\d+", "", path),
                owner if isinstance(owner, str) else f"{owner.__module__}.{owner.__qualname__}",
            )
            for path, owner in found
        ]

    # -- outputs and what is not used -------------------------------------------------------------

    def outputs(self) -> tuple[tuple[str, ...], list[str]]:
        """Labels, if the outputs are a dictionary, and the nodes."""
        from torch.utils import _pytree

        (result,) = next(node for node in self.program.graph.nodes if node.op == "output").args
        names = [v.name if hasattr(v, "name") else None for v in result]
        kept = set(self.program.graph_signature.user_outputs)
        names = [name for name in names if name is None or name in kept]
        spec = self.program.call_spec.out_spec
        paths = [
            path
            for path, _ in _pytree.tree_flatten_with_path(_pytree.tree_unflatten(names, spec))[0]
        ]
        meta = {node.name: node.meta.get("val") for node in self.program.graph.nodes}
        found, labels, numbers = [], [], list[OfBatch]()
        for name, path in zip(names, paths, strict=False):
            value = self.values.get(name) if name else None
            if isinstance(value, State):
                call = Call("states", "states", {}, (), self.builder)
                value = value.whole(call)
            if isinstance(value, Weight) and value.parts:
                said = f"{value.by} of learned tensors is an output"
                value = OfBatch(UserError(said, "return a layer's output"))
            if isinstance(value, Weight):
                value = self.builder.parameter(value, value.sources[0])
                self.taken.update(self.builder.owners)
            if isinstance(value, OfBatch):
                if shape_of(meta[name]) != ():
                    raise value.error
                numbers.append(value)
                self.builder.graph.leave_out(
                    f"{name}: of the whole batch, returned beside the outputs"
                )
            if isinstance(value, Tensor):
                found.append(value.node)
                labels.append(
                    ".".join(str(getattr(key, "key", getattr(key, "idx", key))) for key in path)
                )
        if numbers and not found:
            raise numbers[0].error
        if not found:
            raise UserError("forward does not return a tensor", "return the output")
        named = any(hasattr(key, "key") for path in paths for key in path)
        return (tuple(labels) if named else ()), found

    def unused(self, kept: set[str]) -> Iterator[Unused]:
        """Learned tensors that no node of the network takes; those of a layer together."""
        owners = self.builder.owners.items()
        seen = {source.partition("#")[0] for source, node in owners if node in kept}
        for path, part in self.module.named_modules():
            own = [(name, tensor) for name, tensor in part.named_parameters(recurse=False)]
            missing = [
                (name, tensor) for name, tensor in own
                if self.paths[id(tensor)] == f"{path}.{name}".strip(".") and self.paths[id(tensor)] not in seen
            ]  # fmt: skip
            count = sum(tensor.numel() for _, tensor in missing)
            layer = module_layer(part) if len(missing) == len(own) and own else None
            if layer is not None and layer.parameter_count == count:
                yield Unused(path, layer, count)
                continue
            for name, tensor in missing:
                yield Unused(f"{path}.{name}".strip("."), Parameter(tuple(tensor.shape) or (1,)), tensor.numel())  # fmt: skip


def _schema(node: Any) -> Any:
    """The operator's name and arguments, which torch has in no public place."""
    return node.target._schema  # noqa: SLF001 - see above


def _held(program: Any, path: str) -> Any:
    return program.state_dict[path] if path in program.state_dict else program.constants[path]
