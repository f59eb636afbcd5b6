"""Arguments are drawn from their kinds, grow with the size, and are the same for the same seed."""

import decimal
import random
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import pytest

from src.guest_code.argument_drawing import (
    NOTHING_KNOWN,
    ArgumentDrawer,
    DrawingSettings,
    EvolverMade,
    Kind,
    draw_input,
    written,
)

INT = ("int",)


def settings(*kinds: Kind, **known: Any) -> DrawingSettings:
    return cast(DrawingSettings, {**NOTHING_KNOWN, "kinds": kinds, "largest": 10_000, **known})


def drawn(kind: Kind, size: int = 12, seed: int = 1) -> Any:
    return ArgumentDrawer(random.Random(seed), True, settings(), size).draw(kind, size, 0, [])


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


def test_small_inputs_hold_the_constants_and_their_neighbours() -> None:
    known = settings(INT, ("list", ("str",)), constants=(404, "#"))
    made = [draw_input(seed, seed % 7, known) for seed in range(60)]

    assert {403, 404, 405} <= {number for number, _ in made}
    texts = {text for _, many in made for text in many}
    assert {"#", "##"} <= texts and any(text[0] == "#" and len(text) > 2 for text in texts if text)
    assert draw_input(1, 100, known)[0] < 101


def test_the_numbers_in_a_list_and_their_sum_are_near_the_constants() -> None:
    known = settings(("list", INT), ("list", ("float",)), constants=(1000, "#"))
    made = [draw_input(seed, seed % 7, known) for seed in range(200)]

    for place in (0, 1):
        lists = [one[place] for one in made]
        assert {999, 1000, 1001} <= {item for many in lists for item in many}
        assert {999, 1000, 1001} <= {sum(many) for many in lists if len(many) > 1}


def test_a_small_input_may_be_as_long_as_a_constant_says() -> None:
    known = settings(("list", INT), ("str",), constants=(80, "#"))
    made = [draw_input(seed, 13, known) for seed in range(100)]

    for place in (0, 1):
        assert {79, 80, 81} <= {len(one[place]) for one in made}
    assert {len(one) for one in draw_input(1, 12, known)} < set(range(60))


def test_small_texts_are_numbers_and_letters_of_all_kinds_now_and_then() -> None:
    texts = {draw_input(seed, 5, settings(("str",)))[0] for seed in range(800)}

    assert {"7", "-12", "\n", "ß", "²"} <= texts
    assert all(
        text.isascii() for text in (draw_input(s, 30, settings(("str",)))[0] for s in range(99))
    )


def test_dates_and_decimals_are_near_the_constants() -> None:
    known = settings(("made", "datetime.date", ()), ("digits",), constants=(1999,))
    made = [draw_input(seed, 5, known) for seed in range(200)]

    assert {1998, 1999, 2000} <= {date.fields[0][1] for date, _ in made}
    assert {"1999.00", "1998.00"} <= {amount for _, amount in made}


def test_what_has_only_to_be_iterable_may_be_walked_once() -> None:
    known = settings(("iterable", ("list", INT)))
    small = [written(draw_input(seed, 4, known)[0]) for seed in range(40)]
    large = {type(draw_input(seed, 40, known)[0]) for seed in range(40)}

    assert any(one.startswith("iter([") for one in small)
    assert any(one.startswith("[") for one in small) and large == {list}


def test_where_a_hint_says_nothing_some_values_cannot_be_hashed() -> None:
    made = [draw_input(seed, 4, settings(("list", ("weak",))))[0] for seed in range(160)]

    items = [item for many in made for item in many]
    assert {int, str, list, dict} <= set(map(type, items))
    assert [[1], [2, [3]]] in items


def test_whole_texts_are_given_as_they_are() -> None:
    known = settings(("str",), ("list", ("str",)), constants=("#",), texts=("10.0.0.1", "x=1"))
    made = [draw_input(seed, 3, known) for seed in range(60)]

    assert {"10.0.0.1", "x=1"} <= {text for text, _ in made}
    assert {"10.0.0.1", "x=1"} <= {text for _, texts in made for text in texts}
    assert all(draw_input(seed, 40, known)[0] not in known["texts"] for seed in range(60))


def test_a_value_is_written_the_same_every_time_and_can_be_evaluated() -> None:
    value = ({"b", "a"}, [EvolverMade("Point", [("x", 1), ("", {2})])], {"k": decimal.Decimal("1")})

    assert written(value) == "({'a', 'b'}, [Point(x=1, {2})], {'k': decimal.Decimal('1')})"
    assert written((1,)) == "(1,)" and written(set()) == "set()"


class Named(NamedTuple):
    """A named tuple."""

    tags: set[str]


@dataclass
class Tagged:
    """A dataclass."""

    n: int
    tags: frozenset[str]


def test_sets_in_records_are_written_the_same_every_time() -> None:
    letters = {"h", "d", "b", "f", "a", "e", "g", "c"}
    listed = "{'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'}"

    assert written([Named(letters)]) == f"[Named(tags={listed})]"
    assert written(Tagged(1, frozenset(letters))) == f"Tagged(n=1, tags=frozenset({listed}))"


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


def test_a_field_that_can_be_left_out_is_given_in_some_small_inputs() -> None:
    known = settings(("made", "Point", (("x", INT), ("y", ("maybe", INT)))))

    def keys(size: int) -> set[int]:
        return {len(draw_input(seed, size, known)[0].fields) for seed in range(40)}

    assert keys(5) == {1, 2} and keys(40) == {1}


def test_what_the_program_imports_is_imported_first_and_may_fail(capsys: Any) -> None:
    known = settings(INT, imports=("this", "no_such_module"))

    assert draw_input(1, 30, known) == (30,)
    assert capsys.readouterr().out == ""
