"""Which versions of Python and of the tools that judged it a program was kept under."""

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
