"""The command `quizgen`: one module per command, imported when it is called."""


def main() -> None:
    """Run the command line."""
    from quizgen.cli.group import group

    group()
