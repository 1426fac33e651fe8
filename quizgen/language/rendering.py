"""A text with its expressions and statements filled in, worked out from its Jinja tree.

A statement that sets a name changes the values it is given; a loop or `with` has its own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from jinja2 import StrictUndefined, nodes
from jinja2.runtime import LoopContext

from quizgen.errors import UserError
from quizgen.language.budget import BITS, LENGTH, Exhausted, spend
from quizgen.language.evaluation import Value, uncounted, value_of
from quizgen.language.names import Names
from quizgen.language.sandbox import Sandbox, counted_turns, printed, written


class Text:
    """The text written so far: its pieces count, and it is not longer than `LENGTH`."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0

    def add(self, pieces: Sequence[str], work: int = 0) -> None:
        """Write some pieces that took this work."""
        spend(len(pieces) + work)
        self._pieces += pieces
        self._length += sum(map(len, pieces))
        if self._length > LENGTH:
            raise Exhausted(f"a text of more than {LENGTH:,} characters")

    def __str__(self) -> str:
        return "".join(self._pieces)


# What a statement writes, and the names it sets.
Statement: TypeAlias = Callable[[Names, Text], None]


def text_of(template: nodes.Template, sandbox: Sandbox) -> Callable[[Mapping[str, Any]], str]:
    """What fills in a template.

    >>> sandbox = Sandbox()
    >>> text_of(sandbox.parse("{% for n in sizes %}{{ n * k }} {% endfor %}"), sandbox)({"sizes": [1, 2], "k": 3})
    '3 6 '
    """
    write = _block(template.body, sandbox)

    def text(values: Mapping[str, Any]) -> str:
        found = Text()
        write(Names(sandbox.globals, **values), found)
        return str(found)

    return text


def _block(body: Sequence[nodes.Node], sandbox: Sandbox) -> Statement:
    statements = [_statement(node, sandbox) for node in body]
    if len(statements) == 1:
        return statements[0]

    def write(values: Names, text: Text) -> None:
        for statement in statements:
            statement(values, text)

    return write


def _statement(node: nodes.Node, sandbox: Sandbox) -> Statement:
    build = _BUILDERS.get(type(node))
    if build is None:
        raise UserError(f"{{% {type(node).__name__.lower()} %}} is not part of the bank language")
    return build(node, sandbox)


def _output(node: nodes.Output, sandbox: Sandbox) -> Statement:
    pieces: list[str | Value] = []
    work = 0
    for piece in node.nodes:
        if isinstance(piece, nodes.TemplateData):
            pieces.append(piece.data)
        else:
            run, own = uncounted(piece, sandbox)
            pieces.append(run)
            work += own

    def write(values: Names, text: Text) -> None:
        text.add([p if type(p) is str else _told(p(values)) for p in pieces], work)  # type: ignore[operator] # the others are functions

    return write


def _told(value: Any) -> str:
    """What a text has of a value."""
    if type(value) is int and value.bit_length() <= BITS:
        return str(value)  # by far the most
    return written(printed(value))


def _if(node: nodes.If, sandbox: Sandbox) -> Statement:
    branches = [
        (value_of(branch.test, sandbox), _block(branch.body, sandbox))
        for branch in (node, *node.elif_)
    ]
    otherwise = _block(node.else_, sandbox)

    def write(values: Names, text: Text) -> None:
        for test, body in branches:
            if test(values):
                return body(values, text)
        return otherwise(values, text)

    return write


def _for(node: nodes.For, sandbox: Sandbox) -> Statement:
    items, assign = value_of(node.iter, sandbox), _assignment(node.target)
    body, otherwise = _block(node.body, sandbox), _block(node.else_, sandbox)
    test = value_of(node.test, sandbox) if node.test else None

    def kept(items: Iterable[Any], values: Names) -> Iterator[Any]:
        inner = Names(values)
        for item in items:
            assign(inner, item)
            if test is None or test(inner):
                yield item

    def write(values: Names, text: Text) -> None:
        turns = counted_turns(items(values))
        loop = LoopContext(kept(turns, values) if test else turns, StrictUndefined)
        turn = None
        for item, turn in loop:
            inner = Names(values, loop=turn)
            assign(inner, item)
            body(inner, text)
        if turn is None:
            otherwise(Names(values), text)

    return write


def _with(node: nodes.With, sandbox: Sandbox) -> Statement:
    assigned = [
        (_assignment(target), value_of(value, sandbox))
        for target, value in zip(node.targets, node.values, strict=True)
    ]
    body = _block(node.body, sandbox)

    def write(values: Names, text: Text) -> None:
        inner = Names(values)
        for assign, value in assigned:
            assign(inner, value(values))
        body(inner, text)

    return write


def _set(node: nodes.Assign, sandbox: Sandbox) -> Statement:
    assign, value = _assignment(node.target), value_of(node.node, sandbox)
    return lambda values, _: assign(values, value(values))


# The name that a filter of a set block finds its text under; no bank can write it.
_WRITTEN = "<written>"


def _set_block(node: nodes.AssignBlock, sandbox: Sandbox) -> Statement:
    assign, body = _assignment(node.target), _block(node.body, sandbox)
    written = nodes.Name(_WRITTEN, "load")
    for applied in node.find_all(nodes.Filter) if node.filter else ():
        applied.node = applied.node or written
    value = value_of(node.filter or written, sandbox)

    def write(values: Names, _: Text) -> None:
        text = Text()
        body(inner := Names(values), text)
        inner[_WRITTEN] = str(text)
        assign(values, value(inner))

    return write


def _assignment(target: nodes.Node) -> Callable[[Names, Any], None]:
    """What gives a name, or several in brackets, a value."""
    if isinstance(target, nodes.Name):
        name = target.name

        def assign(values: Names, value: Any) -> None:
            values[name] = value

        return assign
    if not isinstance(target, nodes.Tuple):
        raise UserError("a member cannot be set in the bank language")
    targets = [_assignment(item) for item in target.items]

    def unpack(values: Names, value: Any) -> None:
        for assign, entry in zip(targets, value, strict=True):
            assign(values, entry)

    return unpack


_BUILDERS: dict[type, Callable[..., Statement]] = {
    nodes.Output: _output,
    nodes.If: _if,
    nodes.For: _for,
    nodes.With: _with,
    nodes.Assign: _set,
    nodes.AssignBlock: _set_block,
}
