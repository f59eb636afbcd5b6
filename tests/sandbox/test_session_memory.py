"""The memory of a session's processes, read from a /proc that the test writes."""

import os
from pathlib import Path

import pytest

from src.sandbox.zygote import memory_of_sessions

PAGE = os.sysconf("SC_PAGE_SIZE")


def add_process(proc: Path, process: int, session: int, pss_kb: int | None) -> None:
    """A process with 10 MiB resident; `pss_kb` None where the kernel refuses to say."""
    folder = proc / str(process)
    folder.mkdir()
    folder.joinpath("stat").write_text(f"{process} (a) b)) S 1 {session} {session} 0 -1\n")
    folder.joinpath("statm").write_text(f"90000 {10 * 1024**2 // PAGE} 5 1 0 9 0\n")
    if pss_kb is not None:
        folder.joinpath("smaps_rollup").write_text(
            f"5-7 ---p 00 00:00 0 [rollup]\nRss: 10240 kB\nPss: {pss_kb} kB\nPss_Anon: 9 kB\n"
        )


def test_shared_pages_count_by_their_share_over_all_processes_of_a_session(tmp_path: Path) -> None:
    add_process(tmp_path, 7, 7, 1024)
    add_process(tmp_path, 8, 7, 3072)
    add_process(tmp_path, 9, 9, 512)
    add_process(tmp_path, 10, 10, 512)
    (tmp_path / "self").mkdir()

    assert memory_of_sessions([7, 9], tmp_path) == {7: 4.0, 9: 0.5}


def test_resident_pages_count_where_the_share_may_not_be_read(tmp_path: Path) -> None:
    add_process(tmp_path, 7, 7, None)

    assert memory_of_sessions([7], tmp_path) == {7: pytest.approx(10.0)}


def test_a_session_that_has_ended_takes_nothing(tmp_path: Path) -> None:
    assert memory_of_sessions([7], tmp_path) == {7: 0.0}
