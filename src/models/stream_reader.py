"""Reads a streamed reply to its end and rejects one that is incomplete, empty or endless."""

import json
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass

from ..domain.errors import BrokenReply
from ..domain.json_value import JSONObject
from ..domain.model_request import Delta
from .backend import BackendRequest, StreamEnd, StreamPiece
from .error_mapping import UnusableReply

MAX_BLANKS = 400
"""Whitespace at the end of a reply that is longer is a loop; no program has such a gap."""

MAX_CHARACTERS = 1_000_000
"""Characters: what no num_predict of ours asks for; reading it would take minutes."""

CheckSchema = Callable[[str, JSONObject], object]
"""Raises BrokenReply if a text holds nothing that satisfies the schema."""


@dataclass(frozen=True, slots=True)
class StreamedReply:
    """A complete reply and what it cost."""

    text: str
    thinking: str
    end: StreamEnd


async def gather_reply(
    stream: AsyncGenerator[StreamPiece | StreamEnd, None],
    request: BackendRequest,
    on_delta: Callable[[Delta], None],
    check_schema: CheckSchema,
) -> StreamedReply:
    """Read to the end. Raises UnusableReply for a reply that is cut, empty, endless or invalid."""
    text_parts: list[str] = []
    thinking_parts: list[str] = []
    blank = length = 0
    end = None
    async with aclosing(stream):
        async for piece in stream:
            if isinstance(piece, StreamEnd):
                end = piece
                break
            thinking_parts.append(piece.thinking)
            text_parts.append(piece.text)
            if piece.text:
                on_delta(Delta(piece.text))
            blank = _trailing_blanks(piece, blank)
            if blank > MAX_BLANKS:
                raise UnusableReply(BrokenReply(f"{request.model} sends blanks without end"))
            length += len(piece.text) + len(piece.thinking)
            if length > MAX_CHARACTERS:
                raise UnusableReply(BrokenReply(f"{request.model} talks without end"))
    reply = StreamedReply("".join(text_parts), "".join(thinking_parts), _checked(end, request))
    _check_text(reply, request, check_schema)
    return reply


def _trailing_blanks(piece: StreamPiece, before: int) -> int:
    """The number of blanks at the reply's end; an empty piece counts as one blank."""
    if piece.text.strip():
        return len(piece.text) - len(piece.text.rstrip())
    return 0 if piece.thinking else before + max(1, len(piece.text))


def _checked(end: StreamEnd | None, request: BackendRequest) -> StreamEnd:
    if end is None:
        incomplete = BrokenReply(f"the reply of {request.model} ended before it was whole")
        raise UnusableReply(incomplete, again=True)
    if end.reason == "length":
        cut = BrokenReply(
            f"the reply of {request.model} was cut at {end.output_tokens} tokens",
            hint="raise num_ctx of the role in the settings",
        )
        raise UnusableReply(cut)
    return end


def _check_text(reply: StreamedReply, request: BackendRequest, check_schema: CheckSchema) -> None:
    if not reply.text.strip():
        why = "thought until its tokens were used up" if reply.thinking else "gave an empty reply"
        raise UnusableReply(BrokenReply(f"{request.model} {why}", hint="choose another model"))
    if request.schema is not None:
        try:
            check_schema(reply.text, request.schema)
        except BrokenReply as error:
            raise UnusableReply(error) from error


def holds_object(text: str, schema: JSONObject) -> None:
    """Refuse a text without a JSON object, or with one that lacks what the schema requires.

    Almost valid JSON passes: the reader of the reply can repair it.
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
