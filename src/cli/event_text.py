"""The lines shown for each event of a task."""

# One match over the events, each case with its own return.
# pylint: disable=too-many-return-statements,too-many-locals

from collections import Counter
from collections.abc import Sequence
from textwrap import shorten
from types import MappingProxyType

from ..domain import events
from ..domain.artifact import Sameness
from ..domain.ast_digest import normal_digest
from ..domain.candidate import Candidate, Origin, Review, SuiteReport
from ..domain.measurement import Iteration, Verdict
from ..domain.outcome import Confidence, Outcome
from ..domain.signature import without_ending
from ..optimize.verdict_explanation import gain_of
from .command_line import Verbosity
from .outcome_report import result_text
from .output import Branch, Code, Line, Part, Tone, capital, count, hint_text

SHOW_HINT = "Type show to see its code."
_SHOWN_FINDINGS = 3
_LONGEST_RESULT = 120
_BARS = "▁▂▃▄▅▆▇█"
_DOING = MappingProxyType(
    {
        "rag": "looking in memory",
        "choose": "looking at near functions",
        "classify": "classifying",
        "split": "looking for parts",
        "overseer": "planning",
        "write tests": "writing tests",
        "generate": "writing code",
        "judge": "judging a disputed case",
        "test": "testing",
        "optimize": "optimizing",
        "analyze": "analyzing",
        "run": "running",
    }
)


def tell(
    event: events.Event, verbose: bool = False, model_reached: bool = False
) -> tuple[Part, ...]:
    """Return the parts that show an event; () for events that need no words.

    `model_reached`: a model was there in this task, so that nothing in it is called offline.
    """
    match event:
        case events.LineRead(text, by):
            return (Line(f"Read as: {text}" + (f" (by {by})" if by else ""), Tone.STEP),)
        case events.TaskClassified(classification):
            text = f"Task classified as {classification.kind.value} ({classification.reason})"
            return (Line(text, Tone.STEP),)
        case events.TaskSplit(split):
            several = ", solved one after the other" if len(split.parts) > 1 else ""
            text = f"The task is {count(len(split.parts), 'part')}{several}"
            return (Line(text, Tone.STEP),)
        case events.PartBegan(number, total, ask):
            return (Line(f"Part {number} of {total}: {ask}", Tone.STEP),)
        case events.Recalled(best) if best is not None and best.sameness is Sameness.RELATED:
            near = f"{best.similarity:.0%} similar"
            text = f'Recalled a related task: "{best.artifact.text}" ({near})'
            return (Line(text, Tone.STEP),)
        case events.WriterChosen():
            return (Line(_writer(event, model_reached), Tone.STEP),)
        case events.CandidateWritten(candidate):
            return _candidate(candidate, verbose)
        case events.SuiteWritten(suite) if verbose:
            return (Code(suite.source),)
        case events.SuiteRan(report, _) if verbose and not report.all_passed:
            said = f"Tests: {len(report.passed)} of {report.total} passed; {report.first_failure}"
            trouble = f"Tests could not be judged: {report.trouble}" if report.trouble else said
            return (Line(trouble, Tone.BAD),)
        case events.VersionAccepted(report, confidence):
            return (_accepted(report, confidence),)
        case events.CandidateReviewed(review):
            return _review(review, verbose)
        case _:
            return _tell_of_store_and_tools(event)


def _tell_of_store_and_tools(event: events.Event) -> tuple[Part, ...]:
    match event:
        case events.CaseDisputed(_, reason):
            return (Line(f"Disputed case: {reason}", Tone.DIM),)
        case events.OptimizationEnded():
            return _optimization(event)
        case events.AttemptFailed(plan, reason, last):
            said = "Gave up after attempt" if last else "Attempt"
            end = "" if last else " failed"
            return (Line(f"{said} {plan.number}{end}: {reason}", Tone.BAD),)
        case events.PartEnded(number, outcome) if outcome.solved:
            result = shorten(result_text(outcome.result), _LONGEST_RESULT)
            return (Line(f"Part {number}: {result}", Tone.GOOD),)
        case events.NodeKept(node_id, version):
            which = "" if version == 1 else f", version {version}"
            return (Line(f"Kept as {node_id}{which}", Tone.GOOD),)
        case events.NodeReused(node_id, reason, sure):
            line = Line(f"Reusing {node_id}: {reason}", Tone.STEP)
            return (line, _uncertain(sure)) if sure and sure.is_low else (line,)
        case events.FellBack(_, reason, hint, down):
            cure = f"{way_out(hint)}. Working offline meanwhile." if down else hint
            return (Line(capital(sentence(reason, cure)), Tone.WARN),)
        case events.ToolCalled(_, "template", _, True):
            text = "Offline: made from a template; no language model was used"
            return (Line(text, Tone.STEP),)
        case events.ToolCalled(name, by, seconds, ok):
            ending = f"answered by {by} in {seconds:.1f}s" if ok else "failed"
            return (Line(f"Tool {name} {ending}", Tone.STEP if ok else Tone.BAD),)
        case events.TaskEnded(outcome) if outcome.solved:
            replaced = replacement(outcome)
            lines = [Line(replaced, Tone.STEP)] if replaced else []
            return (*lines, *(Line(capital(note), Tone.DIM) for note in outcome.notes))
        case events.Noted(text, hint):
            return (Line(capital(sentence(text, hint)), Tone.WARN),)
        case _:
            return ()


def way_out(hint: str) -> str:
    """Introduce a hint that starts a model server; return any other hint as a sentence."""
    bare = hint.rstrip(".")
    return f"Start it with: {bare}" if bare.endswith("ollama serve") else hint_text(bare)


def sentence(text: str, hint: str = "") -> str:
    """Join a message and its hint with exactly one full stop."""
    if not hint:
        return text
    stop = "" if text.rstrip().endswith((".", "!", "?", ":")) else "."
    return f"{text.rstrip()}{stop} {hint_text(hint)}"


def doing(step: str) -> str:
    """Describe a step of the trace while it runs."""
    return f"solving {step}" if step.startswith("part ") else _DOING.get(step, step)


def summary(outcome: Outcome, typed: str, passed: int, announced: set[str]) -> tuple[Line, ...]:
    """Sum up a task that no model worked on; mention once a session how to see its code."""
    said = f"{outcome.kind}: "
    if outcome.reused:
        said += f"reused {outcome.node_id}"
        said += f", chosen by {outcome.chosen_by}" if outcome.chosen_by else ""
    else:
        source = "template of " if outcome.origin is Origin.TEMPLATE else ""
        said += f"{source}bundled function {outcome.function}"
        said += f", {count(passed, 'test')} passed" if passed else ""
        said += f", kept as {outcome.node_id}" if outcome.node_id else ""
    lines = [Line(said, Tone.STEP)]
    if outcome.task.text != typed:
        lines.insert(0, Line(f"Read as: {outcome.task.text}", Tone.STEP))
    if outcome.function and not outcome.code_is_result and SHOW_HINT not in announced:
        announced.add(SHOW_HINT)
        lines.append(Line(SHOW_HINT, Tone.HINT))
    return tuple(lines)


def replacement(outcome: Outcome) -> str:
    """Say why the version that was streamed first is not the result ("" if it is).

    A version that optimization found is reported with its measurements.
    """
    written = [one for one in outcome.attempts if one.candidate is not None]
    if (
        not outcome.source
        or len(written) < 2
        or any(one.verdict.kept for one in outcome.iterations)
    ):
        return ""
    first = written[0]
    assert first.candidate is not None
    streamed, used = (without_ending(one) for one in (first.candidate.source, outcome.source))
    if normal_digest(streamed) == normal_digest(used):
        return ""
    sure = outcome.confidence
    is_broken = first.trouble or first.report is None or first.report.trouble
    if is_broken or sure is None or sure.agreeing < 2:
        why = first.failure
    elif sure.agreeing == sure.candidates:
        why = "another version behaves the same and passes more cases"
    else:
        why = str(sure)
    return f"Version 1 was replaced: {shorten(why, _LONGEST_RESULT)}"


def closing_lines(outcome: Outcome, verbosity: Verbosity) -> tuple[Line, ...]:
    """Return the lines below a task's stages: the files it wrote, and its workflow."""
    wrote = tuple(Line(f"wrote {path}", Tone.STEP) for path in outcome.written_files)
    by_model = any(step.tokens for step in outcome.trace)
    # The workflow of a task without a model is shown in verbose mode only.
    if not outcome.trace or not verbosity or not (by_model or verbosity is Verbosity.VERBOSE):
        return wrote
    names = (f"llm: {one.name}" if one.kind == "llm" else one.name for one in outcome.trace)
    steps = " › ".join(name if step.ok else f"{name} ✗" for name, step in zip(names, outcome.trace))
    spent = f"; {outcome.usage}" if outcome.usage else ""
    return (*wrote, Line(f"{steps} ({outcome.seconds:.2f}s{spent})", Tone.DIM))


def _writer(event: events.WriterChosen, model_reached: bool) -> str:
    who = f"{event.title} ({event.model})" if event.model else event.title
    if event.plan.sample > 1:
        return f"Version {event.plan.sample}: {who}, temperature {event.plan.temperature:g}"
    if event.plan.number > 1:
        return f"Attempt {event.plan.number}: {who}, temperature {event.plan.temperature:g}"
    if event.model:
        return f"Using {who}"
    said = f"using the bundled function {event.function}" if event.function else event.title
    if model_reached:
        return capital(said)
    return f"Offline: {said}; no language model was used" if event.function else f"Offline: {said}"


def _candidate(candidate: Candidate, verbose: bool) -> tuple[Part, ...]:
    written = {
        Origin.WRITTEN: "Generated",
        Origin.REPAIRED: "Repaired, now",
        Origin.TEMPLATE: "Put together from templates:",
    }.get(candidate.origin)
    parts: list[Part] = []
    if written:
        tool = " with call_tool()" if "call_tool(" in candidate.source else ""
        parts.append(Line(f"{written} {count(candidate.lines, 'line')} of code{tool}", Tone.GOOD))
    parts += [Line(f"repaired: {repair}", Tone.DIM) for repair in candidate.repairs]
    if verbose:
        parts.append(Code(candidate.source))
    return tuple(parts)


def _accepted(report: SuiteReport, confidence: Confidence | None) -> Line:
    """Summarize the evidence for a version: its tests and the versions that behave alike."""
    if confidence is None or not confidence.is_low:
        if not report.total and confidence is None:
            return Line("Untested: it has no cases. Try it before you rely on it", Tone.WARN)
        said = str(confidence) if confidence is not None else ""
        tested = f"Tests passed ({len(report.passed)})"
        return Line(f"{tested}: {said}" if said else tested, Tone.GOOD)
    return _uncertain(confidence)


def _uncertain(confidence: Confidence) -> Line:
    cure = "Give an example to decide: TASK => RESULT"
    return Line(f"Uncertain: {str(confidence) or 'no second version agrees'}. {cure}", Tone.WARN)


def _review(review: Review, verbose: bool) -> tuple[Part, ...]:
    lines: list[Part] = []
    names = ", ".join(review.analyzers)
    if review.findings:
        by_analyzer = Counter(finding.analyzer for finding in review.findings)
        counts = ", ".join(f"{name} {number}" for name, number in by_analyzer.items())
        found = count(len(review.findings), "finding")
        lines.append(Line(f"Static analysis: {found} ({counts})", Tone.WARN))
    elif names:
        lines.append(Line(f"Static analysis: {names}", Tone.GOOD))
    shown = review.findings if verbose else review.findings[:_SHOWN_FINDINGS]
    for finding in shown:
        text = f"  line {finding.line}: {finding.message} ({finding.analyzer} {finding.rule})"
        lines.append(Line(text, Tone.DIM))
    for name, why in review.missing:
        lines.append(Line(f"Not looked at by {name}: {why}", Tone.WARN))
    return tuple(lines)


def _optimization(event: events.OptimizationEnded) -> tuple[Part, ...]:
    score = f"score {event.score:.2f}"
    if not event.iterations:
        return (Line(f"Nothing to optimize ({score}): {event.reason}", Tone.GOOD),)
    if event.best:
        gain = gain_of(event.iterations)
        head = f"Optimization complete: {gain} (best {score}, iteration {event.best})"
    else:
        why = "" if event.reason in ("", "no improvement") else f": {event.reason}"
        head = f"Optimization complete, no improvement ({score}){why}"
    first = event.iterations[0].verdict
    branches = [Branch(f"First version: score 1.00{_numbers(first, 0)}")]
    branches += map(_iteration, event.iterations)
    if event.best:
        branches += [Branch(plot_of_scores(event.iterations), tone=Tone.HINT)]
        branches += [Branch(f"Best version selected: iteration {event.best}", tone=Tone.GOOD)]
    return (Branch(head, tuple(branches), Tone.GOOD),)


def plot_of_scores(iterations: Sequence[Iteration]) -> str:
    """Plot the best score after each iteration as a line of bars, from the first version's 1.00."""
    scores = [1.0]
    for one in iterations:
        scores.append(scores[-1] * (one.verdict.score if one.verdict.kept else 1.0))
    span = max(scores) - 1.0 or 1.0
    bars = "".join(_BARS[round((s - 1.0) / span * (len(_BARS) - 1))] for s in scores)
    return f"Score by iteration: {bars} (1.00 to {max(scores):.2f})"


def _iteration(iteration: Iteration) -> Branch:
    verdict = iteration.verdict
    said = verdict.reason or verdict.decision.value
    note = f" {iteration.note}" if iteration.note else ""
    if verdict.kept:
        numbers = f", score {verdict.score:.2f}{_numbers(verdict, 1)}"
        return Branch(f"Iteration {iteration.number}: {said}{numbers};{note}", tone=Tone.GOOD)
    return Branch(f"Iteration {iteration.number}: discarded, {said};{note}".rstrip(";"))


def _numbers(verdict: Verdict, side: int) -> str:
    if not verdict.pairs:
        return ""
    latency, cpu = verdict.latency_ms[side], verdict.cpu_ms[side]
    memory = verdict.memory_mb[side]
    return f", latency {latency:.1f} ms, CPU {cpu:.1f} ms, memory {memory:.1f} MiB"
