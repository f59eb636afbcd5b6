"""What an llm tool makes of a model's reply: the text alone, in the form that was asked for."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from src.domain.errors import BrokenReply, ModelTimeout, ToolFailed
from src.domain.model_request import Request, Role
from src.toolbox.llm_tool import LlmTool
from src.toolbox.tool_manifest import LlmPart, ToolLimits, ToolManifest
from tests.fakes.pipeline_steps import FakeModel

WRITER = ToolManifest("Writer", "llm", "Writes")
HAIKU = "Rain on the dark roof\na slow song for no one here\nthe cat hears it all"
FIRST, SECOND = "one\ntwo", f"Here is a haiku:\n{HAIKU}"


def by_attempt(first: str, second: str) -> Callable[[Request], str]:
    return lambda request: first if request.attempt == 1 else second


def test_an_introduction_is_taken_away() -> None:
    model = FakeModel(lambda request: f"Sure! Here's a haiku about rain:\n\n{HAIKU}\n")

    assert LlmTool(WRITER, model).call("write a haiku about rain", {}).text == HAIKU
    assert len(model.requests) == 1


@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [
        (FIRST, SECOND, HAIKU),
        (FIRST, "one", FIRST),
        ("1\n2\n3\n4", "1\n2\n3\n4\n5", "1\n2\n3"),
    ],
)
def test_a_missed_form_is_asked_for_once_more_and_the_better_text_taken(
    first: str, second: str, taken: str
) -> None:
    model = FakeModel(by_attempt(first, second))

    reply = LlmTool(WRITER, model).call("write a haiku about rain", {})

    assert (reply.text, reply.prompt_tokens, reply.output_tokens) == (taken, 6, 4)
    assert "The number of lines is" in model.requests[1].text
    assert model.requests[1].seed != model.requests[0].seed
    assert model.requests[0].max_tokens == model.requests[1].max_tokens == 176


def test_a_text_that_is_only_too_long_is_cut_and_not_asked_for_again() -> None:
    model = FakeModel(lambda request: "Bees fly. Bees buzz. Bees rest.")

    reply = LlmTool(WRITER, model).call("write about bees in two sentences", {})

    assert (reply.text, len(model.requests)) == ("Bees fly. Bees buzz.", 1)


def test_the_first_text_stays_where_no_second_one_comes() -> None:
    late = ModelTimeout("too late")
    model = FakeModel(lambda request: FIRST if request.attempt == 1 else late)

    assert LlmTool(WRITER, model).call("write a haiku", {}).text == FIRST


def test_a_broken_reply_is_asked_for_once_more_with_another_seed() -> None:
    endless = BrokenReply("llama3 repeats itself without end")
    model = FakeModel(lambda request: endless if request.attempt == 1 else "Bees fly.")
    broken = FakeModel(lambda request: endless)

    assert LlmTool(WRITER, model).call("write about bees", {}).text == "Bees fly."
    assert [request.seed for request in model.requests] == [None, 2]
    with pytest.raises(ToolFailed, match="repeats itself"):
        LlmTool(WRITER, broken).call("write about bees", {})
    assert len(broken.requests) == 2


@pytest.mark.parametrize("first", [FIRST, BrokenReply("it has no end")])
@pytest.mark.parametrize(("each", "given"), [(3.0, [5.0, 2.0]), (6.0, [5.0])])
def test_a_second_request_gets_the_seconds_that_are_left(
    first: str | BrokenReply, each: float, given: list[float]
) -> None:
    manifest = ToolManifest("Writer", "llm", "Writes", limits=ToolLimits(seconds=5.0))
    clock = [0.0]

    def answer(request: Request) -> str | BrokenReply:
        # Most of it in a queue, which no reply counts.
        clock[0] += each
        return first

    model = FakeModel(answer)
    with suppress(ToolFailed):
        LlmTool(manifest, model, now=lambda: clock[0]).call("write a haiku", {})

    assert [request.seconds for request in model.requests] == given


@pytest.mark.parametrize(
    "llm",
    [LlmPart(prompt="Summarize this text:\n\n{prompt}"), LlmPart(role=Role.CLASSIFIER)],
)
def test_a_prompt_that_is_material_asks_for_no_form(llm: LlmPart) -> None:
    model = FakeModel(lambda request: "one line")
    manifest = ToolManifest("Worker", "llm", "Works", llm)

    assert LlmTool(manifest, model).call("He said: write a haiku.", {}).text == "one line"
    assert [request.max_tokens for request in model.requests] == [1024]


def test_a_text_that_the_token_limit_cut_ends_with_a_whole_sentence() -> None:
    manifest = ToolManifest("Writer", "llm", "Writes", LlmPart(max_tokens=2))
    model = FakeModel(lambda request: "The fox slept. It woke and")

    assert LlmTool(manifest, model).call("write a story", {}).text == "The fox slept."
