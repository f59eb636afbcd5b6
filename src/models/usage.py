"""Counts what the models cost: calls, tokens and seconds, by role."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from types import MappingProxyType

from ..domain.model_request import Reply, Role


@dataclass(frozen=True, slots=True)
class UsageTotals:
    """What one role, or all, spent; `failed` calls gave no reply, `cached` cost nothing."""

    calls: int = 0
    cached: int = 0
    failed: int = 0
    prompt_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    load_seconds: float = 0.0
    output_seconds: float = 0.0

    @property
    def tokens(self) -> int:
        """Prompt and output together."""
        return self.prompt_tokens + self.output_tokens

    @property
    def tokens_per_second(self) -> float:
        """The speed at which tokens were written; 0 while none were."""
        return self.output_tokens / self.output_seconds if self.output_seconds else 0.0

    def plus(self, other: "UsageTotals") -> "UsageTotals":
        """Both together."""
        return UsageTotals(
            self.calls + other.calls,
            self.cached + other.cached,
            self.failed + other.failed,
            self.prompt_tokens + other.prompt_tokens,
            self.output_tokens + other.output_tokens,
            self.seconds + other.seconds,
            self.load_seconds + other.load_seconds,
            self.output_seconds + other.output_seconds,
        )


class UsageLedger:
    """The usage of a session; thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._roles: dict[Role, UsageTotals] = {}

    def record(self, role: Role, reply: Reply, output_seconds: float = 0.0) -> None:
        """Count a reply."""
        if reply.cached:
            self._add(role, UsageTotals(calls=1, cached=1))
            return
        self._add(
            role,
            UsageTotals(
                calls=1,
                prompt_tokens=reply.prompt_tokens,
                output_tokens=reply.output_tokens,
                seconds=reply.seconds,
                load_seconds=reply.load_seconds,
                output_seconds=output_seconds,
            ),
        )

    def record_failure(self, role: Role, seconds: float) -> None:
        """Count a call that gave no reply."""
        self._add(role, UsageTotals(calls=1, failed=1, seconds=seconds))

    @property
    def by_role(self) -> Mapping[Role, UsageTotals]:
        """Every role that was asked."""
        with self._lock:
            return MappingProxyType(dict(self._roles))

    @property
    def total(self) -> UsageTotals:
        """All roles together."""
        total = UsageTotals()
        for totals in self.by_role.values():
            total = total.plus(totals)
        return total

    def _add(self, role: Role, added: UsageTotals) -> None:
        with self._lock:
            self._roles[role] = self._roles.get(role, UsageTotals()).plus(added)
