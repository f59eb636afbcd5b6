"""Wires the tools: the bundled manifests, the settings', and what stands in without a model."""

import itertools
from collections.abc import Callable
from pathlib import Path
from random import SystemRandom

from src.app.program_status import ModelState
from src.app.toolkit import Toolkit
from src.config.manager import ConfigManager
from src.config.settings import SandboxSettings, ToolBudgetSettings
from src.domain.ports import LanguageModel, NodeStore, Sandbox
from src.domain.program_run import Limits
from src.tasks.live_tools import Allowance
from src.library.text_templates import TemplateWriter
from src.toolbox.catalogue import KINDS, Workshop
from src.toolbox.grants import Grants
from src.toolbox.llm_tool import WriteFromTemplate
from src.toolbox.tool_manifest import ToolManifest
from src.toolbox.mcp_servers import McpServers
from src.toolbox.node_tool import WithNodes
from src.toolbox.manifest_reader import read_tools
from src.toolbox.toolbox import ManifestToolbox, RecordCall, Tool, unrecorded
from src.toolbox.trust import Trust, digest_of

CONTENT_TOOL = "content_generator"


def open_toolkit(
    config: ConfigManager,
    model: LanguageModel | None,
    sandbox: Sandbox,
    nodes: NodeStore,
    probe: Callable[[], tuple[ModelState, ...]] = tuple,
    record: RecordCall = unrecorded,
) -> Toolkit:
    """The tools; only the content generator has templates to fall back on."""
    bundled = config.project / "tools"
    found = read_tools(bundled, config.tools, KINDS, config.home / "tools")
    grants, trust = Grants(config.home / "grants.json"), Trust(config.home / "trusted_tools.json")
    servers = McpServers(config.home / "logs" / "mcp.log")
    writers = {CONTENT_TOOL: _template_writer(bundled / "grammars")}

    def make(key: str, manifest: ToolManifest) -> Tool:
        workshop = Workshop(
            sandbox,
            limits_of_programs(config.settings.sandbox),
            found.folder_of(key, bundled),
            nodes.load,
            toolbox.call,
            model,
            writers.get(key),
            str(config.home / "out" / key),
            servers,
        )
        return KINDS[manifest.type](manifest, workshop)

    def is_trusted(key: str) -> bool:
        brought = found.brought.get(key)
        return brought is None or trust.is_trusted(key, digest_of(found.manifests[key], brought))

    toolbox = ManifestToolbox(
        WithNodes(found.manifests, nodes.load),
        make,
        is_granted=grants.is_granted,
        is_trusted=is_trusted,
        record=record,
    )
    return Toolkit(toolbox, found, grants, trust, bundled, nodes.ids, servers, probe)


def _template_writer(grammars: Path) -> WriteFromTemplate:
    writer = TemplateWriter(grammars)
    # Each session begins elsewhere and goes on from there, so that no text comes twice.
    seeds = itertools.count(SystemRandom().randrange(10**6) * 50)
    return lambda prompt: writer.write(prompt, next(seeds))


def tool_allowance(settings: ToolBudgetSettings) -> Allowance:
    """What the tool calls of one task may come to."""
    return Allowance(settings.calls, settings.tokens, settings.seconds)


def limits_of_programs(settings: SandboxSettings) -> Limits:
    """The bounds of every program's run."""
    return Limits(
        settings.wall_seconds,
        settings.cpu_seconds,
        settings.memory_mb,
        settings.output_bytes,
        settings.files_mb,
        settings.file_count,
    )
