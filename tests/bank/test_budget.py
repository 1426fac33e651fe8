"""A stranger's bank takes neither the machine's time nor its memory: whatever it says, a line is named."""

import gc
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from quizgen.bank import draw, load_banks
from quizgen.bank.exercise import Exercise
from quizgen.bank.load import load_text
from quizgen.errors import UserError
from quizgen.language import budget as budgets
from quizgen.language.budget import Exhausted, bounded, check_nesting, elements, in_force, spend
from quizgen.language.expression import Scope
from quizgen.variant import Variant

V = "draw = { a = 'vector(10000, 1, 9)', b = 'vector(10000, 1, 9)' }\n"
ANSWERS = [
    ("", "Fraction('1e999999999')"),
    ("", "array([[0]*20000]*20000)"),
    ("", "list(array([[0]*10000]*10000).ravel())"),
    ("", "('x'*20000)|join('y'*20000)"),
    ("", "Conv2d(1, 1, 3).weight_matrix((1, 3000, 3000))"),
    ("", "2 ** (symbol('x') - symbol('x') + 10 ** 9)"),
    ("", "(((symbol('x') - symbol('x') + 7) ** 64) ** 64) ** 64"),
    ("", "prod([10**1200]*20000)"),
    ("", "exact_log(2**4000 + 1)"),
    ("", "1e999999"),
    ("", "9" * 7000),
    ("", "1" + "+1" * 3900),
    ("", "not " * 1900 + "1"),
    (V, "a.reshape(10000, 1) * b"),
    (V, "a.reshape(10000, 1) == b"),
    (V, "a.reshape(10000, 1) in b"),
    (V, "a[[0]*10000][:, [0]*10000]"),
    (V, "[a, b, a, b]"),
    ("draw = { a = 'distinct(2, 1, 10**12)' }\n", "a"),
    ("draw = { a = 'logits(2, 10**12)' }\n", "a"),
    ("draw = { a = 'matrix(-100, -100, 1, 2)' }\n", "a"),
    ("draw = { a = 'vector(9000, 1, 9)' }\nrequire = ['a[0] > 100']\n", "a[0]"),
]
TEXTS = [
    "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "{% for a in range(1000) %}{% for b in range(1000) %}{% endfor %}{% endfor %}",
    "{% for a in 'x'*20000 %}{% for b in 'x'*20000 %}{% endfor %}{% endfor %}",
    "{% for a in range(1000) %}{{ 'x'*20000 }}{% endfor %}",
    "$" + r"\frac{1}{" * 700 + "1" + "}" * 700 + "$",
    "$" + r"\left(" * 500 + "1" + r"\right)" * 500 + "$",
    ">" * 7000 + " a",
    "[" * 7000,
]
FILES = {
    "dotted": "[[exercise]]\nid='a'\n" + "a." * 50_000 + "a = 1\n",
    "dotted-table": "[[exercise]]\nid='a'\n[" + "a." * 50_000 + "a]\n",
    "nested": "[[exercise]]\nid='a'\ntags = " + "[" * 50_000 + "]" * 50_000,
    "exponent": "[[exercise]]\nid='a'\nask='x'\nsettings = { atol = 1e999999999 }\n",
    "hexadecimal": "[[exercise]]\nid='a'\nask='x'\ndraw = { D = 0x" + "F" * 100_000 + " }\n",
    "digits": "[[exercise]]\nid='a'\nask='x'\ndraw = { D = " + "9" * 100_000 + " }\n",
    "tables": "".join(f"[[a{i}]]\n" for i in range(30_000)),
    "blanks": "[[exercise]]\nid='a'\n[" + " " * 400_000,
    "date": "[[exercise]]\nid='a'\nask='1'\n[exercise.instance]\ns = { D = 1979-05-27 }\n",
}


def refused(text: str) -> str:
    """What is said of a bank, which takes a second at most."""
    started = time.process_time()
    loaded = load_text(text, "bank.toml")
    said = str(loaded.problems[0]) if loaded.problems else ""
    if not loaded.problems:
        with pytest.raises(UserError) as error:
            draw(loaded.exercises[0], "1")
        said = str(error.value)
    assert time.process_time() - started < 2
    return said


@pytest.mark.parametrize(("more", "text"), ANSWERS, ids=range(len(ANSWERS)))
def test_expressions(more: str, text: str) -> None:
    said = refused(f"[[exercise]]\nid = 'a'\n{more}ask = 'How many?'\nanswer = '''{text}'''")
    assert said.startswith("bank.toml:")


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_texts(text: str) -> None:
    said = refused(f"[[exercise]]\nid = 'a'\ntext = '''{text}'''\nask = 'How many?'\nanswer = '1'")
    assert said.startswith("bank.toml:3: ")


@pytest.mark.parametrize("name", FILES)
def test_files(name: str) -> None:
    assert refused(FILES[name]).startswith("bank.toml:")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux tells it")
@pytest.mark.parametrize("command", ["list", "show", "check"])
@pytest.mark.parametrize("text", ["array([[0]*20000]*20000)", "exact_log(2**4000 + 1)"])
def test_commands(text: str, command: str, tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text(
        f"[[exercise]]\nid = 'bomb'\nask = 'How many?'\nanswer = '{text}'", encoding="utf-8"
    )
    words = {
        "list": ["list", "--bank", "b.toml"],
        "show": ["show", "bomb", "--bank", "b.toml", "--seed", "1"],
        "check": ["check", "b.toml", "--jobs", "1"],
    }[command]
    done = subprocess.run(
        [sys.executable, "-m", "quizgen", *words],
        capture_output=True, text=True, check=False, cwd=tmp_path, timeout=60, env=os.environ,
    )  # fmt: skip
    assert done.returncode == (command != "list")
    assert "Traceback" not in done.stderr
    if command != "list":
        assert "b.toml:4: " in done.stdout + done.stderr


BOMB = "array([[0]*20000]*20000)"


@pytest.mark.parametrize(
    "body",
    [
        f"ask = 'x?'\nanswer = '{BOMB}'",
        f"ask = 'x?'\nanswer = '1'\nmistakes = {{ slip = '{BOMB}' }}",
        f"ask = 'x?'\nanswer = '1'\nhint = '{{{{ {BOMB} }}}}'",
        f"ask = 'x?'\nanswer = '1'\nfigure = '{BOMB}'",
        f"ask = 'x?'\nanswer = '1'\ntext = '{{{{ {BOMB} }}}}'",
        f"ask = 'x?'\nanswer = '1'\nrequire = ['{BOMB}.size > 3']",
        f"ask = 'x?'\nanswer = 'a'\ndraw = {{ a = '{BOMB}' }}",
        "ask = 'x?'\nanswer = 'a'\ndraw = { a = 'integer(1, 3)' }\nrequire = ['a > 3']",
    ],
)
def test_what_exceeds_the_budget_is_tried_once_a_level(
    body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each try may take a second: ten of them would not be bounded by one budget."""
    from quizgen.bank import check, survey, variants

    tries: list[object] = []

    def counted(
        exercise: Exercise, seed: str, level: str | None, instance: str | None
    ) -> tuple[Variant, variants.Refusals]:
        tries.append(seed)
        return variants.draw_counted(exercise, seed, level, instance)

    monkeypatch.setattr(survey, "draw_counted", counted)
    (exercise,) = load_text(f"[[exercise]]\nid = 'a'\n{body}", "bank.toml").exercises
    problems = check.exercise_report(exercise, draws=20).problems
    assert problems[0].line > 2
    assert len(tries) == 1


class TestCounts:
    """Counted alike on every machine; the clock decides nothing that a count can."""

    def test_work_runs_out(self) -> None:
        with in_force():
            spend(budgets.WORK)
            with pytest.raises(Exhausted, match="operations"):
                spend()
        spend(budgets.WORK * 2)  # outside nothing is counted

    def test_one_budget_for_what_is_nested(self) -> None:
        with in_force():
            spend(budgets.WORK)
            with in_force(), pytest.raises(Exhausted):
                spend()

    def test_elements_of_shared_lists_count_each_time(self) -> None:
        row = [0] * 1000
        with pytest.raises(Exhausted):
            elements([row] * 1000)
        assert elements([[1, 2], [3]]) == 1 + 2 + 2 + 1

    def test_digits(self) -> None:
        with pytest.raises(Exhausted, match="bits"):
            bounded([1, 2, 1 << 5000][2])

    @pytest.mark.parametrize("text", ["{" * 40 + "}" * 40, "(a) " * 1000, r"\{" * 100])
    def test_what_is_not_nested(self, text: str) -> None:
        check_nesting(text)

    def test_shipped_exercises_stay_far_below(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A tenth of the work is enough for each of them."""
        monkeypatch.setattr(budgets, "WORK", budgets.WORK // 10)
        for exercise in load_banks().exercises.values():
            assert draw(exercise, "far below", exercise.levels[-1]).parts


class TestShadowing:
    """An id that stands in two files: nobody can say which is meant, so neither is used."""

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("[[exercise]]\nid = 'conv1d-arch'\nask = '?'\nanswer = '1'", "conv1d-arch"),
            ("id = 'lecture-verbatim'\nquestions = ['conv1d-arch']", "lecture-verbatim"),
        ],
    )
    @pytest.mark.parametrize("command", ["show", "homework", "practice", "list", "check"])
    def test_refused_by_every_command(
        self, text: str, name: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from click.testing import CliRunner

        from quizgen.cli.group import group

        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("QUIZGEN_HOME", str(tmp_path / "home"))
        (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
        words = (
            ["mine.toml", "--jobs", "1"] if command == "check" else [name, "--bank", "mine.toml"]
        )
        result = CliRunner().invoke(group, [command, *words])
        assert result.exit_code == 1
        assert f"{name!r} is also in" in result.output
        assert "mine.toml:" in result.output
        assert ".toml:" in result.output.replace("mine.toml:", "")


def test_collecting_garbage_is_not_the_banks_time() -> None:
    """Among millions of objects it takes longer than a draw may."""

    def collections() -> int:
        return sum(generation["collections"] for generation in gc.get_stats())

    scope = Scope({"x": list(range(8))})
    gc.enable()
    before = collections()
    with in_force():
        assert scope.evaluate("sum(x)") == 28
        kept = [[place] for place in range(5_000)]
        assert collections() == before
        assert not gc.isenabled()
    assert gc.isenabled()
    assert len(kept) == 5_000
