"""The model's word on the kind is checked before it is believed."""

import json
import re

import pytest

from src.domain.errors import BrokenReply, ModelUnavailable
from src.domain.model_request import Role
from src.domain.task import TaskKind
from src.language.task_reading import read_task
from src.tasks.overseer import ModelClassifier
from tests.fakes.pipeline_steps import FakeModel

TASK = read_task("add 10 and 20")


def test_a_good_reply_is_a_classification() -> None:
    model = FakeModel(lambda _: '{"reason": "adds two numbers", "kind": "ARITHMETIC"}')

    said = ModelClassifier(model).classify(TASK)

    assert (said.kind, said.reason, said.by) == (TaskKind.ARITHMETIC, "adds two numbers", "fake")


def test_the_request_is_cold_bounded_and_asks_for_the_reason_first() -> None:
    model = FakeModel(lambda _: '{"reason": "x", "kind": "TEXT"}')

    ModelClassifier(model).classify(TASK)

    request = model.requests[0]
    assert (request.role, request.purpose, request.temperature) == (
        Role.CLASSIFIER,
        "classify",
        0.0,
    )
    assert request.schema is not None and request.max_tokens is not None
    assert list(request.schema["properties"]) == ["because", "kind"]  # type: ignore[arg-type]
    assert "add 10 and 20" in request.text and '"kind"' in request.text
    assert all(kind.value in request.text for kind in TaskKind)


@pytest.mark.parametrize(
    "reply", ['{"kind": "simple content"}', '{"reason": "", "kind": "Simple-Content"}']
)
def test_a_kind_in_another_spelling_is_understood(reply: str) -> None:
    said = ModelClassifier(FakeModel(lambda _: reply)).classify(TASK)

    assert said.kind is TaskKind.SIMPLE_CONTENT
    assert said.reason


def test_an_unusable_reply_is_asked_for_again_with_what_was_wrong() -> None:
    replies = ['{"reason": "sums", "kind": "MATH"}', '{"reason": "sums", "kind": "ARITHMETIC"}']
    model = FakeModel(lambda _: replies.pop(0))

    said = ModelClassifier(model).classify(TASK)

    first, second = model.requests
    assert said.kind is TaskKind.ARITHMETIC
    assert (first.attempt, second.attempt) == (1, 2)
    assert "MATH" not in first.text and "MATH" in second.text
    assert second.temperature > first.temperature


def test_a_form_that_is_copied_from_the_prompt_is_no_answer() -> None:
    copied = FakeModel(lambda request: re.findall(r"\{.*\}", request.text)[0])

    with pytest.raises(BrokenReply, match="not one of"):
        ModelClassifier(copied).classify(TASK)


def test_two_unusable_replies_are_a_broken_reply() -> None:
    model = FakeModel(lambda _: "It is about numbers.")

    with pytest.raises(BrokenReply, match="no JSON object"):
        ModelClassifier(model).classify(TASK)

    assert len(model.requests) == 2


def test_a_model_that_cannot_be_reached_is_not_asked_twice() -> None:
    model = FakeModel(lambda _: ModelUnavailable("nobody there"))

    with pytest.raises(ModelUnavailable):
        ModelClassifier(model).classify(TASK)

    assert len(model.requests) == 1


def test_a_long_reason_is_cut() -> None:
    reply = json.dumps({"reason": "very " * 100, "kind": "TEXT"})

    said = ModelClassifier(FakeModel(lambda _: reply)).classify(TASK)

    assert len(said.reason) <= 100
