"""What a model may say of a task's parts, and what is made of it."""

import json

import pytest

from src.domain.artifact import Artifact, ArtifactType, Recollection
from src.domain.errors import BrokenReply
from src.language.task_reading import read_task
from src.tasks.splitter import ModelSplitter
from tests.fakes.pipeline_steps import FakeModel

SEVERAL = 'take "red sky", count its words and write a poem about the longest one'


def saying(*parts: object) -> FakeModel:
    return FakeModel(lambda request: json.dumps({"reason": "so", "parts": parts}))


def test_the_parts_hold_the_tasks_values_as_marks() -> None:
    model = saying('count the words in "red sky"', 'longest word in "red sky"', "praise {2}")

    split = ModelSplitter(model).split(read_task(SEVERAL))

    asks = [part.ask for part in split.parts]
    assert asks == ["count the words in {a}", "longest word in {a}", "praise {2}"]
    assert [part.label for part in split.parts] == [*asks[:2], "praise result 2"]
    assert split.by == "fake"


def test_a_reply_in_odd_unicode_is_made_plain() -> None:
    model = saying('count the words in "red sky"', "write\ud800 a  poem\n\u200b")

    split = ModelSplitter(model).split(read_task(SEVERAL))

    assert split.parts[1].ask == "write a poem"


def test_a_task_that_joins_no_wishes_costs_no_question() -> None:
    model = saying("a", "b")

    assert ModelSplitter(model).split(read_task("add 10 and 20")).parts == ()
    assert model.requests == []


@pytest.mark.parametrize("parts", [(), ("the only one",)])
def test_fewer_than_two_parts_are_one_task(parts: tuple[object, ...]) -> None:
    assert ModelSplitter(saying(*parts)).split(read_task(SEVERAL)).parts == ()


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        (('count "red sky"', "praise {2}"), "no earlier part gives it"),
        (('count "red sky"', "praise {poem}"), "no earlier part gives it"),
        (("count the words", "praise {1}"), 'no part holds "red sky"'),
        ((SEVERAL, "praise {1}"), "the whole task again"),
        (('count "red sky"', "praise 3"), "part 2 holds 3, which the task does not say"),
        (('count "red sky"', "praise the sky"), "part 2 holds sky"),
        (('count "red sky"', 7, "praise {1}"), "part 2 is not a sentence"),
        (('count "red sky"', "x" * 500), "part 2 is not a sentence"),
        (('count "red sky"', *["praise {1}"] * 6), "6 are the most"),
    ],
    ids=[
        "later result",
        "unknown mark",
        "value lost",
        "goes in circles",
        "result known beforehand",
        "word out of a text",
        "no text",
        "too long",
        "too many",
    ],
)
def test_parts_that_do_not_make_the_task_are_refused(parts: tuple[str, ...], why: str) -> None:
    model = saying(*parts)

    with pytest.raises(BrokenReply, match=why):
        ModelSplitter(model).split(read_task(SEVERAL))

    assert len(model.requests) == 2
    assert why in "".join(part.text for part in model.requests[1].prompt)


def test_a_workflow_that_worked_is_shown() -> None:
    worked = Artifact(
        "workflow:x",
        ArtifactType.WORKFLOW,
        "x",
        "count and praise",
        "",
        {"plan": ["count the words in {a}", "praise {1}"]},
    )
    model = saying()

    ModelSplitter(model).split(read_task(SEVERAL), [Recollection(worked, 0.8)])

    asked = "".join(part.text for part in model.requests[0].prompt)
    assert 'For "count and praise":\n1. count the words in {a}\n2. praise {1}' in asked
