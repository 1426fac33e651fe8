"""The library's front door: what the commands do, for Python and notebooks."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quizgen.answers.verdict import Verdict
    from quizgen.architecture.summary import Summary
    from quizgen.assignment import Assignment
    from quizgen.bank.exercise import Exercise
    from quizgen.bank.library import Library
    from quizgen.course.making import Homework
    from quizgen.grading.marked import Marked
    from quizgen.solver.network import Network
    from quizgen.variant import Part, Variant

# Where banks are looked for besides `./banks` and the shipped ones.
Banks = Iterable[str | Path]


def read(
    description: str | Path, *, input_shape: Any = None, bias: bool | None = None
) -> "Network":
    """The network of a line, a TOML or torch text, a file of either or of ONNX, or a shipped name.

    `input_shape` is without the batch, channels first. Torch code is read, never executed.
    `UserError` says where it cannot be read and what would be right.

    >>> read("Sequential(Linear(10, 100), ReLU(), Linear(100, 1))").parameter_count
    1100
    """
    from quizgen.architecture.reading import read as read_description

    return read_description(description, bias=bias, input_shape=input_shape)


def solve(
    description: "str | Path | Network", *, input_shape: Any = None, bias: bool | None = None
) -> "Summary":
    """Shapes, parameters, connections, zeros and multiply-adds, layer by layer and in total.

    >>> table = solve("Conv1d(1, 1, 5, stride=5)", input_shape=(20,))
    >>> table.output_shape, table.total("parameters"), table.total("zeros")
    ((1, 4), 5, 60)
    """
    from quizgen.architecture.summary import summarise

    if isinstance(description, str | Path):
        description = read(description, input_shape=input_shape, bias=bias)
    return summarise(description, input_shape)


def load_banks(banks: Banks = ()) -> "Library":
    """All exercises and sheets: those of the given files and folders, of `./banks`, and the shipped.

    >>> "conv1d-arch" in load_banks().exercises
    True
    """
    return _library("", banks)


def _library(name: str, banks: Banks) -> "Library":
    """The same, with what belongs to the file of a name."""
    from quizgen.bank.library import home
    from quizgen.bank.library import load_banks as load

    return load([*map(Path, banks), *home(name)])


def exercises(topic: str = "", *, banks: Banks = ()) -> "list[Exercise]":
    """The exercises of an id, a sheet, a tag or a bank; all of them without a topic.

    >>> [exercise.id for exercise in exercises("conv1d-arch")]
    ['conv1d-arch']
    """
    library = _library(topic, banks)
    library.check_ids()
    return library.find(topic) if topic else list(library.exercises.values())


def draw(
    exercise: "str | Exercise",
    seed: str | int = 0,
    *,
    level: str | None = None,
    instance: str | None = None,
    profile: str = "",
    banks: Banks = (),
) -> "Variant":
    """One drawn exercise: statement, keys, worked solutions, recognised mistakes.

    The same arguments give the same variant everywhere. `level` is E, M or H as far as the exercise
    has them, `instance` a pinned one, such as the lecture's own numbers. `profile` names the
    conventions: `torch`, `keras`, `textbook` or a file.

    >>> draw("conv1d-arch", instance="slide").parts[0].key
    50
    >>> draw("dense-params", instance="slide", profile="torch").parts[0].key
    1201
    """
    from quizgen.bank.profiles import read_profile
    from quizgen.bank.variants import draw as draw_exercise

    course = read_profile(profile) if profile else None
    found = _library(exercise, banks).exercise(exercise) if isinstance(exercise, str) else exercise
    return draw_exercise(found, "" if instance else seed, level, instance, course)


def sheet(name: str, seed: str | int = 0, *, student: str = "", banks: Banks = ()) -> "Assignment":
    """One student's variants of a ready-made sheet, or of an exercise.

    Whoever knows the seed knows the keys: a class's homework is made by `homework`.

    >>> len(sheet("week-4-convolution", seed=7).questions) > 3
    True
    """
    from quizgen.course.assignment import assign

    library = _library(name, banks)
    return assign(library, library.sheet_or_exercise(name), str(seed), student)


def homework(
    name: str,
    students: Iterable[str] = (),
    *,
    output: str | Path = "homework",
    seed: str | int | None = None,
    is_open: bool = False,
    force: bool = False,
    banks: Banks = (),
) -> "Homework":
    """Write a class's sheets and keys as PDF and LaTeX, as `quizgen homework` does.

    `name` is a ready-made sheet or an exercise, or the file or folder of a `homework.toml`, whose
    roster is read by the command alone.
    Named students' numbers follow from a secret that is drawn and kept in `output/private`;
    `is_open` says that the keys are no secret and may follow from a seed.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = homework("conv1d-arch", ["Ada"], output=folder)
    >>> sorted(path.name for path in made.files if path.suffix == ".pdf")
    ['Ada-key-short.pdf', 'Ada-key.pdf', 'Ada.pdf']
    """
    from quizgen.course.making import make
    from quizgen.course.wanted import wanted

    library, specification = wanted(name, [Path(bank) for bank in banks])
    return make(
        library,
        specification,
        Path(output),
        students,
        seed=None if seed is None else str(seed),
        is_open=is_open,
        force=force,
    )


def grade(folder: str | Path, answers: str | Path | Iterable[tuple[str, str, str]]) -> "Marked":
    """The marks of a class: `folder` is what `homework` wrote.

    `answers` is a file, or rows (student, question, answer); a question is called 1a or by its
    exercise. What cannot be read has no points yet and stands in `unread()`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = homework("conv1d-arch", ["Ada"], output=folder)
    ...     grade(folder, [("Ada", "1a", "no idea")]).counts()
    {'unreadable': 1, 'blank': 3}
    """
    from quizgen.course.folder import load_assignments
    from quizgen.grading.files import read_files
    from quizgen.grading.marks import grade as grade_class
    from quizgen.grading.submissions import Submission

    assignments = load_assignments(Path(folder))
    if isinstance(answers, str | Path):
        said: list[str] = []
        marked = grade_class(assignments, read_files([Path(answers)], assignments, said.append))
        return replace(marked, notes=(*said, *marked.notes))
    rows = (Submission(*row, line) for line, row in enumerate(answers, start=1))
    return grade_class(assignments, rows)


def judge(
    variant: "Variant",
    answer: str,
    part: "str | Part" = "",
    *,
    earlier: Mapping[str, str] | None = None,
) -> "Verdict":
    """How an answer to a part is read, and whether it is right.

    A part is one of the variant's, or called by its letter as printed or its id; where an id is the
    letter of another part, the letter counts.

    `earlier` are the student's answers to earlier parts, by id, which a right answer may follow from.

    >>> judge(draw("conv1d-arch", instance="slide"), "10*5 = 50", "a").status
    'correct'
    """
    from quizgen.grading.explaining import judge_part, part_called

    own = part_called(variant, part) if isinstance(part, str) else part
    return judge_part(variant, own, answer, earlier)


def explain(variant: "Variant", answer: str, part: str = "") -> str:
    """Statement, key with derivation, how the answer is read, and the rule that fires, as text.

    >>> told = explain(draw("conv1d-arch", instance="slide"), "15", "a")
    >>> "Judged: wrong, mistake counts-units" in told
    True
    """
    from quizgen.grading.explaining import explanation, part_called

    return explanation(variant, part_called(variant, part), answer)
