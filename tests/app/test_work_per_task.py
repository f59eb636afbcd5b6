"""How much of the program one new task goes through, and that its text is read once."""

import sys
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType

from src.domain.outcome import Outcome
from src.language.task_reading import read_task
from src.library.calculator import read_arithmetic
from src.library.function_library import FunctionLibrary
from tests.autoevolve.evolving import open_app

SOURCE = str(Path(__file__).resolve().parents[2] / "src")
MOST_FUNCTIONS = 410


def solved_under_profile(home: Path, task: str) -> tuple[Outcome, Counter[CodeType]]:
    """The outcome of a new task, and how often each of our functions was called for it.

    The start of the program is not counted: another task of its kind was solved before.
    """
    calls: Counter[CodeType] = Counter()

    def count(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        is_function = code.co_name.startswith("__") or not code.co_name.startswith("<")
        if event == "call" and is_function and code.co_filename.startswith(SOURCE):
            calls[code] += 1

    app = open_app(home)
    try:
        assert app.solve("multiply 6 and 7", lambda event: None).solved
        sys.setprofile(count)
        try:
            outcome = app.solve(task, lambda event: None)
        finally:
            sys.setprofile(None)
    finally:
        app.close()
    return outcome, calls


# Numbers of its own: what this process has read before is not read again.
def test_a_new_task_is_read_once_and_goes_through_a_bounded_part_of_the_program(
    tmp_path: Path,
) -> None:
    outcome, calls = solved_under_profile(tmp_path, "add 1010 and 2020")

    assert (outcome.result, outcome.reused) == (3030, False)
    for reads in (read_task, FunctionLibrary.understand, read_arithmetic):
        assert calls[reads.__code__] == 1
    assert 100 < len(calls) <= MOST_FUNCTIONS
