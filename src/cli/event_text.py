"""What is said about each event of a task: one line or a few, every one true."""

# One match over the events, each case with its own return: that is the file's form.
# pylint: disable=too-many-return-statements,too-many-locals

from collections import Counter
from collections.abc import Sequence
from textwrap import shorten
from types import MappingProxyType

from ..domain import events
from ..domain.artifact import Sameness
from ..domain.candidate import Candidate, Origin, Review, SuiteReport
from ..domain.confidence import Confidence, Level
from ..domain.measurement import Iteration, Verdict
from ..domain.outcome import Outcome
from ..optimize.verdict_explanation import gain_of
from .outcome_report import result_text
from .output import Branch, Code, Line, Part, Tone, capital, count, hint_text

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
        "test": "testing",
        "optimize": "optimizing",
        "analyze": "analyzing",
        "run": "running",
    }
)


def tell(
    event: events.Event, verbose: bool = False, model_reached: bool = False
) -> tuple[Part, ...]:
    """The parts that tell an event; () for events that need no words.

    `model_reached`: a model was there in this task, so that nothing in it is called offline.
    """
    match event:
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
            return (_failed(report),)
        case events.VersionAccepted(report, confidence):
            return (_accepted(report, confidence),)
        case events.CandidateReviewed(review):
            return _review(review, verbose)
        case _:
            return _tell_of_store_and_tools(event)


def _tell_of_store_and_tools(event: events.Event) -> tuple[Part, ...]:
    match event:
        case events.TestDropped(_, reason):
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
        case events.NodeReused(node_id, reason):
            return (Line(f"Reusing {node_id}: {reason}", Tone.STEP),)
        case events.FellBack(_, reason, hint, down):
            cure = f"{_way_out(hint)}. Working offline meanwhile." if down else hint
            return (Line(capital(sentence(reason, cure)), Tone.WARN),)
        case events.ToolCalled(_, "template", _, True):
            text = "Offline: made from a template; no language model was used"
            return (Line(text, Tone.STEP),)
        case events.ToolCalled(name, by, seconds, ok):
            ending = f"answered by {by} in {seconds:.1f}s" if ok else "failed"
            return (Line(f"Tool {name} {ending}", Tone.STEP if ok else Tone.BAD),)
        case events.Noted(text, hint):
            return (Line(capital(sentence(text, hint)), Tone.WARN),)
        case _:
            return ()


def _way_out(hint: str) -> str:
    """A hint that names what starts a model, with the words before it; any other as it is."""
    bare = hint.rstrip(".")
    return f"Start it with: {bare}" if bare.endswith("ollama serve") else hint_text(bare)


def sentence(text: str, hint: str = "") -> str:
    """A message and its hint in one line, the full stop between them set once."""
    if not hint:
        return text
    stop = "" if text.rstrip().endswith((".", "!", "?", ":")) else "."
    return f"{text.rstrip()}{stop} {hint_text(hint)}"


def doing(step: str) -> str:
    """What is going on in a step of the trace, while it is."""
    return f"solving {step}" if step.startswith("part ") else _DOING.get(step, step)


def trace_line(outcome: Outcome) -> str:
    """The workflow of a task in one line."""
    names = (f"llm: {one.name}" if one.kind == "llm" else one.name for one in outcome.trace)
    steps = " › ".join(name if step.ok else f"{name} ✗" for name, step in zip(names, outcome.trace))
    return f"{steps} ({outcome.seconds:.2f}s)" if steps else ""


def _writer(event: events.WriterChosen, model_reached: bool) -> str:
    who = f"{event.title} ({event.model})" if event.model else event.title
    if event.plan.sample > 1:
        return f"Version {event.plan.sample}: {who}, temperature {event.plan.temperature:g}"
    if event.plan.number > 1:
        return f"Attempt {event.plan.number}: {who}, temperature {event.plan.temperature:g}"
    if event.model:
        return f"Using {who}"
    said = event.title
    if event.function:
        said = f"using the bundled function {event.function}; no code was generated"
    return said[:1].upper() + said[1:] if model_reached else f"Offline: {said}"


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


def _failed(report: SuiteReport) -> Line:
    if report.trouble:
        return Line(f"Tests could not be judged: {report.trouble}", Tone.BAD)
    passed = f"{len(report.passed)} of {report.total} passed"
    return Line(f"Tests: {passed}; {report.first_failure}", Tone.BAD)


def _accepted(report: SuiteReport, confidence: Confidence | None) -> Line:
    """What speaks for the version: its tests, and the versions that behave like it."""
    if confidence is None or confidence.level is not Level.LOW:
        said = str(confidence) if confidence is not None else ""
        tested = f"Tests passed ({len(report.passed)})"
        return Line(f"{tested}: {said}" if said else tested, Tone.GOOD)
    cure = "Give an example to decide: TASK => RESULT"
    return Line(f"Uncertain: {confidence or 'no second version agrees'}. {cure}", Tone.WARN)


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
    """The best score after each iteration as a line of bars, from the first version's 1.00."""
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
