"""Runs a suite's cases: each a confined run of the program, compared in the host.

A case of a program of version 1 has no arguments: the program is given its description.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import Struct

from ..domain.candidate import Candidate, FailedCase, Suite, SuiteReport
from ..domain.json_value import JSONObject, JSONValue, agrees
from ..domain.node_contract import Answer, call_input, grant_input, node_input, read_answer
from ..domain.ports import Sandbox, Session
from ..domain.program_run import Ending, Program
from ..domain.replace import replace
from ..domain.signature import without_ending
from ..domain.task import Example, GivenFunction, Specification
from ..verify.agreement import canonical
from .live_tools import RecordedToolReplies, text_beginning, wanted_in_prompt

OWN_TASK = "answers_the_task_itself"
DOCTESTS = "the_examples_of_the_docstring"
_LONGEST_TROUBLE = 300
_NOT_ASKED = Answer(problem="not called, as an earlier call ran out of time")

# An example may name what only the user's file defines: that says nothing of the function.
_DOCTEST_ENDING = """

if __name__ == "__main__":
    import doctest
    import json
    import traceback

    class _Examples(doctest.DocTestRunner):
        def report_unexpected_exception(self, out, test, example, exc_info):
            raised_in = traceback.extract_tb(exc_info[2])[-1].filename
            is_unknown = isinstance(exc_info[1], (NameError, ImportError))
            if not (is_unknown and raised_in.startswith("<doctest")):
                super().report_unexpected_exception(out, test, example, exc_info)

    _said = []
    _test = doctest.DocTestParser().get_doctest({docstring!r}, globals(), {name!r}, None, 0)
    _Examples().run(_test, out=_said.append)
    print(json.dumps({{"result": "".join(_said)}}))
"""

CallTool = Callable[[JSONObject], JSONValue]


class CaseRunner(Struct, frozen=True):
    """A SuiteRunner; `folder` is what file names are relative to."""

    sandbox: Sandbox
    call_tool: CallTool
    folder: Path

    def run(self, candidate: Candidate, suite: Suite, specification: Specification) -> SuiteReport:
        """Judge the candidate by every case, the held-out ones and the task's own call.

        A suite's probes are called as well; nothing is expected of them.
        """
        files = specification.task.files
        _, granted = grant_input(_own_call(specification) or {}, self.folder, files)
        replies = RecordedToolReplies(dict(suite.tool_replies), self.call_tool, specification.tools)
        program = Program(candidate.source, readable=granted, calls={"call_tool": replies.call})
        with self.sandbox.open(program) as session:
            asked = _Function(session, self.folder, specification, replies)
            verdicts = list(_verdicts(asked, suite, specification, candidate.source))
            for probe in suite.probes:
                asked.answer(call_input(probe))
        given = specification.task.given
        if given is not None and given.notes:
            verdicts.append((DOCTESTS, self._doctest_trouble(candidate, given)))
        passed = tuple(name for name, trouble in verdicts if not trouble)
        failures = tuple(FailedCase(name, trouble) for name, trouble in verdicts if trouble)
        report = SuiteReport(passed, failures, answers=asked.shown())
        return replace(report, tool_replies=tuple(replies.asked.items()))

    def _doctest_trouble(self, candidate: Candidate, given: GivenFunction) -> str:
        """Return how the docstring's examples fail that are not plain calls ("" if they pass)."""
        ending = _DOCTEST_ENDING.format(docstring=given.docstring, name=given.name)
        with self.sandbox.open(Program(without_ending(candidate.source) + ending)) as session:
            answer = read_answer(session.run({}))
        said = answer.problem or answer.refusal or str(answer.result)
        failed = said.partition("Failed example:")[2] or said
        return " ".join(failed.split())[:_LONGEST_TROUBLE]


def _verdicts(
    asked: "_Function", suite: Suite, specification: Specification, source: str
) -> Iterator[tuple[str, str]]:
    """Yield each test's name with its trouble ("" if it passed)."""
    for test in suite.tests:
        if test.example is not None:
            yield test.name, asked.compare(test.example)
    for name, case in suite.named_held_out:
        # A model that repairs the program may see where it fails, never what is expected there.
        yield name, asked.compare(case, shows_expected=False)
    own_call = _own_call(specification)
    if own_call is not None:
        own = asked.answer(own_call)
        # A library function knows its own limits; code just written that refuses is wrong.
        is_known = bool(specification.pattern)
        refusal = "" if is_known else own.refusal or _lacked_result(own, specification, source)
        yield OWN_TASK, own.problem or refusal


def _lacked_result(own: Answer, plan: Specification, source: str) -> str:
    """Return a complaint about None where neither the plan nor the code says it ("" if none)."""
    returns = plan.signature.partition(" -> ")[2]
    if not own.ok or own.result is not None or not returns or "None" in source:
        return ""
    may_be_none = re.search(r"\b(None|Optional|object|Any)\b", returns)
    return "" if may_be_none else f"it gave None, not {returns}"


def _own_call(specification: Specification) -> JSONObject | None:
    """Return what the program reads for the task itself; None where the function is the result."""
    if not specification.is_typed:
        return node_input(specification.task.text)
    own = specification.own_arguments
    return None if own is None else call_input(own)


@dataclass(eq=False, slots=True)
class _Function:
    """The function under test; each call is made once."""

    session: Session
    folder: Path
    specification: Specification
    replies: RecordedToolReplies
    _answers: dict[str, Answer] = field(default_factory=dict, init=False)
    _out_of_time: bool = field(default=False, init=False)

    def answer(self, call: JSONObject) -> Answer:
        """Return what the function returns for this call.

        After a call that ran out of time no other is made: dozens of them would take minutes.
        """
        key = input_key(call.get("arguments", call))
        if key not in self._answers:
            self._answers[key] = _NOT_ASKED if self._out_of_time else self._run(call)
        return self._answers[key]

    def _run(self, call: JSONObject) -> Answer:
        plan = self.specification
        arguments, files = call.get("arguments"), plan.task.files
        if plan.tools and isinstance(arguments, dict):
            self.replies.wanted = wanted_in_prompt(plan.function, plan.tools, arguments, files)
        given, paths = grant_input(call, self.folder, files)
        if plan.tools:
            self.replies.files = {path: text_beginning(path) for path in paths}
        run = self.session.run(given)
        self._out_of_time = run.ending is Ending.OUT_OF_TIME
        return read_answer(run)

    def compare(self, case: Example, *, shows_expected: bool = True) -> str:
        """Return how the answer to a case differs from what is expected ("" if in nothing).

        Unless `shows_expected`, what is expected is left out.
        """
        by_words = case.arguments is None
        answer = self.answer(
            node_input(case.description) if by_words else call_input(case.arguments or {})
        )
        if answer.problem or answer.refusal:
            return f"{case.description}: {answer.problem or answer.refusal}"
        if agrees(answer.result, case.expected):
            return ""
        if case.expected in self.replies.held.values():
            # Code that knows the recorded text would return it without asking the tool.
            return f"{case.description} gave {answer.result!r}, not the tool's text as it is"
        expected = f"expected {case.expected!r}" if shows_expected else "which is wrong"
        return f"{case.description} gave {answer.result!r}, {expected}"

    def shown(self) -> tuple[tuple[str, str], ...]:
        """Return each call's arguments with the result ("" where there was none)."""
        return tuple((k, canonical(a.result) if a.ok else "") for k, a in self._answers.items())


def input_key(arguments: JSONValue) -> str:
    """Return the arguments of a call as the key of its answer in a report."""
    return json.dumps(arguments, sort_keys=True, ensure_ascii=False)
