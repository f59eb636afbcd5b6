"""Calls a tool for a node that is run by hand, outside the sandbox, in the node's own process."""

import os

from src.app.model_wiring import open_models
from src.app.tool_wiring import open_toolbox, read_all_tools
from src.config.manager import ConfigManager
from src.core.errors import EvolverError
from src.core.jsonvalue import JSONObject


def call_tool_by_hand(name: str, prompt: str, arguments: JSONObject) -> str:
    """The tool's text. Raises RuntimeError with the reason and the hint, as in the sandbox.

    CODE_EVOLVER_OFFLINE=1 asks no model.
    """
    config = ConfigManager()
    try:
        if os.environ.get("CODE_EVOLVER_OFFLINE", "") not in ("", "0"):
            manifests = read_all_tools(config.project, config.tools)
            return open_toolbox(manifests, config.project, None).call(name, prompt, arguments).text
        with open_models(config.settings.ollama, config.home) as models:
            manifests = read_all_tools(config.project, config.tools)
            toolbox = open_toolbox(manifests, config.project, models)
            return toolbox.call(name, prompt, arguments).text
    except EvolverError as error:
        raise RuntimeError(f"{error} ({error.hint})" if error.hint else str(error)) from error
