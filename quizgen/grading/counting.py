"""Which of several answers to one part counts, and which of the others a person has to look at."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from quizgen.answers.verdict import ROUNDED, UNREADABLE, Verdict
from quizgen.grading.answered import Given
from quizgen.grading.policy import Policy


class Unread(NamedTuple):
    """An answer that could not be read: why, and where it stands."""

    answer: str
    reason: str
    file: str = ""
    line: int = 0


def waits(one: Given, verdict: Verdict) -> str:
    """Why a person has to decide about an answer before it can earn anything; empty for most."""
    if verdict.status == UNREADABLE:
        return verdict.feedback
    return one.doubt if verdict.score or verdict.status == ROUNDED else ""


def counting(
    given: Sequence[Given], policy: Policy, judge: Callable[[str], Verdict]
) -> tuple[Given, tuple[Unread, ...]]:
    """The answer that counts, and those that cannot be read and might have counted instead.

    `given` is in order of time. A blank never counts beside an answer, nor does what cannot be read
    beside what can, nor what came after the last day beside what came before. `judge` says what an
    answer earns, before what lateness costs.

    >>> from quizgen.answers import answer_kind
    >>> judge = answer_kind("integer", 6).judge
    >>> given = [Given("6"), Given("5"), Given("about 5"), Given("")]
    >>> for attempts in ("last", "best", "first"):
    ...     one, unread = counting(given, Policy(attempts), judge)
    ...     print(attempts, one.text, len(unread))
    last 5 1
    best 6 0
    first 6 0
    """
    if len(given) == 1:
        # As below, in a tenth of the time: most parts of a large class have one answer.
        [only] = given
        reason = waits(only, judge(only.text)) if only.text.strip() else ""
        return only, (Unread(only.text, reason, only.file, only.line),) if reason else ()
    written = [one for one in given if one.text.strip()]
    if not written:
        return given[-1], ()
    written = [one for one in written if one.late < 1] or written
    verdicts = [judge(one.text) for one in written]
    found = (waits(one, verdict) for one, verdict in zip(written, verdicts, strict=True))
    reasons = {i: reason for i, reason in enumerate(found) if reason}
    readable = [i for i in range(len(written)) if i not in reasons]
    if policy.attempts == "best":
        earned = {i: verdicts[i].score * (1 - written[i].late) for i in readable}
        chosen = max(readable, key=lambda i: (earned[i], i), default=None)
        might = [i for i in reasons if chosen is None or earned[chosen] < 1 - written[i].late]
    elif policy.attempts == "first":
        chosen = readable[0] if readable else None
        might = [i for i in reasons if chosen is None or i < chosen]
    else:
        chosen = readable[-1] if readable else None
        might = [i for i in reasons if chosen is None or i > chosen]
        might.reverse()
    if chosen is None:
        chosen = 0 if policy.attempts == "first" else len(written) - 1
    unread = (Unread(written[i].text, reasons[i], written[i].file, written[i].line) for i in might)
    return written[chosen], tuple(unread)
