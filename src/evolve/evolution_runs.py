"""Starts, resumes, lists, shows and exports runs of evolution."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from ..documents.json_files import write_text
from ..documents.regular_files import open_own_file
from ..domain.errors import BadArguments, Declined, EvolverError
from ..domain.events import Noted, Notify
from ..domain.ports import Clock, LanguageModel, Sandbox
from ..domain.replace import replace
from .attempts import Parts
from .budgets import Budgets
from .cluster import Cluster, connect
from .cluster_evaluator import ClusterEvaluator, pack
from .constant_tuning import ConstantTuning
from .evaluation import EvaluationRules, Evaluator
from .evaluator_choice import (
    APART,
    ChosenEvaluator,
    choose_evaluator,
    first_evaluations,
    reopen_evaluator,
)
from .evolution_session import Evolution
from .evolved_file import evolved_file, write_evolved
from .model_operator import ModelOperator
from .problem import read_problem
from .run_export import export_run
from .run_report import RunReport, read_report, score_plot
from .run_settings import RunSettings, read_settings
from .run_setup import RunSetup, read_setup
from .run_store import FILE, WORKLOAD, RunStore, holding_run
from .search import Operator, make_search


class EvolveRequest(Struct, frozen=True):
    """What a user asks for; `iterations` None leaves their number to the settings file."""

    file: str = ""
    evaluator: str = ""
    config: str = ""
    iterations: int | None = None
    budgets: Budgets = Budgets()
    python: str = ""
    readable: tuple[str, ...] = ()
    network: bool = False
    cluster: str = ""
    tls: str = ""


class EvolveServices(Struct, frozen=True):
    """What runs need.

    `open_sandbox` confines a number of candidates at once, `model` is None offline, `interrupt`
    ends everything under way, and `worker_module` is what a worker imports.
    """

    open_sandbox: Callable[[int], AbstractContextManager[Sandbox]]
    model: LanguageModel | None
    clock: Clock
    interrupt: Callable[[], None]
    worker_module: str


class EvolutionRuns:
    """The runs in one folder."""

    def __init__(self, folder: Path, services: EvolveServices) -> None:
        self._folder = folder
        self._services = services
        self._active: dict[str, Evolution] = {}
        self._lock = threading.Lock()

    def start(self, request: EvolveRequest, notify: Notify) -> RunReport:
        """Evolve a program until a budget is used up. Raises Declined or ConfigError before.

        Ctrl-C ends the run and keeps its best program. The program's file is never changed.
        """
        settings, unused = read_settings(request.config) if request.config else (RunSettings(), ())
        problem = read_problem(request.file, request.evaluator)
        if unused:
            notify(Noted(f"settings without effect: {', '.join(unused)}"))
        if settings.models and self._services.model is None:
            notify(Noted("offline: the models of the settings are not asked"))
        settings = replace(settings, iterations=request.iterations or settings.iterations)
        rules = EvaluationRules(
            os.path.abspath(os.path.expanduser(request.python or sys.executable)),
            settings.seconds,
            settings.memory_mb,
            settings.cascade,
            request.readable,
            request.network,
        )
        _require_local_grants(request, rules)
        with self._services.open_sandbox(settings.parallel) as sandbox:
            chosen = choose_evaluator(problem, rules, sandbox)
            setup = RunSetup(problem, settings, rules, chosen.mode, request.budgets)
            with self._placed(chosen.evaluator, setup, request, notify) as evaluator:
                _describe(chosen, notify)
                folder = self._new_folder(problem.file.stem)
                with holding_run(folder), self._store(folder, create=True) as store:
                    store.note("setup", setup.stored() | {"started": self._services.clock.now()})
                    evolution = self._evolution(store, setup, request, evaluator, notify)
                    evolution.start(chosen.initial)
                    return self._carry_out(evolution, store, notify)

    def resume(self, run: str, request: EvolveRequest, notify: Notify) -> RunReport:
        """Continue a run with its setup; the budgets of the request replace earlier ones.

        Raises Declined if the run is unknown, another process continues it, or its evaluator was
        changed.
        """
        folder = self._of(run)
        with holding_run(folder), self._store(folder) as store:
            setup = read_setup(store.setup())
            setup = replace(setup, budgets=request.budgets.over(setup.budgets))
            _require_local_grants(request, setup.rules)
            with self._services.open_sandbox(setup.settings.parallel) as sandbox:
                own = reopen_evaluator(setup.mode, setup.problem, setup.rules, sandbox)
                with self._placed(own, setup, request, notify) as evaluator:
                    evolution = self._evolution(store, setup, request, evaluator, notify)
                    store.note("ended", "")
                    if store.bests():
                        evolution.restore()
                    else:
                        # It was killed before its first evaluation was stored.
                        evolution.start(first_evaluations(evaluator, setup.problem.source))
                    return self._carry_out(evolution, store, notify)

    def stop(self, run: str) -> bool:
        """End a run of this process after its evaluations in flight; False if there is none."""
        with self._lock:
            evolution = self._active.get(run)
        if evolution is not None:
            evolution.stop()
        return evolution is not None

    def list(self) -> tuple[RunReport, ...]:
        """List all runs with a program, newest first."""
        reports: list[RunReport] = []
        for file in self._folder.glob(f"*/{FILE}"):
            with suppress(EvolverError):
                reports.append(read_report(file.parent))
        return tuple(sorted(reports, key=_started, reverse=True))

    def read(self, run: str) -> RunReport:
        """Read a run with its programs and scores, finished or under way. Raises Declined."""
        return read_report(self._of(run))

    def best_path(self, report: RunReport) -> Path:
        """Return where the best program is: next to the user's file if this run wrote it there."""
        return evolved_file(report) or self._of(report.run) / "best.py"

    def write_plot(self, report: RunReport) -> Path:
        """Draw the scores into the run's folder, and return the file."""
        path = self._of(report.run) / "scores.svg"
        write_text(path, score_plot(report))
        return path

    def export(self, run: str, target: str) -> Path:
        """Write the best program, its lineage and what it takes to rerun it to a new folder."""
        return export_run(self.read(run), Path(os.path.expanduser(target)).absolute())

    def _carry_out(self, evolution: Evolution, store: RunStore, notify: Notify) -> RunReport:
        run = store.folder.name
        with self._lock:
            self._active[run] = evolution
        ended = "it was stopped"
        try:
            ended = evolution.run()
        except KeyboardInterrupt:
            ended = "it was interrupted"
            self._services.interrupt()
        except EvolverError as error:
            ended = str(error)
            raise
        finally:
            with self._lock:
                del self._active[run]
            store.note("ended", ended)
            report = replace(read_report(store.folder), ended=ended, is_under_way=False)
            write_text(store.folder / "best.py", report.best.record.source)
            kept = write_evolved(report, self._folder)
            if kept:
                notify(Noted(kept))
        return report

    @contextmanager
    def _placed(
        self, own: Evaluator, setup: RunSetup, request: EvolveRequest, notify: Notify
    ) -> Iterator[Evaluator]:
        """Yield the evaluator: the program's own, or that of the cluster that was asked for."""
        with closing(own):
            if not request.cluster:
                yield own
                return
            package = pack(setup.problem, setup.rules, setup.mode)
            client = connect(request.cluster, request.tls)
            module = self._services.worker_module
            # A worker first evaluates the unchanged program.
            seconds = setup.rules.seconds
            cluster = Cluster(client, module, package, lambda text: notify(Noted(text)), seconds)
            with closing(ClusterEvaluator(cluster, package.digest)) as evaluator:
                yield evaluator

    def _evolution(
        self,
        store: RunStore,
        setup: RunSetup,
        request: EvolveRequest,
        evaluator: Evaluator,
        notify: Notify,
    ) -> Evolution:
        problem, settings, model = setup.problem, setup.settings, self._services.model
        operators: list[Operator] = [ConstantTuning(problem)]
        if model is not None:
            operators.insert(0, ModelOperator(model, problem, settings))
        search, clock = make_search(settings), self._services.clock
        parts = Parts(problem, evaluator, tuple(operators), search, clock)
        parts = _with_places(parts, settings.parallel, store.folder / WORKLOAD)
        budgets = replace(
            setup.budgets,
            iterations=request.iterations or settings.iterations,
            patience=settings.patience,
            smallest_gain=settings.smallest_gain,
        )
        return Evolution(parts, store, budgets, settings.seed, notify)

    def _store(self, folder: Path, create: bool = False) -> RunStore:
        return RunStore(folder, self._services.clock.now, create=create)

    def _of(self, run: str) -> Path:
        folder = self._folder / run
        if not run or Path(run).name != run or not (folder / FILE).is_file():
            raise Declined(f"unknown run {run!r}", hint="list them with: evolve runs")
        return folder

    def _new_folder(self, stem: str) -> Path:
        number = 1
        while True:
            folder = self._folder / f"{stem}-{number}"
            try:
                folder.mkdir(parents=True)
                return folder
            except FileExistsError:
                number += 1


def _with_places(parts: Parts, parallel: int, workload_file: Path) -> Parts:
    """Let as many evaluations run at once as there is room for, here or on the cluster."""
    workload_file.unlink(missing_ok=True)
    cluster = parts.evaluator
    if not isinstance(cluster, ClusterEvaluator):
        return replace(parts, places=lambda: parallel)

    def workload() -> str:
        text = str(cluster.state())
        # Not synced to disk: it matters only while the run is under way.
        descriptor = open_own_file(workload_file, os.O_WRONLY | os.O_TRUNC)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        return text

    return replace(parts, places=cluster.places, workload=workload)


def _require_local_grants(request: EvolveRequest, rules: EvaluationRules) -> None:
    """Raise BadArguments for a cluster with what is granted to, or found on, this machine alone."""
    if request.cluster and (request.python or rules.readable or rules.network):
        raise BadArguments(
            "--python, --allow-read and --allow-net are not for workers of a cluster"
        )


def _describe(chosen: ChosenEvaluator, notify: Notify) -> None:
    if chosen.mode != APART:
        notify(
            Noted(
                f"candidates run confined together with the evaluator: {chosen.reason}",
                hint="a candidate could forge its own score, but nothing else",
            )
        )
    if chosen.initial[0].ignored:
        names = ", ".join(chosen.initial[0].ignored)
        notify(Noted(f"not kept as metrics (texts are artifacts): {names}"))


def _started(report: RunReport) -> float:
    started = report.setup.get("started")
    return float(started) if isinstance(started, (int, float)) else 0.0
