"""Loads an evaluator in OpenEvolve's form and calls it: `evaluate(program_path)` gives metrics."""

from __future__ import annotations

import importlib.util
import json
import math
import mmap
import os
import queue
import re
import shutil
import signal
import sys
import threading
import traceback
import types
from collections.abc import Callable
from typing import Any

_MOST_TEXT = 4000
_MOST_METRICS = 200
_STARTS = ("subprocess.Popen", "os.posix_spawn", "os.exec", "os.system", "pty.spawn")
"""The audit events of a command, whose arguments come second if there is more than one."""
_SHELLS = ("sh", "bash", "dash", "zsh", "ksh")
_PYTHON = re.compile(r"(?:^|[\s/'\"])(?:python|pypy)[\d.]*['\"]?\s")
_MODULE = re.compile(r"\s-m\s")
_IMPORT_FILES = (
    "<frozen importlib._bootstrap_external>",
    "<frozen importlib._bootstrap>",
    "<frozen runpy>",
    "<frozen zipimport>",
)


class EvaluationResult:
    """What an evaluator may return, by OpenEvolve's name: metrics and artifacts."""

    def __init__(self, metrics: dict[str, Any], artifacts: dict[str, Any] | None = None) -> None:
        self.metrics = metrics
        self.artifacts = artifacts or {}

    @classmethod
    def from_dict(cls, metrics: dict[str, Any]) -> EvaluationResult:
        """Return a result of metrics alone."""
        return cls(metrics)

    def to_dict(self) -> dict[str, Any]:
        """Return the metrics."""
        return self.metrics

    def has_artifacts(self) -> bool:
        """Return whether there are artifacts."""
        return bool(self.artifacts)


def provide_openevolve() -> None:
    """Let `from openevolve.evaluation_result import EvaluationResult` work without openevolve."""
    if importlib.util.find_spec("openevolve") is not None:
        return
    package = types.ModuleType("openevolve")
    package.__path__ = []
    module = types.ModuleType("openevolve.evaluation_result")
    for owner in (package, module):
        owner.EvaluationResult = EvaluationResult  # type: ignore[attr-defined]
    package.evaluation_result = module  # type: ignore[attr-defined]
    sys.modules.update({"openevolve": package, "openevolve.evaluation_result": module})


def load_evaluator(path: str, source: str) -> types.ModuleType:
    """Import the evaluator from its text, as a module whose file is `path`."""
    provide_openevolve()
    sys.path.insert(0, os.path.dirname(path))
    module = types.ModuleType("evaluation_module")
    module.__file__ = path
    sys.modules["evaluation_module"] = module
    exec(compile(source, path, "exec", dont_inherit=True), module.__dict__)  # pylint: disable=W0122
    return module


def run_evaluator(module: Any, program: str, cascade: list[float] | None) -> dict[str, Any]:
    """Evaluate a program: {"metrics", "artifacts", "ignored", "problem"}.

    With thresholds in `cascade` and `evaluate_stage1`, the stages run one after the other, each
    only if the score so far reaches its threshold; their metrics are joined.
    """
    try:
        if cascade is None or not hasattr(module, "evaluate_stage1"):
            return _plain(module.evaluate(program))
        return _run_stages(module, program, cascade)
    except BaseException as problem:  # pylint: disable=broad-exception-caught
        if isinstance(problem, KeyboardInterrupt):
            raise
        text = f"{type(problem).__name__}: {problem}"
        trace = "".join(traceback.format_exception(problem))[-_MOST_TEXT:]
        found = {"metrics": {}, "artifacts": {"traceback": trace}, "ignored": []}
        return {**found, "problem": text[:_MOST_TEXT]}


def _run_stages(module: Any, program: str, cascade: list[float]) -> dict[str, Any]:
    result = _plain(module.evaluate_stage1(program))
    for number, threshold in enumerate(cascade, 2):
        stage = getattr(module, f"evaluate_stage{number}", None)
        if stage is None or result["problem"] or score_of(result["metrics"]) < threshold:
            break
        further = _plain(stage(program))
        result = {
            "metrics": {**result["metrics"], **further["metrics"]},
            "artifacts": {**result["artifacts"], **further["artifacts"]},
            "ignored": [*result["ignored"], *further["ignored"]],
            "problem": further["problem"],
        }
    return result


def score_of(metrics: dict[str, float]) -> float:
    """`combined_score`, else the mean of the metrics; NaN where there are none."""
    if "combined_score" in metrics:
        return metrics["combined_score"]
    return sum(metrics.values()) / len(metrics) if metrics else math.nan


def _plain(returned: Any) -> dict[str, Any]:
    """Return the returned metrics as floats, and what else is there as texts."""
    metrics = getattr(returned, "metrics", returned)
    if not isinstance(metrics, dict):
        problem = f"evaluate returned {type(returned).__name__}, not a dict of metrics"
        return {"metrics": {}, "artifacts": {}, "ignored": [], "problem": problem}
    artifacts = {str(k): _text(v) for k, v in (getattr(returned, "artifacts", None) or {}).items()}
    numbers: dict[str, float] = {}
    ignored: list[str] = []
    for name, value in metrics.items():
        number = _number(value)
        if number is not None:
            numbers[str(name)] = number
        elif not isinstance(value, bool) and type(value).__name__ != "bool_":
            ignored.append(str(name))
            if len(ignored) <= _MOST_METRICS:
                artifacts.setdefault(str(name), _text(value))
    more = len(numbers) - _MOST_METRICS
    if more > 0:
        # The score is that of all metrics.
        ignored.append(f"{more} beyond the first {_MOST_METRICS}")
        first = dict(list(numbers.items())[:_MOST_METRICS])
        numbers = {**first, "combined_score": score_of(numbers)}
    problem = "" if numbers else "evaluate returned no metric that is a number"
    return {"metrics": numbers, "artifacts": artifacts, "ignored": ignored, "problem": problem}


def _number(value: Any) -> float | None:
    if isinstance(value, (bool, str, bytes)) or type(value).__name__ in ("bool", "bool_"):
        return None
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _text(value: Any) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text[:_MOST_TEXT]


class _TextReads:
    """Notices that the evaluator reads the text of its program, or gives it to another program."""

    def __init__(self) -> None:
        self.program = ""
        # Shared with forks, which may be the ones that read or execute.
        self._flag = mmap.mmap(-1, 1)
        sys.addaudithook(self._look)

    @property
    def seen(self) -> bool:
        """True if the program of now was read or given away."""
        return self._flag[0] == 1

    def begin(self, program: str) -> None:
        """Look for this program from now on."""
        self.program, self._flag[0] = program, 0

    def _look(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.program or event not in ("open", *_STARTS):
            return
        if event != "open":
            if _is_given(os.path.basename(self.program), _words(arguments)):
                self._flag[0] = 1
            return
        path = _as_text(arguments[0])
        # By its name first, which no other file has: most files are others.
        is_named = os.path.basename(path) == os.path.basename(self.program)
        if not is_named or os.path.realpath(path) != os.path.realpath(self.program):
            return
        frame: types.FrameType | None = sys._getframe(1)  # pylint: disable=protected-access
        while frame is not None and frame.f_code.co_filename == __file__:
            frame = frame.f_back
        if frame is None or frame.f_code.co_filename not in _IMPORT_FILES:
            self._flag[0] = 1


def _words(arguments: tuple[Any, ...]) -> list[str]:
    """Return a command's words, of which one may be a whole command for the shell."""
    given = arguments[1] if len(arguments) > 1 else arguments[0]
    words = given if isinstance(given, (list, tuple)) else [given]
    return [_as_text(word) for word in words]


def _as_text(path: Any) -> str:
    try:
        return os.fsdecode(path)
    except TypeError:
        # Such as the number of an open file.
        return ""


def _is_given(program: str, words: list[str]) -> bool:
    """Check whether a command names the program, and not for a Python interpreter's script."""
    is_for_shell = len(words) < 2 or os.path.basename(words[0]) in _SHELLS
    whole = " ".join(words)
    for command in re.split(r"[;&|\n]", whole) if is_for_shell else [whole]:
        before, *others = command.split(program)
        if others and (_PYTHON.search(before) is None or _MODULE.search(before)):
            return True
    return False


def main() -> None:
    """Serve evaluations: a line of JSON in, a line out, until the host closes the input."""
    channel_in, channel_out = os.dup(0), os.dup(1)
    silence = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(silence, descriptor)
    requests: queue.Queue[dict[str, Any]] = queue.Queue()
    with os.fdopen(channel_in, "r", encoding="utf-8") as lines:
        setup = json.loads(lines.readline())
        threading.Thread(target=_read_requests, args=(lines, requests), daemon=True).start()
        for name in ("_code_evolver_values", "_code_evolver_client"):
            importlib.import_module(name)
        reads = _TextReads()
        with os.fdopen(channel_out, "w", encoding="utf-8") as answers:
            _serve(setup, requests.get, reads, lambda said: print(said, file=answers, flush=True))


def _serve(
    setup: dict[str, Any],
    next_request: Callable[[], dict[str, Any]],
    reads: _TextReads,
    answer: Callable[[str], None],
) -> None:
    try:
        module = load_evaluator(setup["path"], setup["source"])
    except BaseException as problem:  # pylint: disable=broad-exception-caught
        answer(json.dumps({"problem": f"{type(problem).__name__}: {problem}"[:_MOST_TEXT]}))
        return
    names = [name for name in dir(module) if name.startswith("evaluate")]
    answer(json.dumps({"names": [name for name in names if callable(getattr(module, name))]}))
    while True:
        reads.begin(next_request()["program"])
        result = run_evaluator(module, reads.program, setup["cascade"])
        answer(json.dumps({**result, "read_text": reads.seen}))
        reads.program = ""


def _read_requests(lines: Any, requests: queue.Queue[dict[str, Any]]) -> None:
    for line in lines:
        requests.put(json.loads(line))
    # The host is gone: remove its private folder and stop what the evaluator started.
    shutil.rmtree(os.path.dirname(__file__), ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def main_confined(ask: Callable[[str, dict[str, Any]], Any], given: dict[str, Any]) -> None:
    """Evaluate one program in this process, and tell the host the result."""
    path = os.path.join(os.getcwd(), given["name"])
    with open(path, "w", encoding="utf-8") as file:
        file.write(given["program"])
    os.environ["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p.endswith("-packages"))
    module = load_evaluator(given["path"], given["source"])
    ask("result", run_evaluator(module, path, given["cascade"]))
