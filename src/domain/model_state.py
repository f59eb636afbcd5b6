"""How a configured model is: ready, missing, or at an endpoint that does not answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelState:
    """A role's model at one endpoint; `state` is "ready", "missing" or "not reachable"."""

    role: str
    model: str
    endpoint: str
    state: str
    detail: str = ""
