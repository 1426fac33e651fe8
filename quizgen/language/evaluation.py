"""The value of an expression, worked out from its Jinja tree.

Each piece of a tree becomes a function of the names' values, once. Jinja would write Python code
and compile it, which takes a hundred times as long as reading the expression.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from jinja2 import StrictUndefined, TemplateAssertionError, Undefined, nodes
from jinja2.runtime import Context

from quizgen.errors import UserError
from quizgen.language.iteration import binding_of, binding_value
from quizgen.language.letters import letter
from quizgen.language.operations import COMPARISONS, OPERATIONS, compared
from quizgen.language.sandbox import Sandbox, is_solvers
from quizgen.solver.quantity import wants_name

# The value of a piece of an expression, where names have these values.
Value: TypeAlias = Callable[[Mapping[str, Any]], Any]


def value_of(tree: nodes.Node | None, sandbox: Sandbox) -> Value:
    """What works out the value of an expression; a name without a value is a strict undefined one.

    >>> sandbox = Sandbox()
    >>> tree = sandbox.parse("{{ (D - P) / S + [1, 2][1] if D > P else 'none' }}").body[0].nodes[0]
    >>> value = value_of(tree, sandbox)
    >>> value({"D": 8, "P": 3, "S": 2}), value({"D": 1, "P": 3})
    (Fraction(9, 2), 'none')
    """
    build = _BUILDERS.get(type(tree))
    if build is None:
        raise UserError(f"{type(tree).__name__} is not part of the bank language")
    return build(tree, sandbox)


def _values(trees: Sequence[nodes.Expr], sandbox: Sandbox) -> list[Value]:
    return [value_of(tree, sandbox) for tree in trees]


def _constant(tree: nodes.Const, _: Sandbox) -> Value:
    found = tree.value
    return lambda _: found


def _name(tree: nodes.Name, _: Sandbox) -> Value:
    name = tree.name

    def value(values: Mapping[str, Any]) -> Any:
        try:
            return values[name]
        except KeyError:
            return StrictUndefined(name=name)

    return value


def _tuple(tree: nodes.Tuple, sandbox: Sandbox) -> Value:
    items = _values(tree.items, sandbox)
    return lambda values: tuple([item(values) for item in items])


def _list(tree: nodes.List, sandbox: Sandbox) -> Value:
    items = _values(tree.items, sandbox)
    return lambda values: [item(values) for item in items]


def _dict(tree: nodes.Dict, sandbox: Sandbox) -> Value:
    pairs = [(value_of(p.key, sandbox), value_of(p.value, sandbox)) for p in tree.items]
    return lambda values: {key(values): value(values) for key, value in pairs}


def _member(tree: nodes.Getattr, sandbox: Sandbox) -> Value:
    owner, name = value_of(tree.node, sandbox), tree.attr
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


def _entry(tree: nodes.Getitem, sandbox: Sandbox) -> Value:
    owner = value_of(tree.node, sandbox)
    if isinstance(tree.arg, nodes.Slice):
        ends = [
            value_of(end, sandbox) if end else lambda _: None
            for end in (tree.arg.start, tree.arg.stop, tree.arg.step)
        ]
        return lambda values: owner(values)[slice(*[end(values) for end in ends])]
    place = value_of(tree.arg, sandbox)
    return lambda values: sandbox.getitem(owner(values), place(values))


def _operation(tree: nodes.BinExpr, sandbox: Sandbox) -> Value:
    left, right = value_of(tree.left, sandbox), value_of(tree.right, sandbox)
    operate = OPERATIONS[tree.operator]
    return lambda values: operate(left(values), right(values))


def _and(tree: nodes.And, sandbox: Sandbox) -> Value:
    left, right = value_of(tree.left, sandbox), value_of(tree.right, sandbox)
    return lambda values: left(values) and right(values)


def _or(tree: nodes.Or, sandbox: Sandbox) -> Value:
    left, right = value_of(tree.left, sandbox), value_of(tree.right, sandbox)
    return lambda values: left(values) or right(values)


def _not(tree: nodes.Not, sandbox: Sandbox) -> Value:
    inner = value_of(tree.node, sandbox)
    return lambda values: not inner(values)


def _minus(tree: nodes.Neg, sandbox: Sandbox) -> Value:
    inner = value_of(tree.node, sandbox)
    return lambda values: -inner(values)


def _plus(tree: nodes.Pos, sandbox: Sandbox) -> Value:
    inner = value_of(tree.node, sandbox)
    return lambda values: +inner(values)


def _comparison(tree: nodes.Compare, sandbox: Sandbox) -> Value:
    operands = _values([tree.expr, *(operand.expr for operand in tree.ops)], sandbox)
    signs = [operand.op for operand in tree.ops]
    if len(signs) == 1:
        compare, (left, right) = COMPARISONS[signs[0]], operands
        return lambda values: compare(left(values), right(values))
    return lambda values: compared([operand(values) for operand in operands], signs)


def _condition(tree: nodes.CondExpr, sandbox: Sandbox) -> Value:
    test, then = value_of(tree.test, sandbox), value_of(tree.expr1, sandbox)
    if tree.expr2 is not None:
        otherwise = value_of(tree.expr2, sandbox)
    else:
        said = f"the inline if-expression on line {tree.lineno} evaluated to false and no else section was defined."
        otherwise = lambda _: Undefined(said)  # noqa: E731 - one of two branches
    return lambda values: then(values) if test(values) else otherwise(values)


Given: TypeAlias = Callable[[Mapping[str, Any]], tuple[list[Any], dict[str, Any]]]


def _given(tree: nodes.Call | nodes.Filter | nodes.Test, sandbox: Sandbox) -> Given:
    """What works out the arguments of a call."""
    places = _values(tree.args, sandbox)
    names = [(str(pair.key), value_of(pair.value, sandbox)) for pair in tree.kwargs]
    more = value_of(tree.dyn_args, sandbox) if tree.dyn_args else None
    named = value_of(tree.dyn_kwargs, sandbox) if tree.dyn_kwargs else None
    if not names and more is None and named is None:
        return lambda values: ([place(values) for place in places], {})  # by far the most

    def given(values: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        args = [place(values) for place in places]
        kwargs = {name: value(values) for name, value in names}
        if more is not None:
            args += more(values)
        if named is not None:
            kwargs = dict(**kwargs, **named(values))
        return args, kwargs

    return given


def _call(tree: nodes.Call, sandbox: Sandbox) -> Value:
    binding = binding_of(tree)
    if binding is not None:
        return binding_value(binding, sandbox, value_of)
    called, given = value_of(tree.node, sandbox), _given(tree, sandbox)
    first = tree.args[0] if tree.args else None
    name = letter(first.name) if isinstance(first, nodes.Name) else ""

    def value(values: Mapping[str, Any]) -> Any:
        function = called(values)
        args, kwargs = given(values)
        if name and wants_name(function):
            kwargs.setdefault("called", name)
        return sandbox.called(function, args, kwargs)

    return value


def _filter(tree: nodes.Filter, sandbox: Sandbox) -> Value:
    return _applied(tree, "filter", sandbox.filters, sandbox.call_filter, sandbox)


def _test(tree: nodes.Test, sandbox: Sandbox) -> Value:
    return _applied(tree, "test", sandbox.tests, sandbox.call_test, sandbox)


def _applied(
    tree: nodes.Filter | nodes.Test,
    kind: str,
    known: Mapping[str, Any],
    apply: Callable[..., Any],
    sandbox: Sandbox,
) -> Value:
    name = tree.name
    if name not in known:
        raise TemplateAssertionError(f"No {kind} named {name!r}.", tree.lineno)
    inner, given = value_of(tree.node, sandbox), _given(tree, sandbox)
    context = Context(sandbox, {}, None, {})

    def value(values: Mapping[str, Any]) -> Any:
        found = inner(values)
        args, kwargs = given(values)
        return apply(name, found, args, kwargs, context)

    return value


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
