"""Runs an accepted program on a user's task: the one place where tools are called live."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from ..domain.json_value import JSONObject, agrees
from ..domain.node import Node
from ..domain.node_contract import (
    Answer,
    call_input,
    grant_arguments,
    grant_files,
    node_input,
    read_answer,
)
from ..domain.ports import Sandbox
from ..domain.program_run import HostCall, Program, RunResult, granted_files
from ..domain.task import Task
from ..domain.tool import ToolReply
from .live_tools import LiveTools


@dataclass(frozen=True, slots=True)
class Execution:
    """A program's run on a task: how it ended, what it answered, what tools answered it."""

    run: RunResult
    answer: Answer
    given: JSONObject
    replies: tuple[tuple[str, ToolReply], ...] = ()

    @property
    def from_template(self) -> bool:
        """True if a tool answered from a template rather than by a model."""
        return any(reply.by == "template" for _, reply in self.replies)


@dataclass(frozen=True, slots=True)
class LiveRun:
    """A program and what it is run on.

    `name` names the folder that receives what it writes, `tools` are those it may call; a
    question among `replies` was answered just now, for this task, and is not asked again. With
    `arguments` it is a typed function that is called with them, else it reads the task's text.
    """

    source: str
    task: Task
    name: str
    tools: tuple[str, ...] = ()
    arguments: JSONObject | None = None
    replies: Mapping[str, ToolReply] = field(default_factory=lambda: MappingProxyType({}))


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

    def contradicted(self, node: Node, task: Task, asked: Task) -> str:
        """How a node's answers differ from the user's examples ("" if in nothing).

        `asked` is the task in the words that the program knows; an example of the task itself is
        asked in those, too. An example with arguments is a call.
        """
        for example in task.examples:
            own = example.description == task.text
            wording = asked if own else replace(task, text=example.description)
            answer = self.rehearse(node.source, wording, node.tools, example.arguments)
            if not answer.ok or not agrees(answer.result, example.expected):
                said = answer.result if answer.ok else answer.refusal or answer.problem
                return f"{example.description!r} gave {said!r}, expected {example.expected!r}"
        return ""

    def run(self, run: LiveRun) -> Execution:
        """Run a program once on a task, with live tools."""
        served = self._tools.serve(run.tools, run.replies)
        out_folder = self._out_folder(run.name)
        result, given = self._run(run.source, run.task, run.arguments, served.call, out_folder)
        return Execution(result, read_answer(result), given, tuple(served.replies))

    def rehearse(
        self,
        source: str,
        task: Task,
        tools: tuple[str, ...],
        arguments: JSONObject | None = None,
    ) -> Answer:
        """What the program says to a task, with recorded tools: nothing is asked or left behind."""
        call = self._tools.dry_run(tools)
        return read_answer(self._run(source, task, arguments, call, "")[0])

    def _run(
        self,
        source: str,
        task: Task,
        arguments: JSONObject | None,
        call_tool: HostCall,
        out_folder: str,
    ) -> tuple[RunResult, JSONObject]:
        if arguments is None:
            description, granted = grant_files(task.text, self._folder, task.files)
            given = node_input(description)
        else:
            called, granted = grant_arguments(arguments, self._folder, task.files)
            given = call_input(called)
        program = Program(
            source, readable=granted, out_folder=out_folder, calls={"call_tool": call_tool}
        )
        before = granted_files.set(granted)
        try:
            with self._sandbox.open(program) as session:
                return session.run(given), given
        finally:
            granted_files.reset(before)
