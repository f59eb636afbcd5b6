"""A SuiteRunner for trying the stages by themselves: one child process a candidate, unconfined.

Runs only the programs that the fakes write. The real runner and sandbox have their own tests.
"""

import json
import subprocess
import sys

from src.domain.candidate import Candidate, FailedCase, Suite, SuiteReport
from src.domain.json_value import JSONValue, agrees
from src.domain.task import Example, Specification
from src.tasks.case_parsing import parse_cases

_CHILD = r"""
import contextlib, io, json, os, signal, sys, types
given = json.load(sys.stdin)
runtime = types.ModuleType("node_runtime")
replies = dict(given["replies"])
runtime.call_tool = lambda name, prompt, **more: replies[name]
sys.modules["node_runtime"] = runtime
os.chdir(given["folder"])

late = []

def answer(source, description):
    if sum(late) > 1:
        return ""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        signal.setitimer(signal.ITIMER_REAL, 0.5)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        said = io.StringIO()
        sys.stdin = io.StringIO(json.dumps({"description": description}))
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
                exec(compile(source, "main.py", "exec"), {"__name__": "__main__"})
        except BaseException as error:
            said = io.StringIO(f"!{type(error).__name__}: {error}")
        os.write(writer, said.getvalue().encode()[:60000])
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        text = pipe.read().decode()
    late.append(os.WIFSIGNALED(os.waitpid(child, 0)[1]))
    return text

json.dump({d: answer(given["source"], d) for d in given["descriptions"]}, sys.stdout)
"""


class QuickRunner:
    """Runs a candidate's answers in a child process and compares them here."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def answers(
        self, source: str, descriptions: list[str], replies: tuple[tuple[str, str], ...] = ()
    ) -> dict[str, str]:
        """What the program printed for each description."""
        given = {
            "source": source,
            "descriptions": list(dict.fromkeys(descriptions)),
            "replies": replies,
            "folder": self._folder,
        }
        child = subprocess.run(
            [sys.executable, "-I", "-c", _CHILD],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        said: dict[str, str] = json.loads(child.stdout)
        return said

    def run(self, candidate: Candidate, suite: Suite, specification: Specification) -> SuiteReport:
        """Judge the candidate as the real runner does."""
        own = specification.task.text
        asked = [own, *(e.description for e in suite.held_out)]
        for test in suite.tests:
            asked += (
                [test.example.description]
                if test.example
                else list(parse_cases(test.source)[0].descriptions)
            )
        printed = self.answers(candidate.source, asked, suite.tool_replies)
        verdicts = [
            (t.name, compare(t.example, printed) if t.example else _property(t.source, printed))
            for t in suite.tests
        ]
        verdicts += [
            (name, compare(e, printed) and "a held-out example gave another result")
            for name, e in suite.named_held_out
        ]
        verdicts.append(("answers_the_task_itself", result_of(printed[own])[1]))
        return SuiteReport(
            tuple(name for name, trouble in verdicts if not trouble),
            tuple(FailedCase(name, trouble) for name, trouble in verdicts if trouble),
            answers=tuple((d, _spoken(text)) for d, text in printed.items()),
        )


def compare(example: Example, printed: dict[str, str]) -> str:
    """What is wrong with the answer to an example ("" if nothing is)."""
    result, trouble = result_of(printed[example.description])
    if trouble:
        return f"{example.description!r}: {trouble}"
    if agrees(result, example.expected):
        return ""
    return f"{example.description!r} gave {result!r}, expected {example.expected!r}"


def result_of(text: str) -> tuple[JSONValue, str]:
    """(the result, what is wrong with the output)."""
    try:
        said = json.loads(text)
    except ValueError:
        return None, text[1:200] if text.startswith("!") else "it printed no JSON object"
    if isinstance(said, dict) and "result" in said:
        return said["result"], ""
    return None, str(said.get("error", "no result")) if isinstance(said, dict) else "no object"


def _spoken(text: str) -> str:
    result, trouble = result_of(text)
    return "" if trouble else repr(result)


def _property(source: str, printed: dict[str, str]) -> str:
    space: dict[str, object] = {}
    exec(compile(source, "test", "exec"), space)  # tests that passed the suite writer's checks
    test = next(value for name, value in space.items() if name.startswith("test"))
    assert callable(test)

    def answer(description: str) -> JSONValue:
        result, trouble = result_of(printed[description])
        assert not trouble, trouble
        return result

    try:
        test(answer)
    except Exception as error:  # whatever the test's own code raises is its verdict
        return f"{type(error).__name__}: {error}"
    return ""
