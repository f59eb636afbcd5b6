"""Generators are drawn out, stand-ins are made by the program's classes, results are judged."""

import datetime
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from src.guest_code.argument_drawing import EvolverMade
from src.guest_code.call_harness import (
    EVOLVER_MOST_DRAWN,
    EvolverLazy,
    evolver_finish,
    evolver_make,
    evolver_unfit,
)


@dataclass
class Point:
    """Two numbers."""

    x: int
    y: int = 0


def test_a_generator_is_drawn_out_and_a_list_is_not() -> None:
    values = [1, 2]

    drawn = evolver_finish(iter(values))

    assert isinstance(drawn, EvolverLazy) and drawn.items == [1, 2]
    assert evolver_finish(values) is values


def test_what_a_generator_returns_is_part_of_what_it_gives() -> None:
    def counted(n: int) -> Generator[int, None, int]:
        yield from range(n)
        return n

    assert evolver_finish(counted(2)).returned == 2
    assert evolver_finish(counted(0)).returned == 0
    assert not hasattr(evolver_finish(iter([1])), "returned")


def test_when_a_lazy_result_takes_from_a_lazy_argument_is_noted() -> None:
    eager, lazy = iter([1, 2, 3]), iter([1, 2, 3])

    at_once = evolver_finish(iter(list(eager)), (eager,))
    in_turn = evolver_finish((n for n in lazy), (lazy,))

    assert [left for (left,), _ in at_once.steps] == [0, 0]
    assert [left for (left,), _ in in_turn.steps] == [3, 2]


def test_a_list_is_changed_while_what_is_made_of_it_is_drawn_and_then_as_before() -> None:
    given = ([1, 2, 3], {"a": 1, "b": 2, "c": 3}, [1, 2], "abc")

    lazy = evolver_finish((n for n in given[0]), given)
    eager = evolver_finish(iter(list(given[0])), given)

    assert (lazy.items, eager.items) == ([1, 2, 2], [1, 2, 3])
    assert "last item became the one before" in lazy.when
    assert given == ([1, 2, 3], {"a": 1, "b": 2, "c": 3}, [1, 2], "abc")


def test_a_generator_that_does_not_end_is_an_error() -> None:
    assert len(evolver_finish(iter(range(EVOLVER_MOST_DRAWN))).items) == EVOLVER_MOST_DRAWN
    with pytest.raises(RuntimeError, match="does not end"):
        evolver_finish(iter(int, 1))


def test_what_stands_for_an_instance_is_made_wherever_it_is() -> None:
    point = EvolverMade("Point", [("", 3), ("y", EvolverMade("Point", [("x", 4)]))])
    day = EvolverMade("datetime.date", [("", 2020), ("", 1), ("", 2)])
    nested = [(point, {"a": day}), {1}, EvolverMade("Point.__name__", None)]

    made = evolver_make(nested, {"Point": Point})

    inner: Any = Point(4)
    assert made == [(Point(3, inner), {"a": datetime.date(2020, 1, 2)}), {1}, "Point"]


def test_a_module_of_the_library_is_found_where_a_class_has_its_name() -> None:
    day = EvolverMade("datetime.date", [("", 2020), ("", 1), ("", 2)])

    made = evolver_make([day, EvolverMade("str.upper", None)], {"datetime": datetime.datetime})

    assert made == [datetime.date(2020, 1, 2), str.upper]


def test_a_result_that_cannot_be_compared_is_named() -> None:
    async def waiting() -> None:
        """Wait for nothing."""

    def generate() -> Iterator[int]:
        yield 1

    assert evolver_unfit([1, Point(1)]) == ""
    assert evolver_unfit(waiting()) == "a coroutine"
    assert evolver_unfit(generate()).startswith("something that cannot be written down (TypeError")
