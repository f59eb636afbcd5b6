"""Builds the command line of an executable tool: the program and its arguments."""

import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from ..domain.errors import ToolFailed
from ..domain.json_value import JSONObject, JSONValue

_FOLDERS = "/usr/local/bin:/usr/bin:/bin"
_CONDITION = re.compile(r"\{([a-z][a-z0-9_]*)\?\}")
_NAMED = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_LONGEST = 100_000
"""Bytes of one argument; the kernel takes 131072 with what it adds."""


def find_program(name: str, folder: Path) -> str:
    """The absolute path of a program. Raises ToolFailed if there is none that may be started.

    ./name stands in `folder`, a bare name in the system's folders: what PATH says of the
    user's own shell counts for nothing.
    """
    if os.path.isabs(name):
        path: str | None = name
    elif "/" in name:
        inner = (folder / name).resolve()
        if not inner.is_relative_to(folder.resolve()):
            raise ToolFailed(f"{name} is not in the tools' folder")
        path = str(inner)
    else:
        path = shutil.which(name, path=_FOLDERS)
    if path is None or not os.path.isfile(path):
        raise ToolFailed(f"there is no program {name}", hint="install it, or name its whole path")
    if not os.access(path, os.X_OK):
        raise ToolFailed(f"{path} may not be executed", hint=f"chmod +x {path}")
    return path


def takes_prompt(command: Sequence[str]) -> bool:
    """True if the prompt is one of the arguments, and does not go to stdin."""
    return any("{prompt}" in word for word in command)


def fill(words: Sequence[str], prompt: str, arguments: JSONObject) -> tuple[str, ...]:
    """The program's arguments: each word gives one or none. Raises ToolFailed.

    No text of the call becomes an option where the manifest does not say so.
    """
    given: dict[str, JSONValue] = {**arguments, "prompt": prompt}
    filled: list[str] = []
    for word in words:
        if not _is_wanted(word, given):
            continue
        rest = _CONDITION.sub("", word, count=1) if _CONDITION.match(word) else word
        text = _NAMED.sub(lambda match: _as_text(given[match[1]]), rest)
        _refuse(rest, text, after_dashes="--" in filled)
        filled.append(text)
    return tuple(filled)


def _is_wanted(word: str, given: JSONObject) -> bool:
    condition = _CONDITION.match(word)
    if condition is not None and given.get(condition[1]) in (None, False):
        return False
    return all(given.get(name) is not None for name in _NAMED.findall(word))


def _as_text(value: JSONValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _refuse(word: str, text: str, *, after_dashes: bool) -> None:
    if "\0" in text:
        raise ToolFailed("an argument holds a zero byte, which no program can be given")
    if len(text.encode(errors="replace")) > _LONGEST:
        raise ToolFailed(f"an argument is longer than {_LONGEST} bytes")
    if text.startswith("-") and not word.startswith("-") and not after_dashes:
        raise ToolFailed(
            f"the argument {text[:40]!r} begins with - and would be an option",
            hint="the manifest's command can put -- before it",
        )
