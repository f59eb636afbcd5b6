"""What can be done with the user's own files: comparing, optimizing, testing."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from ..domain.errors import BadArguments
from ..domain.events import Notify
from ..domain.replace import replace
from ..optimize.verdict_explanation import explain_verdict
from ..verify.subject_program import SubjectEnvironment
from .comparison import Compared, ComparisonRequest, FileComparison, as_json, say
from .improvement_report import Improvement
from .module import UserModule, folder_to_read, read_module
from .optimization import UserCodeOptimizer
from .requests import EndedEarly, UserCodeAnswer, UserCodeRequest
from .result_files import write_improvement
from .suite_growth import Grown, SuiteGrowth
from .suite_runner import suite_files
from .suite_report import check_place, save_suite

MakeOptimizer = Callable[[SubjectEnvironment, Notify], AbstractContextManager[UserCodeOptimizer]]
MakeGrowth = Callable[[SubjectEnvironment, Notify], AbstractContextManager[SuiteGrowth]]
"""Each makes what does the work for one file, with processes of its own while it is entered."""


@dataclass(eq=False, slots=True)
class UserFiles:
    """Work on files that are not nodes.

    `foreground` is entered while it goes on: nothing works in the background until it is left.
    """

    comparison: FileComparison
    make_optimizer: MakeOptimizer
    make_growth: MakeGrowth
    foreground: Callable[[], AbstractContextManager[None]]
    explanation: str = field(default="", init=False)
    """How the last comparison was made, until something else is asked for."""

    def compare(
        self, first: str, second: str, *, function: str = "", inputs: str = "", python: str = ""
    ) -> Compared:
        """Measure whether the second file replaces the first. Raises BadArguments."""
        request = ComparisonRequest(
            Path(os.path.expanduser(first)),
            Path(os.path.expanduser(second)),
            function,
            Path(os.path.expanduser(inputs)) if inputs else None,
            python,
        )
        with self.foreground():
            verdict = self.comparison.compare(request)
        sentence = say(verdict)
        self.explanation = f"{sentence[:1].upper()}{sentence[1:]}. {explain_verdict(verdict)}"
        return Compared(verdict.kept, sentence, as_json(verdict))

    def optimize(self, request: UserCodeRequest, notify: Notify) -> UserCodeAnswer:
        """Improve one function of a file; what was verified is kept if the user ends it.

        Raises BadArguments where the file or what is asked of it cannot be measured.
        """
        environment = _environment(request)
        with self.foreground(), self.make_optimizer(environment, notify) as optimizer:
            try:
                return write_improvement(optimizer.optimize(request), request)
            except EndedEarly as ended:
                assert isinstance(ended.found, Improvement)
                write_improvement(ended.found, request)
                raise KeyboardInterrupt from ended

    def test(self, request: UserCodeRequest, notify: Notify) -> UserCodeAnswer:
        """Grow a suite for a file or a function of it. Raises BadArguments."""
        check_place(request)
        environment = _environment(request)
        with self.foreground(), self.make_growth(environment, notify) as growth:
            try:
                return save_suite(growth.grow(request.path, request.function), request)
            except EndedEarly as ended:
                assert isinstance(ended.found, Grown)
                save_suite(ended.found, request)
                raise KeyboardInterrupt from ended


def _environment(request: UserCodeRequest) -> SubjectEnvironment:
    """Return what the code may have around it. Raises BadArguments where a path is not there."""
    module = read_module(request.path)
    readable = [*readable_folders(module), *_allowed(request.allow_read)]
    python = str(Path(os.path.expanduser(request.python))) if request.python else ""
    if python and not os.access(python, os.X_OK):
        raise BadArguments(f"{request.python} is not a Python interpreter")
    # Not resolved: a virtual environment's python is a link, and knows itself by its own name.
    python = os.path.abspath(python) if python else ""
    return SubjectEnvironment(python, readable[0], tuple(filter(None, readable)))


def readable_folders(module: UserModule) -> tuple[str, ...]:
    """Return the folder it is imported from, then those of its own tests; the whole disk never."""
    tests = [folder_to_read(replace(module, root=one.parent)) for one in suite_files(module)]
    return folder_to_read(module), *tests


def _allowed(paths: str) -> list[str]:
    allowed: list[str] = []
    for path in filter(None, paths.split(os.pathsep)):
        real = Path(os.path.expanduser(path)).resolve()
        if not real.exists():
            raise BadArguments(f"--allow-read: {path} not found")
        allowed.append(str(real))
    return allowed
