"""The health of each role's model at its endpoints, as shown to users."""

from dataclasses import dataclass

from ..domain.model_request import Role
from .endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class EndpointHealth:
    """The state of a model at one endpoint; None and 0 where it is not known.

    `on_gpu` is the share of the loaded model that is in the GPU's memory.
    """

    endpoint: str
    healthy: bool | None
    reason: str = ""
    has_model: bool | None = None
    warm: bool | None = None
    context: int = 0
    tokens_per_second: float = 0.0
    in_flight: int = 0
    on_gpu: float = 0.0

    @property
    def state(self) -> str:
        """In a word or two: ready, missing, not reachable, cooling down or unknown."""
        if self.healthy is None:
            return "unknown"
        if not self.healthy:
            return "not reachable" if self.has_model is None else "cooling down"
        return "missing" if self.has_model is False else "ready"


@dataclass(frozen=True, slots=True)
class RoleHealth:
    """A role's model and its endpoints."""

    role: Role
    model: str
    endpoints: tuple[EndpointHealth, ...]


def health_of(endpoint: Endpoint, model: str, num_ctx: int) -> EndpointHealth:
    """The state of a model at an endpoint, from what is known."""
    cold = endpoint.cooldown_left(model) > 0 or endpoint.reachable is False
    loaded = endpoint.loaded_model(model)
    return EndpointHealth(
        endpoint=endpoint.host_and_port,
        healthy=endpoint.reachable if endpoint.reachable is None else not cold,
        reason=endpoint.reason,
        has_model=endpoint.has(model) if endpoint.reachable else None,
        warm=endpoint.is_warm(model) if endpoint.reachable else None,
        context=loaded.context or num_ctx if loaded else num_ctx,
        tokens_per_second=endpoint.speeds.get(model, 0.0),
        in_flight=endpoint.in_flight,
        on_gpu=loaded.on_gpu / loaded.size if loaded and loaded.size else 0.0,
    )
