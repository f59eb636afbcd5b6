"""How much of the program one new task goes through, and that its text is read once."""

import sys
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType

from msgspec.structs import replace

from src.domain.artifact import Artifact
from src.domain.outcome import Outcome
from src.language.task_reading import read_task
from src.library.calculator import read_arithmetic
from src.library.function_library import FunctionLibrary
from tests.autoevolve.evolving import open_app

SOURCE = str(Path(__file__).resolve().parents[2] / "src")
MOST_FUNCTIONS = 290


def copy_of(code: Artifact, number: int) -> Artifact:
    """The code of another node, found by another text."""
    node_id, text = f"other_{number}_node", f"{code.text} {number}"
    return replace(code, id=f"code:{node_id}", node_id=node_id, text=text, template=text)


def solved_under_profile(
    home: Path, task: str, others: int = 0
) -> tuple[Outcome, Counter[CodeType]]:
    """The outcome of a task, and how often each of our functions was called for it.

    The start of the program is not counted: another task of its kind was solved before. `others`
    are nodes that memory knows besides.
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
        code = app.memory.show("code:multiply_node")
        app.memory.remember([copy_of(code, number) for number in range(others)])
        assert app.solve("multiply 6 and 8", lambda event: None).reused
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


def test_a_known_task_takes_as_much_with_a_thousand_nodes_as_with_one(tmp_path: Path) -> None:
    few = solved_under_profile(tmp_path / "few", "multiply 12 and 13")
    many = solved_under_profile(tmp_path / "many", "multiply 12 and 13", others=1000)

    assert few[0].reused and many[0].reused
    assert sum(many[1].values()) <= 1.3 * sum(few[1].values())
