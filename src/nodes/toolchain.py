"""Records the versions of Python and of the tools under which a program was accepted."""

import platform
from functools import cache

TOOLS = ("pytest", "flake8", "pylint", "mypy", "black")


@cache
def tool_versions() -> tuple[tuple[str, str], ...]:
    """(name, version) of Python and each tool; "missing" for one that is not installed."""
    return (("python", platform.python_version()), *((name, _version(name)) for name in TOOLS))


def _version(name: str) -> str:
    # Imported here: it loads the email package.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
