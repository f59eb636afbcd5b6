"""Tasks of the pages and of the terminal take turns, and never suffer from being watched."""

from typing import Any

import httpx

from src.domain.events import Noted, TextArrived
from src.web.event_stream import EventStream
from src.web.job import JobState
from src.web.jobs import Jobs
from src.web.rendering import Renderer
from tests.web.conftest import Session

HALF = "half \ud83d of a sign"


class BrokenRenderer(Renderer):
    """Renders nothing."""

    def render(self, template: str, **values: Any) -> str:
        raise RuntimeError("the page broke")


def test_half_a_surrogate_ends_neither_a_task_nor_its_pages(
    session: Session, client: httpx.Client
) -> None:
    with session.cli.context.watch() as notify:
        notify(TextArrived(HALF))
        page = client.get("/jobs/1")

    assert "half \\ud83d of" in page.text


def test_an_error_of_the_pages_is_logged_and_ends_no_task(session: Session) -> None:
    jobs = Jobs(session.cli.context, EventStream(), BrokenRenderer())

    with jobs.watch_terminal("a task") as notify:
        notify(Noted("one"))

    assert jobs.active is None and jobs.latest()[0].state is JobState.DONE
    assert "the page broke" in session.cli.context.log_file.read_text()
