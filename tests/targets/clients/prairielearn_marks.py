"""Runs on PrairieLearn's Python: `prairielearn_marks.py APP FOLDER ANSWERS`, shares of fields by its own elements.

`APP` is `apps/prairielearn` of its source, `FOLDER` holds question folders as they were exported, `ANSWERS` is JSON: for each
folder the submissions to it. Each goes the way of its server: generate, prepare, render, parse, grade; the phases of the
elements are its own `question_phases`. Printed is, for each folder and submission, the share of each field, or
null where the server would not grade, as some text is refused.
"""

from __future__ import annotations

import copy
import importlib.util
import json
import random
import sys
from pathlib import Path
from typing import Any

import chevron  # type: ignore[import-untyped]

Data = dict[str, Any]
URLS = ("client_files_question_url", "client_files_course_url", "course_element_files_url", "course_element_extension_files_url", "client_files_question_dynamic_url", "submission_files_url", "base_url")  # fmt: skip


def main() -> None:
    """Shares of all answers as one line of JSON."""
    app, folder, answers = map(Path, sys.argv[1:4])
    sys.path.insert(0, str(app / "python"))
    from prairielearn.internal.question_phases import process  # type: ignore[import-not-found]

    elements = {}
    for told in sorted((app / "elements").glob("*/info.json")):
        info = json.loads(told.read_text(encoding="utf-8"))
        for tag in (told.parent.name, *info.get("additionalNames", ())):
            elements[tag] = {"name": told.parent.name, "type": "core", "controller": info["controller"]}  # fmt: skip
    found = {}
    for name, said in json.loads(answers.read_text(encoding="utf-8")).items():
        found[name] = _Question((folder / name).resolve(), elements, process).shares(said)
    print(json.dumps(found))


class _Question:
    """One question folder."""

    def __init__(self, folder: Path, elements: dict[str, dict[str, str]], process: Any) -> None:
        spec = importlib.util.spec_from_file_location("server", folder / "server.py")
        assert spec is not None
        assert spec.loader is not None
        self.server = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.server)
        self.page = (folder / "question.html").read_text(encoding="utf-8")
        self.context = {"elements": elements, "element_extensions": {}, "course_path": str(folder)}
        self.run = process
        self.pictures = folder / "clientFilesQuestion"

    def shares(self, said: list[Data]) -> list[Data | None]:
        """The share of each field, submission by submission."""
        random.seed(1)
        paths = {"client_files_question_path": str(self.pictures), **dict.fromkeys(URLS, "")}
        made: Data = {"params": {}, "correct_answers": {}, "variant_seed": 1, "options": paths, "preferences": {}}  # fmt: skip
        self.server.generate(made)
        made = json.loads(json.dumps(made))  # as its database keeps it
        made["answers_names"] = {}
        self.phase("prepare", made)
        del made["answers_names"]
        self.shown(made, "question", {})
        self.shown(made, "answer", {})
        return [self.graded(made, one) for one in said]

    def graded(self, made: Data, said: Data) -> Data | None:
        """The share of each field, or None where a text is refused."""
        data = copy.deepcopy(made)
        said = {name: self.sent(made, name, one) for name, one in said.items() if one != []}
        data |= {"submitted_answers": said, "raw_submitted_answers": copy.deepcopy(said), "format_errors": {}, "feedback": {}, "gradable": True}  # fmt: skip
        self.phase("parse", data)
        if data["format_errors"]:
            return None
        data |= {"partial_scores": {}, "score": 0}
        self.phase("grade", data)
        self.server.grade(data)
        if data["format_errors"]:
            return None
        if len(sys.argv) > 4:
            self.shown(made, "submission", {k: v for k, v in data.items() if k not in made})
        return {name: one["score"] for name, one in data["partial_scores"].items()}

    @staticmethod
    def sent(made: Data, name: str, said: str | list[int]) -> str | list[str]:
        """What a browser sends for a text, or for ticked options by their places."""
        if isinstance(said, str):
            return said
        options = made["params"][name]
        keys = [options[place]["key"] for place in said]
        return keys if len(keys) > 1 else "".join(keys)

    def phase(self, name: str, data: Data) -> str | None:
        """What the elements make of the data, which they change."""
        page = chevron.render(self.page, data)
        made: str | None = self.run(name, data, {"html": page, **self.context})[0]
        return made

    def shown(self, made: Data, panel: str, more: Data) -> str:
        """The page of a panel."""
        data = copy.deepcopy(made) | {"panel": panel, "editable": panel == "question", "manual_grading": False, "ai_grading": False, "num_valid_submissions": 0, "submitted_answers": {}, "raw_submitted_answers": {}, "format_errors": {}, "partial_scores": {}, "score": 0, "feedback": {}} | copy.deepcopy(more)  # fmt: skip
        data.pop("gradable", None)
        html = self.phase("render", data) or ""
        if len(sys.argv) > 4:
            (self.pictures.parent / f"{panel}.shown").write_text(html, encoding="utf-8")
        return html


if __name__ == "__main__":
    main()
