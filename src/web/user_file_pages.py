"""The pages of a user's own files: evolution runs, and functions to optimize or test."""

import difflib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from ..cli.commands import evolution, user_code
from ..cli.context import CommandContext
from ..cli.output import Code, Line, Output, Tone
from ..domain.errors import BadArguments, NodeError
from .event_stream import encoded
from .site import Site, files_of, keep_file, safe_name, see_other, text_of

_BOUNDS = ("iterations", "target", "seconds", "evaluations")


def add_evolve_pages(site: Site) -> None:
    """Add the pages of evolution runs: start, watch, stop, resume."""

    @site.get("/evolve")
    def show_all(_request: Request, _form: Mapping[str, Any]) -> Response:
        return site.page("evolve.html", title="Evolve", runs=site.app.evolution_runs.list())

    @site.post("/evolve")
    def start(_request: Request, form: Mapping[str, Any]) -> Response:
        program, evaluator = _sent_problem(site, form)
        given = {"FILE": str(program), "--evaluator": str(evaluator), **_bounds(form)}
        return begin(f"evolve {program.name}", given)

    @site.get("/evolve/{run}")
    def show(request: Request, _form: Mapping[str, Any]) -> Response:
        run = request.path_params["run"]
        report = site.app.evolution_runs.read(run)
        parts = site.parts_of(evolution.evolve, CHOICE="show", RUN=run)
        return site.page("evolve_run.html", title=run, run=report, parts=parts)

    @site.get("/evolve/{run}/code")
    def code(request: Request, _form: Mapping[str, Any]) -> Response:
        report = site.app.evolution_runs.read(request.path_params["run"])
        return PlainTextResponse(encoded(report.best.record.source))

    @site.get("/evolve/{run}/artifacts")
    def artifacts(request: Request, _form: Mapping[str, Any]) -> Response:
        best = site.app.evolution_runs.read(request.path_params["run"]).best
        shown = {"metrics": dict(best.metrics), "artifacts": dict(best.last.artifacts)}
        return PlainTextResponse(json.dumps(shown, indent=2))

    @site.get("/evolve/{run}/scores.svg")
    def plot(request: Request, _form: Mapping[str, Any]) -> Response:
        runs = site.app.evolution_runs
        picture = runs.write_plot(runs.read(request.path_params["run"]))
        return FileResponse(picture, media_type="image/svg+xml")

    @site.post("/evolve/{run}/stop")
    def stop(request: Request, _form: Mapping[str, Any]) -> Response:
        run = request.path_params["run"]
        if not site.app.evolution_runs.stop(run):
            raise BadArguments(f"{run} is not under way here.", hint="stop it where it was started")
        return see_other(f"/evolve/{run}")

    @site.post("/evolve/{run}/resume")
    def resume(request: Request, form: Mapping[str, Any]) -> Response:
        run = request.path_params["run"]
        return begin(f"resume {run}", {"--resume": run, **_bounds(form)})

    def begin(title: str, given: Mapping[str, str]) -> Response:
        return site.begin(title, lambda context: evolution.evolve.action(context, given))


def add_own_code_pages(site: Site) -> None:
    """Add the pages where a function is pasted or uploaded, and those of the files written."""

    @site.get("/own-code")
    def show(_request: Request, _form: Mapping[str, Any]) -> Response:
        return site.page("own_code.html", title="Own code")

    @site.post("/own-code")
    def begin(_request: Request, form: Mapping[str, Any]) -> Response:
        path = _sent_code(site, form)
        given = {"FILE": str(path)}
        if function := text_of(form, "function").strip():
            given["--function"] = function
        is_test = text_of(form, "action") == "test"

        def work(context: CommandContext) -> Output:
            if is_test:
                return user_code.grow_suite.action(context, given | {"--write": "yes"})
            return _with_diff(path, user_code.optimize.action(context, given))

        return site.begin(f"{'test' if is_test else 'optimize'} {path.name}", work, path.parent)

    @site.get("/files/{folder}/{name}")
    def send(request: Request, _form: Mapping[str, Any]) -> Response:
        path = site.folder / request.path_params["folder"] / request.path_params["name"]
        if not path.is_file() or path.resolve().parent.parent != site.folder.resolve():
            raise NodeError(f"File not found: {path.name}")
        if path.suffix == ".svg":
            return FileResponse(path, media_type="image/svg+xml")
        return FileResponse(path, media_type="text/plain", filename=path.name)


def _sent_problem(site: Site, form: Mapping[str, Any]) -> tuple[Path, Path]:
    """Keep program and evaluator in a folder that outlives the session, so that a run resumes."""
    program, evaluator = files_of(form, "program"), files_of(form, "evaluator")
    if not program or not evaluator:
        raise BadArguments("A program and an evaluator are needed.")
    if safe_name(program[0].filename or "") == safe_name(evaluator[0].filename or ""):
        raise BadArguments("The program and the evaluator have the same name.")
    kept = site.jobs.context.settings.home / "evolve-files"
    kept.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=kept))
    first, second = (keep_file(one, folder) for one in (program[0], evaluator[0]))
    return first, second


def _bounds(form: Mapping[str, Any]) -> dict[str, str]:
    return {f"--{name}": text for name in _BOUNDS if (text := text_of(form, name).strip())}


def _sent_code(site: Site, form: Mapping[str, Any]) -> Path:
    """Keep the file that was uploaded or pasted. Raises BadArguments if there is none."""
    uploads, pasted = files_of(form, "file"), text_of(form, "source")
    if uploads:
        return keep_file(uploads[0], site.new_folder())
    if pasted.strip():
        path = site.new_folder() / "pasted.py"
        path.write_text(pasted.rstrip("\n") + "\n", "utf-8", newline="")
        return path
    raise BadArguments("No code was given.", hint="Paste a function, or choose a file.")


def _with_diff(path: Path, output: Output) -> Output:
    """Add the change where a faster version was written."""
    better = path.with_name(f"{path.stem}.optimized.py")
    if not better.is_file():
        return output
    old, new = (one.read_text("utf-8", errors="replace").splitlines() for one in (path, better))
    lines = difflib.unified_diff(old, new, path.name, better.name, lineterm="")
    change = (Line("What changed", Tone.HEAD), Code("\n".join(lines), "diff"))
    return Output((*output.parts, *change), output.answer, output.ok)
