r"""A name of the bank language as a letter of mathematics."""

GREEK = frozenset("alpha beta gamma delta epsilon lambda mu sigma theta eta rho tau phi".split())


def letter(name: str) -> str:
    r"""The LaTeX of a letter, a Greek one, or one with a number; empty for a word.

    >>> letter("D"), letter("alpha"), letter("w12"), letter("surface")
    ('D', '\\alpha', 'w_{12}', '')
    """
    if len(name) == 1:
        return name
    if name in GREEK:
        return f"\\{name}"
    head, digits = name[:1], name[1:]
    return f"{head}_{{{digits}}}" if digits.isdigit() else ""
