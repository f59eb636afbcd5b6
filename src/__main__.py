"""Runs Code Evolver: `code-evolver`, `python -m code_evolver`, or chat_cli.py in a checkout."""

import os
import sys

# What needs Linux (fcntl, pwd, termios) is imported only after the platform is known.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .app.run_mode import RunMode
    from .cli.context import CommandContext, Pages
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
    if argv is None and sys.getfilesystemencoding() == "ascii":
        # An old POSIX locale: neither paths nor tasks could hold more than ASCII.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    from .cli.main import main

    return main(argv, others={"mcp": _serve_mcp}, serve_pages=_serve_pages)


def _serve_mcp(config: "ConfigManager", mode: "RunMode") -> int:
    # Serving loads what the prompt does without.
    from .serving.mcp_server import serve

    return serve(config, mode)


def _serve_pages(context: "CommandContext", host: str, port: int) -> "Pages":
    from .web.server import WebServer

    return WebServer(context, host, port)


if __name__ == "__main__":
    sys.exit(run())
