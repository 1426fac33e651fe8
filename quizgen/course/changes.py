"""What a run does to a homework folder: whose files stay, which are made, and what goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from quizgen.course.file_names import file_names
from quizgen.course.journal import Made
from quizgen.course.manifest import Entry, Manifest, apart, file_digest
from quizgen.errors import UserError
from quizgen.few import few


@dataclass(frozen=True, slots=True)
class Change:
    """A homework as it will be. `gone` are the files that are removed before anything else is done.

    `entries` have their files where these are made already. `removed`, `replaced` and `edited` are
    students who lose their sheets, get other ones, or whose files somebody has changed; `foreign`
    are files in the way that are not of this homework.
    """

    entries: tuple[Entry, ...]
    gone: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()

    def losses(self) -> list[str]:
        """What goes, in words; nothing where files are only added."""
        told = {
            "the sheets and keys of {} are taken away": self.removed,
            "the sheets and keys of {} are replaced": self.replaced,
            "{}, changed by somebody since, are made again": self.edited,
            "{}, not of this homework, are replaced": self.foreign,
        }
        return [text.format(few(names)) for text, names in told.items() if names]


def compare(
    folder: Path,
    before: Manifest,
    now: Sequence[Entry],
    called: Sequence[str],
    made: Made,
    *,
    renamed: bool = False,
) -> Change:
    """What becomes of `before` when the students and sheets are those of `now`.

    Who keeps the sheet keeps the names of its files, unless all are `renamed`; the others get names
    after `called`.
    """
    old = {entry.key: entry for entry in before.entries}
    kept = [not renamed and e.key in old and old[e.key].printed == e.printed for e in now]
    entries = _named(now, kept, called, old)
    still = {entry.key for entry, same in zip(now, kept, strict=True) if same}
    lost = [entry for entry in before.entries if entry.key not in still]
    keys = {entry.key for entry in now}
    gone = [name for entry in lost for name in entry.names() if (folder / name).exists()]
    edited: list[str] = []
    foreign: list[str] = []
    going = set(gone)
    for place, (entry, same) in enumerate(zip(entries, kept, strict=True)):
        files = old[entry.key].files if same else b""
        files = files or (made.get((entry.stem, entry.printed), b"") if same else b"")
        meant = dict(zip(entry.names(), apart(files), strict=False))
        found = {name: d for name in entry.names() if (d := file_digest(folder / name))}
        strange = [n for n, has in found.items() if n not in going and meant.get(n) != has]
        (edited if meant else foreign).extend(strange)
        entries[place] = replace(entry, files=files if found == meant else b"")
    return Change(
        tuple(entries),
        (*gone, *edited, *foreign),
        tuple(entry.name for entry in lost if entry.key not in keys),
        tuple(entry.name for entry in lost if entry.key in keys),
        tuple(edited),
        tuple(foreign),
    )


def _named(
    now: Sequence[Entry], kept: Sequence[bool], called: Sequence[str], old: Mapping[str, Entry]
) -> list[Entry]:
    stems = {e.key: old[e.key].stem for e, same in zip(now, kept, strict=True) if same}
    others = [name for name, same in zip(called, kept, strict=True) if not same]
    fresh = iter(file_names(others, stems.values()))
    return [
        replace(e, stem=stems[e.key] if same else next(fresh))
        for e, same in zip(now, kept, strict=True)
    ]


def check_nothing_goes(folder: Path, change: Change) -> None:
    """`UserError` that lists what would go."""
    losses = change.losses()
    if not losses:
        return
    fix = "add --force to do so, or choose another folder with -o"
    if change.removed:
        fix = f"name these students too (those who have sheets keep them), {fix}"
    raise UserError(f"{folder}: with --force " + "; ".join(losses), fix)
