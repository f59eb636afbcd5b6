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
from ..language.task_parts import abstracted, filled, known_values, value_text
from ..language.task_reading import read_task
from ..language.tokenizer import subject_of, template_of
from .compound_program import Composition
from .compound_suite import Replies, composed_suite
from .persistence import Solution
from .pipeline_steps import ProgramReviewer
from .trace import Tracer

_PLAN = AttemptPlan(1, Role.OVERSEER, 0.0)
_RULES = "rules"


class _CannotSplit(Exception):
    """The parts do not solve the task; it may be a single task after all."""


@dataclass(frozen=True, slots=True)
class CompoundProgram:
    """The program that runs the parts in order, and the answers their nodes just gave."""

    solution: Solution
    replies: Mapping[str, ToolReply]


@dataclass(frozen=True, slots=True)
class PartSolvers:
    """The collaborators for compound tasks.

    `solve_part` solves a part as a separate task; @file names are relative to `folder`.
    """

    splitter: Splitter
    solve_part: Callable[[Task], Outcome]
    suite_runner: SuiteRunner
    reviewer: ProgramReviewer
    folder: Path


class CompoundSolver:
    """Splits one task, solves its parts in order, and writes the program that calls their nodes."""

    def __init__(self, solvers: PartSolvers, tracer: Tracer, notify: Notify) -> None:
        self._solvers = solvers
        self._tracer = tracer
        self._emit = notify

    def assemble(
        self, task: Task, kind: Classification, recalled: Recall
    ) -> CompoundProgram | None:
        """The composed program, tested and reviewed; None for a task that is not compound.

        Raises Declined, naming the part that cannot be solved.
        """
        if len(clauses_of(task.text)) < 2:
            return None
        split = self._split(task, recalled)
        if not split.parts:
            return None
        self._emit(TaskSplit(split))
        try:
            outcomes = self._solve_parts(task, split)
            return self._compose(task, kind, split, outcomes)
        except _CannotSplit as error:
            self._emit(Noted(f"{error}; taking the task for one"))
            return None

    def _split(self, task: Task, recalled: Recall) -> Split:
        with self._tracer.step("split", "plan") as step:
            split = self._solvers.splitter.split(task, recalled.to_build_on)
            step.kind = "plan" if split.by in ("", _RULES) else "llm"
            step.detail = f"{len(split.parts)} parts by {split.by}" if split.parts else "one task"
        return split

    def _solve_parts(self, task: Task, split: Split) -> tuple[Outcome, ...]:
        known, outcomes = known_values(task.text), list[Outcome]()
        for number, part in enumerate(split.parts, start=1):
            request = filled(part.ask, known)
            self._emit(PartBegan(number, len(split.parts), request))
            with self._tracer.step(f"part {number}", "node") as step:
                outcome = self._solvers.solve_part(_part_task(request, part, task))
                step.ok, step.detail = outcome.solved, outcome.node_id or outcome.error
                # What its tools spent is reported and counted separately.
                spent = (one.tokens for one in outcome.trace if one.kind != "tool")
                step.tokens = sum(spent)
            self._emit(PartEnded(number, outcome))
            if not outcome.solved:
                _give_up(number, split, request, outcome)
            if not outcome.node_id:
                raise _CannotSplit(f"part {number} could not be kept for the whole to call")
            outcomes.append(outcome)
            known[str(number)] = value_text(outcome.result)
        return tuple(outcomes)

    def _compose(
        self, task: Task, kind: Classification, split: Split, outcomes: Sequence[Outcome]
    ) -> CompoundProgram:
        composition = Composition(task, _steps(task, split, outcomes), split.shown)
        answers = [outcome.result for outcome in outcomes]
        replies = Replies(composition, answers, self._absolute(task))
        templates = any(outcome.origin is Origin.TEMPLATE for outcome in outcomes)
        by = "template" if templates else "its part"
        # The parts' answers are reused, so that the first run repeats no work.
        known = {question: ToolReply(text, by) for question, text in replies.recorded}
        return CompoundProgram(self._tested(composition, kind, split, answers), known)

    def _tested(
        self,
        composition: Composition,
        kind: Classification,
        split: Split,
        answers: Sequence[JSONValue],
    ) -> Solution:
        """The program with its passing suite. Raises _CannotSplit if it does not pass."""
        specification = _specification(composition, kind, split)
        by_rules = split.by == _RULES
        candidate = Candidate(
            composition.source(),
            Origin.LIBRARY if by_rules else Origin.WRITTEN,
            model="" if by_rules else split.by,
            note="calls a node for each part",
        )
        with self._tracer.step("analyze", "analyze") as step:
            candidate, review = self._solvers.reviewer.review(candidate)
            step.detail = f"{len(review.findings)} findings"
        suite = composed_suite(composition, answers, self._absolute(composition.task))
        with self._tracer.step("test", "test") as step:
            report = self._solvers.suite_runner.run(candidate, suite, specification)
            step.ok, step.detail = report.all_passed, f"{len(report.passed)}/{report.total}"
        self._emit(SuiteRan(report, _PLAN))
        if not report.all_passed:
            raise _CannotSplit(f"each part is solved, but not the whole: {report.first_failure}")
        attempt = Attempt(_PLAN, candidate, report)
        return Solution(specification, candidate, suite, review, (attempt,))

    def _absolute(self, task: Task) -> Callable[[str], str]:
        return lambda text: grant_files(text, self._solvers.folder, task.files)[0]


def _part_task(request: str, part: TaskPart, compound: Task) -> Task:
    """A part as a task. Only the user's words grant files: a result that contains "@x" does not."""
    no_results = {str(number): "" for number in part.takes}
    named_files = read_task(filled(part.ask, known_values(compound.text) | no_results)).files
    files = tuple(file for file in compound.files if file in named_files)
    return Task(request, template_of(request), (), files)


def _give_up(number: int, split: Split, request: str, outcome: Outcome) -> None:
    message = f"part {number} of {len(split.parts)} (“{request}”): {outcome.error}"
    if outcome.status is OutcomeStatus.DECLINED:
        raise Declined(message, hint=outcome.hint)
    raise _CannotSplit(f"not solved: {message}")


def _steps(task: Task, split: Split, outcomes: Sequence[Outcome]) -> tuple[SolvedPart, ...]:
    """The solved parts, each with the wording its node was run on and a unique name."""
    known, steps = known_values(task.text), list[SolvedPart]()
    for number, (part, outcome) in enumerate(zip(split.parts, outcomes, strict=True), start=1):
        name = part.label or part.ask
        if any(step.name == name for step in steps):
            name = f"{name} ({number})"
        steps.append(SolvedPart(outcome.node_id, _actual_wording(part, outcome.asked, known), name))
        known[str(number)] = value_text(outcome.result)
    return tuple(steps)


def _actual_wording(part: TaskPart, asked: str, known: Mapping[str, str]) -> str:
    """The part in the wording its node was actually run on, with the same values abstracted."""
    if asked in ("", filled(part.ask, known)):
        return part.ask
    actual = TaskPart(abstracted(asked, {mark: known[mark] for mark in part.marks}))
    same = set(actual.marks) == set(part.marks) and filled(actual.ask, known) == asked
    return actual.ask if same else part.ask


def _specification(composition: Composition, kind: Classification, split: Split) -> Specification:
    task = composition.task
    return Specification(
        task,
        kind.kind,
        title=(subject_of(task.text) or "several_parts").replace("_", " "),
        goal="Do the parts in order, each with what those before it gave.",
        inputs=", ".join(known_values(task.text).values()),
        outputs="the result of each part that no other part takes",
        steps=tuple(step.ask for step in composition.steps),
        tools=tuple(dict.fromkeys(step.node_id for step in composition.steps)),
        by=split.by,
    )
