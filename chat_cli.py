"""Code Evolver: type a task, get a tested program and its result."""

import sys

if sys.version_info < (3, 11):
    sys.exit("Code Evolver needs Python 3.11 or newer; this is " + sys.version.split()[0])

from src.__main__ import run  # noqa: E402  # pylint: disable=wrong-import-position

if __name__ == "__main__":
    sys.exit(run())
