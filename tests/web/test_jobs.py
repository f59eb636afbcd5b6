"""Tasks of the pages and of the terminal take turns, and never suffer from being watched."""

import threading
from typing import Any

import httpx
import pytest

from src.cli.context import CommandContext
from src.cli.output import Output
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
        page = client.get(session.address_of(1))

    assert "half \\ud83d of" in page.text


def test_an_error_of_the_pages_is_logged_and_ends_no_task(session: Session) -> None:
    jobs = Jobs(session.cli.context, EventStream(), BrokenRenderer())

    with jobs.watch_terminal("a task") as notify:
        notify(Noted("one"))

    assert jobs.active is None and jobs.latest()[0].state is JobState.DONE
    assert "the page broke" in session.cli.context.log_file.read_text()


@pytest.mark.parametrize("action", ["stop", "judge"])
def test_a_tab_of_the_last_session_neither_stops_nor_rates_a_new_task(
    action: str, session: Session, client: httpx.Client
) -> None:
    session.cli.line_handler.take("add 10 and 20")
    old = session.address_of(1)
    session.restart()
    session.cli.line_handler.take("add 10 and 20")

    answers = [
        client.post(f"{address}/{action}", data={"verdict": "good"})
        for address in (old, session.address_of(1))
    ]

    assert [one.status_code for one in answers] == [404, 200]


@pytest.mark.parametrize("given", [{}, {"verdict": ""}, {"verdict": "Good"}])
def test_only_good_and_bad_rate_a_result(
    given: dict[str, str], session: Session, client: httpx.Client
) -> None:
    session.cli.line_handler.take("add 10 and 20")

    assert client.post(f"{session.address_of(1)}/judge", data=given).status_code == 400


def test_a_job_that_is_stopped_says_so_and_one_that_waits_ends_at_once(session: Session) -> None:
    jobs, begun, going = session.server._jobs, threading.Event(), threading.Event()

    def work(_context: CommandContext) -> Output:
        begun.set()
        going.wait(60)
        return Output()

    first = jobs.start("first", work)
    begun.wait(60)
    second = jobs.start("second", work)

    jobs.stop(second)
    jobs.stop(first)
    stopped = (first.doing, second.state, jobs.active)
    going.set()
    for thread in jobs._threads:
        thread.join()

    assert stopped == ("stopping ...", JobState.FAILED, first)
    assert (first.state, second.state, jobs.active) == (JobState.DONE, JobState.FAILED, None)


@pytest.mark.parametrize("verdict", ["good", "bad"])
def test_the_prompt_rates_what_it_solved_last_not_what_a_tab_did(
    verdict: str, session: Session
) -> None:
    session.cli.line_handler.take("add 10 and 20")
    session.server._jobs.start_line("calculate fibonacci sequence")
    for thread in session.server._jobs._threads:
        thread.join()

    session.cli.line_handler.take(verdict)

    assert [one.task.text for one in session.app.rated if one] == ["add 10 and 20"]
