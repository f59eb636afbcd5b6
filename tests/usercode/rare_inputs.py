"""Versions that differ only on inputs that are seldom drawn: rare days, far numbers, forms."""

DATES = "from datetime import date, datetime, time, timedelta\n"
LABEL = "def f(n: int) -> str:\n    for unit in ('', 'k', 'M', 'G'):\n        if n < 1000:\n"
LABEL += "            return f'{n}{unit}'\n        n //= 1000\n    return f'{n}T'\n"
TREE = """from dataclasses import dataclass, field
@dataclass
class Part:
    weight: int
    parts: list['Part'] = field(default_factory=list)
def f(part: Part) -> int:
    return part.weight + sum(f(one) for one in part.parts)
"""
FLAT = """from typing import Any
def f(value: Any) -> int:
    if isinstance(value, (list, tuple)):
        return max((1 + f(one) for one in value), default=1)
    return 0
"""
FIELDS = "def f(text: str) -> bool:\n    parts = text.split(':')\n"
FIELDS += "    return len(parts) == 3 and all(p.isdigit() and int(p) < 256 for p in parts)\n"
KEYS = "import json\ndef f(text: str) -> int:\n    try:\n        found = json.loads(text)\n"
KEYS += "    except ValueError:\n        return -1\n"
KEYS += "    return found.get('age', 0) if isinstance(found, dict) else -2\n"
PRICE = "def f(prices: dict[str, int], name: str) -> int:\n"
PRICE += "    if name not in prices:\n        raise ValueError(name)\n    return prices[name]\n"
# Each version, and what stands in its place in the other.
CHANGED = {
    "a day near the end of a month": (
        DATES + "def f(day: date) -> bool:\n    return day.day > 28\n",
        "28",
        "29",
    ),
    "the folder that code works in": (
        "import os\ndef f(folder: str) -> str:\n    os.chdir('/')\n    return folder.strip()\n",
        "    os.chdir('/')\n",
        "",
    ),
    "the precision of decimals": (
        "import decimal\ndef f(digits: int) -> int:\n"
        "    decimal.getcontext().prec = 50\n    return digits + 1\n",
        "    decimal.getcontext().prec = 50\n",
        "",
    ),
    "a leap day": (
        DATES + "def f(day: date) -> int:\n    return (day - date(day.year, 1, 1)).days\n",
        "(day - date(day.year, 1, 1)).days",
        "(day.replace(year=2023) - date(2023, 1, 1)).days",
    ),
    "seconds of a time": (
        DATES + "def f(at: datetime) -> datetime:\n    return at.replace(second=0)\n",
        "at.replace(second=0)",
        "at",
    ),
    "a negative span": (
        DATES + "def f(span: timedelta) -> int:\n    return abs(span).seconds\n",
        "abs(span).seconds",
        "span.seconds",
    ),
    "a unit of large numbers": (LABEL, ", 'G')", ")"),
    "the last digit of a large number": (
        "def f(n: int) -> int:\n    return n // 2\n",
        "n // 2",
        "int(n / 2) if n > 0 else n // 2",
    ),
    "a pattern's digits": (
        "import re\ndef f(t: str) -> bool:\n"
        "    return bool(re.fullmatch(r'[A-Z]{2}-[0-9]{4}', t))\n",
        "{4}",
        "{4,}",
    ),
    "a field above 255": (FIELDS, " and int(p) < 256", ""),
    "a date's parts": (
        DATES + "def f(text: str) -> date | None:\n    try:\n"
        "        return datetime.strptime(text, '%d/%m/%Y').date()\n"
        "    except ValueError:\n        return None\n",
        "%d/%m/%Y",
        "%m/%d/%Y",
    ),
    "a missing key": (KEYS, "found.get('age', 0)", "found['age']"),
    "a list in a list in a list": (FLAT, "1 + f(one) for", "1 + isinstance(one, list) for"),
    "children of children of children": (
        TREE,
        "f(one) for one in part.parts",
        "one.weight + sum(two.weight for two in one.parts) for one in part.parts",
    ),
    "the end of another text": (
        "def f(name: str, ending: str) -> bool:\n    return name.endswith(ending)\n",
        "name.endswith(ending)",
        "ending in name",
    ),
    "a key of the dict": (PRICE, "return prices[name]", "return prices[name] or 7"),
    "the place in a list": (
        "def f(xs: list[int], x: int) -> int:\n    return xs.index(x) if x in xs else -1\n",
        "xs.index(x)",
        "len(xs) - 1 - xs[::-1].index(x)",
    ),
    "a length of hundreds": (
        "def f(text: str) -> bool:\n    return 300 <= len(text)\n",
        "300 <=",
        "300 <",
    ),
    "a list of a thousand": (
        "def f(xs: list[int]) -> list[int]:\n    return xs[:1200]\n",
        "xs[:1200]",
        "xs",
    ),
}
SLOW = "def f(n: int) -> int:\n    return sum(range(n)) if n > 0 else 0\n"
SAME = {
    "a sum that takes long for large numbers": (
        SLOW,
        "sum(range(n)) if n > 0 else 0",
        "n * (n - 1) // 2 if n > 0 else 0",
    ),
    "a loop that does not end for large numbers": (
        "def f(n: int) -> int:\n    found = 0\n    while found < n:\n        found += 1\n"
        "    return found\n",
        "while found < n",
        "while n > found",
    ),
    "digits": (
        "def f(n: int) -> int:\n    return len(str(abs(n)))\n",
        "len(str(abs(n)))",
        "sum(1 for _ in str(abs(n)))",
    ),
}
