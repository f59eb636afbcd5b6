"""What the layer is told: each role's model and endpoints, the deadlines and the routing rules."""

from dataclasses import dataclass
from enum import StrEnum

DEFAULT_CONTEXT = 8192
DEFAULT_REPLY_TOKENS = 2048


class BackendKind(StrEnum):
    """Which protocol an endpoint speaks."""

    OLLAMA = "ollama"
    OPENAI = "openai"


class Strategy(StrEnum):
    """How an endpoint is chosen among the healthy ones that have the model."""

    LEAST_BUSY = "least_busy"
    ROUND_ROBIN = "round_robin"


@dataclass(frozen=True, slots=True)
class RoleSettings:
    """What a role uses; `temperature` replaces the one a request asks for.

    `key_variable` names the environment variable that holds the API key; the key itself is
    read when it is sent and kept nowhere.
    """

    model: str
    endpoints: tuple[str, ...] = ("http://127.0.0.1:11434",)
    num_ctx: int = DEFAULT_CONTEXT
    temperature: float | None = None
    backend: BackendKind = BackendKind.OLLAMA
    key_variable: str = ""
    keep_alive: str = "30m"


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds: to connect, to the first token (model loaded or not), between two, for all."""

    connect: float = 2.0
    first_token_warm: float = 90.0
    first_token_cold: float = 300.0
    stall: float = 45.0
    total: float = 600.0


@dataclass(frozen=True, slots=True)
class RoutingRules:
    """How requests are spread and tried again; seconds.

    `retries` is how often one request is tried in all; `backoff` is waited before the second
    try at an endpoint, doubled for the third; `refresh` is the pace of the health checks.
    """

    deadlines: Deadlines = Deadlines()
    strategy: Strategy = Strategy.LEAST_BUSY
    concurrency: int = 1
    retries: int = 3
    backoff: float = 0.5
    cool_down: float = 5.0
    longest_cool_down: float = 60.0
    refresh: float = 15.0
