"""When an answer was handed in, as spreadsheets and learning systems write dates."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

_MONTHS = {
    name: i
    for i, names in enumerate(
        (
            "january jan januar janner janvier enero gennaio",
            "february feb februar fevrier febrero febbraio",
            "march mar marz mrz mars marzo",
            "april apr avril abril aprile",
            "may mai mayo maggio",
            "june jun juni juin junio giugno",
            "july jul juli juillet julio luglio",
            "august aug aout agosto",
            "september sep sept septembre septiembre settembre",
            "october oct oktober okt octobre octubre ottobre",
            "november nov novembre noviembre",
            "december dec dezember dez decembre diciembre dicembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
# No date takes more characters.
LONGEST = 100
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)?")
_ZONE = re.compile(r"(?:gmt|utc)?\s*([+-])(\d{1,2})(?::?(\d{2}))?$|(?:\d|\s)(utc|gmt|z)$")
_SLASHED = re.compile(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})\b")


def day_first(texts: Iterable[str]) -> bool | None:
    """Whether dates such as 3/4/2026 begin with the day, told by those that can be read one way only.

    >>> day_first(["3/4/2026", "13/4/2026"]), day_first(["3/4/2026"])
    (True, None)
    """
    found: set[bool] = set()
    for text in texts:
        if slashed := _SLASHED.match(text):
            first, second = int(slashed[1]), int(slashed[2])
            if first > 12 or second > 12:
                found.add(first > 12)
    return found.pop() if len(found) == 1 else None


def read_date(text: str, *, is_day_first: bool | None = None) -> datetime | None:
    """The moment a text tells; None where it is none, or may be two.

    >>> read_date("2026-11-30 23:59:00 +0100").isoformat()
    '2026-11-30T23:59:00+01:00'
    >>> read_date("Monday, 30 November 2026, 10:15 PM").isoformat()
    '2026-11-30T22:15:00'
    >>> read_date("3/4/2026 10:00") is None
    True
    """
    if len(text) > LONGEST:
        return None
    folded = " ".join(text.casefold().replace("ä", "a").replace("é", "e").replace("û", "u").split())
    date = _day(folded, is_day_first)
    if date is None:
        return None
    (year, month, day), rest = date
    time = _TIME.search(rest)
    hour, minute, second = (int(time[i] or 0) for i in (1, 2, 3)) if time else (0, 0, 0)
    if time and time[4]:
        hour = hour % 12 + (12 if time[4].startswith("p") else 0)
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=_zone(rest))
    except ValueError:
        return None


def _day(text: str, is_day_first: bool | None) -> tuple[tuple[int, int, int], str] | None:  # noqa: FBT001 - three answers
    if found := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", text):
        return (int(found[1]), int(found[2]), int(found[3])), text[found.end() :]
    if found := re.match(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b", text):
        return (int(found[3]), int(found[2]), int(found[1])), text[found.end() :]
    if found := _SLASHED.match(text):
        first, second = int(found[1]), int(found[2])
        by_day = is_day_first
        if first > 12 or second > 12 or first == second:
            by_day = first > 12
        if by_day is None:
            return None
        month, day = (second, first) if by_day else (first, second)
        return (int(found[3]), month, day), text[found.end() :]
    if (found := re.search(r"(\d{1,2})\.?\s(?:de\s)?([^\W\d]+)\.?,?\s(?:de\s)?(\d{4})", text)) and (
        month := _MONTHS.get(found[2], 0)
    ):
        return (int(found[3]), month, int(found[1])), text[found.end() :]
    if (found := re.search(r"([^\W\d]+)\.?\s(\d{1,2}),?\s(\d{4})", text)) and (
        month := _MONTHS.get(found[1], 0)
    ):
        return (int(found[3]), month, int(found[2])), text[found.end() :]
    return None


def _zone(rest: str) -> timezone | None:
    found = _ZONE.search(rest)
    if not found:
        return None
    if found[4]:
        return UTC
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-offset if found[1] == "-" else offset) if offset < timedelta(days=1) else None
