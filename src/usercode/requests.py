"""What can be asked about a file of the user's own, and what is told of it."""

from dataclasses import dataclass

from ..domain.json_value import JSONObject


@dataclass(frozen=True, slots=True)
class UserCodeRequest:
    """A file and what is wanted of it; "" and 0 where nothing was said.

    `keep` writes: the improved version over the file, or the suite beside it.
    """

    file: str
    function: str = ""
    inputs: str = ""
    rounds: str = ""
    python: str = ""
    allow_read: str = ""
    keep: bool = False


@dataclass(frozen=True, slots=True)
class UserCodeAnswer:
    """What it came to: whether it is what was hoped for, lines for people, the same for scripts.

    `code` is what is to be looked at, such as a suite.
    """

    ok: bool
    lines: tuple[str, ...]
    answer: JSONObject
    code: str = ""
