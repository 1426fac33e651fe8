"""Architectures as TOML: an ordered list of layers, with branches, repetitions and blocks.

An entry of `layers` is a layer's name (`"tanh"`), or a table with one layer and its arguments
(`{ conv = { out_channels = 6, kernel_size = 5 } }`, `{ linear = 84 }`), or one of these forms:
`add` and `concat` of branches, `repeat` with `layers`, a block of `[blocks]` with its arguments,
`each` with a layer for every part along the first axis, `save` and `from`. Input channels follow from the shape before. `outputs` names several saved
outputs, in a list or a table; `unused` is a list of layers that learn and are never called. `Computed` and
`Learned` have a title and a shape, for what no layer stands for.
"""

import tomllib
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from quizgen.architecture.arithmetic import computed
from quizgen.architecture.computed import STAND_INS, stand_in_of
from quizgen.architecture.expansions import Expansion, expansion_of, twin
from quizgen.architecture.graph import Graph, Shape
from quizgen.architecture.short_names import short_layer, short_names
from quizgen.architecture.toml_lines import apart, dotted, fitting, line_of, no_toml
from quizgen.architecture.vocabulary import near
from quizgen.errors import UserError
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers import is_layer_name
from quizgen.solver.layers.each import Each
from quizgen.solver.network import Network, Unused

TOP = frozenset(
    {"title", "source", "parameters", "input", "defaults", "blocks", "layers", "outputs", "unused"}
)
CONTROL = frozenset({"name", "save", "from", "share", "axis", "layers"})
FORMS = ("add", "concat", "repeat", "parameter", "positions", "reuse", "each")
NESTING = 30
# What a layer without arguments is given, as in `{ relu = true }`.
NOTHING = True


def read_toml(text: str, file: str = "<toml>") -> Network:
    r"""The network a TOML text describes; `UserError` begins with file and line.

    >>> net = read_toml('input = [1, 32, 32]\nlayers = [{ conv = { out_channels = 6, kernel_size = 5 } }]')
    >>> net.output_shape(), net.parameter_count
    ((6, 28, 28), 156)
    """
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise no_toml(file, str(error), text) from None
    try:
        return (builder := _Builder(data)).network()
    except (UserError, ShapeError) as error:
        where = f"{file}:{line_of(text, builder.path)}: {dotted(builder.path)}"
        fix = error.fix if isinstance(error, UserError) else fitting(data.get("input"))
        raise UserError(where + error.args[0], fix) from None


class _Builder:
    """Walks the layers; `path` is where it is, for messages."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.path: list[str | int] = []
        self.saved: dict[str, str] = {}
        self.prefix = ""
        self.depth = 0
        self.counts: dict[str, int] = {}
        self.graph = Graph({})
        self.names: Mapping[str, int] = {}
        self.expansions: dict[Hashable, Expansion] = {}
        # Layers without arguments, such as "relu", by name and shape of the input.
        self.plain: dict[tuple[str, Shape], Any] = {}
        # How often a layer was met that is more than a new layer of its own.
        self.ties = 0

    # -- the document ---------------------------------------------------------------------------

    def network(self) -> Network:
        for key in self.data:
            if key not in TOP:
                self.path = [key]
                raise UserError("unknown key", near(key, TOP))
        self.blocks: Mapping[str, Any] = self.table("blocks")
        self.defaults: Mapping[str, Any] = self.table("defaults")
        for name in self.blocks:
            if name in short_names() or is_layer_name(name) or name in FORMS:
                self.path = ["blocks", name]
                raise UserError(f"{name!r} is the name of a layer", "call the block otherwise")
        self.path = ["input"]
        inputs = self.inputs(self.data.get("input"))
        self.graph = Graph(dict(inputs))
        self.path = ["layers"]
        layers = self.data.get("layers")
        if not isinstance(layers, list) or not layers:
            raise UserError(
                "a list of layers is needed", 'write layers = [{ linear = 10 }, "relu"]'
            )
        self.saved = {name: name for name in inputs}
        output = self.one("the output", self.chain(layers, next(iter(inputs))))
        unused = self.unused(self.data.get("unused", []))
        labels, outputs = self.outputs(self.data.get("outputs"), output)
        self.path = []
        return self.graph.network(*outputs, labels=labels, unused=unused)

    def outputs(self, given: Any, last: str) -> tuple[Sequence[str], Sequence[str]]:
        """Labels, if there are any, and nodes of the outputs; without the key it is the last layer."""
        self.path = ["outputs"]
        if given is None:
            return (), (last,)
        labels = tuple(given) if isinstance(given, dict) else ()
        names = list(given.values()) if labels else given
        if not isinstance(names, list) or not names:
            raise UserError(f"{given!r} names no outputs", 'write outputs = ["one", "two"]')
        return labels, [self.one("an output", self.source(str(name), last)) for name in names]

    def unused(self, given: Any) -> list[Unused]:
        """Layers that learn and are never called; their arguments are all written out."""
        self.path = ["unused"]
        if not isinstance(given, list):
            raise UserError(f"{given!r} is not a list of layers", "write [{ Linear = { … } }]")
        found = []
        for place, item in enumerate(given):
            self.path = ["unused", place]
            kinds = [key for key in item if key != "name"] if isinstance(item, dict) else []
            if len(kinds) != 1 or not is_layer_name(kinds[0]):
                raise UserError(f"{item!r} is not a layer", "write { Linear = { … }, name = … }")
            layer = self.single({kinds[0]: item[kinds[0]]}, ())
            found.append(Unused(self.named(item, kinds[0]), layer, layer.parameter_count))
        return found

    def table(self, key: str, of: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        found = (self.data if of is None else of).get(key, {})
        if not isinstance(found, dict):
            self.path = [key] if of is None else self.path
            raise UserError(f"{found!r} is not a table", f"write [{key}]")
        return found

    def inputs(self, given: Any) -> dict[str, Shape]:
        if isinstance(given, dict) and given:
            return {n: () if shape == [] else self.shape(shape) for n, shape in given.items()}
        return {"input": self.shape(given)}

    def shape(self, given: Any) -> Shape:
        sizes = [given] if isinstance(given, int) else given
        whole = isinstance(sizes, list) and all(type(n) is int and n > 0 for n in sizes)
        if not whole or not sizes:
            said = f"the shape of the input is {'missing' if given is None else repr(given)}"
            raise UserError(said, "write input = [1, 32, 32]")
        return tuple(sizes)

    # -- layers ---------------------------------------------------------------------------------

    def chain(self, items: Any, before: str) -> str:
        """The layers of a list, one after the other; the name of the last node."""
        if not isinstance(items, list):
            raise UserError(f"{items!r} is not a list of layers", 'write [{ linear = 10 }, "relu"]')
        self.depth += 1
        if self.depth > NESTING:
            raise UserError("blocks inside blocks", f"nest at most {NESTING} deep")
        for place, item in enumerate(items):
            self.path.append(place)
            before = self.item(item, before)
            self.path.pop()
        self.depth -= 1
        return before

    def item(self, item: Any, before: str) -> str:
        if isinstance(item, str):
            return self.layer(item, NOTHING, before, {})
        if not isinstance(item, dict):
            raise UserError(f"{item!r} is not a layer", 'write "relu" or { linear = 10 }')
        kinds = [key for key in item if key not in CONTROL]
        control = item if len(item) > len(kinds) else {}
        if len(kinds) > 1:
            raise UserError(f"{' and '.join(kinds)} in one table", apart(kinds))
        before = self.source(control.get("from"), before)
        if not kinds:
            if not {"save", "from"} & set(item):
                raise UserError("no layer in this table", "write { linear = 10 }")
            output = before
        elif kinds[0] in FORMS:
            output = getattr(self, f"form_{kinds[0]}")(item[kinds[0]], before, control)
        else:
            output = self.layer(kinds[0], item[kinds[0]], before, control)
        if "save" in control:
            self.saved[str(control["save"])] = output
        return output

    def source(self, wanted: Any, before: str) -> Any:
        """The node named by `from`: one, or a list for layers that take several."""
        if wanted is None:
            return before
        if isinstance(wanted, list):
            found = [self.source(entry, before) for entry in wanted]
            if not found or any(isinstance(entry, list) for entry in found):
                what = "one of them is a list" if found else "there is nothing in it"
                raise UserError(f"from = {wanted!r}: {what}", "name each by itself")
            return found
        if not isinstance(wanted, str) or wanted not in self.saved:
            raise UserError(
                f"nothing is saved as {wanted!r}", near(str(wanted), self.saved or ["save"])
            )
        return self.saved[wanted]

    def one(self, kind: str, before: Any) -> str:
        """The node that something takes, which takes no several."""
        if isinstance(before, list):
            raise UserError(f"{kind} takes one value, not {len(before)}", 'write from = "one"')
        return str(before)

    def layer(self, kind: str, given: Any, before: Any, control: Mapping[str, Any]) -> str:
        if kind in self.blocks:
            return self.block(kind, given, before, control)
        sources = before if isinstance(before, list) else [before]
        if kind in STAND_INS:
            self.ties += 1
            name = self.named(control, kind)
            self.graph.leave_out(name)
            return self.graph.add(name, stand_in_of(kind, given), sources, self.shared(control))
        if kind not in short_names() and not is_layer_name(kind):
            known = [*short_names(), *self.blocks, *FORMS]
            raise UserError(f"unknown layer {kind!r}", near(kind, known))
        shape = self.graph.shapes[sources[0]] or ()
        if given is NOTHING and (kind, shape) in self.plain:
            found = twin(self.plain[kind, shape])
        else:
            self.path.append(kind)
            arguments = computed(given, self.names, shape)
            defaults = self.defaults.get(kind)
            if isinstance(defaults, dict):
                arguments = {**defaults, **self.by_name(kind, arguments)}
            found = short_layer(kind, arguments, shape)
            self.path.pop()
            if given is NOTHING:
                self.plain[kind, shape] = found
        name = self.named(control, kind)
        return self.graph.add(name, found, sources, self.shared(control))

    def shared(self, control: Mapping[str, Any]) -> str:
        """The node whose weights are used too, "" for none."""
        if not control.get("share", ""):
            return ""
        self.ties += 1
        return self.tied("share", control["share"])

    def tied(self, form: str, wanted: Any) -> str:
        """The node whose weights are taken once more."""
        known = self.saved or ["save"]
        if not isinstance(wanted, str) or wanted not in self.saved:
            raise UserError(f"{form}: nothing is saved as {wanted!r}", near(str(wanted), known))
        return self.one(form, self.saved[wanted])

    def by_name(self, kind: str, arguments: Any) -> Mapping[str, Any]:
        if isinstance(arguments, dict):
            return arguments
        if arguments is NOTHING:
            return {}
        raise UserError(f"{kind} has defaults: write its arguments by name", f"{kind} = {{ … }}")

    def named(self, control: Mapping[str, Any], kind: str) -> str:
        if "name" in control:
            return self.prefix + str(control["name"])
        name = self.prefix + kind
        count = self.counts[name] = self.counts.get(name, 0) + 1
        return f"{name}_{count}"

    # -- the forms ---------------------------------------------------------------------------

    def block(self, kind: str, given: Any, before: Any, control: Mapping[str, Any]) -> str:
        definition = self.blocks[kind]
        here = list(self.path)
        if not isinstance(definition, dict) or "layers" not in definition:
            self.path = ["blocks", kind]
            raise UserError("a block needs layers", "write layers = [ … ]")
        before = self.one(kind, before)
        shape = self.graph.shapes[before] or ()
        names = self.block_arguments(kind, definition, given, shape)
        outer = self.names, self.prefix, self.saved, self.counts
        prefix = self.graph.fresh(self.named(control, kind)) + "."
        # All that the layers of a block depend on.
        key = (kind, *names.items(), shape, self.depth, *self.saved, *map(str, self.saved.values()))
        if key in self.expansions and (
            output := self.expansions[key].again(self.graph, prefix, before)
        ):
            return output
        start, ties = len(self.graph.nodes), self.ties
        self.prefix, self.names, self.saved, self.counts = prefix, names, dict(self.saved), {}
        self.path = ["blocks", kind, "layers"]
        output = self.chain(definition["layers"], before)
        self.names, self.prefix, self.saved, self.counts = outer
        self.path = here
        # Under a name of its own, what comes before stays the same node.
        single = isinstance(output, str)
        if single and self.ties == ties and before not in self.saved.values():
            self.expansions[key] = expansion_of(self.graph, start, prefix, before, output)
        return output

    def block_arguments(
        self, kind: str, definition: Mapping[str, Any], given: Any, shape: Shape
    ) -> dict[str, int]:
        found = {**self.table("arguments", definition)}
        values = computed(given, self.names, shape)
        if values is NOTHING:
            values = {}
        if not isinstance(values, dict):
            if not found:
                raise UserError(f"block {kind!r} takes no arguments", f'write "{kind}"')
            values = {next(iter(found)): values}
        for name, value in values.items():
            if name not in found:
                raise UserError(
                    f"block {kind!r} has no argument {name!r}", near(name, found or ["-"])
                )
            found[name] = value
        missing = [name for name, value in found.items() if type(value) is not int]
        if missing:
            raise UserError(f"block {kind!r}: {missing[0]} is not given", f"{missing[0]} = 64")
        return found

    def form_repeat(self, given: Any, before: str, control: Mapping[str, Any]) -> str:
        times = computed(given, self.names)
        if type(times) is not int or not 0 <= times <= 10_000:
            raise UserError(f"repeat = {given!r} is not a number of times", "write repeat = 3")
        if "layers" not in control:
            raise UserError("repeat needs layers", "write { repeat = 3, layers = [ … ] }")
        self.path.append("layers")
        for _ in range(times):
            before = self.chain(control["layers"], before)
        self.path.pop()
        return before

    def form_add(self, given: Any, before: str, control: Mapping[str, Any]) -> str:
        return self.joined("add", {}, given, before, control)

    def form_concat(self, given: Any, before: str, control: Mapping[str, Any]) -> str:
        axis = {"dim": control["axis"]} if "axis" in control else {}
        return self.joined("concat", axis, given, before, control)

    def joined(
        self, kind: str, arguments: Any, given: Any, before: str, control: Mapping[str, Any]
    ) -> str:
        if not isinstance(given, list) or len(given) < 2:
            raise UserError(f"{kind} needs a list of branches", f"write {{ {kind} = [[ … ], []] }}")
        self.path.append(kind)
        ends = [self.branch(entry, before, place) for place, entry in enumerate(given)]
        self.path.pop()
        shape = self.graph.shapes[ends[0]] or ()
        name = self.named(control, kind)
        return self.graph.add(name, short_layer(kind, arguments, shape), ends)

    def branch(self, entry: Any, before: str, place: int) -> str:
        """The end of a branch: of a list of layers, of one layer, or a saved tensor."""
        self.path.append(place)
        if isinstance(entry, str) and entry in self.saved:
            end = self.saved[entry]
        elif isinstance(entry, list):
            end = self.chain(entry, before)
        else:
            end = self.item(entry, before)
        self.path.pop()
        return self.one("a branch", end)

    def form_parameter(self, given: Any, before: str, control: Mapping[str, Any]) -> str:  # noqa: ARG002 - a form takes what comes before
        """A learned tensor of its own, such as a class token."""
        shape = computed(given, self.names)
        layer = short_layer("parameter", {"shape": shape}, ())
        return self.graph.add(self.named(control, "parameter"), layer, [], self.shared(control))

    def form_positions(self, given: Any, before: str, control: Mapping[str, Any]) -> str:  # noqa: ARG002 - a form takes what comes before
        """The numbers of the places of a sequence."""
        length = computed(given, self.names)
        layer = short_layer("positions", {"length": length}, ())
        return self.graph.add(self.named(control, "positions"), layer, [])

    def form_each(self, given: Any, before: str, control: Mapping[str, Any]) -> str:
        """A layer on each part of its input along the first axis: `{ each = { conv = … } }`."""
        before = self.one("each", before)
        shape = self.graph.shapes[before] or ()
        layer = Each(self.single(given, shape[1:]))
        return self.graph.add(self.named(control, "each"), layer, [before], self.shared(control))

    def single(self, given: Any, shape: Shape) -> Any:
        """The layer that a table or a name says, for an input of this shape."""
        if isinstance(given, str):
            given = {given: NOTHING}
        if not isinstance(given, Mapping) or len(given) != 1:
            raise UserError(f"{given!r} is not a layer", 'write "relu" or { linear = 10 }')
        ((kind, arguments),) = given.items()
        if kind == "each":
            return Each(self.single(arguments, shape[1:]))
        return short_layer(kind, computed(arguments, self.names, shape), shape)

    def form_reuse(self, given: Any, before: Any, control: Mapping[str, Any]) -> str:
        """A layer once more, with all its weights, on another input."""
        self.ties += 1
        node = self.graph.by_name.get(self.tied("reuse", given))
        layer = None if node is None else node.layer
        if layer is None:
            raise UserError(f"reuse: {given!r} is no layer", "save a layer under this name")
        sources = before if isinstance(before, list) else [before]
        return self.graph.add(self.named(control, str(given)), layer, sources)
