"""The parts of a manifest that belong to one kind of tool."""

from dataclasses import dataclass

from ..documents.bounds import Address, Name, Positive, Temperature, Text
from ..domain.model_request import Role


@dataclass(frozen=True, slots=True)
class LlmPart:
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


@dataclass(frozen=True, slots=True)
class PythonPart:
    """Which function of which file (beside the manifests) a python tool calls."""

    file: Text
    function: Name = "answer"


@dataclass(frozen=True, slots=True)
class NodePart:
    """Which node answers for a node tool; `as_json`: its result just as it is, texts in quotes."""

    id: Text
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class ExecutablePart:
    """Which program an executable tool starts, and what it may read.

    `command` is the program (a name, found in /usr/local/bin, /usr/bin and /bin; an absolute
    path; or ./path beside the manifest) and its arguments; no shell reads them. {name} in an
    argument is what the call passed, {prompt} the prompt; without {prompt} anywhere, the prompt
    goes to stdin. An argument with the name of something that was not passed is left out; one
    that begins with {name?} is there if that was passed and is not false. A passed text that
    begins with - is refused where it would be an option: at the start of an argument, unless
    -- stands before it. `reads` are files and folders it may read beside the system's.
    """

    command: tuple[Text, ...]
    reads: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        if not self.command:
            raise ValueError("command: expected a program")
        if "{" in self.command[0]:
            raise ValueError("command: the program itself cannot be an argument of the call")


@dataclass(frozen=True, slots=True)
class McpPart:
    """Which tool of which Model Context Protocol server; the server is not confined.

    `command` is the server's program (a name, found on PATH; an absolute path; or ./path beside
    the manifest), `arguments` what it is started with, `folder` where, beside the manifest.
    `environment` names the variables that it gets of ours, beside HOME, LOGNAME, PATH, SHELL,
    TERM and USER. `prompt` is the argument of its tool that receives the prompt; null for none.
    """

    command: Text
    tool: Text
    arguments: tuple[str, ...] = ()
    folder: Text = "."
    environment: tuple[Text, ...] = ()
    prompt: Text | None = "prompt"
