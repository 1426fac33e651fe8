"""Run by the Python that nbgrader is installed for: a notebook released, answered and graded by it.

python nbgrader_marks.py SOURCE ANSWERS FOLDER

`SOURCE` is the notebook as its author wrote it, `ANSWERS` a JSON file: for each student the Python of each answer by the
name of its variable. Printed is a JSON list with each student's points of each test by the same names.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(source: Path, answers: Path, course: Path) -> list[dict[str, float]]:
    """The points of students who hand in these answers."""
    from nbgrader.api import Gradebook
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config

    config = Config()
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.course_id = "course"
    config.CourseDirectory.db_url = f"sqlite:///{course}/gradebook.db"
    api = NbGraderAPI(config=config)
    own = course / "source" / "sheet"
    own.mkdir(parents=True)
    (own / "sheet.ipynb").write_bytes(source.read_bytes())
    _must(api.generate_assignment("sheet"))
    found = []
    for number, given in enumerate(json.loads(answers.read_text("utf-8"))):
        handed_in = course / "submitted" / f"s{number}" / "sheet"
        handed_in.mkdir(parents=True)
        filled = _filled(course / "release" / "sheet" / "sheet.ipynb", given)
        (handed_in / "sheet.ipynb").write_text(filled, "utf-8")
        _must(api.autograde("sheet", f"s{number}"))
        with Gradebook(config.CourseDirectory.db_url) as book:
            grades = book.find_submission_notebook("sheet", "sheet", f"s{number}").grades
            tests = [grade for grade in grades if grade.name.endswith("-test")]
            found.append({test.name.removesuffix("-test"): test.auto_score for test in tests})
    return found


def _filled(released: Path, given: dict[str, str]) -> str:
    """The released notebook with these answers in their cells."""
    whole = json.loads(released.read_text("utf-8"))
    left = set(given)
    for cell in whole["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "").removesuffix("-answer")
        if name in left and cell["metadata"]["nbgrader"]["solution"]:
            cell["source"] = f"{name} = {given[name]}"
            left.remove(name)
    if left:
        raise SystemExit(f"the released notebook has no cell for {sorted(left)}")
    return json.dumps(whole)


def _must(told: dict[str, object]) -> None:
    if not told["success"]:
        raise SystemExit(told.get("log") or told.get("error"))


if __name__ == "__main__":
    print(json.dumps(main(*map(Path, sys.argv[1:]))))
