"""Says which version this is, whether it runs from a checkout, and which commands fit that."""

VERSION = "0.2.0"


IN_CHECKOUT = __name__.partition(".")[0] == "src"
"""In a checkout the package is imported as `src`; the wheel installs it as `code_evolver`."""

PROGRAM = "chat_cli.py" if IN_CHECKOUT else "code-evolver"
COMMAND = "python chat_cli.py" if IN_CHECKOUT else "code-evolver"

INSTALL_DEPENDENCIES = (
    "Start with: make run, or: pip install --require-hashes -r requirements.lock"
    if IN_CHECKOUT
    else "Install Code Evolver again, with its dependencies."
)
INSTALL_EMBEDDINGS = f"{COMMAND} models install embeddings"


def install_extra(name: str) -> str:
    """Return how an optional part is installed; the package itself is published nowhere."""
    if IN_CHECKOUT:
        return f".venv/bin/pip install -r requirements-{name}.txt"
    return f"in a checkout of Code Evolver: pipx install --force '.[{name}]'"


INSTALL_MCP = install_extra("mcp")
