"""Turns tasks into tested, measured, reusable Python; the public names are fetched lazily."""

from .domain.installation import VERSION as __version__

# typing alone would double what `--version` costs.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from .app.python_functions import evolved, function, function_async
    from .cli.chat import ChatCLI
    from .config.manager import ConfigManager
    from .domain import errors

__all__ = [
    "ChatCLI",
    "ConfigManager",
    "__version__",
    "errors",
    "evolved",
    "function",
    "function_async",
]

_HOMES = {
    "ChatCLI": ".cli.chat",
    "ConfigManager": ".config.manager",
    "evolved": ".app.python_functions",
    "function": ".app.python_functions",
    "function_async": ".app.python_functions",
}


def __getattr__(name: str) -> object:
    # Heavy imports wait for their first use: `--version` and the prompt must not pay for them.
    from importlib import import_module

    if name == "errors":
        return import_module(".domain.errors", __name__)
    if name in _HOMES:
        return getattr(import_module(_HOMES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
