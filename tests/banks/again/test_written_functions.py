"""Functions that a student writes, a second time: torch and plain loops; other ways, slips, code not read."""

import ast
from collections.abc import Callable
from typing import Any

import pytest

from quizgen.bank import draw
from quizgen.language.judges import kind_of
from quizgen.language.listings import fill, printed
from quizgen.variant import Part
from tests.banks.again.second import Keys, Second, Values, library

torch = pytest.importorskip("torch")
functional = torch.nn.functional


def row(values: list[float]) -> Any:
    return torch.tensor(values, dtype=torch.float64).reshape(1, 1, -1)


def dense(W: list[list[float]], h: list[float]) -> list[float]:
    found: list[float] = (torch.tensor(W).double() @ torch.tensor(h).double()).tolist()
    return found


# By the number that is drawn.
FUNCTIONS: dict[int, Callable[..., Any]] = {
    0: lambda x: torch.relu(row(x)).ravel().tolist(),
    1: lambda x, size, stride: functional.max_pool1d(row(x), size, stride).ravel().tolist(),
    2: lambda x, size, stride: functional.avg_pool1d(row(x), size, stride).ravel().tolist(),
    3: lambda x, k, stride: functional.conv1d(row(x), row(k), stride=stride).ravel().tolist(),
    4: dense,
    5: lambda n, batch: len(range(0, n, batch)),
    6: lambda D, P, S: len(range(0, D - P + 1, S)),
    7: lambda W, b, h: [max(0.0, u + c) for u, c in zip(dense(W, h), b, strict=True)],
}
OTHER_WAYS = [
    (0, "[v if v > 0 else 0 for v in x]"),
    (0, "[(v > 0) * v for v in x]"),
    (1, "[max(x[i * stride:i * stride + size]) for i in range((len(x) - size) // stride + 1)]"),
    (2, "[sum(x[i + j] / size for j in range(size)) for i in range(0, len(x) - size + 1, stride)]"),
    (3, "[sum(x[i + j] * k[j] for j in range(len(k))) for i in range(0, len(x) - len(k) + 1, stride)]"),
    (4, "[sum(row[j] * h[j] for j in range(len(h))) for row in W]"),
    (5, "-(-n // batch)"),
    (5, "len(range(0, n, batch))"),
    (5, "n // batch + (n % batch > 0)"),
    (6, "1 + (D - P) // S"),
    (6, "(D - P + S) // S"),
    (7, "[max(sum(w * v for w, v in zip(W[i], h)) + b[i], 0) for i in range(len(W))]"),
]  # fmt: skip
SLIPS = [
    (0, "[-v if v < 0 else v for v in x]", "absolute-values"),
    (0, "[v for v in x if not v <= 0]", "drops-negatives"),
    (0, "x", ""),
    (1, "[max(x[i:i + size]) for i in range(len(x) - size + 1)]", "ignores-stride"),
    (1, "[max(x[i:i + size]) for i in range(0, len(x) - size, stride)]", "drops-last-window"),
    (1, "[max(x[i:i + size]) for i in range(0, len(x), stride)]", ""),
    (2, "[sum(x[i:i + size]) // size for i in range(0, len(x) + 1 - size, stride)]", "rounds-means"),
    (2, "[sum(x[i:i + size]) for i in range(0, len(x) + 1 - size, stride)]", "sum-for-mean"),
    (3, "[sum(x[i + j] * k[-1 - j] for j in range(len(k))) for i in range(0, len(x) - len(k) + 1, stride)]", "flips-kernel"),
    (5, "n // batch", "rounds-down"),
    (5, "1 + n // batch", "always-one-more"),
    (6, "(D - P) // S", "forgets-plus-1"),
    (7, "[sum(w * v for w, v in zip(W[i], h)) + b[i] for i in range(len(W))]", "no-activation"),
    (7, "[max(0, sum(w * v for w, v in zip(W[i], h))) for i in range(len(W))]", "no-intercepts"),
]  # fmt: skip


def asked() -> dict[int, Part]:
    """The question for each function."""
    exercise = library().exercise("numpy-write-layer")
    drawn = [draw(exercise, seed, level) for seed in range(40) for level in exercise.levels]
    return {variant.values["which"]: variant.parts[0] for variant in drawn}


ASKED = asked()


def program(part: Part) -> str:
    """What a student's expression is tried in."""
    assert part.holds is not None
    which = part.holds.values["which"]
    head, calls = (ast.literal_eval(part.holds.let[name])[which] for name in ("heads", "hidden"))
    return f"def {head}:\n    return <<body>>\nprint([{calls}])"


def arguments(text: str) -> list[list[Any]]:
    """Those of the calls in a program's `print`."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)][1:]
    assert len(calls) >= 4
    return [[ast.literal_eval(argument) for argument in call.args] for call in calls]


def test_every_function_is_asked_for() -> None:
    assert set(ASKED) == set(FUNCTIONS)


@pytest.mark.parametrize("which", FUNCTIONS)
def test_the_key_gives_what_torch_gives(which: int) -> None:
    text = program(ASKED[which])
    found = printed(fill(text, body=ASKED[which].key))
    for one, given in zip(found, arguments(fill(text, body=0)), strict=True):
        assert one == pytest.approx(FUNCTIONS[which](*given))


@pytest.mark.parametrize(("which", "body"), OTHER_WAYS)
def test_another_way_is_right(which: int, body: str) -> None:
    assert kind_of(ASKED[which]).judge(body).status == "correct"


@pytest.mark.parametrize(("which", "body", "name"), SLIPS)
def test_a_slip_is_named(which: int, body: str, name: str) -> None:
    found = kind_of(ASKED[which]).judge(body)
    assert (found.status, found.mistake or "") == ("wrong", name)


@pytest.mark.parametrize(
    "body", ["np.convolve(x, k)[::stride]", "kernel", "[open('a')]", "[1 for i in range(10**9)]"]
)
def test_what_our_reader_does_not_know_waits_for_a_person(body: str) -> None:
    assert kind_of(ASKED[3]).judge(body).status == "unreadable"


def numpy_write_layer(v: Values) -> Keys:
    """The key is code; what it gives is compared with torch above."""
    return {"body": ASKED[v["which"]].key}


KEYS: dict[str, Second] = {"numpy-write-layer": numpy_write_layer}
