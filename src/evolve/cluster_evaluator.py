"""Evaluates programs on the workers of a cluster."""

import ast
import hashlib
import importlib.util
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Set
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from ..documents.regular_files import read_file
from ..domain.errors import Declined, EvolverError
from ..domain.replace import replace
from .cluster import Cluster, ClusterState, WorkersLost
from .evaluation import Evaluation, EvaluationRules, Evaluator
from .problem import Problem

_MOST_BYTES = 20_000_000
_MOST_PACKAGES = 8
"""A worker keeps the evaluators of so many runs ready; the one unused for longest is closed."""
_TRIES = 3


class EvaluationPackage(Struct, frozen=True):
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


class EvaluationJob(Struct, frozen=True):
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
                # Lost on the way, or the package is not there: both are over when it is sent again.
                with suppress(CancelledError, OSError):
                    found: tuple[Evaluation, ...] | None = self._cluster.run(job)
                    if found is not None:
                        return found
                self._cluster.admit_again()
        except WorkersLost:
            problem = "the evaluation ended every worker that tried it"
            return tuple(Evaluation(problem=problem) for _ in job.sources)
        raise EvolverError(
            "the workers do not keep the run's files: they have too many runs, or no space",
            hint="continue with evolve --resume when they have room",
        )


class WorkerEvaluators:
    """The evaluators of one worker, by their packages' digests; `folder` is for their files."""

    def __init__(self, make: MakeEvaluator, folder: Path) -> None:
        self._make = make
        self._folder = folder
        self._known: OrderedDict[str, Evaluator] = OrderedDict()
        self._admitting = threading.Lock()

    def admit(self, package: EvaluationPackage) -> str:
        """Unpack a package; return why it cannot be used on this machine ("" if it can).

        It can if the unchanged program has a score here.
        """
        with self._admitting:
            return "" if package.digest in self._known else self._take_in(package)

    def _take_in(self, package: EvaluationPackage) -> str:
        missing = [n for n in package.installed if importlib.util.find_spec(n) is None]
        if missing:
            return f"it lacks the package {', '.join(missing)}"
        while len(self._known) >= _MOST_PACKAGES:
            self._drop(next(iter(self._known)))
        try:
            evaluator = self._make(package, self._unpacked(package))
        except EvolverError as error:
            return str(error)
        try:
            first = evaluator.evaluate(package.problem.source)
        except BaseException:
            evaluator.close()
            raise
        if not first.is_usable:
            evaluator.close()
            return first.problem or "the unchanged program's score is not a finite number there"
        self._known[package.digest] = evaluator
        return ""

    def _drop(self, digest: str) -> None:
        evaluator = self._known.pop(digest, None)
        if evaluator is not None:
            evaluator.close()

    def carry_out(self, job: EvaluationJob) -> tuple[Evaluation, ...] | None:
        """Evaluate the job's programs in order; return None if its package is not here."""
        evaluator = self._known.get(job.digest)
        if evaluator is None:
            return None
        self._known.move_to_end(job.digest)
        try:
            found = [evaluator.evaluate(source, fresh=job.fresh) for source in job.sources]
        except OSError:
            # Its files were removed, or the disk is full.
            self._drop(job.digest)
            return None
        # A proxy of a mapping cannot be pickled.
        return tuple(
            replace(one, metrics=dict(one.metrics), artifacts=dict(one.artifacts)) for one in found
        )

    def close(self) -> None:
        """End all evaluators."""
        for digest in tuple(self._known):
            self._drop(digest)

    def _unpacked(self, package: EvaluationPackage) -> Problem:
        folder = self._folder / f"evolve-{package.digest[:16]}"
        folder.mkdir(exist_ok=True)
        for name, content in package.files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        problem = package.problem
        return replace(
            problem, file=folder / problem.file.name, evaluator=folder / problem.evaluator.name
        )


def pack(problem: Problem, rules: EvaluationRules, mode: str) -> EvaluationPackage:
    """Pack a problem with the modules next to its evaluator, and the files that this names.

    A file in a subfolder is named if each part of its path is.
    """
    named = {
        part
        for node in ast.walk(ast.parse(problem.evaluator_source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for part in node.value.split("/")
    }
    home = problem.evaluator.parent
    try:
        paths = [*_files_named(home, named, ()), *home.glob("*.py")]
        files = {str(path.relative_to(home)): read_file(path) for path in paths if path.is_file()}
    except OSError as error:
        raise Declined(f"{error.filename or home} cannot be read: {error.strerror}") from error
    if sum(map(len, files.values())) > _MOST_BYTES:
        raise Declined(f"the evaluator's files are larger than {_MOST_BYTES // 1_000_000} MB")
    # An import that fails here as well is optional.
    installed = tuple(n for n in problem.preload if importlib.util.find_spec(n) is not None)
    return EvaluationPackage(problem, rules, mode, tuple(sorted(files.items())), installed)


def _files_named(folder: Path, names: Set[str], above: tuple[Path, ...]) -> Iterator[Path]:
    """Yield the files with these names, also in folders with these names; no link is a loop."""
    above = (*above, folder.resolve())
    for path in folder.iterdir():
        if path.name in names and path.is_dir() and path.resolve() not in above:
            yield from _files_named(path, names, above)
        elif path.name in names and path.is_file():
            yield path
