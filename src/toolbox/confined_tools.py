"""Tools whose programs run confined: Python functions and system programs."""

import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from ..documents.regular_files import read_file_text
from ..domain.errors import SandboxError, ToolFailed
from ..domain.json_value import JSONObject, JSONValue
from ..domain.node_contract import describe_ending
from ..domain.program_run import Profile, Program
from ..domain.replace import replace
from ..domain.tool import ToolReply
from .confined_call import ToolServices, as_text, result_of
from .tool_manifest import ToolManifest

# What the function prints goes to stderr: stdout is for the answer alone.
_FRAME = """

if __name__ == "__main__":
    import contextlib as _contextlib
    import json as _json
    import sys as _sys

    _given = _json.load(_sys.stdin)
    with _contextlib.redirect_stdout(_sys.stderr):
        _answer = {function}(_given["prompt"], **_given["arguments"])
    print(_json.dumps({{"result": _answer}}))
"""


class PythonTool(Struct, frozen=True):
    """Calls of one python tool; its file may not lead out of the manifests' folder."""

    manifest: ToolManifest
    by: ToolServices

    def call(self, prompt: str, arguments: JSONObject) -> ToolReply:
        """Return the function's result as text. Raises ToolFailed."""
        given: JSONObject = {"prompt": prompt, "arguments": arguments}
        result = result_of(self.manifest.name, self.by.sandbox, self._program(), given)
        return ToolReply(as_text(result), "python")

    def _program(self) -> Program:
        part = self.manifest.python
        assert part is not None
        folder = self.by.folder.resolve()
        path = (folder / part.file).resolve()
        if not path.is_relative_to(folder):
            raise ToolFailed(f"{part.file} is not in the tools' folder")
        try:
            source = read_file_text(path)
        except (OSError, UnicodeDecodeError) as error:
            raise ToolFailed(f"{path} cannot be read: {error}") from error
        return Program(
            source + _FRAME.format(function=part.function),
            out_folder=self.by.out_folder_of(self.manifest),
            limits=self.by.limits_of(self.manifest),
        )


_SYSTEM = ("/usr", "/bin", "/sbin", "/lib")


class ExecutableTool(Struct, frozen=True):
    """Calls of one executable tool."""

    manifest: ToolManifest
    by: ToolServices

    def call(self, prompt: str, arguments: JSONObject) -> ToolReply:
        """Return what the program printed, without the last line's end. Raises ToolFailed."""
        name = self.manifest.name
        try:
            program = self._program(prompt, arguments)
            with self.by.sandbox.open(program) as session:
                takes_prompt = any("{prompt}" in word for word in self._words)
                run = session.run("" if takes_prompt else prompt)
        except (SandboxError, ToolFailed) as error:
            raise ToolFailed(f"{name}: {error}", hint=error.hint) from error
        if not run.finished:
            raise ToolFailed(f"{name}: {describe_ending(run)}")
        return ToolReply(run.stdout.rstrip("\n"), Path(program.arguments[0]).name)

    @property
    def _words(self) -> tuple[str, ...]:
        assert self.manifest.executable is not None
        return self.manifest.executable.command

    def _program(self, prompt: str, arguments: JSONObject) -> Program:
        assert self.manifest.executable is not None
        path = find_program(self._words[0], self.by.folder)
        command = (path, *fill(self._words[1:], prompt, arguments))
        reads = [str(self.by.folder / read) for read in self.manifest.executable.reads]
        if not path.startswith(tuple(f"{folder}/" for folder in _SYSTEM)):
            reads.append(path)
        return Program(
            "",
            Profile.EXECUTABLE,
            arguments=command,
            readable=tuple(reads),
            out_folder=self.by.out_folder_of(self.manifest),
            limits=replace(self.by.limits_of(self.manifest), processes=0),
        )


_FOLDERS = "/usr/local/bin:/usr/bin:/bin"
_CONDITION = re.compile(r"\{([a-z][a-z0-9_]*)\?\}")
_NAMED = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_LONGEST = 100_000
"""Bytes of one argument; the kernel takes 131072 with what it adds."""


def find_program(name: str, folder: Path) -> str:
    """Return the absolute path of a program. Raises ToolFailed if it may not be started.

    ./name is looked up in `folder`, a bare name in the system's folders; the user's PATH is
    ignored.
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
        raise ToolFailed(f"program not found: {name}", hint="install it, or name its whole path")
    if not os.access(path, os.X_OK):
        raise ToolFailed(f"{path} may not be executed", hint=f"chmod +x {path}")
    return path


def fill(words: Sequence[str], prompt: str, arguments: JSONObject) -> tuple[str, ...]:
    """Return the program's arguments: each word gives one or none. Raises ToolFailed.

    No text of the call becomes an option where the manifest does not say so.
    """
    given: dict[str, JSONValue] = {**arguments, "prompt": prompt}
    filled: list[str] = []
    for word in words:
        condition, rest = _CONDITION.match(word), word
        if condition is not None:
            rest = word[condition.end() :]
            if given.get(condition[1]) in (None, False):
                continue
        if any(given.get(name) is None for name in _NAMED.findall(rest)):
            continue
        text = _NAMED.sub(lambda match: _as_text(given[match[1]]), rest)
        _refuse(rest, text, after_dashes="--" in filled)
        filled.append(text)
    return tuple(filled)


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
