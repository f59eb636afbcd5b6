"""Wires auto-evolution: which nodes it looks at, how it improves one, and when it is on."""

import fcntl
import os
from pathlib import Path

from src.app.house import House
from src.app.measure_wiring import lasting_budget, make_measuring
from src.app.retest import suite_of, verify_by_suite
from src.core.candidate import Candidate, Origin
from src.core.errors import EvolverError, NodeError
from src.core.events import Event, IterationEnded
from src.core.jsonvalue import json_object
from src.core.node import Lineage, Node, NodeDraft
from src.documents.json_files import write_text
from src.evolution.auto import AutoEvolver, ShouldStop, Standing
from src.evolution.optimizer import Bounds, OptimizationResult, Optimizer, Subject
from src.offline.rewrites.improver import RewriteImprover
from src.stages.suite_runner import ContractSuiteRunner

ROUNDS, SECONDS = 2, 60.0


class _GivenUp(EvolverError):
    """The user wants the machine."""


class NodeImprover:
    """Tries to improve one stored node, in a sandbox apart from the user's."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._sandbox = house.sandbox.apart()
        self._budget = lasting_budget(house.config.home / ".auto-evolution-budget")

    def rank(self) -> tuple[Standing, ...]:
        """Every node that has a workload, with its use and its own time."""
        memory, nodes = self._house.memory, self._house.nodes
        found: list[Standing] = []
        for node_id in nodes.ids():
            runs = memory.runs_of(node_id)
            if runs.count:
                version = nodes.load(node_id).version
                found.append(Standing(node_id, version, runs.count, runs.cpu_ms))
        return tuple(found)

    def improve(self, standing: Standing, should_stop: ShouldStop) -> str:
        """The line to tell, or "" if nothing better was found or the user wanted the machine."""
        try:
            node = self._house.nodes.load(standing.node_id)
            result = self._optimize(node, should_stop)
        except (_GivenUp, NodeError):
            return ""
        if should_stop() or not result.best_iteration:
            return ""
        return self._keep(node, result)

    def interrupt(self) -> None:
        """End what runs."""
        self._sandbox.interrupt()

    def _optimize(self, node: Node, should_stop: ShouldStop) -> OptimizationResult:
        specification, suite = suite_of(node)

        def notify(event: Event) -> None:
            if isinstance(event, IterationEnded) and should_stop():
                raise _GivenUp("the user wants the machine")

        runner = ContractSuiteRunner(
            self._sandbox, self._house.foundations.replay_tool, self._house.folder
        )
        optimizer = Optimizer(
            (RewriteImprover(),),
            make_measuring(self._sandbox, self._budget),
            Bounds(ROUNDS, seconds=SECONDS),
            self._house.clock.monotonic,
            notify,
        )
        program = Candidate(node.source, Origin.RECALLED)
        workload = None if specification.tools else specification.workload
        subject = Subject(program, workload, specification=specification, suite=suite)
        return optimizer.improve(subject, verify_by_suite(runner, specification, suite))

    def _keep(self, node: Node, result: OptimizationResult) -> str:
        kept = [i.verdict for i in result.iterations if i.verdict.kept][-1]
        if self._house.nodes.load(node.id).version != node.version:
            return ""
        best = result.best
        lineage = Lineage(best.origin, parent=node.version, model=best.model, note=best.note)
        new = self._house.nodes.keep(
            NodeDraft(
                node.title,
                "",
                node.kind,
                best.source,
                node.suite,
                lineage,
                node.id,
                node.tags,
                node.tools,
                node.specification,
                node.metrics,
                json_object(kept),
                node.score * result.score,
            )
        )
        return f"auto-evolution kept version {new.version} of {node.id}: {kept.reason}"


class Auto:
    """Auto-evolution's switch: remembered in the data folder, held by one process at a time."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._evolver: AutoEvolver | None = None
        self._held: int | None = None

    @property
    def is_on(self) -> bool:
        """Whether it works in this process."""
        return self._evolver is not None and self._evolver.is_on

    def restore(self) -> None:
        """Go on as it was left."""
        if self._flag.exists():
            self.switch(True)

    def switch(self, wanted: bool) -> None:
        """Start or stop it, and remember that. Raises NodeError if another process has it on."""
        if wanted and not self.is_on:
            self._hold()
            improver = NodeImprover(self._house)
            self._evolver = AutoEvolver(
                improver.rank, improver.improve, improver.interrupt, self._house.notes.append
            )
            self._evolver.start()
            write_text(self._flag, "on\n")
        elif not wanted:
            self._flag.unlink(missing_ok=True)
            self.close()

    def pause(self) -> None:
        """A task begins."""
        if self._evolver is not None:
            self._evolver.pause()

    def resume(self) -> None:
        """The task is over."""
        if self._evolver is not None:
            self._evolver.resume()

    def close(self) -> None:
        """Stop, leaving the memory of the switch as it is."""
        evolver, self._evolver = self._evolver, None
        if evolver is not None:
            evolver.stop()
        if self._held is not None:
            os.close(self._held)
            self._held = None

    @property
    def _flag(self) -> Path:
        return self._house.config.home / "auto-evolution"

    def _hold(self) -> None:
        self._house.config.home.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(
            self._house.config.home / ".auto.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666
        )
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            raise NodeError(
                "auto-evolution is on in another program over this data folder",
                hint="auto off there, then auto on here",
            ) from error
        self._held = descriptor
