"""Typed functions as a scripted model writes them, right or with a fault, and what runs them."""

import json
import random
import re
from collections.abc import Callable, Mapping
from functools import cache

from src.app.library_wiring import open_library
from src.domain.json_value import JSONObject, to_json
from src.domain.program_run import Ending, Program, RunResult
from src.domain.signature import read_signature
from src.library.render import render
from tests.fakes.task_families import Family, family_named, family_of

_library = cache(open_library)
_HEADER = re.compile(r"^def ([a-z]\w*)\((.*)\).*:$", re.MULTILINE)
_TASK = re.compile(r"^Task: (.+)$", re.MULTILINE)


def right_plan(prompt: str) -> str:
    """The stub and the call of a task's function ("" for a task that is not known)."""
    text, family = _asked(prompt)
    if family is None:
        return ""
    goal = f"Answer tasks of the form: {family.name}."
    return f'def {family.signature}:\n    """{goal}"""\n    ...\n\n\n{family.call(text)}\n'


def right_cases(prompt: str) -> str:
    """Six right cases of the task's function ("" for a task that is not known)."""
    _, family = _asked(prompt)
    if family is None or family.creative:
        return ""
    rng = random.Random(1)
    texts = dict.fromkeys(family.make(rng) for _ in range(6))
    return "\n".join(f"assert {family.call(text)} == {family.answer(text)!r}" for text in texts)


def right_function(prompt: str) -> str:
    """The code that is asked for: a formula as the prompt says it, a family's, the library's."""
    header = _HEADER.search(prompt)
    assert header is not None, prompt
    formula = re.search(r"Work out (.+) for any numbers\.", prompt)
    if formula is not None:
        return f"{header.group()}\n    return {formula.group(1)}\n"
    family = family_named(header.group(1))
    if family is not None and header.group() == f"def {family.signature}:":
        return family.code
    entry = _library().book.functions[header.group(1)].entry
    return render(entry.function).partition("\n\nif __name__")[0].strip() + "\n"


def _asked(prompt: str) -> tuple[str, Family | None]:
    found = _TASK.search(prompt)
    text = found.group(1) if found else ""
    return text, family_of(text)


def fenced(code: str) -> str:
    """The code in a block."""
    return f"```python\n{code.rstrip()}\n```"


def _header(code: str) -> re.Match[str]:
    """The last public function's: helpers stand before it."""
    return list(_HEADER.finditer(code))[-1]


def _name(code: str) -> str:
    return _header(code).group(1)


def _with_body(code: str, body: str) -> str:
    return fenced(f"{_header(code).group()}\n{body}\n")


def _with_result(code: str, body: str) -> str:
    """The right function as `compute`, and one that makes something of its result."""
    header = _header(code)
    names = ", ".join(re.findall(r"(\w+):", header.group(2)))
    compute = re.sub(rf"\b{header.group(1)}\(", "compute(", code)
    return fenced(f"{compute}\n\n{header.group()}\n    right = compute({names})\n{body}")


def _without_types(code: str) -> str:
    header = _header(code)
    names = ", ".join(re.findall(r"(\w+):", header.group(2)))
    return fenced(code.replace(header.group(), f"def {header.group(1)}({names}):"))


def _first_result(prompt: str) -> str:
    found = re.search(r">>> .*\n {4}(.*)$", prompt, re.MULTILINE)
    return found.group(1) if found else "0"


Fault = Callable[[str, str], str]
"""Makes a faulty reply of a prompt and the right code."""


def _without_call(code: str) -> str:
    return code.rpartition("\n\n\n")[0]


def _with_call(code: str, arguments: str) -> str:
    return fenced(f"{_without_call(code)}\n\n\n{_name(code)}({arguments})")


PLAN: Mapping[str, Fault] = {
    "no fence": lambda prompt, code: code,
    "prose around": lambda prompt, code: f"Here is the plan:\n{fenced(code)}\nIt is general.",
    "no types": lambda prompt, code: _without_types(code),
    "all types are texts": lambda prompt, code: fenced(
        re.sub(r": (int|list\[int\])", ": str", code)
    ),
    "old types": lambda prompt, code: fenced(
        "from typing import *\n\n" + code.replace("list[", "List[")
    ),
    "a printed call": lambda prompt, code: fenced(
        f"{_without_call(code)}\n\n\nprint({code.rpartition(chr(10) * 3)[2].strip()})"
    ),
    "two functions": lambda prompt, code: fenced(
        f"def helper(x: int) -> int:\n    ...\n\n\n{code}"
    ),
    "no call": lambda prompt, code: fenced(_without_call(code)),
    "no arguments in the call": lambda prompt, code: _with_call(code, ""),
    "a variable in the call": lambda prompt, code: _with_call(code, "value"),
    "the values of another task": lambda prompt, code: fenced(
        f"{_without_call(code)}\n\n\n" + re.sub(r"\d+", "77", code.rpartition("\n\n\n")[2])
    ),
    "another task": lambda prompt, code: fenced(
        'def double(n: int) -> int:\n    """Double a number."""\n    ...\n\n\ndouble(2)\n'
    ),
    "a class": lambda prompt, code: fenced("class Solution:\n    def solve(self): ..."),
    "prose": lambda prompt, code: "First take the values, then combine them.",
    "nothing": lambda prompt, code: "",
    "cut": lambda prompt, code: f"```python\n{code[: len(code) // 2]}",
}
"""Faults of a plan, whose right form is a stub and a call."""

CASES: Mapping[str, Fault] = {
    "prose": lambda prompt, code: "I would try small values first.",
    "no fence": lambda prompt, code: code,
    "one wrong result": lambda prompt, code: fenced(re.sub(r"== .*\Z", "== -77", code)),
    "all results wrong": lambda prompt, code: fenced(re.sub(r"== .*", "== -77", code)),
    "one argument more": lambda prompt, code: fenced(code.replace(") ==", ", 5) ==")),
    "another function": lambda prompt, code: fenced(code.replace("assert ", "assert my_")),
    "a test class": lambda prompt, code: fenced(
        "class TestIt:\n    def test_it(self):\n        " + code.replace("\n", "\n        ")
    ),
    "cut": lambda prompt, code: f"```python\n{code[: len(code) // 2]}",
    "without end": lambda prompt, code: "```python\n" + (code + "\n") * 50,
}
"""Faults of cases; none of them may sink right code."""

HARMLESS: Mapping[str, Fault] = {
    "no fence": lambda prompt, code: code,
    "prose around": lambda prompt, code: f"Sure, here it is:\n\n{fenced(code)}\n\nEnjoy!",
    "unclosed fence": lambda prompt, code: f"```python\n{code}",
    "whole thought": lambda prompt, code: f"<think>hm: x = 1</think>\n{fenced(code)}",
    "no types": lambda prompt, code: _without_types(code),
    "demonstration": lambda prompt, code: fenced(f"{code}\n\nprint({_name(code)}(1, 2))\n"),
    "unused package": lambda prompt, code: fenced(f"import smartmath\n\n\n{code}"),
    "all of typing": lambda prompt, code: fenced(f"from typing import *\n\n\n{code}"),
    "a second block": lambda prompt, code: f"{fenced(code)}\nSo:\n{fenced(_name(code) + '(1)')}",
    "prints": lambda prompt, code: _with_result(code, "    print(right)"),
    "code in JSON": lambda prompt, code: json.dumps({"code": code}),
}
"""Faults of form: the code is used all the same."""

WRONG: Mapping[str, Fault] = {
    "checks that raise": lambda prompt, code: _with_body(
        code, "    raise TypeError('the input must be a tuple')\n    return None"
    ),
    "a wrong algorithm": lambda prompt, code: _with_result(
        code, "    return right if str(right)[-1:] in '13579' else 0"
    ),
    "the argument itself": lambda prompt, code: _with_body(
        code, f"    return {_header(code).group(2).partition(':')[0]}"
    ),
    "off by one": lambda prompt, code: _with_result(
        code, "    return right + (1 if isinstance(right, int) else right[:1])"
    ),
    "answer of the first example": lambda prompt, code: _with_body(
        code, f"    return {_first_result(prompt)}"
    ),
    "other parameters": lambda prompt, code: fenced(
        f"def {_name(code)}(description: str) -> str:\n    return description\n"
    ),
    "another name": lambda prompt, code: fenced("def first(): ...\n\n\ndef second(): ...\n"),
    "prints in a loop": lambda prompt, code: _with_result(
        code, "    for one in [right]:\n        print(one)"
    ),
    "endless": lambda prompt, code: _with_body(code, "    while True:\n        pass"),
    "reads a file": lambda prompt, code: _with_body(code, "    return open('answer').read()"),
    "prose": lambda prompt, code: "First take the values, then combine them.",
    "repeats the prompt": lambda prompt, code: prompt,
    "not implemented": lambda prompt, code: _with_body(code, "    ..."),
    "cut": lambda prompt, code: f"```python\n{code[: len(code) // 2]}",
}
"""Faults of substance: the code must never be believed."""

FUNCTION: Mapping[str, Fault] = {**HARMLESS, **WRONG}


def run_here(program: Program, given: JSONObject | str) -> RunResult:
    """What a node's module does with a call, in this process: for sources of our own."""
    assert isinstance(given, dict) and isinstance(given["arguments"], dict)
    space: dict[str, object] = {"__name__": "main"}
    try:
        exec(compile(program.source, "main.py", "exec"), space)
        function = space[read_signature(program.source).name]
        assert callable(function)
        said = {"result": to_json(function(**given["arguments"]))}
    except Exception as error:  # whatever the code raises is how the run ends
        return RunResult(Ending.FAILED, stderr=f"{type(error).__name__}: {error}", exit_code=1)
    return RunResult(Ending.FINISHED, stdout=json.dumps(said), exit_code=0)
