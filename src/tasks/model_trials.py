"""What the configured models are tried on: one task for all of them, or a bench for each."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from ..domain.events import Notify
from ..domain.model_request import ModelState
from ..domain.ports import LanguageModel, Sandbox
from .model_bench import ModelBench, ModelRecord, read_bench_tasks
from .model_comparison import ModelComparer, ModelComparison, SolveWith


@dataclass(frozen=True, slots=True)
class ModelTrials:
    """Trials of the configured models; `foreground` keeps auto-evolution away meanwhile."""

    model: LanguageModel | None
    probe: Callable[[], Sequence[ModelState]]
    solve: SolveWith
    sandbox: Sandbox
    foreground: Callable[[], AbstractContextManager[None]]

    def compare(self, task: str, notify: Notify) -> ModelComparison:
        """Solve one task with each configured model. Raises Declined where there are not two."""
        comparer = ModelComparer(self.model, self.probe, self.solve)
        with self.foreground():
            return comparer.compare(task, notify)

    def bench(self, tasks: str, notify: Notify) -> tuple[ModelRecord, ...]:
        """Solve the bench's tasks, or those of a file, with each configured model alone.

        Raises Declined where no model answers, BadArguments for a file that cannot be read.
        """
        chosen = read_bench_tasks(Path(tasks)) if tasks else read_bench_tasks()
        bench = ModelBench(self.model, self.probe, self.solve, self.sandbox)
        with self.foreground():
            return bench.run(chosen, notify)
