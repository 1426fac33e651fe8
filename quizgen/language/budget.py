"""What a draw of a bank may take: work, elements, digits, memory, seconds.

A bank may come from a stranger, so everything it can make the program do counts against one budget
for each draw. Work is counted (calls, operations, turns of loops, elements handled), so that what
is refused is the same on every machine. Memory and seconds of processor are the last line, far
above what a real exercise takes: they stop what no count sees, a long loop inside one call of the
solver. They are the operating system's and hold in the main thread on POSIX; elsewhere the counts do.
"""

import _signal  # type: ignore[import-not-found] # `signal` without its enumerations: a tenth of the time
import contextlib
import gc
import os
import re
import signal
import sys
import threading
from contextvars import ContextVar
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, TypeAlias

from quizgen.errors import UserError

# Calls, operations, turns of loops and elements handled in one draw with all its attempts.
WORK = 100_000
# Of one list, tuple or array, with those inside it.
ELEMENTS = 20_000
# Of one number.
BITS = 4096
# Characters of one text.
LENGTH = 20_000
# Characters of a text that are handled as fast as one element, and the work of a drawn number.
CHARACTERS, DRAWN = 64, 20
# Brackets of one formula, quotations and lists of one text inside one another.
NESTED = 40
# For judging one answer by a property: less work, so that a class of thousands is graded.
WORK_OF_ANSWER, SECONDS_OF_ANSWER = 10_000, 0.05
# Beyond what is in use when a draw begins.
MEMORY = 200 << 20
# Of the processor, in one draw.
SECONDS = 0.8


class Exhausted(UserError):  # noqa: N818 - said of the budget, in the words of the message
    """A draw asks for more than any exercise needs."""

    def saying(self, message: str) -> "Exhausted":
        """The same in other words."""
        return Exhausted(message, self.fix)


class Running:
    """A budget in force: how much work is left of it."""

    def __init__(self, work: int | None = None, seconds: float | None = None) -> None:
        # A limit is looked up here: as a default it would stay what it was when this was loaded.
        self.work = self.left = WORK if work is None else work
        self.seconds = SECONDS if seconds is None else seconds
        self.out_of_time = False

    def exhausted(self) -> Exhausted:
        """What is said when nothing is left."""
        most = f"{self.seconds:g} s" if self.out_of_time else f"{self.work:,} operations"
        return Exhausted(f"takes more than {most}", "ask for something smaller")


# What is no list of others.
_NUMBERS = frozenset({bool, float, type(None), int, Fraction})
_SINGLE = _NUMBERS | {str}
_CURRENT: ContextVar[Running | None] = ContextVar("budget", default=None)
# The budget that is in force, None where there is none.
current = _CURRENT.get


def spend(work: int = 1) -> None:
    """Count work; `Exhausted` when there is none left. Outside a budget nothing is counted."""
    budget = _CURRENT.get()
    if budget is None:
        return
    budget.left -= work
    if budget.left < 0:
        raise budget.exhausted()


def is_array(value: object) -> bool:
    """Whether a value is one of NumPy's; without importing it."""
    return type(value).__module__ == "numpy"


# What values of a type are: a number or another single value, a text, an array, several others.
_ONE, _TEXT, _ARRAY, _OTHERS = range(4)


@lru_cache(maxsize=512)
def _sort(kind: type) -> int:
    if kind.__module__ == "numpy":
        return _ARRAY
    if issubclass(kind, (list, tuple, dict, set, frozenset, range)):
        return _OTHERS
    return _TEXT if issubclass(kind, str) else _ONE


def elements(value: Any) -> int:
    """How many values there are in a list, tuple, dict or array; `Exhausted` above `ELEMENTS`.

    >>> elements([[1, 2], (3,)]), elements(7)
    (6, 1)
    """
    kind: type = type(value)
    if (
        (kind is list or kind is tuple)
        and len(value) < ELEMENTS
        and _SINGLE.issuperset(map(type, value))
    ):
        return 1 + len(value)  # by far the most
    sort = _sort(kind)
    if sort == _ARRAY:
        size: int = value.size
        if size > ELEMENTS:
            raise Exhausted(f"{size:,} elements; at most {ELEMENTS:,}", "ask for something smaller")
        return size
    if sort != _OTHERS:
        return 1
    return 1 + len(value) if kind is range else _all_elements(value)


def _all_elements(value: Any) -> int:
    count = 1
    waiting: list[Any] = [value]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, dict):
            entry = list(entry.values())
        count += len(entry)
        if count > ELEMENTS:
            break
        if _SINGLE.issuperset(map(type, entry)):
            continue  # by far the most
        for inside in entry:
            if type(inside) in _SINGLE:
                continue
            if is_array(inside):
                count += getattr(inside, "size", 1)
            elif isinstance(inside, (list, tuple, dict, set, frozenset)):
                waiting.append(inside)
    if count > ELEMENTS:
        raise Exhausted(f"more than {ELEMENTS:,} elements", "ask for something smaller")
    return count


def weight(value: Any) -> int:
    """The work of handling a value once: its elements, or its characters by the line.

    >>> weight([1, 2]), weight("a"), weight("a" * 640)
    (3, 1, 11)
    """
    if type(value) in _NUMBERS:
        return 1  # by far the most
    return 1 + len(value) // CHARACTERS if isinstance(value, str) else elements(value)


def bounded(value: Any) -> Any:
    """The value, if it is of a size a person could have meant; `Exhausted` otherwise.

    >>> bounded(Fraction(6, 2))
    3
    """
    kind: type = type(value)
    if kind is int and value.bit_length() <= BITS:
        return value  # by far the most
    if kind is Fraction:
        top, bottom = value.as_integer_ratio()
        if bottom == 1:
            return bounded(top)
        if top.bit_length() > BITS or bottom.bit_length() > BITS:
            bounded(top)
            bounded(bottom)
        return value
    sort = _sort(kind)
    if sort == _OTHERS:
        spend(elements(value))
    elif sort == _ARRAY:
        _bounded_array(value)
    elif sort == _TEXT:
        if len(value) > LENGTH:
            raise Exhausted(f"a text of {len(value):,} characters; at most {LENGTH:,}")
    elif isinstance(value, int) and value.bit_length() > BITS:
        raise Exhausted(f"a number of {value.bit_length():,} bits; at most {BITS:,}")
    return value


def _bounded_array(array: Any) -> None:
    spend(elements(array))
    if array.dtype.hasobject:
        for entry in array.ravel().tolist():
            if type(entry) in _NUMBERS or isinstance(entry, (int, Fraction)):
                bounded(entry)


_OPENING = ("{", "[", "(", r"\left", r"\begin")
_OPENS_OR_CLOSES = re.compile(r"\\[{}\[\]()]|\\(?:left|begin)\b|\\(?:right|end)\b|[{}\[\]()]")
# Accents and other marks that stand on the letter before.
_STACKED = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{9}"
)
_MARGIN = re.compile(r"^[ \t>*+-]{41,}(?=[^ \t>*+-])", re.MULTILINE)


def check_nesting(text: str) -> None:
    """`Exhausted` for brackets, quotations or lists that stand in one another more than `NESTED` deep.

    Formulas and Markdown are trees: who reads or prints one goes as deep as it is.
    """
    deep = len(text) > NESTED  # each level takes a character
    if deep and sum(map(text.count, _OPENING)) > NESTED:
        _check_brackets(text)
    if not text.isascii() and _STACKED.search(text):
        raise Exhausted("has more than 8 marks on one letter", "write the letters you mean")
    if deep and _MARGIN.search(text):
        raise Exhausted(f"begins a line more than {NESTED} deep", "write it in fewer steps")


def _check_brackets(text: str) -> None:
    depth = 0
    for found in _OPENS_OR_CLOSES.finditer(text):
        if found[0][0] == "\\" and len(found[0]) == 2:
            continue
        depth += 1 if found[0] in {"{", "[", "(", r"\left", r"\begin"} else -1
        depth = max(depth, 0)
        if depth > NESTED:
            raise Exhausted(f"is nested more than {NESTED} deep", "write it in fewer steps")


_GOES_ON = contextlib.nullcontext()


def in_force() -> contextlib.AbstractContextManager[None]:
    """A budget for what is done inside; inside another budget that one goes on."""
    return _own(Running()) if _CURRENT.get() is None else _GOES_ON


def for_one_answer() -> contextlib.AbstractContextManager[None]:
    """A budget for deciding about one answer; inside another budget that one goes on."""
    own = Running(WORK_OF_ANSWER, SECONDS_OF_ANSWER)
    return _own(own) if _CURRENT.get() is None else _GOES_ON


class _own:  # noqa: N801 - used like a function; as generators it took three times as long
    """A budget in force: work counted, memory and time bounded, no garbage collection."""

    __slots__ = ("_budget", "_clock", "_collecting", "_memory", "_token")

    def __init__(self, budget: Running) -> None:
        self._budget = budget

    def __enter__(self) -> None:
        _load()
        self._token = _CURRENT.set(self._budget)
        # In a process with many objects a collection takes longer than any draw.
        self._collecting = gc.isenabled()
        gc.disable()
        self._memory = _bound_memory()
        self._clock = _Clock(self._budget)
        self._clock.start()

    def __exit__(self, *_: object) -> None:
        try:
            self._clock.stop()
        finally:
            if self._memory is not None:
                _set_memory(self._memory)
            # The signal of the time may not come between its end and this.
            if self._collecting:
                gc.enable()
            _CURRENT.reset(self._token)


@cache
def _load() -> None:
    """What every draw needs is loaded before the memory is counted."""
    import quizgen.figure
    import quizgen.solver  # noqa: F401 - loaded for what follows


# The soft and the hard limit of the address space.
_Limits: TypeAlias = tuple[int, int]


def _bound_memory() -> _Limits | None:
    """No more address space than is in use now and `MEMORY`, where the system can hold a process to that.

    The limits as they were, or None where nothing was set.
    """
    try:
        import resource

        # For every draw: `open` takes twice as long.
        statm = os.open("/proc/self/statm", os.O_RDONLY)
        try:
            used = int(os.read(statm, 100).split(None, 1)[0]) * _page_size()
        finally:
            os.close(statm)
        before, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = used + MEMORY
        for limit in (before, hard):
            if 0 <= limit < most:  # negative ones mean none
                most = limit
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    except (ImportError, OSError, ValueError):
        return None
    return before, hard


@cache
def _page_size() -> int:
    import resource

    return resource.getpagesize()


def _set_memory(limits: _Limits) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, limits)


class _Clock:
    """A signal when the seconds of a budget are over, and again as long as something swallows its error."""

    __slots__ = ("_active", "_budget", "_loaded")

    def __init__(self, budget: Running) -> None:
        self._budget = budget
        self._active = False
        self._loaded = "sympy" in sys.modules

    def start(self) -> None:
        """Begin, where signals can be had and nobody else waits for this one."""
        if (
            not hasattr(signal, "setitimer")
            or threading.current_thread() is not threading.main_thread()
            or _signal.getsignal(signal.SIGPROF) not in (_signal.SIG_DFL, None)
            or signal.getitimer(signal.ITIMER_PROF)[0] != 0
        ):
            return
        self._active = True
        _signal.signal(signal.SIGPROF, self._over)
        self._set()

    def stop(self) -> None:
        """No signal any more."""
        if self._active:
            self._active = False
            signal.setitimer(signal.ITIMER_PROF, 0)
            _signal.signal(signal.SIGPROF, _signal.SIG_DFL)

    def _set(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, self._budget.seconds, self._budget.seconds / 10)

    def _over(self, _number: int, _frame: object) -> None:
        if not self._loaded and "sympy" in sys.modules:
            self._loaded = True  # loading it is not the bank's time
            self._set()
        elif self._active:
            self._budget.out_of_time, self._budget.left = True, -1
            raise self._budget.exhausted()
