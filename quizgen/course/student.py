"""A student of a class: who it is (`key`), and the name that is printed."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Student:
    """One line of a roster.

    `id` is the institution's number or login, `email` the address; both may be empty, then the name
    tells who it is. `group` and `version` say who shares a sheet. `extension` and `extra_time` are
    kept as the roster has them: a later date, and minutes or a percentage. `other` has the columns
    that nothing here reads.

    >>> Student("Ada Lovelace", email="ada@example.org").key
    'ada@example.org'
    """

    name: str
    id: str = ""
    email: str = ""
    group: str = ""
    version: str = ""
    extension: str = ""
    extra_time: str = ""
    other: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells this student from everybody else: the id, else the e-mail, else the name."""
        return self.id or self.email or self.name
