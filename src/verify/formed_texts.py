"""Which texts have a form that a program names: dates, patterns, fields, JSON? And near misses."""

# The names of a pattern's parts are made when their module is imported.
# pylint: disable=no-member

import contextlib
import datetime
import itertools
import json
import random
import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import warnings
from collections.abc import Iterator, Sequence, Set
from typing import Any

_MOST, _EACH, _SEPARATORS = 96, 6, 4
_LONGEST = 2_000
"""Pieces of a text: a pattern may ask for millions."""
_MOMENTS = (
    datetime.datetime(2024, 2, 29, 17, 45, 9),
    datetime.datetime(2023, 12, 31, 0, 0, 0),
    datetime.datetime(1999, 10, 13, 23, 59, 59, 250_000),
    datetime.datetime(2021, 3, 4, 5, 6, 7),
)
_NO_LEAP_YEAR = "2023"
_ISO = ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S")
_SPLITS = {"split", "rsplit", "partition", "rpartition", "join"}
_MATCHES = {"fullmatch", "match", "search", "findall", "finditer", "compile", "sub"}
_MATCHES |= {"subn", "split"}
_FIELDS, _ODD_FIELDS = "0 255 10 1 7".split(), "256 999 256 999 a  -1 01 1.5".split(" ")
_READ = {
    "urlsplit urlparse parse_qs parse_qsl unquote": (
        "https://ann:pw@Host.org:8080/a%20b/../c?q=1&q=2&e=&x=a%20b+c#top q=1&q=&r=%41"
        " //host/?a mailto:a@b.c /a?x=y=z&&w;v=1 http://[::1]:80/"
    ),
    "int float Decimal Fraction": "12 -3 +7 1_000 1,000 0x1f 1e3 3.50 .5 nan -inf 007 \u0663 1/3",
    "ip_address ip_network": "192.168.0.1 10.0.0.0/8 256.1.1.1 ::1 1.2.3",
    "fromhex unhexlify b64decode": "00ff AAEC YQ== YQ 0a zz",
}
"""What is read by functions of these names."""
_CLASSES: dict[Any, str] = {
    op.CATEGORY_DIGIT: "0789",
    op.CATEGORY_WORD: "aZ_9",
    op.CATEGORY_SPACE: " \t",
    op.CATEGORY_NOT_DIGIT: "aB -",
    op.CATEGORY_NOT_WORD: " -.",
    op.CATEGORY_NOT_SPACE: "a9-",
}
_USUAL = "aZ 09-_.@,"


def formed_texts(constants: Sequence[str], names: Set[str]) -> tuple[str, ...]:
    """Return texts of the forms that these constants state, and texts that just miss them.

    `names` are those that the program uses: they say whether a constant is a pattern or a
    separator. The texts are the same every time.
    """
    source = random.Random(0)
    # A width, as in %999999999Y, would be filled with zeros.
    dated = [one for one in constants if len(re.findall("%[A-Za-z]", one)) > 1]
    forms = [one for one in dated if not re.search(r"%[^A-Za-z%]*\d", one)]
    forms += _ISO if "fromisoformat" in names else ()
    patterns = constants if "re" in names and names & _MATCHES else ()
    separators = [one for one in constants if 0 < len(one) < 3 and not one.isalnum()]
    groups = [
        *(list(_dates(form)) for form in forms),
        *(list(_matching(pattern, source)) for pattern in patterns),
        *(list(_joined(one, source)) for one in separators[:_SEPARATORS] if names & _SPLITS),
        *(texts.split() for readers, texts in _READ.items() if names & set(readers.split())),
        list(_objects(constants)) if {"json", "loads"} <= names else [],
    ]
    # A few of each, where there are many.
    longest = max(map(len, groups), default=0)
    in_turn = [group[place] for place in range(longest) for group in groups if place < len(group)]
    return tuple(dict.fromkeys(in_turn))[:_MOST]


def _dates(form: str) -> Iterator[str]:
    # A format of the platform's own need not be known here.
    with contextlib.suppress(ValueError):
        for moment in _MOMENTS:
            yield moment.strftime(form)
        text = _MOMENTS[0].strftime(form)
        yield from (text.replace("2024", _NO_LEAP_YEAR), text[:-1], f" {text}", f"{text}Z")
        yield text.replace("29", "30").replace("17", "24")


def _matching(pattern: str, source: random.Random) -> Iterator[str]:
    """Return texts that the pattern matches, and each with one character changed."""
    if not re.search(r"[\\\[(.*+?{|]", pattern):
        return
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = parser.parse(pattern)
        pieces = [itertools.islice(_text_of(tree, source), _LONGEST) for _ in range(_EACH)]
        # A range of characters may hold halves of surrogate pairs.
        texts = ["".join(one).encode(errors="ignore").decode() for one in pieces]
    except (re.error, OverflowError, RecursionError):
        return
    for text in texts:
        place = source.randrange(len(text) + 1)
        put_in = source.choice(("", "a", "Z", "0", "-", " ", text[place - 1 : place]))
        yield text
        yield text[:place] + put_in + text[place + source.randrange(2) :]


def _text_of(tree: Any, source: random.Random) -> Iterator[str]:
    """Return the pieces of a text that matches; lookarounds are ignored."""
    for kind, given in tree:
        if kind is op.LITERAL:
            yield chr(given)
        elif kind is op.ANY or kind is op.NOT_LITERAL:
            yield source.choice([one for one in _USUAL if one != _char(given)])
        elif kind is op.IN:
            yield _one_of(given, source)
        elif kind is op.BRANCH:
            yield from _text_of(source.choice(given[1]), source)
        elif kind is op.SUBPATTERN:
            yield from _text_of(given[-1], source)
        elif kind is op.ATOMIC_GROUP:
            yield from _text_of(given, source)
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            low, high, inside = given
            for _ in range(source.choice((low, min(high, low + 1), min(high, low + 3)))):
                yield ""  # Counts against the bound where what is repeated is empty.
                yield from _text_of(inside, source)


def _char(given: Any) -> str:
    return chr(given) if isinstance(given, int) else "\n"


def _one_of(given: Sequence[tuple[Any, Any]], source: random.Random) -> str:
    """Return a character of a class such as [a-z_]: often the first or the last of a range."""
    is_negated = given[0][0] is op.NEGATE
    allowed: list[str] = []
    for kind, value in given[is_negated:]:
        if kind is op.LITERAL:
            allowed.append(chr(value))
        elif kind is op.RANGE:
            low, high = value
            allowed += [chr(low), chr(high), chr(source.randint(low, high))]
        else:
            allowed += _CLASSES.get(value, "a")
    if is_negated:
        allowed = [one for one in _USUAL if one not in allowed]
    return source.choice(allowed or ["é"])


def _joined(separator: str, source: random.Random) -> Iterator[str]:
    """Return one to six fields, those of a number too, one of them odd in most."""
    for number in range(1, 7):
        fields = [source.choice(_FIELDS) for _ in range(number)]
        yield separator.join(fields)
        for odd in source.sample(_ODD_FIELDS, 4):
            place = source.randrange(number)
            yield separator.join([*fields[:place], odd, *fields[place + 1 :]])


def _objects(constants: Sequence[str]) -> Iterator[str]:
    yield from ("{}", "[]", "null", "[1]", "7", '"a"', "{")
    keys = [one for one in constants if re.fullmatch(r"[A-Za-z_][\w -]{0,30}", one)][:8]
    whole: dict[str, Any] = dict(zip(keys, ("a", 1, "b", [1], None, 2.5, True, {})))
    yield json.dumps(whole)
    for key in keys:
        yield json.dumps({other: value for other, value in whole.items() if other != key})
        yield from (json.dumps({**whole, key: value}) for value in ("b", 3, None))
        yield json.dumps({key: whole[key]})
