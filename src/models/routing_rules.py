"""The settings of the model layer: roles, endpoints, deadlines and routing rules.

Their defaults are stated in config/settings.py.
"""

from enum import StrEnum
from pathlib import Path

from msgspec import Struct

UNKNOWN_CONTEXT = 8192
"""The context, in tokens, of a model that no role uses."""
DEFAULT_REPLY_TOKENS = 2048


class BackendKind(StrEnum):
    """Which protocol an endpoint speaks."""

    OLLAMA = "ollama"
    OPENAI = "openai"
    LOCAL = "local"


class Strategy(StrEnum):
    """How an endpoint is chosen among the healthy ones that have the model."""

    LEAST_BUSY = "least_busy"
    ROUND_ROBIN = "round_robin"


class Server(Struct, frozen=True):
    """A server's address, its protocol, and the environment variable that holds its API key.

    The key itself is read when it is sent and kept nowhere.
    """

    address: str
    kind: BackendKind = BackendKind.OLLAMA
    key_variable: str = ""


class RoleSettings(Struct, frozen=True):
    """A role's model and endpoints.

    `backend` is the protocol of endpoints that are not among the servers of the routing rules.
    """

    model: str
    endpoints: tuple[str, ...]
    num_ctx: int
    backend: BackendKind = BackendKind.OLLAMA


class Deadlines(Struct, frozen=True):
    """Seconds: to connect, to the first token (model loaded or not), between two, for all."""

    connect: float
    first_token_warm: float
    first_token_cold: float
    stall: float
    total: float


class RoutingRules(Struct, frozen=True):
    """How requests are distributed and retried; times in seconds.

    `retries` is how often one request is tried in all; `keep_alive` how long a server holds a
    model in memory after a request, as Ollama writes times; `backoff` is waited before the second
    try at an endpoint, doubled for the third; `refresh` is the pace of the health checks;
    `model_folder` holds the files of models that run inside the program; `servers` are those of
    the OpenAI protocol, whether or not a role uses them.
    """

    deadlines: Deadlines
    strategy: Strategy
    concurrency: int
    retries: int
    keep_alive: str
    backoff: float = 0.5
    cool_down: float = 5.0
    longest_cool_down: float = 60.0
    refresh: float = 15.0
    model_folder: Path = Path("models")
    servers: tuple[Server, ...] = ()
