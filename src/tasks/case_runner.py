"""Runs a suite's cases: each a confined run of the program, compared in the host.

A case of a program of version 1 has no arguments: the program is given its description.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from ..domain.candidate import Candidate, FailedCase, Suite, SuiteReport
from ..domain.json_value import JSONObject, JSONValue, agrees
from ..domain.node_contract import (
    Answer,
    call_input,
    grant_arguments,
    grant_files,
    node_input,
    read_answer,
)
from ..domain.ports import Sandbox, Session
from ..domain.program_run import Ending, Program
from ..domain.task import Example, Specification
from ..verify.agreement import canonical
from .recorded_tool_replies import RecordedToolReplies, wanted_in_prompt

OWN_TASK = "answers_the_task_itself"
_NOT_ASKED = Answer(problem="not called, as an earlier call ran out of time")

CallTool = Callable[[JSONObject], JSONValue]


class CaseRunner:
    """A SuiteRunner; `folder` is what file names are relative to."""

    def __init__(self, sandbox: Sandbox, call_tool: CallTool, folder: Path) -> None:
        self._sandbox = sandbox
        self._call_tool = call_tool
        self._folder = folder

    def run(self, candidate: Candidate, suite: Suite, specification: Specification) -> SuiteReport:
        """Judge the candidate by every case, the held-out ones and the task's own call.

        A suite's probes are called, too; nothing is expected of them.
        """
        files = specification.task.files
        _, granted = _granted(_own_call(specification) or {}, self._folder, files)
        replies = RecordedToolReplies(
            dict(suite.tool_replies), self._call_tool, specification.tools
        )
        program = Program(candidate.source, readable=granted, calls={"call_tool": replies.call})
        with self._sandbox.open(program) as session:
            asked = _Function(session, self._folder, specification, replies)
            verdicts = list(_verdicts(asked, suite, specification))
            for probe in suite.probes:
                asked.answer(call_input(probe))
        passed = tuple(name for name, trouble in verdicts if not trouble)
        failures = tuple(FailedCase(name, trouble) for name, trouble in verdicts if trouble)
        report = SuiteReport(passed, failures, answers=asked.shown())
        return replace(report, tool_replies=tuple(replies.asked.items()))


def _verdicts(
    asked: "_Function", suite: Suite, specification: Specification
) -> Iterator[tuple[str, str]]:
    """Each test's name with its trouble ("" if it passed)."""
    for test in suite.tests:
        if test.example is not None:
            yield test.name, asked.compare(test.example)
    for name, case in suite.named_held_out:
        # What was held out stays unknown to whoever repairs the program.
        yield name, "a held-out case gave another result" if asked.compare(case) else ""
    own_call = _own_call(specification)
    if own_call is not None:
        own = asked.answer(own_call)
        # A library function knows its own limits; code just written that refuses is wrong.
        yield OWN_TASK, own.problem or ("" if specification.pattern else own.refusal)


def _own_call(specification: Specification) -> JSONObject | None:
    """What the program reads for the task itself; None where the function is the result."""
    if not specification.is_typed:
        return node_input(specification.task.text)
    own = specification.own_arguments
    return None if own is None else call_input(own)


def _granted(
    given: JSONObject, folder: Path, files: tuple[str, ...]
) -> tuple[JSONObject, tuple[str, ...]]:
    """The input with the file names in it made absolute, and the files to grant."""
    arguments = given.get("arguments")
    if isinstance(arguments, dict):
        named, paths = grant_arguments(arguments, folder, files)
        return call_input(named), paths
    text, paths = grant_files(str(given.get("description", "")), folder, files)
    return node_input(text), paths


class _Function:
    """The function under test; each call is made once."""

    def __init__(
        self,
        session: Session,
        folder: Path,
        specification: Specification,
        replies: RecordedToolReplies,
    ) -> None:
        self._session = session
        self._folder = folder
        self._specification = specification
        self._replies = replies
        self._answers: dict[str, Answer] = {}
        self._out_of_time = False

    def answer(self, call: JSONObject) -> Answer:
        """What the function returns for this call.

        After a call that ran out of time no other is made: dozens of them would take minutes.
        """
        key = input_key(call.get("arguments", call))
        if key not in self._answers:
            self._answers[key] = _NOT_ASKED if self._out_of_time else self._run(call)
        return self._answers[key]

    def _run(self, call: JSONObject) -> Answer:
        plan = self._specification
        arguments = call.get("arguments")
        if isinstance(arguments, dict):
            self._replies.wanted = wanted_in_prompt(plan.function, plan.tools, arguments)
        given, _ = _granted(call, self._folder, plan.task.files)
        run = self._session.run(given)
        self._out_of_time = run.ending is Ending.OUT_OF_TIME
        return read_answer(run)

    def compare(self, case: Example) -> str:
        """How the answer to a case differs from what is expected ("" if in nothing)."""
        by_words = case.arguments is None
        answer = self.answer(
            node_input(case.description) if by_words else call_input(case.arguments or {})
        )
        if answer.problem or answer.refusal:
            return f"{case.description}: {answer.problem or answer.refusal}"
        if agrees(answer.result, case.expected):
            return ""
        if case.expected in self._replies.held.values():
            # Code that was told the recorded text would return it without asking the tool.
            return f"{case.description} gave {answer.result!r}, not the tool's text as it is"
        return f"{case.description} gave {answer.result!r}, expected {case.expected!r}"

    def shown(self) -> tuple[tuple[str, str], ...]:
        """Each call's arguments with the result ("" where there was none)."""
        return tuple((k, canonical(a.result) if a.ok else "") for k, a in self._answers.items())


def input_key(arguments: JSONValue) -> str:
    """The arguments of a call as the key of its answer in a report."""
    return json.dumps(arguments, sort_keys=True, ensure_ascii=False)
