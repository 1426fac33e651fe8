"""What the statement of a part says: its text, the questions up to it, its figures and options."""

import re
from collections.abc import Iterator

from quizgen.answers import kind_class
from quizgen.bank.symbols import printed
from quizgen.figure import Figure
from quizgen.variant import Part, Variant

_MATH = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)


def texts(variant: Variant, number: int) -> tuple[str, ...]:
    """The Markdown a student has read when part `number` is asked, options and heads of tables included."""
    asked = variant.parts[: number + 1]
    printed_heads = (head for part in asked for head in heads(part))
    prompts = (part.prompt for part in asked)
    return (variant.text, *prompts, *options(variant.parts[number]), *printed_heads)


def options(part: Part) -> tuple[str, ...]:
    """The texts of a part's choices or items, in an order that no draw changes."""
    found = part.settings.get("choice_texts") or part.settings.get("items") or ()
    return tuple(sorted(map(str, found)))


def heads(part: Part) -> tuple[str, ...]:
    """The heads of a part's table, columns first; nothing where it has none."""
    grid = kind_class(part.kind).grid(part.key, part.settings)
    return (*grid.columns, *(head for head, _ in grid.rows)) if grid else ()


def formulas(text: str) -> Iterator[str]:
    r"""The LaTeX between dollar signs.

    >>> list(formulas(r"Add $a$ and $b = 3$."))
    ['a', 'b = 3']
    """
    for found in _MATH.finditer(text):
        yield found[1] or found[2]


def identity(variant: Variant) -> str:
    """What makes two variants of an exercise one question to a student: all that is printed.

    The order of options and items does not count.
    """
    figures = list(variant.figures)
    for part in variant.parts:
        figures += [*part.figures, *sorted(part.pictures, key=repr)]
    asked = [(part.prompt, options(part), *heads(part)) for part in variant.parts]
    return repr((variant.text, asked, [(figure.kind, figure.data) for figure in figures]))


def statement_symbols(variant: Variant, number: int) -> frozenset[str]:
    """Every symbol a student has seen when part `number` is asked."""
    asked = map(question_symbols, variant.parts[: number + 1])
    return common_symbols(variant).union(option_symbols(variant.parts[number]), *asked)


def common_symbols(variant: Variant) -> frozenset[str]:
    """The symbols that every part's statement has: of the text, the conventions and the figures above the parts."""
    said = map(printed, (variant.text, *variant.conventions))
    return frozenset().union(*said, *map(_figure_symbols, variant.figures))


def question_symbols(part: Part) -> frozenset[str]:
    """The symbols of a part's question, its table and its figures: whoever reads on has seen them."""
    said = map(printed, (part.prompt, *heads(part)))
    return frozenset().union(*said, *map(_figure_symbols, (*part.figures, *part.pictures)))


def option_symbols(part: Part) -> frozenset[str]:
    """The symbols of a part's options, which are read with this part alone."""
    return frozenset().union(*map(printed, options(part)))


def figures(variant: Variant, number: int) -> tuple[Figure, ...]:
    """The figures a student has seen when part `number` is asked."""
    asked = variant.parts[: number + 1]
    seen = (figure for part in asked for figure in (*part.figures, *part.pictures))
    return (*variant.figures, *seen)


def _figure_symbols(figure: Figure) -> frozenset[str]:
    labels = {text for text in _texts(figure.data) if len(text) <= 40}
    found = printed(figure.alt)
    return found.union(*(printed(f"${label}$") for label in labels))


def _texts(value: object) -> Iterator[str]:
    """Every text in tables and lists, in no order."""
    waiting = [value]
    for entry in waiting:  # which grows by what is inside
        if isinstance(entry, str):
            yield entry
        elif isinstance(entry, dict):
            waiting += (*entry.keys(), *entry.values())
        elif isinstance(entry, (list, tuple)):
            waiting += entry
