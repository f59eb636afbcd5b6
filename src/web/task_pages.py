"""The pages of tasks: typing one, watching it, rating its result."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ..cli.output import Line, Tone
from ..domain.errors import BadArguments, NodeError
from .job import Job
from .site import Site, files_of, keep_file, see_other, text_of

_EXAMPLES = (
    "add 10 and 20",
    "write me a joke about programmers",
    "calculate fibonacci sequence",
)
_SHOWN_JOBS = 10


def add_pages(site: Site) -> None:
    """Add these pages."""

    @site.get("/")
    def home(_request: Request, _form: Mapping[str, Any]) -> Response:
        jobs = site.jobs.latest()[:_SHOWN_JOBS]
        return site.page("task.html", title="Task", jobs=jobs, examples=_EXAMPLES)

    @site.post("/jobs")
    def begin(_request: Request, form: Mapping[str, Any]) -> Response:
        text = text_of(form, "task").strip()
        if not text:
            raise BadArguments("The task is empty.", hint='say it in words: "add 10 and 20"')
        kept = [
            keep_file(one.filename, one.file.read(), site.new_folder())
            for one in files_of(form, "files")
        ]
        return see_other(site.jobs.start_line(with_files(text, kept)).address)

    def find(request: Request) -> Job:
        job = site.jobs.find(request.path_params["number"])
        if job is None or request.path_params["boot"] != site.stream.boot:
            raise NodeError("This task has been forgotten.", hint="only the latest ones are kept")
        return job

    @site.get("/jobs/{boot}/{number:int}")
    def show(request: Request, _form: Mapping[str, Any]) -> Response:
        job = find(request)
        return site.page("job.html", title=job.title, job=job, topic=job.topic)

    @site.post("/jobs/{boot}/{number:int}/stop")
    def stop(request: Request, _form: Mapping[str, Any]) -> Response:
        job = find(request)
        site.jobs.stop(job)
        return see_other(job.address)

    @site.post("/jobs/{boot}/{number:int}/judge")
    def judge(request: Request, form: Mapping[str, Any]) -> Response:
        outcome = find(request).outcome
        if outcome is None:
            raise BadArguments("Only a task that has ended can be rated.")
        rate = {"good": site.app.good, "bad": site.app.bad}.get(text_of(form, "verdict"))
        if rate is None:
            raise BadArguments("A result is rated good or bad.")
        return site.message(request, "Noted", (Line(rate(outcome), Tone.GOOD),))


def with_files(text: str, kept: list[Path]) -> str:
    """Put the path of each file where the task names the file, else at the end of the task."""
    for path in kept:
        place = f'@"{path}"' if " " in str(path) else f"@{path}"
        named = re.compile(rf'@(?:"{re.escape(path.name)}"|{re.escape(path.name)}(?!\w))')
        # As a function: a path is not a pattern.
        changed = named.sub(lambda _, place=place: place, text)  # type: ignore[misc]
        text = changed if changed != text else f"{text} {place}"
    return text
