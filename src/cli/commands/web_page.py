"""The command that serves the web page."""

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ...documents.json_files import write_text
from ...domain.errors import BadArguments, CommandError
from ...domain.installation import install_extra
from ...domain.whole_number import whole_number
from ..command_registry import Given, command
from ..context import CommandContext
from ..output import Output, Tone, said

if TYPE_CHECKING:
    from ..context import Pages

_HOST, _USUAL_PORT, _ANY_FREE_PORT, _LAST_PORT = "127.0.0.1", 8765, 0, 65535


@command("/web [--port N] [--host ADDRESS] [--no-open]", "/web stop", group="Session")
def web(context: CommandContext, given: Given) -> Output:
    """Serve the same program as a web page, and open it in the browser.

    The page shows what the terminal does, and vice versa; the prompt stays usable.
    Typed again, it gives a new address: each opens the page in one browser. Only this machine
    reaches the page unless --host names another address.
    """
    if given.get("CHOICE") == "stop":
        if context.pages is not None:
            context.pages.forget_browsers()
        return _stopped(context)
    if context.pages is None:
        context.pages = _started(context, given)
    pages = context.pages
    address = pages.new_address()
    # A text browser would take over the terminal.
    has_screen = any(name in os.environ for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
    if "--no-open" not in given and has_screen:
        _open(pages.new_address(), context.settings.home / "web_page.html")
    if context.interactive:
        return said(f"Web page: {address}", Tone.GOOD, {"address": address})
    context.screen.line(f"Web page: {address}", Tone.GOOD)
    try:
        pages.wait()
    except KeyboardInterrupt:
        context.screen.line("")
    return _stopped(context)


def _started(context: CommandContext, given: Given) -> "Pages":
    word, host = given.get("--port", ""), given.get("--host", _HOST)
    if word and not 0 <= whole_number(word) <= _LAST_PORT:
        raise BadArguments(f"{word} is not a port", hint=f"a port is a number up to {_LAST_PORT}")
    if not host.strip("[] "):  # It would be every address of this machine.
        raise BadArguments("--host names no address", hint="--host 0.0.0.0 serves all of them")
    if context.serve_pages is None:
        raise CommandError("The web page cannot be served from here.")
    # Another session may be serving on the usual port.
    ports = (int(word),) if word else (_USUAL_PORT, _ANY_FREE_PORT)
    try:
        for port in ports[:-1]:
            with suppress(OSError):
                return context.serve_pages(context, host, port)
        return context.serve_pages(context, host, ports[-1])
    except ModuleNotFoundError as error:
        missing = f"The package {error.name} is not installed"
        raise CommandError(missing, hint=install_extra("web")) from error
    except OSError as error:
        where = f"{host}, port {ports[-1]}"
        reason = error.strerror or str(error)
        raise CommandError(f"The web page cannot be served on {where}: {reason}") from error


def _open(address: str, file: Path) -> None:
    """Open the browser on a file that leads to the address: all users see a command line."""
    # Imported here: a session that shows no page starts without it.
    import webbrowser

    with suppress(OSError):  # The address is shown as well.
        write_text(file, f'<!doctype html><meta http-equiv="refresh" content="0;{address}">', 0o600)
        webbrowser.open(file.resolve().as_uri())


def _stopped(context: CommandContext) -> Output:
    pages, context.pages = context.pages, None
    if pages is None:
        return said("The web page is not being served.", answer={"served": False})
    pages.close()
    return said("The web page has stopped.", answer={"served": False})
