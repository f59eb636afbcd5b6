"""A tool that is a system program: started without a shell and confined."""

from dataclasses import replace
from pathlib import Path

from ..domain.errors import SandboxError, ToolFailed
from ..domain.json_value import JSONObject
from ..domain.node_contract import describe_ending
from ..domain.program_run import Profile, Program
from ..domain.tool import ToolReply
from .confined_call import CallEnvironment
from .executable_command import fill, find_program, takes_prompt
from .tool_manifest import ToolManifest

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib")


class ExecutableTool:
    """Calls of one executable tool."""

    def __init__(self, manifest: ToolManifest, environment: CallEnvironment) -> None:
        self._manifest = manifest
        self._place = environment

    def call(self, prompt: str, arguments: JSONObject) -> ToolReply:
        """What the program printed, without the last line's end. Raises ToolFailed."""
        name = self._manifest.name
        try:
            program = self._program(prompt, arguments)
            with self._place.sandbox.open(program) as session:
                run = session.run("" if takes_prompt(self._words) else prompt)
        except (SandboxError, ToolFailed) as error:
            raise ToolFailed(f"{name}: {error}", hint=error.hint) from error
        if not run.finished:
            raise ToolFailed(f"{name}: {describe_ending(run)}")
        return ToolReply(run.stdout.rstrip("\n"), Path(program.arguments[0]).name)

    @property
    def _words(self) -> tuple[str, ...]:
        assert self._manifest.executable is not None
        return self._manifest.executable.command

    def _program(self, prompt: str, arguments: JSONObject) -> Program:
        assert self._manifest.executable is not None
        path = find_program(self._words[0], self._place.folder)
        command = (path, *fill(self._words[1:], prompt, arguments))
        reads = [str(self._place.folder / read) for read in self._manifest.executable.reads]
        if not path.startswith(tuple(f"{folder}/" for folder in _SYSTEM)):
            reads.append(path)
        return Program(
            "",
            Profile.EXECUTABLE,
            arguments=command,
            readable=tuple(reads),
            out_folder=self._place.out_folder,
            limits=replace(self._place.limits, processes=0),
        )
