"""The pages of tasks: typing one, watching it, rating its result."""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ..cli.banner import EXAMPLES
from ..cli.outcome_report import result_text
from ..cli.output import Line, Tone
from ..domain.errors import BadArguments, NodeError
from ..domain.whole_number import whole_number
from ..language.given_code import has_code
from ..language.tokenizer import plain_text
from .event_stream import encoded
from .job import Job
from .site import Site, files_of, keep_file, see_other, text_of

_SHOWN_JOBS = 10


def add_pages(site: Site) -> None:
    """Add these pages."""

    @site.get("/")
    def home(_request: Request, _form: Mapping[str, Any]) -> Response:
        jobs = site.jobs.latest()[:_SHOWN_JOBS]
        return site.page("task.html", title="Task", jobs=jobs, examples=EXAMPLES)

    @site.post("/jobs")
    def begin(_request: Request, form: Mapping[str, Any]) -> Response:
        text = text_of(form, "task").strip()
        if not text:
            raise BadArguments("The task is empty.", hint='say it in words: "add 10 and 20"')
        # A browser sends a quotation mark in a name as %22.
        sent = [
            ((one.filename or "").replace("%22", '"'), keep_file(one, site.new_folder()))
            for one in files_of(form, "files")
        ]
        return see_other(site.jobs.start_line(with_files(text, sent)).address)

    def find(request: Request) -> Job:
        job = site.jobs.find(whole_number(request.path_params["number"]))
        if job is None or request.path_params["boot"] != site.stream.boot:
            raise NodeError("This task has been forgotten.", hint="only the latest ones are kept")
        return job

    @site.get("/jobs/{boot}/{number}")
    def show(request: Request, _form: Mapping[str, Any]) -> Response:
        job = find(request)
        return site.page("job.html", title=job.title, job=job, topic=job.topic)

    @site.get("/jobs/{boot}/{number}/result")
    def result(request: Request, _form: Mapping[str, Any]) -> Response:
        outcome = find(request).outcome
        return PlainTextResponse(encoded(result_text(outcome.result if outcome else "")))

    @site.get("/jobs/{boot}/{number}/code")
    def code(request: Request, _form: Mapping[str, Any]) -> Response:
        return PlainTextResponse(encoded(find(request).written))

    @site.post("/jobs/{boot}/{number}/stop")
    def stop(request: Request, _form: Mapping[str, Any]) -> Response:
        job = find(request)
        site.jobs.stop(job)
        return see_other(job.address)

    @site.post("/jobs/{boot}/{number}/judge")
    def judge(request: Request, form: Mapping[str, Any]) -> Response:
        outcome = find(request).outcome
        if outcome is None:
            raise BadArguments("Only a task that has ended can be rated.")
        rate = {"good": site.app.good, "bad": site.app.bad}.get(text_of(form, "verdict"))
        if rate is None:
            raise BadArguments("A result is rated good or bad.")
        return site.message(request, "Noted", (Line(rate(outcome), Tone.GOOD),))


def with_files(text: str, sent: list[tuple[str, Path]]) -> str:
    """Put each file's path where the task names the file, else behind the task's first line.

    `sent` holds the name that the user knows, and where the file is kept.
    """
    text = unicodedata.normalize("NFC", text)
    # Longest first: in data.csv.gz, data.csv is not named.
    named = sorted(((plain_text(name), path) for name, path in sent), key=lambda one: -len(one[0]))
    places = [f'@"{path}"' if " " in str(path) else f"@{path}" for _, path in named]
    names = [r"\s+".join(map(re.escape, name.split())) for name, _ in named]
    either = "|".join(rf'(@(?:"{name}"|{name}(?!\w|\.\w)))' for name in names)
    found: set[int] = set()

    def put(match: re.Match[str]) -> str:
        found.add((match.lastindex or 1) - 1)
        return places[(match.lastindex or 1) - 1]

    if places:
        text = re.sub(either, put, text)
    rest = " ".join(place for at, place in enumerate(places) if at not in found)
    return _with_place(text, rest) if rest else text


def _with_place(text: str, place: str) -> str:
    """Put a place behind the first line in words, or on its own line if there is none.

    An example or code would change its meaning.
    """
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if has_code(line):
            return "\n".join((*lines[:at], place, *lines[at:]))
        if line.strip() and " => " not in plain_text(line):
            return "\n".join((*lines[:at], f"{line} {place}", *lines[at + 1 :]))
    return f"{text}\n{place}"
