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
    from quizgen.answers.escape import for_terminal
    from quizgen.answers.values import typed
    from quizgen.cli.grade import load_assignments
    from quizgen.document.printers import text
    from quizgen.document.sheet import question
    from quizgen.errors import UserError
    from quizgen.grading.judging import judged

    name, _, own = code.partition("/")
    variant = _variant(load_assignments(folder), name, folder)
    wanted = part_name or own or ("a" if len(variant.parts) == 1 else "")
    letters = {chr(ord("a") + i): part for i, part in enumerate(variant.parts)}
    part = letters.get(wanted) or next((p for p in variant.parts if p.id == wanted), None)
    if part is None:
        known = ", ".join(
            f"{letter} ({p.id})" if p.id != letter else letter for letter, p in letters.items()
        )
        raise UserError(
            f"{name} has no part {wanted!r}" if wanted else f"{name} has several parts",
            f"write {name}/PART, one of {known}",
        )
    answer = answer.encode("utf-8", "replace").decode()  # bytes of an argument that are no text
    verdict, _ = judged(variant, part, answer, {})
    if as_json:
        import json

        data = {
            "format": 1,
            "code": variant.code,
            "part": part.id,
            "key": part.key,
            "answer": answer,
            "status": verdict.status,
            "score": float(verdict.score),
            "reading": verdict.reading,
            "feedback": verdict.feedback,
            "mistake": verdict.mistake,
        }
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return
    width = output.width()
    page = question(variant, 1)
    own_part = page.parts[variant.parts.index(part)]
    click.echo(text.statement(page, width=width))
    click.echo(text.part_prompt(own_part, width=width))
    click.echo(f"Key: {typed(part.kind, part.key)}")
    click.echo(text.solution(own_part, width=width))
    click.echo(f"Answer: {for_terminal(answer)}")
    if verdict.reading:
        click.echo(f"Read as: {for_terminal(verdict.reading)}")
    click.echo(
        f"Judged: {verdict.status}" + (f", mistake {verdict.mistake}" if verdict.mistake else "")
    )
    if verdict.feedback:
        click.echo(for_terminal(verdict.feedback))


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
