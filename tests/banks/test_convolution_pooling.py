"""The families of convolution, pooling and text: the lecture's numbers, and what no draw may hide."""

from functools import lru_cache
from typing import Any

import pytest

from quizgen.bank import Library, draw, load_banks

BANKS = ("convolution", "images", "pooling", "text")


@lru_cache(maxsize=1)
def library() -> Library:
    return load_banks()


def keys(identifier: str, instance: str) -> list[Any]:
    variant = draw(library().exercise(identifier), "slides", None, instance)
    return [part.key for part in variant.parts]


# Slide of Hocking (2021), family, instance, the answers printed there or worked out by hand.
SLIDES: list[Any] = [
    pytest.param("conv1d-arch", "slide", [50, 6, 30, 20], id="S37 1-d"),
    pytest.param("conv2d-counts", "slide", [25, 500, 36, 720], id="S37 2-d"),
    pytest.param("conv1d-compute", "slide", [[3, 4]], id="S38 q2"),
    pytest.param("conv1d-strided-arch", "slide", [5, 4, 20, 60], id="S42 1-d"),
    pytest.param("pool2d-size", "slide", [[1, 2, 2], 4], id="S42 2-d"),
    pytest.param("pool1d-mean", "slide", [["3/2", 4, 3]], id="S43 q1"),
    pytest.param("pool1d-max", "slide", [[10, 5]], id="S43 q2"),
    pytest.param("conv1d-strided-compute", "slide", [[3, -22, -9]], id="S43 q3"),
    pytest.param(
        "conv1d-matrix", "slide", [[["v_1", "v_2", 0], [0, "v_1", "v_2"]], 2, [3, 4]], id="S29"
    ),
    pytest.param(
        "conv1d-matrix-filters",
        "slide",
        [
            [
                ["v_1_1", "v_1_2", 0],
                [0, "v_1_1", "v_1_2"],
                ["v_2_1", "v_2_2", 0],
                [0, "v_2_1", "v_2_2"],
            ],
            4,
            [3, 4, -9, -18],
        ],
        id="S33",
    ),
    pytest.param("conv1d-filters-counts", "slide-32", [4, 2, 4, 8, 4], id="S32"),
    pytest.param("conv1d-filters-counts", "slide-35", [3, 4, 4, 12, 12], id="S35"),
    pytest.param("conv1d-filters-counts", "slide", [6, 4, 8, 24, 24], id="S36"),
    pytest.param("conv1d-diagram-read", "slide-3-2", [2, 1, 1, 1, 2, 4], id="S31"),
    pytest.param("conv1d-diagram-read", "slide-3-4", [2, 2, 1, 2, 4, 8], id="S32 diagram"),
    pytest.param("conv1d-diagram-read", "slide-6-4", [3, 1, 1, 3, 3, 12], id="S35 diagram"),
    pytest.param("conv1d-diagram-read", "slide", [3, 2, 1, 1, 6, 24], id="S36 diagram"),
    pytest.param("conv1d-out-size", "slide", [2, 0], id="S27"),
    pytest.param("conv1d-out-size", "slide-6", [4, 0], id="S35 outputs"),
    pytest.param("pool1d-size", "slide-stride-1", [8], id="S41 stride 1"),
    pytest.param("pool1d-size", "slide-stride-2", [4], id="S41 stride 2"),
    pytest.param("pool1d-size", "slide", [3], id="S41 stride 3"),
    pytest.param("default-stride", "slide", [9, 5], id="S40"),
    pytest.param("stride-diagram", "slide", [3, [5, 6, 7], 1, 2], id="S41 diagram"),
    pytest.param(
        "conv1d-filters-compute", "slide", [[2, 2], [[3, 4], [-3, -1]]], id="S30 with S38's input"
    ),
    pytest.param(
        "text-onehot", "slide", [[27, 19], 10, [4, 5, 9, 10], [2, 7, 12]], id="S34 a good book !"
    ),
    pytest.param("text-conv-arch", "slide", [81, 328, 17, 68], id="S34 as input"),
    pytest.param("text-conv-detector", "slide", [16, [2, 1, 0], 8, 4], id="S34 finds book"),
    pytest.param("conv2d-out-shape", "slide", [[20, 6, 6]], id="S37 shape"),
    pytest.param("conv2d-out-shape", "alexnet", [[96, 55, 55]], id="AlexNet layer 1"),
    pytest.param("conv2d-params", "alexnet", [34_848, 34_944], id="AlexNet parameters"),
    pytest.param(
        "conv2d-unshared", "alexnet", [105_705_600, 34_944, 3025], id="AlexNet without sharing"
    ),
    pytest.param("dense-image-vs-conv", "rgb-300", [27_000_100, 7600], id="RGB 300 x 300"),
    pytest.param(
        "cnn-total-params",
        "homework",
        [9216, [320, 18_496, 1_179_776, 129], 1_198_721],
        id="homework 12",
    ),
    pytest.param(
        "cnn-total-params", "lenet", [400, [156, 2416, 48_120, 10_164, 850], 61_706], id="LeNet"
    ),
    pytest.param(
        "cnn-shape-trace",
        "lenet",
        [[6, 28, 28], [6, 14, 14], [16, 10, 10], [16, 5, 5]],
        id="LeNet shapes",
    ),
]


@pytest.mark.parametrize(("identifier", "instance", "answers"), SLIDES)
def test_the_pinned_instance_has_the_lectures_answers(
    identifier: str, instance: str, answers: list[Any]
) -> None:
    assert keys(identifier, instance) == answers


# Wrong answers to the lecture's own questions that a student is known to give.
SLIDE_MISTAKES: list[tuple[str, str, str, Any]] = [
    ("conv1d-compute", "a", "flips-kernel", [-6, -17]),
    ("conv1d-arch", "P", "off-by-one", 5),
    ("conv1d-arch", "connections", "connections-are-params", 6),
    ("conv1d-arch", "zeros", "zeros-minus-params", 44),
    ("conv1d-strided-arch", "U", "ignores-stride", 16),
    ("pool1d-max", "a", "window-is-stride-ignored", [3, 5]),
    ("pool1d-mean", "a", "sum", [3, 8, 6]),
    ("pool1d-size", "U", "forgets-plus-1", 2),
    ("conv1d-strided-compute", "a", "stride-1", [3, 4, -22, 9, -9]),
    ("conv1d-strided-compute", "a", "phase-shift", [4, 9]),
]


@pytest.mark.parametrize(("identifier", "part", "name", "value"), SLIDE_MISTAKES)
def test_the_lectures_questions_recognise_slips(
    identifier: str, part: str, name: str, value: Any
) -> None:
    variant = draw(library().exercise(identifier), "slides", None, "slide")
    known = {m.name: m.value for p in variant.parts if p.id == part for m in p.mistakes}
    assert known[name] == value


def test_the_banks_load_without_problems() -> None:
    assert [p for p in library().problems if any(f"{b}.toml" in p.file for b in BANKS)] == []


def rows_of(value: Any) -> list[list[int]]:
    return [list(row) for row in value]


@pytest.mark.parametrize(
    ("identifier", "level"),
    [
        ("conv1d-filters-compute", "E"),
        ("conv1d-filters-compute", "M"),
        ("conv1d-filters-compute", "H"),
        ("conv1d-matrix-filters", "M"),
        ("conv1d-matrix-filters", "H"),
    ],
)
def test_no_draw_hides_a_slip(identifier: str, level: str) -> None:
    """A channel of one number everywhere, or a kernel that reads the same backwards, shows no exchange."""
    for seed in range(60):
        values = draw(library().exercise(identifier), f"plain-{seed}", level).values
        kernels = rows_of(values["V"])
        if identifier == "conv1d-matrix-filters":
            assert len({tuple(row) for row in kernels}) == len(kernels)
            assert all(row != row[::-1] for row in kernels)
        else:
            assert all(len(set(row)) > 1 for row in (*kernels, *rows_of(values["x"])))


def drawn(identifier: str) -> list[dict[str, Any]]:
    exercise = library().exercise(identifier)
    return [
        dict(draw(exercise, f"apart-{seed}", level).values)
        for level in exercise.levels
        for seed in range(20)
    ]


@pytest.mark.parametrize("identifier", ["conv1d-filters-compute", "conv1d-matrix-filters"])
def test_no_two_kernels_are_equal(identifier: str) -> None:
    for values in drawn(identifier):
        rows, kernels = values["V"], values["K"]
        each = len(rows) // kernels
        found = {str(rows[k * each : (k + 1) * each]) for k in range(kernels)}
        assert len(found) == kernels, values


def test_units_that_differ_in_nothing_are_not_drawn() -> None:
    """Two rows alike give two equal states; two columns alike hide which state is read."""
    for values in drawn("rnn-forward"):
        (a, b), (c, d) = values["V"]
        assert [a, b] != [c, d], values
        assert [a, c] != [b, d], values


def test_a_recurrence_by_hand() -> None:
    """Weights that are equal could be exchanged unseen."""
    for values in drawn("recurrence-boxes"):
        w_h, w_x, state = values["w_h"], values["w_x"], 0
        for x in values["x"]:
            state = w_h * state + w_x * x
        assert abs(w_h) != abs(w_x), values
        assert abs(state) < 200, values


def test_a_trained_network_is_mostly_right() -> None:
    exercise = library().exercise("regions-read")
    wrong = {draw(exercise, f"apart-{seed}").parts[0].key for seed in range(40)}
    assert wrong == {1, 2, 3}
