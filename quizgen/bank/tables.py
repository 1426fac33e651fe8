"""The tables of a bank file as exercises; every problem is told with its line."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from quizgen.answers.scalar import shown
from quizgen.bank import listing
from quizgen.bank.beside_property import misfits
from quizgen.bank.by_part import part_lines, part_names, with_answer, with_part_tables
from quizgen.bank.declared import declared
from quizgen.bank.exercise import (
    Exercise,
    Loaded,
    MistakeSpec,
    PartSpec,
)
from quizgen.bank.field_types import is_amount, is_pair_of_texts
from quizgen.bank.keys import DEFAULT_KEYS, EXERCISE_KEYS, MISTAKE_KEYS, PART_KEYS, SHARED
from quizgen.bank.lines import Lines
from quizgen.bank.part_tables import part_tables
from quizgen.bank.rubric import person_fields, work_of
from quizgen.bank.sheet_table import sheet_of
from quizgen.bank.table_problems import Tables

# The name of a case where its author gives none.
CASE = "case"
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EXERCISES = 200
# So many unknown tables of a file are told.
FEW = 20
DEFAULTS = "defaults"


def read_tables(data: Mapping[str, object], file: str, lines: Lines) -> Loaded:
    """What the TOML of a file holds; `lines` has the line of each key."""
    return _Reader(file, lines).read(data)


class _Reader(Tables):
    def read(self, data: Mapping[str, object]) -> Loaded:
        if "questions" in data:
            sheet = sheet_of(self, data)
            return Loaded((), (sheet,) if sheet else (), tuple(self.problems))
        for key in list(data)[:FEW]:
            if key not in ("exercise", DEFAULTS):
                self.problem(key, f"unknown table {key!r}", "a bank holds [[exercise]] tables")
        defaults = self.defaults(data.get(DEFAULTS, {}))
        if defaults and next(iter(data)) != DEFAULTS:
            self.problem(DEFAULTS, "stand behind an exercise", "move them to the head of the file")
        entries = data.get("exercise", [])
        if not isinstance(entries, list):
            self.problem(
                "exercise", "is one table, not a list", "write [[exercise]] with two brackets"
            )
            entries = []
        for i, entry in enumerate(entries):
            if not isinstance(entry, dict):
                self.problem(f"exercise.{i}", "is not a table", "write [[exercise]]")
        if len(entries) > EXERCISES:
            self.problem(
                "exercise", f"{len(entries)} exercises; at most {EXERCISES}", "split the bank"
            )
            entries = []
        entries = [entry for entry in entries if isinstance(entry, dict)]
        named = {f"exercise.{i}": part_names(entry) for i, entry in enumerate(entries)}
        if any(named.values()):
            self.lines = part_lines(self.lines, named)
        found = [self.exercise({**defaults, **entry}, i) for i, entry in enumerate(entries)]
        return Loaded(tuple(e for e in found if e), (), tuple(self.problems))

    def defaults(self, data: object) -> dict[str, Any]:
        """What holds for each exercise that does not say it itself."""
        if not isinstance(data, dict):
            self.problem(DEFAULTS, "is not a table", 'write [defaults] and bloom = "apply"')
            return {}
        self.sizes(data, DEFAULTS)
        self.known_keys(data, DEFAULT_KEYS, DEFAULTS)
        return self.typed({key: data[key] for key in data if key in DEFAULT_KEYS}, DEFAULTS)

    def exercise(self, data: Any, i: int) -> Exercise | None:
        path = f"exercise.{i}"
        before = len(self.problems)
        self.sizes(data, path)
        if len(self.problems) > before:
            return None
        data = with_part_tables(data, path, self.problem)
        single = {key: data[key] for key in data if key in PART_KEYS and key not in EXERCISE_KEYS}
        self.known_keys(data, EXERCISE_KEYS | PART_KEYS, path)
        data = self.typed(data, path)
        single = {key: value for key, value in single.items() if key in data}
        for table, name in _tables_of_expressions(data):
            self.expressions(table, f"{path}.{name}")
        identifier = data.get("id", "")
        if not isinstance(identifier, str) or not ID.fullmatch(identifier):
            self.problem(
                f"{path}.id",
                f"{identifier!r} is not an id",
                "small letters, digits and hyphens: conv1d-arch",
            )
        if data.get("few", False) != bool(data.get("few_reason", "").strip()):
            self.problem(
                f"{path}.few" if "few" in data else f"{path}.few_reason",
                "few = true and its reason stand together",
                'few = true and few_reason = "why there cannot be 200 different statements"',
            )
        parts = self.parts(data, single, path)
        code = data.get("listing", "")
        names = {**data.get("let", {}), **data.get("draw", {})}
        for message, fix in listing.problems(code, [part.id for part in parts], names):
            self.problem(f"{path}.listing", message, fix)
        parts = tuple(replace(p, ask=listing.asked(p.ask, p.id, code)) for p in parts)
        profile, takes = declared(data.get("profile", {}), f"{path}.profile", self.problem)
        if len(self.problems) > before:
            return None
        return Exercise(
            id=identifier,
            file=self.file,
            bank=Path(self.file).stem,
            parts=parts,
            revision=data.get("revision", 1),
            title=data.get("title", "") or identifier.replace("-", " "),
            source=data.get("source", ""),
            tags=tuple(data.get("tags", ())),
            objective=data.get("objective", ""),
            prerequisites=tuple(data.get("prerequisites", ())),
            bloom=data.get("bloom", ""),
            minutes=str(data.get("minutes", "")),
            profile=profile,
            takes=takes,
            let=_texts(data.get("let", {})),
            draw=_texts(data.get("draw", {})),
            level={name: _texts(table) for name, table in data.get("level", {}).items()},
            instance=data.get("instance", {}),
            require=tuple(data.get("require", ())),
            text=data.get("text", ""),
            listing=data.get("listing", ""),
            figure=_listed(data.get("figure", ())),
            few=data.get("few", False),
            few_reason=data.get("few_reason", ""),
            lines=self.lines.inside(path),
        )

    def parts(
        self, data: Mapping[str, Any], single: Mapping[str, Any], path: str
    ) -> tuple[PartSpec, ...]:
        tables = part_tables(data.get("part", []), path, self.problem)
        shared = {key: single[key] for key in single.keys() & SHARED if tables}
        single = {key: value for key, value in single.items() if key not in shared}
        if tables and single:
            self.problem(
                f"{path}.{next(iter(single))}",
                "stands beside [[exercise.part]]",
                "move it into a part",
            )
        if not tables:
            if "ask" not in single and single.get("id") not in listing.blanks(
                data.get("listing", "")
            ):
                self.problem(
                    path,
                    "asks nothing",
                    'give it `ask = "conv.output(x, weight=k)"` or [[exercise.part]]',
                )
            return tuple(self.with_work(single, 0, path))
        found: list[PartSpec] = []
        blanks = listing.blanks(data.get("listing", ""))
        for place, entry in tables.items():
            self.known_keys(entry, PART_KEYS, place, outside=EXERCISE_KEYS)
            if "ask" not in entry and entry.get("id") not in blanks:
                self.problem(place, "asks nothing", "give it `ask`")
            found += self.with_work({**shared, **self.typed(entry, place)}, len(found), place)
        ids = [part.id for part in found]
        for j, identifier in enumerate(ids):
            if identifier in ids[:j]:
                self.problem(
                    f"{path}.part.{j}.id", f"{identifier!r} is used twice", "part ids differ"
                )
        return tuple(found)

    def with_work(self, data: Mapping[str, Any], j: int, path: str) -> list[PartSpec]:
        """A part, the `j`-th that is printed, and the one for its working."""
        data = with_answer(data, path, self.problem)
        found = [self.part(data, j, path)]
        if "work" in data:
            letter = chr(ord("a") + j)
            work = work_of(data["work"], found[0], letter, f"{path}.work", self.problem)
            found += [work] if work else []
        return found

    def part(self, data: Mapping[str, Any], j: int, path: str) -> PartSpec:
        mistakes = {}
        for name, value in data.get("mistakes", {}).items():
            if isinstance(value, str):
                mistakes[name] = MistakeSpec(value)
            elif is_pair_of_texts(value):
                mistakes[name] = MistakeSpec(*value)
            elif isinstance(value, dict) and isinstance(
                value.get("value", value.get("holds")), str
            ):
                self.known_keys(value, MISTAKE_KEYS, f"{path}.mistakes.{name}")
                if not is_amount(value.get("credit", 0)):
                    self.problem(
                        f"{path}.mistakes.{name}", "credit is not a number", 'credit = "1/4"'
                    )
                    continue
                mistakes[name] = MistakeSpec(
                    str(value.get("value", "")),
                    str(value.get("hint", "")),
                    str(value.get("credit", "0")),
                    str(value.get("slip", "")),
                    str(value.get("holds", "")),
                )
            else:
                self.problem(
                    f"{path}.mistakes.{name}",
                    "is not an expression",
                    'write name = "D + U", or name = ["D + U", "What is said to it."]',
                )
        for field, message, fix in misfits(data):
            self.problem(f"{path}.{field}", message, fix)
        if "choices" in data and "answer" not in data:
            self.problem(
                path, "choices without answer", "say which text is right: answer = \"'text'\""
            )
        if "pictures" in data and "choices" not in data:
            self.problem(
                f"{path}.pictures",
                "stand without choices",
                'say what each shows: choices = ["tanh", …]',
            )
        by_person = person_fields(data, path, self.problem)
        spec = PartSpec(
            id=str(data.get("id", "") or chr(ord("a") + j)),
            ask=data.get("ask", ""),
            answer=data.get("answer", ""),
            holds=data.get("holds", ""),
            cases={CASE: data["cases"]}
            if isinstance(data.get("cases"), str)
            else data.get("cases", {}),
            says=data.get("says", ""),
            follow=data.get("follow", ""),
            kind=data.get("kind", ""),
            settings=_as_typed(data.get("settings", {})),
            points=str(data.get("points", 1)),
            mistakes=mistakes,
            watch=tuple(data.get("watch", ())),
            without=tuple(data.get("without", ())),
            choices=data["choices"]
            if isinstance(data.get("choices"), str)
            else tuple(data.get("choices", ())),
            pictures=data["pictures"]
            if isinstance(data.get("pictures"), str)
            else tuple(data.get("pictures", ())),
            items=data["items"]
            if isinstance(data.get("items"), str)
            else tuple(data.get("items", ())),
            before=data["before"]
            if isinstance(data.get("before"), str)
            else tuple((a, b) for a, b in data.get("before", ())),
            explanation=data.get("explanation", ""),
            fact=data.get("fact", ""),
            hint=data.get("hint", ""),
            figure=_listed(data.get("figure", ())),
            box=data.get("box", ""),
            path=path.partition(".")[2].partition(".")[2],
        )
        return replace(spec, **by_person)


def _tables_of_expressions(
    data: Mapping[str, Any],
) -> Iterator[tuple[Mapping[str, object], str]]:
    """The tables whose entries are expressions, with their names."""
    for key in ("let", "draw"):
        yield data.get(key, {}), key
    for name, table in data.get("level", {}).items():
        yield table, f"level.{name}"


def _texts(table: Mapping[str, object]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else repr(value) for name, value in table.items()}


def _listed(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _as_typed(value: object) -> Any:
    """Settings with decimals as text, as JSON keeps them exactly: 0.0005 is "0.0005".

    >>> _as_typed({"atol": Fraction(1, 2000), "partial": "off"})
    {'atol': '0.0005', 'partial': 'off'}
    """
    if isinstance(value, dict):
        return {name: _as_typed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_as_typed(inner) for inner in value]
    return shown(value) if isinstance(value, Fraction) else value
