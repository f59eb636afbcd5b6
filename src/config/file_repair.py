"""Turns an entry of a settings file that cannot be read into a comment, and keeps a backup."""

import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ..documents.document import KeyPath, key_text
from ..documents.json_files import write_bytes, write_text
from ..documents.regular_files import read_file, read_file_text
from ..documents.yaml_entries import commented_out
from ..domain.errors import ConfigError
from .unread_entries import UnreadEntry

_BY_HAND = "correct the line by hand"


def repair_files(
    tools: Sequence[UnreadEntry],
    unread: Callable[[], Sequence[UnreadEntry]],
    read_again: Callable[[], None],
) -> Iterator[str]:
    """Comment out tools and all other entries that cannot be read; yield a sentence for each.

    The files are read again after each change: it moves lines and places in lists.
    """
    failed, backups = set[tuple[Path, KeyPath]](), dict[Path, Path]()
    waiting = list(tools)
    while True:
        left = [one for one in unread() if (one.file, one.path) not in failed]
        if not left and not waiting:
            return
        entry = left[0] if left else waiting.pop()
        try:
            done = _comment_out(entry, backups)
        except ConfigError as error:
            failed.add((entry.file, entry.path))
            yield f"{error}: {error.hint}"
        else:
            yield done
            read_again()


def _comment_out(entry: UnreadEntry, backups: dict[Path, Path]) -> str:
    """Make the entry a comment in its file; return a sentence that says so.

    `backups` holds the copies made so far: one of each file. Raises ConfigError if the file
    cannot be changed.
    """
    file, place = entry.file, entry.error.place
    if entry.is_needed:
        reason = f"{place}: without {key_text(entry.path)} programs would be allowed more"
        raise ConfigError(reason, hint=_BY_HAND)
    try:
        text = commented_out(read_file_text(file, "utf-8-sig"), entry.path)
        if text is None:
            reason = f"{place}: {key_text(entry.path)} cannot be made a comment"
            raise ConfigError(reason, hint=_BY_HAND)
        rights = stat.S_IMODE(file.stat().st_mode)
        if file not in backups:
            backups[file] = _free_name(file)
            write_bytes(backups[file], read_file(file), rights)
        write_text(file, text, rights)
    except OSError as error:
        reason = f"{file} cannot be changed: {error.strerror or error}"
        raise ConfigError(reason, hint=_BY_HAND) from error
    return f"{place}: {key_text(entry.path)} is a comment now; backup: {backups[file].name}"


def _free_name(file: Path) -> Path:
    """Return a name for the backup that no file in the folder has."""
    number = 1
    while (path := file.with_name(f"{file.name}.bak{number}")).is_symlink() or path.exists():
        number += 1
    return path
