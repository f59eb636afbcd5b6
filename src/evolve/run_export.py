"""Exports a run: the best program, its lineage, the evidence, and what it takes to rerun it."""

import math
import shlex
import sys
from pathlib import Path


from ..documents.json_files import write_bytes, write_json, write_text
from ..domain.errors import BadArguments
from ..domain.json_value import JSONObject, JSONValue, json_object
from .cluster_evaluator import pack
from .problem import evaluator_modules
from .run_report import RunReport, score_plot
from .run_settings import settings_text
from .run_setup import RunSetup, parse_setup
from .run_store import EvolvedProgram


def export_run(report: RunReport, folder: Path) -> Path:
    """Write the export to a new folder, and return it.

    Raises BadArguments if the folder cannot be created, Declined if the run's files cannot be read.
    """
    setup = parse_setup(report.setup)
    inputs = _inputs(setup)
    try:
        (folder / "lineage").mkdir(parents=True)
    except OSError as error:
        raise BadArguments(
            f"{folder} cannot be created: {error.strerror}",
            hint="name a folder that does not exist",
        ) from error
    for name, content in inputs.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_bytes(folder / name, content)
    write_text(folder / "best.py", report.best.record.source)
    write_text(folder / "settings.yaml", settings_text(setup.settings))
    write_text(folder / "scores.svg", score_plot(report))
    said = {
        "lineage": _lineage(report, folder),
        "programs": [_described(one) for one in report.programs],
        "rules": json_object(setup.rules),
    }
    write_json(folder / "run.json", report.answer("best.py") | said)
    write_text(folder / "README.md", _readme(report, setup))
    return folder


def _places(setup: RunSetup) -> tuple[str, str]:
    """Return the folders of the program and of the evaluator; one if they are in one."""
    if setup.problem.file.parent == setup.problem.evaluator.parent:
        return "input", "input"
    return "input/program", "input/evaluator"


def _inputs(setup: RunSetup) -> dict[str, bytes]:
    """Return what program and evaluator need, by its place in the export."""
    problem, (near, far) = setup.problem, _places(setup)
    inputs = {
        f"{near}/{name}.py": text.encode() for name, text in problem.neighbours.sources.items()
    }
    if problem.evaluator.parent.is_dir():
        modules = evaluator_modules(problem)
        for name, content in pack(problem, setup.rules, setup.mode).files:
            if not name.endswith(".py") or name.removesuffix(".py") in modules:
                inputs[f"{far}/{name}"] = content
    inputs[f"{near}/{problem.file.name}"] = problem.source.encode()
    inputs[f"{far}/{problem.evaluator.name}"] = problem.evaluator_source.encode()
    return inputs


def _lineage(report: RunReport, folder: Path) -> list[object]:
    """Write each ancestor of the best program, the first one first, and describe it."""
    steps: list[object] = []
    for step, one in enumerate(reversed(report.lineage(report.best.record.id))):
        name = f"lineage/{step:03}.py"
        write_text(folder / name, one.record.source)
        steps.append({"file": name, "metrics": one.metrics} | _described(one))
    return steps


def _described(program: EvolvedProgram) -> JSONObject:
    about = {key: value for key, value in json_object(program.record).items() if key != "source"}
    made: list[JSONValue] = [
        {
            "score": one.score if one.is_usable else None,
            "metrics": {name: v for name, v in one.metrics.items() if math.isfinite(v)},
            "problem": one.problem,
            "seconds": one.seconds,
        }
        for one in program.evaluations
    ]
    return about | {"score": program.score, "evidence": program.evidence, "evaluations": made}


def _readme(report: RunReport, setup: RunSetup) -> str:
    return (
        f"# {report.run}\n\n"
        f"Initial score {report.initial.score}, best score {report.best.score}"
        f" ({report.counts['evaluations']} evaluations; {report.ended}).\n\n"
        "best.py is the best program, lineage/ its ancestors, input/ what the run began with,\n"
        "settings.yaml its settings with the seed, run.json the figures with every evaluation,\n"
        "and scores.svg the scores by iteration. To run the search again:\n\n"
        f"    {_command(setup)}\n"
    )


def _command(setup: RunSetup) -> str:
    problem, rules, (near, far) = setup.problem, setup.rules, _places(setup)
    words = ["code-evolver", "evolve", f"{near}/{problem.file.name}"]
    words += ["--evaluator", f"{far}/{problem.evaluator.name}", "--config", "settings.yaml"]
    for name in ("target", "seconds", "tokens", "evaluations"):
        value = getattr(setup.budgets, name)
        if value or (name == "target" and value is not None):
            words += [f"--{name}", f"{value:.17g}" if isinstance(value, float) else str(value)]
    if rules.python != sys.executable:
        words += ["--python", rules.python]
    for path in rules.readable:
        words += ["--allow-read", path]
    return shlex.join([*words, *(["--allow-net"] if rules.network else [])])
