r"""A binding call as lines of a derivation: the summands of a sum, an entry or a step a line."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from jinja2 import nodes

from quizgen.errors import UserError
from quizgen.language.expression import Scope, compiled
from quizgen.language.formula import formula_with, is_number, numbers_put_in
from quizgen.language.iteration import OVER_LISTS, TURN, Binding, binding_of
from quizgen.language.letters import letter
from quizgen.telling import Step
from quizgen.telling.notation import latex

# So many lines or summands are told; of more, the first and the last.
TOLD = 12


def iteration_steps(text: str, value: Any, scope: Scope) -> tuple[Step, ...]:
    r"""The lines of an expression that is one binding call; none for another, or where nothing is a number.

    >>> for step in iteration_steps("iterate(x - x / 4, x=8, times=2)", 4.5, Scope({})): print(step)
    x_{0} = 8
    x_{1} = x_{0} - \frac{x_{0}}{4} = 8 - \frac{8}{4} = 6
    x_{2} = x_{1} - \frac{x_{1}}{4} = 6 - \frac{6}{4} = \frac{9}{2}
    >>> print(*iteration_steps("sum_of(k ** 2, k=range(1, 4))", 14, Scope({})))
    \sum_{k} k^{2} = 1^{2} + 2^{2} + 3^{2} = 14
    """
    binding = binding_of(compiled(text).tree) if text else None
    return _steps(binding, value, scope) if binding else ()


def steps_inside(text: str, scope: Scope) -> tuple[Step, ...]:
    """The lines of the binding calls inside an expression, each worked out by itself."""
    found: list[Step] = []
    for call, binding in _binding_calls(text) if text else ():
        try:
            found += _steps(binding, scope.value_of(call), scope)
        except UserError:
            continue  # inside another, whose name it needs
    return tuple(found)


@lru_cache(maxsize=4096)
def _binding_calls(text: str) -> tuple[tuple[nodes.Call, Binding], ...]:
    """The binding calls inside an expression, looked for once."""
    calls = compiled(text).tree.find_all(nodes.Call)
    return tuple((call, binding) for call in calls if (binding := binding_of(call)) is not None)


def _steps(binding: Binding, value: Any, scope: Scope) -> tuple[Step, ...]:
    try:
        if binding.name in OVER_LISTS:
            return _over_lists(binding, value, scope)
        return _repeated(binding, scope)
    except (UserError, KeyError, ValueError):
        return ()


def _over_lists(binding: Binding, value: Any, scope: Scope) -> tuple[Step, ...]:
    names = [name for name, _ in binding.bound]
    lists = [_listed(scope.value_of(tree)) for _, tree in binding.bound]
    scopes = [scope.extended(dict(zip(names, turn, strict=True))) for turn in zip(*lists, strict=True)]  # fmt: skip
    if not scopes or not is_number(value):
        return ()
    if binding.name == "map_of":
        values = [inner.value_of(binding.body) for inner in scopes]
        lines = [
            Step("", "", numbers_put_in(binding.body, inner.value_of, is_alone=True), latex(entry))
            for inner, entry in zip(scopes, values, strict=True)
        ]
        # Entries that are looked up, not worked out, say no more than the answer does.
        return tuple(_told(lines) if any(x.substitution != x.value for x in lines) else ())
    is_sum = binding.name == "sum_of"
    sign = " + " if is_sum else r" \cdot "
    numbers = [numbers_put_in(binding.body, inner.value_of, is_alone=False) for inner in scopes]
    if len(numbers) > TOLD:
        numbers = [*numbers[: TOLD - 2], r"\dots", numbers[-1]]
    sigma = r"\sum" if is_sum else r"\prod"
    return (Step("", _over(binding, sigma), sign.join(numbers), latex(value)),)


def _over(binding: Binding, sigma: str) -> str:
    """The formula of a sum: over its name where that is a number that counts, else over an index."""
    (first, tree), *others = binding.bound
    counts = isinstance(tree, nodes.Call) and isinstance(tree.node, nodes.Name) and tree.node.name == "range"  # fmt: skip
    if counts and not others and letter(first):
        body = formula_with(binding.body, {}, is_alone=False)
        return rf"{sigma}_{{{letter(first)}}} {body}" if body else ""
    marks = {name: "i" for name, _ in binding.bound}
    if not all(map(letter, marks)) or "i" in marks:
        return ""
    body = formula_with(binding.body, marks, is_alone=False)
    return rf"{sigma}_{{i}} {body}" if body else ""


def _repeated(binding: Binding, scope: Scope) -> tuple[Step, ...]:
    names = [name for name, _ in binding.bound]
    call = binding_call(replace(binding, name="path_of"))
    found = [state if len(names) > 1 else [state] for state in scope.value_of(call)]
    if not all(is_number(state) for state in found):
        return ()
    bodies = _bodies(binding, len(names))
    counted = any(name.name == TURN for name in binding.body.find_all(nodes.Name))
    rows = [[Step(_marked(n, 0), "", "", latex(v)) for n, v in zip(names, found[0], strict=True)]]
    for turn, state in enumerate(found[1:], 1):
        before = dict(zip(names, found[turn - 1], strict=True))
        inner = scope.extended({TURN: turn - 1, **before})
        marks = dict.fromkeys(names, str(turn - 1))
        rows.append(
            [
                Step(
                    _marked(name, turn),
                    formula_with(body, marks, is_alone=True)
                    if body and letter(name) and not counted
                    else "",
                    _numbers(body, inner) if body else "",
                    latex(entry),
                )
                for name, body, entry in zip(names, bodies, state, strict=True)
            ]
        )
    most = max(TOLD // len(names), 3)
    if len(rows) > most:
        left_out = len(rows) - most
        last = [
            replace(rows[-1][0], note=f"After {left_out} more steps like these:"),
            *rows[-1][1:],
        ]
        rows = [*rows[: most - 1], last]
    return tuple(step for row in rows for step in row)


def _numbers(body: nodes.Expr, scope: Scope) -> str:
    try:
        return numbers_put_in(body, scope.value_of, is_alone=True)
    except ValueError:
        return ""  # a matrix: its value says it


def binding_call(binding: Binding) -> nodes.Call:
    """The call of a binding, as its tree."""
    given = [*binding.bound]
    given += [(n, v) for n, v in (("times", binding.times), ("until", binding.until)) if v]
    keywords = [nodes.Keyword(name, value) for name, value in given]
    return nodes.Call(nodes.Name(binding.name, "load"), [binding.body], keywords, None, None)


def _bodies(binding: Binding, count: int) -> list[nodes.Expr | None]:
    if count == 1:
        return [binding.body]
    if isinstance(binding.body, (nodes.List, nodes.Tuple)):
        return list(binding.body.items)
    return [None] * count


def _marked(name: str, turn: int) -> str:
    return f"{letter(name)}_{{{turn}}}" if letter(name) else ""


def _told(lines: list[Step]) -> list[Step]:
    if len(lines) <= TOLD:
        return lines
    left_out = len(lines) - TOLD
    last = replace(lines[-1], note=f"After {left_out} more lines like these:")
    return [*lines[: TOLD - 1], last]


def _listed(value: Any) -> list[Any]:
    if hasattr(value, "tolist"):
        return value.tolist() if value.ndim == 1 else list(value)
    return list(value)
