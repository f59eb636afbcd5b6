"""Counts what the models cost, by role and by task, and reports their text as events."""

import operator
from collections.abc import Mapping
from threading import Lock
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import astuple

from ..domain.events import Notify, Progressed, TextArrived
from ..domain.model_request import Delta, Listener, Reply, Request, Restart, Role, Waiting
from ..domain.outcome import ModelUsage
from ..domain.ports import LanguageModel


class UsageTotals(Struct, frozen=True):
    """What one role, or all, spent; `failed` calls gave no reply, `cached` cost nothing."""

    calls: int = 0
    cached: int = 0
    failed: int = 0
    prompt_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    load_seconds: float = 0.0
    output_seconds: float = 0.0
    dollars: float = 0.0

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
        return UsageTotals(*map(operator.add, astuple(self), astuple(other)))

    def since(self, before: "UsageTotals") -> "UsageTotals":
        """Return what was spent after an earlier look."""
        return UsageTotals(*map(operator.sub, astuple(self), astuple(before)))


def usage_of(total: UsageTotals, before: UsageTotals | None) -> ModelUsage | None:
    """Return what was spent after an earlier look; None where no model was asked."""
    spent = total.since(before) if before is not None else total
    if spent.calls == spent.cached:
        return None
    return ModelUsage(spent.tokens, spent.seconds, spent.tokens_per_second, spent.dollars)


class UsageLedger:
    """The usage of a session; thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._roles: dict[Role, UsageTotals] = {}

    def record(
        self, role: Role, reply: Reply, output_seconds: float = 0.0, dollars: float = 0.0
    ) -> None:
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
                dollars=dollars,
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


SLOW_TOKENS_PER_SECOND = 5.0


class ObservedModel:
    """A LanguageModel that emits free text as events and counts calls and tokens."""

    def __init__(self, model: LanguageModel, notify: Notify) -> None:
        self._model = model
        self._notify = notify
        self.tokens = 0
        self.calls = 0
        self._written = 0
        self._seconds = 0.0

    @property
    def is_slow(self) -> bool:
        """True if its replies so far came at under five tokens a second."""
        return self._written < SLOW_TOKENS_PER_SECOND * self._seconds

    def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        """Ask the wrapped model; `listener` still receives every piece."""

        def forward(said: Delta | Restart | Waiting) -> None:
            if listener is not None:
                listener(said)
            match said:
                case Delta(text):
                    # JSON is for the program; an empty piece says that it is being written.
                    self._notify(TextArrived("" if request.schema else text))
                case Waiting(text):
                    self._notify(Progressed(text, 0, 0))
                case Restart():
                    self._notify(TextArrived("", restarted=True))

        self.calls += 1
        reply = self._model.complete(request, forward)
        self.tokens += reply.prompt_tokens + reply.output_tokens
        if reply.output_tokens and not reply.cached:
            self._written += reply.output_tokens
            self._seconds += reply.seconds - reply.load_seconds
        return reply

    def model_for(self, request: Request) -> str:
        """Name the model that would answer."""
        return self._model.model_for(request)
