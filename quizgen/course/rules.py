"""What grading needs of a specification, kept beside the record: it may have been made elsewhere."""

import json

from quizgen.course.framing import words_file
from quizgen.course.specification import Specification

# Words of the instructor's own, kept beside the rules.
MESSAGES = "messages.toml"


def rules_toml(specification: Specification) -> bytes:
    """A `homework.toml` with the due date, the late and attempts policies, the language and the questions alone.

    >>> from quizgen.course.specification import Asked
    >>> print(rules_toml(Specification("T", (Asked("conv1d-arch"),))).decode(), end="")
    # What `quizgen grade` needs of the homework's file; made by `quizgen homework`.
    title = "T"
    id = "homework"
    attempts = "last"
    questions = ["conv1d-arch"]
    <BLANKLINE>
    [late]
    grace = 0
    per_day = "0"
    """
    late = specification.late
    language = MESSAGES if words_file(specification) else specification.language
    asked = [
        _text(q.id) if q.id else f"{{ tag = {_text(q.tag)}, pick = {q.pick} }}"
        for q in specification.questions
    ]
    lines = [
        "# What `quizgen grade` needs of the homework's file; made by `quizgen homework`.",
        f"title = {_text(specification.title)}",
        f"id = {_text(specification.id)}",
        f"attempts = {_text(specification.attempts)}",
        *([f"language = {_text(language)}"] if language != "en" else []),
        *([f"dates = {_text(specification.dates)}"] if specification.dates else []),
        *([f"due = {specification.due.isoformat()}"] if specification.due else []),
        f"questions = [{', '.join(asked)}]",
        "",
        "[late]",
        f"grace = {late.grace}",
        f"per_day = {_text(str(late.per_day))}",
        *([f"days = {late.days}"] if late.days is not None else []),
    ]
    return ("\n".join(lines) + "\n").encode()


def _text(value: str) -> str:
    """A TOML string: JSON's is one."""
    return json.dumps(value, ensure_ascii=False)
