"""Wires the tools: the bundled manifests, the settings', and what stands in without a model."""

import itertools
from random import SystemRandom

from src.app.toolkit import Toolkit
from src.config.manager import ConfigManager
from src.core.ports import LanguageModel, NodeStore, Sandbox
from src.offline.writer import TemplateWriter
from src.toolbox.catalogue import KINDS, Workshop
from src.toolbox.grants import Grants
from src.toolbox.manifest import ToolManifest, read_tools
from src.toolbox.toolbox import ManifestToolbox, Tool

CONTENT_TOOL = "content_generator"


def open_toolkit(
    config: ConfigManager, model: LanguageModel | None, sandbox: Sandbox, nodes: NodeStore
) -> Toolkit:
    """The tools; only the content generator has templates to fall back on."""
    folder = config.project / "tools"
    manifests = read_tools(folder, config.tools, KINDS)
    grants = Grants(config.home / "grants.json")
    writer = TemplateWriter(folder / "grammars")
    # Each session begins elsewhere and goes on from there, so that no text comes twice.
    seeds = itertools.count(SystemRandom().randrange(10**6) * 50)

    def from_template(prompt: str) -> str:
        return writer.write(prompt, next(seeds))

    def make(key: str, manifest: ToolManifest) -> Tool:
        write = from_template if key == CONTENT_TOOL else None
        by = Workshop(sandbox, folder, nodes.load, toolbox.call, model, write)
        return KINDS[manifest.type](manifest, by)

    toolbox = ManifestToolbox(manifests.manifests, make, is_granted=grants.is_granted)
    return Toolkit(toolbox, manifests, grants, folder, nodes.ids)
