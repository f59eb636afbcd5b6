"""How is each role's model: reachable, installed, loaded, and what was seen of it at work?"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from ..domain.hosts import without_password
from ..domain.model_request import ModelState, Role
from ..domain.replace import replace
from .backend import InstalledModel, full_name
from .endpoint import Endpoint
from .endpoint_address import pull_command
from .routing_rules import BackendKind
from .usage import UsageTotals

_ON_THE_CPU = "loaded, all on the CPU, which is many times slower than a GPU"
_OWNER_IN_OLLAMA = "library"


class EndpointHealth(Struct, frozen=True):
    """The state of a model at one endpoint, named by host and port; None, 0 and "" if not known.

    `on_gpu` is the share of a loaded model in the GPU's memory; `others` are the other models that
    are installed there and write text.
    """

    endpoint: str
    address: str
    healthy: bool | None
    kind: BackendKind = BackendKind.OLLAMA
    reason: str = ""
    hint: str = ""
    has_model: bool | None = None
    writes_no_text: bool = False
    warm: bool | None = None
    context: int = 0
    tokens_per_second: float = 0.0
    in_flight: int = 0
    on_gpu: float | None = None
    digest: str = ""
    facts: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """In a word or two: ready, missing, not reachable, cooling down or unknown."""
        if self.healthy is None:
            return "unknown"
        if not self.healthy:
            return "not reachable" if self.has_model is None else "cooling down"
        return "missing" if self.has_model is False or self.writes_no_text else "ready"


class RoleHealth(Struct, frozen=True):
    """A role's model and its endpoints."""

    role: Role
    model: str
    endpoints: tuple[EndpointHealth, ...]


def health_of(endpoint: Endpoint, model: str, num_ctx: int) -> EndpointHealth:
    """Return the state of a model at an endpoint, from what is known."""
    is_reachable = endpoint.reachable
    loaded = endpoint.loaded_model(model)
    installed = (endpoint.installed or {}).values()
    itself = [one for one in installed if full_name(one.name) == full_name(model)]
    runs_at = endpoint.runs_at(model)
    is_ollama = any(one.owner == _OWNER_IN_OLLAMA for one in installed)
    return EndpointHealth(
        endpoint=endpoint.host_and_port,
        address=without_password(endpoint.server.address),
        healthy=is_reachable and not endpoint.cooldown_left(model),
        kind=endpoint.server.kind,
        reason=endpoint.reason,
        hint=endpoint.hint,
        has_model=endpoint.has(model) if is_reachable else None,
        writes_no_text=any(one.capabilities and not one.writes_text for one in itself),
        warm=endpoint.is_warm(model) if is_reachable else None,
        context=loaded.context or num_ctx if loaded else num_ctx,
        tokens_per_second=endpoint.speeds.get(model, 0.0),
        in_flight=endpoint.in_flight,
        on_gpu=loaded.on_gpu / (loaded.size or 1) if loaded else None,
        digest=endpoint.digest(model),
        facts=(
            *(["an Ollama: leave it out of openai_servers"] if is_ollama else []),
            *(["its models are not listed"] if endpoint.installed is None else []),
            *([f"runs at {runs_at}"] if runs_at else []),
        ),
        others=tuple(one for one in by_use(installed) if full_name(one) != full_name(model)),
    )


def by_use(installed: Iterable[InstalledModel]) -> list[str]:
    """Return those that write text, the one to offer first: made for code, then the larger."""
    able = (one for one in installed if one.writes_text)
    ordered = sorted(able, key=lambda one: ("code" not in one.name.lower(), -one.size))
    return [one.name for one in ordered]


def model_states(
    roles: Sequence[RoleHealth], spent: Mapping[Role, UsageTotals]
) -> tuple[ModelState, ...]:
    """Return the state of each role's model at each endpoint, with what the roles spent."""
    found = [(role, one) for role in roles for one in role.endpoints]
    models = {(one.endpoint, one.digest): set[str]() for _, one in found}
    for role, one in found:
        models[one.endpoint, one.digest].add(role.model)
    return tuple(
        replace(
            _state(role, one, spent.get(role.role)),
            same_as=(
                tuple(sorted(models[one.endpoint, one.digest] - {role.model})) if one.digest else ()
            ),
        )
        for role, one in found
    )


def _state(role: RoleHealth, one: EndpointHealth, spent: UsageTotals | None) -> ModelState:
    state = ModelState(role.role.value, role.model, one.address, "ready")
    if one.has_model is None and not one.healthy:
        return replace(state, state="not reachable", detail=one.reason, hint=one.hint)
    if one.has_model is False or one.writes_no_text:
        hints = {
            BackendKind.OLLAMA: pull_command(role.model, one.address),
            BackendKind.LOCAL: f"models install {role.model}",
        }
        missing = replace(state, state="missing", others=one.others)
        if one.writes_no_text:
            return replace(missing, detail="it does not write text", hint="name another model")
        return replace(missing, hint=hints.get(one.kind, ""))
    return replace(state, detail=", ".join([*one.facts, *_figures(one, spent)]))


def _figures(one: EndpointHealth, spent: UsageTotals | None) -> list[str]:
    """Return what is known of the model at work, in a few words each."""
    figures = []
    if one.on_gpu is not None and one.kind is BackendKind.OLLAMA:
        figures.append(f"loaded, {one.on_gpu:.0%} on the GPU" if one.on_gpu else _ON_THE_CPU)
    if spent is None:
        return figures
    figures += [f"context {one.context}"] if one.context else []
    figures += [f"{one.tokens_per_second:.0f} tokens/s"] if one.tokens_per_second else []
    figures.append(f"{spent.prompt_tokens} + {spent.output_tokens} tokens in {spent.calls} calls")
    figures += [f"{spent.load_seconds:.1f} s loading"] if spent.load_seconds >= 0.05 else []
    return figures
