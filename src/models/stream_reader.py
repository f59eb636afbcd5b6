"""Puts a reply together and makes sure that it is whole: nothing that ended early passes."""

import json
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass

from ..domain.errors import BrokenReply
from ..domain.json_value import JSONObject
from ..domain.model_request import Delta
from .backend import BackendRequest, StreamEnd, StreamPiece
from .error_mapping import UnusableReply

LONGEST_BLANK = 400
"""Whitespace at the end of a reply that is longer is a loop; no program has such a gap."""

LONGEST_TEXT = 1_000_000
"""Characters: what no num_predict of ours asks for; reading it would take minutes."""

CheckSchema = Callable[[str, JSONObject], object]
"""Raises BrokenReply if a text holds nothing that satisfies the schema."""


@dataclass(frozen=True, slots=True)
class StreamReader:
    """A whole reply and what it cost."""

    text: str
    thinking: str
    finish: StreamEnd


async def gather_reply(
    stream: AsyncGenerator[StreamPiece | StreamEnd, None],
    question: BackendRequest,
    tell: Callable[[Delta], None],
    check_schema: CheckSchema,
) -> StreamReader:
    """Listen to the end. Raises UnusableReply for a reply that is cut, empty, looping or misshapen."""
    spoken: list[str] = []
    thought: list[str] = []
    blank = length = 0
    finish = None
    async with aclosing(stream):
        async for part in stream:
            if isinstance(part, StreamEnd):
                finish = part
                break
            thought.append(part.thinking)
            spoken.append(part.text)
            if part.text:
                tell(Delta(part.text))
            blank = _blank_behind(part, blank)
            if blank > LONGEST_BLANK:
                raise UnusableReply(BrokenReply(f"{question.model} sends blanks without end"))
            length += len(part.text) + len(part.thinking)
            if length > LONGEST_TEXT:
                raise UnusableReply(BrokenReply(f"{question.model} talks without end"))
    whole = StreamReader("".join(spoken), "".join(thought), _checked(finish, question))
    _check_text(whole, question, check_schema)
    return whole


def _blank_behind(part: StreamPiece, before: int) -> int:
    """How much blank stands at the reply's end; a piece of nothing counts as a blank."""
    if part.text.strip():
        return len(part.text) - len(part.text.rstrip())
    return 0 if part.thinking else before + max(1, len(part.text))


def _checked(finish: StreamEnd | None, question: BackendRequest) -> StreamEnd:
    if finish is None:
        gone = BrokenReply(f"the reply of {question.model} ended before it was whole")
        raise UnusableReply(gone, again=True)
    if finish.reason == "length":
        cut = BrokenReply(
            f"the reply of {question.model} was cut at {finish.output_tokens} tokens",
            hint="raise num_ctx of the role in the settings",
        )
        raise UnusableReply(cut)
    return finish


def _check_text(whole: StreamReader, question: BackendRequest, check_schema: CheckSchema) -> None:
    if not whole.text.strip():
        why = "thought until its tokens were used up" if whole.thinking else "gave an empty reply"
        raise UnusableReply(BrokenReply(f"{question.model} {why}", hint="choose another model"))
    if question.schema is not None:
        try:
            check_schema(whole.text, question.schema)
        except BrokenReply as error:
            raise UnusableReply(error) from error


def holds_object(text: str, schema: JSONObject) -> None:
    """Refuse a text without a JSON object, or with one that lacks what the schema requires.

    What is nearly JSON passes: who reads the reply knows how to repair it.
    """
    start, end = text.find("{"), text.rfind("}")
    if not 0 <= start < end:
        raise BrokenReply(f"the reply holds no JSON object but {text.strip()[:40]!r}")
    try:
        value = json.loads(text[start : end + 1])
    except (ValueError, RecursionError):
        return
    required = schema.get("required")
    wanted = set(map(str, required)) if isinstance(required, list) else set()
    objects = [value, *(inner for inner in value.values() if isinstance(inner, dict))]
    if not any(wanted <= one.keys() for one in objects):
        missing = ", ".join(sorted(wanted - value.keys()))
        raise BrokenReply(f"the reply lacks {missing}")
