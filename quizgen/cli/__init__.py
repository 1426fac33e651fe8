"""The command `quizgen`: one module per command, imported when it is called."""


def main() -> None:
    """Run the command line."""
    from quizgen.garbage import rare_collection

    rare_collection()
    from quizgen.cli.group import group

    group()
