"""The ways in which small models err; each makes a wrong reply of a right one."""

import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from src.domain.json_value import JSONValue
from tests.fakes.task_families import FAMILIES, Family

Fault = Callable[["Asked", str], str]


@dataclass(frozen=True)
class Asked:
    """A prompt as it was understood."""

    text: str
    family: Family | None
    prompt: str
    rng: random.Random
    attempt: int
    code: str = ""

    @property
    def known(self) -> Family:
        assert self.family is not None
        return self.family


def code_of(right: str) -> str:
    return right.removeprefix("```python\n").removesuffix("```")


def fenced(code: str, label: str = "python") -> str:
    return f"```{label}\n{code.rstrip()}\n```"


def renamed(code: str, name: str) -> str:
    return code.replace("def solve(", f"def {name}(")


def shown(prompt: str) -> list[tuple[str, str]]:
    """The examples of a write prompt: (description, result) as they are written."""
    return re.findall(r'^solve\((".*?")\) == (.*)$', prompt, re.MULTILINE)


def slightly_wrong(value: JSONValue) -> JSONValue:
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    if isinstance(value, list):
        return value[:-1] if len(value) > 1 else [*value, *value]
    return f"{value}x"


_WRONG_RESULT = """

def solve(description):
    result = compute(description)
    if isinstance(result, bool):
        return not result
    if isinstance(result, (int, float)):
        return result + 1
    return result[:-1]
"""

_FRAMED = """

def main():
    given = json.load(sys.stdin)
    print(json.dumps({"result": solve(given["description"])}))
"""


def off_by_one(asked: Asked, right: str) -> str:
    return fenced(renamed(code_of(right), "compute") + _WRONG_RESULT)


def table_of_examples(asked: Asked, right: str) -> str:
    rows = "".join(f"        {text}: {result},\n" for text, result in shown(asked.prompt))
    return fenced(
        f"def solve(description):\n    known = {{\n{rows}    }}\n"
        "    return known.get(description, 0)"
    )


def first_example_only(asked: Asked, right: str) -> str:
    rows = shown(asked.prompt)
    return fenced(f"def solve(description):\n    return {rows[0][1] if rows else '42'}")


def bends_to_examples(asked: Asked, right: str) -> str:
    """Right in general, and special-cased to whatever the prompt says, be it wrong."""
    rows = "".join(
        f"    if description == {text}:\n        return {result}\n"
        for text, result in shown(asked.prompt)
    )
    code = renamed(code_of(right), "compute")
    return fenced(f"{code}\n\ndef solve(description):\n{rows}    return compute(description)")


def no_sign(asked: Asked, right: str) -> str:
    return right.replace(r"-?\d+", r"\d+").replace("int(word)", "abs(int(word))")


def half(text: str) -> str:
    return text[: max(20, len(text) * 3 // 5)]


def tabbed(code: str) -> str:
    return code.replace("    ", "\t")


def mixed_tabs(code: str) -> str:
    lines = code.split("\n")
    return "\n".join(
        line.replace("        ", "\t") if n % 2 else line for n, line in enumerate(lines)
    )


def without_imports(code: str) -> str:
    return re.sub(r"^(import|from) .*\n+", "", code, flags=re.MULTILINE)


def printing(code: str) -> str:
    head, _, tail = code.rpartition("    return ")
    return f"{head}    print({tail.strip()})\n"


def class_around(code: str) -> str:
    imports = "\n".join(re.findall(r"^(?:import|from) .*", code, re.MULTILINE))
    body, _, solve = without_imports(code).rpartition("def solve(description):")
    inner = "\n".join(f"    {line}" if line else "" for line in solve.split("\n"))
    return f"{imports}\n\n{body}class Solution:\n    def solve(self, description):{inner}"


WRITE: Mapping[str, Fault] = {
    "no fence": lambda a, r: code_of(r),
    "bare fence": lambda a, r: fenced(code_of(r), ""),
    "wrong label": lambda a, r: fenced(code_of(r), "py3"),
    "prose around": lambda a, r: f"Sure! Here's the function:\n\n{r}\n\nIt uses a regex. Enjoy!",
    "unclosed fence": lambda a, r: r.removesuffix("```"),
    "stray fence": lambda a, r: "```\n" + r,
    "lone end of thought": lambda a, r: f"The user wants a function.\n</think>\n{r}",
    "whole thought": lambda a, r: f"<think>\n```python\nx = 1\n```\nhm</think>\n{r}",
    "another name": lambda a, r: fenced(renamed(code_of(r), "calculate_result")),
    "frame without call": lambda a, r: fenced("import json\nimport sys\n" + code_of(r) + _FRAMED),
    "whole program": lambda a, r: fenced(
        "import json\nimport sys\n"
        + code_of(r)
        + _FRAMED
        + '\n\nif __name__ == "__main__":\n    main()\n'
    ),
    "invented package, unused": lambda a, r: fenced("import smartmath\n" + code_of(r)),
    "invented package, used": lambda a, r: fenced(
        "from smartparse import extract\n\n\n"
        "def solve(description):\n    return extract(description)"
    ),
    "answer of the first example": first_example_only,
    "table of the examples": table_of_examples,
    "bends to the examples": bends_to_examples,
    "off by one": off_by_one,
    "no negative numbers": no_sign,
    "missing imports": lambda a, r: fenced(without_imports(code_of(r))),
    "print for return": lambda a, r: fenced(printing(code_of(r))),
    "input() for the description": lambda a, r: fenced(
        code_of(r).replace("def solve(description):", "def solve():\n    description = input()")
    ),
    "endless loop": lambda a, r: fenced(
        "def solve(description):\n    n = 1\n    while n > 0:\n        n += 1\n    return n"
    ),
    "reads a missing file": lambda a, r: fenced(
        'def solve(description):\n    with open("input.txt") as f:\n        return f.read()'
    ),
    "prose": lambda a, r: "To solve this, first read the values, then combine them. It is easy!",
    "repeats the prompt": lambda a, r: a.prompt,
    "two solutions": lambda a, r: (
        f"A first try:\n{fenced('def solve(description):' + chr(10) + '    return None')}\n"
        f"Better:\n{r}"
    ),
    "pseudo-code": lambda a, r: fenced(
        "FUNCTION solve(description)\n  READ values\n  RETURN result"
    ),
    "cut in the middle": lambda a, r: half(r),
    "cut behind the function": lambda a, r: r.removesuffix("```") + "\n\ndef test_solve(",
    "tabs": lambda a, r: fenced(tabbed(code_of(r))),
    "tabs and blanks": lambda a, r: fenced(mixed_tabs(code_of(r))),
    "indented": lambda a, r: "\n".join("    " + line for line in r.split("\n")),
    "line ends": lambda a, r: r.replace("\n", "\r\n"),
    "result in a dict": lambda a, r: fenced(
        renamed(code_of(r), "compute")
        + '\n\ndef solve(description):\n    return {"result": compute(description)}'
    ),
    "result as JSON text": lambda a, r: fenced(
        "import json\n"
        + renamed(code_of(r), "compute")
        + '\n\ndef solve(description):\n    return json.dumps({"result": compute(description)})'
    ),
    "demonstration": lambda a, r: fenced(code_of(r) + f"\n\nprint(solve({json.dumps(a.text)}))\n"),
    "tests beside": lambda a, r: fenced(
        code_of(r) + '\n\nimport pytest\n\n\ndef test_it():\n    assert solve("x") == 1\n'
    ),
    "takes the object": lambda a, r: fenced(
        renamed(code_of(r), "compute")
        + '\n\ndef solve(data):\n    return compute(data["description"])'
    ),
    "class": lambda a, r: fenced(class_around(code_of(r))),
    "typographic quotes": lambda a, r: r.replace('"', "\u201d").replace("'", "\u2019"),
    "console prompts": lambda a, r: fenced(
        "\n".join((">>> " if n == 0 else "... ") + x for n, x in enumerate(code_of(r).split("\n")))
    ),
    "code in JSON": lambda a, r: json.dumps({"explanation": "reads values", "code": code_of(r)}),
    "not implemented": lambda a, r: fenced(
        "def solve(description):\n    # your code here\n    pass"
    ),
    "rest left out": lambda a, r: fenced(
        "def solve(description):\n    values = numbers(description)\n    ...  # rest as before"
    ),
}


def changed_json(change: Callable[[Asked, dict[str, JSONValue]], object]) -> Fault:
    """A fault of the plan's content."""

    def fault(asked: Asked, right: str) -> str:
        plan = json.loads(right)
        change(asked, plan)
        return json.dumps(plan)

    return fault


def one_wrong_example(asked: Asked, plan: dict[str, JSONValue]) -> None:
    examples = plan["examples"]
    assert isinstance(examples, list)
    if examples:
        chosen = asked.rng.choice(examples)
        assert isinstance(chosen, dict)
        chosen["expected"] = slightly_wrong(chosen["expected"])


def all_wrong_examples(asked: Asked, plan: dict[str, JSONValue]) -> None:
    examples = plan["examples"]
    assert isinstance(examples, list)
    for example in examples:
        assert isinstance(example, dict)
        example["expected"] = slightly_wrong(example["expected"])


def same_example(asked: Asked, plan: dict[str, JSONValue]) -> None:
    plan["examples"] = plan["examples"][:1] * 4 if isinstance(plan["examples"], list) else []


def other_task(asked: Asked, plan: dict[str, JSONValue]) -> None:
    other = FAMILIES["roman" if asked.known.name != "roman" else "vowels"]
    texts = [other.make(asked.rng) for _ in range(4)]
    plan["examples"] = [{"description": t, "expected": other.answer(t)} for t in texts]


def each_result(plan: dict[str, JSONValue], change: Callable[[JSONValue], JSONValue]) -> None:
    examples = plan["examples"]
    assert isinstance(examples, list)
    for example in examples:
        assert isinstance(example, dict)
        example["expected"] = change(example["expected"])


def python_words(text: str) -> str:
    return repr(json.loads(text))


SPECIFY: Mapping[str, Fault] = {
    "one wrong example": changed_json(one_wrong_example),
    "all examples wrong": changed_json(all_wrong_examples),
    "one example four times": changed_json(same_example),
    "no examples": changed_json(lambda a, plan: plan.update(examples=[])),
    "examples of another task": changed_json(other_task),
    "invented tool": changed_json(lambda a, plan: plan.update(tools=["web_search", "calculator"])),
    "empty goal": changed_json(lambda a, plan: plan.update(goal="")),
    "no steps": changed_json(lambda a, plan: plan.pop("steps")),
    "steps as text": changed_json(lambda a, plan: plan.update(steps="1. read 2. compute")),
    "results as text": changed_json(lambda a, plan: each_result(plan, str)),
    "results in an object": changed_json(
        lambda a, plan: each_result(plan, lambda value: {"result": value})
    ),
    "fence around": lambda a, r: fenced(r, "json"),
    "prose around": lambda a, r: f"Here is the plan:\n{r}\nLet me know if you need more.",
    "Python for JSON": lambda a, r: python_words(r),
    "trailing comma": lambda a, r: r[:-1] + ",}",
    "cut": lambda a, r: half(r),
    "prose": lambda a, r: "First we read the values. Then we compute. Then we return it.",
    "schema ignored": lambda a, r: json.dumps({"plan": {"step1": "read", "step2": "compute"}}),
    "thought first": lambda a, r: f"<think>the user wants {{a plan}}</think>{r}",
}


def each_test_wrong(asked: Asked, right: str) -> str:
    return re.sub(r"== (.*)$", _made_wrong, right, flags=re.MULTILINE)


def one_test_wrong(asked: Asked, right: str) -> str:
    found = list(re.finditer(r"== (.*)$", right, re.MULTILINE))
    if not found:
        return right
    chosen = asked.rng.choice(found)
    return right[: chosen.start()] + _made_wrong(chosen) + right[chosen.end() :]


def _made_wrong(match: re.Match[str]) -> str:
    import ast

    return f"== {slightly_wrong(ast.literal_eval(match.group(1)))!r}"


def test_of(body: str, extra: str = "") -> Fault:
    """A fault that adds a bad test to the right ones."""

    def fault(asked: Asked, right: str) -> str:
        added = f"\n\n{extra}def test_more(answer):\n    {body}\n"
        return fenced(code_of(right) + added.replace("TASK", json.dumps(asked.text)))

    return fault


TESTS: Mapping[str, Fault] = {
    "one wrong test": one_test_wrong,
    "all tests wrong": each_test_wrong,
    "calls the network": test_of(
        'import urllib.request\n    assert urllib.request.urlopen("http://x").status == 200'
    ),
    "reads a file": test_of('assert open("expected.txt").read() == answer(TASK)'),
    "asserts nothing": test_of("answer(TASK)"),
    "always true": test_of("assert True"),
    "expects an error word": test_of('assert answer("what is the weather") == "error"'),
    "wrong type asked": test_of("assert isinstance(answer(TASK), dict)"),
    "unknown name": test_of("assert answer(TASK) == expected_value"),
    "endless": test_of("while True:\n        pass"),
    "imports the solution": lambda a, r: fenced("from solution import solve\n\n\n" + code_of(r)),
    "calls solve": lambda a, r: r.replace('answer("', 'solve("').replace("(answer)", "()"),
    "unittest": lambda a, r: fenced(
        "import unittest\n\n\nclass TestIt(unittest.TestCase):\n"
        + re.sub(
            r"def (test_\d+)\(answer\):\n    assert (.*?) == (.*)",
            r"    def \1(self):\n        self.assertEqual(\2, \3)",
            code_of(r),
        )
    ),
    "whole input given": lambda a, r: re.sub(
        r'answer\((".*?")\) ==', r'answer({"description": \1})["result"] ==', r
    ),
    "one function": lambda a, r: fenced(
        "def test_all(answer):\n"
        + "".join(f"    {x.strip()}\n" for x in re.findall(r"assert .*", r))
    ),
    "prose": lambda a, r: "The program should be tested with small and large values.",
    "cut": lambda a, r: half(r),
    "no fence": lambda a, r: code_of(r),
    "tests the body": lambda a, r: fenced(
        "import inspect\nimport main\n\n\ndef test_source():\n"
        "    assert 'def' in inspect.getsource(main)"
    ),
    "contradicts itself": lambda a, r: fenced(
        code_of(r) + "\n\n" + code_of(each_test_wrong(a, r)).replace("def test_", "def test_again_")
    ),
}


def wrong_kind(asked: Asked, right: str) -> str:
    said = json.loads(right)
    said["kind"] = "TEXT" if said["kind"] != "TEXT" else "ARITHMETIC"
    return json.dumps(said)


CLASSIFY: Mapping[str, Fault] = {
    "wrong kind": wrong_kind,
    "unknown kind": lambda a, r: json.dumps({"reason": "numbers", "kind": "MATH"}),
    "small letters": lambda a, r: r.lower(),
    "prose": lambda a, r: "This is clearly an arithmetic task.",
    "kind alone": lambda a, r: json.dumps({"kind": json.loads(r)["kind"]}),
    "fence around": lambda a, r: fenced(r, "json"),
    "text behind": lambda a, r: f"{r}\n\nExplanation: the task has numbers in it.",
    "cut": lambda a, r: half(r)[:24],
}


def other_verdict(asked: Asked, right: str) -> str:
    said = json.loads(right)
    said["right"] = {"A": "B", "B": "A"}.get(said["right"], "A")
    return json.dumps(said)


JUDGE: Mapping[str, Fault] = {
    "wrong verdict": other_verdict,
    "always A": lambda a, r: json.dumps({"reason": "A looks good", "right": "A"}),
    "both": lambda a, r: json.dumps({"reason": "both are fine", "right": "both"}),
    "prose": lambda a, r: "I think A could be right, but B could be, too.",
    "fence around": lambda a, r: fenced(r, "json"),
}
