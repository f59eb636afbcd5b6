"""A tool that is a node: runs the accepted program, which may call tools in turn."""

from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import Struct

from ..domain.errors import BadArguments, NodeError, ToolError, ToolFailed
from ..domain.json_value import JSONObject, JSONValue
from ..domain.node import Node
from ..domain.node_contract import grant_files, node_input
from ..domain.program_run import Program, granted_files
from ..domain.tool import ToolReply, check_named
from .confined_call import CallTool, ToolServices, as_text, result_of
from .tool_manifest import NodePart, ToolManifest

MAX_DEPTH = 4

_chain: ContextVar[tuple[str, ...]] = ContextVar("chain", default=())
"""The nodes whose calls led here; a nested call is answered within the call it serves."""


class NodeTool(Struct, frozen=True):
    """Calls of one node tool."""

    manifest: ToolManifest
    by: ToolServices

    def call(self, prompt: str, arguments: JSONObject) -> ToolReply:
        """Return the node's result. Raises ToolFailed, also for a circle of nodes."""
        part = self.manifest.node
        assert part is not None
        chain = (*_chain.get(), part.id)
        if part.id in chain[:-1]:
            raise ToolFailed(f"nodes call each other in a circle: {' -> '.join(chain)}")
        if len(chain) > MAX_DEPTH:
            raise ToolFailed(f"nodes call nodes more than {MAX_DEPTH} deep: {' -> '.join(chain)}")
        name, by = self.manifest.name, self.by
        try:
            node = by.load_node(part.id)
            in_words = bool(prompt) or not arguments
            given = node_input(prompt, **arguments) if in_words else arguments
            given = by.input_of(node, given)
        except (BadArguments, NodeError) as error:
            raise ToolFailed(f"{name}: {error}", hint=error.hint) from error
        host = _ServedNode(node, chain, by.call_tool)
        # It may read what the task grants whose program asks, as far as it is named to it.
        _, readable = grant_files(prompt, Path("/"), granted_files.get())
        calls = {"call_tool": host.call}
        limits = by.limits_of(self.manifest)
        program = Program(node.source, limits=limits, readable=readable, calls=calls)
        try:
            result = result_of(name, by.sandbox, program, given)
        except ToolFailed as error:
            # The tool that failed first says why; each node above would only wrap it again.
            raise (host.failure or error) from error
        return host.reply(as_text(result, quoted=part.as_json))


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


@dataclass(eq=False, slots=True)
class _ServedNode:
    """The host's end of one node's calls; `failure` is how the last of them failed."""

    node: Node
    chain: tuple[str, ...]
    call_tool: CallTool
    failure: ToolError | None = field(default=None, init=False)
    _replies: list[ToolReply] = field(default_factory=list, init=False)

    def reply(self, text: str) -> ToolReply:
        """Return the node's answer, with the tokens of all tools that it called."""
        return ToolReply(
            text,
            "template" if any(r.by == "template" for r in self._replies) else self.chain[-1],
            prompt_tokens=sum(r.prompt_tokens for r in self._replies if not r.cached),
            output_tokens=sum(r.output_tokens for r in self._replies if not r.cached),
        )

    def call(self, given: JSONObject) -> JSONValue:
        """Return the text of the tool that is called. Raises ToolError."""
        token = _chain.set(self.chain)
        name, arguments = str(given.get("name", "")), given.get("arguments")
        try:
            check_named(name, self.node.tools)
            passed = arguments if isinstance(arguments, dict) else None
            reply = self.call_tool(name, str(given.get("prompt", "")), passed)
            self._replies.append(reply)
            return reply.text
        except ToolError as error:
            self.failure = error
            raise
        finally:
            _chain.reset(token)
