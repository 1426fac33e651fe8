"""Chinese and Japanese words beside a value: `答案是7`, `一共有50个权重`, `答えは7個です`.

They stand without blanks, so a run of such signs is cut into words of closed lists; a run that holds
anything else, such as `不是` or `約`, is left where it is.
"""

from collections.abc import Iterable

from quizgen.pattern import pattern

# A run of Chinese or Japanese signs.
RUN = pattern(r"[\u3040-\u30ff\u3400-\u9fff々]+")
_END_RUN = pattern(r"[\u3040-\u30ff\u3400-\u9fff々]+[\s.]*\Z")
# Before a value; what makes it an announcement, and what only stands between.
_SAYS = frozenset(
    "是 为 為 等于 有 得 得到 共 共有 一共 总共 总计 合计 合計 合計で 全部で は が 应该 应该是".split()
)
_BETWEEN = frozenset("的 の 我 我的 私の 这个 该 本 最终 最后 正确 所以 因此".split())
# Behind it: what counts, and the verb of a sentence.
_COUNTERS = frozenset("个 個 つ です 个的 になる となる".split())
# Not a counter with a particle: the next one.
_NEXT = "次の"
_LONGEST = 8


def cut(run: str, words: Iterable[str]) -> list[str] | None:
    """A run as words of a list, the longest first; None where it holds anything else.

    >>> cut("答案是", ["答案", "是"]), cut("答案不是", ["答案", "是"])
    (['答案', '是'], None)
    """
    if _NEXT in run:
        return None
    known = frozenset(words)
    ways: list[list[str] | None] = [[]]
    for end in range(1, len(run) + 1):
        starts = range(max(0, end - _LONGEST), end)
        found = ((ways[start], run[start:end]) for start in starts if run[start:end] in known)
        ways.append(next(([*before, word] for before, word in found if before is not None), None))
    return ways[-1]


def without_front(text: str, nouns: frozenset[str]) -> str:
    """The text without a run in front that only announces it.

    >>> without_front("答案是7", frozenset(["答案"])), without_front("不是7", frozenset(["答案"]))
    ('7', '不是7')
    """
    run = RUN.match(text)
    if not run or len(run[0]) == len(text):
        return text
    words = cut(run[0], nouns | _SAYS | _BETWEEN)
    if not words or not any(word in _SAYS or word in nouns for word in words):
        return text
    rest = text[run.end() :]
    return text if rest[:1] in "=:≈" else rest.lstrip(" ,")


def without_back(text: str, nouns: frozenset[str]) -> str:
    """The text without a run behind that says what is counted, or ends the sentence.

    >>> without_back("7个权重", frozenset(["权重"])), without_back("7个偏置", frozenset(["权重"]))
    ('7', '7个偏置')
    """
    run = _END_RUN.search(text)
    if not run or not run.start():
        return text
    words = cut(run[0].rstrip(" .\n"), nouns | _COUNTERS | {"的", "の"})
    return text if words is None or words[-1] in ("的", "の") else text[: run.start()].rstrip()


def is_named(run: str, nouns: frozenset[str]) -> bool:
    """Whether a run names what is asked: `参数个数`, `重みの数`."""
    words = cut(run, nouns | _BETWEEN)
    return words is not None and any(word in nouns for word in words)
