"""What a user can do with the tools: see, check, trust, grant and try them."""

import ast
import importlib.util
import shutil
from collections.abc import Callable, Container
from pathlib import Path

from msgspec import Struct

from ..documents.regular_files import read_file_text
from ..domain.errors import EvolverError, ToolFailed, UnknownTool
from ..domain.installation import INSTALL_MCP
from ..domain.model_request import ModelState
from ..domain.tool import ToolCard, ToolReply
from .confined_tools import find_program
from .manifest_reader import ReadTools
from .mcp_servers import McpServers
from .tool_arguments import split_arguments
from .tool_manifest import ExecutablePart, McpPart, PythonPart, ToolManifest
from .toolbox import ManifestToolbox
from .started_code import unpinned
from .trust import Grants, Trust, digest_of


class Toolkit(Struct, frozen=True):
    """The tools, their manifests and what the user lets them do; `bundled` is a folder.

    `probe` asks how the roles' models do now (nothing where no model may be asked).
    """

    toolbox: ManifestToolbox
    manifests: ReadTools
    grants: Grants
    trusted: Trust
    bundled: Path
    node_ids: Callable[[], tuple[str, ...]]
    servers: McpServers
    probe: Callable[[], tuple[ModelState, ...]] = tuple

    def cards(self) -> tuple[ToolCard, ...]:
        """Return all tools, in the order of their names, those not trusted yet included."""
        return tuple(manifest.card(key) for key, manifest in self.manifests.manifests.items())

    def granted(self) -> tuple[str, ...]:
        """Return the tools that may change things. Raises ConfigError."""
        return self.grants.names()

    def untrusted(self) -> tuple[str, ...]:
        """Return the tools that are not started before the user trusts them. Raises ConfigError."""
        usable = {card.name for card in self.toolbox.cards()}
        return tuple(name for name in self.manifests.manifests if name not in usable)

    def card(self, name: str) -> ToolCard:
        """Return one tool. Raises UnknownTool."""
        return self._manifest(name).card(name)

    def starts(self, name: str) -> str:
        """Return what a call of the tool starts, in a line. Raises UnknownTool."""
        manifest = self._manifest(name)
        folder = self.manifests.folder_of(name, self.bundled)
        loose = unpinned(manifest.mcp, folder) if manifest.mcp else ""
        return starts(manifest) + (f"; trust does not cover {loose}" if loose else "")

    def check(self) -> tuple[tuple[str, str], ...]:
        """Return each tool and what is wrong with it ("" for nothing); broken manifests come last.

        Examples are called, save those that cost (a model's) or change things.
        """
        nodes, untrusted, models = self.node_ids(), self.untrusted(), self.probe()
        looked: list[tuple[str, str]] = []
        for name, manifest in self.manifests.manifests.items():
            folder = self.manifests.folder_of(name, self.bundled)
            problem = problem_of(manifest, folder, nodes)
            if not problem and name in untrusted:
                problem = f"not trusted yet: tools trust {name}"
            problem = problem or _model_problem(manifest, models)
            looked.append((name, problem or self._examples_problem(name, manifest)))
        return (*looked, *(("?", str(error)) for error in self.manifests.complaints))

    def trust(self, name: str) -> None:
        """Let a tool that did not come with the program be started, as it is now."""
        manifest = self._manifest(name)
        brought = self.manifests.external.get(name)
        if brought is not None:
            self.trusted.trust(name, digest_of(manifest, brought))

    def grant(self, name: str) -> None:
        """Let the tool change things, from now on and in later sessions. Raises UnknownTool."""
        self.grants.grant(self.card(name).name)

    def revoke(self, name: str) -> None:
        """Let the tool change nothing any more, and trust it no more if it was brought."""
        self.grants.revoke(name)
        self.trusted.revoke(name)

    def run(self, name: str, text: str) -> ToolReply:
        """Call the tool now; words such as count=3 before the text are arguments it names.

        Raises UnknownTool or ToolFailed.
        """
        prompt, arguments = split_arguments(text, self._manifest(name).input)
        return self.toolbox.call(name, prompt, arguments)

    def close(self) -> None:
        """End the servers that mcp tools started."""
        self.servers.close()

    def _manifest(self, name: str) -> ToolManifest:
        if name not in self.manifests.manifests:
            raise UnknownTool(f"unknown tool {name!r}", hint="/tools shows all tools")
        return self.manifests.manifests[name]

    def _examples_problem(self, name: str, manifest: ToolManifest) -> str:
        if manifest.type == "llm" or manifest.may_write:
            return ""
        for place, example in enumerate(manifest.examples, 1):
            try:
                text = self.toolbox.call(name, example.prompt, dict(example.arguments)).text
            except EvolverError as error:
                return f"example {place}: {error}"
            problem = example.problem_of(text)
            if problem:
                return f"example {place} {problem}"
        return ""


def _model_problem(manifest: ToolManifest, models: tuple[ModelState, ...]) -> str:
    """Return why the role that an llm tool asks cannot answer; its own model is not checked."""
    if manifest.type != "llm" or manifest.llm.model or manifest.llm.endpoint:
        return ""
    asked = [one for one in models if one.role == manifest.llm.role.value]
    if not asked or any(one.state == "ready" for one in asked):
        return ""
    return f"{asked[0].model} is {asked[0].state} at {asked[0].endpoint}"


def problem_of(manifest: ToolManifest, folder: Path, nodes: Container[str]) -> str:
    """Return why this tool cannot work, in a sentence ("" if nothing was found); runs nothing.

    `folder` holds the files of python tools; whether a model answers is not asked here.
    """
    if manifest.node is not None and manifest.node.id not in nodes:
        return f"unknown node {manifest.node.id}"
    if manifest.executable is not None:
        return _program_problem(manifest.executable, folder)
    if manifest.mcp is not None:
        return _server_problem(manifest.mcp, folder)
    if manifest.python is not None:
        return _function_problem(manifest, manifest.python, folder)
    return ""


def starts(manifest: ToolManifest) -> str:
    """Return a line on what a call starts, for the user who is to trust it."""
    if manifest.executable is not None:
        return " ".join(manifest.executable.command)
    if manifest.python is not None:
        return f"{manifest.python.function} of {manifest.python.file}, confined"
    if manifest.mcp is not None:
        return f"{' '.join((manifest.mcp.command, *manifest.mcp.arguments))}, not confined"
    if manifest.node is not None:
        return f"the node {manifest.node.id}, confined"
    model = manifest.llm.model or f"the {manifest.llm.role.value} model"
    return f"{model}{f' at {manifest.llm.endpoint}' if manifest.llm.endpoint else ''}"


def _function_problem(manifest: ToolManifest, part: PythonPart, folder: Path) -> str:
    path = folder / part.file
    try:
        tree = ast.parse(read_file_text(path))
    except (OSError, UnicodeDecodeError) as error:
        return f"{path} cannot be read: {error}"
    except (SyntaxError, ValueError, RecursionError) as error:
        return f"{path} is not valid Python: {error}"
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    wanted = functions.get(part.function)
    if wanted is None:
        return f"{path} defines no function {part.function}"
    return _parameters_problem(wanted.args, manifest)


def _program_problem(part: ExecutablePart, folder: Path) -> str:
    try:
        find_program(part.command[0], folder)
    except ToolFailed as error:
        return str(error)
    missing = [name for name in part.reads if not (folder / name).exists()]
    return f"not found: {missing[0]}, which it may read" if missing else ""


def _server_problem(part: McpPart, folder: Path) -> str:
    if importlib.util.find_spec("mcp") is None:
        return f"the package mcp is not installed: {INSTALL_MCP}"
    if not (folder / part.folder).is_dir():
        return f"folder not found: {folder / part.folder}"
    return "" if shutil.which(part.program_in(folder)) else f"program not found: {part.command}"


def _parameters_problem(parameters: ast.arguments, manifest: ToolManifest) -> str:
    names = [one.arg for one in (*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs)]
    if not names and parameters.vararg is None:
        return "its function takes no prompt"
    missing = [name for name in manifest.input if name not in names[1:]]
    if missing and parameters.kwarg is None:
        return f"its function takes no {missing[0]}, which the manifest names"
    return ""
