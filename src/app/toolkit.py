"""What a face can ask for of the tools: look at them, check them, grant and try them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from src.core.errors import UnknownTool
from src.core.tool import ToolCard, ToolReply
from src.toolbox.checking import trouble_of
from src.toolbox.grants import Grants
from src.toolbox.manifest import ReadTools
from src.toolbox.toolbox import ManifestToolbox


@dataclass(frozen=True, slots=True)
class Toolkit:
    """The tools, their manifests and the user's grants; `folder` holds the manifests."""

    toolbox: ManifestToolbox
    manifests: ReadTools
    grants: Grants
    folder: Path
    node_ids: Callable[[], tuple[str, ...]]

    def cards(self) -> tuple[ToolCard, ...]:
        """All tools, in the order of their names."""
        return self.toolbox.cards()

    def granted(self) -> tuple[str, ...]:
        """The tools that may change things. Raises ConfigError."""
        return self.grants.names()

    def card(self, name: str) -> ToolCard:
        """One tool. Raises UnknownTool."""
        for card in self.toolbox.cards():
            if card.name == name:
                return card
        raise UnknownTool(f"there is no tool {name!r}", hint="/tools shows all tools")

    def check(self) -> tuple[tuple[str, str], ...]:
        """Each tool and what is wrong with it ("" for nothing); broken manifests come last."""
        nodes = self.node_ids()
        looked = [
            (name, trouble_of(manifest, self.folder, nodes))
            for name, manifest in self.manifests.manifests.items()
        ]
        return (*looked, *(("?", str(error)) for error in self.manifests.complaints))

    def grant(self, name: str) -> None:
        """Let the tool change things, from now on and in later sessions. Raises UnknownTool."""
        self.grants.grant(self.card(name).name)

    def revoke(self, name: str) -> None:
        """Let the tool change nothing any more."""
        self.grants.revoke(name)

    def run(self, name: str, text: str) -> ToolReply:
        """Call the tool now. Raises UnknownTool or ToolFailed."""
        return self.toolbox.call(name, text)
