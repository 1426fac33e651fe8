"""What would be right in a line that is no TOML, told from the line itself: messages of the reader differ by version."""

import re

# A line that is said again whole.
_SHORT = 80
# Of a line so much is looked at.
_READ = 2_000
BACKSLASHES = "write a text with backslashes between single quotes, or each of them twice"
_QUOTED = r'"(?!"")(?:[^"\\\n]|\\.)*"' + "|" + r"'(?!'')[^'\n]*'"
_ENDS = r"(?!\s*(?:[,\]}#]|$))"
# A list or table up to a text with a letter right behind its closing quote.
_BEFORE = r"""=\s*[\[{](?:[^"'\n]|"(?:[^"\\\n]|\\.)*"(?![A-Za-z])|'[^'\n]*'(?![A-Za-z]))*"""
# What a line has, and what is said of it; the first that fits.
_REPAIRS = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (
            rf"=\s*'(?!'')[^'\n]*'{_ENDS}|{_BEFORE}'[^'\n]*'[A-Za-z]",
            "a text in single quotes ends at the next one: write three around it",
        ),
        (r"""=\s*"(?!"")[^"\n]*?(?<!\\)(?:\\\\)*\\(?![\\btnfruU"])""", BACKSLASHES),
        (
            r"""=\s*(?:"(?!"")(?:[^"\\\n]|\\.)*|'(?!'')[^'\n]*)$""",
            "the text has no closing quote: put it at the end, or write three quotes around a text of several lines",
        ),
        (
            r"""=\s*[\[{].*["'\d\]}]\s+(?:["'\[{]|[A-Za-z_][\w.-]*\s*=)""",
            "a comma stands between two entries",
        ),
        (
            rf'=\s*"(?!"")(?:[^"\\\n]|\\.)*"{_ENDS}|{_BEFORE}"(?:[^"\\\n]|\\.)*"[A-Za-z]',
            'a text in double quotes ends at the next one: write single ones inside, or \\" for each',
        ),
        (r"^[^=]*==", "one equals sign stands between a name and its value"),
        (r"=\s*(?:True|False|TRUE|FALSE)\b", "true and false are written small"),
        (r"=\s*-?\d+,\d", "a decimal has a point: 0.5"),
        (rf"^\s*[\w.-]+\s*:\s*(?:{_QUOTED}|\d)", "write name = value, with an equals sign"),
        (
            r"^\s*(?:\[+[^\]]*$|\[\[[A-Za-z][^\[\],]*\](?!\])|\[[A-Za-z][^\[\],]*\]\])",
            "a header ends with as many ] as it begins with [",
        ),
        (r",\s*\}", "no comma stands before the } of a table"),
        (r"^[^#]*=\s*\{[^}]*$", "a table in braces ends on its own line: close it with }"),
    )
)
# A name, or a calculation, where a value must stand.
_BARE = re.compile(r"=\s*(?!true\b|false\b|inf\b|nan\b)(?:[A-Za-z_]|-?\d+\s*[-+*/])")
_INSIDE = re.compile(r"=\s*[\[{]")
_THREE = ("'''", '"""')


def repair(text: str, line: int) -> str:
    r"""What would be right in a line of a text that is no TOML, or in the one before it.

    >>> print(repair("ask = 'Give $h'(z)$.'", 1))
    a text in single quotes ends at the next one: write three around it
    >>> print(repair('ask = "Give $\\sigma$."', 1))
    write a text with backslashes between single quotes, or each of them twice
    >>> print(repair("answer = D - P + 1", 1))
    put texts and expressions between quotes: answer = "D - P + 1"
    >>> print(repair("few = True", 1), repair("atol = 0,5", 1), sep="; ")
    true and false are written small; a decimal has a point: 0.5
    """
    lines = [written[:_READ] for written in text.split("\n")]
    for written in [*lines[line - 1 : line], *lines[max(0, line - 2) : line - 1]]:
        found = next((said for pattern, said in _REPAIRS if pattern.search(written)), "")
        if found or (found := _quoted(written)):
            return found
    for quotes in _THREE:
        if text.count(quotes) % 2:
            return f"{quotes} stands at the beginning and at the end of a text of several lines"
    return "correct the TOML syntax"


def _quoted(written: str) -> str:
    found = _BARE.search(written)
    if found is None:
        return ""
    if _INSIDE.search(written):
        name = written[: found.start()].split()[-1:] or [""]
        return f'put texts and expressions between quotes: {name[0][-_SHORT:]} = "…"'
    key, _, value = written.partition("=")
    if len(written) < _SHORT:
        said = f'{key.strip()} = "{value.strip()}"'
    else:
        said = f'{key.strip()[:_SHORT]} = "…"'
    return f"put texts and expressions between quotes: {said}"
