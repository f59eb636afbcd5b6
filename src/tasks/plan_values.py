"""Is a planned function about its task?"""

import re

from ..language.tokenizer import beginnings
from ..language.values_of_call import leaves_of, not_said
from ..prompts.stub_replies import StubReply


def is_about(stub: StubReply, text: str) -> bool:
    """Tell whether a planned function has anything to do with a task: a word, or all its values.

    A small model may answer with a plan, or call one with values, that it saw elsewhere.
    """
    values = list(leaves_of(stub.arguments or {}))
    folded = [value.lower() if isinstance(value, str) else value for value in values]
    made_up = not_said(folded, text.lower())
    none_said = bool(values) and len(made_up) == len(values)
    if none_said and re.search(r"\d", text) and not _share_a_word(str(values), text):
        return False
    said = f"{stub.signature.name.replace('_', ' ')} {stub.signature.summary}"
    if beginnings(text) & beginnings(said):
        return True
    return bool(values) and not made_up


def _share_a_word(one: str, other: str) -> bool:
    words = [set(re.findall(r"[^\W\d_]+", text.lower())) for text in (one, other)]
    return bool(words[0] & words[1])


def has_made_up_numbers(stub: StubReply, text: str) -> bool:
    """Return True if the call has numbers, and none of its values is in the task."""
    values = list((stub.arguments or {}).values())
    numbers = [value for value in values if isinstance(value, (int, float))]
    return bool(numbers) and all(not_said([value], text) for value in values)
