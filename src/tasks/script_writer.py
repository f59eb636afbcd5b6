"""Writes a whole program that a task asks for, and says what was checked of it."""

import ast
import itertools
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from ..documents.json_files import write_text
from ..domain.candidate import Candidate, Origin, Review
from ..domain.errors import BrokenReply
from ..domain.events import CandidateWritten, Notify
from ..domain.model_request import Request, Role
from ..domain.node_contract import describe_ending
from ..domain.outcome import Outcome, OutcomeStatus
from ..domain.ports import LanguageModel, Sandbox
from ..domain.program_run import Program
from ..domain.task import Task, TaskKind
from ..language.tokenizer import subject_of
from ..prompts.code_replies import read_code
from ..prompts.prompt_library import PromptLibrary
from .finalize import Reviewer
from .trace import Tracer

FOLDER = "scripts"
MOST_TOKENS = 1500
_LONGEST_SHOWN = 200
_CUT = "cut end"
"""The repair that left out what a reply had begun and not ended."""
_NEEDS = {
    name: f"it {need}"
    for need, names in {
        "reads its command line": "sys.argv argparse optparse getopt",
        "reads its input": "sys.stdin",
        "reads files": "fileinput",
        "needs a terminal": "curses",
        "opens a window": "tkinter turtle",
        "uses the network": "socket urllib http smtplib ftplib",
        "starts other programs": "subprocess",
    }.items()
    for name in names.split()
}


class ScriptWriter(Struct, frozen=True):
    """Asks a model once for a program, has it analyzed, and runs it confined where it can be.

    `out_folder` names the folder for files of a name.
    """

    model: LanguageModel
    sandbox: Sandbox
    reviewer: Reviewer
    out_folder: Callable[[str], str]
    tracer: Tracer
    notify: Notify

    def write(self, task: Task, kind: TaskKind) -> Outcome:
        """Write the program and keep it as a file. Raises ModelError where no code comes."""
        candidate, review = self.reviewer.reported(self._generate(task), self.tracer, self.notify)
        cut = ["The model's reply was cut: the end of the program is missing."]
        checks = [*(cut if _CUT in candidate.repairs else []), _analysis(review)]
        problem = ""
        left: tuple[str, ...] = ()
        reason = why_not_run(candidate.source)
        if reason:
            checks.append(f"Not run: {reason}. What it does is not checked.")
        else:
            said, problem, left = self._run(candidate)
            checks.append(said)
        where, written = self._keep(task, candidate)
        checks.append(where)
        return Outcome(
            task,
            OutcomeStatus.FAILED if problem else OutcomeStatus.SOLVED,
            kind=kind.value,
            origin=Origin.WRITTEN,
            model=candidate.model,
            seconds=self.tracer.seconds,
            trace=self.tracer.steps,
            error=f"the program does not run: {problem}" if problem else "",
            hint=f"say the task more exactly. {where}" if problem else "",
            written_files=(*written, *left),
            source=candidate.source,
            code_is_result=True,
            checks=tuple(checks),
        )

    def _generate(self, task: Task) -> Candidate:
        prompt = PromptLibrary().fill("script", task=task.text)
        request = Request(
            Role.GENERATOR, "script", prompt.parts, system=prompt.system, max_tokens=MOST_TOKENS
        )
        with self.tracer.step("generate", "llm"):
            reply = self.model.complete(request)
            code = read_code(reply.text, thinking=reply.thinking)
            _require_program(code.source)
        is_cut = not code.complete and reply.output_tokens >= MOST_TOKENS
        repairs = dict.fromkeys((*code.repairs, _CUT) if is_cut else code.repairs)
        candidate = Candidate(
            code.source.strip() + "\n",
            Origin.WRITTEN,
            model=reply.model,
            prompt_digest=prompt.digest,
            repairs=tuple(repairs),
        )
        self.notify(CandidateWritten(candidate))
        return candidate

    def _run(self, candidate: Candidate) -> tuple[str, str, tuple[str, ...]]:
        """Return a remark on the program's run, why it failed ("" if not), and its files."""
        program = Program(candidate.source, out_folder=self.out_folder(FOLDER))
        with self.tracer.step("run", "run") as step, self.sandbox.open(program) as session:
            result = session.run({})
            step.ok = result.finished
        if not result.finished:
            return "Run once, confined: it failed.", describe_ending(result), result.written
        shown = " ".join(result.stdout.split())
        cut = shown[:_LONGEST_SHOWN] + ("…" if len(shown) > _LONGEST_SHOWN else "")
        printed = f"it printed: {cut}" if shown else "it printed nothing"
        said = f"Run once, confined: {printed}. Whether that is right is not checked."
        return " ".join((said, *result.remarks)), "", result.written

    def _keep(self, task: Task, candidate: Candidate) -> tuple[str, tuple[str, ...]]:
        """Write the program to a file of its own; what is said of that, and the file's path."""
        folder = Path(self.out_folder(FOLDER))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = next(path for path in _names(folder, task) if not os.path.lexists(path))
            write_text(path, candidate.source)
        except OSError as error:
            return f"Not written to a file: {error}", ()
        return f"The program is in {path}", (str(path),)


def why_not_run(source: str) -> str:
    """Return what a program needs that a confined run does not give it ("" if it can be run)."""
    return next(filter(None, map(_need, ast.walk(ast.parse(source)))), "")


def _need(node: ast.AST) -> str:
    if isinstance(node, ast.Import):
        return next(filter(None, (_import_need(one.name) for one in node.names)), "")
    if isinstance(node, ast.ImportFrom):
        names = (f"{node.module}.{one.name}" for one in node.names)
        return next(filter(None, map(_import_need, names)), "")
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return _NEEDS.get(f"{node.value.id}.{node.attr}", "")
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        if called == "input":
            return "it asks for input"
        if called.endswith((".read_text", ".read_bytes")) or (called == "open" and _reads(node)):
            return "it reads a file"
    return ""


def _import_need(name: str) -> str:
    top = name.partition(".")[0]
    if top and top not in sys.stdlib_module_names:
        return f"it needs the package {top}"
    return _NEEDS.get(name, _NEEDS.get(top, ""))


def _reads(call: ast.Call) -> bool:
    """Return True unless a call of open() is known to write."""
    mode = next((one.value for one in call.keywords if one.arg == "mode"), None)
    given = mode or (call.args[1] if len(call.args) > 1 else None)
    return not (isinstance(given, ast.Constant) and set(str(given.value)) & set("wxa"))


def _require_program(source: str) -> None:
    """Raise BrokenReply for what does not parse or does nothing."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        raise BrokenReply(f"the program does not parse: {problem}") from problem
    idle = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)
    acting = [node for node in body if not isinstance(node, idle)]
    if all(isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant) for one in acting):
        raise BrokenReply("the program only defines things and does nothing when it is run")


def _analysis(review: Review) -> str:
    if not review.analyzers:
        return "No analyzer could look at it."
    names = ", ".join(review.analyzers)
    found = len(review.findings)
    return f"Analyzed by {names}: {found or 'no'} finding{'' if found == 1 else 's'}."


def _names(folder: Path, task: Task) -> Iterator[Path]:
    stem = subject_of(task.text) or "script"
    yield folder / f"{stem}.py"
    for number in itertools.count(2):
        yield folder / f"{stem}_{number}.py"
