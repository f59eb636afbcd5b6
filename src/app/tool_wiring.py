"""Wires the tools: the bundled manifests, the settings', and templates where no model answers."""

import itertools
from collections.abc import Callable
from random import SystemRandom

from msgspec import Struct

from ..config.manager import ConfigManager
from ..domain.json_value import JSONObject
from ..domain.model_request import ModelState
from ..domain.node import Node
from ..domain.ports import LanguageModel, NodeStore, Sandbox
from ..domain.tool import CONTENT_TOOL
from ..library.text_templates import TemplateWriter
from ..toolbox.catalogue import KINDS
from ..toolbox.confined_call import ToolServices
from ..toolbox.manifest_reader import read_tools
from ..toolbox.mcp_servers import McpServers
from ..toolbox.node_tool import ToolboxWithNodes
from ..toolbox.tool_manifest import ToolManifest
from ..toolbox.toolbox import ManifestToolbox, RecordCall, Tool
from ..toolbox.toolkit import Toolkit
from ..toolbox.trust import Grants, Trust, digest_of
from .sandbox_wiring import limits_of_programs


class ToolkitHooks(Struct, frozen=True):
    """What tools ask of the rest: the models' state, a record of each call, a node's input."""

    probe: Callable[[], tuple[ModelState, ...]]
    record: RecordCall
    input_of: Callable[[Node, JSONObject | str], JSONObject]


def open_toolkit(
    config: ConfigManager,
    model: LanguageModel | None,
    sandbox: Sandbox,
    nodes: NodeStore,
    hooks: ToolkitHooks,
) -> Toolkit:
    """Return the tools; only the content generator has templates to fall back on."""
    bundled = config.project / "tools"
    found = read_tools(bundled, config.tools, KINDS, config.home / "tools")
    grants, trust = Grants(config.home / "grants.json"), Trust(config.home / "trusted_tools.json")
    servers = McpServers(config.home / "logs" / "mcp.log")
    writer = TemplateWriter(bundled / "grammars")
    # Each session begins elsewhere and goes on from there, so that no text comes twice.
    seeds = itertools.count(SystemRandom().randrange(10**6) * 50)
    writers = {CONTENT_TOOL: lambda prompt: writer.write(prompt, next(seeds))}

    def make(key: str, manifest: ToolManifest) -> Tool:
        workshop = ToolServices(
            sandbox,
            limits_of_programs(config.settings.sandbox),
            found.folder_of(key, bundled),
            nodes.load,
            hooks.input_of,
            toolbox.call,
            model,
            writers.get(key),
            str(config.home / "out" / key),
            servers,
        )
        return KINDS[manifest.type](manifest, workshop)

    def is_trusted(key: str) -> bool:
        brought = found.external.get(key)
        return brought is None or trust.is_trusted(key, digest_of(found.manifests[key], brought))

    toolbox = ManifestToolbox(
        ToolboxWithNodes(found.manifests, nodes.load),
        make,
        is_granted=grants.is_granted,
        is_trusted=is_trusted,
        record=hooks.record,
    )
    return Toolkit(toolbox, found, grants, trust, bundled, nodes.ids, servers, hooks.probe)
