"""Lets each configured model solve the same task, with nothing remembered, side by side."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..domain.artifact import Artifact, MemoryState, Recollection
from ..domain.candidate import Origin
from ..domain.errors import Declined
from ..domain.events import Noted, Notify
from ..domain.json_value import JSONObject, JSONValue
from ..domain.model_request import Listener, Reply, Request, Role
from ..domain.outcome import Outcome
from ..domain.ports import LanguageModel
from ..domain.program_run import RunResult
from ..language.task_reading import read_task
from ..nodes.node_store import FolderNodeStore
from ..tasks.recaller import Recaller
from ..tasks.tool_choice import ToolRanking
from ..usercode.requests import UserCodeAnswer
from .adapters import Adapters
from .pipeline_factory import make_pipeline

_MADE_BY_MODELS = (Origin.WRITTEN, Origin.REPAIRED, Origin.IMPROVED, Origin.REWRITTEN)


def compare_models(adapters: Adapters, text: str, notify: Notify) -> UserCodeAnswer:
    """Solve the task with each model that is ready. Raises Declined where there are not two."""
    entrants = _ready(adapters)
    rows: list[JSONObject] = []
    for name, role in entrants:
        notify(Noted(f"{name} is asked"))
        assert adapters.model is not None
        model = _OneModel(adapters.model, role)
        rows.append(_row(name, _solve(adapters, model, text, notify), model))
    solved = [row for row in rows if row["solved"]]
    lines = [f"{len(solved)} of {len(rows)} models wrote a program that passes its tests."]
    answer: JSONObject = {"task": text, "models": list[JSONValue](rows)}
    return UserCodeAnswer(bool(solved), tuple(lines), answer)


def _ready(adapters: Adapters) -> tuple[tuple[str, Role], ...]:
    """Each model that answers, once, with a role it has."""
    if adapters.model is None:
        raise Declined(
            "comparing models needs two that answer; working offline, none is asked",
            hint="leave --offline out",
        )
    states = adapters.probe_models()
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


def _solve(adapters: Adapters, model: "_OneModel", text: str, notify: Notify) -> Outcome:
    """The task as a newcomer's: nothing is recalled, and nothing kept."""
    memory = _Forgetful(adapters.memory.tools)
    with tempfile.TemporaryDirectory(prefix="code-evolver-models-") as folder:
        services = replace(
            adapters.pipeline_services,
            model=model,
            memory=memory,
            nodes=FolderNodeStore(Path(folder), adapters.clock.now),
            make_recaller=lambda evaluator: Recaller(memory, evaluator, lambda *_: False),
            out_folder=lambda name: str(Path(folder) / "out" / name),
        )
        return make_pipeline(services, adapters.rules, notify).solve(read_task(text))


@dataclass(slots=True)
class _OneModel:
    """A LanguageModel that asks one role's model, whoever is meant; counts what it costs."""

    model: LanguageModel
    role: Role
    tokens: int = 0
    cached: int = 0

    def complete(self, request: Request, listen: Listener | None = None) -> Reply:
        """As the model behind does."""
        reply = self.model.complete(replace(request, role=self.role), listen)
        self.tokens += reply.prompt_tokens + reply.output_tokens
        self.cached += reply.cached
        return reply

    def model_for(self, request: Request) -> str:
        """As the model behind does."""
        return self.model.model_for(replace(request, role=self.role))


class _Forgetful:  # pylint: disable=unused-argument  # it does nothing with anything
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

    def with_template(self, template: str) -> tuple[Artifact, ...]:
        """Nothing."""
        return ()

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
        note = f"its code was not used: made from a {outcome.origin or 'pattern'}"
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
