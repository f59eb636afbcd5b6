"""A whole session with a fake App behind it, started by the terminal tests in a child process."""

import sys

from src.cli.chat import ChatCLI


class NoConfig:
    """A config nobody asks anything."""

    settings = None


def main() -> int:
    """Run the prompt; an argument "down" takes the models away."""

    def build():  # type: ignore[no-untyped-def]
        from tests.fakes.app import FakeApp

        return FakeApp(models_down="down" in sys.argv[1:])

    return ChatCLI(NoConfig(), build=build).run()


if __name__ == "__main__":
    sys.exit(main())
