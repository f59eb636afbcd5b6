"""Compares the configured models on the same task, with nothing remembered, side by side."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from msgspec import Struct

from ..domain.candidate import Origin
from ..domain.errors import Declined
from ..domain.events import Noted, Notify
from ..domain.json_value import JSONObject, JSONValue
from ..domain.model_request import Listener, ModelState, Reply, Request, Role
from ..domain.outcome import Outcome
from ..domain.ports import LanguageModel
from ..domain.replace import replace

_MADE_BY_MODELS = (Origin.WRITTEN, Origin.REPAIRED, Origin.IMPROVED, Origin.REWRITTEN)

SolveWith = Callable[[LanguageModel, str, Notify], Outcome]
"""Solves a task with one model, with nothing recalled and nothing kept."""


class ModelComparison(Struct, frozen=True):
    """What each model made of the task, a row each."""

    task: str
    rows: tuple[JSONObject, ...]

    @property
    def any_solved(self) -> bool:
        """Whether at least one model wrote a program that passes its tests."""
        return any(row["solved"] for row in self.rows)

    @property
    def sentence(self) -> str:
        """How many models solved it."""
        solved = sum(bool(row["solved"]) for row in self.rows)
        return f"{solved} of {len(self.rows)} models wrote a program that passes its tests."

    @property
    def answer(self) -> JSONObject:
        """The same for scripts."""
        return {"task": self.task, "models": list[JSONValue](self.rows)}


def compare_models(
    models: LanguageModel | None,
    probe: Callable[[], Sequence[ModelState]],
    solve: SolveWith,
    task: str,
    notify: Notify,
) -> ModelComparison:
    """Solve a task with each model that answers. Raises Declined where not two do."""
    if models is None:
        raise Declined(
            "comparing models needs two that answer; working offline, none is asked",
            hint="leave --offline out",
        )
    rows: list[JSONObject] = []
    states = probe()
    ready = ready_models(states)
    if len(ready) < 2:
        raise _too_few(ready, states)
    for name, role in ready.items():
        notify(Noted(f"{name} is asked"))
        model = OneModel(models, role)
        rows.append(_row(name, solve(model, task, notify), model))
    return ModelComparison(task, tuple(rows))


def ready_models(states: Sequence[ModelState]) -> dict[str, Role]:
    """Return each model that answers, once, with a role it has."""
    ready: dict[str, Role] = {}
    for one in states:
        if one.state == "ready":
            ready.setdefault(one.model, Role(one.role))
    return ready


def _too_few(ready: Mapping[str, Role], states: Sequence[ModelState]) -> Declined:
    others: dict[str, str] = {}
    for one in states:
        if one.model not in ready:
            others.setdefault(one.model, f"{one.model} is {one.state} at {one.endpoint}")
    there = f"only {next(iter(ready))} answers" if ready else "none answers"
    missing = "; ".join(others.values())
    hint = "name a second model in config.yaml"
    if others:
        hint = "ollama serve" if "not reachable" in missing else f"ollama pull {min(others)}"
    return Declined(
        f"comparing models needs two that answer; {there}{f': {missing}' if missing else ''}",
        hint=hint,
    )


@dataclass(slots=True)
class OneModel:
    """A LanguageModel that asks one role's model for every role, and counts what it costs.

    `tokens` are those of prompts and replies together.
    """

    model: LanguageModel
    role: Role
    requests: int = 0
    tokens: int = 0
    output_tokens: int = 0
    cached: int = 0

    def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        """As the model behind does."""
        reply = self.model.complete(replace(request, role=self.role), listener)
        self.requests += 1
        self.tokens += reply.prompt_tokens + reply.output_tokens
        self.output_tokens += reply.output_tokens
        self.cached += reply.cached
        return reply

    def model_for(self, request: Request) -> str:
        """As the model behind does."""
        return self.model.model_for(replace(request, role=self.role))


def _row(name: str, outcome: Outcome, model: OneModel) -> JSONObject:
    own = outcome.origin in _MADE_BY_MODELS
    last = next((a for a in reversed(outcome.attempts) if a.candidate is not None), None)
    report = last.report if last else None
    note = outcome.error
    if outcome.solved and not own:
        note = f"its code was not used; the answer came from the {outcome.origin}"
    return {
        "model": name,
        "solved": outcome.solved and own,
        "result": outcome.result,
        "tests_passed": len(report.passed) if report else 0,
        "tests": report.total if report else 0,
        "attempts": len(outcome.attempts),
        "seconds": round(outcome.seconds, 2),
        "tokens": model.tokens,
        "cached_replies": model.cached,
        "score": round(outcome.score, 3),
        "code": last.candidate.source if last and last.candidate and own else "",
        "note": note,
    }
