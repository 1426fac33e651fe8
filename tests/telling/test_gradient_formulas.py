"""Worked solutions of gradients in matrices: each line, read as a student's answer, is the gradient it says.

That the gradients themselves are right is tested beside the solver, by differences; here each line is
judged at random matrices, with the line before it in the place of the gradient that it names.
"""

import re
from itertools import product

import pytest

from quizgen.answers import answer_kind
from quizgen.solver.gradient_formulas import LAYOUTS, LayerStack, gradient_formula
from quizgen.solver.trace import leaving_trace
from quizgen.telling.tellers import tell

STACKS = [
    LayerStack(("Linear", "sigma", "Linear"), loss, layout, batch)
    for layout, batch, loss in product(LAYOUTS, (False, True), ("squared", "cross_entropy", "given"))
] + [
    LayerStack(("Linear(bias=false)", "tanh", "Linear", "sigma"), "mean_squared", "rows", batch=True),
    LayerStack(("Linear", "phi", "Linear", "sigma", "Linear"), "given", "torch"),
]  # fmt: skip
GRADIENT = re.compile(r"\\nabla_\{(\w+)\} J")


@pytest.mark.parametrize("stack", STACKS, ids=str)
def test_each_line_is_the_gradient_it_names(stack: LayerStack) -> None:
    settings = {
        "shapes": stack.shapes, "defined": stack.defined,
        "functions": [name for name in stack.functions if name != "tanh"],
    }  # fmt: skip
    for name in ("W_1", "b_2", "H_1" if stack.batch else "h_1", stack.input):
        with leaving_trace() as calls:
            gradient_formula(stack, name)
        steps = tell(calls)
        found: dict[str, str] = {}
        for step in steps:
            called = GRADIENT.fullmatch(step.symbol)
            assert called, step
            judge = answer_kind("matrix_expression", stack.gradient(called[1]), **settings)
            for side in filter(None, (step.formula, step.value)):
                put_in = side
                for other, formula in found.items():
                    put_in = put_in.replace(rf"\nabla_{{{other}}} J", f"({formula})")
                assert judge.judge(put_in).status == "correct", (step, judge.judge(put_in))
            found[called[1]] = step.value
        assert list(found)[-1] == name
        assert len(found) == len(steps)


def test_the_lines_of_a_batch() -> None:
    stack = LayerStack(("Linear",), "mean_squared", "rows", batch=True)
    with leaving_trace() as calls:
        gradient_formula(stack, "b")
    assert list(map(str, tell(calls))) == [
        r"\nabla_{Z} J = \frac{1}{n} (Z - Y)",
        r"\nabla_{b} J = \mathbf{1}^\top \nabla_{Z} J = \mathbf{1}^\top \frac{1}{n} (Z - Y)",
    ]


@pytest.mark.parametrize("stack", STACKS, ids=str)
def test_a_gradient_before_a_factor_stands_in_parentheses(stack: LayerStack) -> None:
    """∇_z J h would be the gradient of J h."""
    with leaving_trace() as calls:
        for name in ("W_1", "b_2"):
            gradient_formula(stack, name)
    formulas = [step.formula for step in tell(calls)]
    assert any(" J)" in formula for formula in formulas)
    assert [f for f in formulas if re.search(r" J(?:\^| (?![-+=]|\\odot))", f)] == []
