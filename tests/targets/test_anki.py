"""Decks, read by Anki itself."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

import quizgen
from quizgen.errors import UserError
from quizgen.targets import anki
from quizgen.targets.question import Pack, Pool, Question, question_of
from tests.targets.samples import HOSTILE, hostile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def deck(*pools: list[Question], title: str = "A sheet") -> bytes:
    file = io.BytesIO()
    named = [Pool(f"{n} {own[0].title}", own[0].variant.id, own) for n, own in enumerate(pools, 1)]
    anki.write(Pack("sheet", title, named), file, lambda _: None)
    return file.getvalue()


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def imported(collection: Collection, data: bytes, folder: Path) -> tuple[int, int]:
    """How many notes are new, and how many were there."""
    path = folder / "deck.apkg"
    path.write_bytes(data)
    request = ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions())
    log = collection.import_anki_package(request).log
    return len(log.new), len(log.duplicate)


@pytest.mark.again
def test_anki_reads_every_part_once(
    questions: list[Question], collection: Collection, tmp_path: Path
) -> None:
    data = deck(*[[question] for question in questions])
    parts = sum(len(question.asked) for question in questions)
    assert imported(collection, data, tmp_path) == (parts, 0)
    again = sum(len(question.asked) for question in questions[:20])
    assert imported(collection, deck(*[[q] for q in questions[:20]]), tmp_path) == (0, again)
    assert collection.note_count() == parts
    assert not list(collection.media.check().missing)
    note = collection.get_note(collection.find_notes('"Code:conv1d-arch-*"')[0])
    assert "[qg conv1d-arch-" in note["Question"]
    assert (
        "typeans" in note.cards()[0].question() or "[[type:Answer]]" in note.cards()[0].question()
    )


def test_a_changed_solution_updates_its_card(collection: Collection, tmp_path: Path) -> None:
    """The identity is that of the variant and part, not of what is printed."""
    question = question_of(quizgen.draw("conv1d-arch", 1))
    imported(collection, deck([question]), tmp_path)
    imported(collection, deck([question], title="Another title"), tmp_path)
    assert collection.note_count() == len(question.asked)


def test_hostile_texts_arrive_whole(collection: Collection, tmp_path: Path) -> None:
    imported(collection, deck([hostile("choice")], title=HOSTILE), tmp_path)
    note = collection.get_note(collection.find_notes("")[0])
    assert "]]&gt; b } ~ # = %50% {1:NUMERICAL:=7} {#1} &lt;b&gt;" in note["Question"]


def test_the_file_is_the_same_each_time() -> None:
    question = question_of(quizgen.draw("conv1d-arch", 1))
    assert deck([question]) == deck([question])


def test_a_library_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "genanki", None)
    with pytest.raises(UserError) as error:
        deck([question_of(quizgen.draw("conv1d-arch", 1))])
    assert error.value.fix == "pip install 'quizgen[anki]'"
