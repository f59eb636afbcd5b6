"""What a person sees of a model's text while it is written: programs, not JSON for the program."""

import io

import pytest
from markupsafe import Markup
from rich.console import Console

from src.cli.live_line import LiveLine
from src.cli.screen import Screen
from src.cli.theme import TerminalFeatures
from src.domain.events import Event, TextArrived
from src.domain.json_value import JSONObject
from src.domain.model_request import PromptPart, Reply, Request, Role
from src.models.usage import ObservedModel
from src.web.event_stream import EventStream
from src.web.job import Job
from src.web.rendering import Renderer
from tests.fakes.scripted import ScriptedModel


@pytest.mark.parametrize(
    ("schema", "reply", "seen"),
    [(None, "def add(a, b):", "def add(a, b):"), ({"type": "object"}, '{"kind": 1}', "")],
)
def test_the_screens_show_free_text_only(schema: JSONObject | None, reply: str, seen: str) -> None:
    told: list[Event] = []
    request = Request(Role.FAST, "write", (PromptPart("?"),), schema=schema)
    live = LiveLine(Screen(io.StringIO(), TerminalFeatures()))
    job = Job(1, "a task", "terminal", EventStream(), Renderer())

    ObservedModel(ScriptedModel([reply]), told.append).complete(request)
    for event in told:
        assert isinstance(event, TextArrived)
        live.add_text(event.text, event.restarted)
        job.listen(event)

    assert len(told) == 1  # A piece counts, and tells that the model was reached.
    console = Console(file=io.StringIO())
    with console.capture() as screen:
        console.print(live._render())
    assert job.text == seen and seen in screen.get() and "{" not in screen.get()


@pytest.mark.parametrize(
    ("reply", "is_slow"),
    [
        (Reply("", "m", "e", output_tokens=40, seconds=10), True),
        (Reply("", "m", "e", output_tokens=60, seconds=10), False),
        (Reply("", "m", "e", output_tokens=60, seconds=40, load_seconds=30), False),
        (Reply("", "m", "e", output_tokens=0, seconds=10), False),
        (Reply("", "m", "e", output_tokens=40, seconds=10, cached=True), False),
    ],
    ids=["under five tokens a second", "over", "loaded first", "not counted", "from the cache"],
)
def test_a_model_is_slow_by_the_replies_that_it_wrote_here(reply: Reply, is_slow: bool) -> None:
    model = ObservedModel(ScriptedModel([reply]), lambda event: None)

    model.complete(Request(Role.FAST, "write", (PromptPart("?"),)))

    assert model.is_slow is is_slow


def test_a_reply_that_is_not_shown_leaves_the_code_on_its_page() -> None:
    job = Job(1, "a task", "terminal", EventStream(), Renderer())
    job.code = Markup("code")

    job.listen(TextArrived(""))

    assert job.code == "code"
