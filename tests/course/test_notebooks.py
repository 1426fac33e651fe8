"""Notebooks that came back: their answers are read without being run, and graded beside nbgrader's own marks."""

from __future__ import annotations

import json
import zipfile
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from quizgen.cli.group import group
from quizgen.course.notebooks import answers_in, notebooks_in
from quizgen.course.responses import Kept, read_record, read_responses

if TYPE_CHECKING:
    from pathlib import Path

# As nbgrader 0.9.6 exports it: each student in each assignment.
GRADES = """assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,late_submission_penalty,score,max_score
s,,,ada,,,,{ada},0.0,{ada},{most}
s,,,bob,,,,0.0,0.0,0.0,{most}
other,,,ada,,,,0.0,0.0,0.0,{most}
other,,,bob,,,,0.0,0.0,0.0,{most}
"""


def read(*cells: str | tuple[str, dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """The answers of code cells, and of cells of words with their metadata, below a question's code."""
    head = {
        "cell_type": "markdown",
        "source": ["## 1. A\n", "`[qg a-22222222]`\n", "\n", "(b) Why?"],
    }
    made = [
        {"cell_type": "code", "source": cell, "metadata": {}}
        if isinstance(cell, str)
        else {"cell_type": "markdown", "source": cell[0], "metadata": cell[1]}
        for cell in cells
    ]
    text = json.dumps({"cells": [head, *made]})
    assert next(answers_in(text, "a.ipynb")) == ("a-22222222", "", [])
    return [(letter, values) for _, letter, values in answers_in(text, "a.ipynb") if values]


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("q1_a = 172", ["172"]),
        ("q1_a = -1/3  # a third", ["-1/3"]),
        ("q1_a = 'B'", ["B"]),
        ("q1_a = [[1, 2.5], [-3, 4e-5]]", ["1", "2.5", "-3", "4e-5"]),
        ("import numpy as np\nq1_a = np.array([1, 2], dtype=float)", ["1", "2"]),
        ("q1_a = [Fraction(1, 3), Fraction('2/3')]", ["1/3", "2/3"]),
        ("q1_a = 2*3 + 1", ["2*3 + 1"]),
        ("q1_a = 1_000", ["1000"]),
        ("é = 'é'; q1_a = [2.50, (1 +\r\n 2)*3]", ["2.50", "(1 + 2)*3"]),
        ("q1_a = [Fraction(-1, 3)]", ["-1/3"]),
        ("q1_a = torch.tensor([1, 2], dtype=torch.int64)", ["1", "2"]),
        ("q1_a = True", ["True"]),
        ("q1_a = 3\nprint(q1_a, 'it\\s')", ["3"]),
        ("q2_a = 3", None),
        ("# YOUR CODE HERE\nraise NotImplementedError()", None),
        ("q1_a = ...", None),
        ("q1_a = None", None),
        ("n = 3", None),
    ],
)
def test_what_is_written_is_read(source: str, values: list[str] | None) -> None:
    assert read(source) == ([("a", values)] if values else [])


@pytest.mark.parametrize(
    "source",
    [
        "n = 3\nq1_a = n",
        "q1_a = [1, n]",
        "q1_a = __import__('os').getcwd()",
        "q1_a = 3\nq1_a += 1",
        "q1_a = 3\nif True:\n    q1_a = 4",
        "q1_a, other = 1, 2",
        "q1_a = 1 +",
        "q1_a = " + "(" * 5000 + "1" + ")" * 5000,
        "q1_a = array(1, 2)",
        # What Python makes of these is not what is typed.
        "q1_a = [0, 0]\nq1_a[1] = 5",
        "q1_a = [0]\nq1_a.append(5)",
        "q1_a = int(7/2)",
        "q1_a = np.array([1.5, 2], dtype=int)",
        "q1_a = 2^3",
        "q1_a = 7 // 2",
        "q1_a = 0x10",
        "q1_a = 3j",
        "q1_a = '3' + '4'",
    ],
)
def test_what_must_be_run_is_for_a_person(source: str) -> None:
    ((letter, (value,)),) = read(source)
    assert letter == "a"
    assert value == f"? ({' '.join(source.split())})"


LIST = "q1_a = [3, 4]"


@pytest.mark.parametrize(
    "other",
    [
        # Another name for the list, and for a row of it.
        "x = q1_a\nx[0] = 5",
        "x = y = q1_a\ny.append(5)",
        "x, y = q1_a, 3\nx[0] = 5",
        "all_of_it = [q1_a]\nall_of_it[0][0] = 5",
        "all_of_it = {'a': q1_a}\nall_of_it['a'][0] = 5",
        "for row in q1_a:\n    row[0] = 5",
        "row = q1_a[0]\nrow[0] = 5",
        "view = q1_a[1:]\nview[0] = 5",
        "turned = q1_a.T\nturned[0] = 5",
        "(x := q1_a)[0] = 5",
        "with context(q1_a) as x:\n    x[0] = 5",
        # A function that may change it.
        "fill(q1_a)",
        "random.shuffle(q1_a)",
        "np.put(q1_a, [0], [5])",
        "list.append(q1_a, 5)",
        "fill(values=q1_a)",
        "fill(*q1_a)",
        "last = q1_a.pop()",
        "def f():\n    return q1_a\nf()[0] = 5",
        "g = lambda: q1_a\ng()[0] = 5",
    ],
)
def test_a_list_that_something_else_may_change_is_for_a_person(other: str) -> None:
    assert read(f"{LIST}\n{other}") == [("a", [f"? ({' '.join(f'{LIST} {other}'.split())})"])]
    # In a cell of its own, wherever that stands.
    assert ("a", [f"? ({LIST})"]) in read(LIST, other)
    assert ("a", [f"? ({LIST})"]) in read(other, LIST)


@pytest.mark.parametrize(
    "other",
    [
        "print(q1_a)",
        "q1_a",
        "q1_a[0]",
        "assert len(q1_a) == 2 and q1_a == [3, 4]",
        "print(f'{q1_a} has {q1_a[0]}')",
        "assert np.allclose(q1_a, [3, 4])",
        "x = q1_a.copy()\nx[0] = 5",
        "total = sum(q1_a)",
    ],
)
def test_a_list_that_is_only_looked_at_is_read(other: str) -> None:
    assert read(f"{LIST}\n{other}") == read(LIST, other) == [("a", ["3", "4"])]


ROWS = "q1_a = [[1, 2], [3, 4]]"


@pytest.mark.parametrize(
    "other",
    [
        "max(q1_a).append(5)",
        "best = min(q1_a)\nbest[0] = 5",
        "sorted(q1_a)[0][0] = 5",
        "sorted(q1_a, key=change)",
        "x = q1_a.copy()\nx[0][0] = 5",
    ],
)
def test_rows_that_something_else_may_change_are_for_a_person(other: str) -> None:
    assert ("a", [f"? ({ROWS})"]) in read(ROWS, other)
    # Where the entries are numbers, nothing is changed.
    assert read(LIST, other) == [("a", ["3", "4"])]


@pytest.mark.parametrize("other", ["print(max(q1_a))", "assert sorted(q1_a) == q1_a", "len(q1_a)"])
def test_rows_that_are_only_looked_at_are_read(other: str) -> None:
    assert read(ROWS, other) == read(ROWS)


@pytest.mark.parametrize("magic", ["%matplotlib inline", "!ls", "x = = 3"])
def test_a_cell_that_is_not_plain_python_may_change_the_lists_in_it(magic: str) -> None:
    assert read(LIST, f"{magic}\nx = q1_a\nx[0] = 5") == [("a", [f"? ({LIST})"])]
    assert read(LIST, magic) == [("a", ["3", "4"])]
    assert read("q1_a = 7", f"{magic}\nprint(q1_a)") == [("a", ["7"])]


@pytest.mark.parametrize(
    "other",
    [
        "del q1_a",
        "def q1_a(): pass",
        "class q1_a: pass",
        "import numpy as q1_a",
        "import q1_a",
        "try: pass\nexcept ValueError as q1_a: pass",
        "match [1]:\n    case [q1_a]: pass",
        "match [1]:\n    case [*q1_a]: pass",
        "match {}:\n    case {**q1_a}: pass",
    ],
)
def test_a_name_that_comes_to_mean_something_else_is_for_a_person(other: str) -> None:
    assert read("q1_a = 7", other) == [("a", ["7"]), ("a", [f"? ({' '.join(other.split())})"])]


def test_a_number_that_is_handed_on_is_read() -> None:
    for value in ("7", "-1/3", "'B'"):
        assert read(f"q1_a = {value}\nx = q1_a\nfill(q1_a)") == [("a", [value.strip("'")])]


def test_nbgraders_own_tests_change_nothing() -> None:
    test = {"nbgrader": {"grade": True, "solution": False}}
    cells = [
        {"cell_type": "markdown", "source": "`[qg a-22222222]`"},
        {"cell_type": "code", "source": LIST},
        {"cell_type": "code", "source": "check(q1_a)", "metadata": test},
    ]
    found = [values for *_, values in answers_in(json.dumps({"cells": cells}), "a") if values]
    assert found == [["3", "4"]]


def test_a_variable_that_is_set_twice_is_for_a_person_unless_to_the_same() -> None:
    assert read("q1_a = 3", "q1_a = 3") == [("a", ["3"])] * 2
    assert read("q1_a = 3", "q1_a = 4")[-1] == ("a", ["? (q1_a = 4)"])


def test_a_long_cell_is_not_read_as_python() -> None:
    ((_, (value,)),) = read("q1_a = [" + "1," * 40_000 + "]")
    assert value.startswith("? (q1_a = [1,")
    assert len(value) < 21_000


def test_a_list_of_thousands_takes_no_more_time_for_each() -> None:
    """A part of a cell is cut out of its line, and the cell is not split for each."""
    ((_, values),) = read("q1_a = [" + "1," * 9000 + "]")
    assert values == ["1"] * 9000


def test_variables_belong_to_the_question_of_their_number() -> None:
    heads = [f"## {n}. A\n`[qg a-2222222{n}]`" for n in (2, 3)]
    cells = [("markdown", heads[0]), ("code", "q2 = 5\nq3 = 6"), ("markdown", heads[1]), ("code", "q3 = 6")]  # fmt: skip
    text = json.dumps({"cells": [{"cell_type": kind, "source": source} for kind, source in cells]})
    found = [(code, values) for code, _, values in answers_in(text, "a.ipynb") if values]
    assert found == [("a-22222222", ["5"]), ("a-22222223", ["6"]), ("a-22222223", ["6"])]


@pytest.mark.parametrize(
    "cells",
    [
        [{"cell_type": "markdown", "source": "", "metadata": {"tags": 5, "nbgrader": 3}}],
        [{"cell_type": ["code"], "source": ["q1 = 1"], "metadata": []}],
        [{"cell_type": "code", "source": "q1 = '\ud800'"}],
    ],
)
def test_odd_cells_are_no_answers(cells: list[dict[str, Any]]) -> None:
    assert all(
        "\ud800" not in str(found) for found in answers_in(json.dumps({"cells": cells}), "a")
    )


def test_words_are_read_from_both_programs() -> None:
    nbgrader = {"nbgrader": {"grade_id": "q1_c", "solution": True}}
    otter = {"tags": ["otter_answer_cell"]}
    assert read(("Since it is.", nbgrader), ("Because.", otter)) == [
        ("c", ["Since it is."]),
        ("b", ["Because."]),
    ]
    untouched = "_Type your answer here, replacing this text._"
    assert read(("YOUR ANSWER HERE", nbgrader), (untouched, otter), ("A remark.", {})) == []


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sheet's notebook as its author has it, and its record."""
    folder = tmp_path_factory.mktemp("notebook")
    (folder / "homework.toml").write_text(
        'id = "s"\ntitle = "S"\nquestions = ["conv1d-matrix", "conv1d-arch", "statements-convolution"]\n'
    )
    words = ["export", "notebook", str(folder / "homework.toml"), "-o", str(folder / "s.zip"), "--seed", "1"]  # fmt: skip
    result = CliRunner().invoke(group, words)
    assert result.exit_code == 0, result.output
    return folder


def handed_in(exported: Path, folder: Path, who: str, *, wrong: str = "") -> None:
    """What a student hands in: the keys, and 1000 in one variable."""
    with zipfile.ZipFile(exported / "s.zip") as archive:
        (name,) = (name for name in archive.namelist() if name.startswith("nbgrader/"))
        made = json.loads(archive.read(name))
    for cell in made["cells"]:
        lines = cell["source"].splitlines()
        if lines[:1] == ["### BEGIN SOLUTION"]:
            cell["source"] = f"{wrong} = 1000" if lines[1].startswith(f"{wrong} =") else lines[1]
    (folder / who / "s").mkdir(parents=True)
    (folder / who / "s" / "s.ipynb").write_text(json.dumps(made), encoding="utf-8")


def test_a_class_is_graded_and_compared(exported: Path, tmp_path: Path) -> None:
    handed_in(exported, tmp_path / "submitted", "ada", wrong="q2_a")
    handed_in(exported, tmp_path / "submitted", "bob")
    record = exported / "s.record.jsonl"
    most = sum(float(part.points) for k in read_record(record).values() for part in k.variant.parts)
    grades = tmp_path / "grades.csv"
    # 1b is a formula, which they left out.
    right = most - 1
    grades.write_text(GRADES.format(ada=right - 1, most=most))
    words = ["grade", str(record), str(tmp_path / "submitted"), str(grades), "-o", str(tmp_path / "class"), "--json"]  # fmt: skip
    result = CliRunner().invoke(group, words)
    told = json.loads(result.stdout)
    assert told["totals"]["bob"] == {"points": right, "maximum": most}, result.output
    assert told["totals"]["ada"]["points"] == right - 1
    # Bob has nothing in nbgrader's table, and everything in his notebook.
    assert [(one["student"], one["theirs"], one["ours"]) for one in told["differences"]] == [
        ("bob", 0.0, right)
    ]


def test_grades_of_gradescope_are_compared_too(exported: Path, tmp_path: Path) -> None:
    """Otter's notebooks are often collected there; students have their SID."""
    handed_in(exported, tmp_path / "submitted", "ada")
    table = tmp_path / "scores.csv"
    table.write_text("First Name,Last Name,SID,Total Score,Max Points\nAda,L,ada,7.5,10.0\n")
    record = read_record(exported / "s.record.jsonl")
    (found,) = read_responses([tmp_path / "submitted", table], record, lambda _: None)
    assert found.theirs.whole == (Fraction(15, 2), Fraction(10))


def test_what_is_left_out_is_said(exported: Path, tmp_path: Path) -> None:
    folder = tmp_path / "submitted"
    handed_in(exported, folder, "ada")
    (folder / "bob.ipynb").write_bytes(b"\xff\xfe{")
    (folder / "eve.ipynb").write_text('{"cells": []}')
    twice = [{"cell_type": "markdown", "source": f"## {n}. A\n`[qg {code}]`"} for n, code in enumerate([*read_record(exported / "s.record.jsonl"), "a-22222222"], 1)]  # fmt: skip
    (folder / "zoe.ipynb").write_text(json.dumps({"cells": twice}))
    (folder / "folder.ipynb").mkdir()
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "ada.ipynb").write_text("{}")
    assert [(who, name) for who, name, _ in notebooks_in(folder)] == [("ada", "s"), ("bob", ""), ("eve", ""), ("zoe", "")]  # fmt: skip
    said: list[str] = []
    found, zoe = read_responses([folder], read_record(exported / "s.record.jsonl"), said.append)
    assert found.id == "ada"
    # Who writes nothing has had the questions.
    assert (zoe.id, zoe.answers, list(zoe.variants)) == ("zoe", {}, [1, 2, 3])
    assert len(said) == 3
    assert "bob.ipynb: this is no notebook" in said[0]
    assert "eve.ipynb: left out" in said[1]
    assert "zoe.ipynb: the question a-22222222 is not in the record" in said[2]


def test_of_two_variants_of_a_question_the_first_counts(exported: Path, tmp_path: Path) -> None:
    known = read_record(exported / "s.record.jsonl")
    first = next(iter(known))
    record = known | {"a-22222222": Kept(1, known[list(known)[1]].variant)}
    heads = [f"## {n}. A\n`[qg {code}]`" for n, code in enumerate([first, "a-22222222"], 1)]
    text = json.dumps({"cells": [{"cell_type": "markdown", "source": head} for head in heads]})
    (tmp_path / "ada.ipynb").write_text(text)
    said: list[str] = []
    (found,) = read_responses([tmp_path / "ada.ipynb"], record, said.append)
    assert found.variants == {1: known[first].variant}
    assert "a second variant of question 1; the first one counts" in said[0]


def test_a_damaged_notebook_hides_no_other(exported: Path, tmp_path: Path) -> None:
    folder = tmp_path / "submitted"
    for who in ("bob", "dan"):
        handed_in(exported, folder, who)
    for who, text in (("ada", "{"), ("cid", '{"cells": []}')):
        (folder / who / "s").mkdir(parents=True)
        (folder / who / "s" / "s.ipynb").write_text(text, encoding="utf-8")
    said: list[str] = []
    record = read_record(exported / "s.record.jsonl")
    found = read_responses([folder], record, said.append)
    assert [one.name for one in found] == ["bob", "dan"]
    assert said[0].startswith(str(folder / "ada/s/s.ipynb"))
    assert said[0].endswith(": left out")
    assert said[1] == f"{folder / 'cid/s/s.ipynb'}: left out: it has no question of the record"
    assert len(said) == 2


def test_a_question_of_another_sheet_hides_no_other(exported: Path, tmp_path: Path) -> None:
    folder = tmp_path / "submitted"
    handed_in(exported, folder, "ada")
    record = read_record(exported / "s.record.jsonl")
    (whole,) = read_responses([folder], record, lambda _: None)
    first, *others = record
    said: list[str] = []
    (found,) = read_responses([folder], {code: record[code] for code in others}, said.append)
    assert said == [f"{folder / 'ada/s/s.ipynb'}: the question {first} is not in the record"]
    assert set(found.variants) == set(whole.variants) - {record[first].number} != set()
