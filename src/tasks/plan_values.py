"""Is a planned function about its task, and does its call have the task's values?"""

import re

from ..documents.literals import json_of, read_literal
from ..domain.json_value import JSONObject, JSONValue
from ..domain.signature import Signature
from ..domain.task import Example, Task
from ..domain.understanding import Understanding
from ..language.tokenizer import beginnings
from ..language.values_in_text import values_behind_colon, values_in
from ..language.values_of_call import leaves_of, left_out, not_said
from ..prompts.stub_replies import StubReply

_WORD = re.compile(r"[^\W\d_]+")


def is_about(stub: StubReply, text: str) -> bool:
    """Tell whether a planned function has anything to do with a task: a word, or all its values.

    A small model may answer with a plan, or call one with values, that it saw elsewhere.
    """
    values = list(leaves_of(stub.arguments or {}))
    folded = [value.lower() if isinstance(value, str) else value for value in values]
    made_up = not_said(folded, text.lower())
    none_said = bool(values) and len(made_up) == len(values)
    shared = set.intersection(*(set(_WORD.findall(one.lower())) for one in (str(values), text)))
    if none_said and re.search(r"\d", text) and not shared:
        return False
    said = f"{stub.signature.name.replace('_', ' ')} {stub.signature.summary}"
    if beginnings(text) & beginnings(said):
        return True
    return bool(values) and not made_up


def asks_for_result(understanding: Understanding) -> bool:
    """Tell whether the task's own values matter, as in "write a function to X: VALUES".

    Otherwise a function is asked for, and the values of its call are an example's.
    """
    text = understanding.task.text
    return not understanding.wants_function or bool(values_behind_colon(text, values_in(text)))


def has_made_up_numbers(stub: StubReply, text: str) -> bool:
    """Return True if the call has numbers, and none of its values is in the task."""
    values = list((stub.arguments or {}).values())
    numbers = [value for value in values if isinstance(value, (int, float))]
    return bool(numbers) and all(not_said([value], text) for value in values)


def doubt_of(signature: Signature, arguments: JSONObject | None, text: str) -> str:
    """Return how the values of a call differ from those of its task; "" if they are the same."""
    if arguments is None:
        return ""
    for value in _made_up(signature, arguments, text):
        return f"the call passes {value!r}, which the task does not have"
    for missing in _left_out(signature, arguments, text):
        return f"the call leaves out {missing} of the task"
    return ""


def is_case_of(arguments: JSONObject, example: Example, stub: StubReply, task: Task) -> bool:
    """Tell whether a call has the values of the user's example.

    What the task's own call adds or leaves out as well is how the function is planned.
    """
    own, text = stub.arguments or {}, example.description
    planned = _made_up(stub.signature, own, task.text)
    if any(one not in planned for one in _made_up(stub.signature, arguments, text)):
        return False
    constant = _left_out(stub.signature, own, task.text)
    return set(_left_out(stub.signature, arguments, text)) <= set(constant)


def _made_up(signature: Signature, arguments: JSONObject, text: str) -> tuple[JSONValue, ...]:
    """Return the values that are neither in the text nor a parameter's default or choice."""
    chosen = [
        arguments[one.name]
        for one in signature.parameters
        if one.name in arguments
        and not one.annotation.startswith("Literal")
        and not (one.default and _is_default(one.default, arguments[one.name]))
    ]
    return not_said(chosen, text)


def _is_default(default: str, value: JSONValue) -> bool:
    try:
        return json_of(read_literal(default)) == value
    except ValueError:
        return False


def _left_out(signature: Signature, arguments: JSONObject, text: str) -> tuple[str, ...]:
    said = f"{signature.name.replace('_', ' ')} {signature} {signature.summary}"
    return left_out(list(arguments.values()), text, said)
