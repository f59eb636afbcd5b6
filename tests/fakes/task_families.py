"""Tasks whose right programs are known: how they are worded, solved, and varied."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from src.domain.json_value import JSONValue
from src.domain.task import TaskKind

NUMBERS = (
    r"""import re


def numbers(text):
    found = re.findall(r"-?\d+(?:\.\d+)?", text)
    return [float(n) if "." in n else int(n) for n in found]
""",
    """def numbers(text):
    found = []
    for word in text.replace(",", " ").split():
        try:
            found.append(float(word) if "." in word else int(word))
        except ValueError:
            continue
    return found
""",
)

QUOTED = (
    r"""import re


def quoted(text):
    return re.search(r'"([^"]*)"', text).group(1)
""",
    """def quoted(text):
    return text[text.index('"') + 1:text.rindex('"')]
""",
)


@dataclass(frozen=True)
class Family:
    """One kind of task; `body` is the text of its solve, `make` words a task."""

    name: str
    kind: TaskKind
    pattern: str
    make: Callable[[random.Random], str]
    body: str
    edges: tuple[str, ...] = ()
    creative: bool = False

    def source(self, variant: int = 0) -> str:
        """A right program: solve and the helpers it needs, in one of two ways."""
        parts = []
        if "numbers(" in self.body:
            parts.append(NUMBERS[variant % 2])
        if "quoted(" in self.body:
            parts.append(QUOTED[variant % 2])
        head = "\n\n".join(dict.fromkeys(p.strip("\n") for p in parts))
        if head.count("import re") > 1:
            first, rest = head.split("import re", 1)
            head = f"{first}import re{rest.replace('import re', '', 1)}"
        return f"{head}\n\n\n{self.body.strip()}\n".lstrip("\n")

    def answer(self, description: str) -> JSONValue:
        """The right result."""
        result: JSONValue = _solver(self.name)(description)
        return result


@cache
def _solver(name: str) -> Callable[[str], JSONValue]:
    space: dict[str, object] = {"call_tool": lambda tool, prompt: f"{tool}: {prompt}"}
    source = FAMILIES[name].source().replace("from node_runtime import call_tool\n", "")
    exec(compile(source, name, "exec"), space)  # our own text, written above
    solve = space["solve"]
    assert callable(solve)
    return solve


def family_of(text: str) -> Family | None:
    """The family a task's text belongs to."""
    for family in FAMILIES.values():
        if re.fullmatch(family.pattern, text.strip(), re.IGNORECASE):
            return family
    return None


def _list(rng: random.Random, low: int = -20, high: int = 60) -> str:
    return ", ".join(str(rng.randint(low, high)) for _ in range(rng.randint(3, 7)))


def _words(rng: random.Random) -> str:
    stock = "level big red dog Anna runs over banana trees slow otto queue sky idea".split()
    return " ".join(rng.choice(stock) for _ in range(rng.randint(1, 5)))


def _date(rng: random.Random) -> str:
    return f"{rng.randint(1999, 2028)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"


_N = r"-?\d+(?:\.\d+)?"
_LIST = rf"{_N}(?:, {_N})*"
_Q = r'"[^"]*"'

_ALL = (
    Family(
        "add",
        TaskKind.ARITHMETIC,
        rf"add {_N} and {_N}",
        lambda r: f"add {r.randint(-50, 99)} and {r.randint(-50, 99)}",
        "def solve(description):\n    return sum(numbers(description))",
        ("add 0 and 0", "add -7 and 3", "add 1000000 and 1"),
    ),
    Family(
        "subtract",
        TaskKind.ARITHMETIC,
        rf"subtract {_N} from {_N}",
        lambda r: f"subtract {r.randint(-9, 50)} from {r.randint(-9, 99)}",
        "def solve(description):\n    a, b = numbers(description)[:2]\n    return b - a",
        ("subtract 5 from 2", "subtract -4 from 4", "subtract 0 from 9"),
    ),
    Family(
        "multiply",
        TaskKind.ARITHMETIC,
        rf"multiply {_N} by {_N}",
        lambda r: f"multiply {r.randint(-12, 30)} by {r.randint(-12, 30)}",
        "def solve(description):\n    a, b = numbers(description)[:2]\n    return a * b",
        ("multiply 0 by 8", "multiply -3 by 5", "multiply -2 by -2"),
    ),
    Family(
        "power",
        TaskKind.ARITHMETIC,
        rf"raise {_N} to the power of {_N}",
        lambda r: f"raise {r.randint(-5, 9)} to the power of {r.randint(0, 8)}",
        "def solve(description):\n    base, exponent = numbers(description)[:2]\n"
        "    return base ** exponent",
        ("raise 2 to the power of 0", "raise -2 to the power of 3"),
    ),
    Family(
        "average",
        TaskKind.ARITHMETIC,
        rf"average of {_LIST}",
        lambda r: f"average of {_list(r)}",
        "def solve(description):\n    values = numbers(description)\n"
        "    return sum(values) / len(values)",
        ("average of 5", "average of -1, 1", "average of 2.5, 3.5, 9"),
    ),
    Family(
        "percent",
        TaskKind.ARITHMETIC,
        rf"what is {_N} percent of {_N}",
        lambda r: f"what is {r.randint(1, 120)} percent of {r.randint(1, 900)}",
        "def solve(description):\n    share, whole = numbers(description)[:2]\n"
        "    return share * whole / 100",
        ("what is 0 percent of 50", "what is 150 percent of 10"),
    ),
    Family(
        "gcd",
        TaskKind.ARITHMETIC,
        rf"greatest common divisor of {_N} and {_N}",
        lambda r: f"greatest common divisor of {r.randint(1, 90)} and {r.randint(1, 90)}",
        "def solve(description):\n    a, b = numbers(description)[:2]\n"
        "    while b:\n        a, b = b, a % b\n    return a",
        ("greatest common divisor of 7 and 7", "greatest common divisor of 1 and 9"),
    ),
    Family(
        "fibonacci",
        TaskKind.ALGORITHM,
        rf"first {_N} fibonacci numbers|calculate (?:the )?fibonacci(?: sequence)?",
        lambda r: f"first {r.randint(2, 20)} fibonacci numbers",
        "def solve(description):\n    count = min((numbers(description) or [10])[0], 100)\n"
        "    row = [0, 1]\n    while len(row) < count:\n        row.append(row[-1] + row[-2])\n"
        "    return row[:count]",
        ("first 1 fibonacci numbers", "first 2 fibonacci numbers"),
    ),
    Family(
        "factorial",
        TaskKind.ALGORITHM,
        rf"factorial of {_N}",
        lambda r: f"factorial of {r.randint(0, 15)}",
        "def solve(description):\n    product = 1\n"
        "    for n in range(2, numbers(description)[0] + 1):\n        product *= n\n"
        "    return product",
        ("factorial of 0", "factorial of 1"),
    ),
    Family(
        "prime",
        TaskKind.ALGORITHM,
        rf"is {_N} a prime number",
        lambda r: f"is {r.randint(0, 120)} a prime number",
        "def solve(description):\n    n = numbers(description)[0]\n    if n < 2:\n"
        "        return False\n    return all(n % d for d in range(2, int(n ** 0.5) + 1))",
        ("is 1 a prime number", "is 2 a prime number", "is 49 a prime number"),
    ),
    Family(
        "primes",
        TaskKind.ALGORITHM,
        rf"list the primes up to {_N}",
        lambda r: f"list the primes up to {r.randint(2, 60)}",
        "def solve(description):\n    limit = numbers(description)[0]\n"
        "    return [n for n in range(2, limit + 1) if all(n % d for d in range(2, n))]",
        ("list the primes up to 1", "list the primes up to 7"),
    ),
    Family(
        "digits",
        TaskKind.ALGORITHM,
        rf"sum of the digits of {_N}",
        lambda r: f"sum of the digits of {r.randint(0, 99999)}",
        "def solve(description):\n    return sum(int(d) for d in str(numbers(description)[0]))",
        ("sum of the digits of 0", "sum of the digits of 999"),
    ),
    Family(
        "sort",
        TaskKind.ALGORITHM,
        rf"sort the numbers {_LIST}",
        lambda r: f"sort the numbers {_list(r)}",
        "def solve(description):\n    return sorted(numbers(description))",
        ("sort the numbers 3", "sort the numbers 2, 2, -1"),
    ),
    Family(
        "second",
        TaskKind.ALGORITHM,
        rf"second largest of {_LIST}",
        lambda r: f"second largest of {_list(r)}",
        "def solve(description):\n    return sorted(numbers(description))[-2]",
        ("second largest of 4, 4, 1", "second largest of -5, -9"),
    ),
    Family(
        "duplicates",
        TaskKind.ALGORITHM,
        rf"remove duplicates from {_LIST}",
        lambda r: f"remove duplicates from {_list(r, 1, 6)}",
        "def solve(description):\n    return list(dict.fromkeys(numbers(description)))",
        ("remove duplicates from 1, 1, 1", "remove duplicates from 3, 2, 3"),
    ),
    Family(
        "collatz",
        TaskKind.ALGORITHM,
        rf"how many collatz steps does {_N} take",
        lambda r: f"how many collatz steps does {r.randint(1, 60)} take",
        "def solve(description):\n    n = numbers(description)[0]\n    steps = 0\n"
        "    while n > 1:\n        n = n // 2 if n % 2 == 0 else 3 * n + 1\n        steps += 1\n"
        "    return steps",
        ("how many collatz steps does 1 take", "how many collatz steps does 7 take"),
    ),
    Family(
        "vowels",
        TaskKind.TEXT,
        rf"count the vowels in {_Q}",
        lambda r: f'count the vowels in "{_words(r)}"',
        "def solve(description):\n    letters = quoted(description).lower()\n"
        '    return sum(c in "aeiou" for c in letters)',
        ('count the vowels in "sky"', 'count the vowels in "AEiou"'),
    ),
    Family(
        "reverse",
        TaskKind.TEXT,
        rf"reverse the words in {_Q}",
        lambda r: f'reverse the words in "{_words(r)}"',
        'def solve(description):\n    return " ".join(reversed(quoted(description).split()))',
        ('reverse the words in "one"', 'reverse the words in "a b c"'),
    ),
    Family(
        "palindrome",
        TaskKind.TEXT,
        rf"is {_Q} a palindrome",
        lambda r: f'is "{_words(r)}" a palindrome',
        "def solve(description):\n"
        "    kept = [c for c in quoted(description).lower() if c.isalnum()]\n"
        "    return kept == kept[::-1]",
        ('is "Never odd or even" a palindrome', 'is "ab" a palindrome'),
    ),
    Family(
        "longest",
        TaskKind.TEXT,
        rf"longest word in {_Q}",
        lambda r: f'longest word in "{_words(r)}"',
        "def solve(description):\n    return max(quoted(description).split(), key=len)",
        ('longest word in "aa bb"', 'longest word in "tiny enormous"'),
    ),
    Family(
        "shift",
        TaskKind.TEXT,
        rf"shift {_Q} by {_N} letters",
        lambda r: f'shift "{_words(r).lower()}" by {r.randint(1, 25)} letters',
        "def solve(description):\n    text = quoted(description)\n"
        '    step = numbers(description.replace(text, ""))[0]\n'
        '    return "".join(chr((ord(c) - 97 + step) % 26 + 97) if c.isalpha() else c'
        " for c in text)",
        ('shift "xyz" by 3 letters', 'shift "abc" by 26 letters'),
    ),
    Family(
        "celsius",
        TaskKind.CONVERSION,
        rf"convert {_N} celsius to fahrenheit",
        lambda r: f"convert {r.randint(-40, 120)} celsius to fahrenheit",
        "def solve(description):\n    return numbers(description)[0] * 9 / 5 + 32",
        ("convert -40 celsius to fahrenheit", "convert 0 celsius to fahrenheit"),
    ),
    Family(
        "binary",
        TaskKind.CONVERSION,
        rf"convert {_N} to binary",
        lambda r: f"convert {r.randint(0, 500)} to binary",
        'def solve(description):\n    return format(numbers(description)[0], "b")',
        ("convert 0 to binary", "convert 8 to binary"),
    ),
    Family(
        "roman",
        TaskKind.CONVERSION,
        rf"convert {_N} to a roman numeral",
        lambda r: f"convert {r.randint(1, 3000)} to a roman numeral",
        "def solve(description):\n    n = numbers(description)[0]\n"
        "    signs = [(1000, 'M'), (900, 'CM'), (500, 'D'), (400, 'CD'), (100, 'C'), (90, 'XC'),\n"
        "             (50, 'L'), (40, 'XL'), (10, 'X'), (9, 'IX'), (5, 'V'), (4, 'IV'), (1, 'I')]\n"
        "    text = ''\n    for value, sign in signs:\n        while n >= value:\n"
        "            text += sign\n            n -= value\n    return text",
        ("convert 4 to a roman numeral", "convert 1994 to a roman numeral"),
    ),
    Family(
        "meters",
        TaskKind.CONVERSION,
        rf"convert {_N} kilometers to meters",
        lambda r: f"convert {r.randint(0, 400) / 4} kilometers to meters",
        "def solve(description):\n    return numbers(description)[0] * 1000",
        ("convert 0 kilometers to meters", "convert 2.5 kilometers to meters"),
    ),
    Family(
        "leap",
        TaskKind.DATE,
        rf"is {_N} a leap year",
        lambda r: f"is {r.randint(1890, 2105)} a leap year",
        "def solve(description):\n    year = numbers(description)[0]\n"
        "    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)",
        ("is 1900 a leap year", "is 2000 a leap year", "is 2024 a leap year"),
    ),
    Family(
        "days",
        TaskKind.DATE,
        r"days between \S+ and \S+",
        lambda r: f"days between {_date(r)} and {_date(r)}",
        "from datetime import date\n\n\ndef solve(description):\n"
        "    words = description.split()\n"
        "    first, last = date.fromisoformat(words[2]), date.fromisoformat(words[4])\n"
        "    return abs((last - first).days)",
        ("days between 2024-02-28 and 2024-03-01", "days between 2023-01-01 and 2023-01-01"),
    ),
    Family(
        "joke",
        TaskKind.SIMPLE_CONTENT,
        r"write me a joke about .+",
        lambda r: f"write me a joke about {r.choice(('cats', 'pythons', 'rain', 'tests'))}",
        "from node_runtime import call_tool\n\n\ndef solve(description):\n"
        '    return call_tool("content_generator", description)',
        creative=True,
    ),
    Family(
        "story",
        TaskKind.COMPLEX_CONTENT,
        r"write a story about .+",
        lambda r: f"write a story about {r.choice(('space', 'dragons', 'a lighthouse'))}",
        "from node_runtime import call_tool\n\n\ndef solve(description):\n"
        '    prompt = f"Write the whole story: {description}"\n'
        '    return call_tool("content_generator", prompt)',
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
