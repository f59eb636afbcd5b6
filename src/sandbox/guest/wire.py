"""The wire protocol of host and zygote: length-prefixed JSON with file descriptors."""

from __future__ import annotations

import functools
import json
import os
import socket
import struct
from collections.abc import Callable
from typing import Any

Message = dict[str, Any]
_LENGTH = struct.Struct("=I")
_MOST_DESCRIPTORS = 8


def send(channel: socket.socket, message: Message, descriptors: tuple[int, ...] = ()) -> None:
    """Send a whole message; descriptors travel with its first bytes."""
    body = json.dumps(message).encode()
    packet = _LENGTH.pack(len(body)) + body
    sent = socket.send_fds(channel, [packet], list(descriptors)) if descriptors else 0
    channel.sendall(packet[sent:])


def receive(channel: socket.socket) -> tuple[Message, tuple[int, ...]]:
    """Wait for a whole message. Raises EOFError when the other side is gone."""
    first, descriptors, _, _ = socket.recv_fds(channel, _LENGTH.size, _MOST_DESCRIPTORS)
    head = first + _exactly(channel.recv, _LENGTH.size - len(first)) if first else b""
    if not head:
        raise EOFError("the other side closed the channel")
    body = _exactly(channel.recv, _LENGTH.unpack(head)[0])
    message: Message = json.loads(body)
    return message, tuple(descriptors)


def receive_rest(descriptor: int, size: int) -> Message:
    """Read the part of a request that only a child reads, in front of the program's input."""
    rest: Message = json.loads(_exactly(functools.partial(os.read, descriptor), size))
    return rest


def _exactly(read: Callable[[int], bytes], count: int) -> bytes:
    parts: list[bytes] = []
    while count:
        part = read(min(count, 1 << 20))
        if not part:
            raise EOFError("the other side closed the channel in the middle of a message")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
