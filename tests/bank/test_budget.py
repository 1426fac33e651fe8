"""A stranger's bank takes neither the machine's time nor its memory: whatever it says, a line is named."""

import gc
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

import quizgen
from quizgen.bank import draw, load_banks
from quizgen.bank.exercise import Exercise
from quizgen.bank.load import load_text
from quizgen.errors import UserError
from quizgen.language import budget as budgets
from quizgen.language.budget import (
    Exhausted,
    bounded,
    check_nesting,
    current,
    elements,
    in_force,
    spend,
)
from quizgen.language.expression import Scope
from quizgen.language.operations import check_pair
from quizgen.language.texts import filled
from quizgen.variant import Variant
from tests.bank.bombs import COSTLY, REFUSED

pytestmark = pytest.mark.timed


def invoked(words: list[str]) -> Result:
    """What a command prints, and its exit code."""
    from quizgen.cli.group import group

    return CliRunner().invoke(group, words)


def test_nothing_takes_the_time_or_the_memory() -> None:
    """Each in a process of its own: two seconds, and 300 MB more than the smallest bank; what is refused, at a line."""
    banks = {**REFUSED, **{f"costly-{name}": text for name, text in COSTLY.items()}}
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("measured.py")],
        input=json.dumps(banks), capture_output=True, text=True, check=True, timeout=300, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(Path(quizgen.__file__).parents[1])},
    )  # fmt: skip
    found = json.loads(done.stdout)
    smallest = found["empty"][2]
    assert found.keys() == {"empty", *banks}
    over = {
        name: (said, seconds, (kilobytes - smallest) >> 10)
        for name, (said, seconds, kilobytes) in found.items()
        if seconds > 2 or kilobytes - smallest > 300 << 10 or said.startswith("Traceback")
    }
    assert over == {}
    elsewhere = {
        name: said
        for name, (said, *_) in found.items()
        if name in REFUSED
        and not said.startswith("bank.toml:3: " if name.startswith("text-") else "bank.toml:")
    }
    assert elsewhere == {}


@pytest.mark.parametrize("command", ["list", "show", "check"])
@pytest.mark.parametrize("text", ["array([[0]*20000]*20000)", "exact_log(2**4000 + 1)"])
def test_commands(text: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "b.toml").write_text(
        f"[[exercise]]\nid = 'bomb'\nask = 'How many?'\nanswer = '{text}'", encoding="utf-8"
    )
    words = {
        "list": ["list", "--bank", "b.toml"],
        "show": ["show", "bomb", "--bank", "b.toml", "--seed", "1"],
        "check": ["check", "b.toml", "--jobs", "1"],
    }[command]
    monkeypatch.chdir(tmp_path)
    result = invoked(words)
    assert result.exit_code == (command != "list")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    if command != "list":
        assert "b.toml:4: " in result.output


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


def test_rules_that_refuse_until_the_budget_ends_are_to_blame() -> None:
    """Not the field at which it happened to end."""
    from quizgen.bank import check

    body = "draw = { a = 'integer(1, 3)', b = 'sum_of(k * a, k=range(90))' }\nrequire = ['b < a']\nask = 'x?'\nanswer = 'b'"
    (exercise,) = load_text(f"[[exercise]]\nid = 'a'\n{body}", "bank.toml").exercises
    (problem,) = check.exercise_report(exercise, draws=20).problems
    assert problem.message.startswith("cannot be drawn; refused by require 'b < a': ")
    assert problem.field.endswith("draw")


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

    @pytest.mark.parametrize(
        "text",
        [
            "{{ sum_of(%s, k=range(900)) }}",
            "{{ map_of(%s, k=range(900)) | sum }}",
            "{{ path_of(%s, k=1, times=900) | length }}",
            "{% for k in range(900) %}{{ %s }}{% endfor %}",
            "{% for k in range(900) %}{% if (%s) > 3 %}.{% endif %}{% endfor %}",
            "{% for k in range(900) %}{% set n = %s %}.{% endfor %}",
            "{% for k in range(900) if (%s) > 3 %}.{% endfor %}",
        ],
    )
    def test_operations_count_in_every_turn(
        self, text: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Also between numbers, whose operations are counted before they are done."""
        monkeypatch.setattr(budgets, "WORK", 12_000)
        few, many = "k", "(1 - k - 1 - 1 - 1 - 1 - 1 - 1 - 1 - 1)"
        assert filled(text.replace("%s", few), Scope({}))
        with pytest.raises(Exhausted, match="operations"):
            filled(text.replace("%s", many), Scope({}))

    def test_pieces_of_lists_and_texts_count(self) -> None:
        scope = Scope({"x": [1] * 9_000, "t": "a" * 9_000})
        for many in ("map_of(x[1:][0], k=range(900))", "map_of(t[1:][0], k=range(900))"):
            with pytest.raises(Exhausted, match="operations"):
                scope.evaluate(many)
        assert scope.evaluate("map_of(x[1:][0], k=range(9))") == [1] * 9

    @pytest.mark.parametrize("text", ["'{:>900}'.format(1)", "'{x}'.format_map({'x': 1})"])
    def test_no_text_is_filled_up_to_a_width(self, text: str) -> None:
        with pytest.raises(UserError, match="str has no 'format"):
            Scope({}).evaluate(text)

    def test_elements_of_shared_lists_count_each_time(self) -> None:
        row = [0] * 1000
        with pytest.raises(Exhausted):
            elements([row] * 1000)
        assert elements([[1, 2], [3]]) == 1 + 2 + 2 + 1
        assert elements([np.zeros((2, 3)), [np.zeros(4), 5], 6]) == 1 + 3 + 6 + 2 + 4

    @pytest.mark.parametrize(
        ("left", "right", "made"), [((3, 2), (2,), 6), ((3,), (3,), 3), ((3, 1), (4,), 12)]
    )
    def test_two_arrays_count_and_what_they_make(
        self, left: tuple[int, ...], right: tuple[int, ...], made: int
    ) -> None:
        sides = np.zeros(left), np.zeros(right)
        with in_force():
            running = current()
            assert running is not None
            before = running.left
            check_pair(*sides)
            assert before - running.left == sides[0].size + sides[1].size + made

    def test_digits(self) -> None:
        with pytest.raises(Exhausted, match="bits"):
            bounded([1, 2, 1 << 5000][2])

    @pytest.mark.parametrize("text", ["{" * 40 + "}" * 40, "(a) " * 1000, r"\{" * 100])
    def test_what_is_not_nested(self, text: str) -> None:
        check_nesting(text)

    def test_shipped_exercises_stay_far_below(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A sixth of the work is enough for each of them; those that draw contours work out thousands of heights."""
        contours = {"contour-pictures", "quadratic-read"}
        exercises = load_banks().exercises
        monkeypatch.setattr(budgets, "WORK", budgets.WORK // 6)
        for exercise in exercises.values():
            if exercise.id not in contours:
                assert draw(exercise, "far below", exercise.levels[-1]).parts
        with pytest.raises(UserError, match="operations"):
            draw(exercises["contour-pictures"], "far below")


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
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("QUIZGEN_HOME", str(tmp_path / "home"))
        (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
        words = (
            ["mine.toml", "--jobs", "1"] if command == "check" else [name, "--bank", "mine.toml"]
        )
        result = invoked([command, *words])
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


def test_the_time_of_a_draw_can_be_lengthened(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is beside a tracer, which makes everything slower."""
    monkeypatch.setattr("quizgen.language.budget.SECONDS", 123)
    assert budgets.Running().seconds == 123
