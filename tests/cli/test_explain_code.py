"""`quizgen explain` of something else than one question says what it is about."""

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize(
    "code", ["week-1-architecture", "sheets/own.toml", "../own.toml", "conv1d-arch"]
)
@pytest.mark.parametrize("answer", [(), ("5",)])
def test_a_sheet_or_exercise(code: str, answer: tuple[str, ...], run: Run) -> None:
    result = run("explain", code, *answer)
    assert result.exit_code == 1
    assert f"{code!r} is no code of a question: one has a dot" in result.output
    assert f"`quizgen show {code} --key`" in result.output
