"""The way in from the command line: the prompt, one line, or a stream of lines."""

import signal
import sys
from collections.abc import Callable, Mapping, Sequence

from ..domain.installation import INSTALL_DEPENDENCIES
from .command_line import CANCELLED, UNSOLVED, WRONG_USAGE, Arguments, read_arguments

TYPE_CHECKING = False

if TYPE_CHECKING:
    from types import FrameType

    from ..app.run_mode import RunMode
    from ..config.manager import ConfigManager
    from ..domain.errors import ConfigError
    from .chat import ChatCLI

    OtherInterfaces = Mapping[str, Callable[[ConfigManager, RunMode], int]]


def main(argv: Sequence[str] | None = None, others: "OtherInterfaces | None" = None) -> int:
    """Do what the command line says; the exit code. `others` are started by a word."""
    arguments = read_arguments(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        # A result may hold characters that this terminal's encoding has not.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        signal.signal(number, _leave)
    try:
        code = _serve(arguments, others or {})
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return CANCELLED
    except BrokenPipeError:
        from .one_shot import close_quietly

        close_quietly()
        return UNSOLVED
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] == __name__.partition(".")[0]:
            raise
        print(
            f"The package {error.name} is not installed.\n{INSTALL_DEPENDENCIES}",
            file=sys.stderr,
        )
        return WRONG_USAGE


def _serve(arguments: Arguments, others: "OtherInterfaces") -> int:
    from ..domain.errors import ConfigError

    try:
        if arguments.line is not None and arguments.line in others:
            return others[arguments.line](_config_of(arguments), _mode_of(arguments))
        cli = _open(arguments)
    except ConfigError as error:
        return _wrong_config(arguments, error)
    try:
        return _carry_out(cli, arguments)
    except (BrokenPipeError, ModuleNotFoundError):
        raise
    except Exception as error:  # pylint: disable=broad-exception-caught  # all are reported
        from .error_log import error_output

        for line in error_output(error, cli.context.log_file).parts:
            print(getattr(line, "text", ""), file=sys.stderr)
        return UNSOLVED


def _carry_out(cli: "ChatCLI", arguments: Arguments) -> int:
    if arguments.line is None and sys.stdin.isatty() and sys.stdout.isatty() and not arguments.json:
        return cli.run()
    return _script(cli, arguments)


def _open(arguments: Arguments) -> "ChatCLI":
    from .chat import ChatCLI
    from .command_line import Verbosity

    cli = ChatCLI(_config_of(arguments), mode=_mode_of(arguments))
    if arguments.quiet or arguments.verbose:
        cli.set_verbosity(Verbosity.QUIET if arguments.quiet else Verbosity.VERBOSE)
    if arguments.yes:
        cli.context.ask = lambda question: True
    return cli


def _config_of(arguments: Arguments) -> "ConfigManager":
    from ..config.manager import ConfigManager

    return ConfigManager(arguments.config, flags=arguments.flags)


def _mode_of(arguments: Arguments) -> "RunMode":
    from ..app.run_mode import RunMode

    return RunMode(arguments.offline, arguments.weak, arguments.record, arguments.replay)


def _script(cli: "ChatCLI", arguments: Arguments) -> int:
    from .one_shot import OneShot, read_lines
    from .screen import Screen
    from .theme import features_of

    stages = Screen(sys.stderr, features_of(sys.stderr, cli.environment))
    script = OneShot(cli.line_handler, arguments, stages, cli.screen)
    try:
        if arguments.line is None:
            return script.take_all(read_lines(sys.stdin))
        line = sys.stdin.read() if arguments.line == "-" else arguments.line
        return script.take(line, arguments.strays)
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
