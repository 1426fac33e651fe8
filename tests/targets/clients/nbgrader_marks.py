"""Run by the Python that nbgrader is installed for: a notebook released, answered and graded by it.

python nbgrader_marks.py SOURCE ANSWERS FOLDER

`SOURCE` is the notebook as its author wrote it, `ANSWERS` a JSON file with the Python of each answer by the
name of its variable. Printed is a JSON object with the points of each test by the same names.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(source: Path, answers: Path, course: Path) -> dict[str, float]:
    """The points of a student who hands in these answers."""
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

    released = json.loads((course / "release" / "sheet" / "sheet.ipynb").read_text("utf-8"))
    given = json.loads(answers.read_text("utf-8"))
    left = set(given)
    for cell in released["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "").removesuffix("-answer")
        if name in left and cell["metadata"]["nbgrader"]["solution"]:
            cell["source"] = f"{name} = {given[name]}"
            left.remove(name)
    if left:
        raise SystemExit(f"the released notebook has no cell for {sorted(left)}")
    handed_in = course / "submitted" / "ada" / "sheet"
    handed_in.mkdir(parents=True)
    (handed_in / "sheet.ipynb").write_text(json.dumps(released), "utf-8")
    _must(api.autograde("sheet", "ada"))
    with Gradebook(config.CourseDirectory.db_url) as book:
        grades = book.find_submission_notebook("sheet", "sheet", "ada").grades
        return {
            grade.name.removesuffix("-test"): grade.auto_score
            for grade in grades
            if grade.name.endswith("-test")
        }


def _must(told: dict[str, object]) -> None:
    if not told["success"]:
        raise SystemExit(told.get("log") or told.get("error"))


if __name__ == "__main__":
    print(json.dumps(main(*map(Path, sys.argv[1:]))))
