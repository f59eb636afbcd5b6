"""Evaluates programs on the workers of a cluster."""

import ast
import hashlib
import importlib.util
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from ..documents.regular_files import read_file
from ..domain.errors import Declined, EvolverError
from .cluster import Cluster, ClusterState, WorkersLost
from .evaluation import Evaluation, EvaluationRules, Evaluator
from .problem import Problem

_MOST_BYTES = 20_000_000
_MOST_PACKAGES = 8
"""A worker keeps the evaluators of so many runs ready; the one unused for longest is closed."""
_TRIES = 3


@dataclass(frozen=True, slots=True)
class EvaluationPackage:
    """What a worker needs besides the programs: the problem, the rules, and the files it names.

    `installed` are the packages that problem and evaluator import, and that are installed here.
    """

    problem: Problem
    rules: EvaluationRules
    mode: str
    files: tuple[tuple[str, bytes], ...]
    installed: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the whole content, in hex."""
        whole = (self.rules, self.mode, self.problem, self.files)
        return hashlib.sha256(repr(whole).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class EvaluationJob:
    """Programs to evaluate on one worker, one after the other, with the package of this digest."""

    digest: str
    sources: tuple[str, ...]
    fresh: bool = False


MakeEvaluator = Callable[[EvaluationPackage, Problem], Evaluator]
"""Makes the evaluator of a package whose problem has its files on this worker."""


class ClusterEvaluator:
    """An Evaluator over the workers of a cluster."""

    def __init__(self, cluster: Cluster, digest: str) -> None:
        self._cluster = cluster
        self._digest = digest

    def state(self) -> ClusterState:
        """Return what the cluster's workers are at."""
        return self._cluster.state()

    def places(self) -> int:
        """Return how many evaluations to ask for at once.

        Two for each worker: none waits for its next job, and one that joins late finds work.
        """
        return max(1, 2 * self._cluster.state().workers)

    def evaluate(self, source: str, *, fresh: bool = False) -> Evaluation:
        """Evaluate on any worker; if it dies, another one repeats the evaluation."""
        return self._ask(EvaluationJob(self._digest, (source,), fresh))[0]

    def evaluate_pair(self, source: str, other: str) -> tuple[Evaluation, Evaluation]:
        """Evaluate both programs on the same worker: others may be faster or busier."""
        first, second = self._ask(EvaluationJob(self._digest, (source, other)))
        return first, second

    def close(self) -> None:
        """Leave the cluster; the workers go on."""
        self._cluster.close()

    def _ask(self, job: EvaluationJob) -> tuple[Evaluation, ...]:
        try:
            for _ in range(_TRIES):
                found: tuple[Evaluation, ...] | None = self._cluster.run(job)
                if found is not None:
                    return found
                self._cluster.admit_again()
        except WorkersLost:
            problem = "the evaluation ended every worker that tried it"
            return tuple(Evaluation(problem=problem) for _ in job.sources)
        raise EvolverError(
            "the workers have too many runs at once",
            hint="continue with evolve --resume when another run has ended",
        )


class WorkerEvaluators:
    """The evaluators of one worker, by their packages' digests; `folder` is for their files."""

    def __init__(self, make: MakeEvaluator, folder: Path) -> None:
        self._make = make
        self._folder = folder
        self._known: OrderedDict[str, Evaluator] = OrderedDict()

    def admit(self, package: EvaluationPackage) -> str:
        """Unpack a package; return why it cannot be used on this machine ("" if it can)."""
        if package.digest in self._known:
            return ""
        missing = [n for n in package.installed if importlib.util.find_spec(n) is None]
        if missing:
            return f"it lacks the package {', '.join(missing)}"
        while len(self._known) >= _MOST_PACKAGES:
            self._known.popitem(last=False)[1].close()
        try:
            self._known[package.digest] = self._make(package, self._unpacked(package))
        except EvolverError as error:
            return str(error)
        return ""

    def carry_out(self, job: EvaluationJob) -> tuple[Evaluation, ...] | None:
        """Evaluate the job's programs in order; return None if its package is not here."""
        evaluator = self._known.get(job.digest)
        if evaluator is None:
            return None
        self._known.move_to_end(job.digest)
        found = [evaluator.evaluate(source, fresh=job.fresh) for source in job.sources]
        # A proxy of a mapping cannot be pickled.
        return tuple(
            replace(one, metrics=dict(one.metrics), artifacts=dict(one.artifacts)) for one in found
        )

    def close(self) -> None:
        """End all evaluators."""
        for evaluator in self._known.values():
            evaluator.close()
        self._known.clear()

    def _unpacked(self, package: EvaluationPackage) -> Problem:
        folder = self._folder / f"evolve-{package.digest[:16]}"
        folder.mkdir(exist_ok=True)
        for name, content in package.files:
            (folder / name).write_bytes(content)
        problem = package.problem
        return replace(
            problem,
            file=folder / problem.file.name,
            evaluator=folder / problem.evaluator.name,
        )


def pack(problem: Problem, rules: EvaluationRules, mode: str) -> EvaluationPackage:
    """Pack a problem with the modules next to its evaluator, and the files that this names."""
    named = {
        str(node.value)
        for node in ast.walk(ast.parse(problem.evaluator_source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    files: list[tuple[str, bytes]] = []
    for path in sorted(problem.evaluator.parent.iterdir()):
        if path.is_file() and (path.suffix == ".py" or path.name in named):
            try:
                files.append((path.name, read_file(path)))
            except OSError as error:
                raise Declined(f"{path} cannot be read: {error.strerror}") from error
    if sum(len(content) for _, content in files) > _MOST_BYTES:
        raise Declined(f"the evaluator's files are larger than {_MOST_BYTES // 1_000_000} MB")
    # An import that fails here as well is optional.
    installed = tuple(n for n in problem.preload if importlib.util.find_spec(n) is not None)
    return EvaluationPackage(problem, rules, mode, tuple(files), installed)
