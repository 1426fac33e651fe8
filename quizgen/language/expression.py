"""The expression language: Jinja expressions over the solver's vocabulary, exact and bounded."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any

from jinja2 import (
    TemplateError,
    TemplateSyntaxError,
    Undefined,
    UndefinedError,
    nodes,
)
from jinja2.exceptions import SecurityError

from quizgen.errors import UserError
from quizgen.language import budget
from quizgen.language.evaluation import uncounted, whole_number
from quizgen.language.iteration import BINDING, free_names
from quizgen.language.operations import EXACT, scalar
from quizgen.language.powers import refuse_ambiguous
from quizgen.language.repairs import of_call, of_name, of_syntax
from quizgen.language.sandbox import Sandbox, check_tree
from quizgen.language.terms import with_terms
from quizgen.language.vocabulary import known_names, meaning
from quizgen.language.worked import RecordedApart, Recording, Worked

_ENVIRONMENT = Sandbox()
# What comes of them is bounded already.
_BOUNDED = (nodes.Call, nodes.Compare, nodes.Filter)
# What may ask the solver for something.
_ASKING = (nodes.Call, nodes.Getattr, nodes.Filter, nodes.Test)


class RefusedError(UserError):
    """What the sandbox does not do: a range too long, a power too large."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression: its tree, which a formula is written from too, and the names it needs."""

    tree: nodes.Expr
    names: frozenset[str]
    # The same in a fixed order: the first that is unknown is the one that is said.
    in_order: tuple[str, ...]
    is_bounded: bool
    # It calls nothing and names no member: the solver is asked for nothing.
    is_plain: bool
    # What is counted before each run.
    work: int
    run: Callable[[Mapping[str, Any]], Any]


@lru_cache(maxsize=8192)
def compiled(text: str) -> Expression:
    """The expression of a text; `UserError` says what is wrong with it.

    >>> compiled("D - P + 1").names == {"D", "P"}
    True
    """
    refuse_ambiguous(text, _ENVIRONMENT)
    try:
        template = _ENVIRONMENT.parse("{{ (" + text + "\n) }}")
        check_tree(template, text)
        found = _only_expression(template)
        if found is None:
            raise UserError(f"{text!r} is not one expression")
        return _expression(found)
    except TemplateSyntaxError as error:
        words = len(text.split()) > 1 and text.strip()[-1:] in {"?", ".", "!"}
        fix = (
            "write the question into ask and the expression into answer"
            if words
            else of_syntax(error.message or "")
        )
        raise UserError(f"{text!r}: {error.message}", fix) from None
    except (RecursionError, MemoryError, SyntaxError):
        raise UserError("the expression is nested too deeply") from None
    except ValueError as error:  # a number of thousands of digits
        raise UserError(f"cannot be read: {error}") from None


def _only_expression(template: nodes.Template) -> nodes.Expr | None:
    """What stands between the braces, where that is one expression and nothing stands beside them."""
    match template.body:
        case [nodes.Output(nodes=[found])] if not isinstance(found, nodes.TemplateData):
            return found
    return None


@lru_cache(maxsize=8192)
def _expression(tree: nodes.Expr) -> Expression:
    """The expression of a tree, or of a piece of one."""
    names = free_names(tree)
    if "self" in names:
        raise UserError("the name 'self' is not part of the bank language")
    run, work = uncounted(tree, _ENVIRONMENT)
    is_plain = not any(map(_may_ask, (tree, *tree.find_all((*_ASKING, nodes.Getitem)))))
    in_order, is_bounded = tuple(sorted(names)), isinstance(tree, _BOUNDED)
    return Expression(tree, names, in_order, is_bounded, is_plain, work, run)


def _may_ask(tree: nodes.Node) -> bool:
    """Whether a piece may ask the solver: `conv["zeros"]` is a member too, but an entry at a whole number is none."""
    if isinstance(tree, nodes.Getitem):
        return not isinstance(tree.arg, nodes.Slice) and whole_number(tree.arg) is None
    return isinstance(tree, _ASKING)


class Scope:
    """Names with values, and `let` names that are computed when first needed.

    What a scope has computed it keeps: with a slip in force the same lets give other values, which
    takes a scope of its own. `settled` are lets known from before; with a `recording`, what the solver
    is asked for a let is put into it, also where the let was worked out before.
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        let: Mapping[str, str] | None = None,
        functions: Mapping[str, Any] | None = None,
        settled: Mapping[str, Any] | None = None,
        recording: Recording | RecordedApart | None = None,
    ) -> None:
        self.given = values
        # What to do about names that are known elsewhere and not here.
        self.repairs: Mapping[str, str] = {}
        self.let: Mapping[str, str] = let or {}
        self._values = {**values, **settled} if settled else dict(values)
        # Of these values those of the vocabulary and of `functions`, and the lets worked out here.
        self._looked_up: set[str] = set()
        self._worked_out: list[str] = []
        self._functions = functions or {}
        self._pending: list[str] = []
        self._recording = recording
        self._worked = recording.worked if recording else None
        # The let that could not be computed, the innermost of them.
        self.failing = ""

    @property
    def worked(self) -> Worked:
        """What the parts of a draw that share this scope have worked out."""
        if self._worked is None:
            self._worked = Worked()
        return self._worked

    def __getitem__(self, name: str) -> Any:
        if name in self._values:
            return self._values[name]
        if name in self._functions or name not in self.let:
            found = self._functions[name] if name in self._functions else meaning(name)
            self._values[name] = found
            self._looked_up.add(name)
            return found
        if name in self._pending:
            raise UserError(f"let: {' → '.join([*self._pending, name])} goes round in a circle")
        self._pending.append(name)
        try:
            recording = self._recording
            if recording is None:
                value = self.evaluate(self.let[name])
            else:
                value = self._recorded(name, recording)
        except Exception:
            self.failing = self.failing or name
            raise
        finally:
            self._pending.pop()
        self._values[name] = value
        self._worked_out.append(name)
        return value

    def _recorded(self, name: str, recording: Recording | RecordedApart) -> Any:
        """A let, worked out once in all scopes of a recording: the lets in it come first."""
        worked, text = self.worked, self.let[name]
        expression = compiled(text)
        inside = [
            n
            for n in expression.in_order
            if n in self.let and n not in self.given and n not in self._functions
        ]
        for other in inside:
            self[other]
        if name in worked.lets:
            recording.again(worked.lets[name])
        elif expression.is_plain:
            worked.keep(name, self.evaluate(text), expression.names, inside)
        else:
            recording.work_out(name, expression.names, inside, partial(self.evaluate, text))
        return worked.lets[name].value

    @property
    def _own(self) -> dict[str, Any]:
        """The values given or worked out, without those that were looked up."""
        own = dict(self._values)
        for name in self._looked_up:
            del own[name]
        return own

    def give(self, name: str, value: Any) -> None:
        """Have one more name with a value: lets that come from it, or from a function, are worked out anew.

        Without a recording all of them are.
        """
        self.given = {**self.given, name: value}
        stale, self._worked_out = self._worked_out, []
        if self._recording:
            stale = self.worked.forget({name, *self._functions})
        for let in stale:
            self._values.pop(let, None)
        self._values[name] = value
        self._looked_up.discard(name)

    def lets_known(self) -> dict[str, Any]:
        """The values of the lets worked out so far."""
        known = self._values
        return {n: known[n] for n in self.let if n in known and n not in self._looked_up}

    def extended(
        self, values: Mapping[str, Any], functions: Mapping[str, Any] | None = None
    ) -> "Scope":
        """A scope with more names, that need not compute again what this one has computed."""
        scope = Scope(self.given, self.let, functions)
        scope._values = {**self._own, **values}
        scope.repairs = self.repairs
        return scope

    def adopt(self, other: "Scope") -> None:
        """Keep what a scope of the same names has computed."""
        self._values = {**other._own, **self._values}  # noqa: SLF001 - of the same kind

    def names(self) -> set[str]:
        """Everything an expression in this scope may say."""
        return {*self._values, *self.let, *self._functions, *known_names(), *BINDING}

    def needed(self, names: Iterable[str]) -> dict[str, Any]:
        """The values of some names; `UserError` names an unknown one and its nearest neighbour."""
        if not self._pending:
            self.failing = ""
        names = tuple(names)
        self._look_up(names)
        return {name: self._values[name] for name in names}

    def _look_up(self, names: Iterable[str]) -> None:
        """See to it that these names have values."""
        for name in names:
            if name in self._values:
                continue
            try:
                self[name]
            except KeyError:
                fix = self.repairs.get(name) or of_name(name, self.names())
                raise UserError(f"unknown name {name!r}", fix) from None

    def evaluate(self, text: str) -> Any:
        """The value of an expression; `UserError` for what the language refuses."""
        running = budget.current()
        if running is None:
            with budget.in_force():
                return self.evaluate(text)
        return self._value(compiled(text), text, running)

    def value_of(self, tree: nodes.Expr) -> Any:
        """The value of a piece of an expression, as `evaluate` gives it of the whole."""
        known = self._values.get(tree.name) if isinstance(tree, nodes.Name) else None
        if type(known) in EXACT:
            return known  # by far the most
        running = budget.current()
        if running is None:
            with budget.in_force():
                return self.value_of(tree)
        return self._value(_expression(tree), type(tree).__name__, running)

    def _value(self, expression: Expression, text: str, running: budget.Running) -> Any:
        if not self._pending:
            self.failing = ""
        values = self._values
        if not values.keys() >= expression.names:
            self._look_up(expression.in_order)
            values = self._values
        try:
            # As `spend` does, without its two calls: every value comes by here.
            running.left -= expression.work
            if running.left < 0:
                raise running.exhausted()
            value = expression.run(values)
            if type(value) is int and value.bit_length() <= budget.BITS:
                return value  # by far the most
            return _finished(value if expression.is_bounded else budget.bounded(value))
        except SecurityError as error:
            raise RefusedError(f"{text!r}: {error}") from None
        except (TemplateError, UndefinedError) as error:
            raise UserError(f"{text!r}: {error}") from None
        except TypeError as error:
            raise of_call(text, str(error)) from None
        except (AttributeError, IndexError, OverflowError) as error:
            raise UserError(f"{text!r}: {error}") from None
        except MemoryError:
            raise budget.Exhausted("takes too much memory", "ask for something smaller") from None
        except RecursionError:
            raise UserError("is nested too deeply", "write it in fewer steps") from None


def _finished(value: Any) -> Any:
    """What an expression gives to the world: no undefined value, no number of NumPy's, texts with their terms."""
    kind = type(value)
    if kind is bool or kind is Fraction:
        return value
    several = kind is list or kind is tuple
    if several and EXACT.issuperset(map(type, value)):
        return value
    for entry in value if several else (value,):
        if isinstance(entry, Undefined):
            int(entry)  # an undefined value says what is missing when it is used
    return with_terms(value) if isinstance(value, str) else scalar(value)


def evaluate(text: str, values: Mapping[str, Any], let: Mapping[str, str] | None = None) -> Any:
    """The value of an expression over named values: for follow-through grading.

    >>> evaluate("P * U", {"P": 3, "U": 4})
    12
    >>> evaluate("D * U + conv.parameter_count", {"D": 3, "U": 2}, {"conv": "Conv1d(1, 1, D - U + 1, bias=false)"})
    8
    """
    return Scope(values, let).evaluate(text)


def environment() -> Sandbox:
    """The environment templates of statements are compiled in."""
    return _ENVIRONMENT
