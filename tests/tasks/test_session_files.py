"""Sessions of the past: kept, listed, gone on with, and never in the way."""

import os
from pathlib import Path

import pytest

from src.domain.json_value import JSONValue
from src.language.follow_ups import Exchange
from src.tasks.session_files import LONGEST_RESULT, MOST_SESSIONS, SessionFiles

ADDED = Exchange("add 1 and 2", 3, {"a": 1, "b": 2}, "", "add_node")


def test_a_session_goes_on_with_the_last_one(tmp_path: Path) -> None:
    SessionFiles(tmp_path, lambda: "2026-01-01_10-00-00_1").append(ADDED)

    resumed = SessionFiles(tmp_path, lambda: "unused", resume=True)
    resumed.append(Exchange("again"))

    assert resumed.before() == (ADDED, Exchange("again"))
    assert [one.name for one in resumed.all()] == ["2026-01-01_10-00-00_1"]
    assert SessionFiles(tmp_path, lambda: "new").before() == ()


def test_a_cut_line_and_a_huge_result_spoil_nothing(tmp_path: Path) -> None:
    files = SessionFiles(tmp_path, lambda: "a")
    files.append(Exchange("long", "x" * (LONGEST_RESULT + 1)))
    with (tmp_path / "a.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"task": "cut')

    assert files.all()[0].exchanges == (Exchange("long"),)


def test_a_file_nested_without_end_hides_no_other_session(tmp_path: Path) -> None:
    SessionFiles(tmp_path, lambda: "a").append(ADDED)
    (tmp_path / "b.jsonl").write_text("[" * 5000)

    kept = SessionFiles(tmp_path, lambda: "s").all()

    assert [one.exchanges for one in kept] == [(ADDED,), ()]


@pytest.mark.parametrize("levels", [600, 100_000])
def test_a_deep_result_is_kept_or_left_out(tmp_path: Path, levels: int) -> None:
    deep: JSONValue = []
    for _ in range(levels):
        deep = [deep]
    files = SessionFiles(tmp_path, lambda: "s")

    files.append(Exchange("t", deep, {"deep": deep}))

    (kept,) = files.all()[0].exchanges
    assert kept.task == "t" and (kept.result is None) == (levels > 600)


def test_what_ends_a_line_of_text_or_is_no_text_comes_back(tmp_path: Path) -> None:
    files = SessionFiles(tmp_path, lambda: "s")

    files.append(Exchange("a\u2028b\x85c\udc80", "1\r\n2"))

    assert files.all()[0].exchanges == (Exchange("a\u2028b\x85c\udc80", "1\r\n2"),)


def test_a_session_s_file_is_not_written_through_a_link_and_a_pipe_blocks_nothing(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "sessions"
    folder.mkdir()
    (tmp_path / "other").write_text("")
    (folder / "s.jsonl").symlink_to(tmp_path / "other")
    os.mkfifo(folder / "t.jsonl")

    SessionFiles(folder, lambda: "s").append(ADDED)
    SessionFiles(folder, lambda: "t").append(ADDED)

    assert (tmp_path / "other").read_text() == ""
    assert [one.exchanges for one in SessionFiles(folder, lambda: "u").all()] == [(), ()]


def test_only_the_last_sessions_are_kept(tmp_path: Path) -> None:
    for number in range(MOST_SESSIONS + 5):
        SessionFiles(tmp_path, lambda number=number: f"{number:03}").append(ADDED)

    assert len(list(tmp_path.iterdir())) == MOST_SESSIONS
    assert SessionFiles(tmp_path, lambda: "x").all()[-1].name == f"{MOST_SESSIONS + 4:03}"


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    files = SessionFiles(tmp_path / "file", lambda: "a")

    files.append(ADDED)

    assert files.all() == ()
