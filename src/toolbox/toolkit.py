"""What a user can do with the tools: see, check, trust, grant and try them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..domain.errors import EvolverError, UnknownTool
from ..domain.model_request import ModelState
from ..domain.tool import ToolCard, ToolReply
from .manifest_check import problem_of, starts
from .manifest_reader import ReadTools
from .mcp_servers import McpServers
from .tool_arguments import split_arguments
from .tool_manifest import ToolManifest
from .toolbox import ManifestToolbox
from .trust import Grants, Trust, digest_of


@dataclass(frozen=True, slots=True)
class Toolkit:
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
        """All tools, in the order of their names, those not trusted yet included."""
        return tuple(manifest.card(key) for key, manifest in self.manifests.manifests.items())

    def granted(self) -> tuple[str, ...]:
        """The tools that may change things. Raises ConfigError."""
        return self.grants.names()

    def untrusted(self) -> tuple[str, ...]:
        """The tools that are not started before the user trusts them. Raises ConfigError."""
        usable = {card.name for card in self.toolbox.cards()}
        return tuple(name for name in self.manifests.manifests if name not in usable)

    def card(self, name: str) -> ToolCard:
        """One tool. Raises UnknownTool."""
        return self._manifest(name).card(name)

    def starts(self, name: str) -> str:
        """What a call of the tool starts, in a line. Raises UnknownTool."""
        return starts(self._manifest(name))

    def check(self) -> tuple[tuple[str, str], ...]:
        """Each tool and what is wrong with it ("" for nothing); broken manifests come last.

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
            raise UnknownTool(f"there is no tool {name!r}", hint="/tools shows all tools")
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
    """Why the role that an llm tool asks cannot answer; a model of its own is not looked at."""
    if manifest.type != "llm" or manifest.llm.model or manifest.llm.endpoint:
        return ""
    asked = [one for one in models if one.role == manifest.llm.role.value]
    if not asked or any(one.state == "ready" for one in asked):
        return ""
    return f"{asked[0].model} is {asked[0].state} at {asked[0].endpoint}"
