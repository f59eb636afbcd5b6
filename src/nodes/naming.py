"""Makes node ids: the task's subject as a slug, "_node", and a number if it is taken."""

import re
import unicodedata
from collections.abc import Container

from ..domain.errors import NodeError

LONGEST_SUBJECT = 48
_ID = re.compile(r"\w[\w-]{0,99}")


def new_node_id(subject: str, taken: Container[str]) -> str:
    """A free id for a node on this subject: "fibonacci" -> "fibonacci_node", "fibonacci_node_2"."""
    plain = unicodedata.normalize("NFKD", subject).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:LONGEST_SUBJECT].rstrip("_")
    first = f"{slug or 'task'}_node"
    number, node_id = 1, first
    while node_id in taken:
        number += 1
        node_id = f"{first}_{number}"
    return node_id


def checked_id(node_id: str) -> str:
    """The id, if it can be one; a path or an empty text cannot. Raises NodeError."""
    if not _ID.fullmatch(node_id):
        raise NodeError(f"{node_id!r} is no node's id", hint="`list` shows all nodes")
    return node_id
