"""Sessions that were left, by q, Ctrl-C, the end of input or a kill, and taken up again."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quizgen.bank import draw, load_banks
from quizgen.cli.group import group
from quizgen.errors import UserError
from quizgen.practice.events import Posed, Typed
from quizgen.practice.history import History
from quizgen.practice.messages import Record
from quizgen.practice.outcome import Outcome
from quizgen.practice.resume import begun
from quizgen.practice.rows import Exercise, Line, Session
from quizgen.practice.session import State, step

BANK = """
[[exercise]]
id = "three"
title = "Three parts"
draw = { a = "integer(12, 99)" }
text = "Given {{ a }}."
[[exercise.part]]
ask = "What is $2 a$?"
answer = "2 * a"
hint = "Twice."
[[exercise.part]]
ask = "And $3 a$?"
answer = "3 * a"
hint = "Thrice."
[[exercise.part]]
ask = "And $5 a$?"
answer = "5 * a"

[[exercise]]
id = "levels"
title = "Levels"
draw = { a = "integer(12, 99)" }
[exercise.level]
E = {}
M = { a = "integer(120, 999)" }
H = { a = "integer(1200, 9999)" }
[[exercise.part]]
ask = "What is {{ a }} and one?"
answer = "a + 1"

[[exercise]]
id = "other"
title = "Other"
draw = { a = "integer(12, 99)" }
[[exercise.part]]
ask = "What is {{ a }} less one?"
answer = "a - 1"
"""
SUMS = """
[[exercise]]
id = "sums"
title = "Sums"
draw = { a = "integer(12, 99)" }
[[exercise.part]]
id = "first"
ask = "Name a number above 1."
answer = "2"
holds = "answer > 1"
[[exercise.part]]
ask = "What must be added to it for {{ a }}?"
answer = "a - 2"
holds = "answer + first == a"
"""
Practice = Callable[..., Result]


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    path = tmp_path / "demo.toml"
    path.write_text(BANK)
    return path


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "QUIZGEN_HOME": str(tmp_path / "home"), "TERM": "dumb"}


@pytest.fixture
def practice(bank: Path, environment: dict[str, str]) -> Practice:
    def run(typed: str, *arguments: str) -> Result:
        words = ["practice", *arguments, "--bank", str(bank)]
        done = CliRunner().invoke(group, words, input=typed, env=environment)
        assert done.exit_code == 0, done.output
        return done

    return run


def statements(text: str) -> list[str]:
    """The codes of the exercises that were shown."""
    return re.findall(r"^(\S+·\w{4})$", text, re.MULTILINE)


class TestProcess:
    """The same command takes up what was left."""

    def test_a_part_left_open(self, practice: Practice) -> None:
        first = practice("1\n2\n3\nh\n", "three")  # part a wrong twice; a wrong try and a hint at b
        assert "1 answered: 1 wrong; 1 wrong try at a part that is open." in first.stdout
        assert "goes on from here" in first.stderr
        second = practice("4\n", "three")
        assert (
            "Going on with exercise 1, part b (1 try, 1 hint); --new begins afresh."
            in second.stdout.replace("\n  ", " ")
        )
        assert statements(second.stdout) == statements(first.stdout)
        assert "(a)" not in second.stdout
        assert "Try once more" not in second.stdout  # it was the second try
        assert "2 answered: 2 wrong." in second.stdout
        assert "seed: " in second.stderr
        assert first.stderr.split()[1] == second.stderr.split()[1]
        third = practice("0\n", "three")
        assert "Going on with exercise 1, part c;" in third.stdout

    def test_what_was_right_is_known_to_a_property_of_later_parts(
        self, practice: Practice, bank: Path
    ) -> None:
        bank.write_text(SUMS)
        first = practice("h\n7\n", "sums")
        (total,) = re.findall(r"added to it for (\d+)", first.stdout)
        second = practice(f"{int(total) - 7}\n", "sums")
        assert "Right." in second.stdout

    def test_nothing_is_taken_up_after_finish(self, practice: Practice) -> None:
        first = practice("1\nfinish\n", "three")
        assert "1 answered: 1 wrong." in first.stdout
        assert "goes on" not in first.stderr
        second = practice("q\n", "three")
        assert "Going on" not in second.stdout
        assert statements(second.stdout) != statements(first.stdout)

    def test_nothing_is_taken_up_after_the_last_exercise(self, practice: Practice) -> None:
        practice("s\ns\ns\n", "three", "--count", "1")
        assert "Going on" not in practice("q\n", "three").stdout

    def test_the_count_goes_on(self, practice: Practice) -> None:
        practice("s\ns\ns\ns\n", "three", "--count", "2")
        second = practice("s\ns\ns\ns\n", "three")
        assert "nothing answered; 6 skipped." in second.stdout

    def test_new_begins_afresh_and_the_wrong_answer_counts(
        self, practice: Practice, tmp_path: Path
    ) -> None:
        first = practice("1\n", "three")
        second = practice("q\n", "three", "--new")
        assert "Going on" not in second.stdout
        assert statements(second.stdout) != statements(first.stdout)
        log = History(tmp_path / "home" / "practice.sqlite")
        assert [outcome.result for outcome in log.outcomes()] == ["wrong"]
        assert "Going on" not in practice("q\n", "three").stdout

    def test_another_topic_or_level_is_another_session(self, practice: Practice) -> None:
        practice("1\n", "three")
        assert "Going on" not in practice("q\n", "other").stdout
        assert "Going on" not in practice("q\n", "levels", "--level", "E").stdout
        assert "Going on" in practice("q\n", "three").stdout

    def test_a_seed_begins_at_the_first_exercise(self, practice: Practice) -> None:
        first = practice("1\n2\n3\n", "three", "--seed", "7")
        second = practice("1\n2\n3\n", "three", "--seed", "7")
        assert first.stdout == second.stdout
        assert "without --seed" in second.stderr
        assert "Going on with exercise 1, part b (1 try)" in practice("q\n", "three").stdout

    def test_between_exercises(self, practice: Practice, tmp_path: Path) -> None:
        first = practice("s\n", "other", "--count", "2")
        path = tmp_path / "home" / "practice.sqlite"
        with sqlite3.connect(path) as connection:  # killed before the second was posed
            connection.execute("DELETE FROM exercise WHERE number = 2")
        connection.close()
        second = practice("s\n", "other")
        assert "Going on with exercise 2; --new begins afresh." in second.stdout
        assert statements(second.stdout)[0] not in statements(first.stdout)[:1]
        assert "nothing answered; 2 skipped." in second.stdout

    @pytest.mark.skipif(os.name == "nt", reason="signals")
    @pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
    def test_killed(
        self, how: int, bank: Path, environment: dict[str, str], practice: Practice
    ) -> None:
        command = [sys.executable, "-m", "quizgen", "practice", "three", "--bank", str(bank)]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True,
        )  # fmt: skip
        assert process.stdin
        assert process.stdout
        process.stdin.write("1\n2\n3\n")
        process.stdin.flush()
        said = ""
        while "> 3" not in said or "Try once more" not in said.split("> 3")[1]:
            said += process.stdout.readline()
        process.send_signal(how)
        process.communicate(timeout=30)
        second = practice("4\n", "three")
        assert "Going on with exercise 1, part b (1 try)" in second.stdout
        assert "2 answered: 2 wrong." in second.stdout


class TestReplay:
    """The seed an adaptive session printed brings its exercises, whatever the log has learned since."""

    def test_the_same_exercises(self, practice: Practice) -> None:
        # The log makes the session begin elsewhere than in turn, and later ones elsewhere again.
        practice("s\n" * 9, "--count", "2")
        first = practice("0\n1\n" * 3 + "s\n" * 6, "--count", "7")
        seed = first.stderr.split()[1]
        for _ in range(2):
            practice("s\n" * 9, "--new", "--count", "4")
        again = practice("0\n1\n" * 3 + "s\n" * 6, "--seed", seed, "--count", "7")
        assert len(statements(first.stdout)) > 2
        assert again.stdout == first.stdout
        in_turn = practice("s\n" * 9, "--seed", "another", "--count", "1")
        family = statements(in_turn.stdout)[0].split("·")[0]
        assert not statements(first.stdout)[0].startswith(f"{family}·")

    def test_it_goes_on_in_turn(self, practice: Practice) -> None:
        first = practice("s\n", "levels")
        seed = first.stderr.split()[1]
        codes = statements(practice("s\n" * 9, "levels", "--seed", seed, "--count", "4").stdout)
        assert codes[:2] == statements(first.stdout)
        assert len(set(codes)) == 4

    def test_a_seed_of_another_command_is_told(self, practice: Practice) -> None:
        seed = practice("s\n", "levels").stderr.split()[1]
        assert (
            "This seed is of `quizgen practice levels --bank"
            in practice("", "other", "--seed", seed).stderr
        )

    def test_a_given_seed_does_not_ask_the_log(self, practice: Practice) -> None:
        first = practice("s\n" * 5, "levels", "--seed", "5", "--count", "5")
        practice("s\n" * 9, "levels", "--new", "--count", "9")
        again = practice("s\n" * 5, "levels", "--seed", "5", "--count", "5")
        assert statements(again.stdout) == statements(first.stdout)


# -- without a process ---------------------------------------------------------------------------


class Kept:
    """A log with one session in which events happened."""

    REQUEST = "r"

    def __init__(self, bank: Path, *lines: Typed) -> None:
        variant = draw(load_banks([bank], shipped_too=False).exercise("three"), "1")
        self.key = [part.key for part in variant.parts]
        self.log = History(None)
        self.log.add(
            Session("s", 0.0, self.REQUEST, "1", adaptive=True, count=0),
            Exercise("s", "s/1", 5.0, 1, "three", "", "1", variant.code, variant.to_line()),
        )
        self.state, _ = step(State(), Posed(variant, "s/1", 5.0))
        for line in lines:
            text = str(self.key[self.state.place]) if line.text == "KEY" else line.text
            row = Line("s/1", self.state.place, line.at, line.what, text)
            self.state, said = step(self.state, Typed(line.what, line.at, text))
            self.log.add(row, *(m.outcome for m in said if isinstance(m, Record)))

    def outcomes(self) -> list[Outcome]:
        return list(self.log.outcomes())


LINES = [
    Typed("answer", 10.0, "KEY"),
    Typed("answer", 20.0, "nonsense"),
    Typed("answer", 30.0, "1"),
    Typed("hint", 40.0),
    Typed("answer", 50.0, "KEY"),
    Typed("skip", 60.0),
]


@pytest.mark.parametrize("count", range(1, len(LINES) + 1))
def test_after_every_line_the_state_is_the_same(count: int, bank: Path) -> None:
    """Killed after each line: what is taken up is what was left, but for the time between."""
    kept = Kept(bank, *LINES[:count])
    found = begun(kept.log, kept.REQUEST, kept.outcomes(), now=LINES[count - 1].at + 1_000.0)
    assert found is not None
    assert found.rows == ()
    state = found.state
    assert (state.place, state.wrong, state.hints, state.mistake, state.tally, state.number) == (
        kept.state.place,
        kept.state.wrong,
        kept.state.hints,
        kept.state.mistake,
        kept.state.tally,
        1,
    )
    assert (state.variant is None) is (kept.state.variant is None)
    if state.variant is not None:
        assert state.since == kept.state.since + 1_000.0


def test_what_another_version_judged_otherwise(bank: Path) -> None:
    """A part closed then stays closed; a line that is right only now closes its part now."""
    kept = Kept(bank, *LINES[:3])
    kept.log.connection.execute("UPDATE line SET text = ? WHERE text = '1'", (str(kept.key[1]),))
    kept.log.connection.execute("UPDATE line SET text = '7' WHERE place = 0")
    found = begun(kept.log, kept.REQUEST, kept.outcomes(), now=99.0)
    assert found is not None
    assert found.state.place == 2
    assert [row.result for row in found.rows if isinstance(row, Outcome)] == ["right"]
    assert kept.outcomes()[0].result == "right"


@pytest.mark.parametrize(
    "variant",
    ["", "{", "[]", "null", '{"format": 1}', '{"format": 99}', '{"format":1,"parts":[7]}'],
)
def test_an_exercise_that_cannot_be_read(variant: str, bank: Path) -> None:
    kept = Kept(bank, *LINES[:3])
    kept.log.connection.execute("UPDATE exercise SET variant = ?", (variant,))
    with pytest.raises(UserError, match="is kept, but cannot be read"):
        begun(kept.log, kept.REQUEST, kept.outcomes(), now=99.0)


class TestExplain:
    """`quizgen explain` knows the codes that practice printed, also without the bank."""

    @pytest.fixture
    def explain(
        self, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Practice:
        monkeypatch.chdir(tmp_path)
        return lambda *arguments: CliRunner().invoke(
            group, ["explain", *arguments], env=environment
        )

    def test_a_code_of_practice(self, practice: Practice, explain: Practice, bank: Path) -> None:
        (code,) = statements(practice("1\n", "three", "--seed", "7").stdout)
        bank.unlink()
        done = explain(f"{code.replace('·', '.')}/b", "1")
        assert done.exit_code == 0, done.stderr
        assert "And 3a?" in done.stdout
        assert "Judged: wrong" in done.stdout
        refused = explain(code[:-1] + "?", "1")
        assert refused.exit_code == 1
        assert f"practice has no question '{code[:-1]}?'; did you mean '{code}'?" in refused.stderr

    def test_no_log_is_made(self, explain: Practice, tmp_path: Path) -> None:
        done = explain("three·abcd", "1")
        assert done.exit_code == 1
        assert "there is no homework here; practice has no question 'three·abcd'" in done.stderr
        assert not (tmp_path / "home").exists()

    def test_a_log_that_is_none(self, explain: Practice, tmp_path: Path) -> None:
        (tmp_path / "home").mkdir()
        (tmp_path / "home" / "practice.sqlite").write_bytes(b"no database" * 99)
        done = explain("three·abcd", "1")
        assert done.exit_code == 1
        assert "is no review log" in done.stderr
