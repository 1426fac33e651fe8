"""The families of convolution, pooling and text: the lecture's numbers, and what every draw must hold."""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from quizgen.bank import Library, draw, load_banks
from quizgen.variant import Variant

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


# The misconceptions the catalogue lists for each family.
MISCONCEPTIONS = {
    "conv1d-arch": "off-by-one ratio kernel-is-U connections-all connections-are-params zeros-minus-params zeros-per-row parameters-times-outputs",
    "conv1d-out-size": "forgets-plus-1 ceiling ignores-stride divides-only touches from-last-start remainder",
    "conv1d-compute": "flips-kernel full-padding non-overlapping no-sum reversed-output",
    "conv1d-strided-arch": "params-times-outputs ignores-stride forgets-plus-1 connections-are-inputs connections-dense zeros-minus-params zeros-stride-1",
    "conv1d-strided-compute": "stride-1 flips-kernel phase-shift skips-inputs",
    "conv1d-matrix": "transposed kernel-reversed rows-not-shifted wrap-around shift-1-with-stride",
    "conv1d-matrix-filters": "interleaved side-by-side shared-across-filters one-filter",
    "conv1d-filters-counts": "forgets-filters params-times-positions outputs-one-filter zeros-one-filter zeros-minus-params",
    "conv1d-diagram-read": "edges-as-params dense colours-per-filter kernel-from-outdegree counts-outputs stride-is-kernel number-of-input from-the-end from-zero",
    "convolution-vs-cross-correlation": "the-other flips-both reverses-output negates",
    "text-onehot": "counts-spaces distinct-letters zero-based skips-spaces transposed forgets-zero-columns",
    "text-conv-arch": "alphabet-forgotten over-the-alphabet length-in-filter forgets-bias times-positions bias-per-row one-filter",
    "text-conv-detector": "exact-match-only one-window-on disagreeing zero-based ends-not-starts skips-spaces one-for-a-match all-entries",
    "conv2d-counts": "off-by-one one-dimension kernel-one-dim params-times-positions forgets-filters keeps-size",
    "conv1d-filters-compute": "sums-filters flips-kernel transposed averages first-kernel-only first-channel-only forgets-bias channels-apart",
    "conv2d-compute": "rotates-kernel transposes-kernel non-overlapping no-sum row-by-row transposed stride-1 input-size",
    "conv2d-out-shape": "keeps-channels channels-added one-window-less ceiling pads-once ignores-stride swapped-HW",
    "conv2d-params": "forgets-channels forgets-bias bias-once both-forgotten-and-once bias-per-channel kernel-one-dim times-positions times-input-pixels",
    "conv2d-unshared": "bias-shared dense ratio-U",
    "dense-image-vs-conv": "forgets-channels-dense bias-once no-bias conv-forgets-channels image-size-in-conv",
    "cnn-shape-trace": "pool-stride-1 pool-changes-channels forgets-plus-1 keeps-size rounds-up-pool",
    "cnn-total-params": "no-bias forgets-input-channels pool-has-params flatten-without-channels",
    "pool1d-size": "D-over-S ceiling forgets-plus-1 stride-1-default",
    "pool1d-max": "max-absolute stride-1 mean window-is-stride-ignored clips-at-zero min",
    "pool1d-mean": "sum divides-by-stride max stride-1 rounds mean-of-absolute",
    "pool2d-size": "one-dimension channels-merge divides-area ceiling forgets-plus-1",
    "default-stride": "both-stride-1 both-stride-k",
    "pool2d-compute": "row-blocks stride-1 max-absolute sum max mean transposed divides-by-side",
    "stride-diagram": "counts-strides counts-outputs stride-1 from-zero one-window-on one-window-less remainder forgets-plus-1 D-over-S",
    "conv-relu-pool": "pool-before-relu no-relu flips-kernel max-for-mean",
}
LEVELS = [
    pytest.param(exercise.id, level, id=f"{exercise.id} {level}")
    for exercise in library().exercises.values()
    if exercise.bank in BANKS
    for level in exercise.levels
]
DRAWS = 12


@lru_cache(maxsize=256)
def drawn(identifier: str, level: str) -> tuple[Variant, ...]:
    exercise = library().exercise(identifier)
    return tuple(draw(exercise, f"seed {i}", level) for i in range(DRAWS))


def test_the_banks_load_without_problems() -> None:
    assert [p for p in library().problems if any(f"{b}.toml" in p.file for b in BANKS)] == []


@pytest.mark.parametrize(("identifier", "level"), LEVELS)
def test_draws_tell_right_from_wrong(identifier: str, level: str) -> None:
    for variant in drawn(identifier, level):
        for part in variant.parts:
            assert all(mistake.value != part.key for mistake in part.mistakes), part
            assert all(mistake.hint for mistake in part.mistakes), part
            assert "{{" not in part.prompt
            assert part.solution or part.explanation or part.kind == "choice" or part.prompt


@pytest.mark.parametrize("identifier", MISCONCEPTIONS)
def test_every_misconception_of_the_family_is_recognised(identifier: str) -> None:
    exercise = library().exercise(identifier)
    seen = {
        mistake.name
        for level in exercise.levels
        for variant in drawn(identifier, level)
        for part in variant.parts
        for mistake in part.mistakes
    }
    assert set(MISCONCEPTIONS[identifier].split()) <= seen


def windows(x: list[int], size: int, stride: int) -> Any:
    return sliding_window_view(np.array(x), size)[::stride]


def exact(values: Any) -> list[Any]:
    found = [Fraction(value) for value in values]
    return [
        int(value) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
        for value in found
    ]


def means(x: list[int], size: int, stride: int) -> list[Any]:
    return exact(Fraction(int(w.sum()), size) for w in windows(x, size, stride))


def output_matrix(v: dict[str, Any]) -> list[Any]:
    """Kernel by kernel, place by place, channel by channel."""
    places = v["D"] - v["P"] + 1
    found = []
    for k in range(v["K"]):
        rows = v["V"][k * v["C"] : (k + 1) * v["C"]]
        start = v["b"][k] if v["with_bias"] else 0
        found.append(
            [
                start
                + sum(
                    weight * channel[u + t]
                    for row, channel in zip(rows, v["x"], strict=True)
                    for t, weight in enumerate(row)
                )
                for u in range(places)
            ]
        )
    return [[v["K"], places], found]


def image_output(v: dict[str, Any]) -> list[Any]:
    """The filter laid on every place, from the upper left corner."""
    image, weights, size, stride = v["X"], v["V"], v["P"], v["S"]
    tops = [i for i in range(0, v["N"], stride) if i + size <= v["N"]]
    lefts = [j for j in range(0, v["M"], stride) if j + size <= v["M"]]
    found = [
        [
            sum(image[i + a][j + b] * weights[a][b] for a in range(size) for b in range(size))
            for j in lefts
        ]
        for i in tops
    ]
    return [[len(tops), len(lefts)], found]


def diagram(v: dict[str, Any]) -> list[Any]:
    """The windows of every kernel, edge by edge."""
    starts = [s for s in range(1, v["D"] + 1, v["S"]) if s + v["P"] - 1 <= v["D"]]
    edges = [
        (k, u, start + p, p + 1)
        for k in range(1, v["K"] + 1)
        for u, start in enumerate(starts, start=1)
        for p in range(v["P"])
    ]
    place = starts[v["u"] - 1] + v["p"] - 1
    (weight,) = {w for k, u, i, w in edges if (k, u, i) == (v["k"], v["u"], place)}
    weights = {(k, w) for k, _, _, w in edges}
    return [v["P"], v["K"], v["S"], weight, len(weights), len(edges)]


def pooled_image(v: dict[str, Any]) -> list[Any]:
    """The numbers of every window, collected pixel by pixel."""
    image, size, stride = v["X"], v["P"], v["S"]
    found = [
        [
            [image[i + a][j + b] for a in range(size) for b in range(size)]
            for j in range(0, len(image[0]) - size + 1, stride)
        ]
        for i in range(0, len(image) - size + 1, stride)
    ]
    means_of = [exact(Fraction(sum(window), size * size) for window in row) for row in found]
    return [[[max(window) for window in row] for row in found], means_of]


def stride_diagram(v: dict[str, Any]) -> list[Any]:
    """The windows as sets of inputs, laid one after the other."""
    inputs = range(1, v["D"] + 1)

    def laid(stride: int) -> list[list[int]]:
        starts = inputs[::stride]
        windows_of = [[s + p for p in range(v["P"])] for s in starts]
        return [window for window in windows_of if window[-1] <= v["D"]]

    here = laid(v["S"])
    read = {i for window in here for i in window}
    return [v["P"], here[v["u"] - 1], len(set(inputs) - read), len(laid(v["T"]))]


def text_of(v: dict[str, Any]) -> str:
    return " ".join(v["words"]) + (" !" if v["excl"] else "")


def coded(text: str, alphabet: str) -> Any:
    """Row by row and column by column, a 1 where the two characters are one."""
    return np.array([[int(here == letter) for here in text] for letter in alphabet])


def text_matrix(v: dict[str, Any]) -> list[Any]:
    text = text_of(v)
    matrix = coded(text + " " * v["Z"], v["alphabet"])
    row = matrix[v["alphabet"].index(v["letter"])]
    empty = np.flatnonzero(matrix[:, : len(text)].sum(axis=0) == 0) + 1
    ones = np.flatnonzero(row) + 1
    return [list(matrix.shape), int(matrix.sum()), ones.tolist(), empty.tolist()]


def word_filter(v: dict[str, Any]) -> list[Any]:
    """The filter laid on every window of the matrix, entry by entry."""
    matrix = coded(text_of(v) + " " * v["Z"], v["alphabet"])
    weights = coded(v["words"][v["w"]], v["alphabet"])
    width = weights.shape[1]
    starts = range(matrix.shape[1] - width + 1)
    outputs = [int((matrix[:, u : u + width] * weights).sum()) for u in starts]
    (best,) = [u + 1 for u, h in enumerate(outputs) if h == max(outputs)]
    return [len(outputs), outputs[v["u"] - 1 : v["u"] + 2], best, max(outputs)]


# A second computation of the keys with NumPy alone.
AGAIN: dict[str, Callable[[dict[str, Any]], list[Any]]] = {
    "conv1d-compute": lambda v: [(windows(v["x"], v["P"], 1) @ v["k"]).tolist()],
    "conv1d-strided-compute": lambda v: [(windows(v["x"], v["P"], v["S"]) @ v["k"]).tolist()],
    "conv1d-filters-compute": output_matrix,
    "conv2d-compute": image_output,
    "text-onehot": text_matrix,
    "text-conv-detector": word_filter,
    "text-conv-arch": lambda v: [
        np.zeros((v["A"], v["P"])).size,
        sum(np.zeros((v["A"], v["P"])).size + 1 for _ in range(v["K"])),
        len(windows([0] * v["N"], v["P"], 1)),
        sum(len(windows([0] * v["N"], v["P"], 1)) for _ in range(v["K"])),
    ],
    "pool2d-compute": pooled_image,
    "stride-diagram": stride_diagram,
    "conv1d-diagram-read": diagram,
    "conv1d-out-size": lambda v: [
        len(windows([0] * v["D"], v["P"], v["S"])),
        v["D"] - int(windows(list(range(1, v["D"] + 1)), v["P"], v["S"]).max()),
    ],
    "pool1d-max": lambda v: [windows(v["x"], v["P"], v["P"]).max(axis=1).tolist()],
    "pool1d-mean": lambda v: [means(v["x"], v["P"], v["S"])],
    "pool1d-size": lambda v: [len(windows([0] * v["D"], v["P"], v["S"]))],
    "conv1d-arch": lambda v: [
        v["D"] * v["U"],
        v["D"] - v["U"] + 1,
        sum(v["D"] - v["U"] + 1 for _ in range(v["U"])),
        sum(v["U"] - 1 for _ in range(v["U"])),
    ],
}


@pytest.mark.parametrize("identifier", AGAIN)
def test_keys_agree_with_numpy(identifier: str) -> None:
    for level in library().exercise(identifier).levels:
        for variant in drawn(identifier, level):
            found = [part.key for part in variant.parts]
            assert found == AGAIN[identifier](dict(variant.values))


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
