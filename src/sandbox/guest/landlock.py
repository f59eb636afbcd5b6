"""Restricts file access with a Landlock ruleset, created once and applied to each child.

Access rights and their versions: Linux, Documentation/userspace-api/landlock.rst.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct

from .kernel import Kernel

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE = 1 << 4, 1 << 5
MAKE_DIR, MAKE_REG = 1 << 7, 1 << 8
REFER, TRUNCATE, IOCTL_DEVICE = 1 << 13, 1 << 14, 1 << 15

READ = READ_FILE | READ_DIR
# No links, sockets, pipes or devices: the host will read what is left there.
WRITE = READ | WRITE_FILE | MAKE_DIR | MAKE_REG | TRUNCATE
REMOVE = REMOVE_DIR | REMOVE_FILE | REFER
_ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEVICE


def version(kernel: Kernel) -> int:
    """Return the version of Landlock that the kernel offers, 0 for none."""
    try:
        return kernel.call(_CREATE, None, 0, 1)
    except OSError:
        return 0


def make_ruleset(kernel: Kernel, rules: list[tuple[str, int]], may_connect: bool = False) -> int:
    """Make a ruleset that denies all but `rules` (path, rights); returns its descriptor.

    A path that cannot be reached is left out. `may_connect` leaves TCP to others to restrict.
    """
    offered = version(kernel)
    if not offered:
        raise OSError("the kernel has no Landlock")
    handled = _all_file_rights(offered)
    network = 3 if offered >= 4 and not may_connect else 0
    scoped = 3 if offered >= 6 else 0
    attributes = struct.pack("=QQQ", handled, network, scoped)
    size = 24 if offered >= 6 else 16 if offered >= 4 else 8
    ruleset = kernel.call(_CREATE, ctypes.c_char_p(attributes), size, 0)
    for path, rights in rules:
        _allow(kernel, ruleset, path, rights & handled)
    return ruleset


def restrict(kernel: Kernel, ruleset: int) -> None:
    """Hold this process and all it starts to the ruleset, for ever."""
    kernel.call(_RESTRICT, ruleset, 0)


def _all_file_rights(offered: int) -> int:
    rights = (1 << 13) - 1
    rights |= REFER if offered >= 2 else 0
    rights |= TRUNCATE if offered >= 3 else 0
    return rights | (IOCTL_DEVICE if offered >= 5 else 0)


def _allow(kernel: Kernel, ruleset: int, path: str, rights: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    try:
        if not stat.S_ISDIR(os.fstat(opened).st_mode):
            rights &= _ON_FILES
        attribute = ctypes.c_char_p(struct.pack("=Qi", rights, opened))
        kernel.call(_ADD_RULE, ruleset, _PATH_BENEATH, attribute, 0)
    finally:
        os.close(opened)
