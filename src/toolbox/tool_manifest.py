"""A tool's manifest: its input, output, effects, limits, quality, and what belongs to its kind."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct, field

from ..documents.bounds import Address, Name, Positive, Seconds, Temperature, Text
from ..domain.errors import ToolFailed
from ..domain.model_request import Role
from ..domain.tool import Effects, ToolCard
from .tool_arguments import Argument, check_pattern, schema_of


class LlmPart(Struct, frozen=True):
    """How an llm tool asks: a model (or a role's), where, and in which words.

    `prompt` is the template of the prompt; {prompt} in it is what the program
    passed, and {name} the argument of that name.
    """

    model: Text | None = None
    role: Role = Role.CONTENT
    endpoint: Address | None = None
    system: str = ""
    prompt: Text = "{prompt}"
    temperature: Temperature = 0.7
    max_tokens: Positive = 1024

    def __post_init__(self) -> None:
        if "{prompt}" not in self.prompt:
            raise ValueError("prompt: expected a text with {prompt} in it")


class PythonPart(Struct, frozen=True):
    """Which function of which file (next to the manifests) a python tool calls."""

    file: Text
    function: Name = "answer"


class NodePart(Struct, frozen=True):
    """Which node answers for a node tool; `as_json`: its result just as it is, texts in quotes."""

    id: Text
    as_json: bool = False


class ExecutablePart(Struct, frozen=True):
    """Which program an executable tool starts, and what it may read.

    `command` is the program (a name, found in /usr/local/bin, /usr/bin and /bin; an absolute
    path; or ./path next to the manifest) and its arguments; no shell reads them. {name} in an
    argument is what the call passed, {prompt} the prompt; without {prompt} anywhere, the prompt
    goes to stdin. An argument with the name of something that was not passed is left out; one
    that begins with {name?} is there if that was passed and is not false. A passed text that
    begins with - is refused where it would be an option: at the start of an argument, unless
    -- precedes it. `reads` are files and folders it may read besides the system's.
    """

    command: tuple[Text, ...]
    reads: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        if not self.command:
            raise ValueError("command: expected a program")
        if "{" in self.command[0]:
            raise ValueError("command: the program itself cannot be an argument of the call")


class McpPart(Struct, frozen=True):
    """Which tool of which Model Context Protocol server; the server is not confined.

    `command` is the server's program (a name, found on PATH; an absolute path; or ./path next to
    the manifest), `arguments` what it is started with, `folder` where, next to the manifest.
    `environment` names the variables that it gets of ours, besides HOME, LOGNAME, PATH, SHELL,
    TERM and USER. `prompt` is the argument of its tool that receives the prompt; null for none.
    """

    command: Text
    tool: Text
    arguments: tuple[str, ...] = ()
    folder: Text = "."
    environment: tuple[Text, ...] = ()
    prompt: Text | None = "prompt"

    def program_in(self, folder: Path) -> str:
        """Return the program of a manifest in a folder as a path; a name on PATH as it is."""
        if self.command.startswith("./"):
            return str(folder / self.command)
        return str(folder / self.folder / self.command) if "/" in self.command else self.command


_INTEGER = r"[+-]?\d+"
_NUMBER = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?"
_FORMS = {"integer": _INTEGER, "number": _NUMBER, "boolean": "true|false"}
_MAX_SHOWN = 60


class ToolOutput(Struct, frozen=True):
    """What the text of an answer is; `pattern` is a regular expression for the whole of it."""

    type: Literal["text", "integer", "number", "boolean", "json"] = "text"
    description: str = ""
    pattern: Text | None = None

    def __post_init__(self) -> None:
        check_pattern(self.pattern)

    def check(self, text: str) -> None:
        """Raise ToolFailed if the text is not what it should be."""
        answer = text.strip()
        shown = answer if len(answer) <= _MAX_SHOWN else answer[:_MAX_SHOWN] + "..."
        form = _FORMS.get(self.type)
        if form is not None and not re.fullmatch(form, answer):
            raise ToolFailed(f"answered {shown!r}, which is of no type {self.type}")
        if self.type == "json":
            try:
                json.loads(answer)
            except (ValueError, RecursionError) as error:
                raise ToolFailed(f"answered {shown!r}, which is not JSON") from error
        if self.pattern is not None and not re.fullmatch(self.pattern, answer, re.DOTALL):
            raise ToolFailed(f"answered {shown!r}, which has not the form {self.pattern}")


class ToolExample(Struct, frozen=True):
    """One call, and its result: the whole of it, or a part that it `contains`."""

    prompt: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    result: str | None = None
    contains: Text | None = None

    def __post_init__(self) -> None:
        if self.result is not None and self.contains is not None:
            raise ValueError("expected result or contains, found both")

    def problem_of(self, text: str) -> str:
        """Return how an answer differs from what was promised ("" if it does not)."""
        if self.result is not None and text.strip() != self.result.strip():
            return (
                f"gave {text.strip()[:_MAX_SHOWN]!r}, expected {self.result.strip()[:_MAX_SHOWN]!r}"
            )
        if self.contains is not None and self.contains not in text:
            return f"gave {text.strip()[:_MAX_SHOWN]!r}, which does not contain {self.contains!r}"
        return ""


Kind = Literal["llm", "executable", "python", "node", "mcp"]
Cost = Literal["free", "low", "medium", "high"]
Speed = Literal["slow", "medium", "fast"]
Quality = Literal["low", "medium", "good", "excellent"]

_MOST_EFFECTS = dict.fromkeys(("python", "executable", "mcp"), Effects.WRITE)


class ToolLimits(Struct, frozen=True):
    """What one call may take; null is what the settings give every program.

    `seconds` bound an llm tool's call besides the deadlines of `ollama`; `memory_mb` holds tools
    that run programs.
    """

    prompt_bytes: Positive = 100_000
    reply_bytes: Positive = 1_000_000
    seconds: Seconds | None = None
    memory_mb: Positive | None = None


class ToolManifest(Struct, frozen=True):
    """One tool as its manifest describes it.

    `effects` null is what its type may do at most: "write" for executable, python and mcp, "none"
    for llm and node. `input` names the arguments it takes; without any, an executable takes
    none and the others any. `examples` are called by `tools check`, save for an llm's and for
    tools that may change things. The results of a `pure` tool are kept and given again.
    """

    name: Text
    type: Kind
    description: Text
    llm: LlmPart = LlmPart()
    python: PythonPart | None = None
    node: NodePart | None = None
    executable: ExecutablePart | None = None
    mcp: McpPart | None = None
    effects: Effects | None = None
    input: Mapping[str, Argument] = field(default_factory=dict)
    output: ToolOutput = ToolOutput()
    examples: tuple[ToolExample, ...] = ()
    pure: bool = False
    tags: tuple[Text, ...] = ()
    cost_tier: Cost = "medium"
    speed_tier: Speed = "medium"
    quality_tier: Quality = "medium"
    limits: ToolLimits = ToolLimits()

    def __post_init__(self) -> None:
        for kind in ("python", "node", "executable", "mcp"):
            part = getattr(self, kind)
            if (part is None) == (self.type == kind):
                found = "is missing" if part is None else f"belongs to tools of type {kind} only"
                raise ValueError(f"{kind}: {found}")
        if self.pure and self.may_write:
            raise ValueError("pure: a tool that may change things cannot be pure")
        if self.type in ("llm", "mcp") and self.limits.memory_mb is not None:
            raise ValueError(f"limits: an {self.type} tool is held by seconds, not by memory_mb")

    @property
    def may_do(self) -> Effects:
        """What it does to the world, at most."""
        return self.effects or _MOST_EFFECTS.get(self.type, Effects.NONE)

    @property
    def may_write(self) -> bool:
        """True if it needs the user's grant."""
        return self.may_do is Effects.WRITE

    @property
    def takes_any(self) -> bool:
        """True if it takes arguments that its manifest does not name."""
        return not self.input and self.type != "executable"

    def card(self, key: str) -> ToolCard:
        """Return what the overseer and the user see of it."""
        return ToolCard(
            key,
            self.name,
            self.type,
            self.description,
            self.may_do,
            self.tags,
            self.cost_tier,
            self.speed_tier,
            self.quality_tier,
            schema_of(self.input),
            self.takes_any,
            next((one.result for one in self.examples if one.result), ""),
        )
