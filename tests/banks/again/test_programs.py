"""The programs of torch-find-bug do what their answers say, and the repairs repair them; then every draw by a list."""

import re
import runpy
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quizgen.bank import draw
from quizgen.variant import Variant
from tests.banks.again.second import Keys, Second, Values, library

torch = pytest.importorskip("torch")

BUGS = library().exercise("torch-find-bug")
SEEDS = ("one", "two")
GIVEN = """
import torch
torch.manual_seed({seed})
inputs = torch.randn({inputs})
outputs = torch.randn({outputs})
labels = torch.arange(inputs.shape[0]) % 10
images = torch.randn({images})
picture = torch.randn({picture})
"""
Names = dict[str, Any]


def variant(instance: str, seed: str) -> Variant:
    found: Variant = draw(BUGS, seed, instance=instance)
    return found


def program(found: Variant) -> list[str]:
    listing = re.search(r"```python\n(.*?)\n```", found.text, re.DOTALL)
    assert listing is not None
    numbered = listing.group(1).split("\n")
    assert [int(line[:2]) for line in numbered] == list(range(1, len(numbered) + 1))
    return [line[4:] for line in numbered]


def given(found: Variant) -> str:
    """The data the statement promises."""
    sizes = {"inputs": "8, 3", "outputs": "8, 1", "images": "8, 1, 12, 12", "picture": "12, 12"}
    pattern = r"`(\w+)` (?:is [^(]*|has the shape |the shape )[^(;]*\(([0-9, ]+)\)"
    sizes |= dict(re.findall(pattern, found.text.split("```")[0]))
    return GIVEN.format(seed=found.seed.count("o"), **sizes)


def run(folder: Path, text: str) -> Names | Exception:
    """The names a program leaves behind, or its error."""
    path = folder / "program.py"
    path.write_text(text, encoding="utf-8")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch warns of a shape that is broadcast
            return runpy.run_path(str(path))
    except Exception as error:  # noqa: BLE001 - whatever torch says of a faulty program
        return error


def texts(found: Variant, part_id: str) -> tuple[dict[str, str], Any]:
    part = next(part for part in found.parts if part.id == part_id)
    return dict(zip(part.settings["choices"], part.settings["choice_texts"], strict=True)), part.key


def changed(lines: list[str], change: str) -> list[str]:
    """The program after a change, as its words say it."""
    places = [int(place) - 1 for place in re.findall(r"line (\d+)", change)]
    code = "".join(re.findall(r"`([^`]*)`", change))
    indent = " " * (len(lines[places[-1]]) - len(lines[places[-1]].lstrip()))
    verb = change.split(maxsplit=1)[0]
    after = list(lines)
    if verb == "change":
        after[places[0]] = indent + code
    elif verb == "delete":
        del after[places[0]]
    elif verb == "add":
        after.insert(places[0] + ("after" in change), indent + code)
    else:
        assert verb == "move", change
        moved = after.pop(places[0])
        target = places[1] - (places[0] < places[1])
        after.insert(target, indent + moved.lstrip())
    return after


def one_pass(lines: list[str]) -> list[str]:
    """A training loop as it should be, around the loss of the program."""
    loss = next(line for line in lines if line.lstrip().startswith("loss ="))
    loop = ["optimizer.zero_grad()", loss.lstrip(), "loss.backward()", "optimizer.step()"]
    return [*lines[:7], "for epoch in range(100):", *(f"    {line}" for line in loop)]


def without(lines: list[str], number: int) -> list[str]:
    return [line for place, line in enumerate(lines, start=1) if place != number]


def instead(number: int, line: str) -> Callable[[list[str]], list[str]]:
    return lambda lines: [*lines[: number - 1], line, *lines[number:]]


LBFGS = "optimizer = torch.optim.LBFGS(net.parameters(), lr=1.0)"
# A program that does what is meant: a right change learns what it learns.
MEANT: dict[str, Callable[[list[str]], list[str]]] = {
    "slide": instead(7, LBFGS),
    "zero-once": one_pass,
    "zero-late": one_pass,
    "no-call": one_pass,
    "softmax-twice": lambda lines: without(lines, 5),
    "relu-last": lambda lines: without(lines, 5),
    "broadcast": instead(9, "loss = ((net(inputs)[:, 0] - outputs) ** 2).mean()"),
    "item-early": instead(10, "loss = ((net(inputs) - outputs) ** 2).mean()"),
    "detached": instead(9, "prediction = net(inputs)"),
}
# What the others are to give: the name of a value, and its shape.
SHAPES: dict[str, Callable[[Names], tuple[str, tuple[int, ...]]]] = {
    "no-flatten": lambda n: ("scores", (len(n["images"]), 10)),
    "in-features": lambda n: ("scores", (len(n["images"]), 10)),
    "wrong-rank": lambda n: (
        "pooled",
        (n["layer"].out_channels, *((side - 2) // 2 for side in n["picture"].shape)),
    ),
    "channels": lambda n: (
        "maps",
        (len(n["images"]), 4, *(side - 4 for side in n["images"].shape[2:])),
    ),
}


def learned(names: Names) -> list[Any]:
    """The weights, and the gradients that were left."""
    weights = list(names["net"].parameters())
    return weights + [w.grad for w in weights]


def same(left: list[Any], right: list[Any]) -> bool:
    return len(left) == len(right) and all(
        (a is None) == (b is None) and (a is None or torch.allclose(a, b, atol=1e-6))
        for a, b in zip(left, right, strict=True)
    )


def does_what_is_meant(folder: Path, found: Variant, lines: list[str]) -> bool:
    start = given(found)
    names = run(folder, start + "\n".join(lines))
    if isinstance(names, Exception):
        return False
    if found.instance in SHAPES:
        name, shape = SHAPES[found.instance](names)
        return tuple(names[name].shape) == shape
    if found.instance == "lbfgs-step":
        before = run(folder, start + "\n".join(program(found)[:5]))
        assert not isinstance(before, Exception)
        return not same(learned(names)[:4], learned(before)[:4])
    right = run(folder, start + "\n".join(MEANT[found.instance](program(found))))
    assert not isinstance(right, Exception), right
    # The gradients left behind by a loop do not matter, those of a single step do.
    kept = 4 if "for epoch" in found.text else 8
    return same(learned(names)[:kept], learned(right)[:kept])


def effect(folder: Path, found: Variant, ended: Names | Exception) -> str:
    """What a faulty program does: it stops, can move the weights, or leaves them in every run.

    A ReLU at the end passes no gradient where all scores are negative: one run may be such a case.
    """
    if isinstance(ended, Exception):
        return "an error is raised"
    lines = program(found)
    first = next(place for place, line in enumerate(lines) if line.startswith("criterion"))
    for seed in range(5):
        start = re.sub(r"manual_seed\(.*\)", f"manual_seed({seed})", given(found))
        before = run(folder, start + "\n".join(lines[:first]))
        after = run(folder, start + "\n".join(lines))
        assert not isinstance(before, Exception), before
        assert not isinstance(after, Exception), after
        if not same(list(after["net"].parameters()), list(before["net"].parameters())):
            return "it runs and can change the weights, but not as meant"
    return "it runs, but no step can change the weights"


def test_every_program_has_a_meaning() -> None:
    assert {*MEANT, *SHAPES, "lbfgs-step"} == set(BUGS.instance)
    assert len(BUGS.instance) == 14


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("instance", BUGS.instance)
def test_program_fails_as_answered(instance: str, seed: str, tmp_path: Path) -> None:
    found = variant(instance, seed)
    ended = run(tmp_path, given(found) + "\n".join(program(found)))
    options, key = texts(found, "effect")
    assert options[key] == effect(tmp_path, found, ended), ended
    assert not does_what_is_meant(tmp_path, found, program(found))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("instance", BUGS.instance)
def test_the_right_changes_repair_it_and_no_other_does(
    instance: str, seed: str, tmp_path: Path
) -> None:
    found = variant(instance, seed)
    options, key = texts(found, "repair")
    lines = program(found)
    repairs = [
        letter
        for letter, change in options.items()
        if does_what_is_meant(tmp_path, found, changed(lines, change))
    ]
    assert repairs == key, {letter: options[letter] for letter in set(repairs) ^ set(key)}


@pytest.mark.parametrize("instance", BUGS.instance)
def test_lines_are_no_longer_than_a_sheet_is_wide(instance: str) -> None:
    """Code in a typewriter's letters: more than 72 do not stand in a line of paper."""
    assert [line for line in program(variant(instance, "one")) if len(line) > 72] == []


@pytest.mark.parametrize("instance", BUGS.instance)
def test_no_option_gives_itself_away(instance: str) -> None:
    """Neither by its length nor by being the only one about its line."""
    options, key = texts(variant(instance, "one"), "repair")
    right = [len(options[letter]) for letter in key]
    wrong = [len(text) for letter, text in options.items() if letter not in key]
    assert len(right) >= 2
    assert max(right) <= 1.4 * max(wrong)
    assert len(set(options.values())) == len(options)


def test_the_slide_program_raises_a_type_error(tmp_path: Path) -> None:
    found = variant("slide", "one")
    assert isinstance(run(tmp_path, given(found) + "\n".join(program(found))), TypeError)


# What the program of each number does, and the changes that repair it: a list of its own, which the
# tests above prove by running programs.
ERROR, STILL, ASTRAY = (
    "an error is raised",
    "it runs, but no step can change the weights",
    "it runs and can change the weights, but not as meant",
)
ANSWERS: dict[int, tuple[str, tuple[str, ...]]] = {
    0: (
        ERROR,
        (
            "change line 7 to `optimizer = torch.optim.LBFGS(net.parameters(), lr={r})`",
            "change line 7 to `optimizer = torch.optim.LBFGS(list(net.parameters()), lr={r})`",
        ),
    ),
    1: (
        ERROR,
        (
            "change line 7 to `optimizer = torch.optim.SGD(net.parameters(), lr={r})`",
            "change line 7 to `optimizer = torch.optim.Adam(net.parameters(), lr={r})`",
        ),
    ),
    2: (
        ASTRAY,
        (
            "move line 8 into the loop, before line 10",
            "move line 8 into the loop, before line 11",
            "add `optimizer.zero_grad()` to the loop, after line 12",
        ),
    ),
    3: (
        STILL,
        (
            "move line 11 before line 9",
            "move line 11 before line 10",
            "move line 12 before line 11",
        ),
    ),
    4: (
        ERROR,
        (
            "add `torch.nn.Flatten(),` before line 4",
            "add `torch.nn.Flatten(),` before line 3",
        ),
    ),
    5: (
        ERROR,
        (
            "change line 5 to `torch.nn.Linear({flat}, 10),`",
            "change line 2 to `torch.nn.Conv2d(1, {f}, kernel_size=3, padding=1),`",
        ),
    ),
    6: (
        ASTRAY,
        (
            "delete line 5",
            "change line 5 to `torch.nn.Identity(),`",
        ),
    ),
    7: (
        ASTRAY,
        (
            "delete line 5",
            "change line 5 to `torch.nn.Identity(),`",
        ),
    ),
    8: (
        ERROR,
        (
            "change line 3 to `features = layer(picture.reshape(1, {side}, {side}))`",
            "change line 3 to `features = layer(picture.unsqueeze(0))`",
        ),
    ),
    9: (
        ASTRAY,
        (
            "change line 9 to `loss = criterion(prediction.squeeze(1), outputs)`",
            "change line 8 to `prediction = net(inputs).squeeze(1)`",
            "change line 9 to `loss = criterion(prediction, outputs.reshape({n}, 1))`",
        ),
    ),
    10: (
        ERROR,
        (
            "change line 10 to `loss = criterion(prediction, outputs)`",
            "change line 10 to `loss = criterion(prediction, outputs).sum()`",
        ),
    ),
    11: (
        ERROR,
        (
            "change line 9 to `prediction = net(inputs)`",
            "change line 9 to `prediction = net(inputs).clone()`",
        ),
    ),
    12: (
        ERROR,
        (
            "change line 4 to `torch.nn.Conv2d({f}, 4, kernel_size=3),`",
            "change line 2 to `torch.nn.Conv2d(1, {g}, kernel_size=3),`",
        ),
    ),
    13: (
        STILL,
        (
            "change line 12 to `optimizer.step()`",
            "add `optimizer.step()` to the loop, after line 11",
        ),
    ),
}


def find_bug(v: Values) -> Keys:
    effect, repairs = ANSWERS[v["i"]]
    out = v["side"] - 2
    sizes = {"flat": v["f"] * out**2, "keep": v["f"] * v["side"] ** 2, "small": out**2}
    return {"effect": effect, "repair": sorted(text.format(**v, **sizes) for text in repairs)}


KEYS: dict[str, Second] = {"torch-find-bug": find_bug}
MISCONCEPTIONS = {
    "torch-find-bug": "no-change changes-after-all error-for-silent first-wrong-change second-wrong-change third-wrong-change one-change-too-many one-repair-only everything",
}
