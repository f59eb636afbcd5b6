"""Every line of a client is answered, whatever it holds, and is bounded."""

import io
import json
from typing import Any, cast

import anyio
import pytest

from src.domain.json_value import JSONValue
from src.serving.stdio_wire import Replies, Requests

PING = b'{"jsonrpc":"2.0","id":1,"method":"ping"}'


def exchanged(given: bytes, most_bytes: int = 1000) -> tuple[list[str], list[dict[str, Any]]]:
    """The messages that a server gets of these bytes, and what was answered at once."""
    answers = io.BytesIO()

    async def read() -> list[str]:
        replies = Replies(answers)
        return [line async for line in Requests(io.BytesIO(given), replies, most_bytes)]

    messages = anyio.run(read)
    return messages, [json.loads(line) for line in answers.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("line", "request_id", "code"),
    [
        (b"{bad", None, -32700),
        (b"\xff\xfe", None, -32700),
        (b"[" * 900, None, -32700),
        (b'{"jsonrpc":"2.0","id":1,"method":"ping"', None, -32700),
        (b"x" * 5000, None, -32700),
        (b"[]", None, -32600),
        (b"[" + PING + b"]", None, -32600),
        (b"5", None, -32600),
        (b"null", None, -32600),
        (b'{"jsonrpc":"2.0","id":2}', 2, -32600),
        (b'{"jsonrpc":"1.0","id":3,"method":"ping"}', 3, -32600),
        (b'{"id":"a","method":"ping"}', "a", -32600),
        (b'{"jsonrpc":"2.0","id":null,"method":"ping"}', None, -32600),
        (b'{"jsonrpc":"2.0","id":1.5,"method":"ping"}', None, -32600),
        (b'{"jsonrpc":"2.0","id":true,"method":"ping"}', None, -32600),
        (b'{"jsonrpc":"2.0","id":4,"method":7}', 4, -32600),
        (b'{"jsonrpc":"2.0","id":5,"method":"ping","params":[1]}', 5, -32602),
        (PING[:-1] + b',"error":{"code":1,"message":"x"}}', 1, -32600),
    ],
)
def test_what_is_no_request_is_answered_with_its_code_and_the_next_is_read(
    line: bytes, request_id: JSONValue, code: int
) -> None:
    messages, answers = exchanged(line + b"\n" + PING)

    assert [(one["id"], one["error"]["code"]) for one in answers] == [(request_id, code)]
    assert [json.loads(message)["id"] for message in messages] == [1]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"  \r",
        b'{"jsonrpc":"2.0","method":"x","params":3}',
        b'{"jsonrpc":"1.0","method":"x"}',
        b'{"jsonrpc":"2.0","id":[],"result":{}}',
    ],
)
def test_what_is_no_request_and_asks_for_no_answer_gets_none(line: bytes) -> None:
    assert exchanged(line + b"\n") == ([], [])


def test_a_message_is_read_leniently() -> None:
    odd = b'\xef\xbb\xbf {"jsonrpc":"2.0","id":"\\ud800","method":"ping","params":null}\r\n'

    messages, answers = exchanged(odd)

    assert answers == []
    assert json.loads(messages[0]) == {"jsonrpc": "2.0", "id": "?", "method": "ping"}


def test_a_client_that_went_away_ends_nothing() -> None:
    class Gone:
        """A stream whose reader is gone."""

        def write(self, _line: bytes) -> int:
            raise BrokenPipeError

    async def write() -> None:
        replies = Replies(cast(Any, Gone()))
        await replies.write("one\n")
        await replies.write("two\n")

    anyio.run(write)
