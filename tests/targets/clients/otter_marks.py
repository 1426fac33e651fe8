"""Run by the Python that Otter is installed for: a notebook released, answered and graded by it.

python otter_marks.py SOURCE ANSWERS FOLDER

The arguments and what is printed are those of `nbgrader_marks.py`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(source: Path, answers: Path, folder: Path) -> dict[str, float]:
    """The points of a student who hands in these answers."""
    from otter.assign import main as assign
    from otter.run import main as run

    author = folder / "sheet.ipynb"
    author.write_bytes(source.read_bytes())
    assign(str(author), str(folder / "dist"), no_run_tests=True, no_pdfs=True)
    student = folder / "dist" / "student" / "sheet.ipynb"
    released = json.loads(student.read_text("utf-8"))
    given = json.loads(answers.read_text("utf-8"))
    left = set(given)
    for cell in released["cells"]:
        name = "".join(cell["source"]).partition(" = ")[0]
        if name in left and cell["cell_type"] == "code":
            cell["source"] = f"{name} = {given[name]}"
            left.remove(name)
    if left:
        raise SystemExit(f"the released notebook has no cell for {sorted(left)}")
    student.write_text(json.dumps(released), "utf-8")
    (grader,) = (folder / "dist" / "autograder").glob("*.zip")
    run(str(student), autograder=str(grader), output_dir=str(folder))
    results = json.loads((folder / "results.json").read_text("utf-8"))
    return {test["name"]: test["score"] for test in results["tests"] if test["name"] in given}


if __name__ == "__main__":
    print(json.dumps(main(*map(Path, sys.argv[1:]))))
