"""A run that is killed is taken up by the next, and nothing is mixed meanwhile."""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

KILLS = Path(__file__).parents[2] / "benchmarks" / "kills.py"


@pytest.fixture(scope="module")
def kills() -> ModuleType:
    found = importlib.util.spec_from_file_location("kills", KILLS)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules["kills"] = module
    found.loader.exec_module(module)
    return module


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX's")
@pytest.mark.parametrize("force", [False, True])
def test_killed_at_random_moments(kills: ModuleType, *, force: bool) -> None:
    assert kills.run(kills=4, students=6, force=force, jobs=1, seed=7) == 0


def test_what_is_mixed_is_found(kills: ModuleType, tmp_path: Path) -> None:
    """The check itself: a sheet of another draw, a key among the sheets, a leftover."""
    (tmp_path / "private").mkdir()
    (tmp_path / "sheets").mkdir()
    (tmp_path / "private/variants.jsonl").write_text(
        '{"student": "Ada", "code": "a·1"}\n', encoding="utf-8"
    )
    (tmp_path / "sheets/Ada.tex").write_text("a·2", encoding="utf-8")
    (tmp_path / "sheets/Ada-key.pdf").write_bytes(b"")
    (tmp_path / "left").write_bytes(b"")
    assert len(kills.faults(tmp_path)) == 4
