"""Runs a node, kept or not, on the arguments or words that a user gives it."""

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from ..domain.json_value import JSONObject
from ..domain.node import Node
from ..domain.ports import Library, NodeStore, Sandbox, SuiteRunner
from ..domain.program_run import Program, RunResult
from .function_calls import granted_input, input_of
from .live_tools import LiveTools, ServedTools
from .retested_nodes import PartVersions


class NodeCalls(Struct, frozen=True):
    """Runs nodes, kept or not, with live tools.

    `check_open` raises ProgramClosed if nothing can be run any more. `folder` is what @file names
    are relative to; `out_folder` names the folder that receives what a node's run writes.
    """

    inputs: "NodeInputs"
    sandbox: Sandbox
    tools: Callable[[], LiveTools]
    folder: Callable[[], Path]
    out_folder: Callable[[str], str]
    check_open: Callable[[], None]

    def run(
        self, node: Node | str, given: JSONObject | str, files: tuple[str, ...] | None = None
    ) -> RunResult:
        """Run a node once on what it is given; `files` as in `prepare`.

        Raises NodeError, BadArguments, and ProgramClosed.
        """
        self.check_open()
        program, read = self.prepare(node, given, files)
        with self.sandbox.open(program) as session:
            return session.run(read)

    def prepare(
        self, node: Node | str, given: JSONObject | str, files: tuple[str, ...] | None = None
    ) -> tuple[Program, JSONObject]:
        """Return a node's live program, and its input. Raises NodeError, BadArguments.

        It may read the files of these paths; with None, those that the input names as @name.
        """
        node = self.inputs.nodes.load(node) if isinstance(node, str) else node
        tools = self.tools()
        read = self.inputs.read(node, given)
        if files is None:
            read, files = granted_input(read, self.folder())
        program = Program(
            node.source,
            readable=files,
            out_folder=self.out_folder(node.id),
            calls={"call_tool": ServedTools(tools, node.tools).call},
        )
        return program, read


class NodeInputs(Struct, frozen=True):
    """Reads what nodes are given; library and suite runner are made where they are needed."""

    nodes: NodeStore
    suite_runner: Callable[[], SuiteRunner]
    library: Callable[[], Library]

    def read(self, node: Node, given: JSONObject | str) -> JSONObject:
        """Return what a node's program reads for arguments or words. NodeError, BadArguments.

        A node whose parts changed is tested again first.
        """
        if node.tested_with:
            PartVersions(self.nodes, self.suite_runner()).check(node)
        # Only words need the library, and it takes a while to import.
        return input_of(node, given, self.library)
