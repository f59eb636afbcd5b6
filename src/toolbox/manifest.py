"""What a tool's manifest says, read strictly from tools/*.yaml or the settings."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from src.core.errors import ConfigError
from src.core.jsonvalue import JSONObject, JSONValue
from src.core.language import Role
from src.core.tool import Effects, ToolCard
from src.documents.bounds import Address, Name, Positive, Temperature, Text
from src.documents.document import Document
from src.documents.typed import read_as
from src.documents.yaml_text import load_yaml

Kind = Literal["llm", "python", "node"]
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
class PythonPart:
    """Which function of which file (beside the manifests) a python tool calls."""

    file: Text
    function: Name = "answer"


@dataclass(frozen=True, slots=True)
class NodePart:
    """Which node answers for a node tool."""

    id: Text


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a tool beside the prompt."""

    type: Literal["text", "integer", "number", "boolean"] = "text"
    description: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class ToolLimits:
    """What one call may take."""

    prompt_bytes: Positive = 100_000
    reply_bytes: Positive = 1_000_000


@dataclass(frozen=True, slots=True)
class ToolManifest:
    """One tool as its manifest describes it.

    `effects` null is what its type may do at most: "write" for python, "none" for the others.
    `input` names the arguments it takes; without any, all are passed on. The results of a
    `pure` tool are kept and given again.
    """

    name: Text
    type: Kind
    description: Text
    llm: LlmPart = LlmPart()
    python: PythonPart | None = None
    node: NodePart | None = None
    effects: Effects | None = None
    input: Mapping[str, Argument] = field(default_factory=dict)
    pure: bool = False
    tags: tuple[Text, ...] = ()
    cost_tier: Tier = "medium"
    speed_tier: Tier = "medium"
    quality_tier: Tier = "medium"
    limits: ToolLimits = ToolLimits()

    def __post_init__(self) -> None:
        for kind, part in (("python", self.python), ("node", self.node)):
            if (part is None) == (self.type == kind):
                found = "is missing" if part is None else f"belongs to tools of type {kind} only"
                raise ValueError(f"{kind}: {found}")
        if self.pure and self.may_write:
            raise ValueError("pure: a tool that may change things cannot be pure")

    @property
    def may_do(self) -> Effects:
        """What it does to the world, at most."""
        usual = Effects.WRITE if self.type == "python" else Effects.NONE
        return self.effects or usual

    @property
    def may_write(self) -> bool:
        """True if it needs the user's grant."""
        return self.may_do is Effects.WRITE

    def card(self, key: str) -> ToolCard:
        """What the overseer and the user see of it."""
        return ToolCard(
            key,
            self.name,
            self.type,
            self.description,
            self.may_do,
            self.tags,
            self.cost_tier,
            self.speed_tier,
            self.quality_tier,
            _schema_of(self.input),
        )


def _schema_of(arguments: Mapping[str, Argument]) -> JSONObject:
    """The arguments as a JSON Schema ({} where any are taken)."""
    if not arguments:
        return {}
    words = {"text": "string"}
    properties: JSONObject = {
        name: {"type": words.get(a.type, a.type), "description": a.description}
        for name, a in arguments.items()
    }
    required: list[JSONValue] = [name for name, a in arguments.items() if a.required]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


@dataclass(frozen=True, slots=True)
class ReadTools:
    """The manifests that could be read, by key, and the complaint about each that could not."""

    manifests: Mapping[str, ToolManifest]
    complaints: tuple[ConfigError, ...] = ()


def read_tools(folder: Path, settings: Document, kinds: Container[str]) -> ReadTools:
    """Every tool of a folder's *.yaml files and of the settings' `tools:`; the settings win.

    A file is called as its tool; a broken one, or one of a kind that is not at hand, costs
    that tool only.
    """
    found: dict[str, ToolManifest] = {}
    complaints: list[ConfigError] = []
    for key, document in (*_in_folder(folder, complaints), *_in_settings(settings)):
        try:
            manifest = read_as(document, ToolManifest)
            if manifest.type not in kinds:
                raise document.complaint(("type",), f"no {manifest.type} tools are at hand")
            found[key] = manifest
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
