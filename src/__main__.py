"""Runs Code Evolver: `code-evolver`, `python -m code_evolver`, or chat_cli.py in a checkout."""

import sys

# What needs Linux (fcntl, pwd, termios) is imported only after the platform is known.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .app.run_mode import RunMode
    from .config.manager import ConfigManager


def run(argv: "Sequence[str] | None" = None, platform: str = sys.platform) -> int:
    """Run the command line (by default this process's); returns the exit code."""
    if platform != "linux":
        print(
            "Code Evolver runs on Linux only, because its sandbox needs the Linux kernel"
            " (on Windows, use WSL).",
            file=sys.stderr,
        )
        return 2
    from .cli.main import main

    return main(argv, others={"mcp": _serve_mcp})


def _serve_mcp(config: "ConfigManager", mode: "RunMode") -> int:
    # Serving loads what the prompt does without.
    from .serving.mcp_server import serve

    return serve(config, mode)


if __name__ == "__main__":
    sys.exit(run())
