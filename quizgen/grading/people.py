"""Who a line of answers means: a student by id, e-mail or name, as people and spreadsheets write them."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from quizgen.tables.names import given_name_first, spaced

# So many unknown names are compared with all others; a file of another class would take minutes.
SUGGESTED = 100
# So many students are remembered by what lines say: those of one stand together in most files.
REMEMBERED = 4096
# So many characters of a name are shown.
SHOWN = 100
# Letters that Unicode does not take apart.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})  # fmt: skip
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


@dataclass(frozen=True, slots=True)
class Person:
    """Whose sheet it is: the printed name, and the id and e-mail where there are any."""

    name: str
    id: str = ""
    email: str = ""


def unaccented(name: str) -> str:
    """Without case and accents.

    >>> unaccented("José Łukasz Groß")
    'jose lukasz gross'
    """
    decomposed = unicodedata.normalize("NFD", name.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LETTERS)


def _german(name: str) -> str:
    """As who has no umlauts on the keyboard writes them: Müller is Mueller."""
    return unaccented(unicodedata.normalize("NFC", name.casefold()).translate(_GERMAN))


def _words(name: str) -> str:
    """The words of a name in any order, without accents and punctuation."""
    return " ".join(sorted(re.findall(r"\w+", unaccented(name))))


def _bare_id(text: str) -> str:
    """An id as a spreadsheet leaves it: without leading zeros, or as 123.0."""
    return re.sub(r"\.0+$", "", text.casefold()).lstrip("0")


# How a name is looked for, the strictest way first.
_NAMED: tuple[Callable[[str], str], ...] = (
    str,
    str.casefold,
    lambda name: given_name_first(name).casefold(),
    lambda name: unaccented(given_name_first(name)),
    lambda name: _german(given_name_first(name)),
    _words,
    lambda name: " ".join(sorted(re.findall(r"\w+", _german(name)))),
)


_BRACKETS = re.compile(r"[(\[{<]([^()\[\]{}<>]+)[)\]}>]")
# What stands between a name and an id, and before an id.
_BETWEEN = re.compile(r"\s*[|;/#:]\s*|\s+[-–—]+\s+|\s*,\s*|\s+|_")
_LABEL = re.compile(
    r"^(?:(?:student )?(?:matr\w*|s?id|nr|no|number|nummer|e-?mail|login)\b[\s.:#-]*|#)+",
    re.IGNORECASE,
)
_PRONOUNS = re.compile(r"[a-z]+(?:/[a-z]+)+")


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """The ways in which a text may be a name and an id: in brackets, before or behind.

    >>> ("Min Kim", "104") in pieces("Min Kim (ID: 104)"), ("Min Kim", "104") in pieces("104 - Min Kim")
    (True, True)
    """
    if len(text) > SHOWN:
        return
    if bare_key := _LABEL.sub("", text):
        yield "", bare_key
    for found in _BRACKETS.finditer(text):
        around = f"{text[: found.start()]} {text[found.end() :]}"
        inside = found[1].strip()
        for key in dict.fromkeys((inside, _LABEL.sub("", inside))):
            yield spaced(around.strip(" ,;:-–—")), key
    for found in _BETWEEN.finditer(text):
        before, after = text[: found.start()].strip(), text[found.end() :].strip()
        for name, key in ((before, after), (after, before)):
            if name and key:
                yield name.strip(" ,;:-–—"), _LABEL.sub("", key)


def _short(text: str) -> str:
    """A text as messages show it."""
    text = text.strip()
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


class _Index:
    """Who is called what, one way of looking: made when it is asked first, as most lines say names exactly."""

    def __init__(self, people: Sequence[Person], called: Callable[[Person], str]) -> None:
        self._people, self._called = people, called
        self._seen = 0
        self._one: dict[str, int] = {}
        self._more: dict[str, list[int]] = {}

    def of(self, text: str) -> list[int]:
        """Everybody who is called so; nobody is called nothing."""
        for index in range(self._seen, len(self._people)):
            name = self._called(self._people[index])
            if name and self._one.setdefault(name, index) != index:
                self._more.setdefault(name, [self._one[name]]).append(index)
        self._seen = len(self._people)
        if text in self._more:
            return self._more[text]
        return [self._one[text]] if text in self._one else []


def _by_name(way: Callable[[str], str]) -> Callable[[Person], str]:
    return lambda person: way(spaced(person.name))


class People:
    """The students of a class, found by what a line says of one.

    Where the class is not known beforehand (`is_open`), only case may differ: two names that differ
    by an accent may be two people.
    """

    def __init__(self, people: Iterable[Person] = (), *, is_open: bool = False) -> None:
        self.people = list(people)
        ways = _NAMED[:2] if is_open else _NAMED
        self._ids = _Index(self.people, lambda person: person.id.casefold())
        self._bare_ids = _Index(self.people, lambda person: _bare_id(person.id))
        self._emails = _Index(self.people, lambda person: person.email.casefold())
        self._logins = _Index(self.people, lambda person: person.email.casefold().partition("@")[0])
        self._named = [(way, _Index(self.people, _by_name(way))) for way in ways]
        self._found: dict[tuple[str, str, str], int] = {}
        self._unknown: dict[tuple[str, str, str], str] = {}
        self._is_open = is_open
        self._suggested = 0

    def add(self, person: Person) -> int:
        """The number of one more student."""
        self.people.append(person)
        return len(self.people) - 1

    def find(
        self,
        student: str,
        id: str = "",  # noqa: A002 - the column's name
        email: str = "",
        *,
        guess: bool = True,
    ) -> int | str:
        """The number of the student meant, or why nobody or more than one is; who might be, with `guess`.

        >>> class_ = People([Person("José García", "17"), Person("Ada Lovelace", "18", "ada@b.org")])
        >>> class_.find("garcia, jose"), class_.find("17"), class_.find("ADA")
        (0, 0, 1)
        >>> class_.find("Ada Lovelace", id="17")
        "the id '17' is José García (17), the name 'Ada Lovelace' is Ada Lovelace (18)"
        """
        said = (student, id, email)
        known: int | str | None = self._found.get(said, self._unknown.get(said))
        if known is None:
            known = self._look_for(*said, guess=guess)
            if isinstance(known, str) and not (id or email or self._is_open):
                known = self._of_pieces(student, known)
            if isinstance(known, int):
                if len(self._found) == REMEMBERED:
                    self._found.clear()
                self._found[said] = known
            elif not self._is_open:  # in an open class somebody may be called so later
                self._unknown[said] = known
        return known

    def _of_pieces(self, student: str, why: str) -> int | str:
        """Who is meant where name and id, or e-mail, stand in one cell; else why nobody is."""
        if self._by("name", spaced(student)):
            return why  # the name of several is no name and id, even if their e-mails begin with its words
        for name, key in pieces(spaced(student)):
            named, found = self._by("name", name), self._by("id", key)
            if len(found) == 1 and (not name or found[0] in named):
                return found[0]
            if len(named) == 1 and not found and _PRONOUNS.fullmatch(key.casefold()):
                return named[0]
            if named and found:
                return self._look_for(name, key, "")
        return why

    def _look_for(self, student: str, id_: str, email: str, *, guess: bool = True) -> int | str:
        told = [
            (what, _short(text), self._by(what, spaced(text)))
            for what, text in (("id", id_), ("e-mail", email), ("name", student))
            if text.strip()
        ]
        if not told:
            return "no student is named in this line"
        certain = {(what, text): found[0] for what, text, found in told if len(found) == 1}
        if len(set(certain.values())) > 1:
            said = (f"the {what} {t!r} is {self.shown(i)}" for (what, t), i in certain.items())
            return ", ".join(said)
        if certain:
            index = next(iter(certain.values()))
            # One of two people of a name is told by the id; somebody else's name is no slip.
            for what, text, found in told:
                if found and index not in found:
                    return f"the {what} {text!r} is not that of {self.shown(index)}"
            return index
        for what, text, found in told:
            if found:
                return f"the {what} {text!r} is that of {self._listed(found)}"
        what, text, _ = told[-1] if student.strip() else told[0]
        called = "student" if what == "name" else what
        return f"unknown {called} {text!r}{self._nearest(text) if guess else ''}"

    def _by(self, what: str, text: str) -> list[int]:
        """Everybody whom one cell may mean; the strictest reading that means somebody counts."""
        folded = text.casefold()
        address = re.fullmatch(r"[^<>]*<([^<>@\s]+@[^<>\s]+)>", folded)
        if address:
            folded = address[1]
        tables = self._tables(what, text, folded)
        return next((found for index, key in tables if key and (found := index.of(key))), [])

    def _tables(self, what: str, text: str, folded: str) -> Iterator[tuple[_Index, str]]:
        """Where to look, and for what, the strictest way first."""
        yield self._ids, folded
        yield self._emails, folded.removeprefix("mailto:")
        # Under "ID" and "E-mail", too, people write names, but not in every form.
        for way, index in self._named if what == "name" else self._named[:2]:
            yield index, way(text)
        if self._is_open:
            return
        yield self._logins, folded
        if re.fullmatch(r"\d+(\.0+)?", folded):
            yield self._bare_ids, _bare_id(folded)

    def shown(self, index: int) -> str:
        """A student for a message; the id or e-mail tells two of one name apart."""
        person = self.people[index]
        key = person.id or person.email
        return f"{person.name} ({key})" if key and key != person.name else person.name

    def _listed(self, found: list[int]) -> str:
        several = " and ".join(self.shown(i) for i in found[:5])
        return f"{several}{' and more' if len(found) > 5 else ''}: the id or e-mail would tell"

    def _nearest(self, text: str) -> str:
        self._suggested += 1
        if self._suggested > SUGGESTED:
            return ""
        return nearest(given_name_first(spaced(text)), [p.name for p in self.people])


def nearest(name: str, known: list[str]) -> str:
    """The end of a message about an unknown name: the likeliest one meant, or what there is.

    >>> nearest("Adda", ["Ada", "Bob"]), nearest("zz", ["1a", "1b"])
    ("; did you mean 'Ada'?", '; there are 1a, 1b')
    """
    folded = {other.casefold(): other for other in reversed(known)}
    close = get_close_matches(name.casefold(), folded, n=1)
    if close:
        return f"; did you mean {folded[close[0]]!r}?"
    more = ", …" if len(known) > 12 else ""
    return f"; there are {', '.join(known[:12])}{more}"
