"""How much each configured model can do: it solves tasks alone, and is judged by hidden cases."""

import statistics
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from msgspec import Struct

from ..documents.document import Document
from ..documents.regular_files import read_file_text
from ..documents.typed_values import read_as
from ..domain.errors import BadArguments, ConfigError, Declined
from ..domain.events import Noted, Notify, Progressed
from ..domain.json_value import JSONObject, JSONValue, agrees, json_object, parse_json
from ..domain.model_request import ModelState
from ..domain.node_contract import call_input, read_answer
from ..domain.outcome import Level, Outcome
from ..domain.ports import LanguageModel, Sandbox
from ..domain.program_run import Program
from ..domain.signature import read_signature
from .model_comparison import ModelComparison, OneModel, SolveWith, compare_models, ready_models

TASKS = Path(__file__).with_name("bench_tasks.jsonl")
_HINT = "one JSON object a line: level, task, cases with arguments and result"


class BenchCase(Struct, frozen=True):
    """The arguments of a call and its result, or a word that the resulting text contains."""

    arguments: list[Any]
    result: Any = None
    contains: str = ""

    def accepts(self, result: JSONValue) -> bool:
        """Tell whether this result is right."""
        if self.contains:
            return isinstance(result, str) and self.contains.lower() in result.lower()
        return agrees(result, self.result)


class BenchTask(Struct, frozen=True):
    """A task as it is typed, how hard it is, and its hidden cases, its own call first."""

    task: str
    cases: list[BenchCase]
    level: str = "middling"


def read_bench_tasks(path: Path = TASKS) -> tuple[BenchTask, ...]:
    """Read the tasks of a file, one JSON object a line. Raises BadArguments naming a bad line.

    {"level": "easy", "task": "double a number: 4",
     "cases": [{"arguments": [4], "result": 8}, {"arguments": [0], "result": 0}]}

    The first case is the task's own call. `arguments` are in the order of the task's words; for a
    text that a model writes anew each time, `contains` takes the place of `result`.
    """
    try:
        lines = read_file_text(path).splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise BadArguments(f"cannot read {path}: {problem}", hint=_HINT) from problem
    tasks = tuple(
        _read(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()
    )
    if not tasks:
        raise BadArguments(f"{path} holds no task", hint=_HINT)
    return tasks


def _read(line: str, place: str) -> BenchTask:
    try:
        task = read_as(Document(parse_json(line), place), BenchTask)
    except ValueError as problem:
        raise BadArguments(f"{place}: no JSON: {problem}", hint=_HINT) from problem
    except ConfigError as problem:
        raise BadArguments(str(problem), hint=_HINT) from problem
    if not task.cases:
        raise BadArguments(f"{place}: the task has no case", hint=_HINT)
    return task


def calls_of(
    task: BenchTask, source: str, function: str, own: JSONObject
) -> Sequence[JSONObject] | None:
    """Return the arguments by name of each case; None if the function's parameters are others.

    A model names and orders parameters as it likes, so the task's own call shows which value of
    a case goes where; a parameter that takes none of them keeps the argument it has there.
    """
    free = [parameter.name for parameter in read_signature(source, function).parameters]
    taken: list[str] = []
    for value in task.cases[0].arguments:
        name = next((name for name in free if name in own and agrees(own[name], value)), "")
        if not name:
            return None
        free.remove(name)
        taken.append(name)
    return [{**own, **dict(zip(taken, case.arguments))} for case in task.cases]


class BenchRow(Struct, frozen=True):
    """What one model made of one task.

    `right` is about the task's own result, `right_on_all` about every hidden case. `tokens` are
    output tokens, `seconds` wall time.
    """

    task: str
    level: str
    solved: bool
    right: bool
    right_on_all: bool
    confidence: str
    requests: int
    tokens: int
    seconds: float
    note: str = ""


class ModelRecord(Struct, frozen=True):
    """One model's rows."""

    model: str
    rows: tuple[BenchRow, ...]

    def totals(self) -> JSONObject:
        """Count over all tasks; requests, tokens and seconds at the median."""
        rows = self.rows
        high = [row for row in rows if row.confidence == Level.HIGH]
        return {
            "tasks": len(rows),
            "solved": sum(row.solved for row in rows),
            "right": sum(row.right for row in rows),
            "right_on_all": sum(row.right_on_all for row in rows),
            "wrong_accepted": sum(row.solved and not row.right for row in rows),
            "high": len(high),
            "high_right": sum(row.right for row in high),
            "requests": statistics.median(row.requests for row in rows),
            "tokens": statistics.median(row.tokens for row in rows),
            "seconds": round(statistics.median(row.seconds for row in rows), 1),
        }

    def right_at(self, level: str) -> str:
        """Return how many of a level's tasks are right, as "7 of 10"."""
        rows = [row for row in self.rows if row.level == level]
        return f"{sum(row.right for row in rows)} of {len(rows)}"

    @property
    def answer(self) -> JSONObject:
        """The same for scripts, with a row for each task."""
        rows: list[JSONValue] = [json_object(row) for row in self.rows]
        return {"model": self.model, **self.totals(), "rows": rows}


class ModelTrials(Struct, frozen=True):
    """Solves one task or a bench with each model that answers, with nothing remembered.

    `probe` asks how the roles' models are; a solution's function runs confined on hidden cases.
    `foreground` keeps auto-evolution away meanwhile.
    """

    model: LanguageModel | None
    probe: Callable[[], Sequence[ModelState]]
    solve: SolveWith
    sandbox: Sandbox
    foreground: Callable[[], AbstractContextManager[None]] = nullcontext

    def compare(self, task: str, notify: Notify) -> ModelComparison:
        """Solve one task with each configured model. Raises Declined where there are not two."""
        with self.foreground():
            return compare_models(self.model, self.probe, self.solve, task, notify)

    def bench(self, tasks: str, notify: Notify) -> tuple[ModelRecord, ...]:
        """Solve the bench's tasks, or those of a file, with each configured model alone.

        Raises Declined where no model answers, BadArguments for a file that cannot be read.
        """
        chosen = read_bench_tasks(Path(tasks)) if tasks else read_bench_tasks()
        with self.foreground():
            return self.run(chosen, notify)

    def run(self, tasks: Sequence[BenchTask], notify: Notify) -> tuple[ModelRecord, ...]:
        """Return every model's record. Raises Declined where no model answers."""
        if self.model is None:
            raise Declined("no model is asked offline", hint="leave --offline out")
        ready = ready_models(self.probe())
        if not ready:
            raise Declined("no configured model answers", hint="models shows what is missing")
        records: list[ModelRecord] = []
        for name, role in ready.items():
            notify(Noted(f"{name}: {len(tasks)} tasks"))
            rows: list[BenchRow] = []
            for number, task in enumerate(tasks):
                notify(Progressed(f"{name}, {task.level}", number, len(tasks)))
                rows.append(self._row(task, OneModel(self.model, role)))
            records.append(ModelRecord(name, tuple(rows)))
        return tuple(records)

    def _row(self, task: BenchTask, model: OneModel) -> BenchRow:
        outcome = self.solve(model, task.task, lambda event: None)
        right = outcome.solved and task.cases[0].accepts(outcome.result)
        return BenchRow(
            task.task,
            task.level,
            outcome.solved,
            right,
            right and self._is_right_on_all(task, outcome),
            outcome.confidence.level.value if outcome.confidence else "",
            model.requests,
            model.output_tokens,
            round(outcome.seconds, 2),
            outcome.error,
        )

    def _is_right_on_all(self, task: BenchTask, outcome: Outcome) -> bool:
        if len(task.cases) == 1:
            return True
        calls = calls_of(task, outcome.source, outcome.function, outcome.arguments or {})
        if calls is None:
            return False
        with self.sandbox.open(Program(outcome.source)) as session:
            answers = [read_answer(session.run(call_input(arguments))) for arguments in calls]
        return all(
            answer.ok and case.accepts(answer.result) for answer, case in zip(answers, task.cases)
        )
