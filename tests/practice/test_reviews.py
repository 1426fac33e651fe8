"""From the log to reviews, ratings, skills, levels and cards."""

from dataclasses import replace

import pytest

from quizgen.practice.outcome import Outcome
from quizgen.practice.reviews import AGAIN, EASY, GOOD, HARD, is_mastered, mastered, reviews
from quizgen.practice.schedule import cards, choose
from quizgen.practice.skill import BEGIN, TARGET, expected, level_for, skills, updated

DAY = 86_400.0


def outcome(result: str, at: float = 0.0, family: str = "relu", **changed: object) -> Outcome:
    base = Outcome(at, f"{family}{at}", family, "M", "1", "", "z", 0, 1, result, False, 1, "", 20.0)  # noqa: FBT003 - a row of the log
    return replace(base, **changed)  # type: ignore[arg-type]  # fields by name


class TestReviews:
    """A review is a variant: the worst of its parts, the time of all."""

    def test_parts_make_one_review(self) -> None:
        parts = [
            outcome("right", attempt="a", parts=3),
            outcome("helped", attempt="a", place=1, parts=3),
            outcome("right", attempt="a", place=2, parts=3, at=9.0),
        ]
        (review,) = reviews(parts)
        assert (review.result, review.seconds, review.rating, review.at) == (
            "helped",
            60.0,
            HARD,
            9.0,
        )

    def test_half_done_counts_only_when_wrong(self) -> None:
        assert reviews([outcome("right", parts=2)]) == []
        assert [r.rating for r in reviews([outcome("wrong", parts=2)])] == [AGAIN]

    def test_faster_than_ones_own_median_is_easy(self) -> None:
        log = [outcome("right", at=float(n), seconds=20.0 + n) for n in range(5)]
        log += [outcome("right", at=6.0, seconds=21.0), outcome("right", at=7.0, seconds=60.0)]
        assert [r.rating for r in reviews(log)][-3:] == [GOOD, EASY, GOOD]

    def test_another_level_has_its_own_pace(self) -> None:
        log = [outcome("right", at=float(n), seconds=20.0) for n in range(5)]
        assert reviews([*log, outcome("right", at=9.0, level="H", seconds=1.0)])[-1].rating == GOOD


class TestMastery:
    """The last three fresh variants right without a hint."""

    @pytest.mark.parametrize(
        ("results", "yes"),
        [
            (["right"] * 3, True),
            (["wrong", "right", "right", "right"], True),
            (["right", "right"], False),
            (["right", "right", "helped"], False),
            (["right", "right", "right", "skipped"], False),
        ],
    )
    def test_last_three(self, results: list[str], *, yes: bool) -> None:
        assert is_mastered(results) is yes

    def test_families(self) -> None:
        log = [outcome("right", at=float(n)) for n in range(3)]
        log += [outcome("right", at=float(n), family="mse") for n in range(2)]
        assert mastered(reviews(log)) == {"relu"}


class TestSkill:
    """Elo: a level is asked whose expected success is near 75 to 80 %."""

    def test_expected_is_the_logistic_of_the_difference(self) -> None:
        assert expected(1200, "M") == 0.5
        assert expected(1600, "M") == pytest.approx(10 / 11)

    def test_right_raises_and_wrong_lowers(self) -> None:
        assert updated(1200, "M", "right", 0) == 1290
        assert updated(1200, "M", "helped", 0) == 1200
        assert updated(1200, "M", "wrong", 0) == 1110

    def test_levels_follow_success(self) -> None:
        levels = ["E", "M", "H"]
        assert level_for(BEGIN, levels) == "E"
        log: list[Outcome] = []
        asked: list[str] = []
        for n in range(16):
            found = skills(reviews(log))
            asked.append(level_for(found.get("relu", BEGIN), levels))
            log.append(outcome("right", at=float(n), level=asked[-1]))
        assert asked[0] == "E"
        assert asked[-1] == "H"
        assert asked == sorted(asked, key=levels.index)
        log += [outcome("wrong", at=20.0 + n, level="H") for n in range(4)]
        assert level_for(skills(reviews(log))["relu"], levels) != "H"

    def test_a_steady_student_ends_near_the_target(self) -> None:
        """Strength 1,400 answers by chance as Elo says: what is asked is right 70 to 88 % of the time."""
        import random

        generator = random.Random(7)  # noqa: S311 - a simulated student
        log: list[Outcome] = []
        hits: list[bool] = []
        for n in range(300):
            level = level_for(skills(reviews(log)).get("relu", BEGIN), ["E", "M", "H"])
            right = generator.random() < expected(1400, level)
            hits.append(right)
            log.append(outcome("right" if right else "wrong", at=float(n), level=level))
        assert abs(sum(hits[50:]) / 250 - TARGET) < 0.1


class TestSchedule:
    """Due first, most forgotten first; then new ones in order; never twice in a row."""

    def test_new_ones_in_order(self) -> None:
        assert choose(["a", "b"], {}, 0.0).family == "a"
        assert choose(["a", "b"], {}, 0.0, ["a"]).family == "b"
        assert choose(["a"], {}, 0.0, ["a"]).family == "a"

    def test_due_comes_before_new(self) -> None:
        known = cards(reviews([outcome("right", family="b")]))
        assert choose(["a", "b"], known, 1.0).family == "a"
        assert choose(["a", "b"], known, 30 * DAY).family == "b"
        assert choose(["a", "b"], known, 30 * DAY).reason == "due"

    def test_the_most_forgotten_first(self) -> None:
        log = [outcome("right", at=n * DAY, family="firm") for n in (0, 1, 5)]
        log += [outcome("wrong", at=5 * DAY, family="shaky")]
        known = cards(reviews(log))
        assert choose(["firm", "shaky"], known, 90 * DAY).family == "shaky"

    def test_ahead_of_time_the_one_due_soonest(self) -> None:
        known = cards(
            reviews([outcome("right", at=100.0, family="a"), outcome("right", family="b")])
        )
        found = choose(["a", "b"], known, 101.0)
        assert (found.family, found.reason) == ("b", "ahead")

    def test_the_log_is_the_truth(self) -> None:
        log = [
            outcome(result, at=n * DAY)
            for n, result in enumerate(["right", "wrong", "right", "right"])
        ]
        assert cards(reviews(log)) == cards(reviews(log))
        better = [replace(entry, result="right") for entry in log]
        assert cards(reviews(better))["relu"].due > cards(reviews(log))["relu"].due
