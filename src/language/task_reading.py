"""Reads what a user typed: the task, its examples, and the files it grants."""

import re

from ..domain.json_value import JSONValue, parse_json
from ..domain.replace import replace
from ..domain.signature import read_signature
from ..domain.task import Example, GivenFunction, Task
from .function_requests import Wanted, read_request
from .given_code import GivenCode, call_arguments, read_given_code
from .tokenizer import plain_text, template_of
from .values_in_text import values_in

_FILE = re.compile(r"(?<!\S)@(\"[^\"]+\"|\S+?)(?=[,;:?!]?(?:\s|$)|\.(?:\s|$))")


def read_task(typed: str) -> Task:
    """Read the task, then its "... => expected" examples and @file grants.

    Where it holds a signature in Python, the words around that and its docstring are the task.
    """
    code = read_given_code(typed)
    return _task(typed, None) if code is None else _task(code.words, code)


def task_of_function(asked: str | GivenCode) -> Task:
    """Return the task of writing a function, in words or as a stub.

    "reverse a text" asks for a function; a task with values is solved with them, as it is. The
    docstring of a stub names no files, and its doctests are the only examples.
    """
    if not isinstance(asked, str):
        text = "\n".join(_lines(asked.words)) or _request_for(asked)
        return Task(text, template_of(text), asked.cases, (), asked.function)
    task = read_task(asked)
    is_plain = task.given is None and not task.examples and not task.files
    if not is_plain or values_in(task.text) or read_request(task.text).wanted is not Wanted.RESULT:
        return task
    return read_task(f"write a function to {asked.strip()}")


def _task(typed: str, code: GivenCode | None) -> Task:
    request_lines: list[str] = []
    examples: list[Example] = []
    for line in _lines(typed):
        description, arrow, expected = line.partition(" => ")
        if arrow and description.strip():
            examples.append(Example(description.strip(), parse_expected(expected)))
        else:
            request_lines.append(line)
    text = "\n".join(request_lines) or (examples[0].description if examples else "")
    if code is not None:
        text = text or _request_for(code)
        examples = [*(_as_call(one, code.function) for one in examples), *code.cases]
    files = tuple(dict.fromkeys(name.strip('"') for name in _FILE.findall(text)))
    given = code.function if code is not None else None
    return Task(text, template_of(text), tuple(examples), files, given)


def _lines(typed: str) -> list[str]:
    return [line for line in map(plain_text, typed.splitlines()) if line]


def _request_for(code: GivenCode) -> str:
    return f"write the function {code.function.name}"


def _as_call(example: Example, given: GivenFunction) -> Example:
    """Return an example that is written as a call of the given function, with its arguments."""
    signature = read_signature(f"def {given.signature}: ...", given.name)
    names = [one.name for one in signature.parameters]
    return replace(example, arguments=call_arguments(example.description, given.name, names))


def with_text(task: Task, text: str) -> Task:
    """Return the task in other words; its examples and files stay."""
    return task if text == task.text else replace(task, text=text, template=template_of(text))


def parse_expected(text: str) -> JSONValue:
    """Read what a user wrote behind "=>": JSON where it is JSON, else the text itself.

    JSON that is nested too deeply stays text.
    """
    try:
        return parse_json(text)
    except ValueError:
        return text.strip()
