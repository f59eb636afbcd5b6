"""Asks how the configured models are: reachable, installed, and what was seen of them at work."""

from collections.abc import Mapping, Sequence

from ..domain.model_request import ModelState, Role
from .endpoint_address import host_and_port
from .probe import Probe, probe
from .router import Router
from .routing_rules import BackendKind
from .usage import UsageTotals


def model_states(
    wanted: Sequence[tuple[Role, str, str]], keys: Mapping[str, str], router: Router | None
) -> tuple[ModelState, ...]:
    """The state of each (role, model, endpoint).

    `keys` has the endpoints that speak the OpenAI protocol, with the variable of their key. A
    router that has worked adds what it saw: loaded or not, context, speed, tokens spent.
    """

    def asked(endpoint: str) -> Probe:
        if endpoint in keys:
            return probe(endpoint, kind=BackendKind.OPENAI, key_variable=keys[endpoint])
        return probe(endpoint)

    seen = {endpoint: asked(endpoint) for endpoint in dict.fromkeys(e for _, _, e in wanted)}

    def state(model: str, endpoint: str) -> str:
        if not seen[endpoint].reachable:
            return "not reachable"
        return "ready" if seen[endpoint].has(model) else "missing"

    figures = _figures(router) if router is not None else {}
    return tuple(
        ModelState(
            role.value,
            model,
            endpoint,
            state(model, endpoint),
            seen[endpoint].reason or figures.get((role.value, host_and_port(endpoint)), ""),
        )
        for role, model, endpoint in wanted
    )


def _spent(account: UsageTotals) -> list[str]:
    loading = [f"{account.load_seconds:.1f} s loading"] if account.load_seconds >= 0.05 else []
    tokens = f"{account.prompt_tokens} + {account.output_tokens} tokens"
    return [f"{tokens} in {account.calls} calls", *loading]


def _figures(router: Router) -> Mapping[tuple[str, str], str]:
    """What the router has seen of each role at each endpoint, in a few words."""
    spent = router.usage().by_role
    found: dict[tuple[str, str], str] = {}
    for health in router.health(refresh=False):
        account = spent.get(health.role)
        for one in health.endpoints:
            # A model that does not fit into the GPU's memory is many times slower.
            where = f", {one.on_gpu:.0%} of it on the GPU" if one.on_gpu else ""
            parts = [f"loaded{where}"] if one.warm else []
            parts += [f"context {one.context}"] if one.context else []
            parts += [f"{one.tokens_per_second:.0f} tokens/s"] if one.tokens_per_second else []
            parts += _spent(account) if account is not None else []
            found[health.role.value, one.endpoint] = ", ".join(parts)
    return found
