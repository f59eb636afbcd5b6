"""A request to a language model, and its reply."""

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from .json_value import JSONObject


class Role(StrEnum):
    """What a model is for; the settings map each role to a model and its endpoints."""

    CLASSIFIER = "classifier"
    OVERSEER = "overseer"
    EVALUATOR = "evaluator"
    CONTENT = "content"
    FAST = "fast"
    GENERATOR = "generator"
    POWERFUL = "powerful"
    ESCALATION = "escalation"


class PromptPart(Struct, frozen=True):
    """A piece of a prompt; parts of low priority are cut first when the context is short."""

    text: str
    priority: int = 10


class Request(Struct, frozen=True):
    """One question to the model of a role.

    `schema` is a JSON Schema the reply must satisfy (None: free text); `model` overrides the
    role's model (an llm tool may name its own); `attempt` keeps retries of one question apart
    in the cache; `purpose` names the asking step ("classify", "write") for the trace; `seconds`
    bounds it in all, with every wait and every try (None: the settings' deadlines alone).
    """

    role: Role
    purpose: str
    prompt: tuple[PromptPart, ...]
    system: str = ""
    temperature: float = 0.0
    schema: JSONObject | None = None
    attempt: int = 1
    seed: int | None = None
    max_tokens: int | None = None
    model: str | None = None
    endpoint: str | None = None
    seconds: float | None = None

    @property
    def text(self) -> str:
        """The whole prompt, nothing cut."""
        return "\n\n".join(part.text for part in self.prompt if part.text)


class Delta(Struct, frozen=True):
    """A piece of text as it arrives."""

    text: str


class Restart(Struct, frozen=True):
    """The reply so far is void: another endpoint or another try begins from nothing."""

    reason: str


class Waiting(Struct, frozen=True):
    """What a request waits for while no text comes ("" when the wait is over)."""

    text: str


Listener = Callable[[Delta | Restart | Waiting], None]


class Reply(Struct, frozen=True):
    """A whole reply; `text` is never a part. Token counts are the server's, seconds wall time."""

    text: str
    model: str
    endpoint: str
    prompt_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    load_seconds: float = 0.0
    cached: bool = False
    thinking: str = ""


class ModelState(Struct, frozen=True):
    """A role's model at one endpoint; `state` is "ready", "missing" or "not reachable".

    `hint` is what helps, `others` what a server has that lacks the model, and `same_as` the other
    names that roles use for the very same model.
    """

    role: str
    model: str
    endpoint: str
    state: str
    detail: str = ""
    hint: str = ""
    others: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
