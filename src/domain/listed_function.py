"""A function as lists and searches show it."""

from msgspec import Struct


class ListedFunction(Struct, frozen=True):
    """A function in a list: how it is called, its kind, how often it was used and how well.

    `node_id` is "" for a bundled function that was never kept; `problem` says why a node
    cannot be read.
    """

    name: str
    title: str
    signature: str
    kind: str
    node_id: str = ""
    version: int = 0
    uses: int = 0
    quality: float | None = None
    words: str = ""
    problem: str = ""
