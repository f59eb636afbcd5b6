"""What a node's output says: a result, a refusal, or one plain line on why it is neither."""

import pytest

from src.domain.node_contract import Answer, read_answer
from src.domain.program_run import Ending, RunResult

DEEP = "[" * 600 + "]" * 600


@pytest.mark.parametrize(
    "printed, answer",
    [
        ('{"result": 30}\n', Answer(result=30)),
        ('{"result": null}', Answer(result=None)),
        ('{"error": "no number"}', Answer(refusal="no number")),
        ("", Answer(problem="the program printed nothing")),
        (" \n", Answer(problem="the program printed nothing")),
        ("hello\nyou", Answer(problem="the program printed no JSON object but 'hello'")),
        ("[1]", Answer(problem='the program printed JSON without a "result"')),
        ('{"error": 3}', Answer(problem='the program printed JSON without a "result"')),
        ("[" * 100_000, Answer(problem="the program's result is nested too deeply")),
        (f'{{"result": {DEEP}}}', Answer(problem="the program's result is nested too deeply")),
        (
            '{"result": 1}\n{"result": 2}\n',
            Answer(problem="the program printed more behind its JSON object: '{\"result\": 2}'"),
        ),
    ],
)
def test_what_a_finished_run_printed_is_read_strictly(printed: str, answer: Answer) -> None:
    assert read_answer(RunResult(Ending.FINISHED, printed)) == answer


@pytest.mark.parametrize(
    "run, trouble",
    [
        (RunResult(Ending.OUT_OF_TIME, '{"result": 1}'), "the program ended out of time"),
        (RunResult(Ending.REFUSED, reason="it wanted a socket"), "it wanted a socket"),
        (
            RunResult(Ending.FAILED, stderr="Traceback\nKeyError: 'x'\n\n", exit_code=1),
            "the program failed with exit code 1: KeyError: 'x'",
        ),
    ],
)
def test_a_run_that_did_not_finish_has_no_answer_whatever_it_printed(
    run: RunResult, trouble: str
) -> None:
    assert read_answer(run) == Answer(problem=trouble)
