"""What can be done with the user's own files: comparing, optimizing, testing."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

from ..domain.errors import BadArguments
from ..domain.events import Notify
from ..sandbox.sandbox import ConfinedSandbox
from ..usercode.comparison import Compared, ComparisonRequest, compare_files
from ..usercode.optimization import ROUNDS, Interrupted, OptimizeRequest
from ..usercode.requests import UserCodeAnswer, UserCodeRequest
from ..usercode.result_files import write_improvement
from ..usercode.suite_growth import GrowthInterrupted
from ..usercode.suite_report import check_place, save_suite
from .adapters import Adapters
from .measure_wiring import make_comparison
from .model_comparison import compare_models
from .usercode_wiring import around_of, make_growth, make_optimizer

T = TypeVar("T")


class UserFiles:
    """Work on files that are not nodes; auto-evolution makes way for it.

    KeyboardInterrupt ends what runs, and is raised again.
    """

    def __init__(
        self, adapters: Adapters, foreground: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._adapters = adapters
        self._foreground = foreground
        self.explanation = ""
        """How the last comparison was made, until something else is asked for."""

    def compare(
        self, first: str, second: str, *, function: str = "", inputs: str = "", python: str = ""
    ) -> Compared:
        """Measure whether the second file replaces the first. Raises BadArguments."""
        request = ComparisonRequest(
            Path(first).expanduser(),
            Path(second).expanduser(),
            function,
            Path(inputs).expanduser() if inputs else None,
            python,
        )
        comparison = make_comparison(self._adapters.sandbox)
        compared = self._alone(lambda: compare_files(comparison, request))
        self.explanation = compared.explanation
        return compared

    def optimize(self, order: UserCodeRequest, notify: Notify) -> UserCodeAnswer:
        """Improve one function of a file; what was verified is kept if the user ends it.

        Raises BadArguments where the file or what is asked of it cannot be measured.
        """
        around = around_of(order)
        request = OptimizeRequest(
            Path(order.file).expanduser(),
            order.function,
            Path(order.inputs).expanduser() if order.inputs else None,
            _rounds(order.rounds),
        )

        def improve(apart: ConfinedSandbox) -> UserCodeAnswer:
            optimizer = make_optimizer(self._adapters, apart, around, notify)
            try:
                return write_improvement(optimizer.optimize(request), order)
            except Interrupted as ended:
                write_improvement(ended.found, order)
                raise KeyboardInterrupt from ended

        return self._alone(lambda: self._with_sandbox_apart(improve))

    def test(self, order: UserCodeRequest, notify: Notify) -> UserCodeAnswer:
        """Grow a suite for a file or a function of it. Raises BadArguments."""
        check_place(order)
        around = around_of(order)

        def grow(apart: ConfinedSandbox) -> UserCodeAnswer:
            growth = make_growth(self._adapters, apart, around, notify)
            try:
                return save_suite(growth.grow(Path(order.file).expanduser(), order.function), order)
            except GrowthInterrupted as ended:
                save_suite(ended.found, order)
                raise KeyboardInterrupt from ended

        return self._alone(lambda: self._with_sandbox_apart(grow))

    def compare_models(self, task: str, notify: Notify) -> UserCodeAnswer:
        """Solve one task with each configured model. Raises Declined where there are not two."""
        return self._alone(lambda: compare_models(self._adapters, task, notify))

    def _with_sandbox_apart(self, act: Callable[[ConfinedSandbox], T]) -> T:
        with self._adapters.sandbox.apart() as apart:
            return act(apart)

    def _alone(self, act: Callable[[], T]) -> T:
        with self._foreground():
            return act()


def _rounds(given: str) -> int:
    if not given:
        return ROUNDS
    if not given.isdigit() or int(given) < 1:
        raise BadArguments(f"--rounds {given}: a whole number from 1 on is needed")
    return int(given)
