"""Writes a whole program that a task asks for, and says what was checked of it."""

import ast
import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from ..domain.candidate import Candidate, Origin, Review
from ..domain.errors import BrokenReply
from ..domain.events import CandidateReviewed, CandidateWritten, Notify
from ..domain.model_request import Request, Role
from ..domain.node_contract import describe_ending
from ..domain.outcome import Outcome, OutcomeStatus
from ..domain.ports import LanguageModel, Sandbox
from ..domain.program_run import Program
from ..domain.task import Task, TaskKind
from ..language.tokenizer import subject_of
from ..prompts.code_replies import read_code
from ..prompts.prompt_library import PromptLibrary
from .pipeline_steps import ProgramReviewer
from .trace import Tracer

FOLDER = "scripts"
MOST_TOKENS = 1500
_LONGEST_SHOWN = 200
_NEEDS = {"sys.argv": "it reads its command line", "sys.stdin": "it reads its input"}
_OUTSIDE = {
    "argparse": "it reads its command line",
    "optparse": "it reads its command line",
    "getopt": "it reads its command line",
    "fileinput": "it reads files",
    "curses": "it needs a terminal",
    "tkinter": "it opens a window",
    "turtle": "it opens a window",
    "socket": "it uses the network",
    "urllib": "it uses the network",
    "http": "it uses the network",
    "smtplib": "it uses the network",
    "ftplib": "it uses the network",
    "subprocess": "it starts other programs",
}


class ScriptWriter:
    """Asks a model once for a program, has it analyzed, and runs it confined where it can be.

    `out_folder` names the folder for files of a name.
    """

    def __init__(
        self,
        model: LanguageModel,
        sandbox: Sandbox,
        reviewer: ProgramReviewer,
        out_folder: Callable[[str], str],
        tracer: Tracer,
        notify: Notify,
    ) -> None:
        self._model = model
        self._sandbox = sandbox
        self._reviewer = reviewer
        self._out_folder = out_folder
        self._tracer = tracer
        self._notify = notify

    def write(self, task: Task, kind: TaskKind) -> Outcome:
        """Write the program and keep it as a file. Raises ModelError where no code comes."""
        candidate, review = self._review(self._generate(task))
        checks = [_analysis(review)]
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
            seconds=self._tracer.seconds,
            trace=self._tracer.steps,
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
        with self._tracer.step("generate", "llm"):
            reply = self._model.complete(request)
            code = read_code(reply.text, thinking=reply.thinking)
            _require_program(code.source)
        candidate = Candidate(
            code.source.strip() + "\n",
            Origin.WRITTEN,
            model=reply.model,
            prompt_digest=prompt.digest,
            repairs=code.repairs,
        )
        self._notify(CandidateWritten(candidate))
        return candidate

    def _review(self, candidate: Candidate) -> tuple[Candidate, Review]:
        with self._tracer.step("analyze", "analyze") as step:
            candidate, review = self._reviewer.review(candidate)
            step.detail = f"{len(review.findings)} findings"
        self._notify(CandidateReviewed(review))
        return candidate, review

    def _run(self, candidate: Candidate) -> tuple[str, str, tuple[str, ...]]:
        """What is said of the program's run, why it failed ("" if it did not), and its files."""
        program = Program(candidate.source, out_folder=self._out_folder(FOLDER))
        with self._tracer.step("run", "run") as step, self._sandbox.open(program) as session:
            result = session.run({})
            step.ok = result.finished
        if not result.finished:
            return "Run once, confined: it failed.", describe_ending(result), result.written
        shown = " ".join(result.stdout.split())
        cut = shown[:_LONGEST_SHOWN] + ("…" if len(shown) > _LONGEST_SHOWN else "")
        printed = f"it printed: {cut}" if shown else "it printed nothing"
        said = f"Run once, confined: {printed}. Whether that is right is not checked."
        return said, "", result.written

    def _keep(self, task: Task, candidate: Candidate) -> tuple[str, tuple[str, ...]]:
        """Write the program to a file of its own; what is said of that, and the file's path."""
        folder = Path(self._out_folder(FOLDER))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = next(path for path in _names(folder, task) if not path.exists())
            path.write_text(candidate.source, encoding="utf-8")
        except OSError as error:
            return f"Not written to a file: {error}", ()
        return f"The program is in {path}", (str(path),)


def why_not_run(source: str) -> str:
    """What a program needs that a confined run does not give it ("" if it can be run)."""
    for node in ast.walk(ast.parse(source)):
        reason = _need(node)
        if reason:
            return reason
    return ""


def _need(node: ast.AST) -> str:
    if isinstance(node, ast.Import):
        return next(filter(None, map(_module_need, (one.name for one in node.names))), "")
    if isinstance(node, ast.ImportFrom):
        names = [f"{node.module}.{one.name}" for one in node.names]
        return next((_NEEDS[name] for name in names if name in _NEEDS), _module_need(names[0]))
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return _NEEDS.get(f"{node.value.id}.{node.attr}", "")
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        if called == "input":
            return "it asks for input"
        if called.endswith((".read_text", ".read_bytes")) or (called == "open" and _reads(node)):
            return "it reads a file"
    return ""


def _module_need(name: str) -> str:
    top = name.partition(".")[0]
    if top and top not in sys.stdlib_module_names:
        return f"it needs the package {top}"
    return _OUTSIDE.get(top, "")


def _reads(call: ast.Call) -> bool:
    """True unless a call of open() is known to write."""
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
    if all(isinstance(node, idle) or _is_docstring(node) for node in body):
        raise BrokenReply("the program only defines things and does nothing when it is run")


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


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
