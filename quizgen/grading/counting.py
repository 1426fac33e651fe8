"""Which of several answers to one part counts, and which of the others a person has to look at."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from quizgen.answers.kind import AnswerKind
from quizgen.answers.verdict import UNREADABLE
from quizgen.grading.collecting import Given
from quizgen.grading.policy import Policy

# Answers that could not be read, with the reasons.
Unread = tuple[tuple[str, str], ...]


def counting(
    kind: AnswerKind, given: Sequence[Given], policy: Policy, score: Callable[[str], Fraction]
) -> tuple[Given, Unread]:
    """The answer that counts, and those that cannot be read and might have counted instead.

    `given` is in order of time. A blank never counts beside an answer, nor does what cannot be read
    beside what can. `score` is what an answer earns, before what lateness costs.

    >>> from quizgen.answers import answer_kind
    >>> given = [Given("6"), Given("5"), Given("about 5"), Given("")]
    >>> for attempts in ("last", "best", "first"):
    ...     one, unread = counting(answer_kind("integer", 6), given, Policy(attempts), lambda text: Fraction(text == "6"))
    ...     print(attempts, one.text, len(unread))
    last 5 1
    best 6 0
    first 6 0
    """
    written = [one for one in given if one.text.strip()]
    if not written:
        return given[-1], ()
    reasons: dict[int, str] = {}
    for i, one in enumerate(written):
        verdict = kind.judge(one.text)
        if verdict.status == UNREADABLE:
            reasons[i] = verdict.feedback
    readable = [i for i in range(len(written)) if i not in reasons]
    if policy.attempts == "best":
        earned = {i: score(written[i].text) * (1 - written[i].late) for i in readable}
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
    return written[chosen], tuple((written[i].text, reasons[i]) for i in might)
