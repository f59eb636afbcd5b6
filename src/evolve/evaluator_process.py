"""A process that holds the user's evaluator and answers one evaluation at a time."""

import contextlib
import json
import os
import signal
import socket
import subprocess
from pathlib import Path

from ..domain.errors import EvolverError
from ..domain.json_value import JSONObject, JSONValue
from .evaluation import EvaluationRules
from .problem import Problem

_START_SECONDS = 60.0
_LONGEST_ANSWER = 16 << 20


class EvaluatorLost(EvolverError):
    """The evaluator's process ended, or did not answer in time."""


class EvaluatorProcess:
    """The evaluator, loaded once, with the user's rights.

    Raises EvaluatorLost with the evaluator's error if it cannot be loaded.
    """

    def __init__(self, problem: Problem, rules: EvaluationRules, harness: Path) -> None:
        self._socket, theirs = socket.socketpair()
        self._lines = self._socket.makefile("rb")
        start = (
            f"import sys; sys.path.insert(0, {str(harness.parent)!r})\n"
            f"import {harness.stem} as harness; harness.main()"
        )
        with theirs:
            self._process = subprocess.Popen(  # pylint: disable=consider-using-with
                [rules.python, "-B", "-c", start],
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=subprocess.DEVNULL,
                cwd=rules.folder or None,
                # In its own group, what it starts ends with it and Ctrl-C does not reach it.
                start_new_session=True,
            )
        cascade: JSONValue = None if rules.cascade is None else [*rules.cascade]
        path, source = str(problem.evaluator), problem.evaluator_source
        setup: JSONObject = {"path": path, "source": source, "cascade": cascade}
        try:
            started = self._ask(setup, _START_SECONDS, "to be loaded")
            if "problem" in started:
                raise EvaluatorLost(str(started["problem"]))
        except BaseException:
            self.close()
            raise
        names = started["names"]
        self.names: tuple[str, ...] = tuple(map(str, names)) if isinstance(names, list) else ()

    def evaluate(self, program: str, seconds: float) -> JSONObject:
        """Return the harness's answer for a program's path; after EvaluatorLost, close it."""
        return self._ask({"program": program}, seconds, "to evaluate a program")

    def close(self) -> None:
        """End it with everything it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        # Another thread may wait for an answer; closing alone would not wake it.
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._process.wait()
        self._socket.close()

    def _ask(self, message: JSONObject, seconds: float, what: str) -> JSONObject:
        try:
            self._socket.settimeout(seconds)
            self._socket.sendall(json.dumps(message).encode() + b"\n")
            line = self._lines.readline(_LONGEST_ANSWER)
        except TimeoutError as error:
            raise EvaluatorLost(f"the evaluator took too long {what}") from error
        except (OSError, ValueError) as error:
            raise EvaluatorLost("the evaluator's process ended") from error
        if not line.endswith(b"\n"):
            raise EvaluatorLost("the evaluator's process ended")
        answer: JSONObject = json.loads(line)
        return answer
