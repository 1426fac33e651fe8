"""A loop, processes of this machine and a cluster make the same files; a second writer is told."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

from quizgen.bank import load_banks
from quizgen.course.lock import locked
from quizgen.course.making import make
from quizgen.course.specification import of_sheet
from quizgen.errors import UserError
from quizgen.parallel import ALONE, Workers, cluster, processes

STUDENTS = ["Ada", "Bob", "Zoë"]


def contents(folder: Path, workers: Workers) -> dict[str, bytes]:
    library = load_banks()
    sheet = of_sheet(library.sheet_or_exercise("conv1d-arch"))
    make(library, sheet, folder, STUDENTS, seed="1", is_open=True, workers=workers)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return contents(tmp_path_factory.mktemp("alone"), ALONE)


def test_two_processes(alone: dict[str, bytes], tmp_path: Path) -> None:
    with processes(2) as workers:
        assert contents(tmp_path, workers) == alone
    assert len(alone) > 6 * len(STUDENTS)


@pytest.fixture
def address() -> Iterator[str]:
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
    ) as local:
        yield local.scheduler_address


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_of_two(alone: dict[str, bytes], tmp_path: Path, address: str) -> None:
    with cluster(address) as workers:
        assert contents(tmp_path, workers) == alone


def test_nobody_answers() -> None:
    with pytest.raises(UserError, match="no Dask scheduler answers"), cluster("nowhere:port"):
        pass


def test_a_second_writer_is_told(tmp_path: Path) -> None:
    with (
        locked(tmp_path),
        pytest.raises(UserError, match="another quizgen is writing"),
        locked(tmp_path),
    ):
        pass


@pytest.mark.skipif(os.name == "nt", reason="limits of a process are POSIX's")
def test_a_full_disk_loses_nothing(alone: dict[str, bytes], tmp_path: Path) -> None:
    """No file may grow over some bytes: as on a disk that fills, writing stops midway."""
    import resource
    import signal

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    largest = max(map(len, alone.values()))
    try:
        for share in (0.02, 0.2, 0.9):
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(share * largest), before[1]))
            with pytest.raises(UserError, match="the same command goes on"):
                contents(tmp_path, ALONE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert contents(tmp_path, ALONE) == alone
