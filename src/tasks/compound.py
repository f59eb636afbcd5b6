"""Solves a task that is really several, part by part, and puts the parts together as one node."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..domain.artifact import Recall
from ..domain.candidate import Candidate, Origin
from ..domain.errors import Declined
from ..domain.events import Noted, Notify, PartBegan, PartEnded, SuiteRan, TaskSplit
from ..domain.json_value import JSONValue
from ..domain.model_request import Role
from ..domain.node_contract import grant_files
from ..domain.outcome import Attempt, AttemptPlan, Outcome, OutcomeStatus
from ..domain.ports import Splitter, SuiteRunner
from ..domain.split import SolvedPart, Split, TaskPart
from ..domain.task import Classification, Specification, Task
from ..domain.tool import ToolReply
from ..language.clauses import clauses_of
from ..language.task_parts import abstracted, filled, in_words, known_values
from ..language.task_reading import read_task
from ..language.tokenizer import subject_of, template_of
from .compound_program import Composition
from .compound_suite import Replies, composed_suite
from .persistence import Solution
from .pipeline_steps import ProgramReviewer
from .trace import Tracer

_PLAN = AttemptPlan(1, Role.OVERSEER, 0.0)
_RULES = "rules"


class _NotInParts(Exception):
    """The parts did not lead to the whole; perhaps it is one task, after all."""


@dataclass(frozen=True, slots=True)
class CompoundProgram:
    """The program that does the parts in order, and what their nodes have just answered."""

    solution: Solution
    replies: Mapping[str, ToolReply]


@dataclass(frozen=True, slots=True)
class PartSolvers:
    """Who is needed for a task of several parts.

    `solve_part` solves a part as a task of its own; `folder` is what @file names are relative to.
    """

    splitter: Splitter
    solve_part: Callable[[Task], Outcome]
    suite_runner: SuiteRunner
    reviewer: ProgramReviewer
    folder: Path


class CompoundSolver:
    """Splits one task, solves its parts in order, and writes the program that calls their nodes."""

    def __init__(self, by: PartSolvers, tracer: Tracer, notify: Notify) -> None:
        self._by = by
        self._tracer = tracer
        self._tell = notify

    def assemble(
        self, task: Task, kind: Classification, recalled: Recall
    ) -> CompoundProgram | None:
        """The whole, tested and reviewed; None if the task is one, or better taken for one.

        Raises Declined, naming the part that nobody here can solve.
        """
        if len(clauses_of(task.text)) < 2:
            return None
        split = self._split(task, recalled)
        if not split.parts:
            return None
        self._tell(TaskSplit(split))
        try:
            outcomes = self._solve_parts(task, split)
            return self._put_together(task, kind, split, outcomes)
        except _NotInParts as error:
            self._tell(Noted(f"{error}; taking the task for one"))
            return None

    def _split(self, task: Task, recalled: Recall) -> Split:
        with self._tracer.step("split", "plan") as step:
            split = self._by.splitter.split(task, recalled.to_build_on)
            step.kind = "plan" if split.by in ("", _RULES) else "llm"
            step.detail = f"{len(split.parts)} parts by {split.by}" if split.parts else "one task"
        return split

    def _solve_parts(self, task: Task, split: Split) -> tuple[Outcome, ...]:
        known, outcomes = known_values(task.text), list[Outcome]()
        for number, part in enumerate(split.parts, start=1):
            wish = filled(part.ask, known)
            self._tell(PartBegan(number, len(split.parts), wish))
            with self._tracer.step(f"part {number}", "node") as step:
                outcome = self._by.solve_part(_task_of(wish, part, task))
                step.ok, step.detail = outcome.solved, outcome.node_id or outcome.error
                # What its tools spent is told, and counted, on its own.
                spent = (one.tokens for one in outcome.trace if one.kind != "tool")
                step.tokens = sum(spent)
            self._tell(PartEnded(number, outcome))
            if not outcome.solved:
                _give_up(number, split, wish, outcome)
            if not outcome.node_id:
                raise _NotInParts(f"part {number} could not be kept for the whole to call")
            outcomes.append(outcome)
            known[str(number)] = in_words(outcome.result)
        return tuple(outcomes)

    def _put_together(
        self, task: Task, kind: Classification, split: Split, outcomes: Sequence[Outcome]
    ) -> CompoundProgram:
        whole = Composition(task, _steps(task, split, outcomes), split.shown)
        answers = [outcome.result for outcome in outcomes]
        replies = Replies(whole, answers, self._absolute(task))
        templates = any(outcome.origin is Origin.TEMPLATE for outcome in outcomes)
        by = "template" if templates else "its part"
        # What the parts just gave: the whole's first run does nothing a second time.
        known = {question: ToolReply(text, by) for question, text in replies.recorded}
        return CompoundProgram(self._tested(whole, kind, split, answers), known)

    def _tested(
        self, whole: Composition, kind: Classification, split: Split, answers: Sequence[JSONValue]
    ) -> Solution:
        """The program with its suite, passed. Raises _NotInParts if it does not pass."""
        specification = _specification(whole, kind, split)
        by_rules = split.by == _RULES
        candidate = Candidate(
            whole.source(),
            Origin.PATTERN if by_rules else Origin.WRITTEN,
            model="" if by_rules else split.by,
            note="calls a node for each part",
        )
        with self._tracer.step("analyze", "analyze") as step:
            candidate, review = self._by.reviewer.review(candidate)
            step.detail = f"{len(review.findings)} findings"
        suite = composed_suite(whole, answers, self._absolute(whole.task))
        with self._tracer.step("test", "test") as step:
            report = self._by.suite_runner.run(candidate, suite, specification)
            step.ok, step.detail = report.all_passed, f"{len(report.passed)}/{report.total}"
        self._tell(SuiteRan(report, _PLAN))
        if not report.all_passed:
            raise _NotInParts(f"each part is solved, but not the whole: {report.first_failure}")
        attempt = Attempt(_PLAN, candidate, report)
        return Solution(specification, candidate, suite, review, (attempt,))

    def _absolute(self, task: Task) -> Callable[[str], str]:
        return lambda text: grant_files(text, self._by.folder, task.files)[0]


def _task_of(wish: str, part: TaskPart, whole: Task) -> Task:
    """A part as a task. Only the user's own words name files: a result that holds "@x" does not."""
    no_results = {str(number): "" for number in part.takes}
    named = read_task(filled(part.ask, known_values(whole.text) | no_results)).files
    files = tuple(file for file in whole.files if file in named)
    return Task(wish, template_of(wish), (), files)


def _give_up(number: int, split: Split, wish: str, outcome: Outcome) -> None:
    said = f"part {number} of {len(split.parts)} (“{wish}”): {outcome.error}"
    if outcome.status is OutcomeStatus.DECLINED:
        raise Declined(said, hint=outcome.hint)
    raise _NotInParts(f"not solved: {said}")


def _steps(task: Task, split: Split, outcomes: Sequence[Outcome]) -> tuple[SolvedPart, ...]:
    """The solved parts, each in the wording its node was asked in, under a name of its own."""
    known, steps = known_values(task.text), list[SolvedPart]()
    for number, (part, outcome) in enumerate(zip(split.parts, outcomes, strict=True), start=1):
        name = part.label or part.ask
        if any(step.name == name for step in steps):
            name = f"{name} ({number})"
        steps.append(SolvedPart(outcome.node_id, _as_asked(part, outcome.asked, known), name))
        known[str(number)] = in_words(outcome.result)
    return tuple(steps)


def _as_asked(part: TaskPart, asked: str, known: Mapping[str, str]) -> str:
    """The part in the wording that its node was really asked in, with the same values marked."""
    if asked in ("", filled(part.ask, known)):
        return part.ask
    reworded = TaskPart(abstracted(asked, {mark: known[mark] for mark in part.marks}))
    same = set(reworded.marks) == set(part.marks) and filled(reworded.ask, known) == asked
    return reworded.ask if same else part.ask


def _specification(whole: Composition, kind: Classification, split: Split) -> Specification:
    task = whole.task
    return Specification(
        task,
        kind.kind,
        title=(subject_of(task.text) or "several_parts").replace("_", " "),
        goal="Do the parts in order, each with what those before it gave.",
        inputs=", ".join(known_values(task.text).values()),
        outputs="the result of each part that no other part takes",
        steps=tuple(step.ask for step in whole.steps),
        tools=tuple(dict.fromkeys(step.node_id for step in whole.steps)),
        by=split.by,
    )
