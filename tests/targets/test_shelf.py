"""Pieces that wait on the disk come back as they were put."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from quizgen.targets import shelf
from quizgen.targets.shelf import Shelf


@pytest.mark.parametrize("kept", [4, 1_000])
def test_pieces_come_back_in_any_order(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "KEPT", kept)
    pieces = {place: bytes([place]) * (place % 5) for place in range(20)}
    with ExitStack() as stack:
        own = Shelf[int](stack)
        for name, piece in pieces.items():
            own.put(name, piece)
            assert own[name // 2] == pieces[name // 2]  # read while it is written
        assert {name: own[name] for name in reversed(pieces)} == pieces
        assert list(own) == list(pieces)


def test_the_last_of_one_name_counts() -> None:
    with ExitStack() as stack:
        own = Shelf[str](stack)
        for piece in (b"first", b"second", b"1"):
            own.put("a", piece)
        assert (own["a"], list(own), "b" in own) == (b"1", ["a"], False)


def test_nothing_stays_open() -> None:
    with ExitStack() as stack:
        own = Shelf[str](stack)
    with pytest.raises(ValueError, match="closed"):
        own.put("a", b"")
