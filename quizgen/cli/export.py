"""`quizgen export`: questions for a learning system, and what is lost on the way."""

from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from quizgen.cli import options
from quizgen.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.bank import Library
    from quizgen.course.specification import Specification
    from quizgen.targets.loss import Loss
    from quizgen.targets.question import Pack
    from quizgen.variant import Variant


def _listed() -> str:
    from quizgen.targets.table import TARGETS

    return "\n      ".join(f"{name:<14}{about}" for name, about in TARGETS.items())


class _Targets(click.ParamType):  # type: ignore[type-arg]
    """A target's name."""

    name = "target"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name; what is none is told with those that are."""
        from quizgen.cli.nearest import nearest
        from quizgen.targets.table import TARGETS

        if value not in TARGETS:
            known = ", ".join(TARGETS)
            self.fail(
                f"no target is called {value!r}{nearest(value, TARGETS)} ({known})", param, ctx
            )
        return value


@click.command(name="export")
@click.argument("target", metavar="TARGET", type=_Targets())
@click.argument("name", metavar="SHEET|ID|homework.toml")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file to write.",
)
@click.option(
    "--variants",
    "count",
    type=click.IntRange(1, 1000),
    default=1,
    show_default=True,
    help="Variants of each question: the learning system gives a student one of them.",
)
@options.seed
@click.option(
    "--env",
    "for_models",
    is_flag=True,
    help="With jsonl: one part a line, as quizgen.env gives them to language models.",
)
@click.option(
    "--strict", is_flag=True, help="Write nothing if the target cannot express something."
)
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@options.bank
@options.as_json
def command(
    target: str,
    name: str,
    output: Path,
    count: int,
    seed: str | None,
    banks: tuple[Path, ...],
    *,
    for_models: bool,
    strict: bool,
    force: bool,
    as_json: bool,
) -> None:
    r"""Write questions with keys, slips and solutions as a file that a learning system imports.

    \b
    Examples:
      quizgen export moodle week-4-convolution -o week-4.xml --variants 20
      quizgen export csv hw4/homework.toml -o answers.csv --seed 7
      quizgen export jsonl conv1d-arch -o questions.jsonl --variants 100 --env

    \b
    Targets:
      {targets}

    What the target cannot express is listed, with what was done instead. The file has the keys:
    keep it to yourself.
    """
    from quizgen.cli.output import tell
    from quizgen.course.plan import keeping, sheet_of
    from quizgen.course.wanted import wanted
    from quizgen.files import bytes_beside
    from quizgen.targets.loss import report
    from quizgen.targets.table import ANSWERED, writer

    if for_models and target != "jsonl":
        raise click.UsageError(f"--env is for jsonl, not for {target}.")
    library, specification = wanted(name, banks)
    given = options.drawn_seed(seed)
    for line in keeping(library, specification, sheet_of(library, specification, given)):
        click.echo(line, err=True)
    losses: list[Loss] = []
    kept = output.with_name(f"{output.stem}.record.jsonl") if target in ANSWERED else None
    with ExitStack() as stack:
        record = stack.enter_context(bytes_beside(kept, force=force)) if kept else None
        file = stack.enter_context(bytes_beside(output, force=force))
        pack = stack.enter_context(_pack(library, specification, given, count, record))
        writer("jsonl_env" if for_models else target)(pack, file, losses.append)
        if strict and losses:
            lines = "".join(f"\n    {line}" for line in report(losses))
            raise UserError(
                f"{target} cannot express everything; nothing was written:{lines}",
                "leave --strict out",
            )
    if as_json:
        _as_json(target, output, kept, given, losses)
        return
    click.echo(str(output))
    if kept:
        tell(f"{kept}: keep it; it grades what comes back: quizgen grade {kept} RESPONSES.csv")
    for line in report(losses):
        tell(f"lost: {line}")


@contextmanager
def _pack(
    library: "Library",
    specification: "Specification",
    seed: str,
    count: int,
    record: "BinaryIO | None",
) -> "Iterator[Pack]":
    """The questions, drawn as they are written, with a bar; each is put into the record."""
    from quizgen.cli.progress import progress
    from quizgen.course.versions import versions
    from quizgen.targets.jsonl import line
    from quizgen.targets.question import Pack, Pool, Question, question_of

    with progress("questions", None) as done:

        def asked(place: int, variants: "Iterator[Variant]") -> "Iterator[Question]":
            for variant in variants:
                question = question_of(variant)
                if record:
                    record.write(line(specification.id, place, question))
                yield question
                done(1)

        pools = (
            Pool(
                f"{place} {library.exercise(own.exercise).title}",
                own.exercise,
                asked(place, own.variants),
            )
            for place, own in enumerate(versions(library, specification, seed, count), start=1)
        )
        yield Pack(specification.id, specification.title, pools)


def _as_json(
    target: str, output: Path, record: Path | None, seed: str, losses: "list[Loss]"
) -> None:
    import json

    lost = [{"where": loss.where, "what": loss.what, "instead": loss.instead} for loss in losses]
    data = {
        "format": 1,
        "target": target,
        "file": str(output),
        "record": str(record or ""),
        "seed": seed,
        "losses": lost,
    }
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


command.help = (command.help or "").replace("{targets}", _listed())
