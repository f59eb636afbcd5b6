"""Solves the lines of a session, each in the light of those before it."""

from collections.abc import Callable
from contextlib import suppress

from ..domain.errors import Declined, MemoryUnavailable
from ..domain.events import LineRead, Notify, TaskEnded
from ..domain.outcome import Outcome, OutcomeStatus
from ..domain.ports import LanguageModel
from ..language.task_reading import read_task
from .conversation import Conversation
from .own_functions import OwnFunctions
from .session_files import SessionFiles


class TaskSession:
    """The tasks of one session, kept for the next in `files`.

    `solve_task` solves a whole task; `is_bundled` says whether a bundled function answers one.
    """

    def __init__(
        self,
        solve_task: Callable[[str, Notify], Outcome],
        is_bundled: Callable[[str], bool],
        own: Callable[[], OwnFunctions],
        model: Callable[[], LanguageModel | None],
        files: SessionFiles,
    ) -> None:
        self._solve_task = solve_task
        self._is_bundled = is_bundled
        self._own = own
        self.files = files
        self.conversation = Conversation(self.is_known, model, files.append, files.before())

    def solve(self, typed: str, notify: Notify) -> Outcome:
        """Solve a line: a task, or what goes on from the task before it."""
        try:
            meant = self.conversation.meant(typed)
        except Declined as error:
            task = read_task(typed)
            outcome = Outcome(task, OutcomeStatus.DECLINED, error=str(error), hint=error.hint)
            notify(TaskEnded(outcome))
            return outcome
        if meant.text != typed:
            notify(LineRead(meant.text, meant.by))
        outcome = self._solve_task(meant.text, notify)
        self.conversation.note(outcome)
        return outcome

    def is_known(self, text: str) -> bool:
        """Tell whether a task is answered as typed, with no model asked."""
        if self._is_bundled(text):
            return True
        with suppress(Declined, MemoryUnavailable):
            return self._own().find(read_task(text)) is not None
        return False
