"""Commands that evolve: nodes in the background or now, and your programs with an evaluator."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from ...domain.errors import BadArguments
from ...domain.json_value import JSONObject, JSONValue
from ...domain.whole_number import whole_number
from ..command_registry import Given, command
from ..context import CommandContext
from ..output import Branch, Grid, Line, Output, Part, Tone, count, picked, said

if TYPE_CHECKING:
    from ...app.app import App
    from ...evolve.evolution_runs import EvolutionRuns, EvolveRequest
    from ...evolve.run_report import RunReport
    from ...evolve.run_store import EvolvedProgram

DEFAULT_ROUNDS = 3
_BOUNDS = "[--iterations N] [--target SCORE] [--seconds N] [--tokens N] [--evaluations N]"
_SHOWN_CHILDREN, _SHOWN_DEPTH = 40, 50


@command("/auto on|off|log|budget", group="Session")
def auto(context: CommandContext, given: Given) -> Output:
    """Switch auto-evolution: improving stored nodes while the program is idle.

    log shows what it did and why; budget what is left for this hour.
    """
    if given["CHOICE"] == "log":
        return _log(context.app)
    if given["CHOICE"] == "budget":
        return _budget(context.app)
    wanted = given["CHOICE"] == "on"
    switch = context.app.auto_switch
    switch.turn(wanted)
    now = "on" if switch.is_on else "off"
    ok = switch.is_on is wanted
    text = f"Auto-evolution is {now}." if ok else f"Auto-evolution stays {now}."
    return Output((Line(text, Tone.PLAIN if ok else Tone.BAD),), {"auto": switch.is_on}, ok=ok)


def _log(app: "App") -> Output:
    logged = app.auto_evolution.log()
    if not logged:
        return said("Nothing was evolved yet.", answer={"log": []})
    rows = tuple(
        (time.strftime("%m-%d %H:%M", time.localtime(one.at)), one.what, one.text) for one in logged
    )
    answer: list[JSONValue] = [
        picked(one, "at", "what", "text", "version") | {"node": one.node_id} for one in logged
    ]
    return Output((Grid(("when", "what", "why"), rows),), {"log": answer})


def _budget(app: "App") -> Output:
    now = app.auto_evolution.budget()
    rows = (
        ("tokens", str(now.left.tokens), str(now.most.tokens)),
        ("candidates", str(now.left.candidates), str(now.most.candidates)),
        ("minutes", f"{now.left.minutes:.1f}", f"{now.most.minutes:.1f}"),
    )
    proof = f"The next candidate must be proven at p < {now.next_level:.4f}."
    grid = Grid(("this hour", "left", "of"), rows)
    return Output((grid, Line(proof, Tone.DIM)), picked(now, "left", "most", "next_level"))


def evolve_node(context: CommandContext, given: Given) -> Output:
    """Improve a node now: measured, and kept only where it is faster and does the same.

    A program of version 1 is rewritten as a typed function. Ctrl-C ends it; what was kept until
    then stays.
    """
    rounds = _whole(given, "--rounds") or DEFAULT_ROUNDS
    with context.watch() as notify:
        done = context.app.auto_evolution.evolve(given["NODE"], rounds, notify)
    node = done.node
    answer: JSONObject = {
        "node": node.id,
        "version": node.version,
        **picked(done, "kept", "reason"),
    }
    if done.kept:
        return said(f"{node.id} is at version {node.version}: {done.reason}", Tone.GOOD, answer)
    return said(f"{node.id} stays at version {node.version}: {done.reason}.", answer=answer)


@command(
    f"/evolve FILE --evaluator PATH [--config PATH] {_BOUNDS} [--python PATH]"
    " [--allow-read PATH] [--allow-net] [--cluster ADDRESS] [--tls DIR]",
    f"/evolve --resume RUN {_BOUNDS} [--cluster ADDRESS] [--tls DIR]",
    "/evolve runs",
    "/evolve show RUN",
    "/evolve export RUN DIR",
    "/evolve NODE [--rounds N]",
    group="Your files",
)
def evolve(context: CommandContext, given: Given) -> Output:
    """Evolve a program towards a better score of your evaluator, or improve a node now.

    The evaluator is a file with evaluate(program_path), which returns a dict of metrics, as for
    OpenEvolve. Candidates run confined; the best is written as FILE.evolved.py. Ctrl-C ends a
    run with its best so far, and --resume continues it (docs/EVOLVE.md). A node is measured and
    kept only where it is faster and does the same.
    """
    if given.get("NODE", "").endswith(".py"):
        raise BadArguments(
            "A program is evolved with an evaluator.",
            hint="for example: evolve FILE --evaluator EVALUATOR.py",
        )
    if "NODE" in given:
        return evolve_node(context, given)
    runs = context.app.evolution_runs
    if given.get("CHOICE") == "runs":
        return _list(runs)
    if given.get("CHOICE") == "show":
        return _show(runs, given["RUN"])
    if given.get("CHOICE") == "export":
        folder = runs.export(given["RUN"], given["DIR"])
        return said(f"Wrote {folder}.", answer={"run": given["RUN"], "folder": str(folder)})
    request = _request(given)
    with context.watch() as notify:
        if "--resume" in given:
            report = runs.resume(given["--resume"], request, notify)
        else:
            report = runs.start(request, notify)
    return _result(runs, report)


def _request(given: Given) -> "EvolveRequest":
    from ...evolve.evolution_runs import EvolveRequest
    from ...evolve.budgets import Budgets

    readable = given.get("--allow-read", "")
    return EvolveRequest(
        given.get("FILE", ""),
        given.get("--evaluator", ""),
        given.get("--config", ""),
        _whole(given, "--iterations") or None,
        Budgets(
            target=_number(given, "--target") if "--target" in given else None,
            seconds=_number(given, "--seconds"),
            tokens=_whole(given, "--tokens"),
            evaluations=_whole(given, "--evaluations"),
        ),
        given.get("--python", ""),
        (str(Path(os.path.expanduser(readable)).absolute()),) if readable else (),
        "--allow-net" in given,
        given.get("--cluster", ""),
        given.get("--tls", ""),
    )


def _whole(given: Given, option: str) -> int:
    """Return the option's number; 0 where it is not given."""
    word = given.get(option, "")
    if word and whole_number(word) < 1:
        raise BadArguments(f"{option} takes a whole number from 1 on, not {word}")
    return int(word or 0)


def _number(given: Given, option: str) -> float:
    try:
        return float(given.get(option, "0"))
    except ValueError as error:
        raise BadArguments(f"{option} takes a number, not {given[option]}") from error


def _result(runs: "EvolutionRuns", report: "RunReport") -> Output:
    path = str(runs.best_path(report))
    answer = report.answer(path)
    first, best = report.initial.score, report.best.score
    cost = count(report.counts["evaluations"], "evaluation")
    lines: list[Part] = []
    if report.best is report.initial:
        lines.append(Line(f"No better program was found in {cost}: score {_shown(first)}."))
    else:
        text = f"Score {_shown(first)} -> {_shown(best)} in {cost} ({report.best.evidence})"
        lines.append(Line(text, Tone.GOOD))
    base = report.baseline()
    lines += [
        Line(f"Ended: {report.ended}.", Tone.DIM),
        Line(
            f"Baseline: the best of {base['programs']} variations of the first program scores"
            f" {_shown(base['score'])}; the search after as many, "
            f"{_shown(base['search_at_equal_cost'])}.",
            Tone.DIM,
        ),
        Line(f"Wrote {path}", Tone.DIM),
        Line(f"More: evolve show {report.run}, evolve --resume {report.run}", Tone.HINT),
    ]
    return Output(tuple(lines), answer)


def _list(runs: "EvolutionRuns") -> Output:
    reports = runs.list()
    if not reports:
        return Output((Line("No runs yet."),), [])
    rows = tuple(
        (one.run, _shown(one.best.score), str(one.counts["evaluations"]), one.ended, one.file)
        for one in reports
    )
    answer: list[JSONValue] = [one.summary() for one in reports]
    return Output((Grid(("run", "best", "evaluations", "ended", "file"), rows),), answer)


def _show(runs: "EvolutionRuns", run: str) -> Output:
    report = runs.read(run)
    picture = runs.write_plot(report)
    programs: list[JSONValue] = [
        {
            "program": row.record.id,
            **picked(row.record, "parent", "iteration", "operator", "note"),
            "score": row.score,
            "metrics": dict(row.metrics),
            "problem": row.last.problem,
            "evaluations": len(row.evaluations),
            "was_best": bool(row.evidence),
        }
        for row in report.programs
    ]
    answer: JSONObject = {
        **report.answer(str(runs.best_path(report))),
        "programs": programs,
        "plot": str(picture),
    }
    line = [_label(row) for row in report.lineage(report.best.record.id)]
    parts = (
        _tree(report),
        Line(f"The best: {' <- '.join(line)}", Tone.GOOD),
        Line(f"{count(report.counts['evaluations'], 'evaluation')}; {report.ended}.", Tone.DIM),
        Line(f"Scores by iteration: {picture}", Tone.DIM),
    )
    return Output(parts, answer)


def _tree(report: "RunReport") -> Branch:
    children: dict[int, list["EvolvedProgram"]] = {}
    for row in report.programs:
        children.setdefault(row.record.parent, []).append(row)

    def branch(row: "EvolvedProgram", depth: int) -> Branch:
        below = children.get(row.record.id, [])
        if below and depth == _SHOWN_DEPTH:
            return Branch(_label(row), (Branch("...", tone=Tone.DIM),))
        shown = [branch(one, depth + 1) for one in below[:_SHOWN_CHILDREN]]
        if len(below) > _SHOWN_CHILDREN:
            shown.append(Branch(f"... and {len(below) - _SHOWN_CHILDREN} more", tone=Tone.DIM))
        return Branch(_label(row), tuple(shown), Tone.GOOD if row.evidence else Tone.PLAIN)

    return branch(report.initial, 0)


def _label(row: "EvolvedProgram") -> str:
    record = row.record
    how = f"{record.operator}: {record.note}" if record.note else record.operator
    outcome = _shown(row.score) if row.score is not None else f"failed ({row.last.problem[:60]})"
    return f"{record.id} {outcome} ({how})"


def _shown(score: object) -> str:
    return f"{score:.6g}" if isinstance(score, (int, float)) else "none"


@command("/worker ADDRESS [--tls DIR]", group="Your files")
def worker(_context: CommandContext, given: Given) -> Output:
    """Become a worker of the Dask scheduler at this address, for commands with --cluster.

    ADDRESS is tls://HOST:PORT with the folder of the certificates, or tcp://127.0.0.1:PORT.
    """
    from ...cluster.cluster_worker import start_worker

    start_worker(given["ADDRESS"], given.get("--tls", ""))
