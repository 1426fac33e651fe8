"""Banks written for a test, and what `quizgen check` says of them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from quizgen.bank.check import find_problems

Check = Callable[..., list[str]]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """`check(bank, draws=60)`: its problems as text, without the file's name."""
    bank = tmp_path / "bank.toml"

    def said(text: str, draws: int = 60) -> list[str]:
        bank.write_text(text, encoding="utf-8")
        return [
            str(problem).removeprefix(str(bank)) for problem in find_problems([bank], draws=draws)
        ]

    return said
