"""Finds the input size at which a user's function can be measured."""

from dataclasses import replace

from ..domain.candidate import Candidate
from ..domain.ports import Sandbox, Session
from ..domain.program_run import Program
from ..domain.task import Workload
from ..measure.scaling import find_scale
from ..optimize.optimizer import MIN_OWN_MS
from ..verify.subject_program import SubjectEnvironment, subject_program
from .import_probe import QUICK

START_SIZE = 20


class SizeFinder:
    """Runs functions on larger and larger inputs, in this environment."""

    def __init__(self, sandbox: Sandbox, environment: SubjectEnvironment) -> None:
        self._sandbox = sandbox
        self._environment = environment

    def find(self, program: Candidate, workload: Workload, function: str) -> tuple[int, float]:
        """The size, and the function's own CPU ms there. Raises Declined.

        It is a little above the least that can be measured, so that noise does not decide.
        """
        subject = subject_program(program, workload, function, self._environment)
        scale = find_scale(self._sandbox, subject, START_SIZE)
        size, own_ms = scale.size, scale.work.cpu
        with self._sandbox.open(replace(subject, limits=QUICK)) as session:
            for _ in range(4):
                if not MIN_OWN_MS / 2 < own_ms < 1.5 * MIN_OWN_MS:
                    break
                larger = size + max(1, size // 3 if size > 60 else 1)
                run = session.run({"seed": 0, "size": larger, "describe": False})
                if not run.finished or '"raised"' in run.stdout:
                    break
                size, own_ms = larger, run.metrics.cpu_ms - scale.overhead.cpu
        return size, own_ms


class QuickSandbox:
    """A Sandbox whose programs are not waited for long: unusual inputs can take for ever."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def open(self, program: Program) -> Session:
        """As the sandbox does, within tighter limits."""
        return self._sandbox.open(replace(program, limits=QUICK))

    @property
    def tier(self) -> str:
        """As the sandbox says."""
        return self._sandbox.tier
