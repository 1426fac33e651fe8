"""The text of torch code: what people paste around a call, imports, printed modules; the one call in it.

It is parsed, never executed.
"""

import ast
import re
import warnings
from collections.abc import Sequence

from quizgen.answers.text import without_tags
from quizgen.answers.verdict import Unreadable

LENGTH, NESTING = 4_000, 40
# What stands inside each other without brackets too: x.a.a.a, 1 + 1 + 1.
TREE = 100
_BOLD = re.compile(r"\s*(?:\*\*|\$)(.*?)(?:\*\*|\$)\s*", re.DOTALL)
# What a word processor makes of blanks and quotes.
_PASTED = {
    0xA0: " ", 0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x3000: " ", 0x3001: ",", 0x3002: ".", 0x2212: "-", 0xD7: "*",
    **{0xFF01 + i: chr(0x21 + i) for i in range(94)},
    **dict.fromkeys((0x200B, 0x200C, 0x200E, 0x200F, 0x202A, 0x202C, 0x202D, 0x2060, 0x2066, 0x2068, 0x2069, 0xFEFF)),
}  # fmt: skip
# What torch prints before each layer; no Python has a colon there.
_MODULES = re.compile(r"\bSequential\(\s*\(\w+\):\s*")
_NAMED = re.compile(r"(?<=\))\s*,?\s*\(\w+\):\s*(?=[A-Z])")
_KEYED = re.compile(r"^\s*answer\s*:\s*", re.IGNORECASE)
_SET = re.compile(r"\\texttt\{(.*)\}|#raw\(\"(.*)\"\);?|\"(.*)\"", re.DOTALL)
_ESCAPED = re.compile(r"\\([_#%&${}\\\"])")
# Lines that only say where names come from.
_IMPORTED = ("torch", "torch.nn", "torch.nn.functional", "torch.optim", "collections")


def without_print(text: str) -> str:
    r"""Code without what a key, LaTeX, HTML, Typst or JSON prints around it.

    >>> without_print(r"\texttt{nn.Conv2d(1,~2,~padding\_mode='zeros')}"), without_print("Answer: `nn.ReLU()`")
    ("nn.Conv2d(1, 2, padding_mode='zeros')", '`nn.ReLU()`')
    """
    if "<" in text:
        text = without_tags(text)
    text = _KEYED.sub("", text, count=1).replace(r"\allowbreak", "")
    found = _SET.fullmatch(text.strip())
    if found is None:
        return text
    if found[1] is not None:
        return _ESCAPED.sub(r"\1", _of_latex(found[1].replace("~", " ")))
    return _ESCAPED.sub(r"\1", found[2] or found[3] or "")


# Signs of code that LaTeX has commands for.
_COMMANDS = {
    r"\textquotesingle{}": "'", r"\textquotedbl{}": '"', r"\textless{}": "<", r"\textgreater{}": ">",
    r"\textbar{}": "|", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^", r"\textbackslash{}": "\\\\",
    "{[}": "[", "{]}": "]", "{*}": "*", "={}": "=", "-{}": "-", ",{}": ",", "!{}": "!",
}  # fmt: skip


def _of_latex(text: str) -> str:
    for command, sign in _COMMANDS.items():
        text = text.replace(command, sign)
    return text


def one_call(text: str) -> ast.expr:
    """The one call a text has; `Unreadable` for other code.

    >>> ast.unparse(one_call("import torch.nn as nn; net = nn.Linear(4, 2)  # two units"))
    'nn.Linear(4, 2)'
    """
    return one_expression(text, "one layer", "nn.Linear(3, 2)")


def one_expression(text: str, what: str = "one expression", such_as: str = "x.sum(0)") -> ast.expr:
    """The one expression a text has, alone or behind a name and an equals sign.

    >>> ast.unparse(one_expression("x = x.sum( 0)"))
    'x.sum(0)'
    """
    if len(text) > LENGTH:
        raise Unreadable(f"{len(text)} characters; at most {LENGTH} are read")
    code = _printed(_unfenced(text))
    if not code:
        raise Unreadable("nothing is written")
    if _depth(code) > NESTING:
        raise Unreadable("the brackets are nested too deeply")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a number beside a bracket, say
            body = ast.parse(code).body
    except SyntaxError as error:
        where = f"line {error.lineno}: " if "\n" in code else ""
        raise Unreadable(f"{where}this is not Python: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError):
        raise Unreadable("this is not Python") from None
    if _is_deep(body):
        raise Unreadable("the expression is nested too deeply")
    body = [statement for statement in body if not _is_import(statement)]
    if len(body) != 1:
        raise Unreadable(f"write {what}; there are {len(body)} statements")
    match body[0]:
        case ast.Assign(targets=[ast.Name() | ast.Attribute()], value=value):
            found = value
        case ast.Expr(value=value):
            found = value
        case _:
            raise Unreadable(f"write {what}, such as {such_as}")
    if isinstance(found, ast.Tuple) and len(found.elts) == 1:
        found = found.elts[0]  # the comma that stood behind it in a list of layers
    return found


def _is_import(statement: ast.stmt) -> bool:
    """`import torch.nn as nn` and the like; under another name than `nn` it stays and is refused."""
    match statement:
        case ast.Import(names=names):
            usual = {None, "nn", "F", "optim"}
            return all(name.name in _IMPORTED and name.asname in usual for name in names)
        case ast.ImportFrom(module=str() as module, names=names, level=0):
            return module in _IMPORTED and all(name.asname in (None, "nn", "F") for name in names)
    return False


def _unfenced(text: str) -> str:
    """The code between Markdown's fences, without the indentation it had in a class."""
    text = bold[1] if (bold := _BOLD.fullmatch(text := text.translate(_PASTED))) else text
    text = re.sub(r"^\s*(?:>>> ?|\.\.\. )", "", text, flags=re.MULTILINE) if ">>>" in text else text
    lines = [line for line in text.strip().splitlines() if not line.strip().startswith("```")]
    return "\n".join(lines).strip().strip("`").strip()


def _printed(code: str) -> str:
    """A module as torch prints it, its layers behind their names: `Sequential((0): Linear(…)…)`.

    >>> _printed("Sequential((0): ReLU() (1): Tanh())")
    'Sequential(ReLU(), Tanh())'
    """
    if not _MODULES.search(code):
        return code
    return _NAMED.sub(", ", _MODULES.sub("Sequential(", code))


def _is_deep(level: Sequence[ast.AST]) -> bool:
    """Whether a tree is deeper than what a person writes, and than what walks through it can take."""
    for _ in range(TREE):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return False
    return True


def _depth(code: str) -> int:
    depth = deepest = 0
    for sign in code:
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    return deepest
