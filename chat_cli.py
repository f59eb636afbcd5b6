"""Code Evolver: type a task, get a tested program and its result."""

import sys

if sys.version_info < (3, 11):
    sys.exit("Code Evolver needs Python 3.11 or newer; this is " + sys.version.split()[0])

from src.cli.main import main  # noqa: E402  # pylint: disable=wrong-import-position

TYPE_CHECKING = False

if TYPE_CHECKING:
    from src.app.run_mode import RunMode
    from src.config.manager import ConfigManager


def _serve_mcp(config: "ConfigManager", mode: "RunMode") -> int:
    # Serving loads what the prompt does without.
    from src.serving.mcp_server import serve  # pylint: disable=import-outside-toplevel

    return serve(config, mode)


if __name__ == "__main__":
    sys.exit(main(others={"mcp": _serve_mcp}))
