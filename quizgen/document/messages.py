"""The words of a frame in a language: everything on a sheet that is not a question's own text.

They stand in `templates/messages/`, a file for each language; an instructor may translate one.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from quizgen.resources import shipped

_PLACE = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True)
class Messages:
    """Texts by the names of a file of messages; what stands in braces is put in by `said`."""

    language: str
    name: str
    version: str
    due: str
    date: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    page: str
    question: str
    part: str
    option: str
    point: str
    points: str
    minutes: str
    about: str
    conventions: str
    how_to_type: str
    choose_one: str
    choose_several: str
    penalty: str
    penalty_in: str
    answer_key: str
    short_answer_key: str
    answer: str
    for_example: str
    continued: str
    slips: str
    credit: str
    left_out: str
    source: str
    level: str
    easy: str
    medium: str
    hard: str
    your_name: str
    answer_field: str
    # English phrases about typing answers, and what stands for them.
    typing: Mapping[str, str]
    # The same for what a student is told about marks.
    feedback: Mapping[str, str]
    # The same for remarks on an answer, whatever was asked.
    remarks: Mapping[str, str]


NAMES = tuple(field.name for field in fields(Messages))


def of_table(table: Mapping[str, Any]) -> Messages:
    """Messages of a table that `problems` has nothing to say about."""
    known: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in table.items()
    }
    return Messages(**known)


def said(message: str, **values: str | int) -> str:
    """A message with its values put in; braces that come with a value stay what they are.

    >>> said("page {page} of {pages}", page=1, pages="{page}")
    'page 1 of {page}'
    """
    return _PLACE.sub(lambda place: str(values[place[1]]), message)


def phrase(words: Messages, text: str, **values: str | int) -> str:
    """A phrase about marks in the language of `words`; one that nobody translated stays English.

    >>> phrase(shipped_messages("de"), "{got} of {most} points", got=1, most=2)
    '1 von 2 Punkten'
    """
    return said(words.feedback.get(text, text), **values)


def translated(table: Mapping[str, str], text: str) -> str:
    """A text of which `table` has the pattern, in the language of the table; another one as it is.

    Of several patterns the one with the longest own text is taken, wherever it stands in the file. What
    stands in the place of a name is looked for in the table, too, but for the words of a student. No
    whole sentence ends in a name's place, but for one that is a remark or reason itself.

    >>> translated({"{first} and {last}": "{first} und {last}"}, "A, B and C")
    'A, B und C'
    >>> table = {"{place}: {reason}": "{place}: {reason}", "a cell is empty": "eine Zelle ist leer"}
    >>> translated(table, "1, b: a cell is empty"), translated({**table, "no {text}": "kein {text}"}, "no a cell is empty")
    ('1, b: eine Zelle ist leer', 'kein a cell is empty')
    """
    english_text, held = _found(tuple(table), text)
    values = {
        name: value if name in QUOTED else translated(table, value) for name, value in held.items()
    }
    return said(table[english_text], **values) if english_text else text


# Places in a message where a student's own words stand.
QUOTED = frozenset({"left", "place", "places", "right", "term", "terms", "text", "word"})


@lru_cache(maxsize=4096)
def _found(texts: tuple[str, ...], text: str) -> tuple[str, Mapping[str, str]]:
    """The pattern that a text has, and what stands in its places; empty for none."""
    for english_text, longest, pattern in _patterns(texts):
        if longest in text and (found := pattern.fullmatch(text)):
            return english_text, found.groupdict()
    return "", {}


@cache
def _patterns(texts: tuple[str, ...]) -> list[tuple[str, str, re.Pattern[str]]]:
    """Texts whose names in braces stand for anything, those with the longest own text first.

    Between a text and its pattern stands its longest piece: most patterns are ruled out by that.
    """
    by_length = sorted(texts, key=lambda text: -sum(map(len, pieces(text)[::2])))
    return [(text, max(pieces(text)[::2], key=len), _pattern(text)) for text in by_length]


def _pattern(text: str) -> re.Pattern[str]:
    own = pieces(text)
    parts = [f"(?P<{part}>.+?)" if i % 2 else re.escape(part) for i, part in enumerate(own)]
    ends_in_words = len(own) > 1 and not own[-1] and own[-2] not in ("reason", "remark")
    return re.compile("".join(parts) + (r"(?<![.?])" if ends_in_words else ""))


def pieces(message: str) -> list[str]:
    """The texts of a message and the names in braces, in turn.

    >>> pieces("page {page} of {pages}")
    ['page ', 'page', ' of ', 'pages', '']
    """
    return _PLACE.split(message)


def places(message: str) -> frozenset[str]:
    """The names in braces."""
    return frozenset(_PLACE.findall(message))


def problems(table: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a file of messages: the name, what was found, what fits."""
    own = english()
    for name in NAMES:
        wanted = getattr(own, name)
        if name not in table:
            yield name, "is missing", f"translate {_quoted(wanted)}"
        elif isinstance(wanted, tuple):
            value = table[name]
            listed = isinstance(value, list) and all(isinstance(v, str) and v for v in value)
            if not listed or len(value) != len(wanted):
                yield name, f"is not a list of {len(wanted)} texts", f"translate {_quoted(wanted)}"
        elif isinstance(wanted, str):
            yield from _wrong(name, wanted, table[name])
        elif not isinstance(table[name], dict):
            yield name, "is not a table", f"[{name}]"
        else:
            yield from _wrong_phrases(name, wanted, table[name])


def _wrong_phrases(
    name: str, wanted: Mapping[str, str], table: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    for phrase, text in wanted.items():
        if phrase in table:
            yield from _wrong(f"{name}.{phrase}", text, table[phrase])
        else:
            yield f"{name}.{phrase}", "is missing", f"translate {_quoted(text)}"
    for phrase in table.keys() - wanted.keys():
        yield (
            f"{name}.{phrase}",
            "is no phrase of the shipped file",
            "keep the English phrases as they are",
        )


def _wrong(name: str, wanted: str, value: Any) -> Iterator[tuple[str, str, str]]:
    if not isinstance(value, str) or not value.strip():
        yield name, "is no text", f"translate {_quoted(wanted)}"
    elif places(value) != places(wanted):
        lacks = places(wanted) - places(value)
        found = "lacks a name in braces" if lacks else "has a name in braces that is not known"
        kept = ", ".join(f"{{{place}}}" for place in sorted(places(wanted))) or "no braces"
        yield name, f"{value!r} {found}", f"keep {kept}"


def _quoted(value: str | tuple[str, ...] | Mapping[str, str]) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    return f'["{value[0]}", …]' if isinstance(value, tuple) else "the phrases of en.toml"


@cache
def shipped_messages(language: str) -> Messages:
    """The messages of a shipped language.

    >>> shipped_messages("de").answer
    'Lösung'
    """
    path = shipped("templates") / "messages" / f"{language}.toml"
    return of_table(tomllib.loads(path.read_text(encoding="utf-8-sig")))


def english() -> Messages:
    """The messages of whoever asks for no language."""
    return shipped_messages("en")


def languages() -> tuple[str, ...]:
    """The shipped languages.

    >>> languages()
    ('de', 'en')
    """
    return tuple(sorted(p.stem for p in (shipped("templates") / "messages").glob("*.toml")))


def moment(messages: Messages, when: datetime) -> str:
    """A day and time, written in the language.

    >>> from datetime import timedelta, timezone
    >>> when = datetime(2026, 12, 4, 23, 59, tzinfo=timezone(timedelta(hours=1)))
    >>> moment(english(), when)
    'Friday, 4 December 2026, 23:59 (UTC+1)'
    >>> moment(shipped_messages("de"), when)
    'Freitag, 4. Dezember 2026, 23:59 Uhr (UTC+1)'
    """
    return said(
        messages.date,
        weekday=messages.weekdays[when.weekday()],
        day=when.day,
        month=messages.months[when.month - 1],
        year=when.year,
        time=f"{when:%H:%M}",
        zone=_zone(when),
    )


def _zone(when: datetime) -> str:
    """`UTC`, `UTC+1` or `UTC−3:30`."""
    offset = when.utcoffset()
    minutes = int(offset.total_seconds()) // 60 if offset else 0
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "\N{MINUS SIGN}"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
