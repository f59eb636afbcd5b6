"""A tool that is a node: runs the accepted program, which may call tools in turn."""

from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path

from ..domain.errors import BadArguments, NodeError, ToolError, ToolFailed
from ..domain.json_value import JSONObject, JSONValue
from ..domain.node import Node
from ..domain.node_contract import grant_files, node_input
from ..domain.ports import Sandbox
from ..domain.program_run import Limits, Program, granted_files
from ..domain.tool import ToolReply, check_named
from .confined_call import as_text, json_text, limits_of, result_of
from .manifest_parts import NodePart
from .tool_manifest import ToolManifest

MAX_DEPTH = 4

_chain: ContextVar[tuple[str, ...]] = ContextVar("chain", default=())
"""The nodes whose calls led here; a nested call is answered within the call it serves."""

CallTool = Callable[[str, str, JSONObject | None], ToolReply]


class NodeTool:
    """Calls of one node tool; `load` finds nodes by id, `call_tool` serves the node's own calls."""

    def __init__(
        self,
        manifest: ToolManifest,
        sandbox: Sandbox,
        load: Callable[[str], Node],
        input_of: Callable[[Node, JSONObject | str], JSONObject],
        call_tool: CallTool,
        limits: Limits,
    ) -> None:
        self._manifest = manifest
        self._sandbox = sandbox
        self._limits = limits_of(manifest, limits)
        self._load = load
        self._input_of = input_of
        self._call_tool = call_tool

    def call(self, prompt: str, arguments: JSONObject) -> ToolReply:
        """The node's result for this description. Raises ToolFailed, also for a circle of nodes."""
        part = self._manifest.node
        assert part is not None
        chain = (*_chain.get(), part.id)
        if part.id in chain[:-1]:
            raise ToolFailed(f"nodes call each other in a circle: {' -> '.join(chain)}")
        if len(chain) > MAX_DEPTH:
            raise ToolFailed(f"nodes call nodes more than {MAX_DEPTH} deep: {' -> '.join(chain)}")
        try:
            node = self._load(part.id)
        except NodeError as error:
            raise ToolFailed(f"{self._manifest.name}: {error}", hint=error.hint) from error
        host = _ServedNode(node, chain, self._call_tool)
        # It may read what the task grants whose program asks, as far as it is named to it.
        _, readable = grant_files(prompt, Path("/"), granted_files.get())
        calls = {"call_tool": host.call}
        program = Program(node.source, limits=self._limits, readable=readable, calls=calls)
        try:
            given = self._input_of(node, _given(prompt, arguments))
        except (BadArguments, NodeError) as error:
            raise ToolFailed(f"{self._manifest.name}: {error}", hint=error.hint) from error
        try:
            result = result_of(self._manifest.name, self._sandbox, program, given)
        except ToolFailed as error:
            # The tool that failed first says why; each node above would only wrap it again.
            raise (host.failure or error) from error
        return host.reply(json_text(result) if part.as_json else as_text(result))


def _given(prompt: str, arguments: JSONObject) -> JSONObject:
    """A call in words, by arguments, or, for a node that takes them beside its words, both."""
    return arguments if arguments and not prompt else node_input(prompt, **arguments)


class ToolboxWithNodes(Mapping[str, ToolManifest]):
    """The manifests, and every node as a tool under its id: found by name, but not listed.

    Called by its id a node answers JSON, so that nothing of its result is lost.
    """

    def __init__(self, manifests: Mapping[str, ToolManifest], load: Callable[[str], Node]) -> None:
        self._manifests = manifests
        self._load = load

    def __getitem__(self, name: str) -> ToolManifest:
        if name in self._manifests:
            return self._manifests[name]
        try:
            node = self._load(name)
        except NodeError as error:
            raise KeyError(name) from error
        part = NodePart(node.id, as_json=True)
        return ToolManifest(name, "node", f"The node {node.title}.", node=part)

    def __iter__(self) -> Iterator[str]:
        return iter(self._manifests)

    def __len__(self) -> int:
        return len(self._manifests)


class _ServedNode:
    """The host's end of one node's calls; `failure` is how the last of them failed."""

    def __init__(self, node: Node, chain: tuple[str, ...], call_tool: CallTool) -> None:
        self._node = node
        self._chain = chain
        self._call_tool = call_tool
        self.failure: ToolError | None = None
        self._replies: list[ToolReply] = []

    def reply(self, text: str) -> ToolReply:
        """The node's own answer, with the tokens of all that it called; a template's stays one."""
        return ToolReply(
            text,
            "template" if any(r.by == "template" for r in self._replies) else self._chain[-1],
            prompt_tokens=sum(r.prompt_tokens for r in self._replies if not r.cached),
            output_tokens=sum(r.output_tokens for r in self._replies if not r.cached),
        )

    def call(self, given: JSONObject) -> JSONValue:
        """The text of the tool that is called. Raises ToolError."""
        token = _chain.set(self._chain)
        try:
            return self._called(given)
        except ToolError as error:
            self.failure = error
            raise
        finally:
            _chain.reset(token)

    def _called(self, given: JSONObject) -> str:
        name, wanted = str(given.get("name", "")), given.get("arguments")
        check_named(name, self._node.tools)
        arguments = wanted if isinstance(wanted, dict) else None
        reply = self._call_tool(name, str(given.get("prompt", "")), arguments)
        self._replies.append(reply)
        return reply.text
