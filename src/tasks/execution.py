"""Runs an accepted program on a user's task, with live tools."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from ..domain.json_value import JSONObject, agrees
from ..domain.node import Node
from ..domain.node_contract import Answer, grant_files, node_input, read_answer
from ..domain.ports import Sandbox
from ..domain.program_run import HostCall, Program, RunResult, granted_files
from ..domain.task import Task
from ..domain.tool import ToolReply
from .live_tools import LiveTools


@dataclass(frozen=True, slots=True)
class Execution:
    """A program's run on a task: how it ended, what it answered, which tools answered it."""

    run: RunResult
    answer: Answer
    given: JSONObject
    replies: tuple[ToolReply, ...] = ()

    @property
    def from_template(self) -> bool:
        """True if a tool answered from a template rather than by a model."""
        return any(reply.by == "template" for reply in self.replies)


class LiveRunner:
    """Runs programs confined, with live tools; what is only tried gets recorded answers.

    `folder` is what @file names are relative to; `out_folder` names the folder that receives
    what a node's run writes.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        tools: LiveTools,
        folder: Path,
        out_folder: Callable[[str], str],
    ) -> None:
        self._sandbox = sandbox
        self._tools = tools
        self._folder = folder
        self._out_folder = out_folder

    def contradiction(self, source: str, asked_task: Task, task: Task, node: Node) -> str:
        """How the program's answers differ from the user's examples ("" if in nothing).

        `asked` is the task in the words the program knows; an example of the task itself is
        asked in those, too.
        """
        for example in task.examples:
            is_own_task = example.description == task.text
            wording = asked_task if is_own_task else replace(task, text=example.description)
            answer = self.dry_run(source, wording, node.tools)
            if not answer.ok or not agrees(answer.result, example.expected):
                actual = answer.result if answer.ok else answer.refusal or answer.problem
                return f"{example.description!r} gave {actual!r}, expected {example.expected!r}"
        return ""

    def run(
        self,
        source: str,
        task: Task,
        name: str,
        tools: tuple[str, ...] = (),
        replies: Mapping[str, ToolReply] = MappingProxyType({}),
    ) -> Execution:
        """Run the program once on the task; `tools` are those it may call.

        A question among `replies` was answered just now, for this task: it is not asked again.
        """
        served = self._tools.serve(tools, replies)
        run, given = self._run(source, task, served.call, self._out_folder(name))
        return Execution(run, read_answer(run), given, tuple(served.replies))

    def dry_run(self, source: str, task: Task, tools: tuple[str, ...]) -> Answer:
        """What the program says to a task, with recorded tools: nothing is asked or left behind."""
        return read_answer(self._run(source, task, self._tools.dry_run(tools), "")[0])

    def _run(
        self, source: str, task: Task, call_tool: HostCall, out_folder: str
    ) -> tuple[RunResult, JSONObject]:
        description, granted = grant_files(task.text, self._folder, task.files)
        given = node_input(description)
        program = Program(
            source, readable=granted, out_folder=out_folder, calls={"call_tool": call_tool}
        )
        before = granted_files.set(granted)
        try:
            with self._sandbox.open(program) as session:
                return session.run(given), given
        finally:
            granted_files.reset(before)
