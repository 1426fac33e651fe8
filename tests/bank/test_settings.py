"""Settings as an author writes them: a decimal is one with or without quotes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from quizgen.bank import draw, load_banks
from quizgen.cli.group import group
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


FORMULA = """
[[exercise]]
id = "formula"
source = "none"
few = true
few_reason = "an example"
text = "For $v = {{ W }} x$ the gradient of $J$ in $v$ is $g$."
draw = { W = "choice(['W', 'A'])" }
[[exercise.part]]
ask = "What is the gradient of $J$ in $x$?"
kind = "matrix_expression"
answer = "W + '^T g'"
settings = { shapes = "{{ W }}: m, n; x: n; %s" }
mistakes = { other = { value = "%s", hint = "Look again." } }
"""


def test_settings_hold_drawn_values(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(FORMULA % ("g: m", "W + ' g'"))
    for seed in range(6):
        variant = draw(load_banks([path]).exercises["formula"], seed)
        (part,) = variant.parts
        name = variant.values["W"]
        assert part.settings["shapes"] == f"{name}: m, n; x: n; g: m"
        assert kind_of(part).judge(f"{name}.T @ g").status == "correct"
        assert kind_of(part).judge(f"{name} g").mistake == "other"


@pytest.mark.parametrize(
    ("shapes", "mistake", "where", "said"),
    [
        ("g: m", "'(g^T ' + W + ')^T'", "part.0.mistakes.other", "is the right answer"),
        ("g: m", "'W g h'", "part.0.mistakes.other", "cannot be read"),
        ("g: m, n, k", "W + ' g'", "part.0.settings", "is no shape"),
        ("g: n", "W + ' g'", "part.0.", "the key does not fit"),
    ],
)
def test_what_is_wrong_with_a_formula_is_said_at_its_line(
    shapes: str, mistake: str, where: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(FORMULA % (shapes, mistake))
    result = CliRunner().invoke(group, ["check", str(path)])
    assert result.exit_code == 1
    assert f"{path}:" in result.output
    assert where in result.output
    assert said in result.output
