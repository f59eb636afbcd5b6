"""The function of a reply becomes a module with the planned signature, or is refused."""

import json

import pytest

from src.domain.errors import BrokenReply
from src.domain.model_request import Reply
from src.domain.signature import function_ending, read_signature
from src.prompts.function_replies import read_function

SIGNATURE = read_signature("def total(prices: list[float], count: int) -> float: ...", "total")
HEADER = f"def {SIGNATURE}:\n"
RIGHT = f"{HEADER}    return sum(prices) * count\n"
NAMES = "def total(prices, count):\n"
LOOSE = RIGHT.replace(HEADER, NAMES)
MATH = "import math\n\n\n"
TABLE = "SQUARES = {}\n"
TABLE_FILLED = """SQUARES.update({2: 4})
SQUARES[3] = 9
DOUBLED = []
for i in range(9):
    DOUBLED.append(i)
for i in DOUBLED:
    SQUARES[i] = i * i
while len(SQUARES) < 20:
    SQUARES.setdefault(len(SQUARES), 0)
if 20 not in SQUARES:
    SQUARES[20] = 400
"""


def read(text: str) -> tuple[str, tuple[str, ...]]:
    """The module's own part, and the repairs."""
    function = read_function(Reply(text, "small", "here"), SIGNATURE)
    assert function.source.endswith(function_ending("total"))
    return function.source.removesuffix(function_ending("total")), function.repairs


AS_PLANNED = {
    "as asked": f"```python\n{RIGHT}```",
    "prose around": f"Sure! Here it is:\n```python\n{RIGHT}```\nIt sums the prices.",
    "no fence": RIGHT,
    "no types": LOOSE,
    "types as texts": RIGHT.replace("list[float]", "'list[float]'"),
    "old types": "from typing import List\n\n" + RIGHT.replace("list[", "List["),
    "all of typing": "from typing import *\n\n" + RIGHT.replace("list[", "List["),
    "types that nothing uses": f"from typing import Dict, Optional\n\n{RIGHT}",
    "a package that nothing uses": f"import numpy as np\n\n{RIGHT}",
    "a default": LOOSE.replace("count)", "count=1)"),
    "on one line": "def total(prices, count): return sum(prices) * count",
    "a header of several lines": LOOSE.replace("(prices, count)", "(\n    prices,\n    count,\n)"),
    "a body behind a header of several lines": (
        "def total(prices,\n          count): return sum(prices) * count"
    ),
    "a body behind the header's last line": (
        "def total(\n    prices, count\n): return sum(prices) * count"
    ),
    "parameters in another order": LOOSE.replace("prices, count", "count, prices"),
    "keyword parameters": LOOSE.replace("prices, count", "prices, *, count"),
    "another name": LOOSE.replace("total", "compute"),
    "prints": f"{NAMES}    print(sum(prices) * count)\n",
    "prints with a label": f"{NAMES}    print('Total:', sum(prices) * count)\n",
    "a call": f"{RIGHT}\n\ntotal([1.0], 2)\n",
    "prints and asserts": f"{RIGHT}\nprint(total([1.0], 2))\nassert total([1.0], 2) == 2\n",
    "what is made of a result": f"{RIGHT}\nresult = total([1.0], 2)\nshort = round(result)\n",
    "a loop of calls": f"{RIGHT}\nfor n in range(3):\n    print(total([1.0], n))\n",
    "calls under try": f"{RIGHT}\ntry:\n    print(total([], 0))\nexcept Exception:\n    pass\n",
    "a guarded call": f"{RIGHT}\nif __name__ == '__main__':\n    print(total([1.0], 2))\n",
    "main": f"{RIGHT}\n\ndef main():\n    print(total([1.0], int(input())))\n\n\nmain()\n",
    "a test": f"{RIGHT}\n\ndef test_total():\n    assert total([1.0], 2) == 2\n",
    "the keyboard for a parameter": f"{RIGHT}\ncount = int(input())\nprint(total([1.0], count))\n",
    "the keyboard around it": f"{RIGHT}\nn = int(input())\nprint(total([1.0], n))\n",
    "a second version": f"{LOOSE.replace('sum(prices)', '0')}\n\n{LOOSE}",
    "a better block": f"```python\ndef total(\n```\nOops:\n```python\n{RIGHT}```",
    "an opening fence behind text": f"Here it is:```python\n{RIGHT}```\nIt sums.",
    "no opening fence": f"{RIGHT}```",
    "a function in JSON": json.dumps({"function": RIGHT}),
    "cut behind the function": f"```python\n{RIGHT}\n\nprint(total([1.0",
}


@pytest.mark.parametrize("text", AS_PLANNED.values(), ids=AS_PLANNED)
def test_odd_forms_of_the_right_code_are_the_right_code(text: str) -> None:
    assert read(text)[0] == RIGHT


KEPT = {
    "a method": (
        "class Shop:\n    def total(self, prices, count=1):\n        return self.once(prices)\n\n"
        "    def once(self, prices):\n        return sum(prices)\n",
        "class Shop:\n    def total(self, prices, count=1):\n        return self.once(prices)\n\n"
        "    def once(self, prices):\n        return sum(prices)\n\n\n"
        f"{HEADER}    return Shop().total(prices, count)\n",
    ),
    "the only method": (
        "class Solution:\n    def solve(self, prices, count):\n        return count\n",
        "class Solution:\n    def solve(self, prices, count):\n        return count\n\n\n"
        f"{HEADER}    return Solution().solve(prices, count)\n",
    ),
    "a static method": (
        "class Shop:\n    @staticmethod\n    def total(prices, n):\n        return n\n",
        "class Shop:\n    @staticmethod\n    def total(prices, n):\n        return n\n\n\n"
        f"{HEADER}    n = count\n    return Shop().total(prices, n)\n",
    ),
    "a generator inside": (
        "def total(prices, count):\n    def each():\n        yield 1\n    return sum(each())\n",
        f"{HEADER}    def each():\n        yield 1\n    return sum(each())\n",
    ),
    "a missing module": (
        "def total(prices, count):\n    return math.fsum(prices) * count\n",
        f"{MATH}{HEADER}    return math.fsum(prices) * count\n",
    ),
    "a missing name": (
        "def total(prices, count):\n    return sum(prices) * prod([count])\n",
        f"from math import prod\n\n\n{HEADER}    return sum(prices) * prod([count])\n",
    ),
    "other parameter names": (
        "def total(items, n):\n    return sum(items) * n\n",
        f"{HEADER}    items, n = prices, count\n    return sum(items) * n\n",
    ),
    "one other parameter name": (
        'def total(prices, n):  # all\n    """Sum."""\n    # once\n    return sum(prices) * n\n',
        f'{HEADER}    """Sum."""\n    n = count\n    # once\n    return sum(prices) * n\n',
    ),
    "a parameter's name for another": (
        "def total(count, n):\n    return sum(count) * n\n",
        f"{HEADER}    count, n = prices, count\n    return sum(count) * n\n",
    ),
    "a recursive function of another name": (
        "def f(prices, count):\n    return f(prices, count - 1) if count else 0\n",
        f"{HEADER}    return total(prices, count - 1) if count else 0\n",
    ),
    "another name behind a helper of as many parameters": (
        "def one(p, n):\n    return p * n\n\n\ndef f(prices, count):\n"
        "    return one(sum(prices), count)\n\n\ndef main():\n    print(f([1.0], 2))\n",
        f"def one(p, n):\n    return p * n\n\n\n{HEADER}    return one(sum(prices), count)\n",
    ),
    "another parameter with a default": (
        "@lru_cache\ndef total(prices, count, start=0, *, seen={}):\n"
        '    """Sum."""\n    seen[count] = 1\n'
        "    return total(prices, count - 1, start, seen=seen) if count else start\n",
        f"from functools import lru_cache\n\n\n{HEADER}"
        '    """Sum."""\n\n    @lru_cache\n    def total(prices, count, start=0, *, seen={}):\n'
        "        seen[count] = 1\n"
        "        return total(prices, count - 1, start, seen=seen) if count else start\n"
        "    return total(prices=prices, count=count)\n",
    ),
    "other names and another parameter with a default": (
        "def f(items, n, end=','):\n    print(sum(items) * n)\n",
        f"{HEADER}\n    def total(items, n, end=','):\n        return sum(items) * n\n"
        "    return total(prices, count)\n",
    ),
    "helper functions": (
        "def one(p, n):\n    return p * n\n\n\ndef total(prices, count):\n"
        "    return sum(one(p, count) for p in prices)\n",
        f"def one(p, n):\n    return p * n\n\n\n{HEADER}"
        "    return sum(one(p, count) for p in prices)\n",
    ),
    "constants": (
        f"RATE = 2\nNAMES = ('a', 'b')\n\n\n{LOOSE}",
        f"RATE = 2\nNAMES = ('a', 'b')\n\n\n{RIGHT}",
    ),
    "other line ends in a text": (
        f"ENDS = '\x0c\u2028'\n\n\n{LOOSE}",
        f"ENDS = '\x0c\u2028'\n\n\n{RIGHT}",
    ),
    "a constant that is worked out": (
        "def rate():\n    return 2\n\n\nRATE = rate()\n\n\n"
        "def total(prices, count):\n    return sum(prices) * RATE\n",
        "def rate():\n    return 2\n\n\nRATE = rate()\n\n\n"
        f"{HEADER}    return sum(prices) * RATE\n",
    ),
    "what a table is filled with": (
        f"{TABLE}{TABLE_FILLED}\n\ndef total(prices, count):\n    return SQUARES[count]\n"
        "\n\nfor count in range(3):\n    print(total([], count))\n",
        f"{TABLE}{TABLE_FILLED}\n\n{HEADER}    return SQUARES[count]\n",
    ),
    "what is called to fill a table": (
        f"{TABLE}\n\ndef fill():\n    SQUARES.update({{2: 4}})\n\n\nfill()\n\n\n"
        "def total(prices, count):\n    return SQUARES[count]\n\n\ntotal([], 2)\n",
        f"{TABLE}\n\ndef fill():\n    SQUARES.update({{2: 4}})\n\n\nfill()\n\n\n"
        f"{HEADER}    return SQUARES[count]\n",
    ),
    "limits": (
        f"import sys\n\nsys.setrecursionlimit(10000)\n\n\n{LOOSE}",
        f"import sys\n\nsys.setrecursionlimit(10000)\n\n\n{RIGHT}",
    ),
    "a decorator": (
        f"@lru_cache\n{LOOSE}",
        f"from functools import lru_cache\n\n\n@lru_cache\n{RIGHT}",
    ),
    "nested prints": (
        "def total(prices, count):\n    if count:\n        print(sum(prices))\n"
        "    else:\n        print(0.0)\n",
        f"{HEADER}    if count:\n        return sum(prices)\n    else:\n        return 0.0\n",
    ),
    "prints under try": (
        "def total(prices, count):\n    try:\n        print(sum(prices))\n"
        "    except TypeError:\n        print(0)\n",
        f"{HEADER}    try:\n        return sum(prices)\n    except TypeError:\n        return 0\n",
    ),
    "a header with a # in a text": (
        'def total(prices, count="#"):\n    if count:\n        return """a\n  b"""\n    return 0\n',
        f'{HEADER}    if count:\n        return """a\n  b"""\n    return 0\n',
    ),
    "a print besides the result": (
        "def total(prices, count):\n    print('adding')\n    return sum(prices) * count\n",
        f"{HEADER}    print('adding')\n    return sum(prices) * count\n",
    ),
    "old types inside": (
        "from typing import Dict, List\n\n\ndef total(prices: List[float], count: int) -> float:\n"
        "    seen: Dict[int, int] = {}\n    return sum(prices) * count\n",
        f"from typing import Dict\n\n\n{HEADER}    seen: Dict[int, int] = {{}}\n"
        "    return sum(prices) * count\n",
    ),
}


@pytest.mark.parametrize(("text", "module"), KEPT.values(), ids=KEPT)
def test_what_the_function_needs_is_kept_or_added(text: str, module: str) -> None:
    assert read(text)[0] == module


def test_repairs_are_named() -> None:
    text = "def f(prices, count):\n    print(math.fsum(prices) * count)\n"

    assert read(text)[1] == (
        "f was renamed total",
        "the signature was put back",
        "it returns what it printed",
        "imports were completed",
    )


@pytest.mark.parametrize(
    ("planned", "written", "kept"),
    [
        ("object", "List[int]", "list[int]"),
        ("object", "Thing", "object"),
        ("float", "List[int]", "float"),
    ],
)
def test_a_reply_says_what_it_returns_where_the_plan_does_not(
    planned: str, written: str, kept: str
) -> None:
    signature = read_signature(f"def doubled(n: int) -> {planned}: ...")
    reply = Reply(f"def doubled(n: int) -> {written}:\n    return [n, n]\n", "fake", "here")

    assert f"def doubled(n: int) -> {kept}:\n" in read_function(reply, signature).source


REFUSED = {
    "nothing": ("", "empty"),
    "prose": ("You should sum the prices.", "no code"),
    "another function of another size": ("def f(a):\n    return a\n", r"no function total .*: f"),
    "two other functions": (
        "def f(a, b):\n    return a\n\n\ndef g(a, b):\n    return b\n",
        "no function total",
    ),
    "too few parameters": ("def total(prices):\n    return 1\n", "takes prices, not prices, count"),
    "a third parameter": ("def total(prices, count, n):\n    return 1\n", "takes prices, count, n"),
    "a stub with a default": ("def total(prices, count, n=1):\n    pass\n", "no body"),
    "no parameters": ("def total():\n    return 1\n", "takes nothing"),
    "any number of parameters": ("def total(*prices):\n    return 1\n", "any number"),
    "two methods": (
        "class Shop:\n    def a(self):\n        return 1\n\n    def b(self):\n        return 2\n",
        "Shop",
    ),
    "a lambda": ("total = lambda prices, count: 1\n", "no function"),
    "asynchronous": ("async def total(prices, count):\n    return 1\n", "asynchronous"),
    "a generator": ("def total(prices, count):\n    yield 1\n", "generator"),
    "a stub": ("def total(prices, count):\n    ...\n", "no body"),
    "a docstring alone": ('def total(prices, count):\n    """Sum."""\n', "no body"),
    "pass": ("def total(prices, count):\n    pass\n", "no body"),
    "not implemented": (
        "def total(prices, count):\n    raise NotImplementedError\n",
        "returns nothing",
    ),
    "prints in a loop": (
        "def total(prices, count):\n    for p in prices:\n        print(p)\n",
        "returns nothing",
    ),
    "a bare return": ("def total(prices, count):\n    x = 1\n    return\n", "returns nothing"),
    "the keyboard": ("def total(prices, count):\n    return float(input())\n", "keyboard"),
    "cut in the body": ("```python\ndef total(prices, count):\n    x = 1 *", "parse"),
    "cut in the docstring": ('```python\ndef total(prices, count):\n    """Sum', "parse"),
    "tests alone": ("assert total([1.0], 2) == 2\n", "no function"),
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_reply_without_the_function_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(BrokenReply, match=reason):
        read(text)


@pytest.mark.parametrize(
    "body",
    [
        "    from datetime import date\n    return date(2024, 1, n)",
        "    days = [date for date in range(n)]\n    return days[0]",
        "    date = n\n    return date",
    ],
)
def test_a_type_that_only_the_header_names_is_imported_whatever_the_body_binds(body: str) -> None:
    planned = read_signature("def day(n: int) -> date: ...", "day")

    source = read_function(Reply(f"def day(n):\n{body}\n", "m", "here"), planned).source

    assert source.startswith("from datetime import date\n")


@pytest.mark.parametrize("name", ["main", "test_glorp"])
def test_a_planned_function_is_no_trial_whatever_its_name(name: str) -> None:
    planned = read_signature(f"def {name}() -> int: ...", name)

    source = read_function(Reply(f"def {name}():\n    return 1\n", "m", "here"), planned).source

    assert source.startswith(f"def {name}() -> int:\n    return 1\n")


def test_a_function_that_is_planned_to_return_nothing_may() -> None:
    planned = read_signature("def note(text: str) -> None: ...", "note")

    source = read_function(Reply("def note(text):\n    pass\n", "m", "here"), planned).source

    assert source.startswith("def note(text: str) -> None:\n    pass\n")


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        (RIGHT, ()),
        (f"{NAMES}    return sum([1.0, 2.0]) * count\n", ("prices",)),
        (f"{NAMES}    prices = [1.0]\n    return sum(prices)\n", ("prices", "count")),
        (f"{NAMES}    prices = prices or [1.0]\n    count += 1\n    return (prices, count)\n", ()),
        ("def f(items, n):\n    return sum(items)\n", ("count",)),
        ("def total(count, prices):\n    return sum(prices)\n", ("count",)),
        ("def total(a, b, c=2):\n    return b * c\n", ("prices",)),
        (f'{NAMES}    return "{{prices}} {{count}}".format(**locals())\n', ()),
        (f"{NAMES}    def inner():\n        return prices, count\n    return inner()\n", ()),
    ],
)
def test_planned_parameters_that_the_code_never_reads_are_named(
    text: str, unread: tuple[str, ...]
) -> None:
    assert read_function(Reply(text, "m", "here"), SIGNATURE).unread == unread
