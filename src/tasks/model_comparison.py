"""Compares the configured models on the same task, with nothing remembered, side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..domain.artifact import Artifact, MemoryState, Recollection
from ..domain.candidate import Origin
from ..domain.errors import Declined
from ..domain.events import Noted, Notify
from ..domain.json_value import JSONObject, JSONValue
from ..domain.model_request import Listener, ModelState, Reply, Request, Role
from ..domain.outcome import Outcome
from ..domain.ports import LanguageModel
from ..domain.program_run import RunResult
from ..domain.wording import EditWordings, Wording
from .tool_choice import ToolRanking

_MADE_BY_MODELS = (Origin.WRITTEN, Origin.REPAIRED, Origin.IMPROVED, Origin.REWRITTEN)

SolveWith = Callable[[LanguageModel, str, Notify], Outcome]
"""Solves a task with one model, with nothing recalled and nothing kept."""


@dataclass(frozen=True, slots=True)
class ModelComparison:
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


class ModelComparer:
    """Solves a task with each model that answers; `probe` asks how the roles' models are."""

    def __init__(
        self,
        model: LanguageModel | None,
        probe: Callable[[], Sequence[ModelState]],
        solve: SolveWith,
    ) -> None:
        self._model = model
        self._probe = probe
        self._solve = solve

    def compare(self, task: str, notify: Notify) -> ModelComparison:
        """The comparison. Raises Declined where not two models answer."""
        if self._model is None:
            raise Declined(
                "comparing models needs two that answer; working offline, none is asked",
                hint="leave --offline out",
            )
        rows: list[JSONObject] = []
        for name, role in _ready(self._probe()):
            notify(Noted(f"{name} is asked"))
            model = _OneModel(self._model, role)
            rows.append(_row(name, self._solve(model, task, notify), model))
        return ModelComparison(task, tuple(rows))


def _ready(states: Sequence[ModelState]) -> tuple[tuple[str, Role], ...]:
    """Each model that answers, once, with a role it has. Raises Declined for fewer than two."""
    ready: dict[str, Role] = {}
    others: dict[str, str] = {}
    for one in states:
        if one.state == "ready":
            ready.setdefault(one.model, Role(one.role))
        else:
            others.setdefault(one.model, f"{one.model} is {one.state} at {one.endpoint}")
    if len(ready) < 2:
        there = f"only {next(iter(ready))} answers" if ready else "none answers"
        missing = "; ".join(text for name, text in others.items() if name not in ready)
        hint = "name a second model in config.yaml"
        if others:
            hint = "ollama serve" if "not reachable" in missing else f"ollama pull {min(others)}"
        raise Declined(
            f"comparing models needs two that answer; {there}{f': {missing}' if missing else ''}",
            hint=hint,
        )
    return tuple(ready.items())


@dataclass(slots=True)
class _OneModel:
    """A LanguageModel that asks one role's model, whoever is meant; counts what it costs."""

    model: LanguageModel
    role: Role
    tokens: int = 0
    cached: int = 0

    def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        """As the model behind does."""
        reply = self.model.complete(replace(request, role=self.role), listener)
        self.tokens += reply.prompt_tokens + reply.output_tokens
        self.cached += reply.cached
        return reply

    def model_for(self, request: Request) -> str:
        """As the model behind does."""
        return self.model.model_for(replace(request, role=self.role))


class ForgetfulMemory:  # pylint: disable=unused-argument  # it does nothing with anything
    """A memory and run log that hold nothing, so that no model is helped by another's work.

    Every model is offered the tools that it would be offered in a task.
    """

    def __init__(self, tools: ToolRanking) -> None:
        self.tools = tools

    def recall(
        self, text: str, *, types: Sequence[str] = (), limit: int = 5
    ) -> tuple[Recollection, ...]:
        """Nothing."""
        return ()

    def wordings(self) -> tuple[tuple[str, Wording], ...]:
        """None."""
        return ()

    def edit_wordings(self, node_id: str, edit: EditWordings) -> None:
        """Do nothing: there are none."""

    def remember(self, artifacts: Sequence[Artifact]) -> None:
        """Forget them."""

    def record_use(self, artifact_id: str, succeeded: bool) -> None:
        """Forget it."""

    def state(self) -> MemoryState:
        """Empty."""
        return MemoryState((), "none", "none", 0)

    def record(self, node_id: str, version: int, result: RunResult, given: JSONObject) -> None:
        """Forget it."""


def _row(name: str, outcome: Outcome, model: _OneModel) -> JSONObject:
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
