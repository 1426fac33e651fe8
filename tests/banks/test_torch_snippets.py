"""The programs of torch-find-bug do what their answers say, and the repairs repair them."""

import re
import runpy
import warnings
from pathlib import Path
from typing import Any

import pytest

from quizgen.bank import draw, load_banks
from quizgen.resources import shipped
from quizgen.variant import Variant

torch = pytest.importorskip("torch")

LIBRARY = load_banks([shipped("banks") / "torch_code.toml"], shipped_too=False)
BUGS = LIBRARY.exercise("torch-find-bug")
GIVEN = """
import torch
torch.manual_seed(0)
inputs = torch.randn({inputs})
outputs = torch.randn({outputs})
labels = torch.arange(8)
images = torch.randn(8, 1, 28, 28)
picture = torch.randn(28, 28)
"""


def variant(instance: str) -> Variant:
    found: Variant = draw(BUGS, "any", instance=instance)
    return found


def program(found: Variant) -> list[str]:
    listing = re.search(r"```python\n(.*?)\n```", found.text, re.DOTALL)
    assert listing is not None
    numbered = listing.group(1).split("\n")
    assert [int(line[:2]) for line in numbered] == list(range(1, len(numbered) + 1))
    return [line[4:] for line in numbered]


def given(found: Variant) -> str:
    shapes = re.findall(r"`(?:inputs|outputs)` (?:has )?the shape \(([0-9, ]+)\)", found.text)
    inputs, outputs = (*shapes, "8, 1", "8, 1")[:2]
    return GIVEN.format(inputs=inputs, outputs=outputs)


def run(folder: Path, text: str) -> Exception | None:
    """The error of a program, None if it runs."""
    path = folder / "program.py"
    path.write_text(text, encoding="utf-8")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch warns of a shape that is broadcast
            runpy.run_path(str(path))
    except Exception as error:  # noqa: BLE001 - whatever torch says of a faulty program
        return error
    return None


def answer(found: Variant, part_id: str) -> str:
    part = next(part for part in found.parts if part.id == part_id)
    texts = dict(zip(part.settings["choices"], part.settings["choice_texts"], strict=True))
    return str(texts[part.key])


@pytest.mark.parametrize("instance", BUGS.instance)
def test_program_fails_as_answered(instance: str, tmp_path: Path) -> None:
    found = variant(instance)
    error = run(tmp_path, given(found) + "\n".join(program(found)))
    assert (error is not None) == (answer(found, "effect") == "an error is raised"), error


# In the others a statement is moved or a function added.
@pytest.mark.parametrize(
    "instance", [i for i in BUGS.instance if i not in {"lbfgs-step", "zero-once", "zero-late"}]
)
def test_repaired_line_runs(instance: str, tmp_path: Path) -> None:
    found = variant(instance)
    lines = program(found)
    place = next(part.key for part in found.parts if part.id == "line") - 1
    repair = answer(found, "repair")
    if repair.startswith("delete"):
        del lines[place]
    elif repair.startswith("`"):
        comma = "," if lines[place].endswith(",") else ""
        indent = " " * (len(lines[place]) - len(lines[place].lstrip()))
        lines[place] = indent + repair.strip("`") + comma
    elif repair.startswith("put"):
        lines.insert(place, "    torch.nn.Flatten(),")
    assert run(tmp_path, given(found) + "\n".join(lines)) is None


def test_the_slide_program_raises_a_type_error(tmp_path: Path) -> None:
    found = variant("slide")
    assert isinstance(run(tmp_path, given(found) + "\n".join(program(found))), TypeError)


def test_gradients_cleared_too_late_change_nothing(tmp_path: Path) -> None:
    found = variant("zero-late")
    check = "\nbefore = [p.clone() for p in net.parameters()]\n"
    lines = program(found)
    text = given(found) + "\n".join(lines[:3]) + check + "\n".join(lines[3:])
    text += "\nassert all(torch.equal(a, b) for a, b in zip(before, net.parameters()))"
    assert run(tmp_path, text) is None


def test_training_step_orders() -> None:
    """All orders the key allows are those in which torch's gradients are fresh."""
    part = draw(LIBRARY.exercise("torch-training-step-order"), 1).parts[0]
    before = [(a, b) for b, needed in part.key.items() for a in needed]
    from itertools import permutations

    allowed = [
        order
        for order in permutations(part.settings["choices"])
        if all(order.index(a) < order.index(b) for a, b in before)
    ]
    assert len(allowed) == 3


@pytest.mark.parametrize("level", ["E", "M", "H"])
def test_written_networks_run_and_their_slips_differ(level: str) -> None:
    """The key's code, run in torch, makes scores of pictures; `head` fits behind the rest of `net`."""
    for seed in range(5):
        found = draw(LIBRARY.exercise("torch-write-cnn"), seed, level=level)
        head, net = (built(part.key) for part in found.parts)
        size, classes = map(int, re.findall(r"([0-9]+)\) into ([0-9]+)", found.text)[0])
        pictures = torch.randn(2, net[0].in_channels, size, size)
        assert net(pictures).shape == (2, classes)
        assert head(net[:3](pictures)).shape == (2, classes)


def built(code: str) -> Any:
    return eval(code, {"nn": torch.nn})  # noqa: S307 - the bank's own code
