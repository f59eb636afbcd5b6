"""A tool that is a Python function in a file next to its manifest; it runs confined."""

from ..domain.errors import ToolFailed
from ..domain.json_value import JSONObject
from ..domain.program_run import Program
from ..domain.tool import ToolReply
from .confined_call import CallEnvironment, answer_of
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


class PythonTool:
    """Calls of one python tool; its file may not lead out of the manifests' folder."""

    def __init__(self, manifest: ToolManifest, environment: CallEnvironment) -> None:
        self._manifest = manifest
        self._place = environment

    def call(self, prompt: str, arguments: JSONObject) -> ToolReply:
        """What the function returned. Raises ToolFailed."""
        given: JSONObject = {"prompt": prompt, "arguments": arguments}
        name = self._manifest.name
        return ToolReply(answer_of(name, self._place.sandbox, self._program(), given), "python")

    def _program(self) -> Program:
        part = self._manifest.python
        assert part is not None
        folder = self._place.folder.resolve()
        path = (folder / part.file).resolve()
        if not path.is_relative_to(folder):
            raise ToolFailed(f"{part.file} is not in the tools' folder")
        try:
            source = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ToolFailed(f"{path} cannot be read: {error}") from error
        return Program(
            source + _FRAME.format(function=part.function),
            out_folder=self._place.out_folder,
            limits=self._place.limits,
        )
