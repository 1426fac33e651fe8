"""The keys of a bank's tables: of an exercise, a part and a mistake, and those that are said for several at once."""

from dataclasses import fields

from quizgen.bank.exercise import MistakeSpec, PartSpec

# What an exercise may say once for all its parts.
SHARED = frozenset(("kind", "settings"))
# What a bank may say once for all its exercises.
DEFAULT_KEYS = frozenset("source tags prerequisites bloom minutes profile".split())
EXERCISE_KEYS = frozenset(
    "id revision title source tags objective prerequisites bloom minutes profile let draw level instance require text listing figure few few_reason part".split()
)
PART_KEYS = frozenset(f.name for f in fields(PartSpec)) - {"path", "work_of"} | {"work"}
MISTAKE_KEYS = frozenset(f.name for f in fields(MistakeSpec))
