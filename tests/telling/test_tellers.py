"""The solver leaves a trace, tellers make lines of it."""

import ast
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import quizgen.telling
from quizgen.slips import applicable
from quizgen.solver import BatchNorm1d, Conv1d, GroupNorm, ShapeError, mlp, true_convolution
from quizgen.solver.activation_table import ACTIVATIONS
from quizgen.solver.layers.layer_normalization import LayerNorm
from quizgen.solver.layers.linear import Linear
from quizgen.solver.logarithm import Log
from quizgen.solver.losses import LOSSES, cross_entropy
from quizgen.solver.quantity import Call, quantity, tracing
from quizgen.solver.trace import ENTRIES, leave, leaving_trace, silent
from quizgen.telling import Step, Told, activation_formulas, losses, recording, teller
from quizgen.telling.table import HOME
from quizgen.telling.tellers import tell

ROOM = Path(quizgen.telling.__file__).parent


def told_in(path: Path) -> set[str]:
    """The quantities whose tellers a module has."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    decorators = [d for node in tree.body if isinstance(node, ast.FunctionDef) for d in node.decorator_list]  # fmt: skip
    calls = [d for d in decorators if isinstance(d, ast.Call) and getattr(d.func, "id", "") == "teller"]  # fmt: skip
    return {str(arg.value) for d in calls for arg in d.args if isinstance(arg, ast.Constant)}


@pytest.mark.parametrize("path", sorted(ROOM.glob("*.py")), ids=lambda path: path.stem)
def test_table_says_where_tellers_are(path: Path) -> None:
    assert told_in(path) == {name for name, module in HOME.items() if module == path.stem}


@cache
def of_the_solver() -> list[ast.stmt]:
    sources = (ROOM.parent / "solver").rglob("*.py")
    return [node for path in sources for node in ast.parse(path.read_text(encoding="utf-8")).body]


@pytest.mark.parametrize("name", [name for name in HOME if name[0].isupper() or name[0] == "_"])
def test_a_class_has_the_method_that_is_told(name: str) -> None:
    """A class that is renamed would lose its worked solution without a word."""
    kind, _, method = name.partition(".")
    found = [c for c in of_the_solver() if isinstance(c, ast.ClassDef) and c.name == kind]
    assert [m for c in found for m in c.body if isinstance(m, ast.FunctionDef) and m.name == method]


@pytest.mark.parametrize("layer", [BatchNorm1d(3), LayerNorm((3,)), GroupNorm(1, 3)])
def test_what_normalization_learns_is_called_scales_and_shifts(layer: Any) -> None:
    with recording() as steps:
        assert layer.parameter_count == 6
    assert [(step.symbol, step.value) for step in steps] == [
        (r"\text{scales}", "3"), (r"\text{shifts}", "3"), (r"\text{parameters}", "6"),
    ]  # fmt: skip


@quantity
def doubled(x: int) -> int:
    leave("a factor", 2, of=x)
    return 2 * x


@quantity
def doubled_twice(x: int) -> int:
    return doubled(doubled(x))


@quantity
def refused(x: int) -> int:
    doubled(x)
    raise ShapeError("no")


@teller("doubled")
def _(call: Call) -> Told:
    yield from call.children
    yield Step("d", "", rf"2 \cdot {call.arguments['x']}", str(call.result))


@teller("a factor")
def _(call: Call) -> Told:
    yield Step("f", "", "", str(call.result), f"for {call.arguments['of']}")


@teller("refused")
def _(call: Call) -> Told:
    yield Step("r", "", "", str(call.result))


def lines(steps: list[Step] | tuple[Step, ...]) -> list[str]:
    return [f"{step.symbol}={step.value}" for step in steps]


class TestATrace:
    """Calls within calls; what nobody keeps costs nothing."""

    def test_children_in_order(self) -> None:
        with leaving_trace() as calls:
            assert doubled_twice(3) == 12
        (outer,) = calls
        assert [(c.quantity, c.result) for c in outer.children] == [("doubled", 6), ("doubled", 12)]
        assert [c.quantity for c in outer.children[0].children] == ["a factor"]

    def test_nothing_outside(self) -> None:
        with leaving_trace() as calls, silent():
            doubled(3)
        leave("a factor", 2, of=1)
        assert calls == []

    def test_asked_and_traced_are_two_things(self) -> None:
        with tracing() as asked, leaving_trace() as calls:
            doubled_twice(1)
        assert [c.quantity for c in asked] == ["doubled_twice", "doubled", "doubled"]
        assert len(calls) == 1

    def test_a_thing_found_cannot_be_asked(self) -> None:
        with leaving_trace() as calls:
            leave("a factor", 2)
        with pytest.raises(TypeError, match="nobody can ask"):
            calls[0].compute()

    def test_large_arrays_leave_no_windows(self) -> None:
        with recording() as steps:
            Conv1d(1, 1, 2, bias=False).output(np.arange(ENTRIES + 3), [1, 1])
        assert steps == []


class TestTelling:
    """One teller for each quantity; without one, what is inside is told."""

    def test_inside_where_nobody_tells(self) -> None:
        with recording() as steps:
            doubled_twice(1)
        assert lines(steps) == ["f=2", "d=2", "f=2", "d=4"]
        assert steps[2].note == "for 2"

    def test_a_quantity_asked_twice_is_worked_out_once(self) -> None:
        with recording() as steps:
            assert doubled(4) == doubled(4)
        assert lines(steps) == ["f=2", "d=8"]

    def test_an_unfinished_call_tells_what_was_done(self) -> None:
        with leaving_trace() as calls, pytest.raises(ShapeError):
            refused(1)
        assert lines(tell(calls)) == ["f=2", "d=2"]

    def test_a_name_has_one_teller(self) -> None:
        import_module("quizgen.telling.counts")
        with pytest.raises(ValueError, match=r"Linear\.macs has a teller already, in quizgen\.tell"):  # fmt: skip
            teller("Linear.macs")(lambda call: call.children)

    def test_another_class_of_a_layer_tells_itself(self) -> None:
        class Wide(Linear):
            @quantity
            def macs(self, input_shape: object) -> int:  # noqa: ARG002 - the signature of the base
                return 7

        with recording() as steps:
            assert Wide(3, 2).macs(3) == 7
        assert steps == []  # not what the base says of its own count


def test_a_slip_is_not_lost_to_its_narration() -> None:
    """The full overlap has more outputs than there are windows to write out."""
    with tracing() as calls:
        true_convolution([3, -1, -4, 2], [2, 1, -4])
    found = {rule.name: rule.wrong for rule in applicable(calls)}
    inner = next(call for call in calls if call.quantity == "output")
    assert "full-padding" in found
    assert np.array_equal(found["full-padding"](inner), np.convolve([3, -1, -4, 2], [2, 1, -4]))


SOLVER = ROOM.parent / "solver"
# What the solver may word in LaTeX, and why.
WORDED = {
    "conventions.py": "sentences of statements, which expressions of banks may name",
    "order.py": "what is put into order is the answer's own text",
    "other_convention.py": "the same sentences, short, beside another value",
}


def worded(source: str) -> list[int]:
    """Lines with a text that has a backslash, other than docstrings."""
    tree = ast.parse(source)
    said = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body
        if isinstance(node.body[0], ast.Expr)
    }
    texts = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return [node.lineno for node in texts if "\\" in str(node.value) and node not in said]


def test_the_solver_words_nothing() -> None:
    found = {
        path.relative_to(SOLVER).as_posix(): worded(path.read_text(encoding="utf-8"))
        for path in sorted(SOLVER.rglob("*.py"))
    }
    assert {name for name, lines in found.items() if lines} == set(WORDED)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('x = r"\\frac"', [1]),
        ('def f():\n    r"∇ is \\nabla"\n    return 1', []),
        ('y = rf"\\text{x}"', [1]),
        ('"""Doc."""\nZ = "\\\\cdot"', [2]),
        ("class A:\n    r'''\\sum'''", []),
    ],
)
def test_a_text_in_latex_is_found(source: str, lines: list[int]) -> None:
    assert worded(source) == lines


def test_every_function_has_its_formula() -> None:
    assert set(activation_formulas.FORMULAS) == set(ACTIVATIONS)
    assert set(losses.FORMULAS) == set(LOSSES)


def test_layers_and_edges_of_a_diagram_are_counted_by_hand() -> None:
    net = mlp((3, 4, 2, 5))
    facts: dict[str, tuple[Any, str, str]] = {
        "L": (lambda: net.layer_count, "4 - 1", "3"),
        r"\text{hidden layers}": (lambda: net.hidden_layer_count, "4 - 2", "2"),
        r"\text{hidden units}": (lambda: net.hidden_unit_count, "4 + 2", "6"),
        r"\text{edges in}": (lambda: net.in_edges(2), "", "4"),
        r"\text{edges out}": (lambda: net.out_edges(2), "", "5"),
    }
    for symbol, (ask, numbers, value) in facts.items():
        with recording() as steps:
            assert ask() == int(value)
        assert [(step.symbol, step.substitution, step.value) for step in steps] == [
            (symbol, numbers, value)
        ]


def test_a_standard_score_has_the_index_of_its_value() -> None:
    with leaving_trace() as calls:
        LayerNorm(2, eps=0).output([1, 3])
    scores = [str(step).split(" = ")[:2] for step in tell(calls) if step.symbol.startswith("z")]
    assert scores == [[f"z_{{{i}}}", rf"\frac{{x_{{{i}}} - \mu}}{{\sigma}}"] for i in (1, 2)]


def test_the_loss_of_a_class_needs_its_share_alone() -> None:
    with recording() as steps:
        cross_entropy([Log(1), Log(2), Log(3)], 1)
    share, loss = steps
    assert str(share) == r"p_{2} = \frac{2}{1 + 2 + 3} = \frac{1}{3}"
    assert share.note.startswith("The power of e")
    assert str(loss) == r"J = -\ln(p_{2}) = -\ln(\frac{1}{3}) = \ln(3)"
