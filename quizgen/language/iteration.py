"""Calls that bind names: a sum or list over what a name goes through, and a step repeated.

`sum_of(k ** 2, k=range(1, n + 1))`, `map_of(w * x, w=weights, x=inputs)`,
`iterate(x - x / 4, x=8, until=x < 1)`: the first argument is worked out anew for each value of the
names that the keywords bind. Their names are known inside that argument and `until` only; where a
step is repeated, so is `turn`, the number of steps before: `path_of(h / 2 + x[turn], h=0, times=3)`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import nodes

from quizgen.errors import UserError
from quizgen.language.budget import BITS, Exhausted, bounded, is_array, spend
from quizgen.language.names import Names
from quizgen.language.operations import OPERATIONS
from quizgen.language.sandbox import Sandbox

# What goes through lists in step, and what repeats a step.
OVER_LISTS = frozenset({"sum_of", "prod_of", "map_of"})
REPEATING = frozenset({"iterate", "path_of"})
BINDING = OVER_LISTS | REPEATING
# Figures of a formula: the names are bound to the ranges of its axes, other keywords are settings.
DRAWING: Mapping[str, frozenset[str]] = {"contours": frozenset({"levels", "points", "labels"})}
TURNS = 1_000
# A turn, and the two numbers that are added or multiplied in it.
TURN_WORK = 3
# What a step knows besides its names: how many steps were made before it.
TURN = "turn"
_EXAMPLES = {
    "sum_of": "sum_of(k ** 2, k=range(1, n + 1))",
    "prod_of": "prod_of(k, k=range(1, n + 1))",
    "map_of": "map_of(w * x, w=weights, x=inputs)",
    "iterate": "iterate(x - x / 4, x=8, times=3) or until=x < 1",
    "contours": "contours(x ** 2 + 4 * y ** 2, x=(-3, 3), y=(-3, 3), levels=[1, 4])",
    "path_of": "path_of(x - x / 4, x=8, times=3) or until=x < 1",
}

Value = Callable[[Mapping[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Binding:
    """A call that binds names: what is worked out, what the names go through or begin with, the end."""

    name: str
    body: nodes.Expr
    bound: tuple[tuple[str, nodes.Expr], ...]
    times: nodes.Expr | None = None
    until: nodes.Expr | None = None
    settings: tuple[tuple[str, nodes.Expr], ...] = ()


def how_written(name: str) -> UserError:
    """What is said of a binding call that is written otherwise."""
    return UserError(f"{name} is not written like this", f"write {_EXAMPLES[name]}")


def binding_of(tree: nodes.Node) -> Binding | None:
    """The binding call of a piece of a tree, None for another piece; `UserError` for one written wrongly."""
    if not isinstance(tree, nodes.Call) or not isinstance(tree.node, nodes.Name):
        return None
    name = tree.node.name
    if name not in BINDING and name not in DRAWING:
        return None
    if len(tree.args) != 1 or tree.dyn_args or tree.dyn_kwargs:
        raise how_written(name)
    given = {str(pair.key): pair.value for pair in tree.kwargs}
    times = given.pop("times", None) if name in REPEATING else None
    until = given.pop("until", None) if name in REPEATING else None
    settings = {key: given.pop(key) for key in DRAWING.get(name, ()) & given.keys()}
    if not given or (name in REPEATING and (times is None) == (until is None)):
        raise how_written(name)
    return Binding(
        name, tree.args[0], tuple(given.items()), times, until, tuple(sorted(settings.items()))
    )


def free_names(tree: nodes.Node) -> frozenset[str]:
    """The names that a tree needs from outside: all but those that its binding calls bind.

    >>> tree = Sandbox().parse("{{ sum_of(a * k, k=range(n)) }}")
    >>> sorted(free_names(tree))
    ['a', 'n', 'range']
    """
    names = frozenset(name.name for name in tree.find_all(nodes.Name))
    if isinstance(tree, nodes.Name):
        names |= {tree.name}
    return _free(tree) if names & (BINDING | DRAWING.keys()) else names


def _free(tree: nodes.Node) -> frozenset[str]:
    if isinstance(tree, nodes.Name):
        return frozenset({tree.name})
    binding = binding_of(tree)
    if binding is None:
        return frozenset().union(*map(_free, tree.iter_child_nodes()))
    inside = _free(binding.body) | (_free(binding.until) if binding.until else frozenset())
    outside = [value for _, value in (*binding.bound, *binding.settings)]
    outside += [binding.times] if binding.times else []
    own = {name for name, _ in binding.bound} | ({TURN} if binding.name in REPEATING else set())
    # What draws is a function of the scope, known where figures are.
    drawing = frozenset({binding.name}) & DRAWING.keys()
    return drawing | (inside - own).union(*map(_free, outside))


def binding_value(
    binding: Binding, sandbox: Sandbox, value_of: Callable[[nodes.Expr, Sandbox], Value]
) -> Value:
    """What works out a binding call, where `value_of` works out its pieces."""
    body = value_of(binding.body, sandbox)
    if binding.name in DRAWING:
        return _drawn(binding, body, sandbox, value_of)
    if binding.name in REPEATING:
        states = _states_of(binding, sandbox, value_of)
        if binding.name == "iterate":
            return lambda values: _told(_last(states(values)))
        return lambda values: bounded([_told(state) for state in states(values)])
    turns = _turns_of(binding, sandbox, value_of)
    names = [name for name, _ in binding.bound]

    def entries(values: Mapping[str, Any]) -> Iterator[Any]:
        inner = Names(values)
        for turn in turns(values):
            if len(turn) == 1:
                inner[names[0]] = turn[0]  # by far the most
            else:
                inner.update(zip(names, turn, strict=True))
            value = body(inner)
            small = type(value) is int and value.bit_length() <= BITS  # by far the most
            yield value if small else bounded(value)

    if binding.name == "map_of":
        return lambda values: bounded(list(entries(values)))
    sign, start = ("+", 0) if binding.name == "sum_of" else ("*", 1)
    operate = OPERATIONS[sign]

    def reduced(values: Mapping[str, Any]) -> Any:
        total: Any = start
        for entry in entries(values):
            total = operate(total, entry)
        return total

    return reduced


def _drawn(
    binding: Binding,
    body: Value,
    sandbox: Sandbox,
    value_of: Callable[[nodes.Expr, Sandbox], Value],
) -> Value:
    """What draws a figure of a formula, which it works out wherever it needs to."""
    names = [name for name, _ in binding.bound]
    ranges = [value_of(value, sandbox) for _, value in binding.bound]
    settings = [(name, value_of(value, sandbox)) for name, value in binding.settings]

    def drawn(values: Mapping[str, Any]) -> Any:
        # The figure may look up heights later, when names around it have moved on.
        values = Names(values)

        def height(*at: Any) -> Any:
            spend()
            return body(Names(values, **dict(zip(names, at, strict=True))))

        bound = {name: of(values) for name, of in zip(names, ranges, strict=True)}
        return values[binding.name](height, bound, **{name: of(values) for name, of in settings})

    return drawn


def _turns_of(
    binding: Binding, sandbox: Sandbox, value_of: Callable[[nodes.Expr, Sandbox], Value]
) -> Callable[[Mapping[str, Any]], Iterator[tuple[Any, ...]]]:
    """What gives the values of the bound names, turn by turn: lists are gone through in step."""
    names = [name for name, _ in binding.bound]
    lists = [value_of(value, sandbox) for _, value in binding.bound]

    def turns(values: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
        found = [_items(binding.name, name, of(values)) for name, of in zip(names, lists, strict=True)]  # fmt: skip
        if len({len(items) for items in found}) > 1:
            sizes = ", ".join(f"{name} has {len(items)}" for name, items in zip(names, found, strict=True))  # fmt: skip
            raise UserError(f"{binding.name}: {sizes} values; give lists of one length")
        spend(TURN_WORK * len(found[0]))
        return zip(*found, strict=True)

    return turns


def _items(call: str, name: str, value: Any) -> Sequence[Any]:
    if is_array(value) and value.ndim:
        entries: Any = value.tolist() if value.ndim == 1 else list(value)
    elif isinstance(value, (list, tuple, range)):
        entries = value
    else:
        raise UserError(
            f"{call}: {name} goes through no list", f"give a list, as in {_EXAMPLES[call]}"
        )
    spend(len(entries))
    return entries  # type: ignore[no-any-return] # a list, tuple or range, as was looked at


State = tuple[Any, ...]


def _states_of(
    binding: Binding, sandbox: Sandbox, value_of: Callable[[nodes.Expr, Sandbox], Value]
) -> Callable[[Mapping[str, Any]], Iterator[State]]:
    """What gives the values of the names from the start on, one turn after the other."""
    names = [name for name, _ in binding.bound]
    starts = [value_of(value, sandbox) for _, value in binding.bound]
    step = value_of(binding.body, sandbox)
    times = value_of(binding.times, sandbox) if binding.times else None
    until = value_of(binding.until, sandbox) if binding.until else None

    def states(values: Mapping[str, Any]) -> Iterator[State]:
        turns = TURNS if times is None else _turns(binding.name, times(values))
        state = tuple(bounded(start(values)) for start in starts)
        inner = Names(values)
        for turn in range(turns + 1):
            yield state
            inner[TURN] = turn
            inner.update(zip(names, state, strict=True))
            if turn == turns or (until is not None and until(inner)):
                break
            spend()
            state = _next(names, bounded(step(inner)))
        if until is not None and not until(inner):
            raise Exhausted(
                f"{binding.name}: until is not true after {TURNS:,} steps",
                "give times, or an end that is reached",
            )

    return states


def _turns(call: str, times: Any) -> int:
    if type(times) is not int or not 0 <= times <= TURNS:
        raise UserError(f"{call}: times = {times} is no whole number from 0 to {TURNS:,}")
    return times


def _next(names: Sequence[str], value: Any) -> State:
    if len(names) == 1:
        return (value,)
    if not isinstance(value, (list, tuple)) or len(value) != len(names):
        raise UserError(
            f"iterate: the step gives no {len(names)} values",
            f"write a list of the next {', '.join(names)}",
        )
    return tuple(value)


def _told(state: State) -> Any:
    return state[0] if len(state) == 1 else list(state)


def _last(states: Iterator[State]) -> State:
    state: State = ()
    for state in states:  # noqa: B007 - the last is what is asked
        pass
    return state
