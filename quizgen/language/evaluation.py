"""The value of an expression, worked out from its Jinja tree.

Each piece of a tree becomes a function of the names' values, once. Jinja would write Python code
and compile it, which takes a hundred times as long as reading the expression. The work of one run
that does not depend on the values (operations, comparisons, calls, a number for each operand) is
counted once for the whole; lists, arrays and texts count where they are handled.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from types import MappingProxyType
from typing import Any, TypeAlias

from jinja2 import TemplateAssertionError, Undefined, nodes
from jinja2.runtime import Context

from quizgen.errors import UserError
from quizgen.language.budget import spend, weight
from quizgen.language.iteration import binding_of, binding_value
from quizgen.language.letters import letter
from quizgen.language.operations import COMPARE, COMPARISONS, OPERATIONS, SMALL, compared
from quizgen.language.sandbox import Sandbox, is_solvers
from quizgen.solver.quantity import wants_name

# The value of a piece of an expression, where names have these values.
Value: TypeAlias = Callable[[Mapping[str, Any]], Any]


class _Making:
    """What an expression is made for, and the work of one run that is known before."""

    __slots__ = ("sandbox", "work")

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.work = 0


def value_of(tree: nodes.Node, sandbox: Sandbox) -> Value:
    """What works out the value of an expression from those of all its names, or from `Names`.

    >>> sandbox = Sandbox()
    >>> tree = sandbox.parse("{{ (D - P) / S + [1, 2][1] if D > P else 'none' }}").body[0].nodes[0]
    >>> value = value_of(tree, sandbox)
    >>> value({"D": 8, "P": 3, "S": 2}), value({"D": 1, "P": 3})
    (Fraction(9, 2), 'none')
    """
    run, work = uncounted(tree, sandbox)
    if not work:
        return run

    def value(values: Mapping[str, Any]) -> Any:
        spend(work)
        return run(values)

    return value


def uncounted(tree: nodes.Node, sandbox: Sandbox) -> tuple[Value, int]:
    """What works out the value of an expression, and the work of one run that whoever runs it counts."""
    making = _Making(sandbox)
    return _made(tree, making), making.work


def _made(tree: nodes.Node | None, making: _Making) -> Value:
    build = _BUILDERS.get(type(tree))
    if build is None:
        raise UserError(f"{type(tree).__name__} is not part of the bank language")
    return build(tree, making)


def _together(trees: Sequence[nodes.Expr], making: _Making) -> Callable[..., tuple[Any, ...]]:
    """What works out several expressions, one after the other."""
    if all(isinstance(tree, nodes.Const) for tree in trees):
        constants = tuple(tree.value for tree in trees)  # type: ignore[attr-defined]
        return lambda _: constants
    if len(trees) > 1 and all(isinstance(tree, nodes.Name) for tree in trees):
        return itemgetter(*(tree.name for tree in trees))  # type: ignore[attr-defined]
    items = [_made(tree, making) for tree in trees]
    if len(items) == 1:
        only = items[0]
        return lambda values: (only(values),)
    if len(items) == 2:
        first, second = items
        return lambda values: (first(values), second(values))
    return lambda values: tuple([item(values) for item in items])


def whole_number(tree: nodes.Node) -> int | None:
    """The whole number that a piece of an expression is written as; None for another piece.

    >>> from jinja2 import Environment
    >>> [whole_number(Environment().parse("{{ %s }}" % text).body[0].nodes[0]) for text in ("3", "-3", "n")]
    [3, -3, None]
    """
    if isinstance(tree, nodes.Neg):
        inner = whole_number(tree.node)
        return None if inner is None else -inner
    return tree.value if isinstance(tree, nodes.Const) and type(tree.value) is int else None


def _constant(tree: nodes.Const, _: _Making) -> Value:
    found = tree.value
    return lambda _: found


def _name(tree: nodes.Name, _: _Making) -> Value:
    return itemgetter(tree.name)


def _tuple(tree: nodes.Tuple, making: _Making) -> Value:
    return _together(tree.items, making)


def _list(tree: nodes.List, making: _Making) -> Value:
    items = _together(tree.items, making)
    return lambda values: list(items(values))


def _dict(tree: nodes.Dict, making: _Making) -> Value:
    pairs = [(_made(p.key, making), _made(p.value, making)) for p in tree.items]
    return lambda values: {key(values): value(values) for key, value in pairs}


def _member(tree: nodes.Getattr, making: _Making) -> Value:
    owner, name, sandbox = _made(tree.node, making), tree.attr, making.sandbox
    is_public = not name.startswith("_")

    def value(values: Mapping[str, Any]) -> Any:
        found = owner(values)
        if is_public and is_solvers(type(found)):
            try:
                return getattr(found, name)  # by far the most
            except AttributeError:
                pass  # the sandbox says what is there
        return sandbox.getattr(found, name)

    return value


def _entry(tree: nodes.Getitem, making: _Making) -> Value:
    owner = _made(tree.node, making)
    if isinstance(tree.arg, nodes.Slice):
        ends = [
            _made(end, making) if end else lambda _: None
            for end in (tree.arg.start, tree.arg.stop, tree.arg.step)
        ]

        def piece(values: Mapping[str, Any]) -> Any:
            found = owner(values)[slice(*[end(values) for end in ends])]
            spend(weight(found))
            return found

        return piece
    number, getitem = whole_number(tree.arg), making.sandbox.getitem
    if number is not None:
        return lambda values: getitem(owner(values), number)
    place = _made(tree.arg, making)
    return lambda values: getitem(owner(values), place(values))


# Of two whole numbers they are one again, of a digit more at most: a text has too few operations for a long one.
_WHOLE: Mapping[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
}


def _operation(tree: nodes.BinExpr, making: _Making) -> Value:
    making.work += 2
    left, right = _made(tree.left, making), _made(tree.right, making)
    operate, whole = OPERATIONS[tree.operator], _WHOLE.get(tree.operator)
    if whole is None:
        return lambda values: operate(left(values), right(values))
    if tree.operator == "*":
        return _product(left, right)
    number = whole_number(tree.right)

    def value(values: Mapping[str, Any]) -> Any:
        a, b = left(values), right(values)
        if type(a) is int and type(b) is int:
            return whole(a, b)  # by far the most
        return operate(a, b)

    def with_number(values: Mapping[str, Any]) -> Any:
        a = left(values)
        return whole(a, number) if type(a) is int else operate(a, number)  # type: ignore[arg-type]

    return value if number is None else with_number


def _product(left: Value, right: Value) -> Value:
    operate = OPERATIONS["*"]

    def value(values: Mapping[str, Any]) -> Any:
        a, b = left(values), right(values)
        if type(a) is int and type(b) is int:
            found = a * b
            if -SMALL < found < SMALL:
                return found
        return operate(a, b)

    return value


def _and(tree: nodes.And, making: _Making) -> Value:
    left, right = _made(tree.left, making), _made(tree.right, making)
    return lambda values: left(values) and right(values)


def _or(tree: nodes.Or, making: _Making) -> Value:
    left, right = _made(tree.left, making), _made(tree.right, making)
    return lambda values: left(values) or right(values)


def _not(tree: nodes.Not, making: _Making) -> Value:
    inner = _made(tree.node, making)
    return lambda values: not inner(values)


def _minus(tree: nodes.Neg, making: _Making) -> Value:
    number = whole_number(tree)
    if number is not None:
        return lambda _: number
    inner = _made(tree.node, making)
    return lambda values: -inner(values)


def _plus(tree: nodes.Pos, making: _Making) -> Value:
    inner = _made(tree.node, making)
    return lambda values: +inner(values)


def _comparison(tree: nodes.Compare, making: _Making) -> Value:
    signs = [operand.op for operand in tree.ops]
    making.work += 2 * len(signs)
    if len(signs) > 1:
        operands = _together([tree.expr, *(operand.expr for operand in tree.ops)], making)
        return lambda values: compared(operands(values), signs)
    left, right = _made(tree.expr, making), _made(tree.ops[0].expr, making)
    counted, compare = COMPARISONS[signs[0]], COMPARE[signs[0]]
    number = whole_number(tree.ops[0].expr)

    def with_number(values: Mapping[str, Any]) -> Any:
        a = left(values)
        return compare(a, number) if type(a) is int else counted(a, number)

    def value(values: Mapping[str, Any]) -> Any:
        a, b = left(values), right(values)
        return compare(a, b) if type(a) is int and type(b) is int else counted(a, b)

    return value if number is None else with_number


def _condition(tree: nodes.CondExpr, making: _Making) -> Value:
    test, then = _made(tree.test, making), _made(tree.expr1, making)
    if tree.expr2 is not None:
        otherwise = _made(tree.expr2, making)
    else:
        said = f"the inline if-expression on line {tree.lineno} evaluated to false and no else section was defined."
        otherwise = lambda _: Undefined(said)  # noqa: E731 - one of two branches
    return lambda values: then(values) if test(values) else otherwise(values)


# Arguments of a call by place, those by name.
Given: TypeAlias = tuple[Sequence[Any], dict[str, Any]]
_NO_NAMES: Mapping[str, Any] = MappingProxyType({})


def _given(
    tree: nodes.Call | nodes.Filter | nodes.Test, making: _Making
) -> Callable[[Mapping[str, Any]], Given]:
    """What works out the arguments of a call."""
    places = _together(tree.args, making)
    names = [(str(pair.key), _made(pair.value, making)) for pair in tree.kwargs]
    making.work += len(tree.args) + len(names)
    more = _made(tree.dyn_args, making) if tree.dyn_args else None
    named = _made(tree.dyn_kwargs, making) if tree.dyn_kwargs else None
    if not names and more is None and named is None:
        return lambda values: (places(values), {})  # by far the most
    if more is None and named is None:
        return lambda values: (places(values), {name: value(values) for name, value in names})

    def given(values: Mapping[str, Any]) -> Given:
        args: Sequence[Any] = places(values)
        kwargs = {name: value(values) for name, value in names}
        if more is not None:
            args = [*args, *more(values)]
        if named is not None:
            kwargs = dict(**kwargs, **named(values))
        spend(len(args) + len(kwargs))
        return args, kwargs

    return given


def _call(tree: nodes.Call, making: _Making) -> Value:
    making.work += 1
    binding = binding_of(tree)
    if binding is not None:
        return binding_value(binding, making.sandbox, value_of)
    function, call = _made(tree.node, making), making.sandbox.called
    first = tree.args[0] if tree.args else None
    name = letter(first.name) if isinstance(first, nodes.Name) else ""
    if tree.kwargs or tree.dyn_args or tree.dyn_kwargs:
        given = _given(tree, making)

        def with_keywords(values: Mapping[str, Any]) -> Any:
            called = function(values)
            args, kwargs = given(values)
            if name and wants_name(called):
                kwargs.setdefault("called", name)
            return call(called, args, kwargs)

        return with_keywords
    making.work += len(tree.args)
    places = _together(tree.args, making)

    def value(values: Mapping[str, Any]) -> Any:
        return call(function(values), places(values), _NO_NAMES)

    def with_name(values: Mapping[str, Any]) -> Any:
        called = function(values)
        return call(called, places(values), {"called": name} if wants_name(called) else _NO_NAMES)

    return with_name if name else value


def _filter(tree: nodes.Filter, making: _Making) -> Value:
    sandbox = making.sandbox
    return _applied(tree, "filter", sandbox.filters, sandbox.call_filter, making)


def _test(tree: nodes.Test, making: _Making) -> Value:
    sandbox = making.sandbox
    return _applied(tree, "test", sandbox.tests, sandbox.call_test, making)


def _applied(
    tree: nodes.Filter | nodes.Test,
    kind: str,
    known: Mapping[str, Any],
    apply: Callable[..., Any],
    making: _Making,
) -> Value:
    name = tree.name
    if name not in known:
        raise TemplateAssertionError(f"No {kind} named {name!r}.", tree.lineno)
    inner, given, function = _made(tree.node, making), _given(tree, making), known[name]
    if not hasattr(function, "jinja_pass_arg"):

        def value(values: Mapping[str, Any]) -> Any:
            found = inner(values)
            args, kwargs = given(values)
            return function(found, *args, **kwargs)

        return value
    context = Context(making.sandbox, {}, None, {})

    def with_context(values: Mapping[str, Any]) -> Any:
        found = inner(values)
        return apply(name, found, *given(values), context)

    return with_context


_BUILDERS: dict[type, Callable[..., Value]] = {
    nodes.Const: _constant,
    nodes.Name: _name,
    nodes.Tuple: _tuple,
    nodes.List: _list,
    nodes.Dict: _dict,
    nodes.Getattr: _member,
    nodes.Getitem: _entry,
    **dict.fromkeys((nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow), _operation),
    nodes.And: _and,
    nodes.Or: _or,
    nodes.Not: _not,
    nodes.Neg: _minus,
    nodes.Pos: _plus,
    nodes.Compare: _comparison,
    nodes.CondExpr: _condition,
    nodes.Call: _call,
    nodes.Filter: _filter,
    nodes.Test: _test,
}  # fmt: skip
