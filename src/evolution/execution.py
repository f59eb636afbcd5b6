"""Runs an accepted program on a user's task: the one place where tools are called live."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from src.core.contract import Answer, grant_files, node_input, read_answer
from src.core.errors import ToolError
from src.core.events import Notify, ToolCalled
from src.core.jsonvalue import JSONObject, JSONValue, agrees
from src.core.node import Node
from src.core.ports import Sandbox, Toolbox
from src.core.running import Program, RunResult
from src.core.task import Task
from src.core.tool import ToolReply


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


@dataclass(slots=True)
class _LiveTools:
    """The host's end of call_tool in a live run."""

    toolbox: Toolbox
    notify: Notify
    allowed: tuple[str, ...]
    replies: list[ToolReply] = field(default_factory=list)

    def call(self, given: JSONObject) -> JSONValue:
        name = str(given.get("name", ""))
        arguments = given.get("arguments")
        if self.allowed and name not in self.allowed:
            raise ToolError(
                f"this program may not call {name}: its specification names no such tool"
            )
        try:
            reply = self.toolbox.call(
                name,
                str(given.get("prompt", "")),
                arguments if isinstance(arguments, dict) else None,
            )
        except ToolError:
            self.notify(ToolCalled(name, "", 0.0, ok=False))
            raise
        self.replies.append(reply)
        self.notify(ToolCalled(name, reply.by, reply.seconds, ok=True))
        return reply.text


class LiveRunner:
    """Runs programs confined, with live tools.

    `folder` is what @file names are relative to; `out_folder` names the folder that receives
    what a node's run writes.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        toolbox: Toolbox,
        folder: Path,
        out_folder: Callable[[str], str],
        notify: Notify,
    ) -> None:
        self._sandbox = sandbox
        self._toolbox = toolbox
        self._folder = folder
        self._out_folder = out_folder
        self._notify = notify

    def contradicted(self, source: str, asked: Task, task: Task, node: Node) -> str:
        """How the program's answers differ from the user's examples ("" if in nothing).

        `asked` is the task in the words the program knows; an example of the task itself is
        asked in those, too.
        """
        for example in task.examples:
            own = example.description == task.text
            wording = asked if own else replace(task, text=example.description)
            answer = self.run(source, wording, node.id, node.tools).answer
            if not answer.ok or not agrees(answer.result, example.expected):
                said = answer.result if answer.ok else answer.refusal or answer.trouble
                return f"{example.description!r} gave {said!r}, expected {example.expected!r}"
        return ""

    def run(self, source: str, task: Task, name: str, tools: tuple[str, ...] = ()) -> Execution:
        """Run the program once on the task; `tools` are those it may call (() for any)."""
        description, granted = grant_files(task.text, self._folder)
        live = _LiveTools(self._toolbox, self._notify, tools)
        given = node_input(description)
        program = Program(
            source,
            readable=granted,
            out_folder=self._out_folder(name),
            calls={"call_tool": live.call},
        )
        with self._sandbox.open(program) as session:
            run = session.run(given)
        return Execution(run, read_answer(run), given, tuple(live.replies))
