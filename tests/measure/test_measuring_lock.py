"""Only one measures at a time, also across processes, and a death frees the lock."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from src.measure.paired import measuring_alone


def is_free(path: Path) -> bool:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def test_the_lock_is_held_while_measuring_and_free_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "lock"

    with measuring_alone(str(path)):
        during = is_free(path)

    assert not during
    assert is_free(path)


def test_the_lock_of_a_process_that_died_is_free(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    dies = (
        "import os, sys\n"
        "from src.measure.paired import measuring_alone\n"
        "with measuring_alone(sys.argv[1]):\n"
        "    os._exit(9)\n"
    )

    ended = subprocess.run([sys.executable, "-c", dies, str(path)], check=False, timeout=30)

    assert ended.returncode == 9
    assert is_free(path)


def test_what_does_not_wait_goes_on_while_another_measures(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")

    with measuring_alone(path), measuring_alone(path, waits=False):
        pass
    with measuring_alone(path, waits=False):
        during = is_free(Path(path))

    assert not during


def test_a_lock_file_that_may_only_be_read_will_do(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.touch(0o444)

    with measuring_alone(str(path)):
        during = is_free(path)

    assert not during


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError), measuring_alone(str(tmp_path / "lock")):
        raise AssertionError("it was taken")

    assert not (tmp_path / "elsewhere").exists()
