"""Which classmates' keys one student's wrong answers are, more often than chance explains.

One such answer says little: keys of one exercise lie close together, and in a class of thirty about a
third of honest wrong answers are somebody's key. So the rule looks at one student and one classmate
over all questions:

- The chance that a wrong answer is that classmate's key is measured in the class, without the two:
  how often others have this key, or gave it as a wrong answer, and how often wrong answers are keys
  at all; the larger of the two, and never less than one in the number of those looked at.
- Parts of one question belong together and count once.
- A pair is named where as many questions agree, or more, by chance in fewer than one class of twenty,
  all pairs of the class counted, and never for one question alone.

What a known slip explains is left out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Of so many classes of honest students one may have a pair named.
CLASSES = 20
# Questions that have to agree.
LEAST = 2


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A wrong answer to one part of a question, and the classmates whose key it is."""

    student: str
    question: str
    part: str
    owners: tuple[str, ...] = ()


def improbable_pairs(
    wrong: Iterable[WrongAnswer], keys: Mapping[str, Mapping[str, str]]
) -> frozenset[tuple[str, str]]:
    """Students with the classmates whose keys they gave; `keys` are, by part, each student's key.

    >>> names = [f"s{i}" for i in range(20)]
    >>> keys = {f"{q}": {name: f"{q * 100 + i}" for i, name in enumerate(names)} for q in range(5)}
    >>> sheet = [WrongAnswer("s3", f"{q}", f"{q}", ("s7",)) for q in range(5)]
    >>> improbable_pairs(sheet, keys), improbable_pairs(sheet[:1], keys)
    (frozenset({('s3', 's7')}), frozenset())
    """
    by_part: dict[str, list[WrongAnswer]] = defaultdict(list)
    by_student: dict[str, list[WrongAnswer]] = defaultdict(list)
    for answer in wrong:
        by_part[answer.part].append(answer)
        by_student[answer.student].append(answer)
    parts = {part: _Part(own, by_part[part]) for part, own in keys.items()}
    students = len({name for own in keys.values() for name in own})
    allowed = 1 / (CLASSES * max(1, students * (students - 1)))
    found = set()
    for student, own in by_student.items():
        for owner in {name for answer in own for name in answer.owners}:
            agree, chances = _questions(own, owner, parts)
            if agree >= LEAST and _at_least(agree, chances) < allowed:
                found.add((student, owner))
    return frozenset(found)


class _Part:
    """How often wrong answers to one part are keys."""

    def __init__(self, keys: Mapping[str, str], wrong: Sequence[WrongAnswer]) -> None:
        self.keys = keys
        self.same = Counter(keys.values())
        self.wrong = len(wrong)
        self.by_owner = Counter(owner for answer in wrong for owner in answer.owners)
        self.hits = sum(self.by_owner.values())
        self.equal_pairs = sum(n * (n - 1) for n in self.same.values())

    def chance(self, answer: WrongAnswer, owner: str) -> float:
        """That an honest wrong answer of the student is the owner's key."""
        others = self.wrong - 1
        mates = len(self.keys) - 1
        this_key = self.same[self.keys[owner]] - 1
        this_key += self.by_owner[owner] - (owner in answer.owners)
        rare = (this_key + 1) / (mates + others + 1)
        hits = self.hits - len(answer.owners) + self.equal_pairs
        usual = (hits + 1) / (others * mates + (mates + 1) * mates + 2)
        return min(1.0, max(rare, usual))


def _questions(
    own: Sequence[WrongAnswer], owner: str, parts: Mapping[str, _Part]
) -> tuple[int, list[float]]:
    """How many questions agree with the owner's keys, and for each wrong one the chance of it."""
    chances: dict[str, float] = defaultdict(float)
    agree = set()
    for answer in own:
        part = parts[answer.part]
        if owner not in part.keys or part.keys[owner] == part.keys.get(answer.student):
            continue
        chances[answer.question] += part.chance(answer, owner)
        if owner in answer.owners:
            agree.add(answer.question)
    return len(agree), [min(1.0, chance) for chance in chances.values()]


def _at_least(count: int, chances: Sequence[float]) -> float:
    """The probability that so many of independent events happen, or more.

    >>> _at_least(2, [0.5, 0.5]), _at_least(1, [0.5, 0.5])
    (0.25, 0.75)
    """
    exactly = [1.0]
    for chance in chances:
        exactly = [
            (exactly[k] if k < len(exactly) else 0.0) * (1 - chance)
            + (exactly[k - 1] * chance if k else 0.0)
            for k in range(len(exactly) + 1)
        ]
    return sum(exactly[count:])
