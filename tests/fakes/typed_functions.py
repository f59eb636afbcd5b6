"""What a scripted model writes for a signature that it is given: right code, or with a fault."""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache

from src.library.catalogue import open_library
from src.library.render import render

BEGINNING = "Complete this function:"

_library = cache(open_library)
_HEADER = re.compile(r"^def ([a-z]\w*)\((.*)\).*:$", re.MULTILINE)


def right_function(prompt: str) -> str:
    """The code that is asked for: a formula as the prompt says it, else the library's own."""
    header = _HEADER.search(prompt)
    assert header is not None, prompt
    formula = re.search(r"Work out (.+) for any numbers\.", prompt)
    if formula is not None:
        return f"{header.group()}\n    return {formula.group(1)}\n"
    entry = _library().book.functions[header.group(1)].entry
    return render(entry.function).partition("\n\nif __name__")[0].strip() + "\n"


def _fenced(code: str) -> str:
    return f"```python\n{code.rstrip()}\n```"


def _header(code: str) -> re.Match[str]:
    """The last public function's: helpers stand before it."""
    return list(_HEADER.finditer(code))[-1]


def _name(code: str) -> str:
    return _header(code).group(1)


def _with_body(code: str, body: str) -> str:
    return _fenced(f"{_header(code).group()}\n{body}\n")


def _with_result(code: str, body: str) -> str:
    """The right function as `compute`, and one that makes something of its result."""
    header = _header(code)
    names = ", ".join(re.findall(r"(\w+):", header.group(2)))
    compute = re.sub(rf"\b{header.group(1)}\(", "compute(", code)
    return _fenced(f"{compute}\n\n{header.group()}\n    right = compute({names})\n{body}")


def _without_types(code: str) -> str:
    header = _header(code)
    names = ", ".join(re.findall(r"(\w+):", header.group(2)))
    return _fenced(code.replace(header.group(), f"def {header.group(1)}({names}):"))


def _first_result(prompt: str) -> str:
    found = re.search(r">>> .*\n {4}(.*)$", prompt, re.MULTILINE)
    return found.group(1) if found else "0"


Fault = Callable[[str, str], str]
"""Makes a faulty reply of a prompt and the right code."""

HARMLESS: Mapping[str, Fault] = {
    "no fence": lambda prompt, code: code,
    "prose around": lambda prompt, code: f"Sure, here it is:\n\n{_fenced(code)}\n\nEnjoy!",
    "unclosed fence": lambda prompt, code: f"```python\n{code}",
    "whole thought": lambda prompt, code: f"<think>hm: x = 1</think>\n{_fenced(code)}",
    "no types": lambda prompt, code: _without_types(code),
    "demonstration": lambda prompt, code: _fenced(f"{code}\n\nprint({_name(code)}(1, 2))\n"),
    "unused package": lambda prompt, code: _fenced(f"import smartmath\n\n\n{code}"),
    "code in JSON": lambda prompt, code: json.dumps({"code": code}),
}
"""Faults of form: the code is used all the same."""

WRONG: Mapping[str, Fault] = {
    "off by one": lambda prompt, code: _with_result(code, "    return right + 1"),
    "answer of the first example": lambda prompt, code: _with_body(
        code, f"    return {_first_result(prompt)}"
    ),
    "other parameters": lambda prompt, code: _fenced(
        f"def {_name(code)}(description: str) -> str:\n    return description\n"
    ),
    "another name": lambda prompt, code: _fenced("def first(): ...\n\n\ndef second(): ...\n"),
    "prints": lambda prompt, code: _with_result(code, "    print(right)"),
    "endless": lambda prompt, code: _with_body(code, "    while True:\n        pass"),
    "reads a file": lambda prompt, code: _with_body(code, "    return open('answer').read()"),
    "prose": lambda prompt, code: "First take the values, then combine them.",
    "repeats the prompt": lambda prompt, code: prompt,
    "not implemented": lambda prompt, code: _with_body(code, "    ..."),
    "cut": lambda prompt, code: f"```python\n{code[: len(code) // 2]}",
}
"""Faults of substance: the code must never be kept."""

FUNCTION = HARMLESS | WRONG


def function_reply(prompt: str, fault: str = "") -> str:
    """The reply with this fault, or right."""
    code = right_function(prompt)
    return FUNCTION[fault](prompt, code) if fault else _fenced(code)
