"""Runs an accepted program on a user's task: the one place where tools are called live."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct, field

from ..domain.json_value import JSONObject, agrees
from ..domain.node import Node
from ..domain.node_contract import Answer, call_input, grant_input, node_input, read_answer
from ..domain.ports import Sandbox
from ..domain.program_run import HostCall, Program, RunResult, granted_files
from ..domain.replace import replace
from ..domain.task import Task
from ..domain.tool import ToolReply
from .live_tools import LiveTools, ServedTools

NO_REPLIES: Mapping[str, ToolReply] = MappingProxyType({})
_WARNING = re.compile(r"^.*?: UserWarning: (.+)$", re.MULTILINE)


class Execution(Struct, frozen=True):
    """A program's run on a task: how it ended, what it answered, what tools answered it."""

    run: RunResult
    answer: Answer
    given: JSONObject
    replies: tuple[tuple[str, ToolReply], ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the function warned of by `warnings.warn`, each once, and which files were left."""
        return (*dict.fromkeys(_WARNING.findall(self.run.stderr)), *self.run.remarks)


class LiveRun(Struct, frozen=True):
    """A program and what it is run on.

    `name` names the folder that receives what it writes, `tools` are those it may call; a
    question among `replies` was answered just now, for this task, and is not asked again. With
    `arguments` it is a typed function that is called with them, else it reads the task's text.
    """

    source: str
    task: Task
    name: str = ""
    tools: tuple[str, ...] = ()
    arguments: JSONObject | None = None
    replies: Mapping[str, ToolReply] = field(default_factory=lambda: NO_REPLIES)

    @classmethod
    def of_node(
        cls,
        node: Node,
        task: Task,
        arguments: JSONObject | None,
        replies: Mapping[str, ToolReply] = NO_REPLIES,
    ) -> "LiveRun":
        """Return the run of a kept node on a task."""
        return cls(node.source, task, node.id, node.tools, arguments, replies)


class LiveRunner(Struct, frozen=True):
    """Runs programs confined, with live tools; what is only tried gets recorded answers.

    `folder` is what @file names are relative to; `out_folder` names the folder that receives
    what a node's run writes.
    """

    sandbox: Sandbox
    tools: LiveTools
    folder: Path
    out_folder: Callable[[str], str]

    def contradicted(self, source: str, tools: tuple[str, ...], task: Task) -> str:
        """Return how a program's answers differ from the user's examples ("" if in nothing).

        An example with arguments is a call; another is asked in its own words.
        """
        for example in task.examples:
            asked = replace(task, text=example.description)
            call = LiveRun(source, asked, tools=tools, arguments=example.arguments)
            answer = self.rehearse(call)
            if not answer.ok or not agrees(answer.result, example.expected):
                said = answer.result if answer.ok else answer.refusal or answer.problem
                return f"{example.description!r} gave {said!r}, expected {example.expected!r}"
        return ""

    def run(self, run: LiveRun) -> Execution:
        """Run a program once on a task, with live tools."""
        served = ServedTools(self.tools, run.tools, run.replies)
        result, given = self._run(run, served.call, self.out_folder(run.name))
        return Execution(result, read_answer(result), given, tuple(served.replies))

    def rehearse(self, run: LiveRun) -> Answer:
        """Return what the program answers with recorded tools, which has no effects."""
        return read_answer(self._run(run, self.tools.dry_run(run.tools), "")[0])

    def _run(
        self, run: LiveRun, call_tool: HostCall, out_folder: str
    ) -> tuple[RunResult, JSONObject]:
        task, called = run.task, run.arguments
        asked = node_input(task.text) if called is None else call_input(called)
        given, granted = grant_input(asked, self.folder, task.files)
        calls = {"call_tool": call_tool}
        program = Program(run.source, readable=granted, out_folder=out_folder, calls=calls)
        before = granted_files.set(granted)
        try:
            with self.sandbox.open(program) as session:
                return session.run(given), given
        finally:
            granted_files.reset(before)
