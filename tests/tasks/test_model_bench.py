"""Models are judged by hidden cases, whatever they name and in whatever order they take things."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from src.domain.errors import BadArguments, Declined
from src.domain.events import Notify
from src.domain.json_value import JSONObject, JSONValue
from src.domain.model_request import Listener, ModelState, Reply, Request, Role
from src.domain.outcome import Confidence, Level, Outcome, OutcomeStatus
from src.domain.ports import LanguageModel
from src.domain.program_run import Limits
from src.domain.signature import function_ending
from src.language.task_reading import read_task
from src.sandbox.sandbox import ConfinedSandbox
from src.tasks.model_bench import BenchTask, ModelTrials, calls_of, read_bench_tasks
from tests.library.answers import LIBRARY

READY = ModelState("generator", "tiny", "http://127.0.0.1:1", "ready", "")
REPEAT = """\
def repeat(times: int, text: str, glue: str = "") -> str:
    return glue.join(character * times for character in text)
"""
DECLINED = Outcome(read_task("nothing"), OutcomeStatus.DECLINED)
ONLY_THIS = 'def repeat(text: str, times: int) -> str:\n    return "aabbcc"\n'


class FakeModel:
    """A LanguageModel that answers with a given number of tokens."""

    def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        return Reply("", "tiny", "http://127.0.0.1:1", prompt_tokens=10, output_tokens=7)

    def model_for(self, request: Request) -> str:
        return "tiny"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ConfinedSandbox]:
    with ConfinedSandbox(Limits()) as opened:
        yield opened


def task_named(words: str) -> BenchTask:
    return next(one for one in read_bench_tasks() if words in one.task)


def solved(source: str, arguments: JSONObject, result: JSONValue, level: Level) -> Outcome:
    return Outcome(
        read_task("repeat each character"),
        OutcomeStatus.SOLVED,
        result=result,
        source=source + function_ending("repeat"),
        function="repeat",
        arguments=arguments,
        confidence=Confidence(level),
        seconds=2.0,
    )


@pytest.mark.parametrize(
    "source, right_on_all", [(REPEAT, True), (ONLY_THIS, False)], ids=["general", "memorized"]
)
def test_a_function_is_right_only_if_it_is_right_on_every_hidden_case(
    sandbox: ConfinedSandbox, source: str, right_on_all: bool
) -> None:
    outcome = solved(source, {"text": "abc", "times": 2, "glue": ""}, "aabbcc", Level.HIGH)

    def solve(model: LanguageModel, text: str, listen: Notify) -> Outcome:
        model.complete(Request(Role.GENERATOR, "write", ()))
        return outcome

    bench = ModelTrials(FakeModel(), lambda: [READY, READY], solve, sandbox)

    (record,) = bench.run([task_named("repeat each character")], lambda event: None)

    totals = record.totals()
    assert (totals["right"], totals["right_on_all"]) == (1, int(right_on_all))
    assert (totals["high"], totals["high_right"], totals["wrong_accepted"]) == (1, 1, 0)
    assert (totals["requests"], totals["tokens"]) == (1, 7)
    assert record.right_at("easy") == "1 of 1"


def test_a_wrong_result_that_was_accepted_is_counted(sandbox: ConfinedSandbox) -> None:
    outcome = solved(REPEAT, {"text": "abc", "times": 2}, "abcabc", Level.LOW)
    bench = ModelTrials(FakeModel(), lambda: [READY], lambda m, t, n: outcome, sandbox)

    (record,) = bench.run([task_named("repeat each character")], lambda event: None)

    totals = record.totals()
    assert (totals["solved"], totals["right"], totals["wrong_accepted"]) == (1, 0, 1)


@pytest.mark.parametrize("states", [[], [ModelState("generator", "tiny", "x", "missing", "")]])
def test_without_a_model_that_answers_it_is_declined(
    states: list[ModelState], sandbox: ConfinedSandbox
) -> None:
    bench = ModelTrials(FakeModel(), lambda: states, lambda m, t, n: DECLINED, sandbox)

    with pytest.raises(Declined, match="answers"):
        bench.run(read_bench_tasks(), lambda event: None)


def test_the_tasks_call_tells_which_value_goes_where() -> None:
    task = task_named("repeat each character")

    calls = calls_of(task, REPEAT, "repeat", {"text": "abc", "times": 2, "glue": ""})
    other = calls_of(task, REPEAT, "repeat", {"text": "abcabc", "times": 2})

    assert calls is not None and calls[1] == {"text": "xy", "times": 3, "glue": ""}
    assert other is None


def test_thirty_tasks_that_the_library_does_not_answer_and_one_with_a_tool() -> None:
    tasks = read_bench_tasks()

    assert Counter(one.level for one in tasks) == {"easy": 10, "middling": 10, "hard": 10}
    assert len({one.task for one in tasks}) == 30
    known = [one for one in tasks if LIBRARY.understand(read_task(one.task)).plan is not None]
    assert known == [one for one in tasks if one.cases[0].contains]
    assert all(len(one.cases) >= 4 for one in tasks if one not in known)


@pytest.mark.parametrize(
    "line, told",
    [
        ('{"task": "x"}', "cases"),
        ('{"task": "x", "cases": []}', "no case"),
        ("nothing", "tasks.jsonl:1"),
        ("", "holds no task"),
    ],
)
def test_a_file_that_is_not_of_tasks_is_refused_by_its_line(
    tmp_path: Path, line: str, told: str
) -> None:
    path = tmp_path / "tasks.jsonl"
    path.write_text(line + "\n")

    with pytest.raises(BadArguments, match=told):
        read_bench_tasks(path)

    with pytest.raises(BadArguments, match="cannot read"):
        read_bench_tasks(tmp_path / "other.jsonl")
