"""Whatever lies in the temporary folder or in the target, no link is followed out of it."""

import os
import tempfile
from pathlib import Path

import pytest

from src.sandbox.scratch_folders import Scratch, copy_out


@pytest.fixture(name="victim")
def make_victim(tmp_path: Path) -> Path:
    """A folder of the user's that looks like a scratch folder whose process has ended."""
    victim = tmp_path / "victim"
    (victim / "inner" / "deep").mkdir(parents=True)
    (victim / "lock").write_text("")
    return victim


def test_only_real_folders_of_ours_are_swept(
    victim: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "tmp"
    (temporary / "code-evolver-old").mkdir(parents=True)
    (temporary / "code-evolver-old" / "lock").write_text("")
    (temporary / "code-evolver-link").symlink_to(victim)
    (temporary / "code-evolver-file").write_text("")
    (temporary / "code-evolver-pipe").mkdir()
    os.mkfifo(temporary / "code-evolver-pipe" / "lock")
    (temporary / "code-evolver-linked-lock").mkdir()
    (temporary / "code-evolver-linked-lock" / "lock").symlink_to(victim / "lock")
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))

    Scratch().close()

    assert (victim / "inner" / "deep").is_dir() and (victim / "lock").is_file()
    left = {path.name.removeprefix("code-evolver-") for path in temporary.iterdir()}
    assert left - {"pipe"} == {"link", "file", "linked-lock"}


def test_what_a_program_left_replaces_a_link_and_goes_through_none(tmp_path: Path) -> None:
    scratch, target, outside = (tmp_path / name for name in ("scratch", "target", "outside"))
    (scratch / "run" / "folder").mkdir(parents=True)
    (scratch / "run" / "a.txt").write_text("new")
    (scratch / "run" / "folder" / "b.txt").write_text("new")
    target.mkdir()
    outside.mkdir()
    (outside / "a.txt").write_text("mine")
    (target / "a.txt").symlink_to(outside / "a.txt")

    written = copy_out(str(scratch), str(target))

    assert written == (("a.txt", "folder/b.txt"), ())
    assert (outside / "a.txt").read_text() == "mine" and (target / "a.txt").read_text() == "new"
    (target / "folder" / "b.txt").unlink()
    (target / "folder").rmdir()
    (target / "folder").symlink_to(outside)
    with pytest.raises(OSError, match="link"):
        copy_out(str(scratch), str(target))
    assert [path.name for path in outside.iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    ("before", "after"), [(0o600, 0o600), (0o640, 0o640), (0o6755, 0o755), (0o444, 0o444)]
)
def test_a_file_that_replaces_another_is_as_private(
    tmp_path: Path, before: int, after: int
) -> None:
    scratch, target = tmp_path / "scratch", tmp_path / "target"
    (scratch / "run").mkdir(parents=True)
    target.mkdir()
    for name in ("old.txt", "new.txt"):
        (scratch / "run" / name).write_text("secret")
    (target / "old.txt").touch()
    (target / "old.txt").chmod(before)
    (target / "usual").touch(0o644)

    copy_out(str(scratch), str(target))

    assert (target / "old.txt").stat().st_mode & 0o7777 == after
    assert (target / "old.txt").read_text() == (target / "new.txt").read_text() == "secret"
    assert (target / "new.txt").stat().st_mode == (target / "usual").stat().st_mode


def test_no_folder_is_made_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "scratch" / "run" / "link" / "new").mkdir(parents=True)
    (tmp_path / "scratch" / "run" / "link" / "new" / "a.txt").touch()
    for name in ("target", "outside"):
        (tmp_path / name).mkdir()
    (tmp_path / "target" / "link").symlink_to(tmp_path / "outside")

    with pytest.raises(OSError, match="link"):
        copy_out(str(tmp_path / "scratch"), str(tmp_path / "target"))

    assert not list((tmp_path / "outside").iterdir())
