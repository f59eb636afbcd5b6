"""Auto-evolution as the program offers it: switched, asked what it did, used in the foreground."""

import fcntl
import os
from dataclasses import dataclass, replace
from pathlib import Path

from ..autoevolve.hourly_quota import HourlyQuota, QuotaUse
from ..autoevolve.worker import AutoEvolver
from ..documents.json_files import write_text
from ..domain.audit_log import EvolutionEvent
from ..domain.candidate import Origin
from ..domain.errors import NodeError
from ..domain.events import Notify
from ..domain.node import Lineage, draft_of
from ..domain.outcome import Outcome
from ..measure.error_budget import LastingBudget
from .adapters import Adapters
from .background_worker import BackgroundWorker
from .low_priority import step_back
from .measure_wiring import lasting_budget
from .node_improver import Effort, Improved, NodeImprover
from .promotion import Promotion
from .retest import retest
from .rollback import with_test


@dataclass(frozen=True, slots=True)
class Budget:
    """What is left of an hour's allowance, and the level at which the next candidate is tested."""

    left: QuotaUse
    most: QuotaUse
    next_level: float


class Auto:
    """Its switch is remembered in the data folder, and held by one process at a time."""

    def __init__(self, adapters: Adapters) -> None:
        self._adapters = adapters
        self._evolver: AutoEvolver | None = None
        self._unattended: BackgroundWorker | None = None
        self._held: int | None = None

    @property
    def is_on(self) -> bool:
        """Whether it works in this process."""
        return self._evolver is not None and self._evolver.is_on

    @property
    def allowance(self) -> HourlyQuota:
        """What may be spent in an hour, and what is left."""
        settings = self._adapters.config.settings.auto
        most = QuotaUse(settings.tokens, settings.candidates, settings.minutes)

        def spent_since(at: float) -> QuotaUse:
            tokens, candidates, seconds = self._adapters.memory.evolution.spent_since(at)
            return QuotaUse(tokens, candidates, seconds / 60)

        return HourlyQuota(most, spent_since, self._adapters.clock.now)

    def budget(self) -> Budget:
        """What is left of this hour, and how sure the next candidate has to be."""
        allowance = self.allowance
        return Budget(allowance.left(), allowance.most, self._budget.level_ahead)

    def accept(self, outcome: Outcome) -> None:
        """Make a result that the user called good a test of its node.

        Not where tools had a part in it (they answer otherwise next time), nor where the program
        does not pass it now.
        """
        adapters = self._adapters
        node = adapters.nodes.load(outcome.node_id)
        note = "a result that was called good became a test"
        draft = draft_of(node, node.source, Lineage(Origin.EDITED, node.version, note=note))
        larger = with_test(node, draft, outcome.task.text, outcome.result)
        if node.tools or outcome.task.files or larger.suite == node.suite:
            return
        under = replace(node, specification=larger.specification)
        if retest(adapters.suite_runner(), under, node.source).all_passed:
            new = adapters.nodes.keep(larger)
            Promotion(adapters).tell(new, "suite grew", f"{node.id}: {note}")

    def log(self, limit: int = 20) -> tuple[EvolutionEvent, ...]:
        """What it did and why, newest first. Raises MemoryUnavailable."""
        return self._adapters.memory.evolution.latest(limit)

    def evolve(self, node_id: str, rounds: int, notify: Notify) -> Improved:
        """Improve one node now, telling how it goes; what was kept stays after an interrupt.

        Raises NodeError.
        """
        self.pause()
        try:
            node = self._adapters.nodes.load(node_id)
            improver = NodeImprover(self._adapters, self._adapters.sandbox, self._budget, notify)
            settings = self._adapters.config.settings.optimizer
            effort = Effort(rounds, settings.tries, settings.seconds, settings.tokens)
            return improver.improve(node, effort)
        except KeyboardInterrupt:
            self._adapters.interrupt()
            raise
        finally:
            self.resume()

    def restore(self) -> None:
        """Go on as it was left."""
        if self._flag.exists():
            self.switch(True)

    def switch(self, wanted: bool) -> None:
        """Start or stop it, and remember that. Raises NodeError if another process has it on."""
        if wanted and not self.is_on:
            self._hold()
            self._unattended = BackgroundWorker(self._adapters, self._budget, self.allowance)
            self._evolver = AutoEvolver(
                self._unattended.rank,
                self._unattended.improve,
                self._unattended.interrupt,
                self._adapters.notes.append,
                begin=step_back,
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
        unattended, self._unattended = self._unattended, None
        if unattended is not None:
            unattended.close()
        if self._held is not None:
            os.close(self._held)
            self._held = None

    @property
    def _budget(self) -> LastingBudget:
        return lasting_budget(self._adapters.config.home / ".auto-evolution-budget")

    @property
    def _flag(self) -> Path:
        return self._adapters.config.home / "auto-evolution"

    def _hold(self) -> None:
        self._adapters.config.home.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(
            self._adapters.config.home / ".auto.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666
        )
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            raise NodeError(
                "auto-evolution is on in another program over this data folder",
                hint="`auto off` there, then `auto on` here",
            ) from error
        self._held = descriptor
