"""Makes wordings that a phrase of a function matches, for tests."""

import random
import re
from collections.abc import Mapping

_TOKEN = re.compile(r"\s*(\{\w+:\w+\}|[\[\]()|]|[^\s\[\](){}|]+)")
_WORDS = ["apple", "river", "stone", "level", "garden", "planet", "hello", "world"]
_TEXTS = [
    "hello world",
    "level",
    '"It was 9 o clock"',
    "stone garden",
    '"Mixed Case, and more!"',
    "banana",
]
_LISTS = ["3, 1, 2", "[4, 9, -1]", "10 5 7 5", "8, 2.5 and 6", "2 and 3"]
_DATES = ["2024-03-15", "15 March 2023", "March 1, 2020", "2023-12-31"]


def wording(phrase: str, choices: Mapping[str, tuple[str, ...]], chosen: random.Random) -> str:
    """One task that the phrase matches, its alternatives and slots drawn at random."""
    tokens = _TOKEN.findall(phrase)
    text = " ".join(_sequence(tokens, choices, chosen))
    text = re.sub(r"(\d) (st|nd|rd|th|%|!|°)(?=\W|$)", r"\1\2", text)
    return " ".join(text.replace(" 's ", "'s ").split())


def _sequence(
    tokens: list[str], choices: Mapping[str, tuple[str, ...]], chosen: random.Random
) -> list[str]:
    words: list[str] = []
    while tokens and tokens[0] not in "])|":
        token = tokens.pop(0)
        if token in "[(":
            options = [_sequence(tokens, choices, chosen)]
            while tokens[0] == "|":
                tokens.pop(0)
                options.append(_sequence(tokens, choices, chosen))
            tokens.pop(0)
            if token == "(" or chosen.random() < 0.5:
                words += chosen.choice(options)
        elif token.startswith("{"):
            words.append(_value(token[1:-1].split(":")[1], choices, chosen))
        elif token.endswith("?") and len(token) > 2:
            words.append(token[:-1] if chosen.random() < 0.5 else token[:-2])
        else:
            words.append(token)
    return words


def _value(kind: str, choices: Mapping[str, tuple[str, ...]], chosen: random.Random) -> str:
    if kind in choices:
        return chosen.choice(choices[kind])
    made = {
        "int": str(chosen.choice([-3, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])),
        "natural": str(chosen.randint(0, 9)),
        "count": chosen.choice(["three", "5", "8", "12"]),
        "number": chosen.choice(["7", "2.5", "1,200", "100", "-4"]),
        "argument": chosen.choice(["(5)", "( 3 )", "(12)"]),
        "numbers": chosen.choice(_LISTS),
        "list": chosen.choice(["[1, 2, 3, 4]", "[5, 3, 3]", "[2, 4, 6, 8, 10]"]),
        "number_list": chosen.choice(["[1, 2, 3, 4]", "[5, 2.5]"]),
        "texts": chosen.choice(["[pear, fig, kiwi]", '["one, two", "3"]']),
        "word": chosen.choice(_WORDS),
        "column": "river",
        "conditions": "apple is red and river over 4",
        "comparison": "river over 4",
        "row_noun": chosen.choice(["orders", "people"]),
        "words": ", ".join(chosen.sample(_WORDS, 3)),
        "items": ", ".join(chosen.sample(_WORDS, 3)),
        "text": chosen.choice(_TEXTS),
        "quoted": f'"{chosen.choice(_WORDS)}"',
        "file": "@numbers.csv",
        "date": chosen.choice(_DATES),
        "morse": chosen.choice(["... --- ...", ".- / -...", "-.-"]),
        "hexa": chosen.choice(["1010", "11", "7", "10"]),
        "roman": chosen.choice(["XIV", "mmxx", "IX"]),
        "hexcolor": chosen.choice(["#ff8800", "#abc"]),
        "rgb": chosen.choice(["(255, 136, 0)", "1 2 3", "(0,0,0)"]),
        "span": chosen.choice(["days", "weeks", "day"]),
        "address": chosen.choice(["ann@example.com", "bob@mail", "x.y@test.org"]),
        "digits": chosen.choice(["4539 1488 0343 6467", "4111-1111-1111-1112"]),
        "isbn": chosen.choice(["978-3-16-148410-0", "080442957X"]),
        "clock": chosen.choice(["9:30", "17:45", "5 pm", "11.15 am"]),
        "dotted": chosen.choice(["10.0.0.1", "300.1.1.1"]),
        "table": '"apple,river\\nred,5\\ngreen,7"',
        "json": chosen.choice(['{"a": {"b": 1}}', '{"a": 5}', '{"b": []}']),
        "path": chosen.choice(["a", "a.b", "c"]),
        "matrix": chosen.choice(["[[1, 0], [1, 1]]", "[[0, 1], [2, 3]]"]),
        "nested": chosen.choice(["[[1, 2], [3]]", "[[[5]], 6]"]),
        "grid": "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79",
        "node": chosen.choice(["A", "B"]),
        "edges": "A-B:3, B-C:1",
        "arrows": chosen.choice(["A->B, B->C", "x->y"]),
        "coins": chosen.choice(["1, 2, 5", "[1, 3, 4]"]),
        "listed": chosen.choice(["abc", "[1, 2, 3]", '"xy"']),
        "letter": chosen.choice(["l", "a", "e"]),
        "glyph": chosen.choice(["l", "a", "7", '"e"']),
        "names": chosen.choice(["pear, apple", "fig, kiwi, and lime"]),
        "any": chosen.choice(_WORDS),
        "prose": "It rained, and then it stopped. Count the drops",
        "length": chosen.choice(["in two lines", "of at most 50 words", "in 3 sentences"]),
        "size": chosen.choice(["two-line", "100-word", "one-sentence"]),
    }
    return made[kind]
