"""Parts without headers: `ask.P = …` asks the part P, and what else is said of it is written `hint.P = …`.

A question may stand with its answer, in this form and in every other: `ask = ["How many?", "D * U"]`.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from quizgen.bank.keys import PART_KEYS, SHARED
from quizgen.bank.lines import Lines
from quizgen.language.repairs import nearest

# Field, what is wrong with it, what would be right.
Say: TypeAlias = Callable[[str, str, str], None]


def part_names(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The parts of an exercise whose `ask` is a table with a question for each of them.

    >>> part_names({"ask": {"P": "How large?", "U": "How many?"}}), part_names({"ask": "How large?"})
    (('P', 'U'), ())
    """
    asked = data.get("ask")
    return tuple(asked) if isinstance(asked, dict) else ()


def with_part_tables(data: Mapping[str, Any], path: str, problem: Say) -> dict[str, Any]:
    """The exercise with a table for each part, as headers give it; another as it is.

    >>> with_part_tables({"ask": {"P": "How large?"}, "hint": {"P": "Count."}}, "exercise.0", print)
    {'part': {'P': {'ask': 'How large?', 'hint': 'Count.'}}}

    What is short may stand in a table of the part instead, `part.P = { hint = "Count." }`.
    """
    parts: dict[str, dict[str, Any]] = {name: {} for name in part_names(data)}
    if not parts:
        return dict(data)
    rest: dict[str, Any] = {}
    for key, value in data.items():
        if key == "part":
            _add_tables(value, parts, path, problem)
        elif key not in PART_KEYS or _is_of_all(key, value, parts):
            rest[key] = value
        elif not isinstance(value, dict):
            said = "does not say of which part"
            problem(f"{path}.{key}", said, f"{key}.{next(iter(parts))} = …")
        else:
            for name, of_part in value.items():
                _add(name, {key: of_part}, parts, f"{path}.{key}.{name}", problem)
    return {**rest, "part": parts}


def _add_tables(
    tables: object, parts: Mapping[str, dict[str, Any]], path: str, problem: Say
) -> None:
    """Add what tables such as `part.P = { … }` say beside `ask.P`."""
    if not isinstance(tables, dict) or not all(isinstance(t, dict) for t in tables.values()):
        problem(f"{path}.part", "stands beside a table `ask`", "write all parts in one form")
        return
    for name, table in tables.items():
        _add(name, table, parts, f"{path}.part.{name}", problem)


def _add(
    name: str,
    said: Mapping[str, Any],
    parts: Mapping[str, dict[str, Any]],
    path: str,
    problem: Say,
) -> None:
    """Add to a part what is said of it; a problem where there is none of the name, or one says it twice."""
    if name not in parts:
        fix = nearest(name, parts)
        fix = fix if fix.startswith("did") else f"the parts are {', '.join(parts)}"
        problem(path, f"no part is called {name!r}", fix)
        return
    for key in said.keys() & parts[name].keys():
        problem(f"{path}.{key}", f"is said of {name} once more", "leave one of them out")
    parts[name].update(said)


def _is_of_all(key: str, value: object, parts: Mapping[str, object]) -> bool:
    """Whether a key that parts have too is the exercise's own, or says something of all parts."""
    if key == "kind":
        return not isinstance(value, dict)
    if key in SHARED:
        return not isinstance(value, dict) or parts.keys().isdisjoint(value)
    return key == "id" or (key == "figure" and not isinstance(value, dict))


def with_answer(data: Mapping[str, Any], path: str, problem: Say) -> Mapping[str, Any]:
    """The keys of a part; a question that stands with its answer is taken apart.

    >>> with_answer({"ask": ["How many?", "D * U"]}, "exercise.0", print)
    {'ask': 'How many?', 'answer': 'D * U'}
    """
    if not isinstance(data.get("ask"), list):
        return data
    if "answer" in data:
        problem(f"{path}.answer", "stands beside an answer in ask", "leave one of them out")
    question, answer = data["ask"]
    return {**data, "ask": question, "answer": answer}


def part_lines(lines: Lines, exercises: Mapping[str, tuple[str, ...]]) -> Lines:
    r"""The lines, those of parts without headers also by the paths that headers give; `exercises` has the parts by path.

    >>> from quizgen.bank.lines import lines_of
    >>> lines = lines_of('[[exercise]]\nask.P = ["How many?", "D"]\nhint.P = "Count."')
    >>> found = part_lines(lines, {"exercise.0": ("P",)})
    >>> found["exercise.0.part.P"], found["exercise.0.part.P.answer"], found["exercise.0.part.P.hint"]
    (2, 2, 3)
    """

    def find() -> dict[str, int]:
        found = dict(lines)
        for path, line in lines.items():
            array, number, key, name, *inner = [*path.split("."), "", "", ""]
            exercise = f"{array}.{number}"
            if key in PART_KEYS and name in exercises.get(exercise, ()):
                part = f"{exercise}.part.{name}"
                found.setdefault(".".join(filter(None, (part, key, *inner))), line)
                if key == "ask":
                    found[part] = line
        return found

    return Lines(find)
