"""Reads a streamed reply to its end and rejects one that is incomplete, empty or endless."""

import json
import re
from collections.abc import Callable, Sequence
from contextlib import aclosing

from msgspec import Struct

from ..domain.errors import BrokenReply
from ..domain.json_value import JSONObject
from ..domain.model_request import Delta
from ..domain.replace import replace
from .backend import REPEATS, BackendRequest, ReplyStream, StreamEnd
from .server_errors import CutReply, UnusableReply

REPEATED_SPANS = (600, 2400)
"""Characters at a reply's end that are looked at for a repeated piece, short or long."""

LEAST_REPEATS = 4
CHECK_EVERY = 100
"""Characters between two looks at the end of a reply."""

MAX_CHARACTERS = 1_000_000
"""Characters: what no num_predict of ours asks for; reading it would take minutes."""

# The reasons of OpenAI, vLLM, Mistral, DeepSeek, Gemini and GLM.
_CUT = re.compile("length|max_?(output_?|completion_?)?tokens|token_limit", re.IGNORECASE)
_BROKEN_OFF = re.compile(
    "filter|error|abort|cancel|interrupt|safety|sensitive|recitation|blocklist|prohibited|refusal|"
    "insufficient|timeout|overloaded",
    re.IGNORECASE,
)

_TOO_LONG = f"{{}} exceeded the maximum reply length ({MAX_CHARACTERS:,} characters)"

CheckSchema = Callable[[str, JSONObject], object]
"""Raises BrokenReply if a text holds nothing that satisfies the schema."""


class StreamedReply(Struct, frozen=True):
    """A complete reply and what it cost."""

    text: str
    thinking: str
    end: StreamEnd


async def gather_reply(
    stream: ReplyStream,
    request: BackendRequest,
    on_delta: Callable[[Delta], None],
    check_schema: CheckSchema,
) -> StreamedReply:
    """Read to the end. Raises UnusableReply for a reply that is cut, empty, endless or invalid."""
    text_parts: list[str] = []
    thinking_parts: list[str] = []
    length = next_check = 0
    end, half = None, ""
    async with aclosing(stream):
        async for piece in stream:
            if isinstance(piece, StreamEnd):
                end = piece
                break
            thinking_parts += filter(None, [piece.thinking])
            said, half = _whole_characters(half + piece.text)
            if said:
                text_parts.append(said)
                on_delta(Delta(said))
            length += len(piece.text) + len(piece.thinking)
            if length > MAX_CHARACTERS:
                raise UnusableReply(BrokenReply(_TOO_LONG.format(request.model)))
            if length >= next_check:
                next_check = length + CHECK_EVERY
                if repeats_at_end(_tail(text_parts)) or repeats_at_end(_tail(thinking_parts)):
                    raise UnusableReply(_repeats(request))
    text, (thinking, _) = "".join(text_parts), _whole_characters("".join(thinking_parts))
    reply = StreamedReply(text, thinking, _checked(end, request, text, thinking))
    reply = _with_answer_from_thinking(reply, request, check_schema)
    _check_text(reply, request, check_schema)
    return reply


def _whole_characters(text: str) -> tuple[str, str]:
    """Return the text with its surrogate pairs joined, and the half of a pair that it ends with.

    JSON escapes a character such as an emoji as a pair, which servers cut in two.
    """
    half = text[-1:] if "\ud800" <= text[-1:] <= "\udbff" else ""
    units = text.removesuffix(half).encode("utf-16-le", "surrogatepass")
    return units.decode("utf-16-le", "replace"), half


def repeats_at_end(text: str) -> bool:
    """Return True if the text ends with one piece again and again, as a model writes that loops.

    A table of zeros or a line of dashes is shorter than what counts.
    """
    for span in REPEATED_SPANS:
        end = text[-span:]
        period = end.find(end[: span // LEAST_REPEATS], 1)
        if len(end) == span and 0 < period <= span // LEAST_REPEATS:
            if end[period:] == end[:-period]:
                return True
    return False


def _tail(parts: Sequence[str]) -> str:
    """Return at least the last characters that are looked at, of a text in pieces."""
    return "".join(parts[-REPEATED_SPANS[-1] :])


def _repeats(request: BackendRequest) -> BrokenReply:
    return BrokenReply(
        f"{request.model} repeats itself without end", hint="a larger model does so less"
    )


def _checked(end: StreamEnd | None, request: BackendRequest, text: str, thinking: str) -> StreamEnd:
    if end is None:
        incomplete = BrokenReply(f"the reply of {request.model} ended before it was whole")
        raise UnusableReply(incomplete, again=True)
    if end.reason == REPEATS:
        raise UnusableReply(_repeats(request))
    if _BROKEN_OFF.search(end.reason):
        broken = BrokenReply(f"the reply of {request.model} was broken off: {end.reason}")
        raise UnusableReply(broken, again=True)
    if _CUT.search(end.reason):
        if thinking and not text.strip():
            raise CutReply(_thought_only(request))
        # The context bounds a reply only where it gets half of it.
        is_bound = request.num_predict >= request.num_ctx // 2
        hint = "raise num_ctx of the role in the settings" if is_bound else "ask for less at once"
        raise CutReply(
            BrokenReply(
                f"the reply of {request.model} was cut at {end.output_tokens} tokens", hint=hint
            )
        )
    return end


def _thought_only(request: BackendRequest) -> BrokenReply:
    return BrokenReply(
        f"{request.model} thought until its tokens were used up", hint="choose another model"
    )


def _with_answer_from_thinking(
    reply: StreamedReply, request: BackendRequest, check_schema: CheckSchema
) -> StreamedReply:
    """Return the reply; where it is empty, the JSON that some servers file under thinking."""
    if reply.text.strip() or request.schema is None or "{" not in reply.thinking:
        return reply
    try:
        check_schema(reply.thinking, request.schema)
    except BrokenReply:
        return reply
    return replace(reply, text=reply.thinking, thinking="")


def _check_text(reply: StreamedReply, request: BackendRequest, check_schema: CheckSchema) -> None:
    if not reply.text.strip():
        if reply.thinking:
            raise UnusableReply(_thought_only(request))
        empty = BrokenReply(f"{request.model} gave an empty reply", hint="choose another model")
        raise UnusableReply(empty)
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
