"""The fewest coins that make an amount."""

import json
import re
import sys


def read_integers(text: str) -> list[int]:
    """All whole numbers of a text, in their order."""
    return [int(token) for token in re.findall(r"(?<![\w.])[-+]?\d+", text)]


TASK = re.compile(r"\b(?:for|of|make)\s+([\d,]+)\s+(.*)$", re.IGNORECASE | re.DOTALL)
LIMIT = 100_000


def solve(description: str) -> list[int]:
    """The coins, the largest first. Raises ValueError if the amount cannot be made."""
    found = TASK.search(description)
    if found is None:
        raise ValueError("an amount and the coins are needed")
    amount = int(found.group(1).replace(",", ""))
    coins = sorted({coin for coin in read_integers(found.group(2)) if coin > 0}, reverse=True)
    if not coins or amount > LIMIT:
        raise ValueError(f"coins are needed, and an amount of at most {LIMIT}")
    fewest: list[int | None] = [0] + [None] * amount
    last = [0] * (amount + 1)
    for coin in coins:
        for total in range(coin, amount + 1):
            before, known = fewest[total - coin], fewest[total]
            if before is not None and (known is None or before + 1 < known):
                fewest[total], last[total] = before + 1, coin
    if fewest[amount] is None:
        raise ValueError("these coins cannot make this amount")
    paid: list[int] = []
    while amount:
        paid.append(last[amount])
        amount -= last[amount]
    return sorted(paid, reverse=True)


def main() -> None:
    """Read the task from stdin and print the answer, both as one JSON object."""
    given = json.load(sys.stdin)
    try:
        answer: dict[str, object] = {"result": solve(str(given.get("description", "")))}
    except ValueError as problem:
        answer = {"error": str(problem)}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
