"""Listings: what they print, blanks, and networks that an answer builds."""

import contextlib
import io
from typing import Any

import pytest

from quizgen.answers.verdict import Status
from quizgen.bank import draw, load_banks
from quizgen.bank.lints.listings import filled
from quizgen.bank.load import load_text
from quizgen.language.judges import kind_of
from quizgen.language.listings import (
    UnreadCodeError,
    fill,
    printed,
    same_network,
    same_output,
)
from quizgen.resources import shipped
from quizgen.variant import Variant

torch = pytest.importorskip("torch")

LIBRARY = load_banks([shipped("banks") / "listings.toml"], shipped_too=False)
LISTED = [exercise for exercise in LIBRARY.exercises.values() if exercise.listing]
NET = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, kernel_size=5)
        self.fc = nn.Linear(1152, 10)
    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv(x)), 2)
        x = {}
        return self.fc(x)
net = Net()
"""
HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
SAME = (
    "torch.flatten(x, 1)", "x.view(x.size(0), -1)", "x.reshape(len(x), -1)", "x.view(-1, 8 * 12 * 12)", "nn.Flatten()(x)",
    "x.contiguous().view(x.shape[0], x.shape[1] * x.shape[2] * x.shape[3])", "x.view(-1, 144, 8).flatten(1)", "F.relu(x).flatten(1)",
)  # fmt: skip
OTHER = (
    "x.transpose(1, 2).flatten(1)", "x.permute(0, 2, 3, 1).reshape(len(x), -1)", "x.reshape(-1, 1152) * 2", "x.flatten(1).tanh()",
    "torch.zeros(len(x), 1152)", "torch.rand(x.size(0), 1152)", "x.flatten(1)[:, torch.randperm(1152)]", "x.flatten(1).flip(1)",
    "x.mean(1).flatten(1)", "x", "x.flatten()", "x.flatten(2)", "self.conv(x)", "-x.flatten(1)", "x.flatten(1) + 1", "None", "x.flatten", "1152",
    "x.flatten(1).detach() * 0", "(lambda y: y.transpose(2, 3).flatten(1))(x)", "x.roll(1, 2).flatten(1)", "x.sort().values.flatten(1)",
)  # fmt: skip


def run(text: str) -> str:
    """What torch itself prints."""
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        exec(compile(text, "listing", "exec"), {"__name__": "listing"})  # noqa: S102 - shipped with us
    return shown.getvalue().replace("torch.Size(", "(").replace("[", "").replace("]", "")


def as_printed(value: Any) -> str:
    inner = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"({inner})" if isinstance(value, tuple) else inner


@pytest.mark.parametrize("exercise", LISTED, ids=lambda exercise: str(exercise.id))
def test_torch_runs_the_listing_and_prints_the_key(exercise: Any) -> None:
    for level in exercise.levels:
        for seed in ("a", "b", "c"):
            found = draw(exercise, seed, level)
            text = filled(found)
            if exercise.id == "cloze-training-step":
                continue  # its data are not in the listing
            lines = run(text).splitlines()
            if not exercise.id.startswith("print"):
                continue
            keys = [kind_of(part).exact(kind_of(part).key) for part in found.parts]
            told = [line.strip("() ").rstrip(",") for line in lines]
            asked = [
                ", ".join(map(str, key)) if isinstance(key, list) else str(key) for key in keys
            ]
            assert told == asked


def test_same_networks_are_those_that_torch_computes_alike() -> None:
    key = NET.format("x.flatten(1)")
    picture = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    values = []
    for text in ("x.flatten(1)", *SAME):
        names: dict[str, Any] = {}
        torch.manual_seed(5)
        exec(compile(HEAD + NET.format(text), "net", "exec"), names)  # noqa: S102 - our own text
        values.append(names["net"](picture))
        assert same_network(key, NET.format(text), (1, 28, 28)), text
    assert all(torch.equal(values[0], value) for value in values[1:])


def cloze(seed: str = "s") -> Variant:
    found: Variant = draw(LIBRARY.exercise("cloze-conv-net"), seed)
    return found


def verdict(text: str) -> Status:
    part = cloze().parts[2]
    name = str(part.key).partition(".")[0]
    answer = "".join(name if sign == "x" else sign for sign in text.replace("max", "m@"))
    return kind_of(part).judge(answer).status


@pytest.mark.parametrize("text", ["x.flatten(1)", "x . flatten( 1 )", "x = x.view(x.size(0), -1)", "torch.flatten(x, 1)", "x.reshape(len(x), -1)"])  # fmt: skip
def test_any_code_that_builds_the_network_is_right(text: str) -> None:
    assert verdict(text) == "correct"


@pytest.mark.parametrize("text", OTHER)
def test_no_other_code_is_right(text: str) -> None:
    assert verdict(text) in ("wrong", "unreadable")


@pytest.mark.parametrize(
    "text", ["x", "x.flatten()", "x.transpose(1, 2).flatten(1)", "x.flatten(2)"]
)
def test_what_torch_refuses_or_what_is_another_network_is_wrong(text: str) -> None:
    assert verdict(text) == "wrong"


def test_a_statement_of_a_blank_is_told_from_its_slips() -> None:
    found = draw(LIBRARY.exercise("cloze-training-step"), "s")
    part = found.parts[1]
    kind = kind_of(part)
    name = str(part.key).partition(".")[0]
    assert kind.judge(f"{name}.zero_grad( )").status == "correct"
    assert kind.judge(f"{name}.zero_grad").mistake == "no-call"
    assert kind.doubt("for_each(zero)") != ""


def test_the_listing_has_numbers_for_its_blanks() -> None:
    found = cloze()
    assert "nn.Conv2d(__①__," in found.text
    assert [part.prompt[0] for part in found.parts[2:]] == ["③"]
    assert Variant.from_json(found.to_json()) == found


def problems(text: str) -> list[str]:
    return [str(problem) for problem in load_text(text, "bank.toml").problems]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("listing = '<<n>> <<m>>'", "the blank <<m>> has no part"),
        ("listing = '```'", "has a fence of Markdown in it"),
        ("listing = 3", "listing: is not text"),
        ("listing = 'x'\ndraw = { listing = '1' }", "the name 'listing' is that of the listing"),
    ],
)
def test_what_is_wrong_with_a_listing_is_said(field: str, said: str) -> None:
    found = problems(
        f'[[exercise]]\nid = "own"\n{field}\n[[exercise.part]]\nid = "n"\nask = "?"\nanswer = "1"\n'
    )
    assert len(found) == 1
    assert said in found[0]


def test_a_part_that_is_no_blank_must_ask() -> None:
    found = problems(
        "[[exercise]]\nid = 'own'\nlisting = 'x'\n[[exercise.part]]\nid = 'n'\nanswer = '1'\n"
    )
    assert "asks nothing" in found[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = torch.rand(2)\nprint(x.sum().item())", "cannot be said"),
        ("print(torch.zeros(2))", "a tensor is printed"),
        ("print(1, 2)", "2 values at once"),
        ("print(f(", "not Python"),
        ("x = 1", "prints nothing"),
        ("if torch.rand(1).item() > 0:\n    print(1)", "data decide"),
        ("while True:\n    x = 1\nprint(x)", "too long"),
        ("n = 0\nfor i in range(6000):\n    n += 1\nprint(n)", "cannot be said"),
        ("print([0] * 10**9)", "too long"),
        ("x = [1]\nx.append(x)\nprint(x)", "inside itself"),
        ("1 / 0\nprint(3)", "line 1: 1 / 0"),
        ("x = undefined\nprint(3)", "undefined"),
        ("raise ValueError('x')\nprint(3)", "ValueError"),
        ("import sys\nsys.exit()\nprint(2)", "ends the program"),
    ],
)
def test_what_is_not_known_is_refused(text: str, said: str) -> None:
    with pytest.raises(Exception, match=said.replace("(", "\\(")):
        printed(text)


DOUBLE = "def f(x):\n    return <<body>>\nprint([f([1, -2]), f([]), f([0.1])])"


@pytest.mark.parametrize(
    ("body", "same"),
    [
        ("[2 * v for v in x]", True),
        ("tuple(v + v for v in x)", True),
        ("[v * 6 / 3 for v in x]", True),
        ("[abs(2 * v) for v in x]", False),
        ("x + x", False),
        ("2", False),
    ],
)
def test_what_two_programs_print(body: str, same: bool) -> None:  # noqa: FBT001 - a parameter
    assert same_output(fill(DOUBLE, body=body), fill(DOUBLE, body="[v + v for v in x]")) is same


@pytest.mark.parametrize("body", ["y", "np.add(x, x)", "x[5]", "[1 for i in range(10**9)]"])
def test_what_is_not_read_is_not_decided(body: str) -> None:
    with pytest.raises(UnreadCodeError):
        same_output(fill(DOUBLE, body=body), fill(DOUBLE, body="x"))
