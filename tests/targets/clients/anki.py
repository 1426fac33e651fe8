"""Anki: a deck read by Anki itself, and answers typed into its cards. It gives no marks: it shows where an answer differs."""

from __future__ import annotations

import tempfile
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from tests.targets.engines import as_line
from tests.targets.samples import exported

if TYPE_CHECKING:
    from collections.abc import Sequence

    from anki.notes import Note

    from tests.targets.clients.submissions import Tried


def told(tried: Sequence[Tried]) -> str:
    """How many cards there are and answers were typed; `SystemExit` where one is not shown as it should be.

    A right answer, typed as the key is written, differs nowhere; any that is marked down does.
    """
    questions = {question.code: question for question, _ in tried}
    data, _ = exported("anki", *[[question] for question in questions.values()])
    faults, right, wrong = [], 0, 0
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "deck.apkg").write_bytes(data)
        collection = Collection(f"{folder}/collection.anki2")
        notes = _imported(collection, f"{folder}/deck.apkg")
        for question, trial in tried:
            for asked in question.asked:
                own = trial.ours.get(asked.id)
                key = unescape(notes[f"{question.code} {asked.letter}"]["Answer"])
                if own is None:
                    continue
                is_right = own.points == float(asked.points) and not own.follows
                typed = key if is_right else as_line(asked, trial.given)
                shown = collection.compare_answer(key, typed)
                differs = shown != collection.compare_answer(key, key)
                if differs == is_right:
                    faults.append(f"{question.code} {asked.letter} {trial.name}: {typed!r} beside {key!r}")  # fmt: skip
                right, wrong = right + is_right, wrong + (not is_right)
        missing = collection.media.check().missing
        collection.close()
    if faults or missing:
        raise SystemExit("\n".join([f"Anki shows otherwise: {len(faults)}", *faults[:20], *missing]))  # fmt: skip
    return f"Anki: {len(questions)} questions, {len(notes)} cards, {right} right answers without a difference, {wrong} others with one"


def _imported(collection: Collection, file: str) -> dict[str, Note]:
    """The notes by their codes."""
    request = ImportAnkiPackageRequest(package_path=file, options=ImportAnkiPackageOptions())
    collection.import_anki_package(request)
    notes = map(collection.get_note, collection.find_notes(""))
    return {note["Code"]: note for note in notes}
