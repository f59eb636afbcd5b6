"""Evaluates candidates confined, apart from the evaluator, which keeps the user's rights."""

import fcntl
import itertools
import os
import secrets
import shutil
import stat
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from ..domain.errors import Declined
from ..domain.ports import Sandbox
from ..domain.program_run import Limits, Program
from ..guest_code import candidate_client, evaluator_harness, value_encoding
from ..guest_code.guest_source import guest_source
from .candidate_host import VALUES, CandidateHost, address_in
from .evaluation import Evaluation, EvaluationRules, read_evaluation
from .evaluator_process import EvaluatorLost, EvaluatorProcess
from .problem import Problem

_MOST_CALLS = 1_000_000
_GRACE_SECONDS = 2.0
"""The extra time an evaluator has to handle a candidate that used up its own."""
_PREFIX = "evolve-"
_LONGEST_PATH = 75
"""Bytes: the path of a socket has 107 at most, with the private folder and its own name."""
_HARNESS = "code_evolver_harness.py"


class ApartEvaluator:
    """An Evaluator that exchanges only calls and their values with its candidates.

    The evaluator imports a stub file in place of the candidate. Raises Declined if the evaluator
    cannot be loaded or has no `evaluate`.
    """

    def __init__(self, problem: Problem, rules: EvaluationRules, sandbox: Sandbox) -> None:
        self.problem = problem
        self._rules = rules
        parent = folder_for_sockets(tempfile.gettempdir())
        sweep(parent)
        self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        # Until this process ends, the folder is not taken for abandoned.
        self._hold = os.open(self._folder, os.O_RDONLY)
        fcntl.flock(self._hold, fcntl.LOCK_SH)
        for name, module in (
            (_HARNESS, evaluator_harness),
            (f"{VALUES}.py", value_encoding),
            ("_code_evolver_client.py", candidate_client),
        ):
            (self._folder / name).write_text(guest_source(module), encoding="utf-8")
        self._lock = threading.Lock()
        self._living: set[EvaluatorProcess] = set()
        self._idle: list[EvaluatorProcess] = []
        self._numbers = itertools.count(1)
        self._closed = False
        self._host: CandidateHost | None = None
        try:
            self._idle.append(self._start())
            self._host = CandidateHost(sandbox, self._confinement(), self._folder)
        except BaseException:
            self.close()
            raise

    def evaluate(self, source: str, *, fresh: bool = False) -> Evaluation:
        """Evaluate a program; if the evaluator's process is lost, that fails and is replaced."""
        assert self._host is not None
        token = secrets.token_hex(16)
        # Another name each time: an evaluator may import it by its name.
        file = self._folder / f"{self.problem.file.stem}_{next(self._numbers)}.py"
        began = time.monotonic()
        self._host.admit(token, source, str(file))
        try:
            file.write_text(_stand_in(self._folder, self._host.address, token), encoding="utf-8")
            process = self._take(fresh)
            try:
                said = process.evaluate(str(file), self._rules.seconds + _GRACE_SECONDS)
            except BaseException:
                self._end(process)
                raise
            with self._lock:
                self._idle.append(process)
            return read_evaluation(said, time.monotonic() - began)
        except EvaluatorLost as lost:
            return Evaluation(problem=str(lost), seconds=time.monotonic() - began)
        finally:
            self._host.dismiss(token)
            file.unlink(missing_ok=True)

    def evaluate_pair(self, source: str, other: str) -> tuple[Evaluation, Evaluation]:
        """Evaluate two programs, one after the other."""
        return self.evaluate(source), self.evaluate(other)

    def close(self) -> None:
        """End every process, also those that evaluate, and remove the private folder."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            living = tuple(self._living)
        for process in living:
            process.close()
        if self._host is not None:
            self._host.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        os.close(self._hold)

    def _take(self, fresh: bool) -> EvaluatorProcess:
        with self._lock:
            process = self._idle.pop() if self._idle else None
        if process is not None and not fresh:
            return process
        if process is not None:
            self._end(process)
        return self._start()

    def _end(self, process: EvaluatorProcess) -> None:
        with self._lock:
            self._living.discard(process)
        process.close()

    def _start(self) -> EvaluatorProcess:
        try:
            process = EvaluatorProcess(self.problem, self._rules, self._folder / _HARNESS)
        except EvaluatorLost as lost:
            raise Declined(f"{self.problem.evaluator}: {lost}") from lost
        staged = self._rules.cascade is not None and "evaluate_stage1" in process.names
        if "evaluate" not in process.names and not staged:
            process.close()
            raise Declined(
                f"{self.problem.evaluator} has no function evaluate",
                hint="write evaluate(program_path), which returns a dict of metrics",
            )
        with self._lock:
            if not self._closed:
                self._living.add(process)
                return process
        process.close()
        raise EvaluatorLost("the run has ended")

    def _confinement(self) -> Program:
        rules = self._rules
        return Program(
            "",
            readable=rules.readable,
            python=rules.python,
            limits=Limits(rules.seconds, rules.seconds, rules.memory_mb, calls=_MOST_CALLS),
            imports=self.problem.neighbours,
            preload=self.problem.preload,
        )


def folder_for_sockets(temporary: str) -> Path:
    """Return the temporary folder, or /tmp if its path is too long for that of a socket in it."""
    return Path(temporary if len(os.fsencode(temporary)) <= _LONGEST_PATH else "/tmp")


def sweep(parent: Path) -> None:
    """Remove the private folders that killed processes of this user left behind."""
    for folder in parent.glob(f"{_PREFIX}*"):
        try:
            held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            continue
        with suppress(OSError):
            is_own = os.fstat(held).st_uid == os.getuid() and (folder / _HARNESS).is_file()
            if is_own and stat.S_ISSOCK(os.lstat(address_in(folder)).st_mode):
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def _stand_in(folder: Path, address: str, token: str) -> str:
    """Return the text of the file that the evaluator imports as its program."""
    return (
        f"import sys\nif {str(folder)!r} not in sys.path:\n    sys.path.append({str(folder)!r})\n"
        "import _code_evolver_values, _code_evolver_client\n"
        f"_code_evolver_client.attach({address!r}, {token!r}, globals())\n"
    )
