"""Starts a non-Python program in a confined child, with its arguments and environment."""

from __future__ import annotations

import glob
import os
import shutil
import sys

from .wire import Message

_LOADERS = ("/lib64/ld-*.so*", "/lib/ld-*.so*", "/lib/*-linux-gnu/ld-*.so*")
_PASSED_ON = ("PATH", "LANG", "HOME", "TMPDIR", "TZ")
_BROKER = 3
_LONGEST_LINE = 256


def run(request: Message) -> None:
    """Become the program; comes back only with its trouble, as an exit code and a line."""
    path = request["arguments"][0]
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    # An executable cannot call the host.
    os.set_inheritable(_BROKER, False)
    request["starts"]()
    try:
        os.execve(path, request["arguments"], environment)
    except OSError as error:
        sys.exit(f"{path} cannot be started: {error.strerror}")


def started_with(path: str) -> list[str]:
    """List what the kernel starts: the file, its interpreter and the dynamic loader."""
    loaders = [loader for pattern in _LOADERS for loader in glob.glob(pattern)]
    return [path, *_interpreters(path), *loaders]


def _interpreters(script: str) -> list[str]:
    """Return what the first line of a script names; with env, what that finds."""
    try:
        with open(script, "rb") as file:
            line = file.readline(_LONGEST_LINE)
    except OSError:
        return []
    if not line.startswith(b"#!"):
        return []
    words = line[2:].decode("utf-8", "replace").split()
    found = shutil.which(words[1]) if len(words) > 1 and words[0].endswith("/env") else None
    return [*words[:1], *([found] if found else [])]
