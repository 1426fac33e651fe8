"""What became of one question part, and what a session adds up to."""

from dataclasses import dataclass, replace

RIGHT, HELPED, WRONG, SKIPPED = "right", "helped", "wrong", "skipped"
# A text that its writer has marked: no skill is told from it.
OWN = "own"
RESULTS = (RIGHT, HELPED, WRONG, SKIPPED, OWN)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One part answered, or given up: a line of the review log.

    `attempt` is the same for the parts of one variant. `result` is right (first try, no hint),
    helped (after a hint or on the second try), wrong, skipped, or own (a text marked by its writer); `at` and `seconds` are of the
    clock the edge passes in.
    """

    at: float
    attempt: str
    family: str
    level: str
    seed: str
    code: str
    part: str
    place: int
    parts: int
    result: str
    hinted: bool
    tries: int
    mistake: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of a session: `tried` of the skipped parts were answered wrongly before.

    `tries` are the wrong answers to a part that is still open.

    >>> print(Tally(right=2, wrong=1, skipped=1))
    3 answered: 2 right, 1 wrong; 1 skipped
    >>> print(Tally(skipped=1, tries=1))
    nothing answered; 1 skipped; 1 wrong try at a part that is open
    >>> print(Tally(right=1, skipped=2, tried=1))
    1 answered: 1 right; 2 skipped, 1 of them after a wrong answer
    >>> print(Tally(skipped=1, tried=1))
    nothing answered right; 1 skipped after a wrong answer
    """

    right: int = 0
    helped: int = 0
    wrong: int = 0
    skipped: int = 0
    tried: int = 0
    tries: int = 0
    own: int = 0

    @property
    def answered(self) -> int:
        """Parts that were answered and judged; skipped ones were not, nor texts marked by their writer."""
        return self.right + self.helped + self.wrong

    def with_one(self, result: str, *, tried: bool = False) -> "Tally":
        """The tally with one more of `result`, which was `tried` before."""
        more = {"tried": self.tried + 1} if tried and result == SKIPPED else {}
        return replace(self, **{result: getattr(self, result) + 1}, **more)

    def __str__(self) -> str:
        words = {"right": self.right, "right with help": self.helped, "wrong": self.wrong}
        counts = ", ".join(f"{count} {word}" for word, count in words.items() if count)
        nothing = "nothing answered right" if self.tried else "nothing answered"
        said = [f"{self.answered} answered: {counts}"] if counts else []
        said = said or ([] if self.own else [nothing])
        said += [f"{self.own} marked by yourself"] if self.own else []
        said += [f"{self.skipped} skipped{self._after_a_try()}"] if self.skipped else []
        tries = "1 wrong try" if self.tries == 1 else f"{self.tries} wrong tries"
        said += [f"{tries} at a part that is open"] if self.tries else []
        return "; ".join(said)

    def _after_a_try(self) -> str:
        """Which of the skipped parts were answered wrongly before."""
        if self.tried == self.skipped:
            return " after a wrong answer" if self.tried == 1 else ", each after a wrong answer"
        return f", {self.tried} of them after a wrong answer" if self.tried else ""
