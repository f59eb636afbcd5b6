"""What every page is made of: the jobs, the stream of changes, the templates, the files."""

import re
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from msgspec import Struct, field
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from ..app.app import App
from ..cli.command_registry import Command
from ..cli.error_log import error_output
from ..cli.output import Part
from ..domain.errors import EvolverError, NodeError
from ..language.tokenizer import plain_text
from .event_stream import EventStream, encoded
from .jobs import Jobs, Work
from .rendering import Renderer

Handler: TypeAlias = Callable[[Request, Mapping[str, Any]], Response]
_MOST_FIELDS = 200
_LONGEST_FIELD = 4 << 20
# A file system takes 255 bytes; a letter of the suffix may have four.
_LONGEST_STEM, _LONGEST_SUFFIX = 136, 16


class Site(Struct, frozen=True):
    """Handed to every page; `folder` holds the files that a browser sent in this session."""

    jobs: Jobs
    stream: EventStream
    renderer: Renderer
    folder: Path
    routes: list[Route] = field(default_factory=list)

    @property
    def app(self) -> App:
        """The program."""
        return self.jobs.context.app

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """Return a whole page, which follows the stream from where it is now."""
        with self.stream.changing:
            known = {"topic": "", "position": self.stream.position, "active": self.jobs.active}
            html = self.renderer.render(template, **known | values)
        return HTMLResponse(encoded(html), status)

    def message(self, request: Request, title: str, parts: tuple[Part, ...]) -> Response:
        """Return what an action said: a page, or only its lines where a script asked."""
        if request.headers.get("hx-request"):
            return HTMLResponse(encoded(self.renderer.render("parts.html", parts=parts)))
        return self.page("message.html", title=title, parts=parts)

    def parts_of(self, command: Command, **given: str) -> tuple[Part, ...]:
        """Return what a command shows."""
        return command.action(self.jobs.context, given).parts

    def begin(self, title: str, work: Work, folder: Path | None = None) -> Response:
        """Start a job and go on to its page."""
        return see_other(self.jobs.start(title, work, folder).address)

    def get(self, path: str) -> Callable[[Handler], None]:
        """Add the decorated function as a page."""
        return partial(self._add, path, "GET")

    def post(self, path: str) -> Callable[[Handler], None]:
        """Add the decorated function for a form; it gets the fields."""
        return partial(self._add, path, "POST")

    def new_folder(self) -> Path:
        """Make a folder for files of this session."""
        return Path(tempfile.mkdtemp(dir=self.folder))

    def _add(self, path: str, method: str, handler: Handler) -> None:
        async def endpoint(request: Request) -> Response:
            if request.method != "POST":
                return await run_in_threadpool(self._answer, handler, request, {})
            async with request.form(
                max_files=20, max_fields=_MOST_FIELDS, max_part_size=_LONGEST_FIELD
            ) as form:
                return await run_in_threadpool(self._answer, handler, request, form)

        self.routes.append(Route(path, endpoint, methods=[method]))

    def _answer(self, handler: Handler, request: Request, form: Mapping[str, Any]) -> Response:
        try:
            return handler(request, form)
        except Exception as error:  # pylint: disable=broad-exception-caught  # all are shown
            parts = error_output(error, self.jobs.context.log_file).parts
            response = self.message(request, "Not done", parts)
            if not request.headers.get("hx-request"):
                is_ours = 400 if isinstance(error, EvolverError) else 500
                response.status_code = 404 if isinstance(error, NodeError) else is_ours
            return response


def see_other(path: str) -> Response:
    """Go on to another page after a form."""
    return RedirectResponse(path, 303)


def text_of(form: Mapping[str, Any], name: str) -> str:
    """Return a field's text with Unix line ends, "" if it is missing."""
    value = form.get(name, "")
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""


def files_of(form: Mapping[str, Any], name: str) -> list[UploadFile]:
    """Return the files of a field; an empty choice is left out."""
    given = form.getlist(name) if isinstance(form, FormData) else []
    return [one for one in given if isinstance(one, UploadFile) and one.filename]


def keep_file(sent: UploadFile, folder: Path) -> Path:
    """Save a file that a browser sent, under a name that a task can state as it is."""
    path = folder / safe_name(sent.filename or "")
    path.write_bytes(sent.file.read())
    return path


def safe_name(sent: str) -> str:
    """Return a file's name without blanks, quotes and other signs, and not too long for a disk."""
    name = re.sub(r"[^\w.+-]+", "_", plain_text(sent.rpartition("/")[2])).strip(".")
    suffix = Path(name).suffix[:_LONGEST_SUFFIX]
    stem = name.removesuffix(Path(name).suffix).encode()[:_LONGEST_STEM]
    return f"{stem.decode(errors='ignore')}{suffix}" or "file"
