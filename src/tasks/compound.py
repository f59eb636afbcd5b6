"""Solves a task that is really several, part by part, and chains the parts' functions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count

from msgspec import Struct, field

from ..domain.artifact import Recall
from ..domain.ast_digest import normal_digest
from ..domain.candidate import Candidate, Origin
from ..domain.errors import Declined, ModelError
from ..domain.events import Noted, Notify, PartBegan, PartEnded, TaskSplit, VersionAccepted
from ..domain.json_value import JSONObject, agrees
from ..domain.model_request import Role
from ..domain.node import Node
from ..domain.outcome import Attempt, AttemptPlan, Confidence, Level, Outcome, OutcomeStatus
from ..domain.ports import NodeStore, Splitter, SuiteRunner
from ..domain.replace import replace
from ..domain.signature import call_text, read_signature
from ..domain.task import Classification, Example, Specification, Task
from ..domain.tool import ToolReply
from ..domain.understanding import Split, TaskPart
from ..language.task_parts import clauses_of, filled, known_values, value_text
from ..language.task_reading import read_task
from ..language.tokenizer import template_of
from .case_writer import case_suite
from .compound_function import CannotCompose, ComposedFunction, Reread, SolvedPart, compose
from .finalize import Reviewer
from .persistence import Solution
from .retested_nodes import PartVersions
from .trace import Tracer

_PLAN = AttemptPlan(1, Role.OVERSEER, 0.0)
_RULES = "rules"
_LONGEST_NAME = 48


class CompoundProgram(Struct, frozen=True):
    """What answers a compound task: a node that is kept already, or a new solution.

    A new solution `replaces` the node of this id, if one is named. `replies` are what the tools
    of the parts just answered; `chosen_by` names the model that chose a part's function, if any.
    """

    plan: Specification
    node: Node | None = None
    solution: Solution | None = None
    replaces: str = ""
    replies: Mapping[str, ToolReply] = field(default_factory=dict)
    chosen_by: str = ""


class CompoundSolver(Struct, frozen=True):
    """Splits one task, solves its parts in order, and writes the function that chains theirs.

    Each of the `splitters` takes over if the model of the one before fails. `solve_part` solves
    a part as a separate task; `reread` says what a function that solved a part is called with
    for another wording.
    """

    splitters: Sequence[Splitter]
    solve_part: Callable[[Task], Outcome]
    suite_runner: SuiteRunner
    reviewer: Reviewer
    nodes: NodeStore
    part_versions: PartVersions
    reread: Reread
    tracer: Tracer
    notify: Notify

    def assemble(
        self, task: Task, kind: Classification, recalled: Recall
    ) -> CompoundProgram | None:
        """Return the composed function, tested and reviewed; None for a task that is not compound.

        Raises Declined, naming the part that cannot be solved.
        """
        if len(clauses_of(task.text)) < 2:
            return None
        split = self._split(task, recalled)
        if not split.parts:
            return None
        self.notify(TaskSplit(split))
        try:
            outcomes = self._solve_parts(task, split)
            whole = self._compose(task, kind, split, outcomes)
            return replace(whole, chosen_by=max(outcome.chosen_by for outcome in outcomes))
        except CannotCompose as error:
            self.notify(Noted(f"{error}; taking the task for one"))
            return None

    def _split(self, task: Task, recalled: Recall) -> Split:
        with self.tracer.step("split", "plan") as step:
            split = self._split_by_first(task, recalled)
            step.kind = "plan" if split.by in ("", _RULES) else "llm"
            step.detail = f"{len(split.parts)} parts by {split.by}" if split.parts else "one task"
        return split

    def _split_by_first(self, task: Task, recalled: Recall) -> Split:
        *models, rules = self.splitters
        for splitter in models:
            try:
                return splitter.split(task, recalled.to_build_on)
            except ModelError as error:
                self.tracer.fell_back("split", error)
        return rules.split(task, recalled.to_build_on)

    def _solve_parts(self, task: Task, split: Split) -> tuple[Outcome, ...]:
        known, outcomes = known_values(task.text), list[Outcome]()
        for number, part in enumerate(split.parts, start=1):
            request = filled(part.ask, known)
            self.notify(PartBegan(number, len(split.parts), request))
            with self.tracer.step(f"part {number}", "node") as step:
                outcome = self.solve_part(_part_task(request, part, task))
                step.ok, step.detail = outcome.solved, outcome.node_id or outcome.error
                # What its tools spent is reported and counted separately.
                spent = (one.tokens for one in outcome.trace if one.kind != "tool")
                step.tokens = sum(spent)
            self.notify(PartEnded(number, outcome))
            if not outcome.solved:
                _give_up(number, split, request, outcome)
            if not outcome.node_id or not outcome.function:
                raise CannotCompose(f"part {number} is not a kept function for the whole to call")
            outcomes.append(outcome)
            known[str(number)] = value_text(outcome.result)
        return tuple(outcomes)

    def _compose(
        self, task: Task, kind: Classification, split: Split, outcomes: Sequence[Outcome]
    ) -> CompoundProgram:
        nodes = [self.nodes.load(outcome.node_id) for outcome in outcomes]
        parts = [_solved(*one) for one in zip(split.parts, outcomes, nodes, strict=True)]
        if len(parts) == 1:
            return _only_part(task, kind, outcomes[0], nodes[0])
        for name in _names(parts):
            whole = compose(task, name, parts, split.shown, self.reread)
            node = self.nodes.of_function(name)
            if node is None or normal_digest(node.source) == normal_digest(whole.source):
                break
        plan = _specification(task, kind, split, whole, nodes)
        replies = _replies(outcomes)
        if node is not None and not task.examples and self._is_reliable(node):
            return CompoundProgram(plan, node, replies=replies)
        solution = self._tested(plan, whole, split, outcomes)
        return CompoundProgram(
            plan, solution=solution, replaces=node.id if node else "", replies=replies
        )

    def _is_reliable(self, node: Node) -> bool:
        trouble = self.part_versions.trouble(node)
        if trouble:
            self.notify(Noted(f"{trouble}; solving the task again"))
        return not trouble

    def _tested(
        self,
        plan: Specification,
        whole: ComposedFunction,
        split: Split,
        outcomes: Sequence[Outcome],
    ) -> Solution:
        """Return the function with its passing suite. Raises CannotCompose if it does not pass."""
        by_rules = split.by == _RULES
        candidate = Candidate(
            whole.source,
            Origin.LIBRARY if by_rules else Origin.WRITTEN,
            model="" if by_rules else split.by,
            note="calls a function for each part",
        )
        with self.tracer.step("analyze", "analyze") as step:
            candidate, review = self.reviewer.review(candidate)
            step.detail = f"{len(review.findings)} findings"
        recorded = tuple((asked, reply.text) for asked, reply in _replies(outcomes).items())
        suite = replace(case_suite(plan), tool_replies=recorded)
        with self.tracer.step("test", "test") as step:
            report = self.suite_runner.run(candidate, suite, plan)
            step.ok, step.detail = report.all_passed, f"{len(report.passed)}/{report.total}"
        if not report.all_passed:
            raise CannotCompose(f"each part is solved, but not the whole: {report.first_failure}")
        confidence = _confidence(outcomes, plan.task.examples)
        self.notify(VersionAccepted(report, confidence))
        attempt = Attempt(_PLAN, candidate, report)
        return Solution(plan, candidate, suite, review, (attempt,), confidence=confidence)


def _part_task(request: str, part: TaskPart, compound: Task) -> Task:
    """Return a part as a task. Only the user's words grant files; "@x" in a result does not."""
    no_results = {str(number): "" for number in part.takes}
    named_files = read_task(filled(part.ask, known_values(compound.text) | no_results)).files
    files = tuple(file for file in compound.files if file in named_files)
    return Task(request, template_of(request), (), files)


def _give_up(number: int, split: Split, request: str, outcome: Outcome) -> None:
    message = f"part {number} of {len(split.parts)} (“{request}”): {outcome.error}"
    if outcome.status is OutcomeStatus.DECLINED:
        raise Declined(message, hint=outcome.hint)
    raise CannotCompose(f"not solved: {message}")


def _solved(part: TaskPart, outcome: Outcome, node: Node) -> SolvedPart:
    try:
        signature = read_signature(node.source, outcome.function)
    except ValueError as problem:
        raise CannotCompose(f"{node.id} cannot be called: {problem}") from problem
    return SolvedPart(part, node.id, signature, outcome.arguments or {}, outcome.result)


def _only_part(task: Task, kind: Classification, outcome: Outcome, node: Node) -> CompoundProgram:
    """Return the call of the one function that answers a task of two clauses."""
    for example in task.examples:
        if example.description != task.text or not agrees(outcome.result, example.expected):
            raise CannotCompose(f"the example “{example.description}” does not fit {node.id}")
    plan = Specification(
        *(task, kind.kind, node.title, node.title),
        function=outcome.function,
        signature=outcome.signature,
        arguments=outcome.arguments or {},
    )
    return CompoundProgram(plan, node, replies=dict(outcome.tool_replies))


def _replies(outcomes: Sequence[Outcome]) -> dict[str, ToolReply]:
    return dict(pair for outcome in outcomes for pair in outcome.tool_replies)


def _confidence(outcomes: Sequence[Outcome], examples: Sequence[Example]) -> Confidence | None:
    """Return that of the least sure part, unless an example of the user confirms the whole."""
    known = [(one.confidence, one.node_id) for one in outcomes if one.confidence is not None]
    if not known:
        return None
    if examples:
        return Confidence(Level.HIGH, cases_passed=len(examples), cases=len(examples))
    least, node_id = max(known, key=lambda one: list(Level).index(one[0].level))
    return Confidence(least.level, note=f"{node_id}: {least}")


def _names(parts: Sequence[SolvedPart]) -> Iterator[str]:
    """Yield names for the whole, from those of its parts: other wordings of a chain find it so."""
    name = "_then_".join(one.signature.name for one in parts)[:_LONGEST_NAME].rstrip("_")
    yield name
    yield from (f"{name}_{number}" for number in count(2))


def _specification(
    task: Task, kind: Classification, split: Split, whole: ComposedFunction, nodes: Sequence[Node]
) -> Specification:
    call = call_text(whole.name, whole.arguments)
    given = []
    for example in task.examples:
        if example.description != task.text:
            raise CannotCompose(f"the example “{example.description}” has other values")
        given.append(Example(call, example.expected, whole.arguments))
    versions: JSONObject = {}
    for node in nodes:
        versions |= {**node.tested_with, node.id: node.version}
    return Specification(
        replace(task, examples=tuple(given)),
        kind.kind,
        title=whole.name.replace("_", " "),
        goal="Do the parts in order, each with what those before it gave.",
        outputs="the result of each part that no other part takes",
        steps=tuple(part.ask for part in split.parts),
        tools=tuple(dict.fromkeys(tool for node in nodes for tool in node.tools)),
        examples=(Example(call, whole.result, whole.arguments),),
        by=split.by,
        function=whole.name,
        signature=str(read_signature(whole.source, whole.name)),
        arguments=whole.arguments,
        tested_with=versions,
    )
