"""The program's errors, each with a hint the user can act on."""


class EvolverError(Exception):
    """Our own failure; `hint` is what the user can try next ("" where nothing helps)."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class ConfigError(EvolverError):
    """A settings or manifest document is broken; names file, line, key and what was expected.

    `path` are the keys of the entry that is wrong, `place` is its file and line.
    """

    def __init__(
        self, message: str, *, hint: str = "", path: tuple[str | int, ...] = (), place: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.path = path
        self.place = place


class ModelError(EvolverError):
    """A language model gave no usable reply."""


class ModelUnavailable(ModelError):
    """No endpoint that could answer is reachable."""


class ModelMissing(ModelError):
    """The endpoint answers, but the model is not installed there."""


class ModelTimeout(ModelError):
    """A deadline of the request passed: connect, first token, stall or total."""


class BrokenReply(ModelError):
    """The reply ended early, was empty, looped, or was not what the schema asked for."""


class SandboxError(EvolverError):
    """The sandbox could not start; never raised for what a program did inside it."""


class MemoryUnavailable(EvolverError):
    """The database or Qdrant cannot be reached, or the store is of a newer version."""


class ToolError(EvolverError):
    """A tool could not be found or did not do its work."""


class UnknownTool(ToolError):
    """No tool has this name; the hint offers the nearest one."""


class ToolFailed(ToolError):
    """The tool was found and called, and failed."""


class NodeError(EvolverError):
    """The node does not exist, or its manifest is broken."""


class CallRefused(EvolverError, ValueError):
    """A function refused its arguments by a ValueError; the message is its own sentence."""


class StubRefused(EvolverError, TypeError):
    """A decorated function is not a stub that a body can be written for."""


class ProgramClosed(EvolverError, RuntimeError):
    """A function is called whose program was closed, or that belongs to another process."""


class CallFailed(EvolverError, RuntimeError):
    """A function's run did not finish: it crashed, or passed a limit."""


class UncertainFunction(UserWarning):
    """No second version agrees with a function that a model wrote, and no doctest decides."""


class CommandError(EvolverError):
    """A command line that cannot be carried out."""


class UnknownCommand(CommandError):
    """No command has this name; the hint offers the nearest one."""


class BadArguments(CommandError):
    """The command exists, its arguments do not fit; the hint shows the usage."""


class Declined(EvolverError):
    """The task cannot be solved with what is at hand; nothing was guessed."""
