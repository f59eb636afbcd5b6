"""Tasks whose right functions are known: how they are worded, called and solved."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from src.domain.json_value import JSONObject, JSONValue
from src.domain.signature import Signature, call_text, read_signature
from src.domain.task import TaskKind


@dataclass(frozen=True)
class Family:
    """One kind of task: `pattern` has a group for each argument, in order, and `make` words a
    task; `code` is the function that solves it."""

    name: str
    kind: TaskKind
    pattern: str
    make: Callable[[random.Random], str]
    code: str
    creative: bool = False

    @property
    def signature(self) -> Signature:
        return read_signature(self.code)

    def arguments(self, text: str) -> JSONObject:
        """What the task calls the function with."""
        found = re.fullmatch(self.pattern, text.strip(), re.IGNORECASE)
        assert found is not None, text
        parameters = self.signature.parameters
        return {
            one.name: _value(one.annotation, group)
            for one, group in zip(parameters, found.groups(), strict=True)
        }

    def call(self, text: str) -> str:
        """The call with the values of the task."""
        return call_text(self.signature.name, self.arguments(text))

    def answer(self, text: str) -> JSONValue:
        """The right result."""
        result: JSONValue = _solver(self.name)(**self.arguments(text))
        return result


def family_of(text: str) -> Family | None:
    """The family a task's text belongs to."""
    for family in FAMILIES.values():
        if re.fullmatch(family.pattern, text.strip(), re.IGNORECASE):
            return family
    return None


def family_named(function: str) -> Family | None:
    """The family whose function has this name."""
    return next((f for f in FAMILIES.values() if f.signature.name == function), None)


@cache
def _solver(name: str) -> Callable[..., JSONValue]:
    family = FAMILIES[name]
    space: dict[str, object] = {"call_tool": lambda tool, prompt: f"{tool}: {prompt}"}
    source = family.code.replace("from node_runtime import call_tool\n", "")
    exec(compile(source, name, "exec"), space)  # our own text, written below
    function = space[family.signature.name]
    assert callable(function)
    return function


def _value(annotation: str, text: str) -> JSONValue:
    if annotation == "str":
        return text
    numbers: list[JSONValue] = [
        float(one) if "." in one else int(one) for one in re.findall(r"-?\d+(?:\.\d+)?", text)
    ]
    return numbers if annotation.startswith("list") else numbers[0]


def _list(rng: random.Random, low: int = -20, high: int = 60) -> str:
    return ", ".join(str(rng.randint(low, high)) for _ in range(rng.randint(3, 7)))


def _words(rng: random.Random) -> str:
    stock = "level big red dog Anna runs over banana trees slow otto queue sky idea".split()
    return " ".join(rng.choice(stock) for _ in range(rng.randint(1, 5)))


_N, _Q = r"(-?\d+(?:\.\d+)?)", r'"([^"]*)"'
_LIST = r"(-?\d+(?:\.\d+)?(?:, -?\d+(?:\.\d+)?)*)"

_ALL = (
    Family(
        "second",
        TaskKind.ALGORITHM,
        rf"second largest of {_LIST}",
        lambda r: f"second largest of {_list(r)}",
        "def second_largest(numbers: list[int]) -> int:\n"
        "    ordered = sorted(numbers)\n    return ordered[-2]\n",
    ),
    Family(
        "collatz",
        TaskKind.ALGORITHM,
        rf"how many collatz steps does {_N} take",
        lambda r: f"how many collatz steps does {r.randint(1, 60)} take",
        "def collatz_steps(n: int) -> int:\n    steps = 0\n    while n > 1:\n"
        "        n = n // 2 if n % 2 == 0 else 3 * n + 1\n        steps += 1\n    return steps\n",
    ),
    Family(
        "duplicates",
        TaskKind.ALGORITHM,
        rf"remove duplicates from {_LIST}",
        lambda r: f"remove duplicates from {_list(r, 1, 6)}",
        "def remove_duplicates(numbers: list[int]) -> list[int]:\n"
        "    return list(dict.fromkeys(numbers))\n",
    ),
    Family(
        "sort",
        TaskKind.ALGORITHM,
        rf"sort the numbers {_LIST}",
        lambda r: f"sort the numbers {_list(r)}",
        "def sort_numbers(numbers: list[int]) -> list[int]:\n    return sorted(numbers)\n",
    ),
    Family(
        "digits",
        TaskKind.ALGORITHM,
        rf"alternating sum of the digits of {_N}",
        lambda r: f"alternating sum of the digits of {r.randint(0, 99999)}",
        "def alternating_digit_sum(n: int) -> int:\n    digits = [int(d) for d in str(n)]\n"
        "    return sum(digits[::2]) - sum(digits[1::2])\n",
    ),
    Family(
        "weighted",
        TaskKind.ARITHMETIC,
        rf"price of {_N} kilos at {_N} a kilo with {_N} for the bag",
        lambda r: f"price of {r.randint(1, 9)} kilos at {r.randint(1, 9)} a kilo with"
        f" {r.randint(1, 9)} for the bag",
        "def price_of_kilos(kilos: int, price: int, bag: int) -> int:\n"
        "    total = kilos * price\n    return total + bag\n",
    ),
    Family(
        "vowels",
        TaskKind.TEXT,
        rf"count the vowels in {_Q}",
        lambda r: f'count the vowels in "{_words(r)}"',
        "def count_vowels(text: str) -> int:\n    letters = text.lower()\n"
        '    return sum(c in "aeiou" for c in letters)\n',
    ),
    Family(
        "initials",
        TaskKind.TEXT,
        rf"join the last letters of {_Q}",
        lambda r: f'join the last letters of "{_words(r)}"',
        "def join_last_letters(text: str) -> str:\n    words = text.split()\n"
        '    return "".join(word[-1] for word in words)\n',
    ),
    Family(
        "reverse",
        TaskKind.TEXT,
        rf"reverse the words in {_Q}",
        lambda r: f'reverse the words in "{_words(r)}"',
        "def reverse_words(text: str) -> str:\n    words = text.split()\n"
        '    return " ".join(reversed(words))\n',
    ),
    Family(
        "longest",
        TaskKind.TEXT,
        rf"longest word in {_Q}",
        lambda r: f'longest word in "{_words(r)}"',
        "def longest_word(text: str) -> str:\n    return max(text.split(), key=len)\n",
    ),
    Family(
        "binary",
        TaskKind.CONVERSION,
        rf"convert {_N} to binary",
        lambda r: f"convert {r.randint(0, 500)} to binary",
        'def to_binary(n: int) -> str:\n    return format(n, "b")\n',
    ),
    Family(
        "joke",
        TaskKind.SIMPLE_CONTENT,
        r"write me a joke about (.+)",
        lambda r: f"write me a joke about {r.choice(('cats', 'pythons', 'rain', 'tests'))}",
        "from node_runtime import call_tool\n\n\ndef joke(topic: str) -> str:\n"
        '    return call_tool("content_generator", f"write a joke about {topic}")\n',
        creative=True,
    ),
    Family(
        "story",
        TaskKind.COMPLEX_CONTENT,
        r"write a story about (.+)",
        lambda r: f"write a story about {r.choice(('space', 'dragons', 'a lighthouse'))}",
        "from node_runtime import call_tool\n\n\ndef story(topic: str) -> str:\n"
        '    return call_tool("content_generator", f"write the whole story about {topic}")\n',
        creative=True,
    ),
)

FAMILIES = {family.name: family for family in _ALL}

SEVERAL = {
    'find the longest word in "tiny enormous cat" and count the vowels in it': (
        'longest word in "tiny enormous cat"',
        'count the vowels in "{1}"',
    ),
    "sort the numbers 3, 9, 4, find the second largest and convert it to binary": (
        "sort the numbers 3, 9, 4",
        "second largest of {1}",
        "convert {2} to binary",
    ),
    'take "one warm summer", reverse its words and write a joke about the longest one': (
        'reverse the words in "one warm summer"',
        'longest word in "one warm summer"',
        "write me a joke about {2}",
    ),
}
"""Tasks that are several, and their parts as an overseer plans them."""
