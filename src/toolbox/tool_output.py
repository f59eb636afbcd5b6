"""A tool's output: the form of its text, and examples of calls with their results."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ..documents.bounds import Text
from ..domain.errors import ToolFailed

_INTEGER = r"[+-]?\d+"
_NUMBER = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?"
_FORMS = {"integer": _INTEGER, "number": _NUMBER, "boolean": "true|false"}
_MAX_SHOWN = 60


@dataclass(frozen=True, slots=True)
class ToolOutput:
    """What the text of an answer is; `pattern` is a regular expression for the whole of it."""

    type: Literal["text", "integer", "number", "boolean", "json"] = "text"
    description: str = ""
    pattern: Text | None = None

    def __post_init__(self) -> None:
        try:
            re.compile(self.pattern or "")
        except re.error as error:
            raise ValueError(f"pattern: no regular expression: {error}") from error

    def check(self, text: str) -> None:
        """Raises ToolFailed if the text is not what it should be."""
        answer = text.strip()
        shown = answer if len(answer) <= _MAX_SHOWN else answer[:_MAX_SHOWN] + "..."
        form = _FORMS.get(self.type)
        if form is not None and not re.fullmatch(form, answer):
            raise ToolFailed(f"answered {shown!r}, which is of no type {self.type}")
        if self.type == "json":
            try:
                json.loads(answer)
            except (ValueError, RecursionError) as error:
                raise ToolFailed(f"answered {shown!r}, which is no JSON") from error
        if self.pattern is not None and not re.fullmatch(self.pattern, answer, re.DOTALL):
            raise ToolFailed(f"answered {shown!r}, which has not the form {self.pattern}")


@dataclass(frozen=True, slots=True)
class ToolExample:
    """One call, and its result: the whole of it, or a part that it `contains`."""

    prompt: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    result: str | None = None
    contains: Text | None = None

    def __post_init__(self) -> None:
        if self.result is not None and self.contains is not None:
            raise ValueError("expected result or contains, found both")

    def problem_of(self, text: str) -> str:
        """How an answer differs from what was promised ("" if it does not)."""
        if self.result is not None and text.strip() != self.result.strip():
            return (
                f"gave {text.strip()[:_MAX_SHOWN]!r}, expected {self.result.strip()[:_MAX_SHOWN]!r}"
            )
        if self.contains is not None and self.contains not in text:
            return f"gave {text.strip()[:_MAX_SHOWN]!r}, in which there is no {self.contains!r}"
        return ""
