"""A count with its noun: 1 file, 2 files."""


def how_many(count: int, noun: str, nouns: str = "") -> str:
    """The count and the noun in the number that fits; `nouns` is a plural that is not formed by -s.

    >>> how_many(1, "file"), how_many(0, "file"), how_many(12_000, "answer")
    ('1 file', '0 files', '12,000 answers')
    >>> how_many(2, "entry", "entries")
    '2 entries'
    """
    return f"{count:,} {noun if count == 1 else nouns or f'{noun}s'}"
