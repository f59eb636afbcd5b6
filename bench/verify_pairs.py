"""Pairs of versions for bench/verify.py: what a function did, right refactorings, wrong ones.

A family is the file's head, which ends in the function's first line, the first version's body,
four bodies that do the same, and four that differ in what somebody relies on.
"""

# A line of source a line of data: where it is long, it is the program's.
# flake8: noqa: E501

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """Versions of one function: the last one that the head begins."""

    name: str
    head: str
    body: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]

    def source(self, body: str) -> str:
        """The file with this body; a body that begins at the margin is the file's rest."""
        indent = " " * (8 if self.head.splitlines()[-1].startswith(" ") else 4)
        head, lines = self.head, body.splitlines()
        if lines[0].startswith("|"):
            # A line that changes the head: "|old|new".
            _, old, new = lines[0].split("|")
            head, lines = head.replace(old, new), lines[1:]
        return head + "\n" + "".join(f"{indent}{line}\n" for line in lines)


FAMILIES = (
    Family(
        "unique rows",
        "def f(rows: list) -> list:",
        "out = []\nfor row in rows:\n    if row not in out:\n        out.append(row)\nreturn out",
        (
            "return [row for n, row in enumerate(rows) if row not in rows[:n]]",
            "out: list = []\nfor row in rows:\n    if not any(row == one for one in out):\n"
            "        out.append(row)\nreturn out",
            "out = []\nfor row in rows:\n    if out.count(row) == 0:\n        out += [row]\nreturn out",
            "out = []\nfor row in rows:\n    if row in out:\n        continue\n    out.append(row)\n"
            "return out",
        ),
        (
            "return list(dict.fromkeys(rows))",
            "seen, out = set(), []\nfor row in rows:\n    if row not in seen:\n        seen.add(row)\n"
            "        out.append(row)\nreturn out",
            "out = []\nfor row in rows:\n    if repr(row) not in map(repr, out):\n"
            "        out.append(row)\nreturn out",
            "out = []\nfor row in reversed(rows):\n    if row not in out:\n        out.insert(0, row)\n"
            "return out",
        ),
    ),
    Family(
        "settings",
        "def f(lines: list[str]) -> dict[str, str]:",
        "found = {}\nfor line in lines:\n    if line.startswith('#'):\n        continue\n"
        "    if '=' in line:\n        key, _, value = line.partition('=')\n"
        "        found[key.strip()] = value.strip()\nreturn found",
        (
            "pairs = [one.partition('=') for one in lines if not one.startswith('#') and '=' in one]\n"
            "return {key.strip(): value.strip() for key, _, value in pairs}",
            "found = {}\nfor line in lines:\n    if line[:1] != '#' and '=' in line:\n"
            "        key, value = line.split('=', 1)\n        found[key.strip()] = value.strip()\n"
            "return found",
            "found = {}\nfor line in lines:\n    if not line.startswith('#'):\n"
            "        at = line.find('=')\n        if at >= 0:\n"
            "            found[line[:at].strip()] = line[at + 1 :].strip()\nreturn found",
            "found = {}\nfor line in lines:\n    key, mark, value = line.partition('=')\n"
            "    if mark and not line.startswith('#'):\n        found[key.strip()] = value.strip()\n"
            "return found",
        ),
        (
            "found = {}\nfor line in lines:\n    if '=' in line:\n"
            "        key, _, value = line.partition('=')\n"
            "        found[key.strip()] = value.strip()\nreturn found",
            "found = {}\nfor line in lines:\n    if not line.startswith('#') and '=' in line:\n"
            "        key, value = line.split('=')\n        found[key.strip()] = value.strip()\n"
            "return found",
            "found = {}\nfor line in lines:\n    if not line.startswith('#') and '=' in line:\n"
            "        key, _, value = line.partition('=')\n        found[key] = value\nreturn found",
            "found = {}\nfor line in lines:\n    if not line.lstrip().startswith('#') and '=' in line:\n"
            "        key, _, value = line.partition('=')\n"
            "        found.setdefault(key.strip(), value.strip())\nreturn found",
        ),
    ),
    Family(
        "largest difference",
        "def f(values: list[int]) -> int:",
        "best = 0\nfor a in values:\n    for b in values:\n        best = max(best, a - b)\n"
        "return best",
        (
            "return max(values) - min(values) if values else 0",
            "return max(values, default=0) - min(values, default=0)",
            "known = f.__dict__.setdefault('known', {})\nkey = tuple(values)\nif key not in known:\n"
            "    known[key] = max(key) - min(key) if key else 0\nreturn known[key]",
            "ordered = sorted(values)\nreturn ordered[-1] - ordered[0] if ordered else 0",
        ),
        (
            "known = f.__dict__.setdefault('known', {})\nkey = len(values)\nif key not in known:\n"
            "    known[key] = max(values) - min(values) if values else 0\nreturn known[key]",
            "known = f.__dict__.setdefault('known', {})\nkey = sum(values)\nif key not in known:\n"
            "    known[key] = max(values) - min(values) if values else 0\nreturn known[key]",
            "return max(values) - min(values)",
            "values.sort()\nreturn values[-1] - values[0] if values else 0",
        ),
    ),
    Family(
        "counted calls",
        "CALLS = 0\n\ndef f(values: list[int]) -> int:",
        "global CALLS\nCALLS += 1\ntotal = 0\nfor value in values:\n    total += value\nreturn total",
        (
            "global CALLS\nCALLS += 1\nreturn sum(values)",
            "globals()['CALLS'] += 1\nreturn sum(values)",
            "global CALLS\nCALLS = CALLS + 1\nreturn sum(value for value in values)",
            "global CALLS\ntotal = sum(values)\nCALLS += 1\nreturn total",
        ),
        (
            "return sum(values)",
            "global CALLS\nCALLS += bool(values)\nreturn sum(values)",
            "global CALLS\nCALLS = 1\nreturn sum(values)",
            "global CALLS\nCALLS += 1\nreturn sum(set(values))",
        ),
    ),
    Family(
        "lazy records",
        "from collections.abc import Iterator\n\ndef f(values: Iterator[int]) -> Iterator[int]:",
        "for value in values:\n    if value >= 0:\n        yield value * 2",
        (
            "yield from (value * 2 for value in values if value >= 0)",
            "return (value * 2 for value in values if value >= 0)",
            "for value in values:\n    if value < 0:\n        continue\n    yield value + value",
            "while True:\n    try:\n        value = next(values)\n    except StopIteration:\n"
            "        return\n    if value >= 0:\n        yield value * 2",
        ),
        (
            "return [value * 2 for value in values if value >= 0]",
            "return iter([value * 2 for value in values if value >= 0])",
            "for value in list(values):\n    if value >= 0:\n        yield value * 2",
            "for value in values:\n    if value > 0:\n        yield value * 2",
        ),
    ),
    Family(
        "default",
        "def f(values: list[int], least: int = 3) -> list[int]:",
        "return [value for value in values if value >= least]",
        (
            "return list(filter(lambda value: value >= least, values))",
            "out = []\nfor value in values:\n    if not value < least:\n        out.append(value)\n"
            "return out",
            "return [*(value for value in values if least <= value)]",
            "return [value for value in list(values) if value >= least]",
        ),
        (
            "|= 3|= 4\nreturn [value for value in values if value >= least]",
            "|least: int = 3|least: int = 3, most: int = 10**9\n"
            "return [value for value in values if most >= value >= least]",
            "return [value for value in values if value > least]",
            "return sorted(value for value in values if value >= least)",
        ),
    ),
    Family(
        "shared table",
        "TABLE = [1, 2, 3]\n\ndef f(n: int) -> list[int]:",
        "return [n * one for one in TABLE]",
        (
            "return list(map(n.__mul__, TABLE))",
            "return [one * n for one in TABLE]",
            "out = []\nfor one in TABLE:\n    out.append(n * one)\nreturn out",
            "return [n * one for one in tuple(TABLE)]",
        ),
        (
            "return TABLE if n == 1 else [n * one for one in TABLE]",
            "TABLE[:] = [1, 2, 3][: n % 4]\nreturn [n * one for one in [1, 2, 3]]",
            "return tuple(n * one for one in TABLE)",
            "return f.__dict__.setdefault(str(n), [n * one for one in TABLE])",
        ),
    ),
    Family(
        "changed argument",
        "def f(values: list[int]) -> int:",
        "values.sort()\nreturn values[0] if values else 0",
        (
            "values.sort()\nreturn next(iter(values), 0)",
            "values[:] = sorted(values)\nreturn values[0] if values else 0",
            "values.sort()\nif not values:\n    return 0\nreturn values[0]",
            "values.sort(key=int)\nreturn min(values, default=0)",
        ),
        (
            "return min(values, default=0)",
            "values = sorted(values)\nreturn values[0] if values else 0",
            "values.sort(reverse=True)\nreturn values[-1] if values else 0",
            "values.sort()\nreturn values[0]",
        ),
    ),
    Family(
        "printed",
        "def f(names: list[str]) -> None:",
        "for name in names:\n    print('-', name)",
        (
            "for name in names:\n    print(f'- {name}')",
            "for name in names:\n    print('- ' + name)",
            "print(*[f'- {name}\\n' for name in names], sep='', end='')",
            "import sys\nfor name in names:\n    sys.stdout.write(f'- {name}\\n')",
        ),
        (
            "for name in names:\n    print('-', name.strip())",
            "import sys\nfor name in names:\n    print('-', name, file=sys.stderr)",
            "print('\\n'.join(f'- {name}' for name in names))",
            "for name in sorted(names):\n    print('-', name)",
        ),
    ),
    Family(
        "warned and logged",
        "import logging\nimport warnings\n\nLOG = logging.getLogger('shop')\n\n"
        "def f(price: int) -> int:",
        "if price < 0:\n    warnings.warn('negative price')\n    LOG.info('price %d', price)\n"
        "return abs(price)",
        (
            "if price < 0:\n    warnings.warn('negative price')\n    LOG.info(f'price {price}')\n"
            "    return -price\nreturn price",
            "if price < 0:\n    warnings.warn('negative price', UserWarning)\n"
            "    LOG.log(logging.INFO, 'price %d', price)\nreturn abs(price)",
            "if not price >= 0:\n    warnings.warn('negative price')\n    LOG.info('price %s', price)\n"
            "return max(price, -price)",
            "negative = price < 0\nif negative:\n    warnings.warn('negative price')\n"
            "    LOG.info('price %d', price)\nreturn -price if negative else price",
        ),
        (
            "return abs(price)",
            "if price < 0:\n    LOG.info('price %d', price)\nreturn abs(price)",
            "if price < 0:\n    warnings.warn('negative price')\nreturn abs(price)",
            "if price < 0:\n    warnings.warn('negative price', DeprecationWarning)\n"
            "    LOG.info('price %d', price)\nreturn abs(price)",
        ),
    ),
    Family(
        "status",
        "def f(code: int) -> str:",
        "if code == 404:\n    return 'missing'\nif code == 503:\n    return 'down'\n"
        "return 'fine' if 200 <= code < 300 else 'odd'",
        (
            "return {404: 'missing', 503: 'down'}.get(code, 'fine' if 200 <= code < 300 else 'odd')",
            "if code in (404, 503):\n    return 'missing' if code == 404 else 'down'\n"
            "return 'fine' if code // 100 == 2 else 'odd'",
            "match code:\n    case 404:\n        return 'missing'\n    case 503:\n"
            "        return 'down'\nreturn 'fine' if 199 < code <= 299 else 'odd'",
            "if 200 <= code < 300:\n    return 'fine'\n"
            "return 'missing' if code == 404 else 'down' if code == 503 else 'odd'",
        ),
        (
            "return 'missing' if code == 404 else 'fine' if 200 <= code < 300 else 'odd'",
            "if code == 404:\n    return 'missing'\nif code == 503:\n    return 'down'\n"
            "return 'fine' if 200 < code < 300 else 'odd'",
            "if code == 404:\n    return 'missing'\nif code == 503:\n    return 'down'\n"
            "return 'fine' if 200 <= code <= 300 else 'odd'",
            "if code == 404:\n    return 'missing'\nif code >= 503:\n    return 'down'\n"
            "return 'fine' if 200 <= code < 300 else 'odd'",
        ),
    ),
    Family(
        "actions",
        "def f(word: str) -> int:",
        "if word == 'start':\n    return 1\nif word.lower() == 'stop':\n    return 2\nreturn 0",
        (
            "return 1 if word == 'start' else 2 if word.lower() == 'stop' else 0",
            "if word.lower() == 'stop':\n    return 2\nreturn int(word == 'start')",
            "if word in ('start',):\n    return 1\nif word.lower() in {'stop'}:\n    return 2\nreturn 0",
            "return {'start': 1}.get(word, 2 if word.lower() == 'stop' else 0)",
        ),
        (
            "return {'start': 1, 'stop': 2}.get(word, 0)",
            "return {'start': 1, 'stop': 2}.get(word.lower(), 0)",
            "if word.startswith('start'):\n    return 1\nreturn 2 if word.lower() == 'stop' else 0",
            "if word == 'start':\n    return 1\nreturn 2 if word.strip().lower() == 'stop' else 0",
        ),
    ),
    Family(
        "first match",
        "def f(values: list[int], wanted: int) -> int:",
        "for n, value in enumerate(values):\n    if value == wanted:\n        return n\nreturn -1",
        (
            "return values.index(wanted) if wanted in values else -1",
            "return next((n for n, value in enumerate(values) if value == wanted), -1)",
            "try:\n    return values.index(wanted)\nexcept ValueError:\n    return -1",
            "for n in range(len(values)):\n    if values[n] == wanted:\n        return n\nreturn -1",
        ),
        (
            "return values.index(wanted)",
            "found = -1\nfor n, value in enumerate(values):\n    if value == wanted:\n        found = n\n"
            "return found",
            "from bisect import bisect_left\nn = bisect_left(values, wanted)\n"
            "return n if n < len(values) and values[n] == wanted else -1",
            "return {value: n for n, value in enumerate(values)}.get(wanted, -1)",
        ),
    ),
    Family(
        "words in order",
        "def f(text: str) -> list[str]:",
        "out = []\nfor word in text.split():\n    if word not in out:\n        out.append(word)\n"
        "return out",
        (
            "return list(dict.fromkeys(text.split()))",
            "seen, out = set(), []\nfor word in text.split():\n    if word not in seen:\n"
            "        seen.add(word)\n        out.append(word)\nreturn out",
            "words = text.split()\nreturn sorted(set(words), key=words.index)",
            "out: dict[str, None] = {}\nfor word in text.split():\n    out[word] = None\n"
            "return [*out]",
        ),
        (
            "return sorted(set(text.split()))",
            "return list(dict.fromkeys(text.split(' ')))",
            "return list(dict.fromkeys(text.lower().split()))",
            "return list(dict.fromkeys(reversed(text.split())))",
        ),
    ),
    Family(
        "mean",
        "def f(values: list[float]) -> float:",
        "if not values:\n    raise ValueError('no values')\nreturn sum(values) / len(values)",
        (
            "if len(values) == 0:\n    raise ValueError('no values')\n"
            "return sum(values) / len(values)",
            "from math import fsum\nif not values:\n    raise ValueError('no values')\n"
            "return fsum(values) / len(values)",
            "from statistics import fmean\nif not values:\n    raise ValueError('no values')\n"
            "return fmean(values)",
            "total, count = 0.0, 0\nfor value in values:\n    total += value\n    count += 1\n"
            "if not count:\n    raise ValueError('no values')\nreturn total / count",
        ),
        (
            "return sum(values) / len(values)",
            "if not values:\n    raise ValueError('empty')\nreturn sum(values) / len(values)",
            "if not values:\n    return 0.0\nreturn sum(values) / len(values)",
            "if not values:\n    raise ValueError('no values')\n"
            "return round(sum(values) / len(values), 2)",
        ),
    ),
    Family(
        "method state",
        "class Stock:\n    sold = 0\n\n    def __init__(self, size: int) -> None:\n"
        "        self.size = size\n\n    def sell(self, number: int) -> int:",
        "number = min(number, self.size)\nself.size -= number\nStock.sold += number\n"
        "return self.size",
        (
            "number = number if number < self.size else self.size\nself.size -= number\n"
            "Stock.sold += number\nreturn self.size",
            "gone = min(self.size, number)\ntype(self).sold += gone\nself.size = self.size - gone\n"
            "return self.size",
            "before = self.size\nself.size -= min(number, before)\n"
            "Stock.sold += before - self.size\nreturn self.size",
            "number = min(number, self.size)\nStock.sold += number\nself.size -= number\n"
            "return self.size",
        ),
        (
            "number = min(number, self.size)\nself.size -= number\nself.sold += number\n"
            "return self.size",
            "number = min(number, self.size)\nself.size -= number\nreturn self.size",
            "number = min(number, self.size)\nStock.sold += number\nreturn self.size - number",
            "number = max(0, min(number, self.size))\nself.size -= number\nStock.sold += number\n"
            "return self.size",
        ),
    ),
    Family(
        "records",
        "from dataclasses import dataclass\n\n@dataclass\nclass Item:\n    name: str\n    price: int\n\n"
        "def f(items: list[Item], most: int) -> list[Item]:",
        "out = []\nfor item in items:\n    if item.price <= most:\n        out.append(item)\n"
        "return sorted(out, key=lambda item: item.price)",
        (
            "return sorted((one for one in items if one.price <= most), key=lambda one: one.price)",
            "out = [item for item in items if not item.price > most]\n"
            "out.sort(key=lambda item: item.price)\nreturn out",
            "from operator import attrgetter\n"
            "return sorted(filter(lambda x: x.price <= most, items), key=attrgetter('price'))",
            "ordered = sorted(items, key=lambda item: item.price)\n"
            "return [item for item in ordered if item.price <= most]",
        ),
        (
            "return sorted((i for i in items if i.price < most), key=lambda i: i.price)",
            "return sorted((i for i in items if i.price <= most), key=lambda i: (i.price, i.name))",
            "items.sort(key=lambda item: item.price)\n"
            "return [item for item in items if item.price <= most]",
            "out = sorted((i for i in items if i.price <= most), key=lambda i: i.price)\n"
            "return [Item(one.name.strip(), one.price) for one in out]",
        ),
    ),
    Family(
        "grouped",
        "def f(pairs: list[tuple[str, int]]) -> dict[str, list[int]]:",
        "groups: dict = {}\nfor key, value in pairs:\n    if key not in groups:\n"
        "        groups[key] = []\n    groups[key].append(value)\nreturn groups",
        (
            "groups: dict = {}\nfor key, value in pairs:\n    groups.setdefault(key, []).append(value)\n"
            "return groups",
            "from collections import defaultdict\ngroups = defaultdict(list)\n"
            "for key, value in pairs:\n    groups[key].append(value)\nreturn dict(groups)",
            "groups: dict = {}\nfor key, value in pairs:\n"
            "    groups[key] = [*groups.get(key, []), value]\nreturn groups",
            "return {key: [v for k, v in pairs if k == key] for key, _ in pairs}",
        ),
        (
            "from collections import defaultdict\ngroups = defaultdict(list)\n"
            "for key, value in pairs:\n    groups[key].append(value)\nreturn groups",
            "groups: dict = {}\nfor key, value in sorted(pairs):\n"
            "    groups.setdefault(key, []).append(value)\nreturn groups",
            "groups: dict = {}\nfor key, value in pairs:\n"
            "    groups.setdefault(key, []).insert(0, value)\nreturn groups",
            "groups = dict.fromkeys((key for key, _ in pairs), [])\nfor key, value in pairs:\n"
            "    groups[key].append(value)\nreturn groups",
        ),
    ),
    Family(
        "rounded",
        "from decimal import Decimal\n\ndef f(net: Decimal, percent: int) -> Decimal:",
        "return net + net * percent / 100",
        (
            "tax = net * percent / 100\nreturn net + tax",
            "return net + percent * net / Decimal(100)",
            "return net + net * Decimal(percent) / 100",
            "total = net\ntotal += net * percent / 100\nreturn total",
        ),
        (
            "return net * (100 + percent) / 100 + 0 * net if percent < 15 else net",
            "return Decimal(float(net) * (1 + percent / 100))",
            "return (net + net * percent / 100).quantize(Decimal('0.01'))",
            "return round(net + net * percent / 100)",
        ),
    ),
    Family(
        "days",
        "from datetime import date, timedelta\n\ndef f(start: date, days: int) -> date:",
        "day = start\nfor _ in range(days):\n    day += timedelta(days=1)\nreturn day",
        (
            "return start + timedelta(days=max(days, 0))",
            "return start + timedelta(max(0, days))",
            "day = start\nwhile days > 0:\n    day = day + timedelta(1)\n    days -= 1\nreturn day",
            "return start if days < 1 else start + timedelta(days=days)",
        ),
        (
            "return start + timedelta(days=days)",
            "return start + timedelta(days=abs(days))",
            "return start.replace(day=min(28, start.day + max(days, 0)))",
            "return start + timedelta(days=max(days, 1))",
        ),
    ),
    Family(
        "several and named",
        "def f(*values: int, start: int = 0, **named: int) -> int:",
        "total = start\nfor value in values:\n    total += value\n"
        "return total + sum(named.values())",
        (
            "return start + sum(values) + sum(named.values())",
            "return sum((*values, *named.values()), start)",
            "return sum(named.values(), sum(values, start))",
            "for value in named.values():\n    start += value\nreturn start + sum(values)",
        ),
        (
            "return start + sum(values)",
            "return sum(values) + sum(named.values())",
            "return start + sum(set(values)) + sum(named.values())",
            "return start + sum(values) + sum(named.values()) if values else 0",
        ),
    ),
    Family(
        "copied",
        "def f(rows: list[list[int]]) -> list[list[int]]:",
        "out = []\nfor row in rows:\n    out.append(list(row))\nreturn out",
        (
            "return [list(row) for row in rows]",
            "return [row[:] for row in rows]",
            "return [[*row] for row in rows]",
            "import copy\nreturn [copy.copy(row) for row in rows]",
        ),
        (
            "return rows",
            "for row in rows:\n    row.reverse()\nreturn [row[::-1] for row in rows]",
            "return [tuple(row) for row in rows]",
            "return [list(row) for row in rows if row]",
        ),
    ),
    Family(
        "optional",
        "def f(name: str | None, other: str) -> str:",
        "if name is None:\n    return other\nreturn name",
        (
            "return other if name is None else name",
            "return name if name is not None else other",
            "if name is not None:\n    return name\nreturn other",
            "match name:\n    case None:\n        return other\nreturn name",
        ),
        (
            "return name or other",
            "return other if not name else name",
            "return other or name",
            "return other if name is None else name.strip()",
        ),
    ),
    Family(
        "strict sort",
        "def f(values: list) -> list:",
        "out = list(values)\nout.sort()\nreturn out",
        (
            "return sorted(values)",
            "return sorted(list(values))",
            "out = [*values]\nout.sort()\nreturn out",
            "out = values[:]\nout.sort()\nreturn out",
        ),
        (
            "return sorted(values, key=str)",
            "return sorted(set(values))",
            "try:\n    return sorted(values)\nexcept TypeError:\n    return list(values)",
            "values.sort()\nreturn values",
        ),
    ),
    Family(
        "title",
        "def f(text: str) -> str:",
        "out = ''\nfor n, word in enumerate(text.split('_')):\n"
        "    out += word if n == 0 else word[:1].upper() + word[1:]\nreturn out",
        (
            "first, *rest = text.split('_')\n"
            "return first + ''.join(word[:1].upper() + word[1:] for word in rest)",
            "words = text.split('_')\n"
            "return ''.join([words[0], *(w[:1].upper() + w[1:] for w in words[1:])])",
            "first, _, rest = text.partition('_')\n"
            "return first + ''.join(one[:1].upper() + one[1:] for one in rest.split('_'))",
            "out = ''\nfor n, word in enumerate(text.split('_')):\n"
            "    out = out + (word[0:1].upper() + word[1:] if n else word)\nreturn out",
        ),
        (
            "first, *rest = text.split('_')\nreturn first + ''.join(word.title() for word in rest)",
            "first, *rest = text.split('_')\n"
            "return first + ''.join(word.capitalize() for word in rest)",
            "import re\nreturn re.sub('_([a-z])', lambda m: m[1].upper(), text)",
            "first, *rest = text.split('_')\n"
            "return first + ''.join(word[0].upper() + word[1:] for word in rest)",
        ),
    ),
)
