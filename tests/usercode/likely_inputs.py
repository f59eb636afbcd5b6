"""Inputs that show faults users make: tables, texts of a form, repeated texts, half changes."""

ACCOUNT = """class Account:
    def __init__(self, balance: int) -> None:
        self.balance = balance

    def withdraw(self, amount: int) -> int:
        if amount > self.balance:
            raise ValueError("not enough")
        self.balance -= amount
        return self.balance
"""
SUM_UP = '''def f(tokens: list[str]) -> float:
    """The result of a reversed Polish term.

    >>> f(["1", "2", "+"])
    3.0
    """
    stack: list[float] = []
    for token in tokens:
        if token in ("+", "-"):
            b, a = stack.pop(), stack.pop()
            stack.append(a + b if token == "+" else a - b)
        else:
            stack.append(float(token))
    return stack[-1]
'''
CHANGED = {
    "rows of a table": (
        "def f(rows: list[dict[str, int]], key: str) -> list[dict[str, int]]:\n"
        "    return sorted(rows, key=lambda row: row[key])\n",
        "row[key])",
        "str(row[key]))",
    ),
    "a version": (
        "def f(text: str) -> tuple[int, ...]:\n"
        "    core = text.split('-')[0].split('+')[0]\n"
        "    return tuple(int(part) for part in core.split('.'))\n",
        ".split('+')[0]",
        "",
    ),
    "a number with its unit": (
        "def f(text: str) -> int:\n"
        "    text = text.strip().upper()\n"
        "    for unit, factor in (('KB', 1000), ('MB', 1000**2)):\n"
        "        if text.endswith(unit):\n"
        "            return int(float(text[: -len(unit)]) * factor)\n"
        "    return int(text)\n",
        "1000**2",
        "1024**2",
    ),
    "a query": (
        "from urllib.parse import parse_qs, urlsplit\n"
        "def f(url: str) -> dict[str, list[str]]:\n"
        "    return parse_qs(urlsplit(url).query)\n",
        ".query)",
        ".query, keep_blank_values=True)",
    ),
    "an object that is changed, then refuses": (
        ACCOUNT,
        '        if amount > self.balance:\n            raise ValueError("not enough")\n'
        "        self.balance -= amount\n",
        "        self.balance -= amount\n"
        '        if self.balance < 0:\n            raise ValueError("not enough")\n',
    ),
    "a term like that of the example": (SUM_UP, "a - b)", "b - a)"),
}
