"""Arguments are drawn from their kinds, grow with the size, and are the same for the same seed."""

import random
from typing import Any, cast

import pytest

from src.guest_code.argument_drawing import (
    ArgumentDrawer,
    DrawingSettings,
    EvolverMade,
    Kind,
    draw_input,
)
from src.usercode.argument_types import kind_of_annotation
from src.usercode.module import read_module

INT = ("int",)


def settings(*kinds: Kind, **known: Any) -> DrawingSettings:
    given = {
        "kinds": kinds,
        "samples": (),
        "only_samples": False,
        "imports": (),
        "in_order": (),
        "looked_for": (),
        "largest": 10_000,
    }
    return cast(DrawingSettings, {**given, **known})


def drawn(kind: Kind, size: int = 12, seed: int = 1) -> Any:
    return ArgumentDrawer(random.Random(seed), True).draw(kind, size, 0, [])


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        (INT, int),
        (("float",), float),
        (("str",), str),
        (("bool",), bool),
        (("none",), type(None)),
        (("bytes",), bytes),
        (("complex",), complex),
        (("list", INT), list),
        (("set", INT), set),
        (("frozenset", INT), frozenset),
        (("tuples", INT), tuple),
        (("dict", ("str",), ("float",)), dict),
        (("tuple", INT, ("str",)), tuple),
        (("literal", "a", "b"), str),
    ],
    ids=lambda v: v[0] if isinstance(v, tuple) else "",
)
def test_a_value_is_of_its_kind(kind: Kind, type_: type) -> None:
    assert {type(drawn(kind, seed=seed)) for seed in range(20)} == {type_}


@pytest.mark.parametrize(
    "annotation",
    ["date", "timedelta", "Decimal", "Fraction", "ndarray", "list[date]", "dict[str, int | None]"],
)
def test_every_kind_that_an_annotation_names_can_be_drawn(annotation: str, tmp_path: Any) -> None:
    (tmp_path / "mine.py").write_text("")
    kind = kind_of_annotation(annotation, read_module(tmp_path / "mine.py"))

    assert kind is not None
    assert all(drawn(kind, size, seed) is not None for size in (1, 9) for seed in range(9))


def test_a_kind_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="no values of the kind socket"):
        drawn(("socket",))


def test_lists_and_texts_grow_with_the_size() -> None:
    lengths = [
        [len(one) for one in draw_input(3, size, settings(("list", INT), ("str",)))]
        for size in (3, 30, 300)
    ]

    assert lengths == [[3, 3], [30, 30], [300, 300]]


def test_a_matrix_has_as_many_numbers_as_its_size_says() -> None:
    matrix = drawn(("list", ("list", INT)), 100)

    assert [len(row) for row in matrix] == [10] * 10


def test_a_large_number_is_a_prime_near_the_size_but_for_one_seed_in_32() -> None:
    (prime,) = draw_input(1, 1000, settings(INT))
    easy = [draw_input(seed, 1000, settings(INT))[0] for seed in range(31, 3200, 32)]

    assert 880 < prime <= 1000 and all(prime % d for d in range(2, 32))
    assert any(number % 2 == 0 for number in easy)


def test_numbers_are_negative_only_where_samples_are_or_there_are_none() -> None:
    kind = ("list", INT)
    above = [draw_input(s, 20, settings(kind, samples=(([1, 2],),)))[0] for s in range(20)]
    free = [draw_input(s, 20, settings(kind))[0] for s in range(20)]

    assert min(map(min, above)) >= 0
    assert min(map(min, free)) < 0


def test_samples_are_drawn_while_the_size_is_small_or_nothing_else_is_wanted() -> None:
    known = settings(INT, samples=((71,), (72,)))

    small = {draw_input(seed, 2, known) for seed in range(40)}
    only = {draw_input(seed, 500, {**known, "only_samples": True}) for seed in range(40)}

    assert {(71,), (72,)} < small
    assert only == {(71,), (72,)}


def test_a_sorted_list_is_sorted_and_what_is_looked_for_is_late_in_it() -> None:
    known = settings(("list", INT), INT, in_order=(0,), looked_for=((1, 0),))

    for seed in range(20):
        values, sought = draw_input(seed, 40, known)

        assert values == sorted(values)
        assert values.index(sought) >= 20


def test_an_input_that_takes_too_long_to_make_is_refused() -> None:
    with pytest.raises(ValueError, match="takes too long to make"):
        draw_input(1, 10_001, settings(INT))


def test_a_value_of_the_programs_own_class_is_told_by_name_and_fields() -> None:
    made = drawn(("made", "Point", (("x", INT), ("", ("names", "Color.RED")))))

    assert isinstance(made, EvolverMade) and made.name == "Point" and made.fields is not None
    assert [key for key, _ in made.fields] == ["x", ""]
    assert (made.fields[1][1].name, made.fields[1][1].fields) == ("Color.RED", None)


def test_what_the_program_imports_is_imported_first_and_may_fail(capsys: Any) -> None:
    known = settings(INT, imports=("this", "no_such_module"))

    assert draw_input(1, 10, known) == (10,)
    assert capsys.readouterr().out == ""
