"""`quizgen list`: what there is."""

from pathlib import Path

import click

from quizgen.cli import options, state


@click.command(name="list")
@click.argument("topic", required=False)
@options.bank
@options.as_json
def command(topic: str | None, banks: tuple[Path, ...], *, as_json: bool) -> None:
    r"""Exercises and ready-made sheets; of a TOPIC (tag, bank, sheet, course or file) if one is given.

    \b
    Examples:
      quizgen list
      quizgen list convolution
      quizgen list --json

    Exit code 1 when a bank has problems; they are printed first.
    """
    from quizgen.bank.heads import kept_in
    from quizgen.bank.library import home, load_banks

    with kept_in(state.cache_folder()) as heads:
        library = load_banks([*banks, *home(topic or "")], load=heads.load)
    for problem in library.problems:
        click.echo(f"{problem}", err=True)
    exercises = library.find(topic) if topic else list(library.exercises.values())
    sheets = library.course(topic) if topic else list(library.sheets.values())
    if as_json:
        import json

        data = {
            "format": 1,
            "exercises": [
                {
                    "id": e.id,
                    "title": e.title,
                    "bank": e.bank,
                    "tags": list(e.tags),
                    "levels": list(e.level),
                    "instances": list(e.instance),
                    "minutes": e.minutes,
                    "bloom": e.bloom,
                    "objective": e.objective,
                    "prerequisites": list(e.prerequisites),
                    "source": e.source,
                }
                for e in exercises
            ],
            "sheets": [
                {
                    "id": s.id,
                    "title": s.title,
                    "questions": [q.id for q in s.questions],
                    "part_of": s.part_of,
                    "week": s.week,
                }
                for s in sheets
            ],
        }
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
        raise SystemExit(1 if library.problems else 0)
    width = max([len(e.id) for e in exercises] + [len(s.id) for s in sheets], default=0)
    places = {name: place for place, name in enumerate(library.exercises)}
    bank = None
    for exercise in sorted(exercises, key=lambda e: (e.bank, places[e.id])):
        if exercise.bank != bank:
            bank = exercise.bank
            click.echo(f"{bank}:")
        levels = "".join(exercise.level) or "-"
        click.echo(f"  {exercise.id:<{width}}  {levels:<3}  {exercise.title}")
    for course in dict.fromkeys(["", *library.courses()]):
        listed = library.course(course) if course else [s for s in sheets if not s.part_of]
        listed = [sheet for sheet in listed if sheet in sheets]
        if listed:
            click.echo(f"course {course}, week by week:" if course else "sheets:")
        for sheet in listed:
            click.echo(f"  {sheet.id:<{width}}  {len(sheet.questions):>3}  {sheet.title}")
    if not topic:
        click.echo(
            "Levels: E easy, M medium, H hard. Next: quizgen show ID --key, quizgen homework SHEET, quizgen practice TOPIC",
            err=True,
        )
    if library.problems:
        raise SystemExit(1)
