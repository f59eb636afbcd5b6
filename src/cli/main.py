"""The entry point of the command line: the prompt, one line, or a stream of lines."""

import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from ..domain.installation import INSTALL_DEPENDENCIES
from .command_line import CANCELLED, UNSOLVED, WRONG_USAGE, Arguments, read_arguments
from .interrupts import handle_between_imports
from .streams import abandon_stdout, prepare_streams, stdout_failure

TYPE_CHECKING = False

if TYPE_CHECKING:
    from types import FrameType

    from ..app.run_mode import RunMode
    from ..config.manager import ConfigManager
    from ..domain.errors import ConfigError
    from .chat import ChatCLI
    from .context import CommandContext, Pages

    OtherInterfaces = Mapping[str, Callable[[ConfigManager, RunMode], int]]
    ServePages = Callable[[CommandContext, str, int], Pages]


def main(
    argv: Sequence[str] | None = None,
    others: "OtherInterfaces | None" = None,
    serve_pages: "ServePages | None" = None,
) -> int:
    """Do what the command line says; return the exit code.

    `others` are started by a word, `serve_pages` by the command web.
    """
    if argv is None:
        prepare_streams()
    for number in (signal.SIGTERM, signal.SIGHUP):
        handle_between_imports(number, _leave)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        handle_between_imports(signal.SIGINT, signal.default_int_handler)
    try:
        arguments = read_arguments(sys.argv[1:] if argv is None else argv)
        code = _serve(arguments, others or {}, serve_pages)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return CANCELLED
    except (OSError, SystemExit):
        with suppress(OSError):
            sys.stdout.flush()
        failure = stdout_failure()
        if failure is None:
            raise
        abandon_stdout()
        # A reader that closes the pipe, such as `head`, has read enough.
        if not isinstance(failure, BrokenPipeError):
            print(f"stdout cannot be written: {failure.strerror}", file=sys.stderr)
        return UNSOLVED
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] == __name__.partition(".")[0]:
            raise
        print(
            f"The package {error.name} is not installed.\n{INSTALL_DEPENDENCIES}", file=sys.stderr
        )
        return WRONG_USAGE


def _serve(
    arguments: Arguments, others: "OtherInterfaces", serve_pages: "ServePages | None"
) -> int:
    from ..app.run_mode import RunMode
    from ..config.manager import ConfigManager
    from ..domain.errors import ConfigError

    try:
        config = ConfigManager(arguments.config, flags=arguments.flags)
        mode = RunMode(
            arguments.offline, arguments.weak, arguments.record, arguments.replay, arguments.resume
        )
        if other := others.get(arguments.line or ""):
            return other(config, mode)
        cli = _open(arguments, config, mode)
        cli.context.serve_pages = serve_pages
    except ConfigError as error:
        return _wrong_config(arguments, error)
    try:
        is_terminal = arguments.line is None and sys.stdin.isatty() and sys.stdout.isatty()
        return cli.run() if is_terminal and not arguments.json else _script(cli, arguments)
    except ModuleNotFoundError:
        raise
    except Exception as error:  # pylint: disable=broad-exception-caught  # all are reported
        if stdout_failure() is not None:
            raise
        from .error_log import error_output

        for line in error_output(error, cli.context.log_file).parts:
            print(getattr(line, "text", ""), file=sys.stderr)
        return UNSOLVED


def _open(arguments: Arguments, config: "ConfigManager", mode: "RunMode") -> "ChatCLI":
    from .chat import ChatCLI
    from .command_line import Verbosity

    cli = ChatCLI(config, mode=mode)
    if arguments.quiet or arguments.verbose:
        cli.set_verbosity(Verbosity.QUIET if arguments.quiet else Verbosity.VERBOSE)
    if arguments.yes:
        cli.context.ask = lambda question, by_default=False: True
    return cli


def _script(cli: "ChatCLI", arguments: Arguments) -> int:
    from .one_shot import OneShot
    from .screen import Screen
    from .theme import features_of

    stages = Screen(sys.stderr, features_of(sys.stderr, cli.environment))
    script = OneShot(cli.line_handler, arguments, stages, cli.screen)
    try:
        if arguments.line is None:
            return script.take_all(sys.stdin)
        line = sys.stdin.read() if arguments.line == "-" else arguments.line
        return script.take(line, arguments.strays, arguments.words)
    except EOFError:
        return 0
    finally:
        cli.close()


def _wrong_config(arguments: Arguments, error: "ConfigError") -> int:
    if arguments.json:
        from .input_line import json_line
        from .outcome_report import failure_object

        print(json_line(failure_object(arguments.line or "", str(error), error.hint)))
    print(str(error), error.hint, sep="\n" if error.hint else "", file=sys.stderr)
    return WRONG_USAGE


def _leave(number: int, _frame: "FrameType | None") -> None:
    raise SystemExit(128 + number)
