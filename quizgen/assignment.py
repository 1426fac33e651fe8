"""One student's sheet as a value: one line of `variants.jsonl`."""

import json
from dataclasses import dataclass
from typing import Any

from quizgen.variant import Variant


@dataclass(frozen=True, slots=True)
class Assignment:
    """One student's sheet. `student` is empty for a sheet that is nobody's own."""

    student: str
    code: str
    title: str
    intro: str
    questions: tuple[Variant, ...]

    def to_line(self) -> str:
        """The line of `variants.jsonl`."""
        data = {
            "student": self.student,
            "code": self.code,
            "title": self.title,
            "intro": self.intro,
            "questions": [variant.to_json() for variant in self.questions],
        }
        return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Assignment":
        """What a line of `variants.jsonl` holds."""
        questions = tuple(Variant.from_json(variant) for variant in data["questions"])
        return cls(
            data["student"], data["code"], data.get("title", ""), data.get("intro", ""), questions
        )
