"""A whole session with a fake App behind it, started by the terminal tests in a child process."""

import sys
from typing import TYPE_CHECKING

from src.cli.chat import ChatCLI
from src.config.manager import ConfigManager

if TYPE_CHECKING:
    from tests.fakes.app import FakeApp


def main() -> int:
    """Run the prompt; "down" takes the models away, "broken" the App, "slow" lets
    downloads last, "news" has something to tell."""

    def build() -> "FakeApp":
        if "broken" in sys.argv[1:]:
            raise ImportError("no such part")
        # As the real one, the fake is loaded behind the prompt only.
        from tests.fakes.app import FakeApp

        app = FakeApp(models_down="down" in sys.argv[1:], slow="slow" in sys.argv[1:])
        app.notes += ["kept version 2 of add_node"] if "news" in sys.argv[1:] else []
        return app

    return ChatCLI(ConfigManager(), build=build).run()


if __name__ == "__main__":
    sys.exit(main())
