"""Settings as an author writes them: a decimal is one with or without quotes."""

import json
from pathlib import Path

import pytest

from quizgen.bank import draw, load_banks
from quizgen.language.judges import kind_of

BANK = """



[[exercise]]
id = "half"
source = "none"
text = "T"
ask = "How much is {{ x }} / 7?"
answer = "x / 7"
kind = "real"
settings = { atol = %s }
draw = { x = "integer(1, 6)" }
"""


@pytest.mark.parametrize("written", ["0.0005", '"0.0005"', "5e-4"])
def test_a_decimal_in_settings_works_to_the_end(written: str, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(BANK % written)
    variant = draw(load_banks([path]).exercises["half"], 1)
    again = type(variant).from_json(json.loads(variant.to_line()))
    (part,) = again.parts
    assert dict(part.settings)["atol"] == "0.0005"
    x = int(again.values["x"])
    kind = kind_of(part)
    assert kind.judge(f"{x / 7 + 0.00049:.6f}").status == "correct"
    assert kind.judge(f"{x / 7 + 0.00052:.6f}").status == "wrong"
