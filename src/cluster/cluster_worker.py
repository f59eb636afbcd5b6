"""Runs on a cluster's workers: starts one, and evaluates programs there."""

import asyncio
import fcntl
import importlib.util
import os
import sys
from collections.abc import Collection
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from ..app.sandbox_wiring import limits_of_programs
from ..config.manager import ConfigManager
from ..domain.errors import EvolverError
from ..domain.installation import install_extra
from ..domain.ports import Sandbox
from ..evolve.candidate_host import MOST_IMPORTS
from ..evolve.cluster import TAG, certificates, dask, security_of
from ..evolve.cluster_evaluator import EvaluationJob, EvaluationPackage, WorkerEvaluators
from ..evolve.evaluation import Evaluation, Evaluator
from ..evolve.evaluator_choice import reopen_evaluator
from ..evolve.problem import Problem
from ..sandbox.sandbox import ConfinedSandbox

_ROOT = Path(__file__).resolve().parents[2]


def worker_command(address: str, tls: str) -> list[str]:
    """Return Dask's command for a worker: one thread, this version as a resource, a warm sandbox.

    Raises BadArguments for an address that is not safe, EvolverError without the extra `cluster`.
    """
    security_of(address, tls)
    if importlib.util.find_spec("distributed") is None:
        raise EvolverError("Dask is not installed", hint=install_extra("cluster"))
    # -P: a file in the current folder must not stand in for a module.
    command = [sys.executable, "-P", "-m", "dask", "worker", address]
    command += ["--nthreads", "1", "--nworkers", "1", "--no-dashboard"]
    command += ["--resources", f"{TAG}=1", "--preload", __name__]
    if not tls:
        return [*command, "--host", "127.0.0.1"]
    names = ("--tls-ca-file", "--tls-cert", "--tls-key")
    return [*command, *(word for pair in zip(names, certificates(tls)) for word in pair)]


def start_worker(address: str, tls: str) -> NoReturn:
    """Become a worker of the scheduler at this address.

    Raises SandboxError if programs cannot be confined on this machine.
    """
    command = worker_command(address, tls)
    with _sandbox() as sandbox:
        assert sandbox.tier
    paths = (str(_ROOT), os.environ.get("PYTHONPATH", ""))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    os.execv(command[0], command)


def dask_setup(worker: Any) -> None:
    """Prepare a worker before it takes jobs; Dask calls this in the module that it preloads."""
    sandbox = _sandbox()
    worker.evolve_core = take_core(Path("/tmp"), os.sched_getaffinity(0))
    if worker.evolve_core is not None:
        # What this thread starts stays on the same core.
        os.sched_setaffinity(0, {worker.evolve_core})
    worker.evolve_sandbox = sandbox
    worker.evolve_evaluators = WorkerEvaluators(
        partial(evaluator_here, sandbox), Path(worker.local_directory)
    )


def dask_teardown(worker: Any) -> None:
    """End what a worker has started; Dask calls this when it closes."""
    worker.evolve_evaluators.close()
    worker.evolve_sandbox.close()


async def admit(package: EvaluationPackage, worker: Any) -> str:
    """Take a package in and offer it as a resource; return why not ("" if it is taken)."""
    # On a thread: an evaluator that loads slowly must not hold up the worker's heartbeat.
    refusal: str = await asyncio.to_thread(worker.evolve_evaluators.admit, package)
    if not refusal:
        await worker.set_resources(**{package.digest: 1})
    return refusal


def carry_out(job: EvaluationJob) -> tuple[Evaluation, ...] | None:
    """Evaluate a job in a worker's process; return None if its package is not here."""
    found: tuple[Evaluation, ...] | None = dask().get_worker().evolve_evaluators.carry_out(job)
    return found


def evaluator_here(sandbox: Sandbox, package: EvaluationPackage, problem: Problem) -> Evaluator:
    """Open the evaluator of a package whose files are next to `problem`'s on this worker."""
    # Another machine has its Python elsewhere, and grants nothing that this one did not.
    rules = package.rules
    own = type(rules)(
        os.path.abspath(sys.executable),
        rules.seconds,
        rules.memory_mb,
        rules.cascade,
        folder=str(problem.evaluator.parent),
    )
    return reopen_evaluator(package.mode, problem, own, sandbox)


def take_core(folder: Path, cores: Collection[int]) -> int | None:
    """Return a core that no other worker of this machine has, for as long as this process lives.

    None if all are taken: measurements of workers that share a core would disturb each other.
    """
    for core in sorted(cores):
        with suppress(OSError):
            flags = os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
            descriptor = os.open(folder / f"code-evolver-core-{core}", flags, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return core
            except OSError:
                os.close(descriptor)
    return None


def _sandbox() -> ConfinedSandbox:
    settings = ConfigManager().settings.sandbox
    limits = limits_of_programs(settings)
    return ConfinedSandbox(limits, workers=MOST_IMPORTS, allow_weak=settings.allow_weak)
