"""Run by the Python that Otter is installed for: a notebook released, answered and graded by it.

python otter_marks.py SOURCE ANSWERS FOLDER

The arguments and what is printed are those of `nbgrader_marks.py`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(source: Path, answers: Path, folder: Path) -> list[dict[str, float]]:
    """The points of students who hand in these answers."""
    from otter.assign import main as assign
    from otter.run import main as run

    author = folder / "sheet.ipynb"
    author.write_bytes(source.read_bytes())
    assign(str(author), str(folder / "dist"), no_run_tests=True, no_pdfs=True)
    (grader,) = (folder / "dist" / "autograder").glob("*.zip")
    found = []
    for given in json.loads(answers.read_text("utf-8")):
        student = folder / "student.ipynb"
        student.write_text(_filled(folder / "dist" / "student" / "sheet.ipynb", given), "utf-8")
        run(str(student), autograder=str(grader), output_dir=str(folder))
        results = json.loads((folder / "results.json").read_text("utf-8"))
        found.append({test["name"]: test["score"] for test in results["tests"] if "score" in test})
    return found


def _filled(released: Path, given: dict[str, str]) -> str:
    """The released notebook with these answers in their cells."""
    whole = json.loads(released.read_text("utf-8"))
    left = set(given)
    for cell in whole["cells"]:
        name = "".join(cell["source"]).partition(" = ")[0]
        if name in left and cell["cell_type"] == "code":
            cell["source"] = f"{name} = {given[name]}"
            left.remove(name)
    if left:
        raise SystemExit(f"the released notebook has no cell for {sorted(left)}")
    return json.dumps(whole)


if __name__ == "__main__":
    print(json.dumps(main(*map(Path, sys.argv[1:]))))
