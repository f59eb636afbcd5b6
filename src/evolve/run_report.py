"""What a run came to: its programs as a tree, its summary, its picture, and its export."""

from collections.abc import Mapping
from html import escape
from pathlib import Path

from msgspec import Struct

from ..domain.errors import EvolverError
from ..domain.json_value import JSONObject, JSONValue
from .budgets import BASELINE_EVERY
from .run_store import EvolvedProgram, RunStore, is_under_way

WIDTH, HEIGHT, _MARGIN = 720, 320, 45
_STYLE = (
    "<style>rect{fill:#fff}path{fill:none}.axes{stroke:#444}.best{stroke:#06c;stroke-width:2}"
    "circle{fill:#8aa}text{font:12px sans-serif;fill:#222}@media(prefers-color-scheme:dark)"
    "{rect{fill:#1c2225}.axes{stroke:#a3b0b3}.best{stroke:#79bdf0}text{fill:#e4e9e8}}</style>"
)


class RunReport(Struct, frozen=True):
    """A run: its setup, its programs in order, its counts, and how it ended."""

    run: str
    setup: JSONObject
    programs: tuple[EvolvedProgram, ...]
    counts: Mapping[str, int]
    ended: str
    is_under_way: bool

    @property
    def file(self) -> str:
        """The program's file."""
        return str(self.setup["file"])

    @property
    def initial(self) -> EvolvedProgram:
        """The unchanged program."""
        return self.programs[0]

    @property
    def best(self) -> EvolvedProgram:
        """The best program."""
        return [one for one in self.programs if one.evidence][-1]

    def lineage(self, number: int) -> tuple[EvolvedProgram, ...]:
        """Return a program and its ancestors, the first program last."""
        known = {one.record.id: one for one in self.programs}
        line = [known[number]]
        while line[-1].record.parent in known:
            line.append(known[line[-1].record.parent])
        return tuple(line)

    def baseline(self) -> JSONObject:
        """Return the result of best-of-n: the best direct variation of the unchanged program.

        "search_at_equal_cost" is what the search had reached after as many programs.
        """
        own = [p for p in self.programs[1:] if p.record.iteration % BASELINE_EVERY == 0]
        others = [p for p in self.programs[1:] if p.record.iteration % BASELINE_EVERY]
        return {
            "strategy": "best-of-n",
            "programs": len(own),
            "score": _highest([self.initial, *own]),
            "search_at_equal_cost": _highest([self.initial, *others[: len(own)]]),
        }

    def answer(self, path: str) -> JSONObject:
        """Return the result for scripts; `path` is where the best program is."""
        best = self.best
        return {
            "run": self.run,
            "evaluations": self.counts["evaluations"],
            "initial": {"score": self.initial.score},
            "best": {
                "score": best.score,
                "path": path,
                "evaluations_to": self.counts["to_best"],
                "program": best.record.id,
                "evidence": best.evidence,
            },
            "baseline": self.baseline(),
            "ended": self.ended,
            "candidates": str(self.setup.get("mode", "")),
            "iterations": self.counts["iterations"],
            "tokens": self.counts["tokens"],
        }

    def summary(self) -> JSONObject:
        """Return the run as one entry of a list."""
        return {
            "run": self.run,
            "file": self.file,
            "evaluations": self.counts["evaluations"],
            "best": self.best.score,
            "ended": self.ended,
        }


def _highest(programs: list[EvolvedProgram]) -> JSONValue:
    return max((one.score for one in programs if one.score is not None), default=None)


def read_report(folder: Path) -> RunReport:
    """Read a run, finished or under way. Raises Declined if there is none."""
    with RunStore(folder, lambda: 0.0) as store:
        setup, counts, programs = store.setup(), store.counts(), tuple(store.programs())
        ended = str(store.fact("ended") or "it was killed")
    if not any(one.evidence for one in programs):
        raise EvolverError(f"the run {folder.name} ended before its first evaluation")
    under_way = is_under_way(folder)
    ended = "under way" if under_way else ended
    return RunReport(folder.name, setup, programs, counts, ended, under_way)


def score_plot(report: RunReport) -> str:
    """Draw each program's score, and the best score, by iteration, as SVG."""
    scored = [
        (one.record.iteration, one.score, one.evidence)
        for one in report.programs
        if one.score is not None
    ]
    low, high = min(y for _, y, _ in scored), max(y for _, y, _ in scored)
    last, span = max(1, *(x for x, _, _ in scored)), (high - low) or 1.0
    base, left, right = HEIGHT - _MARGIN, _MARGIN, WIDTH - _MARGIN
    dots, line = "", ""
    for x, y, evidence in scored:
        across = left + x / last * (right - left)
        up = base - (y - low) / span * (base - _MARGIN)
        dots += f'<circle cx="{across:.1f}" cy="{up:.1f}" r="2.5"/>'
        if evidence:
            line += f"H{across:.1f}V{up:.1f}" if line else f"M{across:.1f},{up:.1f}"
    title = f"{escape(Path(report.file).name)}: score by iteration"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{_STYLE}'
        f'<rect width="100%" height="100%"/>'
        f'<path class="axes" d="M{left},{_MARGIN}V{base}H{right}"/>'
        f'{dots}<path class="best" d="{line}H{right}"/>'
        f'<text x="{left}" y="20">{title}</text>'
        f'<text x="4" y="{_MARGIN}">{high:.4g}</text>'
        f'<text x="4" y="{base}">{low:.4g}</text>'
        f'<text x="{right}" y="{base + 18}" text-anchor="end">{last}</text>'
        "</svg>\n"
    )
