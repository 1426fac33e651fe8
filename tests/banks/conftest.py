"""What is said of the shipped exercises: that every line of a draw runs, the tests of `bank` show."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Coverage makes drawing three times as slow, and each exercise is drawn hundreds of times here."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.again)
