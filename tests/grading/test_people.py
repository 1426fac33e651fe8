"""Who is meant by a line: every way of writing an id, an e-mail or a name, and what is said else."""

import pytest

from quizgen.grading import people
from quizgen.grading.people import People, Person, nearest, pieces, unaccented

JOSE, ADA, JOERG, KIM, OTHER_KIM, SOREN = range(6)
CLASS = (
    Person("José García", "0017", "jose@b.org"),
    Person("Ada Lovelace", "18", "ada@b.org"),
    Person("Jörg Müller", "19"),
    Person("Min Kim", "104", "min@x.org"),
    Person("Min Kim", "105", "min2@x.org"),
    Person("Søren Łukasz", "s-7"),
)
THERE = "; there are José García, Ada Lovelace, Jörg Müller, Min Kim, Min Kim, Søren Łukasz"
TWO = "Min Kim (104) and Min Kim (105): the id or e-mail would tell"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("José Łukasz Groß", "jose lukasz gross"),
        ("Åsa Øð Đþ Ææ Œı", "asa od dth aeae oei"),
        ("plain", "plain"),
    ],
)
def test_without_accents(name: str, plain: str) -> None:
    assert unaccented(name) == plain


@pytest.mark.parametrize(
    ("student", "who"),
    [
        ("garcía, josé", JOSE),
        ("Garcia Jose", JOSE),
        ("ada lovelace", ADA),
        ("Ada   Lovelace", ADA),
        ("Lovelace Ada", ADA),
        ("Lovelace; Ada.", ADA),
        ("Jorg Muller", JOERG),
        ("Joerg Mueller", JOERG),
        ("Mueller, Joerg", JOERG),
        ("Mueller Joerg", JOERG),
        ("Muller Jorg", JOERG),
        ("Soeren Lukasz", SOREN),
        ("Soren Lukasz", SOREN),
        ("17", JOSE),
        ("0017", JOSE),
        ("17.0", JOSE),
        ("00017.00", JOSE),
        ("jose", JOSE),
        ("jose@b.org", JOSE),
        ("mailto:JOSE@B.ORG", JOSE),
        ("J. G. <jose@b.org>", JOSE),
        ("S-7", SOREN),
        ("Min Kim 104", KIM),
        ("105 Min Kim", OTHER_KIM),
        ("Min Kim (ID: 105)", OTHER_KIM),
        ("Min Kim, min2@x.org", OTHER_KIM),
        ("Ada Lovelace she/her", ADA),
        ("Ada Lovelace (she/her)", ADA),
        ("Matrikelnummer 104", KIM),
    ],
)
def test_one_cell(student: str, who: int) -> None:
    class_ = People(CLASS)
    assert class_.find(student) == who
    assert class_.find(student) == who  # remembered


@pytest.mark.parametrize(
    ("said", "who"),
    [
        (("x", "18", ""), ADA),
        (("Ada Lovelace", "77", ""), ADA),
        (("Min Kim", "104", ""), KIM),
        (("Min Kim", "", "min2@x.org"), OTHER_KIM),
        (("", "ADA LOVELACE", ""), ADA),
        (("", "18.0", ""), ADA),
        (("", "ada", ""), ADA),
        (("", "", "Ada Lovelace"), ADA),
    ],
)
def test_cells_of_a_line(said: tuple[str, str, str], who: int) -> None:
    assert People(CLASS).find(*said) == who


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (("", "", ""), "no student is named in this line"),
        ((" ", "\t", " "), "no student is named in this line"),
        (("min kim",), f"the name 'min kim' is that of {TWO}"),
        (("Kim Min",), f"the name 'Kim Min' is that of {TWO}"),
        (("", "Min Kim"), f"the id 'Min Kim' is that of {TWO}"),
        (("Min Kim", "77"), f"the name 'Min Kim' is that of {TWO}"),
        (("Min Kim, 106",), "unknown student 'Min Kim, 106'; did you mean 'Min Kim'?"),
        (("Ada Lovelace (7)",), "unknown student 'Ada Lovelace (7)'; did you mean 'Ada Lovelace'?"),
        (("Adda Lovelace",), "unknown student 'Adda Lovelace'; did you mean 'Ada Lovelace'?"),
        (("Lovelacy,  Ada",), "unknown student 'Lovelacy,  Ada'; did you mean 'Ada Lovelace'?"),
        ((" zz ",), f"unknown student 'zz'{THERE}"),
        (("00s-7",), f"unknown student '00s-7'{THERE}"),
        (("s-7.0",), f"unknown student 's-7.0'{THERE}"),
        (("x",), f"unknown student 'x'{THERE}"),
        (("x", "77"), f"unknown student 'x'{THERE}"),
        (("", "77"), f"unknown id '77'{THERE}"),
        (("", "", "z@z.org"), f"unknown e-mail 'z@z.org'{THERE}"),
        (("", "Lovelace, Ada"), "unknown id 'Lovelace, Ada'; did you mean 'Ada Lovelace'?"),
        (("ada@other.org",), f"unknown student 'ada@other.org'{THERE}"),
        (
            ("Ada Lovelace", "19"),
            "the id '19' is Jörg Müller (19), the name 'Ada Lovelace' is Ada Lovelace (18)",
        ),
        (
            ("Ada Lovelace (19)",),
            "the id '19' is Jörg Müller (19), the name 'Ada Lovelace' is Ada Lovelace (18)",
        ),
        (
            ("Min Kim", "104", "min2@x.org"),
            "the id '104' is Min Kim (104), the e-mail 'min2@x.org' is Min Kim (105)",
        ),
        (("Min Kim", "18"), "the name 'Min Kim' is not that of Ada Lovelace (18)"),
        (("Min Kim 18",), "the name 'Min Kim' is not that of Ada Lovelace (18)"),
    ],
)
def test_nobody_or_more_than_one(said: tuple[str, ...], why: str) -> None:
    class_ = People(CLASS)
    assert class_.find(*said) == why
    assert class_.find(*said) == why  # remembered


def test_nobody_is_guessed_where_no_guess_is_asked() -> None:
    assert People(CLASS).find("Adda Lovelace", guess=False) == "unknown student 'Adda Lovelace'"


def test_the_stricter_way_counts() -> None:
    """Who is called so exactly, before whom an accent, an order or a zero makes so."""
    class_ = People(
        [
            Person("Jose Garcia", "1"),
            Person("José García", "01"),
            Person("Kim Lee", "2"),
            Person("Lee Kim", "3", "1@x.org"),
            Person("JOSE GARCIA", "4"),
            Person("Muller", "5"),
            Person("Müller", "6"),
            Person("Mueller", "7"),
        ]
    )
    for student, who in [
        ("Jose Garcia", 0),
        ("José García", 1),
        ("JOSÉ GARCÍA", 1),
        ("JOSE GARCIA", 4),
        ("Kim Lee", 2),
        ("Lee, Kim", 2),
        ("Lee Kim", 3),
        ("1", 0),
        ("01", 1),
        ("Muller", 5),
        ("Müller", 6),
        ("Mueller", 7),
    ]:
        assert class_.find(student) == who, student
    assert class_.find("jose garcia") == (
        "the name 'jose garcia' is that of Jose Garcia (1) and JOSE GARCIA (4): the id or e-mail would tell"
    )


def test_who_is_not_known_beforehand_differs_by_an_accent() -> None:
    """An open class grows, and only case may differ; an id is taken as it is written."""
    class_ = People(CLASS, is_open=True)
    assert class_.find("ADA LOVELACE") == ADA
    assert class_.find("ADA@b.org") == ADA
    for student in (
        "Jose Garcia",
        "Lovelace Ada",
        "Lovelace, Ada",
        "ada",
        "17",
        "Min Kim 104",
        "Jörg Müller (19)",
    ):
        assert isinstance(class_.find(student), str), student
    assert class_.add(Person("Jose Garcia")) == len(CLASS)
    assert class_.find("Jose Garcia") == len(CLASS)


def test_messages_name_students_by_what_tells_them_apart() -> None:
    class_ = People([Person("A", "1", "a@b.org"), Person("B", "", "b@b.org"), Person("C"), Person("D", "D")])  # fmt: skip
    assert [class_.shown(i) for i in range(4)] == ["A (1)", "B (b@b.org)", "C", "D"]


@pytest.mark.parametrize(("count", "end"), [(2, ""), (5, ""), (6, " and more"), (9, " and more")])
def test_five_of_one_name_are_listed(count: int, end: str) -> None:
    class_ = People([Person("Min Kim", str(i)) for i in range(count)])
    listed = " and ".join(f"Min Kim ({i})" for i in range(min(count, 5)))
    assert class_.find("Min Kim") == (
        f"the name 'Min Kim' is that of {listed}{end}: the id or e-mail would tell"
    )


def test_a_long_text_is_shown_in_part_and_not_taken_apart() -> None:
    assert ("x" * 97, "18") in pieces(f"{'x' * 97} 18")  # 100 characters
    assert list(pieces(f"{'x' * 98} 18")) == []
    class_ = People([Person("Ada", "18")])
    for length, shown in ((100, "y" * 100), (101, f"{'y' * 99}…"), (200, f"{'y' * 99}…")):
        assert class_.find("y" * length) == f"unknown student {shown!r}; there are Ada"


def test_a_hundred_unknown_names_are_compared() -> None:
    class_ = People([Person("Ada")])
    said = [class_.find(f"Adda {i}") for i in range(102)]
    assert [str(one).endswith("; did you mean 'Ada'?") for one in said] == [True] * 100 + [
        False
    ] * 2
    assert said[100] == "unknown student 'Adda 100'"
    assert [class_.find(f"Adda {i}") for i in range(102)] == said


def test_one_unknown_name_is_compared_once() -> None:
    class_ = People([Person("Ada")])
    assert {class_.find("Adda") for _ in range(200)} == {
        "unknown student 'Adda'; did you mean 'Ada'?"
    }
    assert class_.find("Adaa") == "unknown student 'Adaa'; did you mean 'Ada'?"


def test_so_many_students_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is forgotten is found again."""
    monkeypatch.setattr(people, "REMEMBERED", 2)
    class_ = People(CLASS)
    for who, remembered in zip((18, 19, 104, 105, 18, 19), (1, 2, 1, 2, 1, 2), strict=True):
        found = class_.find(str(who))
        assert isinstance(found, int)
        assert CLASS[found].id == str(who)
        assert len(class_._found) == remembered


def test_a_name_that_is_none_means_nobody() -> None:
    class_ = People([Person("Ada"), Person("…"), Person("Bob")])
    assert class_.find("Bob") == 2
    assert class_.find("!") == "unknown student '!'; there are Ada, …, Bob"
    assert class_.find("…") == 1


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("#17", [("", "17")]),
        ("##17", [("", "17"), ("#", "17"), ("17", "")]),
        ("Matr.-Nr.: 17", [("", "17"), ("Matr.-Nr.", "17"), ("17", "")]),
        ("a_b", [("", "a_b"), ("a", "b"), ("b", "a")]),
        ("Ada|7", [("", "Ada|7"), ("Ada", "7"), ("7", "Ada")]),
        ("Ada , 7", [("", "Ada , 7"), ("Ada", "7"), ("7", "Ada")]),
        ("Ada – 7", [("", "Ada – 7"), ("Ada", "7"), ("7", "Ada")]),
        ("Ada: ID 7", [("", "Ada: ID 7"), ("Ada", "7"), ("ID 7", "Ada"), ("Ada: ID", "7"), ("7", "Ada: ID")]),
        (
            "Ada {7} x",
            [("", "Ada {7} x"), ("Ada x", "7"), ("Ada", "{7} x"), ("{7} x", "Ada"), ("Ada {7}", "x"), ("x", "Ada {7}")],
        ),
        ("Ada - (7)", [("", "Ada - (7)"), ("Ada", "7"), ("Ada", "(7)"), ("(7)", "Ada")]),
        ("Ada", [("", "Ada")]),
    ],
)  # fmt: skip
def test_pieces(text: str, ways: list[tuple[str, str]]) -> None:
    assert list(pieces(text)) == ways


def test_the_likeliest_name() -> None:
    assert nearest("ADDA", ["Ada", "ADA", "Bob"]) == "; did you mean 'Ada'?"
    assert nearest("z", []) == "; there are "
    known = [f"{i}" * 9 for i in range(8)]
    assert nearest("z", known[:3]) == f"; there are {', '.join(known[:3])}"
    many = [f"n{i:02}" for i in range(13)]
    assert nearest("zzz", many[:12]) == f"; there are {', '.join(many[:12])}"
    assert nearest("zzz", many) == f"; there are {', '.join(many[:12])}, …"


def test_a_shared_name_is_no_name_and_id() -> None:
    """Also where the e-mails of its two bearers begin with its words."""
    class_ = People([Person("Min Kim", "104", "min@x.org"), Person("Min Kim", "105", "kim@x.org")])
    for said in ("Min Kim", "Kim, Min", "min kim"):
        assert class_.find(said) == f"the name {said!r} is that of {TWO}"
