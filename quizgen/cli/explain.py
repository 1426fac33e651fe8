"""`quizgen explain`: how one answer was read and judged."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.cli import options, output

if TYPE_CHECKING:
    from quizgen.assignment import Assignment
    from quizgen.variant import Variant


# -3 is an answer, not an option.
@click.command(name="explain", context_settings={"ignore_unknown_options": True})
@click.argument("code")
@click.argument("answer")
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("homework"),
    show_default=True,
    help="The homework folder the code is from.",
)
@click.option("--part", "part_name", help="The part's letter or name; also CODE/part.")
@options.as_json
def command(code: str, answer: str, folder: Path, part_name: str | None, *, as_json: bool) -> None:
    r"""Print statement, key with derivation, how ANSWER is read, and the rule that fires.

    \b
    Examples:
      quizgen explain conv1d-arch·7k3f/b 5 --dir hw4
      quizgen explain conv1d-compute·x2ab '[4, 3]'

    CODE is printed at each question of a sheet (a full stop may stand for the dot).
    """
    from quizgen.course.folder import load_assignments
    from quizgen.grading.explaining import explanation, judge_part, part_called

    name, _, own = code.partition("/")
    variant = _variant(load_assignments(folder), name, folder)
    part = part_called(variant, part_name or own)
    if not as_json:
        click.echo(explanation(variant, part, answer, width=output.width()), nl=False)
        return
    import json

    verdict = judge_part(variant, part, answer)
    data = {
        "format": 1,
        "code": variant.code,
        "part": part.id,
        "key": part.key,
        "answer": answer.encode("utf-8", "replace").decode(),
        "status": verdict.status,
        "score": float(verdict.score),
        "reading": verdict.reading,
        "feedback": verdict.feedback,
        "mistake": verdict.mistake,
    }
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


def _variant(assignments: "list[Assignment]", code: str, folder: Path) -> "Variant":
    """The variant of a code; `UserError` with the nearest code of the folder."""
    from quizgen.cli.nearest import nearest
    from quizgen.errors import UserError

    found = {variant.code: variant for a in assignments for variant in a.questions}
    for dot in ("·", ".", "*"):
        wanted = code.replace(dot, "·")
        if wanted in found:
            return found[wanted]
    raise UserError(
        f"{folder} has no question {code!r}{nearest(code, found)}",
        "the code stands at the question; --dir names its folder",
    )
