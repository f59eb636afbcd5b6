"""Reports what an optimization of the user's file came to: Markdown, a picture, and JSON."""

import difflib
from collections.abc import Sequence

from msgspec import Struct

from ..domain.json_value import JSONObject, JSONValue
from ..domain.measurement import Iteration
from ..optimize.optimizer import OptimizationResult
from ..optimize.verdict_explanation import gain_of
from .requests import difference_as_json

_WIDTH, _HEIGHT, _EDGE = 640, 240, 40


class Improvement(Struct, frozen=True):
    """What became of one function, how its inputs were made, and what else is to be said.

    The notes tell why a model's replies could not be used, where it gave such.
    """

    file: str
    function: str
    chosen: str
    before: str
    result: OptimizationResult
    inputs: str
    notes: tuple[str, ...] = ()
    has_unused_replies: bool = False

    @property
    def iterations(self) -> tuple[Iteration, ...]:
        """Return all versions that were tried."""
        return self.result.iterations

    @property
    def improved(self) -> bool:
        """True if a better version was found."""
        return self.result.best.source != self.before

    @property
    def diff(self) -> str:
        """Return the whole change, unified."""
        lines = difflib.unified_diff(
            self.before.splitlines(),
            self.result.best.source.splitlines(),
            "before",
            "after",
            lineterm="",
        )
        return "\n".join(lines)

    @property
    def sentence(self) -> str:
        """Return what it came to, in one sentence."""
        if self.improved:
            kept = sum(one.verdict.kept for one in self.iterations)
            steps = "1 step" if kept == 1 else f"{kept} steps"
            gain = f"{gain_of(self.iterations)} (score {self.result.score:.2f})"
            return f"{self.function} is {gain} after {steps}, and does the same"
        tried = len(self.iterations)
        unfit = not tried and self.result.reason in ("", "no improvement")
        why = "no known way to make it faster fits" if unfit else self.result.reason
        if unfit and self.has_unused_replies:
            why += ", and replies of the model could not be used"
        seen = f" ({tried} tried)" if tried else ""
        return f"Nothing to gain in {self.function}: {why}{seen}"


def markdown(one: Improvement, picture: str) -> str:
    """Return the report; `picture` is the file name of the plot ("" for none)."""
    lines = [f"# {one.file}: {one.function}", "", f"{one.sentence}.", ""]
    lines += [f"- {one.chosen}"] if one.chosen else []
    lines += [f"- Its inputs were made from {one.inputs}."]
    lines += [f"- {note}" for note in one.notes]
    if picture:
        lines += ["", f"![score of each version]({picture})"]
    kept = [i for i in one.iterations if i.verdict.kept]
    if kept:
        lines += ["", "## Kept", "", *_table(kept)]
        lines += ["", "## The change", "", "```diff", one.diff, "```"]
    refused = [i for i in one.iterations if not i.verdict.kept]
    if refused:
        lines += ["", "## Refused", ""]
        for iteration in refused:
            lines += _refusal(iteration)
    return "\n".join(lines) + "\n"


def as_json(one: Improvement, files: Sequence[str]) -> JSONObject:
    """Return the same for scripts; pairs are [before, after] in ms and MiB."""
    return {
        "file": one.file,
        "function": one.function,
        "improved": one.improved,
        "score": round(one.result.score, 3),
        "reason": one.sentence,
        "inputs": one.inputs,
        "notes": list(one.notes),
        "steps": [_step(iteration) for iteration in one.iterations],
        "diff": one.diff,
        "files": list(files),
    }


def picture_of(iterations: Sequence[Iteration]) -> str:
    """Return the score of each version against the first as SVG; kept ones joined, others apart."""
    scores, kept_scores = _scores(iterations), [(0, 1.0)]
    kept_scores += [(i.number, s) for i, s in zip(iterations, scores) if i.verdict.kept]
    top = max([1.5, *scores]) * 1.1
    wide = (_WIDTH - 2 * _EDGE) / max(1, len(iterations))

    def place(number: float, score: float) -> tuple[float, float]:
        y = _HEIGHT - _EDGE - score / top * (_HEIGHT - 2 * _EDGE)
        return round(_EDGE + number * wide, 1), round(y, 1)

    line = " ".join(f"{x},{y}" for x, y in (place(n, s) for n, s in kept_scores))
    zero, one = place(0, 0.0), place(0, 1.0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        f'<line x1="{_EDGE}" y1="{one[1]}" x2="{_WIDTH - _EDGE}" y2="{one[1]}" stroke="#ccc"/>',
        f'<line x1="{_EDGE}" y1="{zero[1]}" x2="{_WIDTH - _EDGE}" y2="{zero[1]}" stroke="#333"/>',
        f'<text x="8" y="{one[1] + 4}">1.00</text>',
        f'<text x="{_EDGE}" y="20">score against the first version; filled: kept</text>',
        f'<polyline points="{line}" fill="none" stroke="#2a7" stroke-width="2"/>',
    ]
    for iteration, score in zip(iterations, scores):
        x, y = place(iteration.number, score)
        fill = "#2a7" if iteration.verdict.kept else "white"
        parts.append(f'<circle cx="{x}" cy="{y}" r="5" fill="{fill}" stroke="#2a7"/>')
        parts.append(f'<text x="{x - 12}" y="{y - 10}">{score:.2f}</text>')
        parts.append(f'<text x="{x - 4}" y="{_HEIGHT - 20}">{iteration.number}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _scores(iterations: Sequence[Iteration]) -> list[float]:
    """Against the first version: each was measured against the best one before it."""
    best, scores = 1.0, []
    for iteration in iterations:
        verdict = iteration.verdict
        measured = verdict.score if verdict.kept else verdict.ratio if verdict.pairs else 0.0
        scores.append(best * measured)
        best = best * verdict.score if verdict.kept else best
    return scores


def _table(kept: Sequence[Iteration]) -> list[str]:
    rows = ["| step | score | ratio | ms before, after | MiB before, after | by | why |"]
    rows.append("| --- | --- | --- | --- | --- | --- | --- |")
    for iteration in kept:
        verdict = iteration.verdict
        between = (
            f"{verdict.metric.value} {verdict.ratio:.2f} ({verdict.low:.2f} to {verdict.high:.2f})"
        )
        spent = f"{verdict.cpu_ms[0]:.2f}, {verdict.cpu_ms[1]:.2f}"
        held = f"{verdict.memory_mb[0]:.1f}, {verdict.memory_mb[1]:.1f}"
        why = iteration.note.replace("|", "\\|")
        rows.append(
            f"| {iteration.number} | {verdict.score:.2f} | {between} | {spent} | {held} |"
            f" {iteration.by} | {why} |"
        )
    return rows


def _refusal(iteration: Iteration) -> list[str]:
    verdict = iteration.verdict
    head = f"{iteration.number}. **{verdict.decision.value}** ({iteration.by}): {iteration.note}"
    difference = verdict.counterexample
    if difference is None:
        return [head, f"   - {verdict.reason}"]
    return [
        head,
        f"   - counterexample: {difference.description}",
        f"   - expected: `{difference.expected}`",
        f"   - got: `{difference.got}`",
    ]


def _step(iteration: Iteration) -> JSONValue:
    verdict = iteration.verdict
    return {
        "number": iteration.number,
        "by": iteration.by,
        "why": iteration.note,
        "kept": verdict.kept,
        "decision": verdict.decision.value,
        "reason": verdict.reason,
        "score": round(verdict.score, 3),
        "cpu_ms": list(verdict.cpu_ms),
        "memory_mb": list(verdict.memory_mb),
        "counterexample": difference_as_json(verdict.counterexample),
        "diff": iteration.diff,
    }
