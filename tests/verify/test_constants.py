"""Constants of a program are those it can look for, the function's own first."""

import pytest

from src.verify.constants import MOST, constants_of

SOURCE = '''"""A module."""
LIMIT = 17

class Box:
    def state(self, code: int, word: str = "w") -> str:
        """Its state."""
        if code in (404, 503) or 2.5 < code:
            return f"<{word}>"
        return any(word == one for one in {"stop"})
'''


def test_numbers_and_texts_are_found_the_functions_own_first() -> None:
    found = constants_of((SOURCE,), "Box.state")

    assert set(found[:6]) == {404, 503, 2.5, "<", ">", "stop"}
    assert {17, "w"} <= set(found[6:]) and not {"code", "Box", "Its state."} & set(found)


def test_a_large_number_counts_where_something_is_compared_with_it() -> None:
    source = """def f(n):
    if n >= 5_000_000 or 7_000_000 > n:
        return n % 1_000_000_007
    for limit in (10**9, 1):
        pass
    return 1_000_000
"""
    found = constants_of((source,), "f")

    assert {5_000_000, 7_000_000, 1_000_000, 10**9, 1} == set(found)


def test_a_text_of_lines_counts_unless_it_is_a_docstring() -> None:
    source = "class A:\n    'A\\nB'\n    def f(self, t):\n        return t.split('\\n\\n')\n"

    assert {"\n\n"} == set(constants_of((source,), "A.f")) - {"A"}


@pytest.mark.parametrize("source", ["def f(:\n", "X = 10**9\nY = True\nZ = 'a' * 90\n"])
def test_what_no_input_is_made_of_is_left_out(source: str) -> None:
    assert constants_of((source,)) in ((), (0,))


def test_there_are_not_too_many() -> None:
    assert len(constants_of((f"X = {list(range(99))!r}\n",))) == MOST
