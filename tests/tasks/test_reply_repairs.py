"""Each repair on what it is for, and all of them on what needs none."""

import pytest

from src.tasks.program_template import frame
from src.tasks.reply_repairs import REPAIRS, repair

RIGHT = '''import re


def solve(description):
    """Add the numbers."""
    return sum(int(n) for n in re.findall(r"\\d+", description))
'''

EXAMPLES = [
    (
        "called main",
        "import sys\ndef main():\n    print(sys.stdin.read())\n",
        'if __name__ == "__main__":\n    main()',
    ),
    (
        "made a function of a script",
        "text = input()\nprint(len(text))\n",
        "def solve(description: str):\n    text = description\n    return len(text)",
    ),
    (
        "took the description for input()",
        "def solve(text):\n    words = input('x').split()\n    return words\n",
        "words = text.split()",
    ),
    (
        "took the description for input()",
        "def solve():\n    return input()\n",
        "def solve(description: str):\n    return description",
    ),
    (
        "named the function solve",
        "def helper(x):\n    return x\n\ndef count(text):\n    return helper(text)\n",
        "return count(description)",
    ),
    (
        "named the function solve",
        "class Adder:\n    def solve(self, text):\n        return text\n",
        "return Adder().solve(description)",
    ),
    (
        "dropped the demonstration",
        "def solve(d):\n    return d\n\nprint(solve('x'))\nassert solve('a') == 'a'\n",
        "def solve(d):\n    return d",
    ),
    (
        "took the description as text",
        "def solve(given):\n    return given['description'].upper()\n",
        "return given.upper()",
    ),
    (
        "returned what was printed",
        "def solve(d):\n    if d:\n        print('yes')\n    else:\n        print('no')\n",
        "        return 'yes'\n    else:\n        return 'no'",
    ),
    (
        "unwrapped the result",
        "import json\ndef solve(d):\n    return json.dumps({'result': len(d)})\n",
        "return len(d)",
    ),
    (
        "dropped an import of what is not there",
        "import magicmath\ndef solve(d):\n    return d\n",
        "def solve(d):\n    return d",
    ),
    (
        "added a missing import",
        "def solve(d):\n    return math.sqrt(len(d)) + Counter(d)['a']\n",
        "import math\nfrom collections import Counter",
    ),
    (
        "added a missing import",
        "def solve(d):\n    return datetime.strptime(d, '%Y').year\n",
        "from datetime import datetime",
    ),
    (
        "added a missing import",
        "def solve(d):\n    return datetime.date.fromisoformat(d).year\n",
        "import datetime\n",
    ),
    (
        "added a missing import",
        "def solve(d):\n    return call_tool('content_generator', d)\n",
        "from node_runtime import call_tool",
    ),
]


@pytest.mark.parametrize(("name", "before", "after"), EXAMPLES, ids=lambda v: str(v)[:30])
def test_a_repair_sets_right_what_it_is_named_for(name: str, before: str, after: str) -> None:
    source, repairs = repair(before)

    assert name in repairs
    assert after in source


def test_each_repair_has_an_example() -> None:
    assert {name for name, _ in REPAIRS} == {name for name, _, _ in EXAMPLES}


def test_a_program_that_needs_no_repair_is_left_as_it_is() -> None:
    assert repair(RIGHT) == (RIGHT, ())


def test_a_whole_node_is_left_as_it_is() -> None:
    node = frame(RIGHT, "add numbers")

    assert repair(node) == (node, ())


def test_a_program_that_does_not_parse_comes_back() -> None:
    assert repair("def solve(:") == ("def solve(:", ())


@pytest.mark.parametrize(
    "source",
    [
        "def solve(d):\n    print('working')\n    return len(d)\n",
        "def solve(d):\n    return {'result': 1, 'unit': 'm'}\n",
        "def solve(d, limit=3):\n    return d[:limit]\n",
        "import math\nRATE = math.pi\n\ndef solve(d):\n    return RATE\n",
        "def solve(d):\n    values = {'description': 2}\n    return values['description']\n",
    ],
)
def test_what_only_looks_like_a_habit_is_left(source: str) -> None:
    assert repair(source)[0] == source


def test_a_used_import_of_what_is_not_there_is_left_for_the_tests_to_show() -> None:
    source = "import magicmath\ndef solve(d):\n    return magicmath.add(d)\n"

    assert repair(source)[0] == source


def test_texts_with_wide_characters_are_edited_at_the_right_place() -> None:
    line = "    mark = 'äöü€𝄞'; x = mark + given['description']\n"
    source = f"def solve(given):\n{line}    return x + given['description']\n"

    repaired, _ = repair(source)

    assert "mark = 'äöü€𝄞'; x = mark + given\n    return x + given\n" in repaired
