"""A slow function for each kind of rewrite, as it might stand in a file of a user's."""

PLANTED: dict[str, str] = {
    "remember results": """def f(n: int) -> int:
    if n < 2:
        return 1
    return f(n - 1) + f(n - 2) + 1
""",
    "stop at the square root": """def f(n: int) -> bool:
    if n < 2:
        return False
    for i in range(2, n):
        if n % i == 0:
            return False
    return True
""",
    "seen list to set": """def f(xs: list[int]) -> int:
    seen = []
    n = 0
    for x in xs:
        if x in seen:
            n += 1
        seen.append(x)
    return n
""",
    "lookup list to set": """def f(xs: list[int], ys: list[int]) -> int:
    n = 0
    for x in xs:
        if x in ys:
            n += 1
    return n
""",
    "count to Counter": """def f(xs: list[int]) -> list[int]:
    out = []
    for x in xs:
        if xs.count(x) > 1:
            out.append(x)
    return out
""",
    "list queue to deque": """def f(xs: list[int]) -> int:
    queue = list(xs)
    total = 0
    while queue:
        total = total * 3 % 1009 + queue.pop(0)
    return total
""",
    "hoist out of the loop": """def f(xs: list[int]) -> list[int]:
    out = []
    for x in xs:
        out.append(x - sum(xs))
    return out
""",
    "early exit": """def f(xs: list[int], y: int) -> bool:
    found = False
    for x in xs:
        if x % 100 == y % 100:
            found = True
    return found
""",
    "partial sort": """def f(xs: list[int]) -> list[int]:
    return sorted(xs)[:3]
""",
    "loop to sum": """def f(xs: list[int], ys: list[int]) -> int:
    most = 0
    for y in ys:
        total = 0
        for x in xs:
            total += x
        most = max(most, total % (y * y + 7))
    return most
""",
    "loop to comprehension": """def f(xs: list[int]) -> list[bool]:
    out = []
    for x in xs:
        out.append(not x)
    return out
""",
    "literal list to set": """def f(text: str) -> int:
    n = 0
    for c in text:
        if c in ["x", "y", "z", "q", "v", "w"]:
            n += 1
    return n
""",
    "walk the items": """def f(xs: list[int]) -> int:
    n = 0
    for i in range(len(xs)):
        n = (n + xs[i]) % 7
    return n
""",
    "unique items by dict": """def f(xs: list[int]) -> list[int]:
    out = []
    for x in xs:
        if x not in out:
            out.append(x)
    return out
""",
    "append and reverse": """def f(xs: list[int]) -> list[int]:
    out = []
    for x in xs:
        out.insert(0, x * 2)
    return out
""",
    "running sum": """def f(xs: list[int]) -> list[int]:
    out = []
    for i in range(len(xs)):
        out.append(sum(xs[: i + 1]))
    return out
""",
    "grow in place": """def f(xs: list[int]) -> dict[int, list[int]]:
    groups = {}
    for x in xs:
        if x % 3 in groups:
            groups[x % 3] = groups[x % 3] + [x]
        else:
            groups[x % 3] = [x]
    return groups
""",
    "loop to join": """def f(words: str) -> str:
    text = ""
    for word in words:
        text += word
    return text
""",
}
ABOVE = '"""Around."""\nimport   os   # odd\nimport math\n\n\nclass  Odd :\n    pass\n\n\n'
BELOW = "\n\ndef other( a ) :   # stays\n    return  a\n"
