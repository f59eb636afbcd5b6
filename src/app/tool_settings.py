"""Checks the tools that stand in the settings, before anything else is done."""

from ..config.manager import ConfigManager


def check_tool_settings(config: ConfigManager) -> None:
    """Have each broken tool of the settings' files noted; it costs itself, as a broken file does.

    Raises ConfigError for one that the command line or the environment gives.
    """
    if not config.tools.value:
        return
    # Loaded by those only who have tools in their settings: the prompt waits for this.
    from ..toolbox.catalogue import KINDS
    from ..toolbox.manifest_reader import read_tools

    found = read_tools(config.project / "tools", config.tools, KINDS, config.home / "tools")
    for complaint in found.of_settings:
        config.leave_out(complaint)
