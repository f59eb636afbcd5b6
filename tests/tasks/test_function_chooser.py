"""The evaluator is offered functions that are near, and believed only where the values fit."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from src.domain.errors import ModelUnavailable
from src.domain.json_value import JSONObject
from src.domain.model_request import Role
from src.domain.signature import read_signature
from src.language.task_reading import read_task
from src.tasks.function_chooser import FunctionChoice, FunctionChooser, NearFunction
from tests.fakes.kept_functions import Kept
from tests.fakes.pipeline_steps import FakeModel

SOURCE = (
    'def largest(items: list[float], count: int = 1):\n    """The largest numbers of items."""\n'
)
LARGEST = NearFunction(read_signature(SOURCE), SOURCE, "the largest or biggest of some numbers")


@pytest.fixture(name="kept")
def _kept(tmp_path: Path) -> Iterator[Kept]:
    kept = Kept(tmp_path)
    yield kept
    kept.memory.close()


def chooser(kept: Kept, function: str, arguments: object) -> tuple[FunctionChooser, FakeModel]:
    model = FakeModel(lambda _: json.dumps({"function": function, "arguments": arguments}))
    return FunctionChooser(model, kept.memory, kept.nodes, lambda text: (LARGEST,)), model


def choice(asked: FunctionChooser, text: str) -> FunctionChoice | None:
    """What is chosen, as the pipeline asks: only where something is near."""
    task = read_task(text)
    near = asked.near(task)
    return asked.choose(task, near) if near else None


@pytest.mark.parametrize(
    "text, arguments",
    [
        ("what is the biggest among 3, 9, 4", {"items": [3, 9, 4]}),
        ("the biggest among (3, 9, 4)", {"items": [3, 9, 4], "count": 1}),
        ("the two biggest of [3, 9, 4]", {"items": [3, 9, 4], "count": 2}),
        ("the biggest of three and nine", {"items": [3, 9]}),
    ],
)
def test_a_choice_counts_with_values_of_the_task_or_defaults(
    kept: Kept, text: str, arguments: JSONObject
) -> None:
    chosen = choice(chooser(kept, "largest", arguments)[0], text)

    assert chosen is not None
    assert (chosen.function, chosen.arguments, chosen.by) == (LARGEST, arguments, "fake")


@pytest.mark.parametrize(
    "function, arguments",
    [
        ("none", {}),
        ("smallest", {"items": [3, 9, 4]}),
        ("largest", {"items": [3, 9, 5]}),
        ("largest", {"items": [3, 9]}),
        ("largest", {"items": [3, 9, 4], "count": 2}),
        ("largest", {"items": "3, 9, 4"}),
        ("largest", {"items": [3, 9, 4], "key": 3}),
        ("largest", {}),
        ("largest", [3, 9, 4]),
    ],
)
def test_a_choice_with_other_values_does_not_count(
    kept: Kept, function: str, arguments: object
) -> None:
    asked, model = chooser(kept, function, arguments)

    assert choice(asked, "the biggest among 3, 9, 4") is None
    assert len(model.requests) == 1


@pytest.mark.parametrize(
    ("header", "text", "arguments", "is_believed"),
    [
        ("total(items: list[int])", "the total of 3 and 9", {"items": [3, 9]}, True),
        ("total(items: list[int])", "the total of 3 and 9", {"items": [3, 9, 9]}, False),
        ("total(items: list[int])", "the total of 3 and 9", {"items": [9, 3]}, False),
        ("power(a: int, b: int)", "the power of 3", {"a": 3, "b": 3}, False),
        ("power(a: int, b: int)", "the power of 3 to 3", {"a": 3, "b": 3}, True),
        ("times(n: int, of: list[int])", "3 times 3, 9 and 3", {"n": 3, "of": [3, 9, 3]}, True),
        ("reverse(text: str)", "reverse the word Level", {"text": "Level"}, True),
        ("reverse(text: str)", "reverse the word Level", {"text": "level"}, False),
        ("reverse(text: str)", "reverse the word level", {"text": "reverse"}, False),
        ("reverse(text: str)", "reverse the word level", {"text": "word"}, False),
        ("reverse(text: str)", "reverse the text: reverse", {"text": "reverse"}, True),
        ("turn(text: str)", "reverse the word level", {"text": "reverse"}, False),
        ("same(a: str, b: str)", "is level the same", {"a": "level", "b": "level"}, False),
        ("join(parts: list[str])", "join a, b and c", {"parts": ["a", "b", "c"]}, True),
        ("join(parts: list[str])", "join a and c", {"parts": ["a", "and", "c"]}, False),
        ("join(parts: list[str])", "join 'a' and 'c'", {"parts": ["c", "a"]}, False),
    ],
)
def test_each_value_of_the_task_is_passed_once_and_as_it_is_written(
    kept: Kept, header: str, text: str, arguments: JSONObject, is_believed: bool
) -> None:
    source = f"def {header}:\n    ...\n"
    near = NearFunction(read_signature(source), source, "what it does")
    asked, _ = chooser(kept, near.signature.name, arguments)

    chosen = asked.choose(read_task(text), (near,))

    assert (chosen is not None) is is_believed


@pytest.mark.parametrize(
    "text", ["sort the lines of 'a b'", "count the primes below 50", "3, 9, 4", "x" * 2_000]
)
def test_no_model_is_asked_where_nothing_is_near(kept: Kept, text: str) -> None:
    asked, model = chooser(kept, "largest", {})

    assert choice(asked, text) is None
    assert model.requests == []


def test_the_request_offers_signatures_to_the_evaluator_and_holds_no_example(kept: Kept) -> None:
    asked, model = chooser(kept, "none", {})

    choice(asked, "the biggest among 3, 9, 4")

    (request,) = model.requests
    assert (request.role, request.purpose, request.temperature) == (Role.EVALUATOR, "choose", 0.0)
    assert "- largest(items: list[float], count: int = 1): the largest" in request.text
    assert request.schema is not None
    name = request.schema["properties"]["function"]  # type: ignore[index,call-overload]
    assert name == {"type": "string", "enum": ["largest", "none"]}


def test_a_function_of_the_users_own_is_offered_before_the_librarys(kept: Kept) -> None:
    header = "largest(items: list[float])"
    node = kept.solved("find the largest of 4, 9, 2", header, {"items": [4, 9, 2]})
    asked, model = chooser(kept, "largest", {"items": [8, 1]})

    chosen = choice(asked, "the biggest among 8, 1")

    assert chosen is not None and chosen.function.node_id == node.id
    assert model.requests[0].text.count("- largest(") == 1


def test_an_opposite_of_the_users_own_is_not_offered(kept: Kept) -> None:
    kept.solved("the smallest item of 4, 9, 2", "least(items: list[float])", {"items": [4, 9, 2]})
    asked, _ = chooser(kept, "none", {})

    near = asked.near(read_task("the largest item among 8, 1"))

    assert [one.signature.name for one in near] == []


def test_an_uncertain_function_of_the_users_own_is_not_offered(kept: Kept) -> None:
    node = kept.solved("the largest item of 4, 9", "top(items: list[float])", {"items": [4, 9]})
    asked, _ = chooser(kept, "none", {})
    task = read_task("the largest item among 8, 1")

    before = [one.node_id for one in asked.near(task)]
    kept.nodes.note_confidence(node.id, {"level": "low"})

    assert node.id in before
    assert node.id not in [one.node_id for one in asked.near(task)]


@pytest.mark.parametrize(
    ("text", "is_near"),
    [
        ("the perimeter of a regular octagon with side 9", False),
        ("the area of a regular hexagon with side 9", False),
        ("perimeter of the regular hexagon whose side is 9", True),
        ("what is the perimeter of a hexagon with side 9", True),
    ],
)
def test_a_function_made_for_another_subject_is_not_offered(
    kept: Kept, text: str, is_near: bool
) -> None:
    wording = "the perimeter of a regular hexagon with side 7"
    kept.solved(wording, "perimeter_of_hexagon(side: int)", {"side": 7})
    asked, _ = chooser(kept, "none", {})

    near = asked.near(read_task(text))

    assert ["perimeter_of_hexagon"] * is_near == [one.signature.name for one in near]


def test_a_model_that_is_away_chooses_nothing(kept: Kept) -> None:
    def say(_: object) -> str:
        raise ModelUnavailable("away")

    asked = FunctionChooser(FakeModel(say), kept.memory, kept.nodes, lambda text: (LARGEST,))

    assert choice(asked, "the biggest among 3, 9, 4") is None
