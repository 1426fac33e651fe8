"""The fields of a part that go with a property, and those that go only with a key."""

from collections.abc import Iterator, Mapping
from typing import Any

HOLDS = 'say with a property what is right: holds = "answer % 2 == 0"'
# Fields that are worked out of a key.
OF_KEYS = ("follow", "watch", "items", "before")


def misfits(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The fields that do not go together, each with what is wrong and what would be right.

    >>> [field for field, _, _ in misfits({"says": "", "mistakes": {"odd": {"holds": "answer"}}})]
    ['says']
    >>> [field for field, _, _ in misfits({"holds": "answer > 2", "follow": "a"})]
    ['holds', 'follow']
    """
    mistakes = data.get("mistakes", {}).items()
    signs = {name: own for name, own in mistakes if isinstance(own, dict) and "holds" in own}
    for name, own in signs.items():
        if "value" in own:
            yield f"mistakes.{name}", "has a value and a property", "leave one of them out"
        elif not {"choices", "items", "rubric"}.isdisjoint(data):
            yield f"mistakes.{name}", "a property of options, an order or a text", "give its value"
    if "holds" not in data:
        for key in sorted({"cases", "says"} & data.keys()):
            yield key, "stands without holds", HOLDS
        return
    if "answer" not in data:
        yield (
            "holds",
            "there is no sample",
            'give one answer that has the property: answer = "…"',
        )
    for key in OF_KEYS:
        if key in data:
            yield key, "goes with a key, not with holds", f"leave {key} out"
    partial = data.get("settings", {}).get("partial", "all")
    if partial not in ("all", "cases") or (partial == "cases" and "cases" not in data):
        yield (
            "settings.partial",
            f"{partial!r} goes not with this property",
            'partial = "cases" earns by the list of cases; "all" is all or nothing',
        )
