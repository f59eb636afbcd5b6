"""Checks the tools that stand in the settings, before anything else is done."""

from ..config.manager import ConfigManager


def check_tool_settings(config: ConfigManager) -> None:
    """Raises ConfigError, naming file, line and key, for the first that is broken.

    A broken manifest in a file of its own costs its tool only; the settings are whole or wrong.
    """
    if not config.tools.value:
        return
    # Loaded by those only who have tools in their settings: the prompt waits for this.
    from ..toolbox.catalogue import KINDS
    from ..toolbox.manifest_reader import read_tools

    found = read_tools(config.project / "tools", config.tools, KINDS, config.home / "tools")
    if found.of_settings:
        raise found.of_settings[0]
