"""Turns tasks into tested, measured, reusable Python; the public names are fetched lazily."""

from .domain.installation import VERSION as __version__

# typing alone would double what `--version` costs.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from .cli.chat import ChatCLI
    from .config.manager import ConfigManager

__all__ = ["ChatCLI", "ConfigManager", "__version__"]


def __getattr__(name: str) -> object:
    # Heavy imports wait for their first use: `--version` and the prompt must not pay for them.
    if name == "ChatCLI":
        from .cli.chat import ChatCLI as found

        return found
    if name == "ConfigManager":
        from .config.manager import ConfigManager as settings

        return settings
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
