"""The function that chains the calls of a task's parts."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from src.domain.json_value import JSONObject, JSONValue
from src.domain.signature import read_signature
from src.domain.understanding import TaskPart
from src.language.task_reading import read_task
from src.tasks.compound_function import CannotCompose, ComposedFunction, SolvedPart, compose


def part(
    ask: str, signature: str, arguments: JSONObject, result: JSONValue, label: str = ""
) -> SolvedPart:
    known = read_signature(f"def {signature}:\n    ...\n")
    return SolvedPart(TaskPart(ask, label), f"{known.name}_node", known, arguments, result)


def chained(text: str, *parts: SolvedPart, shown: tuple[int, ...] = ()) -> ComposedFunction:
    return compose(read_task(text), "whole", parts, shown or (len(parts),), lambda name, task: None)


PRIMES = part("first {a} primes", "first_primes(count: int) -> list[int]", {"count": 3}, [2, 3, 5])
SUM = part("sum {1}", "add_all(numbers: list[int]) -> int", {"numbers": [2, 3, 5]}, 10)


def test_a_result_is_handed_on_as_the_argument_that_carries_it() -> None:
    whole = chained("first 3 primes and sum them", PRIMES, SUM)

    assert whole.source == '''"""Calls first_primes, then add_all."""

from nodes.add_all_node.main import add_all
from nodes.first_primes_node.main import first_primes


def whole(count: int) -> int:
    """First count primes and sum them."""
    primes = first_primes(count)
    return add_all(primes)


if __name__ == "__main__":
    from node_runtime import main

    main(whole)
'''
    assert (whole.arguments, whole.result) == ({"count": 3}, 10)


def test_a_value_that_parts_share_is_one_parameter_and_names_hold_it() -> None:
    whole = chained(
        "is 7 prime and square 7",
        part("is {a} prime", "is_prime(n: int) -> bool", {"n": 7}, True),
        part("square {a}", "square(n: int) -> int", {"n": 7}, 49),
        shown=(1, 2),
    )

    assert "def whole(n: int) -> dict[str, object]:" in whole.source
    assert "f'is {n} prime': prime,\n" in whole.source
    assert whole.result == {"is 7 prime": True, "square 7": 49}


def test_values_of_different_parts_are_parameters_of_different_names() -> None:
    whole = chained(
        "square 3 and square 4",
        part("square {a}", "square(n: int) -> int", {"n": 3}, 9),
        part("square {b}", "square(n: int) -> int", {"n": 4}, 16),
        shown=(1, 2),
    )

    assert whole.arguments == {"n": 3, "n_2": 4}
    assert "square(n)" in whole.source and "square(n_2)" in whole.source


@pytest.mark.parametrize(
    ("signature", "arguments", "call"),
    [
        ("f(n: int, unit: Unit)", {"n": 5, "unit": "km"}, "f(n=n, unit='km')"),
        ("f(n: int, places: int = 2)", {"n": 5, "places": 2}, "f(n)"),
        ("f(n: int, places: int = 2)", {"n": 5, "places": 0}, "f(n=n, places=0)"),
        ("f(n: int, sign: bool)", {"n": 5, "sign": True}, "f(n=n, sign=True)"),
        ("f(n: int, text: str)", {"n": 5, "text": "km"}, "f(n=n, text=text)"),
        ("f(text: str, n: int)", {"n": 5}, "f(n=n)"),
    ],
    ids=["a choice", "a default", "a constant", "a truth value", "a word", "not the first"],
)
def test_constants_stay_in_the_call_and_defaults_are_left_to_the_part(
    signature: str, arguments: JSONObject, call: str
) -> None:
    whole = chained("take five km", part("take {a} km", signature, arguments, 1))

    assert f"return {call}\n" in whole.source


def test_a_number_that_is_read_as_text_is_written_as_text() -> None:
    whole = chained(
        "square 4 and reverse it",
        part("square {a}", "square(n: int) -> int", {"n": 4}, 16),
        part("reverse {1}", "reverse_text(text: str) -> str", {"text": "16"}, "61"),
    )

    assert "return reverse_text(str(result))" in whole.source


def test_quotation_marks_that_wordings_change_do_not_hide_a_text() -> None:
    said = 'a "b" c'
    whole = chained(
        "say it and count it",
        part("say it", "say() -> str", {}, said),
        part('count "{1}"', "count(text: str) -> int", {"text": "a 'b' c"}, 3),
    )

    assert "say()\n    return count(result)" in whole.source


@dataclass
class _Adder:
    """Reads sums of two numbers."""

    def __call__(self, function: str, text: str) -> JSONObject | None:
        first, _, second = text.removeprefix("add ").partition(" to ")
        return {"a": int(first), "b": int(second)} if function == "add" else None


def test_which_of_two_like_arguments_is_the_result_is_found_with_another_result() -> None:
    parts = (
        part("double {a}", "double(n: int) -> int", {"n": 5}, 10),
        part("add {b} to {1}", "add(a: int, b: int) -> int", {"a": 10, "b": 10}, 20),
    )

    whole = compose(read_task("double 5 and add 10 to it"), "whole", parts, (2,), _Adder())

    assert "return add(a=a, b=result)" in whole.source
    assert whole.arguments == {"n": 5, "a": 10}


@pytest.mark.parametrize(
    "arguments", [{"a": 2, "b": 3}, {"a": 10, "b": 10}], ids=["none", "two alike"]
)
def test_a_result_that_no_single_argument_carries_cannot_be_chained(
    arguments: Mapping[str, JSONValue],
) -> None:
    second = part("add {1}", "add(a: int, b: int) -> int", dict(arguments), 20)

    with pytest.raises(CannotCompose, match="the result of part 1 is not recognized as one arg"):
        chained(
            "double 5 and add it",
            part("double {a}", "double(n: int) -> int", {"n": 5}, 10),
            second,
        )


def test_types_come_with_their_imports() -> None:
    day = part("day after {a}", "day_after(day: date) -> date", {"day": "2024-01-31"}, "2024-02-01")
    named = part("name {1}", "name_of(day: date) -> Weekday", {"day": "2024-02-01"}, "Thursday")

    whole = chained('day after "2024-01-31" and name it', day, named)

    assert "from datetime import date\n\nfrom nodes.day_after_node" in whole.source
    assert "from nodes.name_of_node.main import name_of, Weekday\n" in whole.source
    assert "def whole(day: date) -> Weekday:" in whole.source


def test_functions_of_one_name_are_told_apart() -> None:
    first = part("add {a}", "add(a: int) -> int", {"a": 1}, 2)
    second = part("add more to {1}", "add(a: int) -> int", {"a": 2}, 3)
    other = SolvedPart(second.part, "add_node_2", second.signature, {"a": 2}, 3)

    whole = chained("add 1, add more to it", first, other)

    assert "from nodes.add_node_2.main import add as add_2" in whole.source
    assert "return add_2(" in whole.source
