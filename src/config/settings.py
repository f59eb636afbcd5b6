"""What can be set, one class a section, with the types, bounds and defaults.

Each default is stated once. A section whose runtime value is in domain, which may be imported
here, takes that value's defaults (Limits). For all others the default is stated here and the
runtime value has none: app passes it on. config.yaml shows every default, which a test checks.

A msgspec.Struct is made fifty times as fast as a dataclass, and the prompt waits for all of these.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from msgspec import Struct, field, json

from ..documents.bounds import (
    Address,
    AddressOrLocal,
    AddressOrNone,
    Count,
    Duration,
    Megabytes,
    Minutes,
    Positive,
    Seconds,
    Temperature,
    Text,
)
from ..domain.json_value import JSONObject
from ..domain.model_request import Role
from ..domain.program_run import WORKERS, Limits
from ..domain.replace import replace

LOCAL = "http://localhost:11434"
_LIMITS = Limits()


class RoleModel(Struct, frozen=True):
    """Who answers for a role: a model at one endpoint, or at several in turn.

    `endpoint` null or absent is the section's base_url, "local" the model inside the program;
    `num_ctx` null is the section's num_ctx.
    """

    model: Text
    endpoint: AddressOrLocal | None = None
    endpoints: tuple[Address, ...] = ()
    num_ctx: Positive | None = None

    def __post_init__(self) -> None:
        if self.endpoint is not None and self.endpoints:
            raise ValueError("expected endpoint or endpoints, found both")


DEFAULT_MODELS: Mapping[Role, RoleModel] = MappingProxyType(
    {
        Role.CLASSIFIER: RoleModel("llama3"),
        Role.OVERSEER: RoleModel("llama3"),
        Role.EVALUATOR: RoleModel("llama3"),
        Role.CONTENT: RoleModel("llama3"),
        Role.FAST: RoleModel("gemma3:4b"),
        Role.GENERATOR: RoleModel("codellama"),
        Role.POWERFUL: RoleModel("qwen2.5-coder:14b"),
        Role.ESCALATION: RoleModel("qwen2.5-coder:14b"),
    }
)


class DeadlineSettings(Struct, frozen=True):
    """How long a request may take, in seconds."""

    connect: Seconds = 2.0
    first_token_warm: Seconds = 90.0
    first_token_cold: Seconds = 600.0
    stall: Seconds = 45.0
    total: Seconds = 600.0


class OpenAiServer(Struct, frozen=True):
    """A server that speaks the OpenAI protocol; its key is read from this environment variable."""

    base_url: Address
    api_key_env: str = ""


class OllamaSettings(Struct, frozen=True):
    """The language models: where they are and how they are asked."""

    base_url: Address = LOCAL
    models: Mapping[Role, RoleModel] = field(default_factory=lambda: DEFAULT_MODELS)
    deadlines: DeadlineSettings = DeadlineSettings()
    strategy: Literal["least_busy", "round_robin"] = "least_busy"
    concurrency: Positive = 1
    tries: Positive = 3
    num_ctx: Positive = 8192
    keep_alive: Duration = "30m"
    cache: bool = True
    openai_servers: tuple[OpenAiServer, ...] = ()


class AttemptSetting(Struct, frozen=True):
    """One attempt at a function: whose model, how warm, and at most how many versions."""

    role: Literal["task", "fast", "generator", "powerful", "escalation"] = "task"
    temperature: Temperature = 0.1
    samples: Positive = 5


DEFAULT_ATTEMPTS = (
    AttemptSetting("task", 0.1),
    AttemptSetting("task", 0.3, 2),
    AttemptSetting("escalation", 0.5, 3),
)


class OptimizerSettings(Struct, frozen=True):
    """How long improvements are looked for."""

    rounds: Count = 3
    candidates: Positive = 2
    tries: Positive = 24
    tokens: Count = 50_000
    seconds: Seconds = 60.0


class AcceptanceSettings(Struct, frozen=True):
    """How versions of a function are drawn after the first of an attempt."""

    sample_temperature: Temperature = 0.8


class SandboxSettings(Struct, frozen=True):
    """The bounds of every program's run."""

    wall_seconds: Seconds = _LIMITS.wall_seconds
    cpu_seconds: Seconds = _LIMITS.cpu_seconds
    memory_mb: Megabytes = _LIMITS.memory_mb
    output_bytes: Positive = _LIMITS.output_bytes
    files_mb: Megabytes = _LIMITS.files_mb
    file_count: Positive = _LIMITS.file_count
    workers: Positive = WORKERS
    readable: tuple[Text, ...] = ()
    allow_weak: bool = False


class ToolBudgetSettings(Struct, frozen=True):
    """What the tool calls of one task may come to, tests apart."""

    calls: Positive = 100
    tokens: Positive = 100_000
    seconds: Seconds = 600.0


class AutoSettings(Struct, frozen=True):
    """What auto-evolution may spend within sixty minutes; minutes are on one core."""

    tokens: Count = 50_000
    candidates: Count = 60
    minutes: Minutes = 20.0
    versions: Positive = 20


class MemorySettings(Struct, frozen=True):
    """Where memories are found and how texts are compared."""

    embedder: Literal["auto", "minilm", "lexical", "ollama"] = "auto"
    embedding_model: Text = "nomic-embed-text"
    qdrant_url: AddressOrNone = ""
    qdrant_api_key_env: str = "QDRANT_API_KEY"


class TerminalSettings(Struct, frozen=True):
    """How the terminal looks and which keys it knows."""

    theme: Literal["auto", "light", "dark"] = "auto"
    vi_mode: bool = False


class Settings(Struct, frozen=True):
    """Everything that can be set; `tools` are manifests as in tools/*.yaml, by name.

    `model` is one model for all roles ("": each has its own).
    """

    model: str = ""
    ollama: OllamaSettings = OllamaSettings()
    attempts: tuple[AttemptSetting, ...] = DEFAULT_ATTEMPTS
    acceptance: AcceptanceSettings = AcceptanceSettings()
    library: Literal["fallback", "first"] = "fallback"
    optimizer: OptimizerSettings = OptimizerSettings()
    sandbox: SandboxSettings = SandboxSettings()
    tool_budget: ToolBudgetSettings = ToolBudgetSettings()
    auto: AutoSettings = AutoSettings()
    memory: MemorySettings = MemorySettings()
    terminal: TerminalSettings = TerminalSettings()
    tools: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if not self.attempts:
            raise ValueError("attempts: expected at least one attempt")

    def with_one_model(self, is_local: bool) -> "Settings":
        """Return the settings with `model`, if set, in all roles; `is_local`: in this program."""
        if not self.model:
            return self
        place = {"endpoint": "local", "endpoints": ()} if is_local else {}
        models = {
            role: replace(one, model=self.model, **place)  # type: ignore[arg-type]
            for role, one in self.ollama.models.items()
        }
        return replace(self, ollama=replace(self.ollama, models=models))


def values_of(settings: Settings) -> JSONObject:
    """Return the settings as they would be read from a document."""
    values: JSONObject = json.decode(json.encode(settings, enc_hook=dict))
    return values
