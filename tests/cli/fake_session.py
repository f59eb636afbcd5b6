"""A whole session with a fake App behind it, started by the terminal tests in a child process."""

import sys

from src.cli.chat import ChatCLI
from tests.fakes.app import FakeApp


class NoConfig:
    """A config nobody asks anything."""

    settings = None


def main() -> int:
    """Run the prompt; an argument "down" takes the models away."""
    app = FakeApp(models_down="down" in sys.argv[1:])
    return ChatCLI(NoConfig(), build=lambda: app).run()


if __name__ == "__main__":
    sys.exit(main())
