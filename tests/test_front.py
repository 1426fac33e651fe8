"""What `import quizgen` offers."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import quizgen
from quizgen.errors import UserError

NAMES = {
    "Variant", "Verdict", "draw", "exercises", "explain", "grade", "homework", "judge",
    "load_banks", "read", "sheet", "solve",
}  # fmt: skip


def test_a_dozen_names_are_offered_and_each_says_what_it_does() -> None:
    assert set(dir(quizgen)) == NAMES | {"__version__"}
    for name in NAMES:
        offered = getattr(quizgen, name)
        assert inspect.getdoc(offered), name
        if inspect.isfunction(offered):
            signature = inspect.signature(offered)
            assert signature.return_annotation is not signature.empty, name
            assert ">>>" in (offered.__doc__ or ""), f"{name} has no example"


def test_an_unknown_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'solver_'"):
        quizgen.solver_  # noqa: B018


def test_the_import_waits_for_nothing_heavy() -> None:
    code = (
        "import sys, quizgen; dir(quizgen); quizgen.solve; quizgen.Variant;"
        "print([m for m in ('numpy', 'sympy', 'jinja2', 'click', 'typst') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_class_from_draw_to_marks(tmp_path: Path) -> None:
    made = quizgen.homework("conv1d-arch", ["Ada", "Blaise"], output=tmp_path)
    assert made.seed is None
    assert (tmp_path / "private" / "secret").exists()
    key = quizgen.grade(tmp_path, [("Ada", "1a", "?"), ("Nobody", "1a", "3")])
    assert key.counts() == {"unreadable": 1, "blank": 7}
    assert len(key.refused) == 1
    file = tmp_path / "answers.csv"
    file.write_text("student,question,answer\nAda,1a,?\nNobody,1a,3\n")
    assert quizgen.grade(tmp_path, file).counts() == key.counts()


def test_a_seed_for_named_students_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="a seed with named students"):
        quizgen.homework("conv1d-arch", ["Ada"], output=tmp_path, seed=7)
    assert not list(tmp_path.iterdir())


def test_values_show_themselves() -> None:
    variant = quizgen.draw("conv1d-arch", instance="slide")
    assert "How many weights does the fully connected layer learn?" in repr(variant)
    assert "Key" not in repr(variant)
    html = variant._repr_html_()
    assert html.startswith("<section")
    assert "<math" in html
    table = quizgen.solve("lenet5")
    assert repr(table).split("\n")[-1].split()[0] == "total"
    assert "<td>61,706</td>" in table._repr_html_()
    sheet = quizgen.sheet("week-4-convolution", seed=7)
    assert sheet._repr_html_().count("<section") == len(sheet.questions)
    assert repr(quizgen.exercises("conv1d-arch")[0]).startswith("<Exercise conv1d-arch (E M): One")
    assert "exercises" in repr(quizgen.load_banks())


def test_marks_show_themselves_and_names_are_text(tmp_path: Path) -> None:
    quizgen.homework("conv1d-arch", ["<b>Ada</b>"], output=tmp_path)
    marked = quizgen.grade(tmp_path, [("<b>Ada</b>", "1a", "-1")])
    assert "&lt;b&gt;Ada&lt;/b&gt;" in marked._repr_html_()
    assert "4 parts: 1 wrong, 3 left blank" in repr(marked)


def test_a_wrong_part_is_told_with_those_there_are() -> None:
    variant = quizgen.draw("conv1d-arch", instance="slide")
    with pytest.raises(UserError, match="several parts"):
        quizgen.judge(variant, "50")
    with pytest.raises(UserError, match="no part 'z'"):
        quizgen.judge(variant, "50", "z")
