"""Private folders for confined programs to write to, their cleanup, and copying files out."""

import errno
import fcntl
import os
import shutil
import stat
import tempfile
import unicodedata
from contextlib import suppress
from pathlib import Path

_PREFIX = "code-evolver-"
_LOCK = "lock"
OUT_OF_REACH = "out-of-reach"
"""A file of the user that a zygote runs as, which no program may change."""
_MAX_FILES = 10_000
_WRITING_DIRECTION = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class Scratch:
    """A folder for all zygotes of one process; removes those left by killed processes."""

    def __init__(self) -> None:
        parent = Path(tempfile.gettempdir())
        _sweep(parent)
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        # The folders in it belong to the users that zygotes run as.
        self.path.chmod(0o711)
        # Locked before it is renamed: a sweep must not see it unlocked.
        unnamed = self.path / f"{_LOCK}.new"
        self._lock = os.open(unnamed, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        unnamed.rename(self.path / _LOCK)

    def new_folder(self, uid: int) -> str:
        """Return a folder for one zygote, which only the user it runs as may enter."""
        folder = tempfile.mkdtemp(prefix="z", dir=self.path)
        run_folder = f"{folder}/run"
        os.mkdir(run_folder, 0o700)
        Path(folder, OUT_OF_REACH).touch()
        for path in (folder, run_folder, f"{folder}/{OUT_OF_REACH}") if uid else ():
            os.chown(path, uid, uid)
        return folder

    def close(self) -> None:
        """Remove everything."""
        remove_tree(str(self.path))
        os.close(self._lock)


def empty_run_folder(scratch: str) -> bool:
    """Remove what a run left; the folder itself stays, because rules refer to it.

    Returns False if it cannot be emptied.
    """
    folder = f"{scratch}/run"
    try:
        with os.scandir(folder) as entries:
            if not any(entries):
                return True
        _flatten(folder)
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path)
                else:
                    os.unlink(entry.path)
    except OSError:
        return False
    return True


def copy_out(scratch: str, target: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Copy the regular files a run left to `target`; returns their names and those left behind.

    Hidden files and folders are left behind: other programs take settings from them. So are
    names that could deceive a reader, and links, pipes and devices, which could point anywhere
    and are not named. Raises OSError if the target takes no more, or has a folder where there is
    a file now.
    """
    source = f"{scratch}/run"
    written, left = _regular_files(source)
    for name in written:
        _copy(f"{source}/{name}", target, name)
    return tuple(sorted(written)), tuple(sorted(left))


def remove_tree(top: str) -> None:
    """Remove a folder, however deeply nested and whatever its permissions.

    What cannot be removed is left for the next start to try again.
    """
    while os.path.lexists(top):
        try:
            _flatten(top)
            shutil.rmtree(top)
        except FileNotFoundError:
            # Another process is removing it at the same time.
            continue
        except OSError:
            return


def _flatten(top: str) -> None:
    """Move nested folders up, so that no path is too long and no recursion too deep."""
    queue = [entry.path for entry in _folders(top)]
    while queue:
        folder = queue.pop()
        for inner in _folders(folder):
            # No program can take a name that is drawn after its end.
            destination = f"{top}/{os.urandom(16).hex()}"
            os.chmod(inner.path, 0o700)
            os.rename(inner.path, destination)
            queue.append(destination)


def _folders(folder: str) -> list[os.DirEntry[str]]:
    if os.stat(folder).st_mode & 0o700 != 0o700:
        os.chmod(folder, 0o700)
    with os.scandir(folder) as entries:
        return [entry for entry in entries if entry.is_dir(follow_symlinks=False)]


def _regular_files(top: str) -> tuple[list[str], list[str]]:
    """Return the files to copy, and the files and folders to leave behind, as they can be shown."""
    found: list[str] = []
    left: list[str] = []
    pending = [""]
    while pending and len(found) < _MAX_FILES:
        inner = pending.pop()
        with os.scandir(f"{top}/{inner}") as entries:
            for entry in entries:
                name = f"{inner}/{entry.name}".lstrip("/")
                shown = "".join(map(_shown, name))
                if entry.name.startswith(".") or shown != name:
                    left.append(shown)
                elif entry.is_dir(follow_symlinks=False):
                    pending.append(name)
                elif _is_plain(entry):
                    found.append(name)
    return found, left


def _shown(character: str) -> str:
    """Escape what controls a terminal or the writing direction, or cannot be encoded."""
    if character in _WRITING_DIRECTION or unicodedata.category(character) in ("Cc", "Cs"):
        return character.encode("unicode_escape").decode("ascii")
    return character


def _is_plain(entry: os.DirEntry[str]) -> bool:
    status = entry.stat(follow_symlinks=False)
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1


def _copy(source: str, folder: str, name: str) -> None:
    """Copy to a temporary file in the same folder, then rename it: no link is written through.

    A file that replaces another is as private as that one was.
    """
    target = f"{folder}/{name}"
    inner = os.path.dirname(target)
    if os.path.realpath(inner) != os.path.normpath(f"{os.path.realpath(folder)}/{name}/.."):
        raise OSError(errno.ELOOP, "a link leads out of the folder", target)
    os.makedirs(inner, exist_ok=True)
    # A program may have removed its owner's read permission.
    os.chmod(source, 0o600)
    reading = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    temporary = f"{inner}/.{os.urandom(8).hex()}"
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
    replaced = _mode_of(target)
    # Private until its mode is set: who opened it before could go on reading.
    first_mode = 0o644 if replaced is None else 0o600
    with os.fdopen(reading, "rb") as original:
        try:
            with os.fdopen(os.open(temporary, flags, first_mode), "wb") as copy:
                # Where the file system has no modes, the file stays as it was made.
                with suppress(OSError):
                    if replaced is not None:
                        os.fchmod(copy.fileno(), replaced)
                shutil.copyfileobj(original, copy)
            os.replace(temporary, target)
        except OSError:
            with suppress(FileNotFoundError):
                os.unlink(temporary)
            raise


def _mode_of(path: str) -> int | None:
    """Return the permissions of a regular file, without set-id bits; None if there is none."""
    with suppress(FileNotFoundError):
        mode = os.lstat(path).st_mode
        return mode & 0o777 if stat.S_ISREG(mode) else None
    return None


def _sweep(parent: Path) -> None:
    """Remove the folders of dead processes, whose lock is free; only folders that are ours."""
    for folder in parent.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            lock = _lock_of(folder)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove_tree(str(folder))
            finally:
                os.close(lock)


def _lock_of(folder: Path) -> int:
    """Open the lock of a folder that belongs to us. Raises OSError for anything else."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        # The temporary folder is sticky: no other user can replace our folders by links.
        if os.fstat(opened).st_uid != os.geteuid():
            raise PermissionError(errno.EPERM, "it belongs to another user", str(folder))
        flags = os.O_RDWR | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
        return os.open(_LOCK, flags, dir_fd=opened)
    finally:
        os.close(opened)
