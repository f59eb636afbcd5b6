"""Runs a suite against a program that it never lets near the judge.

The program runs in confined processes of its own; the suite, in another, asks for answers;
the host holds the examples that decide, and compares them itself.
"""

import ast
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ..domain.candidate import (
    Candidate,
    FailedCase,
    Suite,
    SuiteReport,
    SuiteTest,
)
from ..domain.errors import ToolFailed
from ..domain.json_value import JSONObject, JSONValue, agrees
from ..domain.node_contract import Answer, describe_ending, grant_files, node_input, read_answer
from ..domain.ports import Sandbox, Session
from ..domain.program_run import Ending, HostCall, Profile, Program, RunResult
from ..domain.task import Example, Specification
from .case_runner import OWN_TASK, CallTool, CaseRunner
from .recorded_tool_replies import RecordedToolReplies


class ContractSuiteRunner:
    """A SuiteRunner that tests a node by its contract, in a Sandbox.

    `folder` is what @file names are relative to; `call_tool` answers tool calls from recorded
    replies (live tools are not for suites).
    """

    def __init__(self, sandbox: Sandbox, call_tool: CallTool, folder: Path) -> None:
        self._sandbox = sandbox
        self._call_tool = call_tool
        self._folder = folder
        self._cases = CaseRunner(sandbox, call_tool, folder)

    def run(self, candidate: Candidate, suite: Suite, specification: Specification) -> SuiteReport:
        """Judge the candidate: the whole suite, its examples, held-out ones, the task itself."""
        if specification.is_typed:
            return self._cases.run(candidate, suite, specification)
        worthless = _worthless(suite)
        if worthless:
            return SuiteReport((), (), trouble=worthless)
        task = specification.task
        _, granted = grant_files(task.text, self._folder, task.files)
        replies = RecordedToolReplies(
            dict(suite.tool_replies), self._call_tool, specification.tools
        )
        program = Program(
            candidate.source,
            readable=granted,
            calls={"call_tool": replies.call},
        )
        with self._sandbox.open(program) as session:
            node = _NodeUnderTest(session, self._folder, task.files)
            outcomes, run = self._run_pytest(suite, node)
            verdicts = [_judge(test, outcomes, node) for test in suite.tests]
            verdicts += [_judge_held_out(name, e, node) for name, e in suite.named_held_out]
            verdicts.append(_judge_own_task(specification, node))
        report = _report(suite, verdicts, outcomes, run, node)
        return replace(report, tool_replies=tuple(replies.asked.items()))

    def _run_pytest(self, suite: Suite, node: "_NodeUnderTest") -> tuple[dict[str, str], RunResult]:
        """Run the suite's own code; returns each finished test's trouble ("" if it passed)."""
        outcomes: dict[str, str] = {}

        def record(given: JSONObject) -> JSONValue:
            name = str(given.get("name", ""))
            passed = given.get("passed") is True and name not in outcomes
            outcomes[name] = "" if passed else str(given.get("reason") or "it failed")
            return passed

        calls: Mapping[str, HostCall] = {"answer": node.answer_call, "outcome": record}
        program = Program(suite.source, Profile.SUITE, calls=calls)
        with self._sandbox.open(program) as session:
            run = session.run({})
        return outcomes, run


def _worthless(suite: Suite) -> str:
    """Why passing this suite would say nothing ("" if it says something)."""
    if not suite.tests:
        return "the suite has no test"
    for test in suite.tests:
        try:
            tree = ast.parse(test.source)
        except SyntaxError as error:
            return f"{test.name} does not parse: {error.msg}"
        if not any(_can_fail(node) for node in ast.walk(tree)):
            return f"{test.name} asserts nothing"
    return ""


def _can_fail(node: ast.AST) -> bool:
    """An assertion, or `with pytest.raises(...)`."""
    return isinstance(node, ast.Assert) or (
        isinstance(node, ast.With) and "raises" in ast.unparse(node.items[0].context_expr)
    )


class _NodeUnderTest:
    """Answers descriptions by running the node; each description is run once."""

    def __init__(self, session: Session, folder: Path, files: tuple[str, ...]) -> None:
        self._session = session
        self._folder = folder
        self._files = files
        self.answers: dict[str, Answer] = {}

    def answer(self, description: str) -> Answer:
        if description not in self.answers:
            text, _ = grant_files(description, self._folder, self._files)
            self.answers[description] = read_answer(self._session.run(node_input(text)))
        return self.answers[description]

    def answer_call(self, given: JSONObject) -> JSONValue:
        """The host's end of the suite's `answer(description)`."""
        answer = self.answer(str(given.get("description", "")))
        if answer.refusal:
            raise ToolFailed(f"refused: {answer.refusal}")
        if answer.problem:
            raise ToolFailed(answer.problem)
        return answer.result


Verdict = tuple[str, str]
"""A test's name and its trouble ("" if it passed)."""


def _judge(test: SuiteTest, outcomes: Mapping[str, str], node: _NodeUnderTest) -> Verdict:
    """An example is decided here, in the host, and in the suite: both must agree to it."""
    if test.example is not None:
        trouble = _compare(test.example, node)
        if trouble:
            return test.name, trouble
    return test.name, outcomes.get(test.name, "the test did not finish")


def _judge_held_out(name: str, example: Example, node: _NodeUnderTest) -> Verdict:
    trouble = _compare(example, node)
    # What was held out stays unknown to whoever repairs the program.
    return name, "a held-out example gave another result" if trouble else ""


def _judge_own_task(specification: Specification, node: _NodeUnderTest) -> Verdict:
    answer = node.answer(specification.task.text)
    # A library function knows its own limits; code just written that refuses its task is wrong.
    refusal = "" if specification.pattern else answer.refusal
    return OWN_TASK, answer.problem or refusal


def _compare(example: Example, node: _NodeUnderTest) -> str:
    answer = node.answer(example.description)
    if answer.problem or answer.refusal:
        return f"{example.description!r}: {answer.problem or answer.refusal}"
    if agrees(answer.result, example.expected):
        return ""
    return f"{example.description!r} gave {answer.result!r}, expected {example.expected!r}"


def _report(
    suite: Suite,
    verdicts: list[Verdict],
    outcomes: Mapping[str, str],
    run: RunResult,
    node: _NodeUnderTest,
) -> SuiteReport:
    passed = tuple(name for name, trouble in verdicts if not trouble)
    failures = tuple(FailedCase(name, trouble) for name, trouble in verdicts if trouble)
    report = SuiteReport(passed, failures, run=run, answers=_spoken(node.answers))
    surplus = outcomes.keys() - {test.name for test in suite.tests}
    if surplus:
        return replace(report, trouble=f"the suite ran tests it does not have: {min(surplus)}")
    if run.ending is Ending.REFUSED or (not outcomes and not run.finished):
        return replace(report, trouble=f"the suite could not run: {describe_ending(run)}")
    return report


def _spoken(answers: Mapping[str, Answer]) -> tuple[tuple[str, str], ...]:
    return tuple((text, repr(a.result) if a.ok else "") for text, a in answers.items())
