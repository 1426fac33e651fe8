"""Which questions a sheet has, and who shares numbers with whom."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest

from quizgen.bank import Library, load_banks
from quizgen.course.asking import check_questions
from quizgen.course.plan import assignments, shares, sheet_of, versions_csv
from quizgen.course.specification import Asked, Specification, Variants
from quizgen.course.specification_file import SpecificationError
from quizgen.course.student import Student
from quizgen.errors import UserError

ONE = Specification("T", (Asked("conv1d-arch"),))
CLASS = [Student(f"S{i}", str(i), group="AB"[i % 2]) for i in range(7)]


@pytest.fixture(scope="module")
def library() -> Library:
    return load_banks()


class TestSharing:
    """One variant for each student, group or version, or one for all; codes are always one's own."""

    @pytest.mark.parametrize(
        ("variants", "different"),
        [
            (Variants.STUDENT, 7), (Variants.GROUP, 2), (Variants.VERSION, 3), (Variants.ALL, 1),
        ],
    )  # fmt: skip
    def test_so_many_draws(self, library: Library, variants: Variants, different: int) -> None:
        made = list(assignments(library, replace(ONE, variants=variants), "s", CLASS))
        drawn = Counter(str(a.questions[0].seed) for a in made)
        assert len(drawn) == different
        assert len({a.code for a in made}) == 7

    def test_versions_are_even_and_kept(self) -> None:
        asked = replace(ONE, variants=Variants.VERSION)
        first = {s.student.key: s.version for s in shares(asked, CLASS)}
        assert sorted(Counter(first.values()).values()) == [2, 2, 3]
        late = [Student("New", "99"), *CLASS]
        again = {s.student.key: s.version for s in shares(asked, late, first)}
        assert {key: again[key] for key in first} == first
        assert sorted(Counter(again.values()).values()) == [2, 3, 3]

    def test_the_roster_decides(self) -> None:
        asked = replace(ONE, variants=Variants.VERSION)
        (share,) = shares(asked, [Student("Ada", version="C")], {"Ada": "B"})
        assert share.version == "C"

    def test_a_version_there_is_not(self) -> None:
        asked = replace(ONE, variants=Variants.VERSION)
        with pytest.raises(UserError, match="Ada has the version 'D'"):
            shares(asked, [Student("Ada", version="D")])

    def test_students_without_a_group_are_named(self) -> None:
        asked = replace(ONE, variants=Variants.GROUP)
        with pytest.raises(UserError, match="no group is known of Ada"):
            shares(asked, [Student("Ada"), Student("Bob", group="1")])

    def test_the_map_of_who_has_which(self) -> None:
        asked = replace(ONE, variants=Variants.VERSION)
        rows = versions_csv(shares(asked, CLASS)).decode("utf-8-sig").split()
        assert rows[:4] == ["version,name,id,email", "A,S0,0,", "A,S3,3,", "A,S6,6,"]

    def test_two_people_of_one_name(self, library: Library) -> None:
        two = [Student("Kim", "1"), Student("Kim", "2")]
        first, second = assignments(library, ONE, "s", two)
        assert first.questions[0].seed != second.questions[0].seed
        assert first.code != second.code


class TestPicking:
    """Exercises of a tag, drawn once for the class."""

    def test_as_many_as_wanted_none_twice(self, library: Library) -> None:
        asked = replace(ONE, questions=(Asked("conv1d-arch"), Asked(tag="convolution", pick=5)))
        ids = [q.id for q in sheet_of(library, asked, "s").questions]
        assert len(set(ids)) == len(ids) == 6
        assert all("convolution" in library.exercise(name).tags for name in ids)

    def test_the_seed_decides(self, library: Library) -> None:
        asked = replace(ONE, questions=(Asked(tag="convolution", pick=3),))
        picks = {tuple(q.id for q in sheet_of(library, asked, s).questions) for s in "abcabc"}
        assert len(picks) == 3

    def test_points_and_level_are_of_each(self, library: Library) -> None:
        asked = replace(ONE, questions=(Asked(tag="convolution", pick=2, level="M", points="3"),))
        (made,) = assignments(library, asked, "s", [])
        assert [sum(Fraction(p.points) for p in v.parts) for v in made.questions] == [3, 3]
        assert {v.level for v in made.questions} == {"M"}

    def test_more_than_there_are(self, library: Library) -> None:
        tags = Counter(tag for e in library.exercises.values() for tag in e.tags)
        tag, count = min(tags.items(), key=lambda entry: entry[1])
        asked = replace(ONE, questions=(Asked(tag=tag, pick=count), Asked(tag=tag, pick=1)))
        with pytest.raises(UserError, match="has 0 exercises not asked yet, to be picked: 1"):
            sheet_of(library, asked, "s")


class TestStability:
    """What is changed about a homework changes nothing else."""

    def test_a_question_more_leaves_the_others(self, library: Library) -> None:
        more = replace(ONE, questions=(Asked("conv1d-matrix"), *ONE.questions))
        (before,) = assignments(library, ONE, "s", [Student("Ada")])
        (after,) = assignments(library, more, "s", [Student("Ada")])
        assert after.questions[1] == before.questions[0]

    def test_one_exercise_twice_is_drawn_twice(self, library: Library) -> None:
        twice = replace(ONE, questions=ONE.questions * 2)
        (made,) = assignments(library, twice, "s", [Student("Ada")])
        assert made.questions[0].seed != made.questions[1].seed


class TestConventions:
    """A question that depends on another convention, and cannot take the course's, is refused, never reworded."""

    def test_an_exercise_against_them(self, library: Library) -> None:
        exercise = next(e for e in library.exercises.values() if e.profile.get("bias") == "off")
        asked = replace(ONE, questions=(Asked(exercise.id),), conventions={"bias": "on"})
        with pytest.raises(SpecificationError, match="depends on bias = 'off'") as caught:
            check_questions(asked, library)
        assert "leave bias out" in caught.value.fix

    def test_an_exercise_by_them_and_one_that_does_not_depend(self, library: Library) -> None:
        for conventions in ({"bias": "off"}, {"adam-eps": "0"}):
            check_questions(replace(ONE, conventions=conventions), library)

    def test_what_is_picked_goes_by_them(self, library: Library) -> None:
        asked = replace(
            ONE, questions=(Asked(tag="convolution", pick=3),), conventions={"bias": "on"}
        )
        tagged = [e for e in library.exercises.values() if "convolution" in e.tags]
        by_course = {
            e.id
            for e in tagged
            if "on" in e.profile.get("bias", "on")
            or any("on" in value for value in e.takes.get("bias", ()))
        }
        for seed in "abcdef":
            for question in sheet_of(library, asked, seed).questions:
                assert question.id in by_course
        fitting = len(by_course)
        assert fitting < len(tagged)
        many = replace(asked, questions=(Asked(tag="convolution", pick=fitting + 1),))
        with pytest.raises(SpecificationError, match="for these conventions"):
            check_questions(many, library)

    def test_no_statement_says_another_convention_than_its_exercise(self, library: Library) -> None:
        (made,) = assignments(library, replace(ONE, conventions={"bias": "off"}), "s", [])
        assert made.questions[0].profile == library.exercise("conv1d-arch").profile


def test_pages_that_begin_with_a_question() -> None:
    asked = (Asked("a"), Asked(tag="t", pick=2), Asked("b", new_page=True))
    assert replace(ONE, questions=asked).new_pages == {4}
    each = replace(ONE, questions=asked, one_question_a_page=True)
    assert each.new_pages == {1, 2, 3, 4}
