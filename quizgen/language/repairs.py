"""What would be right where an expression cannot be read or computed: the repair an author needs."""

import inspect
import re
from collections.abc import Iterable
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from quizgen.errors import UserError
from quizgen.language.vocabulary import known_names, meaning
from quizgen.solver.layers.table import layer_class, layer_names

# What other languages call it, and what banks do.
ELSEWHERE = {
    "log": "ln(x) is the natural logarithm",
    **dict.fromkeys(
        ("math", "np", "numpy", "torch", "nn", "F"),
        "functions and layers have no prefix: sqrt(x), relu(x), Linear(3, 2)",
    ),
    **dict.fromkeys(("np_array", "tensor"), "array([[1, 2], [3, 4]]) is a matrix"),
    "fraction": "Fraction(a, b) is an exact fraction; fraction(highest) draws one, in draw",
    "int": "floor(x) rounds down",
    "float": "numeric(x) is the decimal of an exact value",
    "round": "settings = { rounding = 3 } accepts rounded answers; floor(x) and ceil(x) round a value",
    "None": "none is written small",
    "bool": "a condition is true or false as it is",
}
DRAWS = frozenset(
    "choice decimal distinct fraction integer logits matrix sample shuffle sign vector".split()
)
# What the reader of expressions says of a character, and what is written instead.
_SYNTAX = {
    "unexpected char '^'": "a power is written a ** 2",
    "unexpected char '@'": "a product of matrices is Linear(n, m, bias=false).output(x, weight=W)",
    "unexpected char '&'": "conditions are joined by `and`",
    "unexpected char '!'": "write != or not",
    "unexpected char '|'": "conditions are joined by `or`",
    "unexpected char '$'": "braces that are opened are closed before the formula goes on: {{ P }}",
    "expected token ')', got '='": "whether two things are equal is asked by two signs: D == P",
    "expected token ')', got ": "operators are written out: 2 * w, not 2 w",
}  # fmt: skip
_UNEXPECTED = re.compile(
    r"([\w.<>]+?)(?:\.__init__)?\(\) got an unexpected keyword argument '(\w+)'(?:\. .*)?"
)
_CALL = re.compile(r"([\w.<>]+?)(?:\.__init__)?\(\) (missing|takes) .*", re.DOTALL)


def nearest(name: str, known: Iterable[str]) -> str:
    """What a misspelt name was probably meant to be, as a repair.

    >>> nearest("Conv1D", ["Conv1d", "Linear"])
    "did you mean 'Conv1d'?"
    """
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    lowered = [other for other in sorted(known) if other.lower() == name.lower()]
    found = lowered or close
    return f"did you mean {found[0]!r}?" if found else "define it in draw or let"


def of_name(name: str, known: Iterable[str]) -> str:
    """The repair of a name that an expression does not know.

    >>> of_name("log", ["Log"]), of_name("integer", [])
    ('ln(x) is the natural logarithm', 'numbers are drawn in draw or level: draw = { n = "integer(…)" }')
    """
    if name in DRAWS and name not in ELSEWHERE:
        return f'numbers are drawn in draw or level: draw = {{ n = "{name}(…)" }}'
    return ELSEWHERE.get(name) or nearest(name, known)


def of_syntax(message: str) -> str:
    """The repair of an expression that cannot be read.

    >>> of_syntax("unexpected char '^' at 6")
    'a power is written a ** 2'
    """
    return next((fix for said, fix in _SYNTAX.items() if message.startswith(said)), "")


def of_call(text: str, message: str) -> UserError:
    """What Python says of a wrong call, without its own names and with the arguments there are.

    >>> print(of_call("mse(w)", "mse() missing 1 required positional argument: 'y'"))
    'mse(w)': mse() missing 1 required positional argument: 'y'
        fix: mse(f, y, reduction='mean')
    """
    unexpected, call = _UNEXPECTED.fullmatch(message), _CALL.fullmatch(message)
    found = unexpected or call
    if found is None:
        return UserError(f"{text!r}: {message}")
    qualified, name = found[1], found[1].rpartition(".")[2]
    function = _function(qualified)
    shown = written(name, function) if function is not None else ""
    if unexpected is None:
        return UserError(
            f"{text!r}: {message.replace(qualified, name, 1).replace('.__init__()', '()')}", shown
        )
    known = list(inspect.signature(function).parameters) if function is not None else []
    near = nearest(unexpected[2], known)
    fix = near if near.startswith("did") else shown
    return UserError(f"{text!r}: {name} has no argument {unexpected[2]!r}", fix)


def _function(qualified: str) -> Any:
    """The function or class that Python calls so: one of the vocabulary, a method of a layer, or None."""
    owner, _, name = qualified.rpartition(".")
    if not owner:
        return meaning(name) if name in known_names() else None
    for layer in layer_names():
        method = getattr(layer_class(layer), name, None)
        if getattr(method, "__qualname__", "") == qualified:
            return method
    return None


def written(name: str, function: Any) -> str:
    """How a function or layer is called, in the words of a bank.

    >>> from quizgen.solver import mse
    >>> written("mse", mse)
    "mse(f, y, reduction='mean')"
    """
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return name
    shown = [
        f"{'*' * p.kind.name.startswith('VAR')}{p.name}"
        if p.default is p.empty
        else f"{p.name}={_default(p.default)}"
        for p in parameters
        if p.name not in ("self", "called") and p.kind is not p.VAR_KEYWORD
    ]
    return f"{name}({', '.join(shown)})"


def _default(value: Any) -> str:
    """A default as a bank writes it.

    >>> [_default(value) for value in (True, None, Fraction(1, 2), "mean", ())]
    ['true', 'none', '1/2', "'mean'", '()']
    """
    if value is None or isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, Fraction) else repr(value)
