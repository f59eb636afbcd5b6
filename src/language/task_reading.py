"""Reads what a user typed: the task, its examples, and the files it grants."""

import json
import re
from dataclasses import replace

from ..domain.json_value import JSONValue
from ..domain.task import Example, Task
from .tokenizer import plain_text, template_of

_FILE = re.compile(r"(?<!\S)@(\"[^\"]+\"|\S+?)(?=[,;:?!]?(?:\s|$)|\.(?:\s|$))")


def read_task(typed: str) -> Task:
    """Read the task, then its "... => expected" examples and @file grants."""
    lines = [plain_text(line) for line in typed.splitlines()]
    request_lines: list[str] = []
    examples: list[Example] = []
    for line in filter(None, lines):
        description, arrow, expected = line.partition(" => ")
        if arrow and description.strip():
            examples.append(Example(description.strip(), parse_expected(expected)))
        else:
            request_lines.append(line)
    text = "\n".join(request_lines) or (examples[0].description if examples else "")
    files = tuple(dict.fromkeys(name.strip('"') for name in _FILE.findall(text)))
    return Task(text, template_of(text), tuple(examples), files)


def with_text(task: Task, text: str) -> Task:
    """The task in other words; its examples and files stay."""
    return task if text == task.text else replace(task, text=text, template=template_of(text))


def parse_expected(text: str) -> JSONValue:
    """Read what a user wrote behind "=>": JSON where it is JSON, else the text itself."""
    try:
        value: JSONValue = json.loads(text)
    except ValueError:
        return text.strip()
    return value
