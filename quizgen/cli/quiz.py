"""`quizgen quiz`: questions about an architecture's own layers."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.cli import options

if TYPE_CHECKING:
    from quizgen.architecture.quiz import Quiz
    from quizgen.variant import Variant


@click.command(name="quiz")
@click.argument("arch", metavar="ARCH")
@click.option("--input", "input_text", metavar="SHAPE", help="Shape of the input: 20, 1x28x28.")
@click.option(
    "--set",
    "settings",
    metavar="NAME=VALUE",
    multiple=True,
    help="Give a name of a torch file, or an option of its command line, a value; repeatable.",
)
@click.option("--name", help="What to call the network; its file or zoo name if not given.")
@click.option(
    "--count", type=click.IntRange(min=1), help="That many questions, chosen by the seed."
)
@options.seed
@click.option("--key", is_flag=True, help="With answers, worked solutions and recognised mistakes.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Folder for a bank and a sheet."
)
@click.option("--force", is_flag=True, help="Replace files that are there.")
@options.as_json
def command(
    arch: str,
    input_text: str | None,
    settings: tuple[str, ...],
    name: str | None,
    count: int | None,
    seed: str | None,
    output: Path | None,
    *,
    key: bool,
    force: bool,
    as_json: bool,
) -> None:
    r"""Questions about the layers of ARCH: shapes, counts, connections, zeros, values.

    \b
    Examples:
      quizgen quiz lenet5 --count 3 --seed 7 --key
      quizgen quiz 'Conv1d(1, 1, 5, stride=5)' --input 20
      quizgen quiz my-network.py --input 3x32x32 -o quiz
      quizgen practice my-network-quiz --bank quiz
      quizgen homework my-network-quiz --bank quiz --student Ada -o hw

    ARCH is what `quizgen solve` takes. With -o the questions become a bank and a sheet that
    practice and homework take with --bank.
    """
    from quizgen.architecture import read, read_shape, summarise
    from quizgen.architecture.quiz import quiz
    from quizgen.architecture.settings import read_settings

    shape = read_shape(input_text) if input_text else None
    summary = summarise(read(arch, input_shape=shape, settings=read_settings(settings)), shape)
    chosen_seed = options.drawn_seed(seed)
    found = quiz(summary, name or _called(arch), seed=chosen_seed, count=count)
    if output is not None:
        _write(found, output, force=force)
        return
    variants = _variants(found, chosen_seed)
    if as_json:
        import json

        values = [variant.to_json() for variant in variants]
        click.echo(
            json.dumps({"format": 1, "questions": values}, sort_keys=True, ensure_ascii=False)
        )
        return
    import shutil

    from quizgen.document.printers import text
    from quizgen.document.sheet import sheet

    columns = max(40, min(100, shutil.get_terminal_size().columns))
    page = sheet(variants, title=f"Questions about {name or _called(arch)}")
    click.echo(text.sheet(page, key=key, width=columns), nl=False)


def _called(arch: str) -> str:
    """A file's or the zoo's name; "the network" for anything written out."""
    plain = Path(arch).stem
    return plain if plain.replace("-", "").replace("_", "").isalnum() else "the network"


def _variants(found: "Quiz", seed: str) -> "list[Variant]":
    from quizgen.bank import draw
    from quizgen.bank.load import load_text
    from quizgen.errors import UserError

    loaded = load_text(found.bank, f"{found.id}.toml")
    if loaded.problems:
        raise UserError(str(loaded.problems[0]))
    return [draw(exercise, seed) for exercise in loaded.exercises]


def _write(found: "Quiz", folder: Path, *, force: bool) -> None:
    from quizgen.errors import UserError

    texts = {
        folder / f"{found.id}.toml": found.bank,
        folder / f"{found.id}-sheet.toml": found.sheet,
    }
    for path in texts:
        if path.exists() and not force:
            raise UserError(f"{path} is there already", "take another folder, or --force")
    _variants(found, "0")
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in texts.items():
        beside = path.with_suffix(".part")
        beside.write_text(content, encoding="utf-8")
        beside.replace(path)
    click.echo(f"wrote {len(texts)} files to {folder}", err=True)
    click.echo(f"next: quizgen practice {found.id} --bank {folder}", err=True)
