"""A plan is read from a stub and its call, whatever else a small model writes around them."""

import pytest

from src.domain.errors import BrokenReply
from src.domain.json_value import JSONObject
from src.prompts.stub_replies import read_stub, usable_name


def stub(header: str, call: str = "", first: str = "") -> str:
    return f'```python\n{first}\n\ndef {header}:\n    """Do it."""\n    ...\n\n\n{call}\n```'


SQUARE, AREA = "area(side: int) -> int", {"side": 10}

READ: dict[str, tuple[str, str, JSONObject | None]] = {
    "as asked": (stub(SQUARE, "area(10)"), SQUARE, AREA),
    "by name": (stub(SQUARE, "area(side=10)"), SQUARE, AREA),
    "no fence": (f"def {SQUARE}: ...\n\narea(10)\n", SQUARE, AREA),
    "prose around": ("Here:\n" + stub(SQUARE, "area(10)") + "\nIt squares.", SQUARE, AREA),
    "a thought first": (f"<think>def f(): ...</think>{stub(SQUARE, 'area(10)')}", SQUARE, AREA),
    "no ellipsis": (f'def {SQUARE}:\n    """Square."""\n\narea(10)\n', SQUARE, AREA),
    "with its body": (f"def {SQUARE}:\n    return side**2\n\narea(10)\n", SQUARE, AREA),
    "a printed call": (stub(SQUARE, "print(area(10))"), SQUARE, AREA),
    "a kept result": (stub(SQUARE, "result = area(10)"), SQUARE, AREA),
    "an asserted call": (stub(SQUARE, "assert area(10) == 100"), SQUARE, AREA),
    "asserts below the call": (
        stub(SQUARE, "area(10)\nassert area(3) == 9\nassert area(2) == 4"),
        SQUARE,
        AREA,
    ),
    "a named value": (stub(SQUARE, "side = 10\nprint(area(side))"), SQUARE, AREA),
    "a named value in main": (
        stub(SQUARE, "if __name__ == '__main__':\n    side: int = 10\n    area(side=side)"),
        SQUARE,
        AREA,
    ),
    "two names at once": (
        stub("f(a: int, b: list[int]) -> int", "a, b = 3, [4, -1]\nf(a, b)"),
        "f(a: int, b: list[int]) -> int",
        {"a": 3, "b": [4, -1]},
    ),
    "a name in a tuple": (
        stub("f(a: tuple[int, ...]) -> int", "n = 5\nf((1, n))"),
        "f(a: tuple[int, ...]) -> int",
        {"a": [1, 5]},
    ),
    "a sum": (stub(SQUARE, "area(2 * 6 - 2)"), SQUARE, AREA),
    "a guarded call": (
        stub(SQUARE, "if __name__ == '__main__':\n    print(area(10))"),
        SQUARE,
        AREA,
    ),
    "asynchronous": (
        stub(SQUARE, "asyncio.run(area(10))").replace("def", "async def"),
        SQUARE,
        AREA,
    ),
    "a call in main": (stub(SQUARE, "def main():\n    print(area(10))\n\nmain()"), SQUARE, AREA),
    "two functions": (
        stub(SQUARE, "area(10)", "def helper(n: int) -> int:\n    ...\n"),
        SQUARE,
        AREA,
    ),
    "a class besides": (stub(SQUARE, "area(10)", "class Shape: ...\n"), SQUARE, AREA),
    "a decorator": (stub(SQUARE, "area(10)", "").replace("def", "@cache\ndef"), SQUARE, AREA),
    "no types": (stub("area(side)", "area(10)"), "area(side: int) -> object", AREA),
    "a wrong type": (stub("area(side: str) -> int", "area(10)"), SQUARE, AREA),
    "words for types": (
        stub("area(side: integer) -> number", "area(10)"),
        "area(side: int) -> float",
        AREA,
    ),
    "an integer for a float": (
        stub("area(side: float) -> float", "area(10)"),
        "area(side: float) -> float",
        AREA,
    ),
    "unknown types": (
        stub("f(a: np.ndarray) -> pd.DataFrame", "f([1, 2])"),
        "f(a: list[int]) -> object",
        {"a": [1, 2]},
    ),
    "a value that the stub forgot": (
        stub("coins(kinds: list[int], value: int) -> int", "coins([9, 6], 2, 11)"),
        "coins(kinds: list[int], value: int, value_3: int) -> int",
        {"kinds": [9, 6], "value": 2, "value_3": 11},
    ),
    "a class for a type": (
        stub("f(a: 'Point') -> float", "f((1, 2))"),
        "f(a: tuple[int, ...]) -> float",
        {"a": [1, 2]},
    ),
    "a list of anything": (
        stub("f(a: list) -> int", "f([1, 2.5])"),
        "f(a: list[float]) -> int",
        {"a": [1, 2.5]},
    ),
    "a list of the wrong": (
        stub("f(a: list[int]) -> int", "f(['x'])"),
        "f(a: list[str]) -> int",
        {"a": ["x"]},
    ),
    "an empty list": (stub("f(a: list) -> int", "f([])"), "f(a: list) -> int", {"a": []}),
    "old types": (
        stub("f(a: List[int], n: Optional[int] = None) -> Dict[str, int]", "f([1])"),
        "f(a: list[int], n: int | None = None) -> dict[str, int]",
        {"a": [1]},
    ),
    "types of a module": (
        stub("f(a: typing.List[typing.Any]) -> typing.Union[int, str]", "f([1])"),
        "f(a: list[object]) -> int | str",
        {"a": [1]},
    ),
    "tuples of tuples": (
        stub("f(a: Tuple[Tuple[int, str], ...]) -> Tuple[int, str]", "f(((1, 'a'), (2, 'b')))"),
        "f(a: tuple[tuple[int, str], ...]) -> tuple[int, str]",
        {"a": [[1, "a"], [2, "b"]]},
    ),
    "pairs in a list": (
        stub("f(a: List[Tuple[str, int]]) -> str", "f([('a', 1)])"),
        "f(a: list[tuple[str, int]]) -> str",
        {"a": [["a", 1]]},
    ),
    "a dict with numbers as keys": (
        stub("f(d: Dict[int, str]) -> str", "f({1: 'a'})"),
        "f(d: dict[int, str]) -> str",
        {"d": {"1": "a"}},
    ),
    "a set": (stub("f(s: Set[int]) -> int", "f({2, 1})"), "f(s: set[int]) -> int", {"s": [1, 2]}),
    "a choice": (
        stub("f(a: Literal['up', 'down']) -> str", "f('up')"),
        "f(a: Literal['up', 'down']) -> str",
        {"a": "up"},
    ),
    "a decimal": (
        stub("f(x: Decimal) -> Decimal", "f(Decimal('1.10'))", "from decimal import Decimal"),
        "f(x: Decimal) -> Decimal",
        {"x": "1.10"},
    ),
    "a date": (
        stub("f(x: datetime.date) -> int", "f(datetime.date(2024, 3, 15))", "import datetime"),
        "f(x: date) -> int",
        {"x": "2024-03-15"},
    ),
    "a builtin's name": (
        stub("sum(numbers: list[int]) -> int", "sum([1, 2])"),
        "sum_of_numbers(numbers: list[int]) -> int",
        {"numbers": [1, 2]},
    ),
    "a keyword's name": (
        stub("match(text: str) -> bool", "match('a')"),
        "match_of_text(text: str) -> bool",
        {"text": "a"},
    ),
    "main": (stub("main(n: int) -> int", "main(3)"), "main_of_n(n: int) -> int", {"n": 3}),
    "a test's name": (
        stub("test_area(side: int) -> int", "test_area(10)"),
        "area_of_side(side: int) -> int",
        AREA,
    ),
    "a private name": (stub("_area(side: int) -> int", "_area(10)"), SQUARE, AREA),
    "names of the input object": (
        stub("f(description: str, arguments: list[int]) -> str", "f('a', [1])"),
        "f(text: str, values: list[int]) -> str",
        {"text": "a", "values": [1]},
    ),
    "both names for a text": (
        stub("f(description: str, text: str) -> str", "f('a', 'b')"),
        "f(text_: str, text: str) -> str",
        {"text_": "a", "text": "b"},
    ),
    "parameters by name only": (
        stub("f(a: int, *, b: int = 2) -> int", "f(3, b=4)"),
        "f(a: int, *, b: int = 2) -> int",
        {"a": 3, "b": 4},
    ),
    "no parameters": (stub("f() -> str", "f()"), "f() -> str", {}),
    "no call": (stub(SQUARE), SQUARE, None),
    "two functions and no call": (
        stub("second(n: int) -> int", "", f"def {SQUARE}: ...\n"),
        SQUARE,
        None,
    ),
    "a call that was cut": (f"```python\ndef {SQUARE}: ...\n\n\narea([1, 2", SQUARE, None),
}


@pytest.mark.parametrize(("text", "signature", "arguments"), READ.values(), ids=READ)
def test_a_plan_that_can_be_used_is_used(
    text: str, signature: str, arguments: JSONObject | None
) -> None:
    found = read_stub(text)

    assert (str(found.signature), found.arguments) == (signature, arguments)


@pytest.mark.parametrize(
    "text",
    [
        f"{stub(SQUARE)}\nCall:\n```python\narea(10)\n```",
        f"{stub(SQUARE)}\nIt is called as `area(10)`.",
        stub(SQUARE, "# area(10)"),
        stub(SQUARE).replace("it.", "it.\n\n    >>> area(10)\n"),
    ],
)
def test_a_call_beside_the_stub_counts_if_it_has_the_tasks_values(text: str) -> None:
    assert read_stub(text, "the area of a square of 10").arguments == AREA
    assert read_stub(text, "the area of a square of 3").arguments is None


@pytest.mark.parametrize(
    ("calls", "arguments"),
    [
        ("f(3, 4)\nf(4, 5)", [3, 4]),
        ("f(1, 2)\nprint(f(3, 4))", [3, 4]),
        ("print(f(3, 4))\nprint(f(0, 0))", [3, 4]),
        ("f(3, 3)\nf(a=3, b=4)\nf(4, 4)", [3, 4]),
        ("f(3, 4)\nf(4, 3)", [3, 4]),
        ("f(3, 4)\nf(g, 4)", [3, 4]),
        ("f(1, 2)\nf(5, 6)", [5, 6]),
    ],
)
def test_of_several_calls_the_one_with_the_values_of_the_task_is_read(
    calls: str, arguments: list[int]
) -> None:
    found = read_stub(stub("f(a: int, b: int) -> int", calls), "glorp the numbers 3 and 4")

    assert found.arguments == dict(zip("ab", arguments, strict=True))


REFUSED = {
    "nothing": ("", "the reply is empty"),
    "prose": ("I would square the side.", "holds no code"),
    "an empty block": ("```python\n```", "empty"),
    "a class": (stub(SQUARE).replace("def", "class A:\n  def"), "class"),
    "a method": ("class A:\n    def area(self, side: int) -> int: ...\n\nA().area(10)", "class"),
    "a generator": ("def up(n: int) -> int:\n    yield n\n\nup(3)", "generator"),
    "any number of arguments": (stub("add(*numbers: int) -> int", "add(1, 2)"), "any number"),
    "any names": (stub("add(**numbers: int) -> int", "add(a=1)"), "any number"),
    "no function": ("```python\nprint(10 * 10)\n```", "no function"),
    "too many arguments": (stub("f(a: int = 1) -> int", "f(10, 20)"), "has 2 arguments"),
    "too few arguments": (stub("f(a: int, b: int) -> int", "f(1)"), "lacks b"),
    "an unknown argument": (stub(SQUARE, "area(width=10)"), "gives width"),
    "an argument twice": (stub(SQUARE, "area(10, side=10)"), "gives side"),
    "unpacked arguments": (stub(SQUARE, "area(*[10])"), "not a literal"),
    "unpacked names": (stub(SQUARE, "area(**{'side': 10})"), "does not take"),
    "a variable for a value": (stub(SQUARE, "area(side)"), "side is not a literal value; write"),
    "a name of two values": (stub(SQUARE, "a = 1\na = 2\narea(a)"), "a is not a literal"),
    "a sum without end": (stub(SQUARE, f"area({'1 + ' * 900}1)"), "not a literal|not valid"),
    "a division by zero": (stub(SQUARE, "area(1 / 0)"), "not a literal"),
    "bytes": (stub("f(a: bytes) -> int", "f(b'a')"), "not a literal"),
    "no body": (f"```python\ndef {SQUARE}:\n\narea(10)\n```", "not valid Python"),
    "cut in the docstring": (f'```python\ndef {SQUARE}:\n    """Square', "not valid Python"),
    "cut in the header": ("```python\ndef area(side: in", "not valid Python"),
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_plan_that_cannot_be_used_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(BrokenReply, match=reason):
        read_stub(text)


def test_repairs_and_tools_are_named() -> None:
    text = "# tools: content_generator, translator\n" + stub("sum(a: str) -> str", "sum(3)")

    found = read_stub(text)

    assert found.tools == ("content_generator", "translator")
    assert found.repairs == ("sum was renamed sum_of_a", "a was annotated int")
    assert (found.called, found.signature.summary) == ("sum", "Do it.")


def test_a_plan_in_the_thoughts_of_a_reply_that_ends_with_them_is_read() -> None:
    assert read_stub("", thinking=stub(SQUARE, "area(10)")).arguments == AREA


@pytest.mark.parametrize(
    ("name", "usable"),
    [("area", "area"), ("list", "list_of_n"), ("__", "answer"), ("test_f", "f_of_n")],
)
def test_a_name_that_would_shadow_another_is_made_usable(name: str, usable: str) -> None:
    found = read_stub(stub(f"{name}(n: int) -> int", f"{name}(3)"))

    assert found.signature.name == usable
    assert usable_name(found.signature) == usable
