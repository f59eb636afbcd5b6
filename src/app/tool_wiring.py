"""Wires the tools: the bundled manifests, the settings', and what stands in without a model."""

import itertools
from pathlib import Path
from random import SystemRandom

from src.core.ports import LanguageModel
from src.documents.document import Document
from src.offline.writer import TemplateWriter
from src.toolbox.catalogue import KINDS
from src.toolbox.llm import WriteFromTemplate
from src.toolbox.manifest import ReadTools, ToolManifest, read_tools
from src.toolbox.toolbox import ManifestToolbox, Tool

CONTENT_TOOL = "content_generator"


def read_all_tools(project: Path, settings: Document) -> ReadTools:
    """Every manifest there is, and the complaints about those that are broken."""
    return read_tools(project / "tools", settings)


def open_toolbox(
    manifests: ReadTools, project: Path, model: LanguageModel | None
) -> ManifestToolbox:
    """The toolbox; only the content generator has templates to fall back on."""
    writer = TemplateWriter(project / "tools" / "grammars")
    # Each session begins elsewhere and goes on from there, so that no text comes twice.
    seeds = itertools.count(SystemRandom().randrange(10**6) * 50)

    def from_template(prompt: str) -> str:
        return writer.write(prompt, next(seeds))

    def make(key: str, manifest: ToolManifest) -> Tool:
        write: WriteFromTemplate | None = from_template if key == CONTENT_TOOL else None
        return KINDS[manifest.type](manifest, model, write)

    return ManifestToolbox(manifests.manifests, make)
