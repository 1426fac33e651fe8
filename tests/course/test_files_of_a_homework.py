"""The files of a homework and of what is graded: where they stand, who may read them, and what is said of damaged ones."""

import hashlib
import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from quizgen.bank import Library, draw, load_banks
from quizgen.course.assignment import assign, checked_students
from quizgen.course.folder import is_private, load_assignments, paper_names, put, variants_file
from quizgen.course.journal import journal, read_made
from quizgen.course.mended import Questions, mend, read_mended, with_mended
from quizgen.course.results import replace_results, tables_of
from quizgen.course.student import Student
from quizgen.errors import UserError

NOT_OURS = "there already, and not as this command wrote it\n    fix: add --force to replace what you changed, or choose another folder with -o"


@pytest.fixture(scope="module")
def library() -> Library:
    return load_banks()


class TestFolder:
    """What stands where."""

    def test_names(self) -> None:
        assert paper_names("Ada") == (
            "keys/Ada-key.tex", "keys/Ada-key.pdf", "keys/Ada-key-short.tex", "keys/Ada-key-short.pdf",
            "sheets/Ada.tex", "sheets/Ada.pdf",
        )  # fmt: skip
        assert paper_names("Ada", []) == ("sheets/Ada.tex", "sheets/Ada.pdf")
        assert paper_names("Ada", ["full"])[1:3] == ("keys/Ada-key.pdf", "sheets/Ada.tex")
        assert [is_private(n) for n in ("sheets/a", "keys/a", "private/a", "sheets.csv")] == [False, True, True, True]  # fmt: skip

    def test_modes(self, tmp_path: Path) -> None:
        """Keys are for their owner alone, sheets for everybody."""
        put(tmp_path, "keys/a.pdf", b"k")
        put(tmp_path, "sheets/a.pdf", iter([b"s", b"t"]))
        assert (tmp_path / "sheets/a.pdf").read_bytes() == b"st"

        def mode(name: str) -> int:
            return stat.S_IMODE((tmp_path / name).stat().st_mode)

        assert (mode("keys"), mode("keys/a.pdf")) == (0o700, 0o600)
        assert (mode("sheets/a.pdf") & 0o444, mode("sheets") & 0o555) == (0o444, 0o555)
        assert list((tmp_path / "private/new").rglob("*.pdf")) == []

    def test_where_the_class_stands(self, tmp_path: Path) -> None:
        own, earlier = tmp_path / "private/variants.jsonl", tmp_path / "variants.jsonl"
        assert variants_file(tmp_path) == own
        earlier.write_bytes(b"")
        assert variants_file(tmp_path) == earlier
        put(tmp_path, "private/variants.jsonl", b"")
        assert variants_file(tmp_path) == own

    def test_what_is_no_homework(self, tmp_path: Path) -> None:
        own = tmp_path / "private/variants.jsonl"
        for folder in (tmp_path, tmp_path / "nowhere"):
            with pytest.raises(UserError) as error:
                load_assignments(folder)
            assert str(error.value) == (
                f"{folder}: no private/variants.jsonl, so this is no homework folder"
                "\n    fix: name the folder that `quizgen homework -o` wrote"
            )
        put(tmp_path, "private/variants.jsonl", b"\xff\n")
        with pytest.raises(UserError) as error:
            load_assignments(tmp_path)
        assert str(error.value) == f"{own}: is not UTF-8\n    fix: write the homework again"
        own.unlink()
        own.mkdir()
        with pytest.raises(UserError) as error:
            load_assignments(tmp_path)
        assert str(error.value) == f"{own}: cannot be read: Is a directory"


class TestJournal:
    """Whose files are made: whole lines count."""

    def test_a_torn_line_is_ended_and_not_read(self, tmp_path: Path) -> None:
        files = [hashlib.sha256(bytes([i])).hexdigest() for i in range(2)]
        line = json.dumps(["Ada", "p", files]).encode()
        (tmp_path / "private/new").mkdir(parents=True)
        with journal(tmp_path) as file:
            file.write(line + b"\n" + line[:20])
        assert list(read_made(tmp_path)) == [("Ada", "p")]
        with journal(tmp_path) as file:
            file.write(line.replace(b"Ada", b"Bob") + b"\n")
        with journal(tmp_path) as file:
            pass
        path = tmp_path / "private/new/made.jsonl"
        assert path.read_bytes().split(b"\n")[1:] == [line[:20], line.replace(b"Ada", b"Bob"), b""]
        made = read_made(tmp_path)
        assert list(made) == [("Ada", "p"), ("Bob", "p")]
        assert set(made.values()) == {bytes.fromhex("".join(files))}
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_nothing_is_made_where_nothing_waits(self, tmp_path: Path) -> None:
        assert read_made(tmp_path / "nowhere") == {}
        (tmp_path / "file").write_bytes(b"")
        assert read_made(tmp_path / "file") == {}


class TestResults:
    """What grading writes, and what it does not replace."""

    def test_the_folder_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(b"")
        with pytest.raises(UserError) as error:
            replace_results(tmp_path / "a", [("x", b"")])
        assert str(error.value) == f"{tmp_path / 'a'} cannot be a folder: it is a file\n    fix: choose another with -o"  # fmt: skip

    def test_what_was_entered_meanwhile_counts(self, tmp_path: Path) -> None:
        replace_results(tmp_path, [("marks/review.csv", b"1"), ("b", b"1")])
        digest = hashlib.sha256(b"1").hexdigest()
        (tmp_path / "marks/review.csv").write_bytes(b"entered")
        for force in (False, True):
            with pytest.raises(UserError) as error:
                replace_results(tmp_path, [("marks/review.csv", b"2")], force=force, entered={"marks/review.csv": digest})  # fmt: skip
            assert str(error.value) == (
                f"{tmp_path / 'marks/review.csv'}: was changed while the answers were graded"
                "\n    fix: give the command again, so that what was entered counts"
            )
            assert (tmp_path / "marks/review.csv").read_bytes() == b"entered"
        entered = hashlib.sha256(b"entered").hexdigest()
        made = replace_results(tmp_path, [("marks/review.csv", b"2")], entered={"marks/review.csv": entered})  # fmt: skip
        assert made == [tmp_path / "marks/review.csv"]
        assert (tmp_path / "marks/review.csv").read_bytes() == b"2"
        assert not (tmp_path / "b").exists()

    def test_a_folder_in_the_way(self, tmp_path: Path) -> None:
        (tmp_path / "x").mkdir()
        with pytest.raises(UserError) as error:
            replace_results(tmp_path, [("x", b"")], force=True)
        assert str(error.value) == (
            f"{tmp_path / 'x'} is a folder; a file of that name is to be written"
            "\n    fix: choose another folder with -o"
        )

    def test_files_of_somebody_else(self, tmp_path: Path) -> None:
        names = [f"f{i}" for i in range(7)]
        for name in names:
            (tmp_path / name).write_bytes(b"mine")
        files = [(name, b"new") for name in names]
        with pytest.raises(UserError) as error:
            replace_results(tmp_path, files)
        told = ", ".join(str(tmp_path / name) for name in names[:5])
        assert str(error.value) == f"{told} and 2 more: {NOT_OURS}"
        assert not (tmp_path / "private/marks-new").exists()
        assert replace_results(tmp_path, files, force=True) == [tmp_path / name for name in names]
        written = json.loads((tmp_path / "private/marks.json").read_bytes())
        assert written == dict.fromkeys(names, hashlib.sha256(b"new").hexdigest())

    def test_where_the_tables_stand(self, tmp_path: Path) -> None:
        assert tables_of(tmp_path) == tmp_path / "marks"
        replace_results(tmp_path / "a", [("marks/grades.csv", b"")])
        replace_results(tmp_path / "b", [("grades.csv", b"")])
        assert tables_of(tmp_path / "a") == tmp_path / "a/marks"
        assert tables_of(tmp_path / "b") == tmp_path / "b"
        (tmp_path / "b/private/marks.json").write_bytes(b"[]")
        assert tables_of(tmp_path / "b") == tmp_path / "b/marks"


class TestMended:
    """Keys of today for the numbers that were handed out."""

    def test_keys_are_taken_over_and_nothing_else(self, library: Library, tmp_path: Path) -> None:
        sheet = assign(library, library.sheet("lecture-verbatim"), "secret", "Ada")
        first = sheet.questions[0]
        wrong = replace(first, revision=0, parts=tuple(replace(p, key=-1, prompt="Old?", points="5") for p in first.parts))  # fmt: skip
        handed = replace(sheet, questions=(wrong, *sheet.questions[1:]))
        found = mend([handed], {}, library)
        new = found.questions["Ada", 0]
        assert (list(found.questions), dict(found.refused)) == ([("Ada", 0)], {})
        assert [p.key for p in new.parts] == [p.key for p in first.parts]
        assert {(p.prompt, p.points) for p in new.parts} == {("Old?", "5")}
        assert new.revision == first.revision
        (tmp_path / "private").mkdir()
        (tmp_path / "private/mended.jsonl").write_bytes(b"".join(found.questions.lines()))
        read = read_mended(tmp_path)
        assert read == found.questions
        assert with_mended([handed], read)[0].questions == found.sheets[0].questions
        assert with_mended([sheet], Questions()) == [sheet]
        again = mend([replace(handed, questions=(replace(wrong, id="gone"),))], read, library)
        assert dict(again.refused) == {"gone": "no bank has it any more"}
        assert again.questions["Ada", 0] == new

    def test_why_a_key_is_kept(self, library: Library) -> None:
        sheet = assign(library, library.sheet("lecture-verbatim"), "secret", "Ada")
        drawn = draw(library.exercises["conv1d-arch"], "7", "M")
        for change, said in [
            ({"values": {**drawn.values, "D": 999, "zz": 1}}, "the bank draws other numbers now (D, zz)"),
            ({"parts": drawn.parts[1:]}, "it has other parts now"),
            ({"parts": (replace(drawn.parts[0], kind="real"), *drawn.parts[1:])}, f"part {drawn.parts[0].id} is answered by {drawn.parts[0].kind} now, not by real"),
            ({"parts": (replace(drawn.parts[0], settings={"choices": ["a"]}), *drawn.parts[1:])}, f"part {drawn.parts[0].id} has other options, or another order of them"),
        ]:  # fmt: skip
            old = replace(drawn, **change)
            found = mend([replace(sheet, questions=(old,))], {}, library)
            assert dict(found.refused) == {"conv1d-arch": said}
            assert found.questions == {}
            assert found.sheets[0].questions == (old,)

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"{}\n", ":1: is damaged: 'question'"),
            (b'{"key":"a","place":0,"question":{}}\n', ":1: is damaged: format None is not 1: made by another quizgen"),
            (b"[" * 100_000, ":1: is damaged: maximum recursion depth exceeded"),
            (b"\xff\n", ": is not UTF-8"),
        ],
        ids=["key", "format", "deep", "bytes"],
    )  # fmt: skip
    def test_a_damaged_file(self, data: bytes, said: str, tmp_path: Path) -> None:
        assert read_mended(tmp_path) == {}
        path = tmp_path / "private/mended.jsonl"
        path.parent.mkdir()
        path.write_bytes(data)
        with pytest.raises(UserError) as error:
            read_mended(tmp_path)
        assert str(error.value).startswith(f"{path}{said}")
        assert str(error.value).endswith("fix: remove it, and regrade the homework")


def test_students_are_checked() -> None:
    ada = Student("Ada", "1")
    assert checked_students([Student(" Ada \u00a0 L ", "1"), "Bob", Student("Ada", "2")]) == [
        Student("Ada L", "1"), Student("Bob"), Student("Ada", "2"),
    ]  # fmt: skip
    once = "each student has one sheet; ids tell two of one name apart"
    refused: list[tuple[list[Student | str], str]] = [
        ([" "], "a student without a name\n    fix: leave --student out for one sheet without a name"),
        (["A\u202eda"], "the student 'A\\u202eda' has the character U+202E in the name\n    fix: remove it: it cannot be printed"),
        (["Ada", "Bob", "Ada"], f"the student 'Ada' is named twice\n    fix: {once}"),
        ([ada, Student("Bob", "1")], f"the student 'Bob' (1) is named twice\n    fix: {once}"),
    ]  # fmt: skip
    for students, said in refused:
        with pytest.raises(UserError) as error:
            checked_students(students)
        assert str(error.value) == said
    assert checked_students(["A\u200cda"]) == [Student("A\u200cda")]
