"""A live `torch.nn.Module`: its graph by torch.fx, written as torch code, read like any other code.

Values of weights are never looked at. torch is imported by whoever made the module, not here.
"""

from collections.abc import Iterator
from typing import Any

from quizgen.architecture.fake_torch import read_torch
from quizgen.architecture.fake_torch.leaves import PRESETS
from quizgen.architecture.module_layer import UNSAID, is_layer, value_of
from quizgen.architecture.vocabulary import arguments, layer_class, near
from quizgen.errors import UserError
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers import layer_names
from quizgen.solver.network import Network

STACKS = frozenset({"TransformerEncoder", "TransformerDecoder", "Transformer"})

_OPERATORS = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "truediv": "/",
    "floordiv": "//",
    "matmul": "@",
    "iadd": "+",
    "isub": "-",
    "imul": "*",
    "itruediv": "/",
    "pow": "**",
    "mod": "%",
}
# Places a stored tensor of numbers 0, 1, 2, … may have.
_PLACES = 100_000


def from_module(module: Any, input_shape: Any = None) -> Network:
    """The network of a `torch.nn.Module`, as its `forward` uses it.

    `input_shape` is without the batch, one shape or a list of them: with it the module is traced by
    `torch.export`, which follows nearly every `forward`; without it by `torch.fx`, which needs no
    sizes. `UserError` names a layer or function there is none for, and a `forward` whose way depends
    on the values of its input.

    >>> from_module(3)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    UserError: int is no torch.nn.Module
    """
    import sys

    torch = sys.modules.get("torch")
    if torch is None or not isinstance(module, torch.nn.Module):
        raise UserError(f"{type(module).__name__} is no torch.nn.Module", "give a module of torch")
    try:
        _check_sizes(module)
        if input_shape is None:
            _check_sharing(module)
            return read_torch(_source(module))
        return _traced(module, input_shape)
    except UserError as error:
        raise UserError(f"{type(module).__name__}: {error.args[0]}", error.fix) from None
    except ShapeError as error:
        raise UserError(f"{type(module).__name__}: {error}", "check the shape") from None


def _traced(module: Any, input_shape: Any) -> Network:
    """By `torch.export`; by `torch.fx` what that cannot follow, which knows nothing of sizes."""
    from quizgen.architecture.aten.exporting import NotFollowedError, refusal, runs_quickly
    from quizgen.architecture.aten.program import exported

    shapes = _shapes(input_shape)
    try:
        found = exported(module, shapes)
    except NotFollowedError as first:
        _check_runs(refusal(module, shapes))
        try:
            _check_sharing(module)
            return read_torch(_source(module), input_shape=input_shape)
        except (UserError, ShapeError):
            raise first from None
    if runs_quickly(module, shapes):
        _check_runs(refusal(module, shapes))
    return found


def _check_runs(refused: str) -> None:
    """What PyTorch does not run has no shapes, though it can be exported and its layers be named."""
    if refused:
        raise UserError(
            f"PyTorch refuses it: {refused}", "check the module and the shapes of all inputs"
        )


def _shapes(given: Any) -> list[tuple[int, ...]]:
    """The shapes of the inputs: one, or a list of several."""
    if isinstance(given, int):
        return [(given,)]
    several = any(isinstance(entry, tuple | list) for entry in given)
    each = given if several else [given]
    return [(shape,) if isinstance(shape, int) else tuple(shape) for shape in each]


def _check_sizes(module: Any) -> None:
    """A lazy layer finds its sizes when it is called first."""
    from torch.nn.parameter import is_lazy

    for name, tensor in (*module.named_parameters(), *module.named_buffers()):
        if is_lazy(tensor):
            raise UserError(f"{name!r} has no size yet", "call the module once, with an input")


def _check_sharing(module: Any) -> None:
    """One tensor in two modules is something that code of layers does not say."""
    owners: dict[int, str] = {}
    for name, part in module.named_modules():
        for parameter in part.parameters(recurse=False):
            owner = owners.setdefault(id(parameter), name)
            if owner != name:
                raise UserError(
                    f"{type(module).__name__}: {owner!r} and {name!r} share a tensor",
                    "use one module twice, or describe the network in TOML with share",
                )


def _source(module: Any) -> str:
    if type(module).__module__.startswith("torch.nn.modules.") and is_layer(module):
        return f"net = {_code(module)}"
    import torch.fx

    try:
        tracer = torch.fx.Tracer()
        tracer.proxy_buffer_attributes = True  # so that their parts can be taken by sizes
        settled = _defaults(module)
        graph = tracer.trace(module, concrete_args=settled or None)
    except Exception as error:  # noqa: BLE001 - forward is a stranger's code and may raise anything
        raise UserError(
            f"forward cannot be followed: {error}",
            "forward must not look at the values of its input",
        ) from None
    parts = dict(module.named_modules())
    names: dict[int, str] = {}
    body = list(_lines(graph, parts, names, module))
    tensors = {id(tensor): tensor for tensor in (*module.parameters(), *module.buffers())}
    held = {id(part): part for part in parts.values()} | tensors
    made = [f"        self.{name} = {_code(held[key])}" for key, name in names.items()]
    # What was settled is numbered by torch.fx, in order.
    known = {f"{name}_{place}" for place, name in enumerate(settled, start=1)}
    inputs = [n.name for n in graph.nodes if n.op == "placeholder" and n.target not in known]
    return "\n".join(
        [
            "class Net(nn.Module):",
            "    def __init__(self):",
            "        super().__init__()",
            *made,
            f"    def forward(self, {', '.join(inputs)}):",
            *(f"        {line}" for line in body),
        ]
    )


def _defaults(module: Any) -> dict[str, Any]:
    """The inputs that forward can do without, as it has them then: `targets=None`."""
    import inspect

    parameters = inspect.signature(module.forward).parameters.values()
    return {p.name: p.default for p in parameters if p.default is not p.empty}


def _lines(graph: Any, parts: dict[str, Any], names: dict[int, str], module: Any) -> Iterator[str]:
    """The statements of forward; every module used gets a name."""
    for node in graph.nodes:
        given = [_argument(value) for value in node.args]
        # Names that begin with _ are for warnings.
        given += [f"{k}={_argument(value)}" for k, value in node.kwargs.items() if k[0] != "_"]
        match node.op:
            case "call_module":
                part = parts[node.target]
                name = names.setdefault(id(part), f"m_{node.target.replace('.', '_')}")
                yield f"{node.name} = self.{name}({', '.join(given)})"
            case "call_function" if not node.target.__name__.startswith("_assert"):
                yield f"{node.name} = {_function(node.target, given)}"
            case "call_method":
                yield f"{node.name} = {given[0]}.{node.target}({', '.join(given[1:])})"
            case "get_attr":
                tensor = _attribute(module, node.target)
                names[id(tensor)] = name = f"p_{node.target.replace('.', '_')}"
                yield f"{node.name} = self.{name}"
            case "output":
                yield f"return {given[0]}"


def _attribute(module: Any, path: str) -> Any:
    for name in path.split("."):
        module = getattr(module, name)
    return module


def _function(function: Any, given: list[str]) -> str:
    name = function.__name__
    if name in _OPERATORS and len(given) == 2:
        return f"{given[0]} {_OPERATORS[name]} {given[1]}"
    if name == "getitem":
        inside = given[1][1:-1] if given[1].startswith("(") else given[1]
        return f"{given[0]}[{inside}]"
    if name == "getattr":
        return f"{given[0]}.{given[1].strip(chr(39))}"
    home = "torch.nn.functional" if "functional" in (function.__module__ or "") else "torch"
    return f"{home}.{name}({', '.join(given)})"


def _argument(value: Any) -> str:
    if isinstance(value, tuple | list):
        inner = ", ".join(map(_argument, value))
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' * (len(value) == 1)})"
    if isinstance(value, slice):
        ends = (value.start, value.stop, value.step)
        return ":".join("" if end is None else _argument(end) for end in ends).removesuffix(":")
    if value is ...:
        return "..."
    if isinstance(value, float):
        return repr(value).replace("inf", "math.inf")
    return value.name if hasattr(value, "op") else repr(value)


def _code(module: Any) -> str:
    """A module of torch.nn as code, from its attributes; a learned tensor by its shape."""
    name = type(module).__name__
    if hasattr(module, "requires_grad") and hasattr(module, "data"):
        sizes = ", ".join(map(str, module.shape))
        if name == "Parameter":
            return f"nn.Parameter(torch.empty({sizes}))"
        counts = module.dim() == 1 and len(module) <= _PLACES
        if counts and module.tolist() == list(range(len(module))):
            return f"torch.arange({sizes})"
        return f"torch.zeros({sizes})" if sizes else "1"
    if name in STACKS:
        return _stack_code(name, module)
    if not is_layer(module):
        raise UserError(f"no layer is called {name}", near(name, (*layer_names(), *PRESETS)))
    kind, settled = PRESETS.get(name, (name, {}))
    found = []
    for argument in arguments(layer_class(kind)):
        value = UNSAID if argument in settled else value_of(module, name, argument)
        if value is not UNSAID:
            found.append(f"{argument}={value!r}")
    return f"nn.{name}({', '.join(found)})"


def _stack_code(name: str, module: Any) -> str:
    """PyTorch's stacks of transformer layers: all layers of a stack are alike."""
    if name == "Transformer":
        raise UserError("nn.Transformer as a whole", "give its encoder and decoder, or its code")
    norm = f", norm={_code(module.norm)}" if module.norm is not None else ""
    return f"nn.{name}({_code(module.layers[0])}, {len(module.layers)}{norm})"
