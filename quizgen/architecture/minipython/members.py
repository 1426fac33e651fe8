"""Members of enumerations that are numbers or texts too: `class Width(IntEnum)`, `class Kind(str, Enum)`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quizgen.architecture.minipython.values import Class


class Member:
    """What a member has beside its number or text."""

    kind: "Class"
    attributes: dict[str, Any]
    # Whether str() gives its value, as of IntEnum and StrEnum.
    is_plain: bool

    def dotted(self) -> str:
        """The member as it is written in a program."""
        return f"{self.kind.name}.{self.attributes['name']}"


class Number(Member, int):
    """A member that is a whole number."""


class Text(Member, str):  # noqa: SLOT000 - a text has its class and name beside it
    """A member that is a text."""


def member(kind: "Class", value: int | str, name: str, *, is_plain: bool) -> Number | Text:
    """A member with this value."""
    found = Text(value) if isinstance(value, str) else Number(value)
    found.kind, found.is_plain = kind, is_plain
    found.attributes = {"name": name, "value": value}
    return found
