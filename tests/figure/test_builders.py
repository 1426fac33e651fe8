"""Builders: what figures say in words, what they refuse, what they never give away."""

import re
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from quizgen.errors import UserError
from quizgen.figure import BUILDERS, Figure
from quizgen.figure.network import plain
from quizgen.solver import Conv1d, Conv2d, Linear, MaxPool1d, MaxPool2d, mlp, symbol
from quizgen.variant import Variant


def numbers(alt: str) -> set[int]:
    return {int(found) for found in re.findall(r"(?<![\w.(,])\d+(?![\w.,)])", alt)}


def told_units(words: str) -> list[str]:
    """The units of "x1 to x3 and x5", or of "v(1,1) and v(1,2)"."""
    units = []
    for piece in re.split(r", (?![0-9])| and ", words):
        first, _, last = piece.partition(" to ")
        if not last:
            units.append(first)
            continue
        head, start = re.fullmatch(r"(.*?)(\d+)\)?", first).groups()  # type: ignore[union-attr]
        tail = ")" if first.endswith(")") else ""
        end = int(re.findall(r"\d+", last)[-1])
        units += [f"{head}{i}{tail}" for i in range(int(start), end + 1)]
    return units


def told_edges(alt: str) -> set[tuple[str, str, str | None]]:
    """Output, input and weight of every edge that the words tell of."""
    edges: set[tuple[str, str, str | None]] = set()
    windows: dict[str, list[str]] = {}
    for sentence in alt.split(". ")[2:]:
        by, _, joins = sentence.removesuffix(".").rpartition("in this order, ")
        weights = told_units(by.removeprefix("By ").removesuffix(", ")) if by else []
        if " are joined with the same inputs as " in joins:
            own, others = map(told_units, joins.split(" are joined with the same inputs as "))
            told = {unit: windows[other] for unit, other in zip(own, others, strict=True)}
        else:
            pairs = [j.replace(" is joined", "").split(" with ") for j in joins.split("; ")]
            told = {unit: told_units(inputs) for unit, inputs in pairs}
        windows |= told
        for unit, inputs in told.items():
            named: list[str | None] = [*weights] or [None for _ in inputs]
            edges |= {(unit, x, w) for x, w in zip(inputs, named, strict=True)}
    return edges


class TestAltText:
    """The same facts in words, but not the counts a question asks for."""

    def test_network_names_units_not_totals(self) -> None:
        alt = BUILDERS["network"]((7, 11, 3), bias=True, mark=(1, 4)).alt
        assert "Column 1: x1 to x7. Column 2: h1 to h11. Column 3: f1 to f3." in alt
        assert "Unit h4 is marked." in alt
        # Units per layer, edges, parameters with intercepts.
        assert not numbers(alt) & {7, 11, 110, 77, 33, 124}

    def test_weights_are_said(self) -> None:
        alt = BUILDERS["network"]((2, 1), weights=[[[Fraction(1, 2), -3]]], biases=[[4]]).alt
        assert "Weights from x1 and x2 into f: 1/2 and -3." in alt
        assert "Weights from the constant 1 into f: 4." in alt

    def test_connections_say_who_joins_whom_not_how_many(self) -> None:
        alt = BUILDERS["connections"](Conv1d(1, 2, 3, bias=False), 6).alt
        assert (
            "By v(1,1) to v(1,3), in this order, h(1,1) is joined with x1 to x3; h(1,2) with x2 to x4; "
            "h(1,3) with x3 to x5; h(1,4) with x4 to x6."
        ) in alt
        assert "h(2,1) to h(2,4) are joined with the same inputs as h(1,1) to h(1,4)." in alt
        assert numbers(alt) == set()

    @pytest.mark.parametrize(
        "layer",
        [
            Conv1d(1, 2, 3, bias=False),
            Conv1d(1, 3, 2, stride=3, bias=False),
            Conv1d(1, 1, 3, padding=1, bias=False),
            Conv1d(1, 2, 3, dilation=2, bias=False),
            MaxPool1d(3, stride=2),
        ],
        ids=repr,
    )
    def test_every_edge_of_a_convolution_can_be_read(self, layer: Conv1d | MaxPool1d) -> None:
        """Who reads the words alone finds the edges, and the weight of each, that the drawing has."""
        figure = BUILDERS["connections"](layer, 8)
        data = figure.data
        names = [[plain(name) for name in column] for column in data["columns"]]
        weights = [plain(name) for name in data["weights"]]
        drawn = {
            (names[1][u], names[0][x], None if w is None else weights[w])
            for u, x, w in data["edges"][0]
        }
        assert told_edges(figure.alt) == drawn

    def test_a_network_at_the_bounds_is_said_shortly(self) -> None:
        """Seven columns of twenty units, 2400 edges: what a listener can keep in mind."""
        figure = BUILDERS["network"]([20] * 7, mark=(3, 17))
        assert "Column 4: h1 to h20 of layer 3." in figure.alt
        assert "Unit h17 of layer 3 is marked." in figure.alt
        assert len(figure.alt) < 400

    def test_loss_panels_have_no_names(self) -> None:
        alt = BUILDERS["losses"](["logistic -1", "square +1"]).alt
        assert "logistic" not in alt
        assert "square" not in alt
        assert (
            "Panel A: loss at f = -8, -4, -2, -1, 0, 1, 2, 4, 8: 0, 0, 0.1, 0.3, 0.7, 1.3, 2.1, 4, 8."
            in alt
        )

    def test_activation_panels_have_no_names(self) -> None:
        alt = BUILDERS["activations"](["tanh", "sigmoid"]).alt
        assert "tanh" not in alt
        assert "sigmoid" not in alt
        assert (
            "Panel B: Values at z = -3, -2, -1, 0, 1, 2, 3: 0, 0.1, 0.3, 0.5, 0.7, 0.9, 1." in alt
        )

    def test_layer_stack_leaves_shapes_blank(self) -> None:
        figure = BUILDERS["layer_stack"](
            [Conv2d(1, 6, 5), MaxPool2d(2), Linear(864, 10)], (1, 28, 28)
        )
        assert not numbers(figure.alt) & {24, 12, 864}
        assert "Conv2d: 6 kernels of size 5 × 5, stride 1." in figure.alt

    def test_window_output_is_not_computed(self) -> None:
        assert BUILDERS["sliding_window"]([0, 3, 10], [-2, 1], at=2).alt == (
            "Input: 0, 3, 10. Kernel: -2, 1. Window 2 holds 3, 10 and gives output 2."
        )


class TestData:
    """NumPy arrays, fractions and symbols become JSON values."""

    def test_numpy(self) -> None:
        figure = BUILDERS["network"](np.array([2, 1]), weights=[np.array([[1, -2]])])
        assert figure.data["units"] == [2, 1]
        assert type(figure.data["weights"][0][0][0]) is int

    def test_a_network_of_the_solver(self) -> None:
        assert BUILDERS["network"](mlp((3, 2, 1))).data["units"] == [3, 2, 1]

    def test_exact_points_become_coordinates(self) -> None:
        import sympy

        figure = BUILDERS["contour"]([[Fraction(1, 3), sympy.pi]])
        assert figure.data["path"] == [[0.333333, 3.141593]]

    def test_symbols_become_latex(self) -> None:
        assert BUILDERS["grid"]([[symbol("x_1"), 2]]).data["image"] == [["x_{1}", 2]]

    def test_variant_carries_figures(self) -> None:
        figure = BUILDERS["strides"](4, 2)
        variant = Variant("a", 1, "b", "t", "E", "", "s", "0", {}, {}, "", (), figures=(figure,))
        assert Variant.from_json(variant.to_json()).figures == (figure,)
        assert isinstance(variant.figures[0], Figure)

    def test_control_characters_are_not_carried(self) -> None:
        figure = BUILDERS["one_hot"]("a\x1b", "a")
        assert figure.data["text"] == "a\N{REPLACEMENT CHARACTER}"

    def test_at_most_eight_letters_of_the_alphabet(self) -> None:
        figure = BUILDERS["one_hot"]("a good book !", "abcdefghijklmnopqrstuvwxyz!")
        assert figure.data["rows"] == [
            "a",
            "b",
            "c",
            "d",
            None,
            "g",
            None,
            "k",
            None,
            "o",
            None,
            "!",
        ]


REFUSED: dict[str, tuple[Callable[[], Figure], str]] = {
    "network-wide": (
        lambda: BUILDERS["network"]((3, 21)),
        "network: a layer of 21 units cannot be drawn\n    fix: draw networks of at most 20 units in each layer",
    ),
    "network-deep": (
        lambda: BUILDERS["network"]([1] * 8),
        "network: 8 columns of units cannot be drawn\n    fix: give 2 to 7 layers, inputs first",
    ),
    "network-weights": (
        lambda: BUILDERS["network"]((2, 1), weights=[[[1], [2]]]),
        (
            "network: weights of shapes [(2, 1)] do not fit the units [2, 1]\n"
            "    fix: give matrices of shapes [(1, 2)], one row for each unit that receives"
        ),
    ),
    "network-biases": (
        lambda: BUILDERS["network"]((2, 1), biases=[[1, 2]]),
        "network: biases of lengths [2] do not fit the units [2, 1]\n    fix: give vectors of lengths [1]",
    ),
    "network-mark": (
        lambda: BUILDERS["network"]((2, 1), mark=(2, 1)),
        (
            "network: there is no unit 1 in column 2 of [2, 1]\n"
            "    fix: mark=(l, i): column l from 0 (the inputs), unit i from 1"
        ),
    ),
    "connections-inputs": (
        lambda: BUILDERS["connections"](Conv1d(1, 1, 2), 21),
        "21 units in a column cannot be drawn\n    fix: draw at most 20 units in a column",
    ),
    "connections-dense": (
        lambda: BUILDERS["connections"](Linear(3, 2), 3),
        "connections: Linear has no windows\n    fix: give a convolution, a pooling or an activation",
    ),
    "weight-matrix": (
        lambda: BUILDERS["weight_matrix"](Conv1d(1, 1, 2), 3, weight=[1, 2, 3]),
        "weight_matrix: 3 weights for a layer of 2\n    fix: give 2 numbers",
    ),
    "activation": (
        lambda: BUILDERS["activations"](["relu7"]),
        (
            "activations: 'relu7' has no plot\n"
            "    fix: choose from absolute, elu, gaussian, gelu, hardtanh, identity, leaky_relu, relu,"
            " sigmoid, sign, silu, softplus, softsign, square, step, tanh"
        ),
    ),
    "loss": (
        lambda: BUILDERS["losses"](["square 0"]),
        (
            "losses: 'square 0' has no plot\n"
            "    fix: write one of absolute, hinge, huber, logistic, perceptron, square, squared_hinge,"
            " zero_one and the label +1 or -1: 'square -1'"
        ),
    ),
    "learning-curves": (
        lambda: BUILDERS["learning_curves"]([1, 2], [1]),
        (
            "learning_curves: 2 and 1 values\n"
            "    fix: give one value for each of 2 to 40 epochs, equally many"
        ),
    ),
    "path": (
        lambda: BUILDERS["contour"]([[1]]),
        "path: [[1.0]] is not a list of points\n    fix: write [[x0, y0], [x1, y1]]",
    ),
    "graph": (
        lambda: BUILDERS["computation_graph"](4),
        "computation_graph: L = 4\n    fix: draw 1 to 3 functions",
    ),
    "expression": (
        lambda: BUILDERS["expression_graph"]([["x", 1], ["f", "+", "x", "y"]]),
        (
            "expression_graph: ['f', '+', 'x', 'y'] is not a node\n"
            "    fix: write [name, value], or [name, operation, names of earlier nodes]"
        ),
    ),
    "recurrence": (
        lambda: BUILDERS["recurrence"](0),
        "recurrence: T = 0\n    fix: draw 1 to 5 times",
    ),
    "one-hot": (
        lambda: BUILDERS["one_hot"]("abc", "abc", window=(2, 3)),
        (
            "one_hot: window (2, 3) is not inside 3 columns\n"
            "    fix: window=(first column, number of columns), counted from 1"
        ),
    ),
    "window": (
        lambda: BUILDERS["sliding_window"]([1, 2, 3], [1, 1], at=3),
        (
            "sliding_window: window [1, 3] of size [1, 2] is not inside the input\n"
            "    fix: the first window is at=1, or at=(1, 1) in a matrix"
        ),
    ),
    "plane-line": (
        lambda: BUILDERS["plane"](lines=[[1, 0]]),
        "[1, 0] is no line\n    fix: write [a, b, c] for the line with a x + b y + c = 0",
    ),
    "plane-outside": (
        lambda: BUILDERS["plane"](half_planes=[[1, 0, -9]]),
        (
            "the half-plane ['1', '0', '-9'] does not cross the drawing\n"
            "    fix: choose other ranges x and y, or another line"
        ),
    ),
    "plane-point": (
        lambda: BUILDERS["plane"]([[1, 2, 3]]),
        '[1, 2, 3] is no point\n    fix: write [x, y], [x, y, "A"] or [x, y, "+"]',
    ),
    "plane-range": (
        lambda: BUILDERS["plane"](x=(5, -5)),
        "x = (5, -5) is no range that can be drawn\n    fix: write x=(-5, 5)",
    ),
    "plane-lines": (
        lambda: BUILDERS["plane"](lines=[[1, 0, i] for i in range(5)]),
        "5 lines cannot be told apart\n    fix: draw at most 4 lines",
    ),
    "contours-levels": (
        lambda: BUILDERS["contours"](lambda x, y: x + y, {"x": (-1, 1), "y": (-1, 1)}, [5]),
        (
            "contours: the formula is nowhere 5 in these ranges\n"
            "    fix: choose levels between its smallest and its largest value there"
        ),
    ),
    "contours-names": (
        lambda: BUILDERS["contours"](lambda x: x, {"x": (-1, 1)}, [0]),
        "contours: 1 name with ranges\n    fix: bind two: x=(-3, 3), y=(-3, 3)",
    ),
    "contours-value": (
        lambda: BUILDERS["contours"](lambda x, y: [x, y], {"x": (-1, 1), "y": (-1, 1)}, [0]),
        ("contours: the formula gives [-1.0, -1.0]\n    fix: write a formula that gives a number"),
    ),
    "bars-names": (
        lambda: BUILDERS["bars"]([1, 2], names=["a"]),
        "bars: 1 name for 2 bars\n    fix: give a name for each bar",
    ),
    "bars-edges": (
        lambda: BUILDERS["bars"]([1, 2], edges=[0, 2, 1]),
        "bars: edges [0, 2, 1] do not grow\n    fix: give each edge above the one before",
    ),
    "bars-negative": (
        lambda: BUILDERS["bars"]([1, -2]),
        "bars: 2 heights\n    fix: give 1 to 20 numbers from 0",
    ),
    "regions-sigmoid": (
        lambda: BUILDERS["regions"](
            mlp((2, 2, 1), activation="sigmoid"), [[[1, 1], [1, 2]], [[1, 1]]]
        ),
        (
            "regions: Sigmoid is not straight on pieces\n"
            "    fix: use fully connected layers with ReLU, LeakyReLU or step between them"
        ),
    ),
    "regions-inputs": (
        lambda: BUILDERS["regions"](mlp((3, 1)), [[[1, 1, 1]]]),
        "regions: a matrix with rows of 3 for 2 units\n    fix: give weights that fit the network",
    ),
    "stack": (
        lambda: BUILDERS["layer_stack"]([], (1, 2)),
        "layer_stack: 0 layers\n    fix: draw 1 to 8 layers",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_drawn_says_what_can(name: str) -> None:
    make, message = REFUSED[name]
    with pytest.raises(UserError) as caught:
        make()
    assert str(caught.value) == message
