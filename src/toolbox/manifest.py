"""What a tool's manifest says, read strictly from tools/*.yaml or the settings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from src.core.errors import ConfigError
from src.core.language import Role
from src.core.tool import Effects, ToolCard
from src.documents.bounds import Address, Positive, Temperature, Text
from src.documents.document import Document
from src.documents.typed import read_as
from src.documents.yaml_text import load_yaml

Tier = Literal["low", "medium", "high", "slow", "fast", "good", "excellent"]


@dataclass(frozen=True, slots=True)
class LlmPart:
    """How an llm tool asks: a model (or a role's), where, and in which words.

    `prompt` is the template of the prompt; {prompt} in it is what the program
    passed, and {name} the argument of that name.
    """

    model: Text | None = None
    role: Role = Role.CONTENT
    endpoint: Address | None = None
    system: str = ""
    prompt: Text = "{prompt}"
    temperature: Temperature = 0.7
    max_tokens: Positive = 1024

    def __post_init__(self) -> None:
        if "{prompt}" not in self.prompt:
            raise ValueError("prompt: expected a text with {prompt} in it")


@dataclass(frozen=True, slots=True)
class ToolLimits:
    """What one call may take."""

    prompt_bytes: Positive = 100_000


@dataclass(frozen=True, slots=True)
class ToolManifest:
    """One tool as its manifest describes it."""

    name: Text
    type: Literal["llm"]
    description: Text
    llm: LlmPart = LlmPart()
    effects: Effects = Effects.NONE
    tags: tuple[Text, ...] = ()
    cost_tier: Tier = "medium"
    speed_tier: Tier = "medium"
    quality_tier: Tier = "medium"
    limits: ToolLimits = ToolLimits()

    def card(self, key: str) -> ToolCard:
        """What the overseer and the user see of it."""
        return ToolCard(
            key,
            self.name,
            self.type,
            self.description,
            self.effects,
            self.tags,
            self.cost_tier,
            self.speed_tier,
            self.quality_tier,
        )


@dataclass(frozen=True, slots=True)
class ReadTools:
    """The manifests that could be read, by key, and the complaint about each that could not."""

    manifests: Mapping[str, ToolManifest]
    complaints: tuple[ConfigError, ...] = ()


def read_tools(folder: Path, settings: Document) -> ReadTools:
    """Every tool of a folder's *.yaml files and of the settings' `tools:`; the settings win.

    A file is called as its tool; a broken one costs that tool only.
    """
    found: dict[str, ToolManifest] = {}
    complaints: list[ConfigError] = []
    for key, document in (*_in_folder(folder, complaints), *_in_settings(settings)):
        try:
            found[key] = read_as(document, ToolManifest)
        except ConfigError as error:
            complaints.append(error)
    return ReadTools(dict(sorted(found.items())), tuple(complaints))


def _in_folder(folder: Path, complaints: list[ConfigError]) -> Iterable[tuple[str, Document]]:
    documents: list[tuple[str, Document]] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            documents.append((path.stem, load_yaml(path)))
        except ConfigError as error:
            complaints.append(error)
    return documents


def _in_settings(settings: Document) -> Iterable[tuple[str, Document]]:
    keys = settings.value if isinstance(settings.value, dict) else {}
    return [(key, settings.below(key)) for key in keys]
