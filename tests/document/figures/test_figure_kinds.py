"""Every kind of figure: drawn, printed four ways, readable, the same every time."""

import base64
import json
import math
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from quizgen.document.figures import (
    KINDS,
    draw,
    scene_svg,
    scene_text,
    scene_tikz,
    scene_typst,
)
from quizgen.document.figures.scene import Image, Label, Scene, box, label_box
from quizgen.document.figures.tikz import picture_file
from quizgen.document.pdf import typst_pdf
from quizgen.errors import UserError
from quizgen.figure import BUILDERS, Figure
from quizgen.solver import (
    AvgPool1d,
    Conv1d,
    Conv2d,
    Flatten,
    Linear,
    MaxPool1d,
    MaxPool2d,
    ReLU,
    mlp,
)

CONV = Conv1d(1, 2, 3, bias=False)
DESCENT = [
    [-2 * math.pi, 2],
    [-5.03, 2.12],
    [-4.02, 2.28],
    [-3.2, 2.48],
    [-2.6, 2.71],
]
# One grey pixel.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
EXAMPLES: dict[str, list[Callable[[], Figure]]] = {
    "activations": [
        lambda: BUILDERS["activations"](["relu"]),
        lambda: BUILDERS["activations"](["step"]),
        lambda: BUILDERS["activations"](["tanh", "ReLU", "LeakyReLU", "sigmoid"]),
        lambda: BUILDERS["activations"](["identity", "softplus", "step", "tanh", "relu"]),
        lambda: BUILDERS["activations"](["elu", "silu", "gelu", "hardtanh", "softsign", "sign"]),
        lambda: BUILDERS["activations"](["absolute", "gaussian", "square"]),
    ],
    "bars": [
        lambda: BUILDERS["bars"](
            [3, 0, 8], names=["cat", "dog", "hen"], across="class", up="count"
        ),
        lambda: BUILDERS["bars"]([3, 7.5, 8], edges=[0, 1, 2.5, 4], up="count"),
        lambda: BUILDERS["bars"](list(range(1, 21))),
    ],
    "computation_graph": [
        lambda: BUILDERS["computation_graph"](1),
        lambda: BUILDERS["computation_graph"](2, backward=False),
        lambda: BUILDERS["computation_graph"](3),
    ],
    "connections": [
        lambda: BUILDERS["connections"](Conv1d(1, 1, 2, bias=False), 3, dense=True),
        lambda: BUILDERS["connections"](Conv1d(1, 2, 2, bias=False), 3),
        lambda: BUILDERS["connections"](CONV, 6),
        lambda: BUILDERS["connections"](Conv1d(1, 3, 4, stride=2, bias=False), 10),
        lambda: BUILDERS["connections"](Conv1d(2, 1, 2, bias=False), (2, 4), labels=False),
        lambda: BUILDERS["connections"](Conv1d(1, 1, 3, padding=1, bias=False), 5),
        lambda: BUILDERS["connections"]([Conv1d(1, 1, 2, bias=False), ReLU(), AvgPool1d(2)], 7),
    ],
    "contour": [
        BUILDERS["contour"],
        lambda: BUILDERS["contour"](DESCENT),
        lambda: BUILDERS["contour"]([[1, 1], [9, 9], [-9, 2]]),
    ],
    "contours": [
        lambda: BUILDERS["contours"](
            lambda x, y: x * x + 4 * y * y, {"x": (-3, 3), "y": (-3, 3)}, [1, 4, 9], [[1, 1, "P"]]
        ),
        lambda: BUILDERS["contours"](
            lambda a, b: a * b, {"w_1": (-2, 8), "w_2": (0, 1)}, [-1, 0, 1], labels=False
        ),
        lambda: BUILDERS["contours"](
            lambda x, y: max(x, y) - abs(x), {"x": (-30, 30), "y": (-20, 30)}, [-20, 5]
        ),
    ],
    "expression_graph": [
        lambda: BUILDERS["expression_graph"](
            [["x", 3], ["y", -1], ["z", 2], ["p", "+", "x", "y"], ["f", r"\cdot", "p", "z"]]
        )
    ],
    "grid": [
        lambda: BUILDERS["grid"]([[0, 0, 5, 5, 5]] * 5, [[-1, 0, 1]] * 3),
        lambda: BUILDERS["grid"]([[1, -4], ["3/2", 12]]),
    ],
    "layer_stack": [
        lambda: BUILDERS["layer_stack"](
            [Conv2d(1, 6, 5, padding=2), ReLU(), MaxPool2d(2), Flatten(), Linear(1176, 10)],
            (1, 28, 28),
        )
    ],
    "learning_curves": [
        lambda: BUILDERS["learning_curves"]([0.9, 0.6, 0.4, 0.3], [1, 0.8, 0.75, 0.9]),
        lambda: BUILDERS["learning_curves"]([0.9, 0.6, 0.4] * 5, [1, 0.8, 0.75] * 5),
    ],
    "losses": [
        lambda: BUILDERS["losses"](["logistic +1", "square -1", "logistic -1", "square +1"]),
        lambda: BUILDERS["losses"](["zero_one +1", "zero_one -1", "hinge +1", "squared_hinge -1"]),
        lambda: BUILDERS["losses"](["absolute +1", "huber -1", "perceptron +1"]),
    ],
    "network": [
        lambda: BUILDERS["network"]((1, 2, 1)),
        lambda: BUILDERS["network"]((4, 10, 5, 3, 1), mark=(1, 10)),
        lambda: BUILDERS["network"]((1, 20, 1)),
        lambda: BUILDERS["network"]((12, 5, 10), bias=True),
        lambda: BUILDERS["network"](
            (3, 3, 2), weights=[[[1, -2, 3], [3, -4, -3], [-4, 2, 1]], [[1, -1, "3/2"], [2, 2, 4]]]
        ),
        lambda: BUILDERS["network"](
            (2, 2, 1), weights=[[[1, -2], [3, 4]], [[1, -1]]], biases=[[1, -5], [2]]
        ),
    ],
    "one_hot": [
        lambda: BUILDERS["one_hot"]("a good book !", "abcdefghijklmnopqrstuvwxyz!", window=(3, 4)),
        lambda: BUILDERS["one_hot"]("abba", "ab"),
    ],
    "parabola": [
        lambda: BUILDERS["parabola"](1, 3, [0]),
        lambda: BUILDERS["parabola"](1, 0, [3, -1.5, 0.75, -0.375]),
        lambda: BUILDERS["parabola"](2, -2, [2, -7, 5]),
    ],
    "picture": [
        lambda: BUILDERS["picture"](
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><path d="M0 0L4 2"/></svg>',
            "A slanted line",
        ),
        lambda: BUILDERS["picture"](PNG, "A grey square", 20),
    ],
    "plane": [
        lambda: BUILDERS["plane"]([[1, 2, "+"], [-2, 1, "-"], [0, 0]], lines=[[1, -2, 1]]),
        lambda: BUILDERS["plane"](
            [[1, 2, "A"]],
            half_planes=[[1, 1, -2], [-1, 2, 0], [0, 1, 3], [1, 0, -4]],
            x=(-2, 9),
            y=(-4, 6),
        ),
    ],
    "plane_path": [lambda: BUILDERS["plane_path"]([[-2, 1], [-1.5, 0.5], [0.5, -1]])],
    "recurrence": [lambda: BUILDERS["recurrence"](4)],
    "regions": [
        lambda: BUILDERS["regions"](
            mlp((2, 3, 1)),
            [[[1, 1], [-1, 2], [0, -1]], [[1, 1, 1]]],
            [[0, 1, -1], [-3]],
            points=[[1, 1, "+"], [2, -3, "-"]],
        ),
        lambda: BUILDERS["regions"](mlp((2, 4)), [[[1, 1], [-1, 2], [0, -1], [-2, -1]]]),
    ],
    "sliding_window": [
        lambda: BUILDERS["sliding_window"]([0, 3, 10, -2, 5, 1], [-2, 1]),
        lambda: BUILDERS["sliding_window"]([0, 3, 10, -2, 5, 1], 3, at=2, stride=3),
        lambda: BUILDERS["sliding_window"]([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [-1, 2]]),
        lambda: BUILDERS["sliding_window"]([[1, 2], [3, -144]], 2),
    ],
    "strides": [
        lambda: BUILDERS["strides"](10, 3),
        lambda: BUILDERS["strides"](12, 4),
        lambda: BUILDERS["strides"](6, 2, strides=[1, 2]),
    ],
    "weight_matrix": [
        lambda: BUILDERS["weight_matrix"](CONV, 6),
        lambda: BUILDERS["weight_matrix"](
            Conv1d(1, 1, 2, stride=2, bias=False), 6, weight=[-1, 20]
        ),
        lambda: BUILDERS["weight_matrix"](Conv1d(2, 1, 2, bias=False), (2, 3)),
    ],
}
CASES = [
    pytest.param(make, id=f"{kind}-{i}")
    for kind, makers in EXAMPLES.items()
    for i, make in enumerate(makers)
]


def all_scenes() -> list[Scene]:
    return [draw(make()) for makers in EXAMPLES.values() for make in makers]


def test_every_kind_has_examples() -> None:
    assert set(EXAMPLES) == set(KINDS) == set(BUILDERS)


def test_max_pooling_is_drawn_as_mean_pooling_is() -> None:
    drawn = [draw(BUILDERS["connections"](pool(2), 6)).elements for pool in (MaxPool1d, AvgPool1d)]
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("make", CASES)
class TestEveryFigure:
    """Data is JSON, the drawing lies on its page, names do not meet."""

    def test_data_survive_json(self, make: Callable[[], Figure]) -> None:
        figure = make()
        assert json.loads(json.dumps(figure.data)) == figure.data
        assert figure.alt.endswith(".")
        assert "\n" not in figure.alt

    def test_everything_lies_inside_the_scene(self, make: Callable[[], Figure]) -> None:
        scene = draw(make())
        left, top = scene.origin
        for element in scene.elements:
            x0, y0, x1, y1 = box(element)
            assert x0 >= left - 0.01
            assert y0 >= top - 0.01
            assert x1 <= left + scene.width + 0.02
            assert y1 <= top + scene.height + 0.02
        # A4 with margins of 22 mm leaves 166 mm.
        assert scene.width < 166
        assert scene.height < 125

    def test_labels_do_not_overlap(self, make: Callable[[], Figure]) -> None:
        labels = [e for e in draw(make()).elements if isinstance(e, Label)]
        # A marked unit's name is written again over its grey disc.
        boxes = {(label.at, label.content): label_box(label) for label in labels}
        placed = list(boxes.items())
        for i, (one, (a0, b0, a1, b1)) in enumerate(placed):
            for other, (c0, d0, c1, d1) in placed[i + 1 :]:
                apart = a1 <= c0 or c1 <= a0 or b1 <= d0 + 0.35 or d1 <= b0 + 0.35
                assert apart, f"{one} overlaps {other}"

    def test_prints_four_ways(self, make: Callable[[], Figure]) -> None:
        figure = make()
        scene = draw(figure)
        assert scene_typst(scene).count("figure(alt:") == 1
        assert scene_tikz(scene).count("\\begin{tikzpicture}") == 1
        tree = ET.fromstring(scene_svg(scene))  # noqa: S314 - our own
        assert tree.findtext("{http://www.w3.org/2000/svg}title") == figure.alt
        text = scene_text(figure, 80)
        assert text
        assert all(len(line) <= 80 for line in text.splitlines())
        assert scene_text(scene, 60).startswith("Figure: ")

    def test_narrow_terminals_get_narrow_figures(self, make: Callable[[], Figure]) -> None:
        assert all(len(line) <= 40 for line in scene_text(make(), 40).splitlines())


class TestCompiles:
    """All figures of all kinds in one document of each typesetter."""

    def test_typst_accepts_all_as_accessible_pdf(self) -> None:
        body = "\n".join(f"#align(center, {scene_typst(scene)})" for scene in all_scenes())
        pdf = typst_pdf(f'#set document(title: "figures")\n{body}')
        assert pdf.startswith(b"%PDF")
        # Both standards were met: a failed one falls back to a PDF without this entry.
        assert b"pdfuaid" in pdf

    @pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
    def test_latex_accepts_all(self, tmp_path: Path) -> None:
        for scene in all_scenes():
            for image in (e for e in scene.elements if isinstance(e, Image)):
                name, data = picture_file(image)
                (tmp_path / name).write_bytes(data)
        body = "\n\n".join(map(scene_tikz, all_scenes()))
        (tmp_path / "figures.tex").write_text(
            "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{lmodern,amsmath,amssymb,textcomp,xcolor,tikz}\n"
            f"\\begin{{document}}\n{body}\n\\end{{document}}\n",
            encoding="utf-8",
        )
        done = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "figures.tex"],
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:].decode("latin-1")
        assert b"Missing character" not in (tmp_path / "figures.log").read_bytes()


def test_the_same_in_every_process() -> None:
    program = (
        "import hashlib\n"
        "from quizgen.document.figures import *\n"
        "from quizgen.figure import BUILDERS as B\n"
        "from quizgen.solver import Conv1d\n"
        "figures = [B['connections'](Conv1d(1, 2, 3, bias=False), 6), B['network']((3, 4, 2), mark=(1, 2)),\n"
        "  B['contour']([[1, 2], [0, 2]]), B['one_hot']('abba', 'ab'), B['computation_graph'](3)]\n"
        "scenes = [draw(figure) for figure in figures]\n"
        "printed = [p(s) for s in scenes for p in (scene_svg, scene_tikz, scene_typst)]\n"
        "print(hashlib.sha256(''.join(printed).encode()).hexdigest())\n"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_unknown_kind() -> None:
    with pytest.raises(UserError, match=re.escape("figure: kind 'pie' is not known")):
        draw(Figure("pie", {}, ""))


def test_foreign_latex_in_a_name_is_refused() -> None:
    figure = BUILDERS["recurrence"](1, names=(r"\input{secret}", "w"))
    for printer in (scene_tikz, scene_typst, scene_svg):
        with pytest.raises(UserError, match="unknown command"):
            printer(draw(figure))
