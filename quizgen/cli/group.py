"""The group of all commands: each module is imported when its command is called."""

import sys
from importlib import import_module
from typing import Any

import click

from quizgen import __version__
from quizgen.cli.nearest import nearest

# Name of the command (and of its module here), and what the list of commands says about it.
COMMANDS = {
    "list": "Exercises and ready-made sheets there are.",
    "show": "One exercise, drawn, with its key if asked.",
    "new": "A homework, exercise, bank, sheet or templates to begin with.",
    "homework": "A class's sheets and keys as PDF and LaTeX.",
    "grade": "Marks and feedback for answers that came back.",
    "regrade": "The same answers with corrected keys; who gains, who loses.",
    "report": "What a class got right and wrong: statistics, slips, plots.",
    "export": "Questions for a learning system: Moodle and others.",
    "practice": "Ask me: with hints, diagnoses and worked solutions.",
    "solve": "Shapes and counts of a layer or network.",
    "quiz": "Questions about an architecture's own layers.",
    "check": "Every mistake of a bank as file:line.",
    "gallery": "Every exercise at every level as web pages for teachers.",
    "explain": "How one answer to one question was read and judged.",
}
EPILOG = "Exit codes: 0 done; 1 could not be done, or check found problems; 2 usage. `quizgen COMMAND --help` starts with examples."


def line_by_line(text: str) -> str:
    r"""Help whose examples stay on lines of their own.

    Click wants a real backspace before them; a raw docstring, as linters ask for, has two characters.

    >>> line_by_line("Do.\n\n" + chr(92) + "b\nExamples:\n  do it")
    'Do.\n\n\x08\nExamples:\n  do it'
    """
    return text.replace("\\b\n", "\b\n")


class Commands(click.Group):
    """Commands by name, none imported before it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command's object, from its module."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"quizgen.cli.{cmd_name}").command
        found.help = line_by_line(found.help or "")
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command, or a usage error with the nearest name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"no command is called {args[0]!r}{nearest(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """The table, without importing the modules."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run, with every refusal as a message and an exit code, never a traceback."""
        from quizgen.cli.output import prepare, refused
        from quizgen.errors import UserError

        prepare(list(kwargs.get("args") or (args[0] if args else None) or sys.argv[1:]))
        try:
            return _run(super().main, *args, **kwargs)
        except UserError as error:
            try:
                _say(error)
            except OSError as full:
                refused(full)
            sys.exit(1)
        except OSError as error:
            # BrokenPipeError too, for which nothing is said: the reader has gone.
            refused(error)
            sys.exit(1)


def _run(command: Any, *args: Any, **kwargs: Any) -> Any:
    """The command's result, once all it said has reached its reader."""
    try:
        result = command(*args, **kwargs)
    except SystemExit:
        sys.stdout.flush()
        raise
    sys.stdout.flush()
    return result


def _say(error: Any) -> None:
    message, fix = str(error.args[0]), error.fix
    if "--json" in sys.argv:
        import json

        click.echo(json.dumps({"format": 1, "error": message, "fix": fix}), err=True)
        return
    click.echo(f"quizgen: {message}", err=True)
    if fix:
        click.echo(f"    fix: {fix}", err=True)


@click.group(
    cls=Commands,
    epilog=EPILOG,
    context_settings={"auto_envvar_prefix": "QUIZGEN", "help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="quizgen")
def group() -> None:
    r"""Exercises, answer keys and grading for neural networks.

    \b
    Examples:
      quizgen list
      quizgen homework week-4-convolution --student Ada --student Carl -o hw4
      quizgen grade hw4 answers.csv
      quizgen practice convolution
    """


group.help = line_by_line(group.help or "")
