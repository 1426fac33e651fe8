"""What is made of files, headers, names and cells, letter for letter as it stands in `whole/`.

Each line of a file is one thing that is asked and what comes of it; somebody who did not write the code read
them all and found what was then mended. QUIZGEN_WHOLE=write writes them anew: read the difference.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from quizgen.answers import answer_kind
from quizgen.assignment import Assignment
from quizgen.document.messages import shipped_messages
from quizgen.errors import UserError
from quizgen.grading.compound import divided
from quizgen.grading.layout import layout, names_people
from quizgen.grading.likeliest import guess
from quizgen.grading.marks import grade
from quizgen.grading.overrides import points, read_overrides
from quizgen.grading.people import People, Person, nearest, pieces
from quizgen.grading.policy import Counting, Policy
from quizgen.grading.questions import Questions
from quizgen.grading.reading import read_answers
from quizgen.grading.roster import Roster, bare
from quizgen.grading.told import _remark
from tests.grading.conftest import _part, _variant
from tests.grading.whole_files import compared

ATTEMPTS: tuple[Counting, ...] = ("last", "best", "first")
SHEETS = [
    Assignment(name, f"hw·{name}", "HW", "", questions, id=id_, email=email)
    for name, id_, email, questions in [
        (
            name,
            id_,
            email,
            (
                _variant(_part("a", "integer", 7 + i), _part("b", "vector", [1, 2 + i], points="2"), name="gates"),
                _variant(_part("x", "integer", 3 + i), name="sizes"),
                _variant(*(_part(c, "matrix", [[1, 2], [3, i]]) for c in "uv"), name="grids"),
            ),
        )
        for i, (name, id_, email) in enumerate(
            [("Ada Öz", "0017", "ada@x.org"), ("Bo Li", "18", "bo@y.org"), ("Min Kim", "19", "min@x.org"), ("Min Kim", "20", "kim@x.org"), ("José García", "", "jg@z.org")]
        )
    ]
]  # fmt: skip
KNOWN = (
    "Score", "points", "Punkte", "Punktzahl", "Grade", "Grade 1 0", "Note", "Bewertung", "Status", "Section", "sections",
    "Section ID", "section sis id", "Started", "started on", "begonnen", "time taken", "Duration", "Dauer", "verbrauchte Zeit",
    "Institution", "Department", "Abteilung", "Attempt", "Versuch", "root account", "n correct", "n incorrect", "Lateness (H:M:S)",
    "view count", "Submission count", "submission id", "Comment", "comments", "Kommentar", "feedback", "3 correct", "4 incorrect",
    "Question 1", "Frage 2", "Right answer 1", "Richtige Antwort 2", "Total score", "Max points", "colour",
)  # fmt: skip
HEADERS = [
    "Student|1a|1b|2", "E-mail|Name|Q1a|1 (b)|Frage 2", "ID|1|2", "First name|Last name|1a", "Last name|1a", "Student|First name|Last name|1a",
    "Student|Student|1a", "Login|Student ID|1a|Matrikelnummer", "Name|Question|Answer", "Name|Question|Part|Answer|Date", "Date|Name|Frage|Antwort|Colour",
    "Name|Question", "Name|Answer", "Name|Colour", "Colour|1a", "1a|2", "Name|1a|Q1a", "Name|Response 1|Response 2|Right answer 1", "Name|Antwort 1|1a",
    "Name|Total Score|Max Points|1a", "Name|Total score|1a", "Name|Q. 1 /9.09|1a", "Name|F 2 /3,00", "Name|Question|Question|Answer", "Name|Question|Answer|Antwort",
    "Name|gates·aaaa/a|sizes·aaaa", "Name|By hand a", "Name|What is a?|What is x?", "Name|1.1|1.2|2", "Name|3 u|3 v", "|".join(["Name", *(f"col{i}" for i in range(13))]),
    "|".join(["Name", *(f"a long column of the number {i} that says a lot" for i in range(9))]), "|".join(["Name", *(f"c{i:02}" + "x" * 23 for i in range(11))]), "Name|" + "|".join(KNOWN) + "|1a",
]  # fmt: skip
QUESTIONS = [
    "1a", "1 a", "1.a", "Question 1 (a)", "q1a", "Q1", "1", "2", "3", "3(ii)", "3.2", "1_1", "1-b", "Task 2", "Problem 3 u)", "2: the size", "4", "1c", "12", "nr 2", "no 2", "No. 1b", "item 2",
    "exercise 2", "part 1a", "Aufgabe 1 b", "Teilaufgabe 1a", "reponse 2", "respuesta 2", "risposta 2", "pregunta 2", "f 2", "a 2", "question2", "response2", "answer2", "antwort2", "gates", "gates/a",
    "gates·aaaa", "[gates·aaaa/b]", "see gates·aaaa (a) and more", "sizes·aaaa", "sizes·bbbb", "By hand", "by hand a", "what is x", "What is u?", "2 [5 points]", "02", "001a", "1 (27)", "1 (0)", "3 (2)", "", "a", "1000",
]  # fmt: skip
NAMES = [
    "Ada Öz", "ada oz", "Oez, Ada", "Öz Ada", "0017", "17", "17.0", "ada", "ADA@X.ORG", "mailto:bo@y.org", "Bo <bo@y.org>", "Min Kim", "min kim (20)", "Min Kim - 19", "Kim, Min #20",
    "Min Kim (he/him)", "Bo Li (she/her)", "José García (ID: 3)", "jose garcia", "garcia, jose", "Bo Lee", "Zed", "Zed (18)", "Bo Li (17)", "", "-", "18; Bo Li", "Bo Li|18", "Bo Li, 18", "Matr. Nr. 18", "student id 18", "e-mail: bo@y.org",
    "Bo_Li_18", "x" * 101, "x" * 99 + " y",
]  # fmt: skip
CELLS = [
    "", "-", " ", "a) 5; b) [1, 2]", "(A) 5\n(B) [1,2]", "b: 2", "a. 1", "c) 4", "x a) 5", "part 1: 1.5; part 2: -2", "Teil 1: 3; Teil 2: 4", "partie 1: 3", "parte 2: 3", "part 1: 1; part 3: 2", "part 1: 1; part 2: 2; part 3: 3",
    "part 1: 1; part 2: 2; part 3: 3; part 4: 4; part 5: 5; part 6: 6; part 7: 7; part 8: 8", "part 1: -; part 2: 5", "part 1: 1,5; part 2: ; part 3: 4; part 4: -; part 5: 0; part 6: -; part 7: -; part 8: -", "5", "a) 5", "part 1: 9",
]  # fmt: skip
CHANGED = [
    "7", "it is 7", "7 or 8", "7 %", "7 pixels", "minus 7", "7k", "7 k", "2n", "about 7 units", "= 7", "x + 1 = 7", "7 = seven", "so: 7.", "A. 7, yes", "7;", "8!", "a list [1]", "no", "7 " + "z" * 498, "7 " + "z" * 499,
    *(f"7 {word} here" for word in "percent prozent pourcent negative not never isn't nicht kein ohne half halbe third quarters viertel twice doubled doppelt triple times mal fold dozen dutzend hundred hundert thousand tausend million millionen mio billion milliarde mrd squared quadrat cubed root wurzel sqrt log ln exp factorial fakultät power hoch point komma more less under over above below mehr weniger mindestens höchstens über unter between zwischen hex binary binär mod".split()),
    "7 plus or minus", "7 per cent", "7 at least", "at most 7", *(f"7 {sign}" for sign in "%‰¬≠<>≤≥±√∛²³!"), "7 halved", "7 dozenth",
]  # fmt: skip
FILES = [
    'Student,1a,1b,2\nAda Öz,7,"[1, 2]",3\nBo Li,9,"[1, 9]",\nZed,1,,2\n', "Student;Frage;Antwort;Datum\nBo Li;1a;8;2.11.2026 10:05\nBo Li;1a;9;3.11.2026 10:05\nBo Li;9;1;\n",
    "Homework\n\nName,1,Colour,2\nbo@y.org,a) 8; b) 1,red,4\n18,part 1: 8; part 2: 1; part 3: 3,,4\n", "Name\n", "Name,1a\n", "", "Ada,7\n", "Name,1a,2\nAda Öz,7,3,4\nBo Li\nBo Li,=1+1,'=5\n",
    '[{"student": "Bo Li", "1a": 8}, {"student": "Ada Öz", "2": "3", "colour": 1}, {"colour": 2}]', "Name,1a,Note,Farbe,Form," + ",".join(f"F{i}" for i in range(9)) + "\nBo Li,8\n",
    "Name,Question,Answer,Date\nBo Li,1a,5,1/2/2026\nBo Li,1a,6,13/2/2026\nBo Li,1a,7,soon\nBo Li,1a,8,\nTest Student,1a,8,\n,1a,8,\nBo Li,,8,\nBo Li,1a,,\n",
]  # fmt: skip
MARKS_BY_HAND = ["1", "0.5", "0,5", "1/2", "50%", "50 %", "150%", "1/0", "3", "-1", "1e1", "", "1234567", "1.", "2.000000000001", "999999/999999", "1 %%"]  # fmt: skip
OVERRIDES = [
    'question = "1a"\nvoid = true', 'question = 1\naccept = [5, "1/2"]', 'question = "2"\nfull = true\nabsent = true\nnote = "so"', 'question = "1a"\nmark = 1\nstudent = "Bo Li"', "void = true", 'question = "1a"',
    'question = "1a"\nmark = 1', 'question = "1a"\nvoid = true\nfull = true', 'question = "1a"\nabsent = true\nvoid = true', 'question = "1a"\nfull = 1', 'question = "1a"\naccept = []', 'question = "1a"\naccept = [true]',
    'question = "1a"\nkey = true', 'question = "1a"\nkeys = "5"', 'question = "1a"\ncolour = "5"', 'question = " "\nkey = " D "\n', 'question = "1a"\naccept_computed = "D"', 'question = "1a"\nvoid = false\nmark = 0.5\nstudent = 17',
]  # fmt: skip
REMARKS = [
    "Follows from your answer to (a) and (b).", "Not right: row 1; row 2 (2 of 4 entries are right).", "'x' is not a number", "the parentheses do not match (understood so far: 3 + 4)", "2 of 4 entries are right. One entry is missing.", "Nothing known. At all.",
    "Follows from your answer to (a).", "Not right: x.", "write it as 1/2", "The sign is wrong.", "",
]  # fmt: skip


def told(what: Callable[..., object], *given: object) -> str:
    try:
        return repr(what(*given))
    except (UserError, ValueError) as error:
        fix = getattr(error, "fix", "")
        return f"{type(error).__name__}: {error}{f' | {fix}' if fix else ''}".replace("\n", " // ")


def headers() -> Iterator[object]:
    questions = Questions(SHEETS)
    yield questions.labels, questions.parts
    for text in HEADERS:
        cells = text.split("|")
        yield (
            text[:60],
            names_people(cells),
            told(lambda c: layout(c, questions, "a.csv", 3), cells),
        )
    yield told(lambda: layout(["Name", "Colour"], Questions([]), "a.csv", 0))
    for word in KNOWN:
        yield word, told(lambda w: layout(["Name", w, "1a"], questions, "a", 1), word)


def questions_named() -> Iterator[object]:
    questions, roster = Questions(SHEETS), Roster(SHEETS)
    for text in QUESTIONS:
        yield text, bare(text), questions.named(text), questions.label(text), roster.label(1, text), [p.label for p in roster.question(1, text)], roster.nearest_question(1, text)  # fmt: skip


def people() -> Iterator[object]:
    known = [Person(a.student, a.id, a.email) for a in SHEETS]
    for is_open in (False, True):
        for text in NAMES:
            yield is_open, text[:40], People(known, is_open=is_open).find(text)
    class_ = People(known)
    for said in product(
        ("Bo Li", "Min Kim", "Zed", ""), ("18", "99", ""), ("bo@y.org", "ada@x.org", "")
    ):
        yield said, class_.find(*said), class_.find(*said, guess=False)
    for text in NAMES:
        yield [*pieces(text)]
    shared = Roster([replace(SHEETS[0], student="", id="", email="")])
    yield [
        shared.student(*said)
        for said in (
            ("Zed",),
            ("zed",),
            ("", "5"),
            ("", "", "z@z.org"),
            ("", "", ""),
            ("Yan", "5"),
            ("Zed", "6"),
        )
    ]
    yield (
        [(a.student, a.id, a.email) for a in shared.sheets],
        shared.has_several,
        Roster(SHEETS).has_several,
    )
    yield nearest("zz", [f"{i}" for i in range(13)]), nearest("zz", [f"{i}" for i in range(12)])


def cells() -> Iterator[object]:
    roster = Roster(SHEETS)
    for text in CELLS:
        for number in ("1", "3", "2"):
            found = divided(text, roster.question(0, number))
            yield (
                number,
                text,
                found if isinstance(found, str) else [(p.label, t) for p, t in found],
            )


def guesses() -> Iterator[object]:
    number, vector = answer_kind("integer", 7), answer_kind("vector", [1, 2])
    for text in CHANGED:
        yield text[:60], guess(number, text)
    for text in ("[1, 2]", "so [1, 3]", "first [1,2] then [2,1]", "1, 2", "x\n[1, 2]\ny"):
        yield text, guess(vector, text)


def read_rows(text: str, say: Callable[[str], None]) -> list[object]:
    found = read_answers(io.BytesIO(text.encode()), "f.csv", SHEETS, say)
    return [tuple(one) if isinstance(one, tuple) else str(one) for one in found]


def files() -> Iterator[object]:
    for text in FILES:
        said: list[str] = []
        read = told(read_rows, text, said.append)
        yield text[:40], read, said
        for attempts in ATTEMPTS:

            def marked(t: str = text, a: Counting = attempts) -> object:
                rows = list(read_answers(io.BytesIO(t.encode()), "f.csv", SHEETS, lambda _: None))
                found = grade(SHEETS, rows, policy=Policy(a))
                return (
                    found.notes,
                    found.refused,
                    [
                        (m.student, m.question, m.answer, str(m.points), m.attempts, m.unread)
                        for m in found.marks
                        if m.answer or m.unread
                    ],
                )

            yield attempts, told(marked)


def decided() -> Iterator[object]:
    for text in MARKS_BY_HAND:
        yield (
            text,
            told(lambda t: str(points(t, Fraction(2))), text),
            told(lambda t: str(points(t, Fraction(3, 2))), text),
        )
    for text in OVERRIDES:
        yield told(lambda t: read_overrides(f"[[override]]\n{t}"), text)
    for text in (
        "x = 1",
        "override = 3",
        "override = [3]",
        '[[override]]\nquestion = "1"\n[[override]]\nvoid = 1\n',
        "[[",
    ):
        yield told(read_overrides, text)


def remarks() -> Iterator[object]:
    for language in ("en", "de"):
        words = shipped_messages(language)
        for text in REMARKS:
            yield language, text, _remark(text, words)


OUTPUTS = {
    "headers.txt": headers, "questions.txt": questions_named, "people.txt": people, "cells.txt": cells, "guesses.txt": guesses, "files.txt": files,
    "decided.txt": decided, "remarks.txt": remarks,
}  # fmt: skip


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_line(name: str) -> None:
    made, stored = compared(name, "".join(f"{one!r}\n" for one in OUTPUTS[name]()))
    assert made == stored
