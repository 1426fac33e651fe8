"""Small model files of every kind, with the counts PyTorch gives: read as text, equal to them."""

import json
from pathlib import Path
from typing import Any

import pytest

from quizgen.architecture import read, summarise
from quizgen.errors import UserError

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.json")))
def test_counts_are_pytorchs(name: str) -> None:
    expected = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    shapes = tuple(map(tuple, expected["input"]))
    shape: Any = shapes[0] if len(shapes) == 1 else shapes
    code = (CASES / f"{name}.txt").read_text(encoding="utf-8")
    if "set" in expected:
        with pytest.raises(UserError, match=r"is not run") as error:
            read(code, input_shape=shape)
        assert error.value.fix == "give it: --set vocab_size=VALUE"
    found = summarise(read(code, input_shape=shape, settings=expected.get("set")), shape)
    assert found.total("parameters") == expected["parameters"]
    assert found.output_shape == tuple(expected["output_shape"])
    if "macs" in expected:
        assert found.total("macs") == expected["macs"]


def test_two_inputs_need_two_shapes() -> None:
    code = (CASES / "bilinear.txt").read_text(encoding="utf-8")
    with pytest.raises(
        UserError, match=r"forward takes 2 inputs \(x, y\), 1 shape is given"
    ) as error:
        read(code, input_shape=(3, 4))
    assert "--input '6x6; 6'" in error.value.fix


def test_a_setting_nobody_uses_is_refused() -> None:
    code = (CASES / "while_loop.txt").read_text(encoding="utf-8")
    with pytest.raises(UserError, match="--set vocab: nothing in the file is called so"):
        read(code, input_shape=(4,), settings={"vocab": 3})


def test_options_of_the_command_line() -> None:
    code = (CASES / "argparse_option.txt").read_text(encoding="utf-8")
    found = read(code, input_shape=(9,), settings={"img_size": 3})
    assert found.parameter_count == 9 * 3 + 3
